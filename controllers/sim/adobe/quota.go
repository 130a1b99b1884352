package adobe

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// bucket is a quota that endpoints share. [?] The documents give each endpoint its numbers and do not say which of
// them are counted together; the two reads have the same number and share one, which is the stricter reading.
type bucket string

const (
	bucketNone   bucket = ""
	bucketAction bucket = "action"
	bucketRead   bucket = "read"
	bucketGroups bucket = "groups"
	bucketToken  bucket = "token"
)

// limits are the requests a minute, of a client and of all clients together.
func (b bucket) limits(k Knobs) (client, application int) {
	switch b {
	case bucketAction:
		return k.ActionRate, k.ActionRateApp
	case bucketRead:
		return k.ReadRate, k.ReadRateApp
	case bucketGroups:
		return k.GroupRate, Unlimited
	case bucketToken:
		return k.TokenRate, Unlimited
	default: // bucketNone
		return Unlimited, Unlimited
	}
}

// Scope says which quota was exceeded.
type Scope string

// The quotas: of the client in a minute, of all clients in a minute, and the frequency throttle.
const (
	ScopeClient      Scope = "client"
	ScopeApplication Scope = "application"
	ScopeFrequency   Scope = "frequency"
)

// Violation is a request above a quota.
type Violation struct {
	Seq      int       `json:"seq"`
	Time     time.Time `json:"time"`
	ClientID string    `json:"client_id"`
	// Path is the template of the path, such as PathAction.
	Path  string `json:"path"`
	Scope Scope  `json:"scope"`
	// Count is the number of requests in this minute that are counted, this one included; 0 under the frequency
	// throttle.
	Count int `json:"count,omitempty"`
	// Wait is how long the quota wants the client to wait.
	Wait time.Duration `json:"wait"`
}

// String is for test failures.
func (v Violation) String() string {
	return fmt.Sprintf("request %d of %s to %s: number %d in the minute of the %s", v.Seq, v.ClientID, v.Path, v.Count, v.Scope)
}

// meterKey names a meter: a bucket of one client, or with client "" of all.
type meterKey struct {
	bucket bucket
	client string
}

// meter has the times of the requests counted in the current minute.
type meter struct {
	taken []time.Time
}

// forget drops what is not of the minute that ends with now, or that now is in.
func (m *meter) forget(k Knobs, now time.Time) {
	first := now.Truncate(k.minute())
	if k.Window == WindowSliding {
		first = now.Add(1 - k.minute())
	}
	old := 0
	for old < len(m.taken) && m.taken[old].Before(first) {
		old++
	}
	m.taken = m.taken[old:]
}

// wait is how long there is no room for another request, 0 if there is.
func (m *meter) wait(k Knobs, now time.Time, limit int) time.Duration {
	if limit == Unlimited || len(m.taken) < limit {
		return 0
	}
	if k.Window == WindowSliding {
		return m.taken[len(m.taken)-limit].Add(k.minute()).Sub(now)
	}
	return now.Truncate(k.minute()).Add(k.minute()).Sub(now)
}

func (m *meter) take(now time.Time) {
	m.taken = append(m.taken, now)
}

// spend counts a call against its client and against the application, and answers 429 where either is above its
// limit (UMAPI, throttling). Calls without a good key and token and calls that a fault answered are not counted.
func (s *Server) spend(c *call, b bucket) (reply, bool) {
	perClient, perApplication := b.limits(c.knobs)
	client, application := s.meter(c, b, c.client), s.meter(c, b, "")
	for _, q := range []struct {
		scope Scope
		meter *meter
		limit int
	}{
		{ScopeClient, client, perClient},
		{ScopeApplication, application, perApplication},
	} {
		wait := q.meter.wait(c.knobs, c.now, q.limit)
		if wait == 0 {
			continue
		}
		rep := s.refuse(c, Violation{Scope: q.scope, Count: len(q.meter.taken) + 1, Wait: wait})
		if c.knobs.CountRejected == On {
			client.take(c.now)
			application.take(c.now)
		}
		return rep, false
	}
	client.take(c.now)
	application.take(c.now)
	return reply{}, true
}

// meter is the meter of a bucket, of now.
func (s *Server) meter(c *call, b bucket, client string) *meter {
	key := meterKey{bucket: b, client: client}
	m := s.meters[key]
	if m == nil {
		m = &meter{}
		s.meters[key] = m
	}
	m.forget(c.knobs, c.now)
	return m
}

// refuse records a violation and answers it.
func (s *Server) refuse(c *call, v Violation) reply {
	v.Seq, v.Time, v.ClientID, v.Path = c.seq, c.now, c.client, c.route.path
	s.records.violations = append(s.records.violations, v)
	rep := tooManyRequests()
	setRetryAfter(rep.header, c.knobs.RetryAfter, c.now, v.Wait)
	return rep
}

// setRetryAfter writes the header, in whole seconds rounded up.
func setRetryAfter(h http.Header, form RetryAfterForm, now time.Time, wait time.Duration) {
	switch form {
	case RetryAfterSeconds:
		h.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	case RetryAfterDate:
		h.Set("Retry-After", now.Add(wait+time.Second-1).UTC().Format(http.TimeFormat))
	case RetryAfterZero:
		h.Set("Retry-After", "0")
	default: // RetryAfterOff: no header
	}
}
