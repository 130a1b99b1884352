package rig

import (
	"io"
	"os"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"
	logzap "sigs.k8s.io/controller-runtime/pkg/log/zap"
)

// startLog sends the logs of the operator and of the Kubernetes client, which belong to the process, to the file that was
// asked for, if one was.
func (r *Rig) startLog() error {
	logger := logr.Discard()
	r.operatorLog = io.Discard
	if r.log != "" {
		file, err := os.Create(r.log)
		if err != nil {
			return err
		}
		r.atEnd(file.Close)
		r.operatorLog = file
		logger = logzap.New(logzap.WriteTo(file))
	}
	ctrl.SetLogger(logger)
	klog.SetLogger(logger)
	return nil
}
