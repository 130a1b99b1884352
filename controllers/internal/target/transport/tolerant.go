package transport

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
)

// defaultLifetime of a token that does not say how long it lives, in seconds. RFC 6749, 5.1 only recommends
// expires_in; clients of Mosaic in the wild fall back to an hour.
const defaultLifetime = 3600

// TokenError is an answer of the token endpoint without a token.
type TokenError struct {
	Answer Answer
}

// Error says that there is no token. What the endpoint wrote is in Answer, unredacted.
func (e *TokenError) Error() string {
	return fmt.Sprintf("the token endpoint answered HTTP %d without a token", e.Answer.Status)
}

// tolerant turns what token endpoints answer into what the oauth2 package reads, or into a *TokenError. That package
// fails on an expires_in that is no integer, keeps a token without one for ever, and puts bodies into error texts.
type tolerant struct {
	next    http.RoundTripper
	secrets func() []string
}

func (t tolerant) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := t.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	answer, err := readAnswer(response)
	if err != nil {
		return nil, err
	}
	answer.sent = t.secrets
	token, found := readToken(answer)
	if !found {
		return nil, &TokenError{Answer: answer}
	}
	body, err := json.Marshal(token)
	if err != nil {
		return nil, err
	}
	response.Header.Set("Content-Type", "application/json")
	response.Body = io.NopCloser(bytes.NewReader(body))
	response.ContentLength = int64(len(body))
	return response, nil
}

// issued is the part of a token answer that is used.
type issued struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"`
}

func readToken(answer Answer) (issued, bool) {
	if answer.Status < 200 || answer.Status > 299 {
		return issued{}, false
	}
	var raw struct {
		AccessToken string          `json:"access_token"`
		ExpiresIn   json.RawMessage `json:"expires_in"`
	}
	if json.Unmarshal(answer.Body, &raw) != nil || raw.AccessToken == "" {
		return issued{}, false
	}
	return issued{AccessToken: raw.AccessToken, ExpiresIn: lifetime(raw.ExpiresIn)}, true
}

// lifetime reads a number, also in quotes. A token that is to expire at once must not become 0, which the oauth2
// package takes for never.
func lifetime(raw json.RawMessage) int64 {
	seconds, err := strconv.ParseFloat(string(bytes.Trim(raw, `"`)), 64)
	switch {
	case err != nil || math.IsNaN(seconds):
		return defaultLifetime
	case seconds < 1:
		return -1
	default:
		return int64(min(seconds, math.MaxInt32))
	}
}
