package transport_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

func TestMetrics(t *testing.T) {
	metrics := transport.NewMetrics()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(metrics)
	w := &wire{}
	client := w.client(func(o *transport.Options) { o.Metrics = metrics })
	mustGet(t, client)
	w.status = http.StatusNotFound
	mustGet(t, client)
	w.api = func(*http.Request) (*http.Response, error) { return nil, http.ErrHandlerTimeout }
	if _, err := get(t, client); err == nil {
		t.Fatal("the call succeeded")
	}
	want := []string{
		"requests_total[code=200 operation=get-user system=Test]=1",
		"requests_total[code=200 operation=token system=Test]=1",
		"requests_total[code=404 operation=get-user system=Test]=1",
		"requests_total[code=error operation=get-user system=Test]=1",
		"seconds[operation=get-user system=Test]=3",
		"seconds[operation=token system=Test]=1",
	}
	if diff := cmp.Diff(want, gather(t, registry)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// gather returns each metric with its labels and its count.
func gather(t *testing.T, registry *prometheus.Registry) []string {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{
		"userprofile_target_requests_total":           "requests_total",
		"userprofile_target_request_duration_seconds": "seconds",
	}
	var found []string
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			var labels []string
			for _, label := range metric.GetLabel() {
				labels = append(labels, label.GetName()+"="+label.GetValue())
			}
			count := metric.GetCounter().GetValue() + float64(metric.GetHistogram().GetSampleCount())
			found = append(found, fmt.Sprintf("%s%v=%v", names[family.GetName()], labels, count))
		}
	}
	slices.Sort(found)
	return found
}
