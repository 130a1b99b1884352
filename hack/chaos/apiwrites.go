package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"k8s.io/client-go/rest"
)

// countAPIWrites adds what the API server has counted since it began.
func (d *day) countAPIWrites(ctx context.Context) error {
	metrics, err := metricsOf(ctx, d.config)
	if err != nil {
		return fmt.Errorf("ask the API server for its metrics: %w", err)
	}
	defer func() { _ = metrics.Close() }()
	count, err := statusWrites(metrics)
	d.apiWrites += count
	return err
}

func metricsOf(ctx context.Context, config *rest.Config) (io.ReadCloser, error) {
	httpClient, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(config.Host, "/")+"/metrics", http.NoBody)
	if err != nil {
		return nil, err
	}
	response, err := httpClient.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		_ = response.Body.Close()
		return nil, fmt.Errorf("answered %s", response.Status)
	}
	return response.Body, nil
}

// statusWrites counts the writes of updates' status that the API server took, from its metrics.
func statusWrites(metrics io.Reader) (int, error) {
	count := 0
	lines := bufio.NewScanner(metrics)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		labels, value, ok := strings.Cut(lines.Text(), "} ")
		if !ok || !strings.HasPrefix(labels, "apiserver_request_total{") || !isStatusWrite(labels) {
			continue
		}
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return 0, err
		}
		count += int(n)
	}
	return count, lines.Err()
}

func isStatusWrite(labels string) bool {
	has := func(label string) bool { return strings.Contains(labels, label) }
	return has(`code="200"`) && has(`resource="userprofileupdates"`) && has(`subresource="status"`) &&
		(has(`verb="PATCH"`) || has(`verb="APPLY"`) || has(`verb="PUT"`))
}
