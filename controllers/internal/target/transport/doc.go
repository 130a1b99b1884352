// Package transport is the HTTP stack the adapters share: client-credentials tokens, time-outs, a cap on answers,
// TLS, a guard that lets no request out to another host, request metrics, Retry-After, and the redaction of what vendors
// write. It knows no vendor: what an answer means is the adapter's to say. The layers are stacked in one place, New.
//
// It may import package target, the standard library, golang.org/x/oauth2 and the Prometheus client.
//
//	client := transport.New(transport.Options{System: "Mosaic", APIURL: api, Credentials: credentials, Metrics: metrics})
//	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
//	answer, err := client.Do("get-user", request) // err: *TokenError or *Failure, never with an URL or a token in it
package transport
