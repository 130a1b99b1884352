package mosaic

import (
	"context"
	"net/http"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/faults"
)

// Fault is one thing that goes wrong: which requests it meets, and what happens to them. Without an effect a matched
// request passes. With more than one fault due, the one injected first is applied; all of them count the request.
type Fault struct {
	// Method of the requests; "" matches any.
	Method string
	// Path is a template such as PathUser, or a pattern of path.Match for the escaped path, such as
	// "/cis/v1/users/u1"; "" matches any.
	Path string
	// Nth is the first matching request that is hit, counted from 1 since Inject. Default 1.
	Nth int
	// Times is how many matching requests are hit from Nth on. Default 1; Always for all.
	Times int
	// Rate hits each of them with this probability, drawn from Options.Random. Default 0: certainly.
	Rate float64

	// Gate holds the request until the gate is released or the caller leaves.
	Gate *Gate
	// Delay holds the request for a time, on a real timer, or until the caller leaves.
	Delay time.Duration
	// Late makes Gate and Delay hold the answer: the request has been carried out by then. A caller that leaves
	// meanwhile has timed out on a write that was applied.
	Late bool
	// RevokeToken makes the request's token invalid before it is looked at, for good.
	RevokeToken bool

	// Applied carries the request out before the effects below. Default: they come instead of it.
	Applied bool
	// Drop resets the connection in place of an answer.
	Drop bool
	// Status is answered in place of the real status. With 0 the request is carried out, and the members below change
	// its real answer.
	Status int
	// Answer is the kind of body. Default AnswerStandard.
	Answer AnswerKind
	// Body and ContentType are the answer of AnswerRaw.
	Body        string
	ContentType string
	// RetryAfter adds the header in this form, RetryAfterIn from now. Default: no header.
	RetryAfter   RetryAfterForm
	RetryAfterIn time.Duration
}

// Always is the Fault.Times of a fault that does not wear off.
const Always = faults.Always

// AnswerKind is the body of a faulty answer.
type AnswerKind string

// The kinds of a faulty body.
const (
	// AnswerStandard is the documented error body of Status, or with Status 0 the real answer.
	AnswerStandard AnswerKind = ""
	// AnswerEmpty has no body.
	AnswerEmpty AnswerKind = "empty"
	// AnswerHTML is the page of a gateway: the vendor's edge is Cloudflare.
	AnswerHTML AnswerKind = "html"
	// AnswerTruncated is the first half of what AnswerStandard would be, in a complete HTTP message.
	AnswerTruncated AnswerKind = "truncated"
	// AnswerOversized is what AnswerStandard would be, as valid JSON of more than 4 MiB.
	AnswerOversized AnswerKind = "oversized"
	// AnswerRaw is Body.
	AnswerRaw AnswerKind = "raw"
)

// wait holds the call as the fault says. It fails when the caller leaves first.
func (f Fault) wait(ctx context.Context) error {
	return faults.Wait(ctx, f.Gate, f.Delay)
}

// meets says whether the fault is one for the call.
func (f Fault) meets(c *call) bool {
	return faults.Filter{Method: f.Method, Path: f.Path}.Matches(c.http, c.route.path)
}

// carriedOut says whether the call reaches its handler.
func (f Fault) carriedOut() bool {
	return f.Applied || f.Status == 0 && !f.Drop
}

// change makes the answer of a call the fault's.
func (f Fault) change(rep reply, now time.Time) reply {
	if f.Status != 0 {
		rep = standard(f.Status)
	}
	switch f.Answer {
	case AnswerEmpty:
		rep = emptyReply(rep.status)
	case AnswerHTML:
		rep = htmlReply(rep.status)
	case AnswerTruncated:
		rep.body = rep.body[:len(rep.body)/2]
	case AnswerOversized:
		rep.body = faults.Oversize(rep.body)
	case AnswerRaw:
		rep.body = []byte(f.Body)
		rep.header = http.Header{"Content-Type": {f.ContentType}}
	default: // AnswerStandard is what it is
	}
	f.RetryAfter.Set(rep.header, now, f.RetryAfterIn)
	return rep
}
