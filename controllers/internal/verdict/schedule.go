package verdict

import "time"

// schedule says how long to wait after that many attempts without success; zero means not until something changes.
type schedule func(attempts int) time.Duration

func never(int) time.Duration { return 0 }

func hourly(int) time.Duration { return time.Hour }

// newUser looks again soon, because a user who was just created may not be visible yet, and then every hour.
func newUser(attempts int) time.Duration {
	switch {
	case attempts <= 1:
		return 10 * time.Second
	case attempts == 2:
		return time.Minute
	case attempts == 3:
		return 10 * time.Minute
	default:
		return time.Hour
	}
}

// maxBackoff bounds both backoffs.
const maxBackoff = 15 * time.Minute

func backoff(attempts int) time.Duration { return doubled(5*time.Second, attempts) }

// slowBackoff starts at the five minutes that a change of a client's role takes (Mosaic, Manage client roles).
func slowBackoff(attempts int) time.Duration { return doubled(5*time.Minute, attempts) }

func doubled(first time.Duration, attempts int) time.Duration {
	wait := first
	for range attempts - 1 {
		if wait *= 2; wait >= maxBackoff {
			return maxBackoff
		}
	}
	return wait
}
