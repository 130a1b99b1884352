package transport

import (
	"io"
	"net/http"
	"regexp"
)

// Answer is an answer that was read whole, or an error of which at least the status came.
type Answer struct {
	Status int
	Header http.Header

	// Body is also empty where that of an error could not be read: the status may say enough.
	Body []byte

	// Unread is the *Failure to read the body; nil if it was read.
	Unread error

	// sent returns the token or the credentials of the request. It is a function so that nothing prints them.
	sent func() []string
}

// Empty tells that the answer came without a body, which is another thing than one whose body was lost on the way.
func (a Answer) Empty() bool { return len(a.Body) == 0 && a.Unread == nil }

// Redact is the function of that name with the token or the credentials of the request among the secrets.
func (a Answer) Redact(message string, secrets []string) string {
	if a.sent != nil {
		secrets = append(a.sent(), secrets...)
	}
	return Redact(message, secrets)
}

// Correlation ids are UUIDs, or as many letters and digits. No e-mail address, no number of a telephone and no name looks
// like that.
var (
	looksLikeID = regexp.MustCompile(`^[0-9A-Za-z-]{10,64}$`)
	hasDigit    = regexp.MustCompile(`[0-9]`)
	hasOther    = regexp.MustCompile(`[A-Za-z-]`)
)

// RequestID returns the vendor's correlation id from that header, for the log; empty if it could be anything else.
func (a Answer) RequestID(header string) string {
	id := a.Header.Get(header)
	if !looksLikeID.MatchString(id) || !hasDigit.MatchString(id) || !hasOther.MatchString(id) {
		return ""
	}
	return id
}

// Do sends a request and reads the answer, whatever its status. It fails with a *TokenError if there is no token, and
// with a *Failure if there is no answer that can be read. The operation is a label of the metrics: one of a few
// constants of the adapter.
func (c *Client) Do(operation string, request *http.Request) (Answer, error) {
	ctx := withOperation(request.Context(), operation)
	response, err := c.api.Do(request.WithContext(ctx)) //nolint:bodyclose // readAnswer closes it
	if err != nil {
		return Answer{}, failed(err)
	}
	answer, err := readAnswer(response)
	answer.sent = func() []string { return []string{bearerOf(response)} }
	return answer, failed(err)
}

func readAnswer(response *http.Response) (Answer, error) {
	defer func() { _ = response.Body.Close() }() // nothing is written, so there is nothing to lose
	answer := Answer{Status: response.StatusCode, Header: response.Header}
	body, err := io.ReadAll(response.Body)
	switch {
	case err == nil:
		answer.Body = body
	case answer.Status < http.StatusBadRequest:
		return Answer{}, err
	default:
		answer.Unread = failed(err)
	}
	return answer, nil
}
