package transport

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxRetryAfter bounds what a vendor may ask for: a mistaken header must not stop the work for good, and one request
// in two hours is a burden for nobody. Adobe asks for 75 minutes at most (helpx.adobe.com,
// user-sync-common-errors).
const maxRetryAfter = 2 * time.Hour

// RetryAfter returns how long an answer asks to wait (RFC 9110, 10.2.3): seconds or a date, at most two hours. It is
// zero without a header, or with one that cannot be read. A date is held against the answer's own, so that a clock
// that is wrong does no harm.
func RetryAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseUint(value, 10, 32); err == nil {
		return min(time.Duration(seconds)*time.Second, maxRetryAfter)
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if sent, err := http.ParseTime(header.Get("Date")); err == nil {
		now = sent
	}
	return max(0, min(until.Sub(now), maxRetryAfter))
}
