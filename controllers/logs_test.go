package controllers_test

import (
	"bytes"
	"sync"

	"go.uber.org/zap/zapcore"
)

// mostVerbose is the most verbose level that the operator's --log-level allows.
const mostVerbose = zapcore.Level(-5)

// logs keeps what the operator logs, at its most verbose, so that a test can look for what must not be there.
var logs = &logBuffer{}

type logBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.String()
}
