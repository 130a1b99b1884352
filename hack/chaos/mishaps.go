package main

import (
	"net/http"
	"slices"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// mishap is one thing that happens to requests, at both vendors.
type mishap struct {
	name string

	// Rate of the fault is its share of all requests. The other vendor's fault is the same.
	fault adobe.Fault
}

const (
	// hang is longer than the operator waits for an answer, which is 15 s.
	hang = 20 * time.Second

	// slow is an answer that takes its time.
	slow = 2 * time.Second

	// retryIn is what a 429 asks for: less than a minute of the lab.
	retryIn = 3 * time.Second

	// lag is how long reads do not see what was written.
	lag = 300 * time.Millisecond
)

// mishaps of a bad day: about every fourth request meets one.
var mishaps = []mishap{
	{"429, seconds", adobe.Fault{
		Rate: .015, Status: http.StatusTooManyRequests, RetryAfter: adobe.RetryAfterSeconds, RetryAfterIn: retryIn,
	}},
	{"429, date", adobe.Fault{
		Rate: .01, Status: http.StatusTooManyRequests, RetryAfter: adobe.RetryAfterDate, RetryAfterIn: retryIn,
	}},
	{"429, zero seconds", adobe.Fault{
		Rate: .005, Status: http.StatusTooManyRequests, RetryAfter: adobe.RetryAfterZero,
	}},
	{"429, nothing", adobe.Fault{Rate: .01, Status: http.StatusTooManyRequests}},
	{"500", adobe.Fault{Rate: .02, Status: http.StatusInternalServerError}},
	{"500, applied", adobe.Fault{Rate: .01, Status: http.StatusInternalServerError, Applied: true}},
	{"502, a page", adobe.Fault{Rate: .015, Status: http.StatusBadGateway, Answer: adobe.AnswerHTML}},
	{"503, empty", adobe.Fault{Rate: .015, Status: http.StatusServiceUnavailable, Answer: adobe.AnswerEmpty}},
	{"504", adobe.Fault{Rate: .01, Status: http.StatusGatewayTimeout}},
	{"504, applied", adobe.Fault{Rate: .01, Status: http.StatusGatewayTimeout, Applied: true}},
	{"reset", adobe.Fault{Rate: .02, Drop: true}},
	{"reset, applied", adobe.Fault{Rate: .02, Drop: true, Applied: true}},
	{"hang", adobe.Fault{Rate: .005, Delay: hang}},
	{"hang, applied", adobe.Fault{Rate: .005, Delay: hang, Late: true}},
	{"slow", adobe.Fault{Rate: .02, Delay: slow, Late: true}},
	{"truncated, applied", adobe.Fault{Rate: .02, Answer: adobe.AnswerTruncated}},
	{"a page, applied", adobe.Fault{Rate: .01, Answer: adobe.AnswerHTML}},
	{"empty, applied", adobe.Fault{Rate: .005, Answer: adobe.AnswerEmpty}},
	{"token expired", adobe.Fault{Rate: .02, RevokeToken: true}},
}

// forAdobe is the fault for all requests.
func (m mishap) forAdobe() adobe.Fault {
	f := m.fault
	f.Times = adobe.Always
	return f
}

// forMosaic is the same in the words of the other simulator.
func (m mishap) forMosaic() mosaic.Fault {
	f := m.fault
	return mosaic.Fault{
		Times: mosaic.Always, Rate: f.Rate,
		Delay: f.Delay, Late: f.Late, RevokeToken: f.RevokeToken,
		Applied: f.Applied, Drop: f.Drop, Status: f.Status, Answer: mosaic.AnswerKind(f.Answer),
		RetryAfter: f.RetryAfter, RetryAfterIn: f.RetryAfterIn,
	}
}

// isMishap tells whether a code is one that any command may meet, beside what is said of it for its own sake.
func isMishap(code string) bool {
	return slices.ContainsFunc(commandMishaps, func(f adobe.CommandFault) bool { return f.Code == code })
}

// commandMishaps happen to single commands in a request at Adobe.
var commandMishaps = []adobe.CommandFault{
	{Times: adobe.Always, Rate: .01, Code: adobe.CodeThrottled},
	{Times: adobe.Always, Rate: .005, Code: "error.internal.update_failed", Applied: true},
}
