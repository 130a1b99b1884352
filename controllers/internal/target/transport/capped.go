package transport

import (
	"errors"
	"io"
	"net/http"
)

// ErrTooLarge is the cause of a Failure when an answer was larger than Options.MaxBody.
var ErrTooLarge = errors.New("answer too large")

// capped fails the reading of answers above a limit, so that no answer can fill the memory. It counts what is read,
// unpacked: a small gzip can hide a large answer.
type capped struct {
	next  http.RoundTripper
	limit int64
}

func (c capped) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := c.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	response.Body = &cappedBody{ReadCloser: response.Body, left: c.limit, refused: response.ContentLength > c.limit}
	return response, nil
}

type cappedBody struct {
	io.ReadCloser
	left    int64
	refused bool
}

// Read asks for one byte more than is left: getting it is the proof that the answer is too large.
func (b *cappedBody) Read(p []byte) (int, error) {
	if b.refused {
		return 0, ErrTooLarge
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if int64(n) > b.left {
		b.refused = true
		return int(b.left), ErrTooLarge
	}
	b.left -= int64(n)
	return n, err
}
