package app_test

import (
	"fmt"
	"os"
	"testing"

	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/userprofile-dev/userprofile-operator/cmd/manager/app"
)

// asManager makes the test binary the manager, so that tests can start one as a process, with the race detector in it.
const asManager = "USERPROFILE_TEST_IS_MANAGER"

func TestMain(m *testing.M) {
	if os.Getenv(asManager) == "" {
		os.Exit(m.Run())
	}
	if err := manager(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// manager does what cmd/manager does.
func manager(args []string) error {
	options := app.NewOptions()
	if err := options.Flags("manager").Parse(args); err != nil {
		return err
	}
	log, err := options.Logger(os.Stderr)
	if err != nil {
		return err
	}
	ctrl.SetLogger(log)
	cfg, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	return app.Run(ctrl.SetupSignalHandler(), cfg, options)
}
