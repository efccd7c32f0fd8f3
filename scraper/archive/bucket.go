package archive

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"gocloud.dev/blob"
	_ "gocloud.dev/blob/s3blob" // s3:// addresses
	"gocloud.dev/gcerrors"

	"dateline/scraper/warc"
)

// A bucket keeps WARC files as objects. Those cannot grow, so every visit writes a small file
// of its own, named
//
//	dateline-TIME-ARCHIVE-UNIQUE.warc.gz
//
// for when it was written, and by which archive: several archives, and any number of
// processes, can write to one bucket. What is once written is never changed.
type bucket struct {
	objects *blob.Bucket
	name    string
	prefix  string // of all names in it
	archive string // as it stands in names
	opt     Options

	mu     sync.Mutex
	failed error // of the last attempt to reach it; nil if that succeeded
	when   time.Time
}

const (
	maxObject = 32 << 20         // of several pages that are written at one go
	chunk     = 4 << 20          // of a file that is read from end to end
	doubt     = 10 * time.Second // how long a bucket that could not be reached is not tried again
)

// CheckAddress returns what is wrong with the address of a bucket, nil if nothing is.
func CheckAddress(address string) error {
	_, err := addressOf(address)
	return err
}

// addressOf reads the address of a bucket.
func addressOf(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%q is no address: %w", address, err)
	case u.Scheme != "s3":
		return nil, fmt.Errorf("%q is no address of a bucket, such as \"s3://dateline-pages?region=eu-central-1\"", address)
	case u.User != nil:
		return nil, errors.New("secrets do not belong there: they are read from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	case u.Host == "":
		return nil, fmt.Errorf("%q names no bucket", address)
	case strings.Trim(u.Path, "/") != "":
		return nil, fmt.Errorf("a folder in the bucket is named with ?prefix=%s/", strings.Trim(u.Path, "/"))
	}
	q := u.Query()
	if endpoint := q.Get("endpoint"); endpoint != "" {
		if at, err := url.Parse(endpoint); err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
			return nil, fmt.Errorf("endpoint: %q is no http(s) address", endpoint)
		}
		// Servers other than Amazon's have no host name for each bucket, no region, and often
		// none of the newer checksums.
		for key, value := range map[string]string{
			"region": "us-east-1", "use_path_style": "true",
			"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required",
		} {
			q.Set(key, cmp.Or(q.Get(key), value))
		}
	}
	if prefix := q.Get("prefix"); prefix != "" {
		q.Set("prefix", strings.TrimSuffix(prefix, "/")+"/")
	}
	u.RawQuery = q.Encode()
	return u, nil
}

// openBucket opens the bucket at an address, and asks nothing of it.
func openBucket(ctx context.Context, address, archive string, opt Options) (*bucket, error) {
	u, err := addressOf(address)
	if err != nil {
		return nil, fmt.Errorf("open the store of raw pages: %w", err)
	}
	objects, err := blob.OpenBucket(ctx, u.String())
	if err != nil {
		return nil, fmt.Errorf("open the store of raw pages: %w", err)
	}
	return &bucket{objects: objects, name: u.Host, prefix: u.Query().Get("prefix"), archive: archive, opt: opt}, nil
}

// there returns an error if the bucket is not there, or cannot be reached.
func (b *bucket) there(ctx context.Context) error {
	return b.do(ctx, func(ctx context.Context) error {
		is, err := b.objects.IsAccessible(ctx)
		if err == nil && !is {
			err = errNoBucket
		}
		return err
	})
}

// has reports whether an object is there.
func (b *bucket) has(ctx context.Context, name string) (is bool, err error) {
	err = b.do(ctx, func(ctx context.Context) (err error) {
		is, err = b.objects.Exists(ctx, name)
		return err
	})
	return is, err
}

// writeMark makes the bucket the home with a name.
func (b *bucket) writeMark(ctx context.Context, name string) error {
	return b.do(ctx, func(ctx context.Context) error { return b.objects.WriteAll(ctx, markOf(name), []byte(name+"\n"), nil) })
}

// removeMark takes back the name of a home that was not chosen. One that stays means nothing.
func (b *bucket) removeMark(ctx context.Context, name string) {
	_ = b.do(ctx, func(ctx context.Context) error { return b.objects.Delete(ctx, markOf(name)) })
}

// Append writes groups of records.
func (b *bucket) Append(ctx context.Context, groups ...[][]byte) ([]place, error) {
	var places []place
	for _, list := range gather(groups, min(b.opt.MaxFile, maxObject)) {
		at := b.opt.Now().UTC()
		file := b.fileName(at.Format("20060102150405"))
		content := warc.Info(b.opt.Software, file, at)
		for _, group := range list {
			content = append(content, bytes.Join(group, nil)...)
			length := int64(len(group[len(group)-1]))
			places = append(places, place{file, int64(len(content)) - length, length})
		}
		err := b.do(ctx, func(ctx context.Context) error { return b.objects.WriteAll(ctx, file, content, objectOptions()) })
		if err != nil {
			return nil, err
		}
	}
	return places, nil
}

