package app

import (
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/go-logr/logr"
	"github.com/spf13/pflag"
	"go.uber.org/zap/zapcore"
	"k8s.io/klog/v2"
	"sigs.k8s.io/controller-runtime/pkg/client/config"
	logzap "sigs.k8s.io/controller-runtime/pkg/log/zap"
)

// Options of the process.
type Options struct {
	// LeaderElect has one of several replicas work and the others wait, with warm caches.
	LeaderElect bool

	// LeaderElectionNamespace of the lease; empty is the namespace the process runs in.
	LeaderElectionNamespace string

	// Namespace of the operator, where it keeps its key; empty is the namespace the process runs in, or default if that is
	// no pod.
	Namespace string

	// MetricsAddress serves Prometheus metrics; "0" serves none.
	MetricsAddress string

	// MetricsSecure serves them over TLS, and only to clients with a token that may get /metrics. Without it they are
	// served over plain HTTP to everybody.
	MetricsSecure bool

	// MetricsCertPath is a directory with tls.crt and tls.key, as a Secret of type kubernetes.io/tls is mounted, for the
	// metrics; they may change while the process runs. Empty is a self-signed certificate that nobody else has.
	MetricsCertPath string

	// ProbeAddress serves /healthz and /readyz; "0" serves none.
	ProbeAddress string

	// ProfileAddress serves profiles of the process in pprof's format, without authentication; "0" serves none.
	ProfileAddress string

	// Namespaces to watch; none is all.
	Namespaces []string

	// AllowedEndpointHosts are the hosts to which ProfileTargets may lead beside those of Mosaic and Adobe.
	AllowedEndpointHosts []string

	// Concurrency is the number of workers for UserProfileUpdates.
	Concurrency int

	// VendorMinute is the time over which vendors count requests: a minute, or less for a simulator whose minute is shorter.
	VendorMinute time.Duration

	// ShutdownTimeout bounds how long the process waits for calls under way at its end.
	ShutdownTimeout time.Duration

	// LogFormat is json or console.
	LogFormat string

	// LogLevel is the verbosity, 0 to MaxLogLevel: 0 is what an operator person wants to see, 1 adds failed requests to
	// vendors, the rest is the Kubernetes client's.
	LogLevel int8

	// Version has the process print what it was built from, and do nothing else.
	Version bool
}

// MaxLogLevel is the most verbose level: above it the Kubernetes client logs what it reads, and with it the values in
// the specs.
const MaxLogLevel = 5

// NewOptions returns the defaults.
func NewOptions() *Options {
	return &Options{
		MetricsAddress:  "0",
		MetricsSecure:   true,
		ProbeAddress:    ":8081",
		ProfileAddress:  "0",
		Concurrency:     16,
		VendorMinute:    time.Minute,
		ShutdownTimeout: 30 * time.Second,
		LogFormat:       "json",
	}
}

