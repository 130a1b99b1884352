package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
)

// Failure is a request without an answer that can be read. Its text is ours: what net/http says names the URL, which
// holds the identifier of a person.
type Failure struct {
	message string
	cause   error
}

// Error returns a sentence for people.
func (f *Failure) Error() string { return f.message }

// Unwrap returns the cause if it is context.Canceled, context.DeadlineExceeded, ErrTooLarge, ErrForeignHost or
// ErrPlainHTTP.
func (f *Failure) Unwrap() error { return f.cause }

// causes are the failures a caller may want to tell apart.
var causes = []struct {
	cause   error
	message string
}{
	{context.Canceled, "the request was given up"},
	{context.DeadlineExceeded, "no answer came in time"},
	{ErrTooLarge, "the answer is too large to be read"},
	{ErrForeignHost, "the request was for a host that this connection was not made for; it was not sent"},
	{ErrPlainHTTP, "the request was to go to another machine over plain http; it was not sent"},
}

// breaks are what a connection that ends early looks like, also when the kernel gives it up.
var breaks = []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE, syscall.ETIMEDOUT}

// failed returns nil, the *TokenError or *Failure within err, or a *Failure in our words.
func failed(err error) error {
	if err == nil {
		return nil
	}
	if refused, ok := errors.AsType[*TokenError](err); ok {
		return refused
	}
	for _, known := range causes {
		if errors.Is(err, known.cause) {
			return &Failure{message: known.message, cause: known.cause}
		}
	}
	return &Failure{message: describe(err)}
}

// describeCertificate says in our words what is wrong with a certificate. The texts of others name the time, and a message
// that changes with every look would be news each time; and they quote the certificate, which may say anything.
func describeCertificate(err error) string {
	if other, ok := errors.AsType[x509.HostnameError](err); ok {
		return fmt.Sprintf("it is not for the host %s", other.Host)
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "it was not issued by an authority that is trusted here"
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return "it has expired or is not yet valid"
	}
	return "it is not valid for a server"
}

// describe uses only those texts of others that speak of hosts, ports and certificates.
func describe(err error) string {
	if unknown, ok := errors.AsType[*net.DNSError](err); ok {
		return fmt.Sprintf("the host %s cannot be resolved", unknown.Name)
	}
	if untrusted, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "the certificate of the server is not accepted: " + describeCertificate(untrusted.Err)
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return "the server does not speak TLS"
	}
	for _, broken := range breaks {
		if errors.Is(err, broken) {
			return "the connection broke before the answer was complete"
		}
	}
	if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
		return "the server did not finish the TLS handshake in time" // all else that is late is among the causes and breaks
	}
	if unreachable, ok := errors.AsType[*net.OpError](err); ok {
		return fmt.Sprintf("no connection to the server: %v", unreachable.Err)
	}
	return "the request failed without an answer"
}
