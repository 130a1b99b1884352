package delivery

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// fakeSystem is an identity system in memory. Like Mosaic with the name, it replaces the profile whole by what a write
// was derived from, so that a read and a write that interleave with another's lose that one's update.
type fakeSystem struct {
	target.Target // nil: Connect is not for this package

	// latency of a call; 0 if nil. A read shows the user as at its beginning, a write takes effect at its end.
	latency func(fakeCall) time.Duration

	// fault is the error of a call, or panics; none if nil. It sees how many calls there were before.
	fault func(n int, call fakeCall) error

	// answer changes what a write answers and stores; nothing if nil.
	answer func(target.Command, target.Result) target.Result

	mu       sync.Mutex
	users    map[string]profile.Profile
	calls    []fakeCall
	inFlight int
	most     int // calls at once
}

// fakeCall is one call as a text, and when it began.
type fakeCall struct {
	At   time.Time
	Text string
}

func (s *fakeSystem) DryRun() target.Target { return target.DryRun(s) }

// Schema is that of a system that reads first.
func (*fakeSystem) Schema() target.Schema { return target.Schema{ReadsFirst: true, BatchSize: 1} }

// Read finds by user ID, or else by identifier.
func (s *fakeSystem) Read(ctx context.Context, who target.Locator) (target.User, error) {
	text := "read " + who.UserID
	if who.UserID == "" {
		text = "read by " + string(who.Identifier.Type)
	}
	user, found := s.find(who)
	if err := s.call(ctx, text); err != nil {
		return target.User{}, err
	}
	if !found {
		return target.User{}, &target.Error{Kind: profile.UserNotFound, Code: "404", Message: "no such user"}
	}
	return user, nil
}

func (s *fakeSystem) Write(ctx context.Context, commands []target.Command) []target.Result {
	var results []target.Result
	for _, command := range commands {
		results = append(results, s.write(ctx, command))
	}
	return results
}

func (s *fakeSystem) write(ctx context.Context, command target.Command) target.Result {
	var names []string
	for _, step := range command.Change {
		names = append(names, string(step.Attribute))
	}
	if err := s.call(ctx, "write "+command.User.ID+" "+strings.Join(names, ",")); err != nil {
		return target.Result{Err: err}
	}
	result := target.Result{User: target.User{ID: command.User.ID, Profile: changed(command)}}
	if s.answer != nil {
		result = s.answer(command, result)
	}
	s.put(result.User)
	return result
}

func changed(command target.Command) profile.Profile {
	after := maps.Clone(command.User.Profile)
	for _, step := range command.Change {
		after[step.Attribute] = step.Value
	}
	return after
}

func (s *fakeSystem) call(ctx context.Context, text string) error {
	call, n := s.begin(text)
	defer s.end()
	if s.latency != nil {
		select {
		case <-time.After(s.latency(call)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if s.fault != nil {
		return s.fault(n, call)
	}
	return nil
}

func (s *fakeSystem) begin(text string) (fakeCall, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	call := fakeCall{At: time.Now(), Text: text}
	s.calls = append(s.calls, call)
	s.inFlight++
	s.most = max(s.most, s.inFlight)
	return call, len(s.calls) - 1
}

func (s *fakeSystem) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight--
}

func (s *fakeSystem) find(who target.Locator) (target.User, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, p := range s.users {
		if id == who.UserID || who.UserID == "" && who.Identifier.Matches(id, p) {
			return target.User{ID: id, Profile: maps.Clone(p)}, true
		}
	}
	return target.User{}, false
}

func (s *fakeSystem) put(user target.User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users == nil {
		s.users = map[string]profile.Profile{}
	}
	s.users[user.ID] = user.Profile
}

func (s *fakeSystem) get(id string) profile.Profile {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.users[id])
}

// journal returns the calls so far.
func (s *fakeSystem) journal() []fakeCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

func (s *fakeSystem) texts() []string {
	var texts []string
	for _, call := range s.journal() {
		texts = append(texts, call.Text)
	}
	return texts
}

// times returns when the calls began, after start.
func (s *fakeSystem) times(start time.Time) []time.Duration {
	var times []time.Duration
	for _, call := range s.journal() {
		times = append(times, call.At.Sub(start))
	}
	return times
}

// fakePlanner wants some attributes to have some values.
type fakePlanner struct {
	identifier profile.Identifier
	want       profile.Profile
}

func (p fakePlanner) Identifier() profile.Identifier { return p.identifier }

func (p fakePlanner) Plan(current target.User) profile.Change {
	var change profile.Change
	for _, a := range p.want.Attributes() {
		if !same(current.Profile[a], p.want[a]) {
			change = append(change, profile.Step{Attribute: a, Action: profile.Set, Value: p.want[a]})
		}
	}
	return change
}

func (p fakePlanner) Moves(change profile.Change) bool {
	a, found := p.identifier.Attribute()
	return found && change.Touches(a)
}

func (p fakePlanner) Moved(change profile.Change) (profile.Identifier, bool) {
	moved := p.identifier
	a, _ := p.identifier.Attribute()
	for _, step := range change {
		if value, text := step.Value.Text(); text && step.Attribute == a {
			moved.Value = value
			return moved, true
		}
	}
	return moved, false
}

func (p fakePlanner) Missing(change profile.Change, after target.User) []profile.Attribute {
	var missing []profile.Attribute
	for _, step := range change {
		if !same(after.Profile[step.Attribute], step.Value) {
			missing = append(missing, step.Attribute)
		}
	}
	return missing
}

func same(a, b profile.Value) bool { return fmt.Sprint(a.Reveal()) == fmt.Sprint(b.Reveal()) }

// faults are errors by the number of the call, from 0.
func faults(byCall map[int]error) func(int, fakeCall) error {
	return func(n int, _ fakeCall) error { return byCall[n] }
}

func failure(kind profile.Kind) error {
	return &target.Error{Kind: kind, Code: "some.code", Message: "some message", RequestID: "request-1"}
}

func throttle(retryAfter time.Duration) error {
	return &target.Error{Kind: profile.Throttled, Code: "429", RetryAfter: retryAfter}
}

func always(latency time.Duration) func(fakeCall) time.Duration {
	return func(fakeCall) time.Duration { return latency }
}