func objectOptions() *blob.WriterOptions { return &blob.WriterOptions{ContentType: "application/warc"} }

// fileName returns a name that no file has.
func (b *bucket) fileName(stamp string) string {
	return fmt.Sprintf("dateline-%s-%s-%s.warc.gz", stamp, b.archive, rand.Text()[:20])
}

// CopyName returns a name for a copy of a file.
func (b *bucket) CopyName(file string) string {
	stamp, _, _ := strings.Cut(strings.TrimPrefix(file, "dateline-"), "-")
	return b.fileName(stamp)
}

// Mine reports whether a file has a name that this archive gives.
func (b *bucket) Mine(file string) bool {
	parts := strings.Split(strings.TrimSuffix(file, ".warc.gz"), "-")
	return len(parts) == 4 && parts[2] == b.archive
}

// Raw returns a record.
func (b *bucket) Raw(ctx context.Context, at place) (record []byte, err error) {
	if err := at.check(); err != nil {
		return nil, err
	}
	record = make([]byte, at.length)
	return record, b.do(ctx, func(ctx context.Context) error { return b.readAt(ctx, at.file, record, at.offset) })
}

// readAt fills part with what stands at an offset of a file; errShort if that ends before.
func (b *bucket) readAt(ctx context.Context, file string, part []byte, offset int64) (err error) {
	r, err := b.objects.NewRangeReader(ctx, file, offset, int64(len(part)), nil)
	if err != nil {
		if outside(err) {
			return errShort
		}
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if _, err := io.ReadFull(r, part); errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		if r.Size() < offset+int64(len(part)) {
			return errShort
		}
		return fmt.Errorf("the answer was cut short: %w", io.ErrUnexpectedEOF)
	} else if err != nil {
		return err
	}
	return nil
}

