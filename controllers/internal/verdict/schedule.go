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

const maxBackoff = 15 * time.Minute

func backoff(attempts int) time.Duration {
	wait := 5 * time.Second
	for range attempts - 1 {
		if wait *= 2; wait >= maxBackoff {
			return maxBackoff
		}
	}
	return wait
}
