package opensearch

import (
	"crypto/x509"
	"encoding/pem"
)

// pemOf returns a certificate as a file holds it.
func pemOf(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}
