package main

import (
	"net/http"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// The documented maximum (UMAPI, ActionsRef and throttling).
const (
	requestsPerMinute  = 10
	commandsPerRequest = 10
)

// efficiency is the commands that the vendor took in a minute of steady state, over the most that it takes.
//
// Requests go out in windows of ten, as many as the quota has, each window a minute and the operator's margin after the
// one before:
//
//	first      second     third            ninth      last
//	|··········|··········|··········   ···|··········|·····
//	           ^ from                                 ^ to
//
// Steady state is from the first request of the second window to the first of the last one. In the first the operator
// probes with one request at a time, as it has just been started; the last is not known to be full, nor where it ends.
// So both ends are the same place in a window, and neither a burst at the beginning of each nor their number sways the
// figure. The margin of minute/120 that the operator keeps for the way of its requests bounds it at 120/121, 0.9917.
//
// Requests that were refused count for nothing but the room they took. Fewer than three windows have no steady state.
func efficiency(requests []adobe.Request, minute time.Duration) float64 {
	const second = requestsPerMinute
	last := (len(requests) - 1) / requestsPerMinute * requestsPerMinute
	if last <= second {
		return 0
	}
	commands := 0
	for _, request := range requests[second:last] {
		if request.Status == http.StatusOK {
			commands += request.Commands
		}
	}
	took := requests[last].Time.Sub(requests[second].Time)
	if took <= 0 {
		return 0
	}
	return float64(commands) * float64(minute) / float64(took) / (requestsPerMinute * commandsPerRequest)
}

// actions are the requests with commands.
func actions(requests []adobe.Request) []adobe.Request {
	var found []adobe.Request
	for _, request := range requests {
		if request.Path == adobe.PathAction {
			found = append(found, request)
		}
	}
	return found
}

// throttled counts the requests that were above a quota by the vendor's count or by its answer.
func throttled(requests []adobe.Request, violations []adobe.Violation) int {
	above := map[int]bool{}
	for _, request := range requests {
		if request.Status == http.StatusTooManyRequests {
			above[request.Seq] = true
		}
	}
	for _, violation := range violations {
		above[violation.Seq] = true
	}
	return len(above)
}
