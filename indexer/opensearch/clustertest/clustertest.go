// Package clustertest has tests find the OpenSearch cluster that they run on, and speak to it as
// people do by hand.
package clustertest

import (
	"crypto/rand"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
)

// Variable is the environment variable with the addresses of the cluster's nodes, commas between.
const Variable = "DATELINE_TEST_OPENSEARCH"

// Addresses returns those of the cluster's nodes. Where there is none, the test is skipped.
func Addresses(t testing.TB) []string {
	t.Helper()
	addresses := os.Getenv(Variable)
	if addresses == "" {
		t.Skip("no OpenSearch: '.ci/run opensearch' starts one, or name one with " + Variable + "=http://127.0.0.1:9200")
	}
	return strings.Split(addresses, ",")
}

// Prefix returns how the names of indices may begin that are those of no other test.
func Prefix() string { return "test-" + strings.ToLower(rand.Text()[:10]) }

// Ask returns what a node answers. The test ends if that is no success.
func Ask(t testing.TB, method, path string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, Addresses(t)[0]+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s, %v", method, r.URL, answer.Status, err)
	}
	return string(text)
}
