package target

import "context"

type sentKey struct{}

// WithSent returns a context that tells when the request made with it goes out: a token may have to be obtained first,
// which takes its time, and the vendor counts the request when it arrives. The function is called by Sent, in the
// goroutine of the request, and does not block.
func WithSent(ctx context.Context, sent func()) context.Context {
	return context.WithValue(ctx, sentKey{}, sent)
}

// Sent is called with the context of a request right before it goes out. Where nobody wants to know it does nothing.
func Sent(ctx context.Context) {
	if sent, ok := ctx.Value(sentKey{}).(func()); ok {
		sent()
	}
}
