// Package tlstest has certificates of a private authority, and TLS servers with them, for tests of what the operator makes
// of certificates.
//
// It may import the standard library only.
//
//	authority := tlstest.NewAuthority(t)
//	server := authority.Serve(t, handler)      // with a good certificate for 127.0.0.1
//	client := … RootCAs: authority.Pool() …
package tlstest