// Flags returns the flags that set the options. Parsing --help prints the usage and returns pflag.ErrHelp.
func (o *Options) Flags(program string) *pflag.FlagSet {
	flags := pflag.NewFlagSet(program, pflag.ContinueOnError)
	flags.SortFlags = false
	flags.AddFlag(kubeconfigFlag())
	flags.StringSliceVar(&o.Namespaces, "namespaces", o.Namespaces,
		"namespaces whose objects to reconcile, separated by commas (default all)")
	flags.StringSliceVar(&o.AllowedEndpointHosts, "allowed-endpoint-hosts", o.AllowedEndpointHosts,
		"hosts, separated by commas, to which ProfileTargets may send credentials beside those of Mosaic and Adobe: exact names "+
			"or IP addresses, such as login.acme.example (default none)")
	flags.IntVar(&o.Concurrency, "concurrency", o.Concurrency,
		"how many UserProfileUpdates are looked at simultaneously; requests to vendors are bounded by each ProfileTarget's limits instead")
	flags.BoolVar(&o.LeaderElect, "leader-elect", o.LeaderElect,
		"elect one of several replicas to work; needed whenever more than one replica may run")
	flags.StringVar(&o.LeaderElectionNamespace, "leader-election-namespace", o.LeaderElectionNamespace,
		"namespace of the lease (default the namespace the process runs in)")
	flags.StringVar(&o.Namespace, "operator-namespace", o.Namespace,
		"namespace of the operator, where it keeps a Secret with its key (default the namespace the process runs in, or default)")
	flags.StringVar(&o.MetricsAddress, "metrics-bind-address", o.MetricsAddress,
		`address that serves Prometheus metrics at /metrics, such as :8443; "0" serves none`)
	flags.BoolVar(&o.MetricsSecure, "metrics-secure", o.MetricsSecure,
		"serve metrics over TLS, and only to clients with a token that may get /metrics; without it over plain HTTP to everybody")
	flags.StringVar(&o.MetricsCertPath, "metrics-cert-path", o.MetricsCertPath,
		"directory with tls.crt and tls.key for the metrics, read again when they change (default a self-signed certificate)")
	flags.StringVar(&o.ProbeAddress, "health-probe-bind-address", o.ProbeAddress,
		`address that serves /healthz and /readyz; "0" serves none`)
	flags.DurationVar(&o.VendorMinute, "vendor-minute", o.VendorMinute,
		"the time over which vendors count requests; shorter only for simulators")
	flags.StringVar(&o.ProfileAddress, "pprof-bind-address", o.ProfileAddress,
		`address that serves profiles of the process at /debug/pprof/ without authentication, such as 127.0.0.1:6060; "0" serves none`)
	flags.DurationVar(&o.ShutdownTimeout, "shutdown-timeout", o.ShutdownTimeout,
		"how long to wait at the end for calls under way and for their outcomes to be written")
	flags.StringVar(&o.LogFormat, "log-format", o.LogFormat, "json, or console for people")
	flags.Int8Var(&o.LogLevel, "log-level", o.LogLevel,
		"verbosity, 0 to 5: 1 adds failed requests to vendors, more is for debugging the Kubernetes client")
	flags.BoolVar(&o.Version, "version", o.Version, "print the version, the commit and the version of Go, and end")
	flags.Usage = func() {
		_, _ = fmt.Fprintf(flags.Output(), usage, program, flags.FlagUsages())
	}
	return flags
}

// kubeconfigFlag is the flag that controller-runtime registers for ctrl.GetConfig.
func kubeconfigFlag() *pflag.Flag {
	kubeconfig := pflag.PFlagFromGoFlag(flag.Lookup(config.KubeconfigFlagName))
	kubeconfig.Usage = "path of a kubeconfig file; without it the KUBECONFIG variable, the service account of the pod, " +
		"and ~/.kube/config are tried in this order"
	return kubeconfig
}

const usage = `Updates user profiles in identity systems as UserProfileUpdate objects declare them.

Usage: %s [flags]

The cluster must have the CRDs of config/crd. A ProfileTarget and a Secret connect to an identity system; see the
README for an example. The process ends on SIGINT or SIGTERM, after the calls under way have finished; a second signal
ends it at once.

Flags:
%s`

// Logger returns the logger that the options ask for. Logs hold no value of a profile at any level.
func (o *Options) Logger(w io.Writer) (logr.Logger, error) {
	encoder := logzap.JSONEncoder()
	switch o.LogFormat {
	case "json":
	case "console":
		encoder = logzap.ConsoleEncoder()
	default:
		return logr.Logger{}, fmt.Errorf("--log-format is %q; it must be json or console", o.LogFormat)
	}
	if o.LogLevel < 0 || o.LogLevel > MaxLogLevel {
		return logr.Logger{}, fmt.Errorf("--log-level is %d; it must be from 0 to %d", o.LogLevel, MaxLogLevel)
	}
	log := logzap.New(encoder, logzap.WriteTo(w), logzap.Level(zapcore.Level(-o.LogLevel)))
	klog.SetLogger(log)
	return log, nil
}
