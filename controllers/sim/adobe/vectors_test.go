package adobe_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// vector is one numbered row of the wire contract: what is sent to the base organization, what is answered, and which
// state and journal that leaves.
type vector struct {
	name  string
	seed  func(*adobe.Seed)
	steps []step
	// users makes base users, by id, the ones expected in the end; the others are expected unchanged. created are
	// expected besides, without their ids.
	users   map[string]func(*adobe.User)
	created []adobe.User
	// writes is the whole journal by position, as written prints it.
	writes []string
}

// step is a request with its answer, or something that happens in between.
type step struct {
	request

	act func(*testing.T, *bench)
	// status expected; dropped if the connection breaks instead.
	status int
	// json is the whole answer, part some members by dotted path; in both a value is JSON, and absent means there is
	// no such member. body is the whole answer, byte by byte.
	json   string
	part   map[string]string
	body   string
	header map[string]string
}

const (
	dropped = -1
	absent  = ""
)

func allVectors() []vector {
	var all []vector
	for _, group := range [][]vector{
		updateVectors(), outcomeVectors(), identityVectors(), refusalVectors(), formVectors(), accessVectors(), limitVectors(),
	} {
		all = append(all, group...)
	}
	return all
}

func TestVectors(t *testing.T) {
	for _, v := range allVectors() {
		t.Run(v.name, func(t *testing.T) {
			seed := adobe.BaseSeed()
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
	for n := 1; n <= 33; n++ {
		if !seen[strconv.Itoa(n)] {
			t.Errorf("vector %d has no row", n)
		}
	}
}

func (v vector) checkState(t *testing.T, b *bench, seed adobe.Seed) {
	t.Helper()
	want := map[string]adobe.User{}
	for _, u := range seed.Users {
		if edit := v.users[u.ID]; edit != nil {
			edit(&u)
		}
		want[u.ID] = u
	}
	for _, u := range v.created {
		want["new "+u.Email] = u
	}
	got := map[string]adobe.User{}
	for _, u := range b.sim.Users() {
		id := u.ID
		if _, planted := want[id]; !planted {
			id, u.ID = "new "+u.Email, ""
		}
		got[id] = u
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("users (-want +got):\n%s", diff)
	}
	if diff := gocmp.Diff(v.writes, journal(b)); diff != "" {
		t.Errorf("journal (-want +got):\n%s", diff)
	}
}

// journal is the journal as lines, by request and position.
func journal(b *bench) []string {
	writes := b.sim.Journal()
	slices.SortStableFunc(writes, func(a, b adobe.Write) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Index, b.Index))
	})
	var lines []string
	for _, w := range writes {
		lines = append(lines, written(w))
	}
	return lines
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
	s.check(t, got)
}

func (s step) check(t *testing.T, got answer) {
	t.Helper()
	for name, want := range s.header {
		if diff := gocmp.Diff(want, got.header.Get(name)); diff != "" {
			t.Errorf("%s %s: header %s (-want +got):\n%s", s.method, s.path, name, diff)
		}
	}
	if s.json != "" {
		if diff := gocmp.Diff(parse(t, s.json), parse(t, string(got.body))); diff != "" {
			t.Errorf("%s %s: answer (-want +got):\n%s", s.method, s.path, diff)
		}
	}
	if s.body != "" {
		if diff := gocmp.Diff(s.body, string(got.body)); diff != "" {
			t.Errorf("%s %s: body (-want +got):\n%s", s.method, s.path, diff)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(s.part)) {
		if diff := gocmp.Diff(parse(t, s.part[path]), memberAt(parse(t, string(got.body)), path)); diff != "" {
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

// memberAt walks a dotted path; numbers are positions in lists.
func memberAt(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch inner := v.(type) {
		case map[string]any:
			value, ok := inner[name]
			if !ok {
				return none{}
			}
			v = value
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(inner) {
				return none{}
			}
			v = inner[i]
		default:
			return none{}
		}
	}
	return v
}

// Shorthands for the tables.

func act(body string) request { return request{method: "POST", path: pathAction, body: body} }

func test(body string) request { return request{method: "POST", path: pathTest, body: body} }

func get(path string) request { return request{method: "GET", path: path} }

func as(client string, r request) request {
	r.as = client
	return r
}

func with(header, value string, r request) request {
	r.header = maps.Clone(r.header)
	if r.header == nil {
		r.header = map[string]string{}
	}
	r.header[header] = value
	return r
}

// updating is a request of one command with one update.
func updating(user, fields string) request {
	return act(fmt.Sprintf(`[{"user":%q,"requestID":"action_1","do":[{"update":%s}]}]`, user, fields))
}

func knobs(k adobe.Knobs) func(*adobe.Seed) {
	return func(s *adobe.Seed) { s.Knobs = k }
}

// one is the expected answer to a single command that succeeds.
const one = `{"completed":1,"notCompleted":0,"completedInTestMode":0,"result":"success"}`

// refused is the expected answer to a single command that fails, with any message.
func refused(codes ...string) map[string]string {
	want := map[string]string{
		"completed": "0", "notCompleted": "1", "completedInTestMode": "0", "result": `"error"`, "warnings": absent,
		"errors." + strconv.Itoa(len(codes)): absent,
	}
	for i, code := range codes {
		want[fmt.Sprintf("errors.%d.errorCode", i)] = strconv.Quote(code)
		want[fmt.Sprintf("errors.%d.index", i)] = "0"
	}
	return want
}

func refusing(r request, codes ...string) step {
	return step{request: r, status: 200, part: refused(codes...)}
}

func inject(f adobe.Fault) step {
	return step{act: func(_ *testing.T, b *bench) { b.sim.Inject(f) }}
}
