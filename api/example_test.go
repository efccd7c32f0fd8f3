package api_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	"dateline/api"
)

// What is wrong with a question is said in words.
func ExampleNew() {
	h := api.New(api.Options{Hosts: []string{"desk.example"}})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(context.Background(), "GET", "http://desk.example/api/v1/timeline?speakers=Voss", nil))
	fmt.Println(w.Code, w.Header().Get("Content-Type"))
	fmt.Println(w.Body)
	// Output:
	// 400 application/problem+json
	// {"type":"urn:dateline:problem:query","title":"The question cannot be answered","status":400,"detail":"speakers: no such parameter; did you mean \"speaker\"? Known are q, outlet, kind, speaker, medium, section, lang, author, place, origins, conflict, grain, event, inside, pub, facets, limit, cursor, loose, buckets, marks, lanes","field":"speakers"}
}
