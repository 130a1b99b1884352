package rig

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"k8s.io/client-go/rest"
)

// Samples are the metrics of a process at one time.
type Samples map[string]*dto.MetricFamily

// Sum adds up the counters and gauges of that name that have these labels, and any others.
func (s Samples) Sum(name string, labels map[string]string) float64 {
	sum := 0.
	for _, metric := range s[name].GetMetric() {
		if has(metric, labels) {
			sum += metric.GetCounter().GetValue() + metric.GetGauge().GetValue() + metric.GetUntyped().GetValue()
		}
	}
	return sum
}

func has(metric *dto.Metric, labels map[string]string) bool {
	found := 0
	for _, label := range metric.GetLabel() {
		if value, asked := labels[label.GetName()]; asked && value == label.GetValue() {
			found++
		}
	}
	return found == len(labels)
}

// scrape reads the metrics at a URL.
func scrape(ctx context.Context, with *http.Client, url string) (Samples, error) {
	body, err := fetch(ctx, with, url)
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	samples, err := parser.TextToMetricFamilies(body)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", url, err)
	}
	return samples, nil
}

// fetch asks for what is at a URL; the caller closes it.
func fetch(ctx context.Context, with *http.Client, url string) (io.ReadCloser, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := with.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask for the metrics: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		_ = response.Body.Close()
		return nil, fmt.Errorf("%s: %s", url, response.Status)
	}
	return response.Body, nil
}

// Writes are requests that change something, as the API server counts them.
type Writes struct {
	// Status of UserProfileUpdates, Events, and all other objects of ours and Secrets.
	Status, Events, Others int
}

// Minus is what came after.
func (w Writes) Minus(before Writes) Writes {
	return Writes{Status: w.Status - before.Status, Events: w.Events - before.Events, Others: w.Others - before.Others}
}

// CountWrites asks the API server what it has been asked to write until now, whatever it answered.
func CountWrites(ctx context.Context, config *rest.Config) (Writes, error) {
	with, err := rest.HTTPClientFor(config)
	if err != nil {
		return Writes{}, err
	}
	samples, err := scrape(ctx, with, strings.TrimSuffix(config.Host, "/")+"/metrics")
	if err != nil {
		return Writes{}, err
	}
	return samples.writes(), nil
}

func (s Samples) writes() Writes {
	count := func(labels map[string]string) int {
		sum := 0.
		for _, verb := range []string{"POST", "PUT", "PATCH", "APPLY", "DELETE", "DELETECOLLECTION"} {
			labels["verb"] = verb
			sum += s.Sum("apiserver_request_total", labels)
		}
		return int(sum)
	}
	w := Writes{
		Status: count(map[string]string{"resource": "userprofileupdates", "subresource": "status"}),
		Events: count(map[string]string{"resource": "events"}),
	}
	for _, resource := range []string{"userprofileupdates", "profiletargets", "clusterprofiletargets", "secrets"} {
		w.Others += count(map[string]string{"resource": resource})
	}
	w.Others -= w.Status
	return w
}
