package desk

import (
	"context"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"dateline/indexer"
)

// The ways in which a connection to a mail server is kept from being read.
const (
	StartTLS = "starttls" // it begins in the clear, and must change to TLS before anything is said
	TLS      = "tls"      // TLS from the first byte, as on port 465
	NoTLS    = "none"     // for a server on this machine
)

// MailOptions say by which server mail is sent. Without a Server none is.
type MailOptions struct {
	Server   string        // host:port
	From     string        // the sender: "Dateline <dateline@newsroom.example>"
	Username string        // empty: the server asks for none
	Password string        //
	TLS      string        // StartTLS, TLS or NoTLS; default StartTLS
	Every    time.Duration // least pause between two mails about one search; default 1h
}

// Check returns what is wrong with the options in words that begin with the key.
func (o MailOptions) Check() error {
	host, port, err := net.SplitHostPort(o.Server)
	if _, perr := strconv.ParseUint(port, 10, 16); err != nil || perr != nil || host == "" {
		return fmt.Errorf("server: %q is no host:port, such as \"smtp.newsroom.example:587\"", o.Server)
	}
	if _, err := netmail.ParseAddress(o.From); err != nil {
		return fmt.Errorf("from: %q is no mail address, such as \"dateline@newsroom.example\"", o.From)
	}
	switch o.TLS {
	case "", StartTLS, TLS:
	case NoTLS:
		if o.Username != "" {
			return errors.New("tls: \"none\" would send the password in the clear: write \"starttls\" or \"tls\"")
		}
	default:
		return fmt.Errorf("tls: %q is neither \"starttls\", \"tls\" nor \"none\"", o.TLS)
	}
	return nil
}

const mailTime = 30 * time.Second // for one try

// A mailer tells by mail.
type mailer struct {
	host    string
	from    *netmail.Address
	options []mail.Option
	direct  bool // TLS from the first byte
	every   time.Duration
	now     func() time.Time
}

func newMailer(o MailOptions, now func() time.Time) (*mailer, error) {
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("mail.%w", err)
	}
	host, port, err := net.SplitHostPort(o.Server)
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	from, err := netmail.ParseAddress(o.From)
	if err != nil {
		return nil, err
	}
	m := &mailer{host: host, from: from, every: o.Every, now: now, options: []mail.Option{mail.WithPort(number), mail.WithTimeout(mailTime)}}
	if m.every == 0 {
		m.every = time.Hour
	}
	switch o.TLS {
	case TLS:
		m.direct = true
		m.options = append(m.options, mail.WithSSL())
	case NoTLS:
		m.options = append(m.options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		m.options = append(m.options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if o.Username != "" {
		m.options = append(m.options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(o.Username), mail.WithPassword(o.Password))
	}
	return m, nil
}

func (m *mailer) pause() time.Duration { return m.every }

func (m *mailer) tell(ctx context.Context, p *parcel) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	options := m.options
	if !m.direct {
		var line net.Conn
		options = append(slices.Clone(options), mail.WithDialContextFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
			var d net.Dialer
			var err error
			line, err = d.DialContext(ctx, network, address)
			return line, err
		}))
		// The library leaves it open if the two do not come to terms.
		defer func() {
			if line != nil {
				_ = line.Close()
			}
		}()
	}
	client, err := mail.NewClient(m.host, options...)
	if err != nil {
		return "", err
	}
	msg := mail.NewMsg()
	msg.FromMailAddress(m.from)
	if err := msg.To(p.search.mail); err != nil {
		return "", fmt.Errorf("%w: %w", errNever, err)
	}
	domain := m.from.Address[strings.LastIndexByte(m.from.Address, '@')+1:]
	msg.SetDateWithValue(m.now())
	msg.SetMessageIDWithValue(p.id + "@" + domain) // the same if it is sent again
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.Subject(subject(p))
	msg.SetBodyString(mail.TypeTextPlain, digest(p))
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return "", errors.New(oneLine([]byte(err.Error())))
	}
	return "sent to " + m.host, nil
}

// subject says on one line what a mail is about. Names hold no control characters.
func subject(p *parcel) string {
	return fmt.Sprintf("%s: %s", p.search.name, counted(len(p.matches), "new article"))
}

// digest tells of matches in plain text.
func digest(p *parcel) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s found by the saved search “%s”.\n", counted(len(p.matches), "new article"), p.search.name)
	for i := range p.matches {
		m := &p.matches[i]
		fmt.Fprintf(&out, "\n%s\n  %s\n  %s\n", headline(m), about(m), oneLine([]byte(m.Article.URL)))
		for k := range m.First {
			fmt.Fprintf(&out, "  - %s\n", said(&m.First[k]))
		}
	}
	if p.more {
		out.WriteString("\nMore have been found; another mail follows.\n")
	}
	fmt.Fprintf(&out, "\n'dateline searches seen %s' marks all as seen; 'dateline searches remove %[1]s' ends these mails.\n", p.search.id)
	return out.String()
}

// headline returns that of a match, or its address if it has none.
func headline(m *Match) string {
	if h := oneLine([]byte(m.Article.Headline)); h != "" {
		return h
	}
	return m.Article.URL
}

// about says where and when an article was published, and what was found in it.
func about(m *Match) string {
	var parts []string
	for _, s := range []string{m.Article.Outlet, m.Article.Published, m.Article.Kind} {
		if s = oneLine([]byte(s)); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(append(parts, counted(m.Claims, "claim"), counted(m.Entries, "date")), " · ")
}

// said says an entry on one line: its date, its speaker, its words.
func said(e *indexer.Entry) string {
	who := oneLine([]byte(e.Claim.Speaker.Name))
	if who == "" {
		who = "speaker unclear"
	}
	return cutRunes(fmt.Sprintf("%s: %s: “%s”", oneLine([]byte(e.Label)), who, oneLine([]byte(e.Claim.Text))), 400)
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
