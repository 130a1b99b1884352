package delivery

import "github.com/userprofile-dev/userprofile-operator/controllers/internal/target"

// limits are those of all jobs in one lane, queued or in flight. Connections that share a credential share its quota,
// and where they disagree on it the lower one holds while both are in use. A connection whose limits were changed is
// obeyed as soon as its jobs were submitted again or are done.
type limits map[target.Lane]int // how many jobs have these

func (s limits) add(limit target.Lane) { s[limit]++ }

func (s limits) remove(limit target.Lane) {
	if s[limit]--; s[limit] == 0 {
		delete(s, limit)
	}
}

// requestsPerMinute is at least 1: a lane that lets nothing through would never say why.
func (s limits) requestsPerMinute() int {
	return s.lowest(func(l target.Lane) int { return l.RequestsPerMinute })
}

// readsPerMinute is 0 where reads count as requests.
func (s limits) readsPerMinute() int {
	return s.lowestSet(func(l target.Lane) int { return l.ReadsPerMinute })
}

// commandsPerRequest is 0 where the system's schema decides.
func (s limits) commandsPerRequest() int {
	return s.lowestSet(func(l target.Lane) int { return l.CommandsPerRequest })
}

// maxInFlight is at least 1.
func (s limits) maxInFlight() int {
	return s.lowest(func(l target.Lane) int { return l.MaxInFlight })
}

// lowestSet is the lowest of those that are set, 0 if none is.
func (s limits) lowestSet(of func(target.Lane) int) int {
	lowest := 0
	for limit := range s {
		if n := of(limit); n > 0 && (lowest == 0 || n < lowest) {
			lowest = n
		}
	}
	return lowest
}

func (s limits) lowest(of func(target.Lane) int) int {
	lowest := 0
	for limit := range s {
		if n := max(1, of(limit)); lowest == 0 || n < lowest {
			lowest = n
		}
	}
	return max(1, lowest)
}
