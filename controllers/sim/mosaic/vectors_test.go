package mosaic_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// vector is one numbered row of the wire contract: what is sent to the base tenant, what is answered, and which state
// and journal that leaves.
type vector struct {
	name  string
	seed  func(*mosaic.Seed)
	steps []step
	// u1 and u2 make the base user the one expected in the end; nil expects it unchanged.
	u1, u2 func(*mosaic.User)
	// writes is the whole journal, as written prints it.
	writes []string
}

// step is a request with its answer, or something that happens in between.
type step struct {
	request

	act func(*testing.T, *bench)
	// status expected; dropped if the connection breaks instead.
	status int
	// json is the whole answer, part some members by dotted path; in both a value is JSON, and absent means there is
	// no such member.
	json   string
	part   map[string]string
	header map[string]string
}

const (
	dropped = -1
	absent  = ""
)

const (
	pathU1 = "/cis/v1/users/u1"
	pathU2 = "/cis/v1/users/u2"
)

func allVectors() []vector {
	var all []vector
	for _, group := range [][]vector{
		tokenVectors(), mergeVectors(), identifierVectors(), contactVectors(), valueVectors(), unknownVectors(),
		customVectors(), failureVectors(), raceVectors(),
	} {
		all = append(all, group...)
	}
	return all
}

func TestVectors(t *testing.T) {
	for _, v := range allVectors() {
		t.Run(v.name, func(t *testing.T) {
			seed := mosaic.BaseSeed()
			if v.seed != nil {
				v.seed(&seed)
			}
			b := newBench(t, seed)
			for _, s := range v.steps {
				s.run(t, b)
			}
			v.checkState(t, b, seed)
		})
	}
}

// TestVectorsComplete proves that no number of the contract is missing.
func TestVectorsComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range allVectors() {
		number, _, _ := strings.Cut(v.name, " ")
		seen[number] = true
	}
	for n := 1; n <= 50; n++ {
		if !seen[strconv.Itoa(n)] {
			t.Errorf("vector %d has no row", n)
		}
	}
}

func (v vector) checkState(t *testing.T, b *bench, seed mosaic.Seed) {
	t.Helper()
	for i, edit := range []func(*mosaic.User){v.u1, v.u2} {
		want := seed.Users[i]
		if edit != nil {
			edit(&want)
		}
		if diff := cmp.Diff(want, b.user(want.ID)); diff != "" {
			t.Errorf("user %s (-want +got):\n%s", want.ID, diff)
		}
	}
	var writes []string
	for _, w := range b.sim.Journal() {
		writes = append(writes, written(w))
	}
	if diff := cmp.Diff(v.writes, writes); diff != "" {
		t.Errorf("journal (-want +got):\n%s", diff)
	}
}

func (s step) run(t *testing.T, b *bench) {
	t.Helper()
	if s.act != nil {
		s.act(t, b)
		return
	}
	got := b.do(s.request)
	if s.status == dropped {
		if got.err == nil {
			t.Errorf("%s %s: status %d, want a broken connection", s.method, s.path, got.status)
		}
		return
	}
	if got.err != nil || got.status != s.status {
		t.Fatalf("%s %s: status %d, error %v, want %d: %.300s", s.method, s.path, got.status, got.err, s.status, got.body)
	}
	for name, want := range s.header {
		if diff := cmp.Diff(want, got.header.Get(name)); diff != "" {
			t.Errorf("%s %s: header %s (-want +got):\n%s", s.method, s.path, name, diff)
		}
	}
	if s.json != "" {
		if diff := cmp.Diff(parse(t, s.json), parse(t, string(got.body))); diff != "" {
			t.Errorf("%s %s: answer (-want +got):\n%s", s.method, s.path, diff)
		}
	}
	for path, want := range s.part {
		if diff := cmp.Diff(parse(t, want), member(parse(t, string(got.body)), path)); diff != "" {
			t.Errorf("%s %s: %s (-want +got):\n%s", s.method, s.path, path, diff)
		}
	}
}

// none is the member that is not there: JSON null would be another thing.
type none struct{}

func parse(t *testing.T, text string) any {
	t.Helper()
	if text == absent {
		return none{}
	}
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("not JSON: %v: %.200s", err, text)
	}
	return v
}

func member(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		object, _ := v.(map[string]any)
		inner, ok := object[name]
		if !ok {
			return none{}
		}
		v = inner
	}
	return v
}

// Shorthands for the tables.

func put(path, body string) request { return request{method: "PUT", path: path, body: body} }

func get(path string) request { return request{method: "GET", path: path} }

func as(client string, r request) request {
	r.as = client
	return r
}

func knobs(k mosaic.Knobs) func(*mosaic.Seed) {
	return func(s *mosaic.Seed) { s.Knobs = k }
}

// edited changes a base user through one API write at the start time.
func edited(edit func(*mosaic.User)) func(*mosaic.User) {
	return func(u *mosaic.User) {
		edit(u)
		u.UpdatedAt = start.UnixMilli()
	}
}

// errorCode is an error answer with any message: the texts are unknown at the vendor.
func errorCode(code int) map[string]string {
	return map[string]string{"error_code": strconv.Itoa(code)}
}
