package delivery

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// vendor is a system that takes ten commands in a request, finds users by address, and counts requests: those of one
// minute by the clock, or those of the last minute.
type vendor struct {
	target.Target // nil: Connect is not for this package

	minute   time.Duration
	limits   map[request]int // in a minute; as many as come where there is none
	oneQuota bool            // reads count as writes
	sliding  bool
	latency  time.Duration
	testOnly bool

	// token is how long it takes before the nth request goes out, travel how long the request is on its way before it is
	// counted.
	token, travel func(n int) time.Duration

	// fault is how the nth write fails; refuse how a command does.
	fault  func(n int, users []string) fault
	refuse func(target.Command) error

	// readFault is how the nth read fails.
	readFault func(n int) error

	mu       sync.Mutex
	users    map[string]profile.Profile // by address in lower case
	requests []sent
	reads    []sent
	counted  map[request][]time.Time
	refusals int
	underWay map[string]bool
	overlaps int // of two commands for one user
	now      int
	most     int // requests at once
}

// sent is one request.
type sent struct {
	at    time.Time
	users []string
}

// fault is how a request fails as a whole, before its commands were carried out or after.
type fault struct {
	before, after error
	panics        bool
}

func (v *vendor) DryRun() target.Target { return target.DryRun(v) }

func (v *vendor) Schema() target.Schema {
	return target.Schema{System: "Adobe", BatchSize: 10, TestOnly: v.testOnly}
}

func (v *vendor) Read(_ context.Context, who target.Locator) (target.User, error) {
	v.mu.Lock()
	v.reads = append(v.reads, sent{time.Now(), []string{who.Identifier.Value}})
	n := len(v.reads) - 1
	v.mu.Unlock()
	if err := v.count(reading, time.Now()); err != nil {
		return target.User{}, err
	}
	time.Sleep(v.latency)
	if v.readFault != nil {
		if err := v.readFault(n); err != nil {
			return target.User{}, err
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	user, found := v.users[strings.ToLower(who.Identifier.Value)]
	if !found {
		return target.User{}, failure(profile.UserNotFound)
	}
	id, _ := user[vendorsID].Text()
	shown := maps.Clone(user)
	delete(shown, vendorsID)
	return target.User{ID: id, Profile: shown}, nil
}

// vendorsID is where the vendor keeps a user's id, which it shows in no profile.
const vendorsID = profile.ExternalUserID

func (v *vendor) Write(ctx context.Context, commands []target.Command) []target.Result {
	if len(commands) > 10 {
		panic("too many commands")
	}
	n := v.begin(commands)
	defer v.end(commands)
	if v.token != nil {
		time.Sleep(v.token(n))
	}
	target.Sent(ctx)
	if v.travel != nil {
		time.Sleep(v.travel(n))
	}
	if err := v.count(writing, time.Now()); err != nil {
		return all(commands, err)
	}
	var f fault
	if v.fault != nil {
		f = v.fault(n, userNames(commands))
	}
	switch err := pass(ctx, v.latency); {
	case f.panics:
		panic("out of order")
	case err != nil:
		return all(commands, err)
	case f.before != nil:
		return all(commands, f.before)
	}
	results := v.carryOut(commands)
	if f.after != nil {
		return all(commands, f.after)
	}
	return results
}

func pass(ctx context.Context, latency time.Duration) error {
	if latency == 0 {
		return nil
	}
	select {
	case <-time.After(latency):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (v *vendor) begin(commands []target.Command) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.requests = append(v.requests, sent{time.Now(), userNames(commands)})
	for _, user := range userNames(commands) {
		if v.underWay[user] {
			v.overlaps++
		}
		if v.underWay == nil {
			v.underWay = map[string]bool{}
		}
		v.underWay[user] = true
	}
	v.now++
	v.most = max(v.most, v.now)
	return len(v.requests) - 1
}

func (v *vendor) end(commands []target.Command) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, user := range userNames(commands) {
		delete(v.underWay, user)
	}
	v.now--
}

// count refuses what is too much, and says exactly when there is room again.
func (v *vendor) count(kind request, now time.Time) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.oneQuota {
		kind = writing
	}
	limit, limited := v.limits[kind]
	if !limited {
		return nil
	}
	since := now.Add(-v.minute)
	if !v.sliding {
		since = now.Truncate(v.minute).Add(-time.Nanosecond)
	}
	counted := slices.DeleteFunc(v.counted[kind], func(at time.Time) bool { return !at.After(since) })
	if len(counted) < limit {
		v.counted[kind] = append(counted, now)
		return nil
	}
	v.refusals++
	again := now.Truncate(v.minute).Add(v.minute)
	if v.sliding {
		again = counted[len(counted)-limit].Add(v.minute)
	}
	return throttle(again.Sub(now))
}

func (v *vendor) carryOut(commands []target.Command) []target.Result {
	v.mu.Lock()
	defer v.mu.Unlock()
	var results []target.Result
	for _, command := range commands {
		results = append(results, v.change(command))
	}
	return results
}

func (v *vendor) change(command target.Command) target.Result {
	if v.refuse != nil {
		if err := v.refuse(command); err != nil {
			return target.Result{Err: err}
		}
	}
	key := strings.ToLower(command.Identifier.Value)
	user, found := v.users[key]
	switch {
	case v.testOnly:
		return target.Result{Tested: true}
	case !found:
		return target.Result{Err: failure(profile.UserNotFound)}
	}
	for _, step := range command.Change {
		user[step.Attribute] = step.Value
	}
	delete(v.users, key)
	v.users[strings.ToLower(email(user))] = user
	return target.Result{}
}

func email(user profile.Profile) string {
	text, _ := user[profile.Email].Text()
	return text
}

func (v *vendor) put(emails ...string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.users == nil {
		v.users = map[string]profile.Profile{}
	}
	for _, email := range emails {
		v.users[strings.ToLower(email)] = profile.Profile{
			profile.Email: profile.Text(email),
			vendorsID:     profile.Text("id of " + email),
		}
	}
}

func (v *vendor) lastName(email string) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	name, _ := v.users[strings.ToLower(email)][profile.LastName].Text()
	return name
}

