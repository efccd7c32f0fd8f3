package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.40.0"
	"go.opentelemetry.io/otel/trace"

	"dateline/scraper"
)

// A spanTracer tells an OpenTelemetry collector what this process does, as OTEL_* in the
// environment say. The nil spanTracer tells nothing.
//
// A visit and what becomes of it in the index are one trace, though another process may
// index it days later: its ids are a digest of the address and the time of the page, which
// the archive keeps.
type spanTracer struct {
	trace.Tracer
	provider *sdktrace.TracerProvider
}

// newSpanTracer returns one if the environment names a collector, else nil.
func newSpanTracer(ctx context.Context, log *slog.Logger) (*spanTracer, error) {
	if !tracing(os.Getenv) {
		return nil, nil
	}
	if p := protocol(os.Getenv); p != "" && !strings.HasPrefix(p, "http/") {
		return nil, fmt.Errorf("traces are told by http/protobuf, not by %s: set OTEL_EXPORTER_OTLP_PROTOCOL to that, and name the collector's HTTP port, 4318", p)
	}
	// Of the whole process, as OpenTelemetry has it: what goes wrong with telling.
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("traces are lost", "says", oneLine(err)) }))
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	// What the environment says of the resource counts more.
	about, err := resource.New(ctx, resource.WithAttributes(semconv.ServiceName("dateline"), semconv.ServiceVersion(version)),
		resource.WithHost(), resource.WithProcessPID(), resource.WithFromEnv())
	if err != nil && !errors.Is(err, resource.ErrPartialResource) {
		return nil, fmt.Errorf("traces: %w", err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about), sdktrace.WithIDGenerator(visitIDGenerator{}))
	return &spanTracer{Tracer: provider.Tracer("dateline"), provider: provider}, nil
}

// tracing reports whether the environment asks for traces.
func tracing(env func(string) string) bool {
	if strings.EqualFold(env("OTEL_SDK_DISABLED"), "true") || env("OTEL_TRACES_EXPORTER") == "none" {
		return false
	}
	return env("OTEL_TRACES_EXPORTER") == "otlp" || env("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
}

// protocol returns how the environment wants traces to be told; empty if it does not say.
func protocol(env func(string) string) string {
	if p := env("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"); p != "" {
		return p
	}
	return env("OTEL_EXPORTER_OTLP_PROTOCOL")
}

// mostFlushed is how long what is not told yet may take when the program ends.
const mostFlushed = 3 * time.Second

// close tells what is not told yet, if the collector takes it soon.
func (t *spanTracer) close(ctx context.Context) {
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), mostFlushed)
	defer cancel()
	if err := t.provider.Shutdown(ctx); err != nil {
		otel.Handle(err)
	}
}

// A span is a part of a trace that has begun.
type span struct{ trace.Span }

// end ends the span, with what went wrong if anything did.
func (s span) end(err error) {
	if s.Span == nil {
		return
	}
	if err != nil {
		s.SetStatus(codes.Error, oneLine(err))
	}
	s.End()
}

// within begins a span of what ctx is part of; none if it is part of nothing.
func (t *spanTracer) within(ctx context.Context, name string, about ...attribute.KeyValue) (context.Context, span) {
	if t == nil || !trace.SpanContextFromContext(ctx).IsValid() {
		return ctx, span{}
	}
	ctx, s := t.Start(ctx, name, trace.WithAttributes(about...))
	return ctx, span{s}
}

// visit begins the span of a visit that began at began, and brought page; nil if it brought none.
func (t *spanTracer) visit(ctx context.Context, began time.Time, url string, page *scraper.Page) (context.Context, span) {
	if t == nil {
		return ctx, span{}
	}
	if page != nil {
		ctx = visitIDs(ctx, url, page.Fetched)
	}
	ctx, s := t.Start(ctx, "visit", trace.WithNewRoot(), trace.WithTimestamp(began), trace.WithAttributes(semconv.URLFull(url)))
	fetched := time.Now()
	if page != nil {
		s.SetAttributes(semconv.HTTPResponseStatusCode(page.Status))
	}
	_, f := t.Start(ctx, fetchStep, trace.WithTimestamp(began))
	f.End(trace.WithTimestamp(fetched))
	return ctx, span{s}
}

// of returns a context for what becomes of a revision: it is part of the visit that brought it.
func (t *spanTracer) of(ctx context.Context, r *scraper.Revision) context.Context {
	if t == nil {
		return ctx
	}
	// The span of the visit is begun anew, and never ended: it has been told by whoever
	// made the visit. So the same sampler decides of the same ids.
	ctx, _ = t.Start(visitIDs(ctx, r.PageURL, r.Fetched), "visit", trace.WithNewRoot()) //nolint:spancheck // see above
	return ctx
}

// handler returns h, each of whose answers is a trace.
func (t *spanTracer) handler(name string, h http.Handler) http.Handler {
	if t == nil {
		return h
	}
	return otelhttp.NewHandler(h, name, otelhttp.WithTracerProvider(t.provider), otelhttp.WithPropagators(propagation.TraceContext{}),
		otelhttp.WithPublicEndpointFn(func(*http.Request) bool { return true }), // whoever asks does not decide what is told
		otelhttp.WithSpanNameFormatter(func(name string, r *http.Request) string { return r.Method + " " + name }))
}

// visitKey is under which a context has the digest that the next span's ids are of.
type visitKey struct{}

// visitIDs returns a context in which the next trace has the ids of a visit.
func visitIDs(ctx context.Context, url string, fetched time.Time) context.Context {
	at := binary.BigEndian.AppendUint64(nil, uint64(fetched.UnixMicro())) // as the archive keeps it
	return context.WithValue(ctx, visitKey{}, sha256.Sum256(append(at, url...)))
}

// A visitIDGenerator gives traces and spans their ids: of a visit its own, else random ones.
type visitIDGenerator struct{}

var _ sdktrace.IDGenerator = visitIDGenerator{}

// NewIDs returns the ids of a trace and its first span.
func (visitIDGenerator) NewIDs(ctx context.Context) (traceID trace.TraceID, spanID trace.SpanID) {
	digest, ok := ctx.Value(visitKey{}).([sha256.Size]byte)
	if !ok {
		_, _ = rand.Read(digest[:]) // it cannot fail
	}
	copy(traceID[:], digest[:])
	copy(spanID[:], digest[len(traceID):])
	return traceID, spanID
}

// NewSpanID returns the id of a further span of a trace.
func (visitIDGenerator) NewSpanID(context.Context, trace.TraceID) (spanID trace.SpanID) {
	_, _ = rand.Read(spanID[:]) // it cannot fail
	return spanID
}
