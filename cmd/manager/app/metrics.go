package app

import (
	"crypto/tls"
	"fmt"
	"path/filepath"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/metrics/filters"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

// metricsServer is what serves the metrics. Secure means three things: over TLS; to whom the API server knows by their
// token (TokenReview); and of those to whom it lets get the path /metrics (SubjectAccessReview).
func metricsServer(options *Options) (server.Options, error) {
	metrics := server.Options{BindAddress: options.MetricsAddress}
	if !options.MetricsSecure {
		return metrics, nil
	}
	metrics.SecureServing = true
	metrics.FilterProvider = filters.WithAuthenticationAndAuthorization
	metrics.TLSOpts = []func(*tls.Config){hardenTLS}
	if dir := options.MetricsCertPath; dir != "" {
		// The server would make a certificate of its own where there is none.
		_, err := tls.LoadX509KeyPair(filepath.Join(dir, corev1.TLSCertKey), filepath.Join(dir, corev1.TLSPrivateKeyKey))
		if err != nil {
			return server.Options{}, fmt.Errorf("load the certificate of --metrics-cert-path: %w", err)
		}
		metrics.CertDir = dir // which it watches for a new one
	}
	return metrics, nil
}

// hardenTLS leaves HTTP/2 out: its streams have let clients exhaust servers that they need no permission of
// (CVE-2023-44487, CVE-2023-39325), and metrics gain nothing by it.
func hardenTLS(config *tls.Config) {
	config.MinVersion = tls.VersionTLS12
	config.NextProtos = []string{"http/1.1"}
}
