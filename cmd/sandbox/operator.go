package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/userprofile-dev/userprofile-operator/cmd/manager/app"
)

// operator is the operator as cmd/manager runs it, in this process. Its log goes to a file.
type operator struct {
	log    string
	cancel context.CancelFunc
	ended  chan error
}

// operatorNamespace is that of config/default: the samples have there what belongs to the operator.
const operatorNamespace = "userprofile-system"

// startOperator runs the operator until stop. If it ends by itself, failed is called with the reason.
func startOperator(config *rest.Config, log string, failed func(error)) (*operator, error) {
	options := app.NewOptions()
	options.Namespace = operatorNamespace
	options.LogLevel = 1
	options.AllowedEndpointHosts = []string{"127.0.0.1", "localhost", "::1"} // the simulators, see hostOf
	options.MetricsAddress, options.ProbeAddress = "0", "0"                  // somebody may use their ports
	file, err := os.Create(log)                                              //nolint:gosec // in a directory of ours
	if err != nil {
		return nil, err
	}
	logger, err := options.Logger(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	ctrl.SetLogger(logger)
	ctx, cancel := context.WithCancel(context.Background())
	o := &operator{log: log, cancel: cancel, ended: make(chan error, 1)}
	go func() {
		err := app.Run(ctx, config, options)
		if ctx.Err() == nil {
			failed(fmt.Errorf("the operator ended by itself: %w", cmp.Or(err, errors.New("no reason given"))))
			err = nil
		}
		o.ended <- errors.Join(err, file.Close())
	}()
	return o, nil
}

// stop lets calls under way finish, and returns when everything has ended.
func (o *operator) stop() error {
	o.cancel()
	return <-o.ended
}

// tail are the last lines of the log.
func (o *operator) tail(lines int) string {
	text, err := os.ReadFile(o.log)
	if err != nil {
		return err.Error()
	}
	all := strings.SplitAfter(string(text), "\n")
	return strings.Join(all[max(0, len(all)-lines-1):], "")
}