// Open opens a file to be read from its beginning to its end, more or less.
func (b *bucket) Open(ctx context.Context, file string) (warcFile, error) {
	var size int64
	err := b.do(ctx, func(ctx context.Context) error {
		is, err := b.objects.Attributes(ctx, file)
		if err == nil {
			size = is.Size
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &object{ctx: ctx, of: b, file: file, size: size}, nil
}

// An object is a file of a bucket, of which a part is held.
type object struct {
	ctx   context.Context //nolint:containedctx // io.ReaderAt takes none
	of    *bucket
	file  string
	size  int64
	part  []byte
	start int64 // of part
}

func (o *object) Close() error { return nil }

// ReadAt reads what is not held yet in large parts.
func (o *object) ReadAt(p []byte, offset int64) (n int, err error) {
	for n < len(p) {
		at := offset + int64(n)
		if at >= o.size {
			return n, io.EOF
		}
		if at < o.start || at >= o.start+int64(len(o.part)) {
			part := make([]byte, min(chunk, o.size-at))
			err := o.of.do(o.ctx, func(ctx context.Context) error { return o.of.readAt(ctx, o.file, part, at) })
			if err != nil {
				return n, err
			}
			o.part, o.start = part, at
		}
		n += copy(p[n:], o.part[at-o.start:])
	}
	return n, nil
}

// Write makes a file of what fill writes. It is there whole, or not at all.
func (b *bucket) Write(ctx context.Context, file string, fill func(io.Writer) error) error {
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	idle := time.AfterFunc(b.opt.Patience, cancel) // however long the file is, it has to get on
	defer idle.Stop()
	w, err := b.objects.NewWriter(within, file, objectOptions())
	if err != nil {
		return b.explain(err)
	}
	err = fill(writerFunc(func(p []byte) (int, error) {
		idle.Reset(b.opt.Patience)
		n, err := w.Write(p)
		return n, b.explain(err)
	}))
	idle.Reset(b.opt.Patience)
	if err != nil {
		cancel() // so that what was written is not kept
		_ = w.Close()
	} else {
		err = b.explain(w.Close())
	}
	if err != nil && ctx.Err() == nil && within.Err() != nil && errors.Is(err, context.Canceled) {
		return b.explain(context.DeadlineExceeded)
	}
	return err
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// Remove removes files, and where the bucket keeps versions of them, those as well.
func (b *bucket) Remove(ctx context.Context, files ...string) error {
	for _, file := range files {
		err := b.do(ctx, func(ctx context.Context) error {
			is, err := b.objects.Attributes(ctx, file)
			if err != nil {
				return err
			}
			var said s3.HeadObjectOutput
			if is.As(&said) && said.VersionId != nil {
				return b.removeVersions(ctx, file)
			}
			return b.objects.Delete(ctx, file)
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// removeVersions removes all versions of a file, the newest last: until then it is there, and
// whoever was stopped begins again.
func (b *bucket) removeVersions(ctx context.Context, file string) error {
	var client *s3.Client
	if !b.objects.As(&client) {
		return errors.New("the bucket keeps versions, and does not say how they are removed")
	}
	key := aws.String(b.prefix + file)
	var versions []*string
	list := s3.NewListObjectVersionsPaginator(client, &s3.ListObjectVersionsInput{Bucket: &b.name, Prefix: key})
	for list.HasMorePages() {
		page, err := list.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, marker := range page.DeleteMarkers {
			versions = append(versions, marker.VersionId)
		}
		for _, version := range page.Versions {
			versions = append(versions, version.VersionId)
		}
	}
	slices.Reverse(versions) // they come newest first
	for _, version := range versions {
		if _, err := client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.name, Key: key, VersionId: version}); err != nil {
			return err
		}
	}
	return nil
}

// Each calls do with every file.
func (b *bucket) Each(ctx context.Context, do func(fileInfo) error) error {
	for list := b.objects.List(&blob.ListOptions{Prefix: "dateline-"}); ; {
		var o *blob.ListObject
		err := b.do(ctx, func(ctx context.Context) (err error) {
			o, err = list.Next(ctx)
			if errors.Is(err, io.EOF) {
				o, err = nil, nil
			}
			return err
		})
		if err != nil {
			return err
		}
		if o == nil {
			return nil
		}
		if !strings.HasSuffix(o.Key, ".warc.gz") {
			continue
		}
		if err := do(fileInfo{o.Key, o.Size, o.ModTime}); err != nil {
			return err
		}
	}
}

// Ready tries a bucket that could not be reached last time.
func (b *bucket) Ready(ctx context.Context) error {
	b.mu.Lock()
	failed, when := b.failed, b.when
	b.mu.Unlock()
	if failed == nil || b.opt.Now().Sub(when) < doubt {
		return failed
	}
	return b.there(ctx)
}

// Hold does nothing: a file that is there is never appended to.
func (b *bucket) Hold() (release func()) { return func() {} }

// Replaced does nothing: no file is open.
func (b *bucket) Replaced(string, string) error { return nil }

// Close closes the bucket.
func (b *bucket) Close() error { return b.objects.Close() }

// do makes a request that does not take for ever, and notes whether the bucket was reached.
func (b *bucket) do(ctx context.Context, request func(context.Context) error) error {
	within, cancel := context.WithTimeout(ctx, b.opt.Patience)
	defer cancel()
	err := b.explain(request(within))
	if ctx.Err() != nil {
		return errors.Join(ctx.Err(), err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed, b.when = nil, b.opt.Now()
	if errors.Is(err, ErrUnavailable) {
		b.failed = err
	}
	return err
}

var (
	errRefused  = fmt.Errorf("%w: access is denied", ErrUnavailable)
	errNoBucket = fmt.Errorf("%w: there is no such bucket", ErrUnavailable)
)

// explain says what a person can do about an error of a bucket.
func (b *bucket) explain(err error) error {
	if err == nil || errors.Is(err, errShort) || errors.Is(err, context.Canceled) {
		return err
	}
	var coded interface{ ErrorCode() string } // as the AWS SDK has it
	code := ""
	if errors.As(err, &coded) {
		code = coded.ErrorCode()
	}
	switch {
	case code == "NoSuchBucket" || errors.Is(err, errNoBucket):
		return fmt.Errorf("bucket %s: %w: make it, or name another as [warc] address (%w)", b.name, errNoBucket, err)
	case gcerrors.Code(err) == gcerrors.NotFound:
		return fmt.Errorf("bucket %s: %w (%w)", b.name, fs.ErrNotExist, err)
	case gcerrors.Code(err) == gcerrors.PermissionDenied || slices.Contains(refusals, code) || strings.Contains(err.Error(), "get credentials"):
		return fmt.Errorf("bucket %s: %w: see that AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set, and may list, read, write and delete objects there (%w)", b.name, errRefused, err)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("bucket %s: %w: it did not answer within %s: see that its server runs (%w)", b.name, ErrUnavailable, b.opt.Patience, err)
	}
	return fmt.Errorf("bucket %s: %w: see that its server runs, and that [warc] address names it (%w)", b.name, ErrUnavailable, err)
}

// refusals are what S3 answers to whoever has no right, or the wrong key.
var refusals = []string{"AccessDenied", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"}

// outside reports whether an error says that a file ends before what was asked for.
func outside(err error) bool {
	var coded interface{ ErrorCode() string }
	return errors.As(err, &coded) && coded.ErrorCode() == "InvalidRange"
}