// journal returns the writes so far.
func (v *vendor) journal() []sent {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.requests)
}

// looks returns the reads so far.
func (v *vendor) looks() []sent {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.reads)
}

// sizes are how many commands each request had.
func (v *vendor) sizes() []int {
	var sizes []int
	for _, request := range v.journal() {
		sizes = append(sizes, len(request.users))
	}
	return sizes
}

func (v *vendor) times(start time.Time) []time.Duration { return timesOf(v.journal(), start) }

func timesOf(requests []sent, start time.Time) []time.Duration {
	var times []time.Duration
	for _, request := range requests {
		times = append(times, request.at.Sub(start))
	}
	return times
}

func (v *vendor) wantNoRefusal(t *testing.T) {
	t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.refusals != 0 || v.overlaps != 0 {
		t.Errorf("%d requests were too many, %d commands were for a user who had one under way", v.refusals, v.overlaps)
	}
}

func userNames(commands []target.Command) []string {
	var users []string
	for _, command := range commands {
		users = append(users, strings.ToLower(command.Identifier.Value))
	}
	return users
}

func all(commands []target.Command, err error) []target.Result {
	results := make([]target.Result, len(commands))
	for i := range results {
		results[i].Err = err
	}
	return results
}

// wholly is a failure of the request as such.
func wholly(kind profile.Kind) error {
	return &target.Error{Kind: kind, Code: "some.code", Message: "some message", WholeRequest: true}
}

// lost is the error of a request of which nobody knows what became.
var errLost = errors.New("connection reset")

// inBatches runs a test in virtual time, with a vendor whose lane allows 10 requests a minute. It begins when what a
// former leader has sent no longer counts.
func inBatches(t *testing.T, test func(w *world, v *vendor)) {
	t.Helper()
	inWorld(t, func(w *world) {
		time.Sleep(windowOf(time.Minute))
		w.start = time.Now()
		test(w, w.vendor())
	})
}

// vendor makes the world's lane one that batches.
func (w *world) vendor() *vendor {
	w.lane = target.Lane{Key: "adobe", RequestsPerMinute: 10, ReadsPerMinute: 25, MaxInFlight: 4}
	return &vendor{
		minute:  time.Minute,
		latency: time.Second,
		limits:  map[request]int{writing: 10, reading: 25},
		counted: map[request][]time.Time{},
	}
}

// update is a job that gives the user a last name.
func (w *world) update(v *vendor, uid, email string) Job {
	job := w.job(uid, "1")
	job.Target = v
	job.Planner = fakePlanner{identifier: byEmail(email), want: names("Roe")}
	return job
}

// updates are so many, each for a user of its own whom the vendor has.
func (w *world) updates(v *vendor, n int) []Job {
	var jobs []Job
	for i := range n {
		email := numbered(i) + "@acme.example"
		v.put(email)
		jobs = append(jobs, w.update(v, numbered(i), email))
	}
	return jobs
}

// rename is a job that changes the address by which it finds the user, of which nothing is on record.
func (w *world) rename(v *vendor, uid, from, to string) Job {
	job := w.update(v, uid, from)
	want := names("Roe")
	want[profile.Email] = profile.Text(to)
	job.Planner = fakePlanner{identifier: byEmail(from), want: want}
	return job
}

// recorded is the job with which its owner goes on when the user was found, and it is on record from where to where their
// identifier changes.
func recorded(r Report) Job {
	job := r.Job
	planner, _ := r.Planner.(fakePlanner)
	to, _ := planner.Moved(planner.Plan(target.User{}))
	planner.identifier = *r.Outcome.Login
	job.Planner, job.PinnedUserID, job.Moved, job.Found = planner, r.Outcome.UserID, &to, r.Found
	job.Version += ", recorded"
	return job
}

// goOn is called when there is a report: it submits what was recorded.
func (w *world) goOn(owner Owner) {
	if report, ok := w.Report(owner); ok && report.Outcome.Kind == profile.Progressing {
		w.Submit(recorded(report))
	}
}
