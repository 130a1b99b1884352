package transport

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// TokenOperation is the operation of token requests in the metrics.
const TokenOperation = "token"

// Metrics count the requests to all systems, and how long their answers took. The labels are system, operation and
// code: nothing about users or objects. It is a prometheus.Collector; whoever makes it registers it.
type Metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
}

// NewMetrics returns metrics that stand at zero.
func NewMetrics() *Metrics {
	return &Metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "userprofile_target_requests_total",
			Help: "Requests to identity systems, by system, operation and HTTP status (or timeout, canceled, error).",
		}, []string{"system", "operation", "code"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "userprofile_target_request_duration_seconds",
			Help:    "Time until the answer of an identity system began, by system and operation.",
			Buckets: []float64{.025, .05, .1, .25, .5, 1, 2.5, 5, 10, 15},
		}, []string{"system", "operation"}),
	}
}

// Describe sends the descriptions of the metrics.
func (m *Metrics) Describe(to chan<- *prometheus.Desc) {
	m.requests.Describe(to)
	m.duration.Describe(to)
}

// Collect sends the metrics.
func (m *Metrics) Collect(to chan<- prometheus.Metric) {
	m.requests.Collect(to)
	m.duration.Collect(to)
}

// measured counts what goes over the wire, token requests included.
type measured struct {
	next    http.RoundTripper
	system  string
	metrics *Metrics
}

func (m measured) RoundTrip(request *http.Request) (*http.Response, error) {
	if m.metrics == nil {
		return m.next.RoundTrip(request)
	}
	operation := operationOf(request.Context())
	start := time.Now()
	response, err := m.next.RoundTrip(request)
	m.metrics.duration.WithLabelValues(m.system, operation).Observe(time.Since(start).Seconds())
	m.metrics.requests.WithLabelValues(m.system, operation, code(response, err)).Inc()
	return response, err
}

func code(response *http.Response, err error) string {
	switch {
	case err == nil:
		return strconv.Itoa(response.StatusCode)
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	default:
		return "error"
	}
}

type operationKey struct{}

func withOperation(ctx context.Context, operation string) context.Context {
	return context.WithValue(ctx, operationKey{}, operation)
}

func operationOf(ctx context.Context) string {
	operation, _ := ctx.Value(operationKey{}).(string)
	return operation
}
