package transport

import "net/http"

// identified says who calls and what answer it reads.
type identified struct {
	next      http.RoundTripper
	userAgent string
}

func (i identified) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("User-Agent", i.userAgent)
	request.Header.Set("Accept", "application/json")
	return i.next.RoundTrip(request)
}
