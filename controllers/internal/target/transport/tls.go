package transport

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"time"
)

const (
	// handshakeTimeout bounds the way to a connection: that of TCP, and that of TLS, each.
	handshakeTimeout = 5 * time.Second

	// keepAlive is how often an idle connection is probed, as in http.DefaultTransport.
	keepAlive = 30 * time.Second

	// maxHeader bounds the headers of an answer in bytes; those of the vendors have some hundred. net/http reads ten MB.
	maxHeader = 64 << 10

	// idleTimeout is how long a connection without a request is kept, as in http.DefaultTransport.
	idleTimeout = 90 * time.Second

	// pingAfter is how long nothing may come on a connection of HTTP/2 before it is pinged, and pingTimeout how long the
	// answer may take. Without them a connection whose path went dark stays in use until the kernel gives it up, after a
	// quarter of an hour, and each request on it takes its whole time in vain. Together they are less than DefaultTimeout, so
	// that the first of these requests is the last; a server that is only slow answers pings.
	pingAfter   = 5 * time.Second
	pingTimeout = 5 * time.Second

	// maxIdleConnsPerHost keeps the connections of a busy lane; net/http keeps two. A client has two hosts at most.
	maxIdleConnsPerHost = 64
	maxIdleConns        = 2 * maxIdleConnsPerHost
)

// newBase returns connections of the client's own: no other client's settings, and none of the process but the proxy of the
// environment. With roots only certificates that they sign are accepted, else those that the system trusts.
func newBase(timeout time.Duration, roots *x509.CertPool) *http.Transport {
	dialer := &net.Dialer{Timeout: min(handshakeTimeout, timeout), KeepAlive: keepAlive}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		TLSHandshakeTimeout:    min(handshakeTimeout, timeout),
		ForceAttemptHTTP2:      true,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingTimeout},
		MaxResponseHeaderBytes: maxHeader,
		MaxIdleConns:           maxIdleConns,
		MaxIdleConnsPerHost:    maxIdleConnsPerHost,
		IdleConnTimeout:        idleTimeout,
	}
}
