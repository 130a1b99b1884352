package app_test

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
	"k8s.io/client-go/rest"

	"github.com/userprofile-dev/userprofile-operator/cmd/manager/app"
)

func TestFlagsSetEveryOption(t *testing.T) {
	t.Parallel()
	got := app.NewOptions()
	err := got.Flags("manager").Parse([]string{
		"--namespaces=a,b", "--concurrency=3", "--leader-elect", "--leader-election-namespace=system",
		"--metrics-bind-address=:8443", "--metrics-secure=false", "--metrics-cert-path=/certs",
		"--health-probe-bind-address=:1", "--pprof-bind-address=:2", "--shutdown-timeout=1m", "--log-format=console",
		"--log-level=2", "--vendor-minute=2s", "--version", "--allowed-endpoint-hosts=login.acme.example,10.0.0.1",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := &app.Options{
		LeaderElect: true, LeaderElectionNamespace: "system", MetricsAddress: ":8443", MetricsCertPath: "/certs", ProbeAddress: ":1",
		ProfileAddress: ":2",
		Namespaces:     []string{"a", "b"}, Concurrency: 3, ShutdownTimeout: time.Minute, VendorMinute: 2 * time.Second,
		LogFormat: "console", LogLevel: 2,
		Version: true, AllowedEndpointHosts: []string{"login.acme.example", "10.0.0.1"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("options (-want +got):\n%s", diff)
	}
}

// The help has to tell a newcomer what every flag does, and what happens without it.
func TestHelpExplainsItself(t *testing.T) {
	t.Parallel()
	flags := app.NewOptions().Flags("manager")
	var help bytes.Buffer
	flags.SetOutput(&help)
	if err := flags.Parse([]string{"--help"}); !errors.Is(err, pflag.ErrHelp) {
		t.Fatalf("error %v, want pflag.ErrHelp", err)
	}
	for _, text := range []string{"Usage: manager [flags]", "SIGTERM", "config/crd"} {
		if !strings.Contains(help.String(), text) {
			t.Errorf("the help does not say %q:\n%s", text, help.String())
		}
	}
	flags.VisitAll(func(flag *pflag.Flag) {
		if flag.Usage == "" || !strings.Contains(help.String(), "--"+flag.Name) {
			t.Errorf("the help does not explain --%s", flag.Name)
		}
	})
}

func TestLogger(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		edit func(*app.Options)
		want string
	}{
		"unknown format": {func(o *app.Options) { o.LogFormat = "xml" }, `--log-format is "xml"; it must be json or console`},
		"too verbose":    {func(o *app.Options) { o.LogLevel = 6 }, "--log-level is 6; it must be from 0 to 5"},
		"negative":       {func(o *app.Options) { o.LogLevel = -1 }, "--log-level is -1; it must be from 0 to 5"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := app.NewOptions()
			test.edit(options)
			if _, err := options.Logger(&bytes.Buffer{}); err == nil || err.Error() != test.want {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func TestLogFormats(t *testing.T) { //nolint:paralleltest // Logger sets klog's, which belongs to the process
	for format, want := range map[string]string{"json": `{"level":"info"`, "console": "INFO"} {
		var out bytes.Buffer
		options := app.NewOptions()
		options.LogFormat = format
		log, err := options.Logger(&out)
		if err != nil {
			t.Fatal(err)
		}
		log.Info("hello")
		log.V(1).Info("whisper")
		if got := out.String(); !strings.Contains(got, want) || !strings.Contains(got, "hello") || strings.Contains(got, "whisper") {
			t.Errorf("%s: logged %q", format, got)
		}
	}
}

// A certificate that is asked for and is not there must not end in one that nobody knows.
func TestCertificateIsMissing(t *testing.T) {
	t.Parallel()
	options := app.NewOptions()
	options.MetricsCertPath = t.TempDir()
	err := app.Run(t.Context(), &rest.Config{}, options)
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "--metrics-cert-path") {
		t.Errorf("error %v, want one about a missing file of --metrics-cert-path", err)
	}
}
