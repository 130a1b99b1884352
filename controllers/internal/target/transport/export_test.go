package transport

// NewBase is what a Client uses without Options.Base.
var NewBase = newBase

// The limits of connections.
const (
	HandshakeTimeout = handshakeTimeout
	MaxHeader        = maxHeader
)
