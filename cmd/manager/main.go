// Command manager is the UserProfile operator. See --help.
//
// It has the CA certificates of Mozilla compiled in, so that it can verify vendors in an image that has none. They are used
// only where the system has no CA certificates at all: a file or directory of certificates, also one that SSL_CERT_FILE or
// SSL_CERT_DIR names, replaces them all. With GODEBUG=x509usefallbackroots=1 in the environment they replace the system's.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/pflag"
	_ "golang.org/x/crypto/x509roots/fallback" // so that an image needs no CA certificates; see above
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/userprofile-dev/userprofile-operator/cmd/manager/app"
)

func main() {
	boundGarbage()
	if err := run(ctrl.SetupSignalHandler(), os.Args, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "manager:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	options := app.NewOptions()
	flags := options.Flags(args[0])
	if err := flags.Parse(args[1:]); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			return nil
		}
		return err
	}
	if options.Version {
		info, _ := debug.ReadBuildInfo()
		_, err := fmt.Fprintln(stdout, version(info))
		return err
	}
	log, err := options.Logger(os.Stderr)
	if err != nil {
		return err
	}
	ctrl.SetLogger(log)
	cfg, err := ctrl.GetConfig()
	if err != nil {
		return fmt.Errorf("find the API server: %w", err)
	}
	return app.Run(ctx, cfg, options)
}
