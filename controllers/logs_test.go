package controllers_test

import (
	"bytes"
	"strings"
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

// last is so many lines, without the events: those say what statuses say, and there may be thousands between a reader and
// what went wrong.
func (l *logBuffer) last(lines int) string {
	var last []string
	for line := range strings.Lines(l.String()) {
		if !strings.Contains(line, `"logger":"events"`) {
			last = append(last, line)
		}
	}
	return strings.Join(last[max(0, len(last)-lines):], "")
}
