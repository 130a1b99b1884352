package faults

import (
	"net/http"
	"strconv"
	"time"
)

// RetryAfter is the form of a Retry-After header (RFC 9110, 10.2.3).
type RetryAfter string

// The values of a RetryAfter: no header, delay-seconds, HTTP-date, or zero seconds whatever the wait.
const (
	RetryAfterOff     RetryAfter = "off"
	RetryAfterSeconds RetryAfter = "seconds"
	RetryAfterDate    RetryAfter = "http-date"
	RetryAfterZero    RetryAfter = "zero"
)

// Set writes the header, in whole seconds rounded up.
func (form RetryAfter) Set(h http.Header, now time.Time, wait time.Duration) {
	switch form {
	case RetryAfterSeconds:
		h.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	case RetryAfterDate:
		h.Set("Retry-After", now.Add(wait+time.Second-1).UTC().Format(http.TimeFormat))
	case RetryAfterZero:
		h.Set("Retry-After", "0")
	default: // RetryAfterOff: no header
	}
}
