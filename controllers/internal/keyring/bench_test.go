package keyring

import (
	"strings"
	"testing"
)

// BenchmarkDigest makes the digest of a desired state of a usual size.
func BenchmarkDigest(b *testing.B) {
	k, text := benchKey(b), []byte(strings.Repeat("x", 300))
	b.ReportAllocs()
	for b.Loop() {
		k.digest(text)
	}
}

// BenchmarkSeal seals an address and opens it again.
func BenchmarkSeal(b *testing.B) {
	k := benchKey(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := k.open(k.seal("jane@acme.example", "uid"), "uid"); !ok {
			b.Fatal("it does not open")
		}
	}
}

func benchKey(b *testing.B) *key {
	b.Helper()
	k, err := newKey([]byte(strings.Repeat("k", keySize)))
	if err != nil {
		b.Fatal(err)
	}
	return k
}
