package desk

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/indexer/indextest"
	"dateline/scraper/db/dbtest"
)

// A postOffice is a small SMTP server on this machine. It refuses the first refuse mails.
type postOffice struct {
	net.Listener

	mu     sync.Mutex
	refuse int
	to     []string
	mails  []string
	done   sync.WaitGroup
}

func newPostOffice(t *testing.T) *postOffice {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &postOffice{Listener: l}
	p.done.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			p.done.Go(func() { p.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		p.done.Wait()
	})
	return p
}

func (p *postOffice) serve(conn net.Conn) {
	defer conn.Close() //nolint:errcheck // the other side has all it wants
	in := bufio.NewReader(conn)
	say := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") }
	say("220 post.example ESMTP")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " ")
		switch verb {
		case "EHLO":
			say("250-post.example")
			say("250 8BITMIME")
		case "RCPT":
			p.mu.Lock()
			p.to = append(p.to, strings.TrimSpace(line))
			p.mu.Unlock()
			say("250 ok")
		case "DATA":
			say("354 go on")
			var text strings.Builder
			for line, err := in.ReadString('\n'); line != ".\r\n"; line, err = in.ReadString('\n') {
				if err != nil {
					return
				}
				text.WriteString(strings.TrimPrefix(line, "."))
			}
			p.mu.Lock()
			if p.refuse > 0 {
				p.refuse--
				say("451 try again\x1b[31m later")
			} else {
				p.mails = append(p.mails, text.String())
				say("250 queued")
			}
			p.mu.Unlock()
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func TestMail(t *testing.T) { dbtest.Run(t, testMail) }

func testMail(t *testing.T) {
	post := newPostOffice(t)
	post.refuse = 1
	opt := Options{Mail: MailOptions{Server: post.Addr().String(), From: "Dateline <dateline@newsroom.example>", TLS: NoTLS}}
	r := newRoom(t, opt)
	s := r.save(Draft{Name: "Bridge\r\nBcc: all@evil.example", Query: "q=-nosuchword", Mail: "Desk <desk@newsroom.example>"})
	if s.Mail != "desk@newsroom.example" {
		t.Errorf("saved with the address %q", s.Mail)
	}
	rs := indextest.Corpus(51, 60)
	rs[0].Revision.Headline = "Money\r\nBcc: all@evil.example\r\n\r\n.\r\nQUIT"
	r.arrive(rs[:2]...)
	r.clock = r.deliver()
	if d := r.delivery(s.ID); d.Tries != 1 || !strings.Contains(d.Answer, "451") || strings.ContainsRune(d.Answer, '\x1b') {
		t.Errorf("after a refusal: %+v", d)
	}
	r.deliver()
	if d := r.delivery(s.ID); d.Tries != 0 || d.Pending != 0 || d.Answer != "sent to 127.0.0.1" {
		t.Errorf("after it was sent: %+v", d)
	}
	// More is found: one mail an hour, of at most fifty.
	r.arrive(rs[2:]...)
	if next := r.deliver(); next.Sub(r.clock) != time.Hour || len(post.mails) != 1 {
		t.Errorf("%d mails, the next in %s", len(post.mails), next.Sub(r.clock))
	}
	for range 3 {
		r.clock = r.clock.Add(time.Hour)
		r.deliver()
	}
	if len(post.mails) != 3 {
		t.Fatalf("%d mails, want 3", len(post.mails))
	}
	for _, to := range post.to {
		if to != "RCPT TO:<desk@newsroom.example>" {
			t.Errorf("a mail goes to %q", to)
		}
	}
	m, err := mail.ReadMessage(strings.NewReader(post.mails[0]))
	if err != nil {
		t.Fatal(err)
	}
	if m.Header.Get("Bcc") != "" || m.Header.Get("From") != `"Dateline" <dateline@newsroom.example>` || m.Header.Get("Auto-Submitted") != "auto-generated" ||
		!strings.Contains(m.Header.Get("Message-Id"), s.ID+"-1-2@newsroom.example") || !strings.HasPrefix(m.Header.Get("Content-Type"), "text/plain") {
		t.Errorf("headers %v", m.Header)
	}
	if got := m.Header.Get("Subject"); got != "Bridge Bcc: all@evil.example: 2 new articles" {
		t.Errorf("subject %q", got)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nMoney Bcc: all@evil.example . QUIT\r\n", rs[1].Revision.URL, rs[1].Revision.Outlet, "dateline searches seen " + s.ID} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the mail does not tell %q:\n%s", want, body)
		}
	}
}

// A server that cannot be talked to in secret is told nothing.
func TestMailWantsTLS(t *testing.T) {
	post := newPostOffice(t)
	r := newRoom(t, Options{Mail: MailOptions{Server: post.Addr().String(), From: "dateline@newsroom.example", Username: "d", Password: "hidden-word"}})
	s := r.save(Draft{Name: "All", Query: "", Mail: "desk@newsroom.example"})
	r.arrive(indextest.Corpus(52, 1)...)
	r.deliver()
	d := r.delivery(s.ID)
	if data, err := json.Marshal(d); err != nil || d.Tries != 1 || len(post.mails) != 0 || !strings.Contains(d.Answer, "STARTTLS") || strings.Contains(string(data), "hidden-word") {
		t.Errorf("%+v, %d mails", d, len(post.mails))
	}
}

func TestWrongMail(t *testing.T) {
	for _, tt := range []struct {
		opt  MailOptions
		says string
	}{
		{MailOptions{Server: "smtp.example", From: "a@b.example"}, "server: "},
		{MailOptions{Server: ":587", From: "a@b.example"}, "server: "},
		{MailOptions{Server: "smtp.example:587", From: "nobody"}, "from: "},
		{MailOptions{Server: "smtp.example:587", From: "a@b.example", TLS: "maybe"}, "tls: "},
		{MailOptions{Server: "smtp.example:587", From: "a@b.example", TLS: NoTLS, Username: "a"}, "in the clear"},
	} {
		if err := tt.opt.Check(); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%+v: %v, want %q", tt.opt, err, tt.says)
		}
	}
	r := newRoom(t, Options{Mail: MailOptions{Server: "smtp.example:587", From: "a@b.example"}})
	for _, address := range []string{"nobody", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "a@" + strings.Repeat("x", 300)} {
		if _, err := r.Save(t.Context(), Draft{Name: fmt.Sprint(len(address)), Query: "", Mail: address}); !isWrong(err, "mail") {
			t.Errorf("the address %.80q: %v", address, err)
		}
	}
}
