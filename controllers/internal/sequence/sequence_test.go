package sequence_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/verdict"
	adobesim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	mosaicsim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

var (
	refresh   = flag.Bool("update", false, "rewrite the golden files of testdata")
	sequences = flag.Uint64("sequences", 0, "how many random orders to try; by default as many as can be tried in 20 s")
	first     = flag.Uint64("first", 0, "the seed of the first of them")
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// One order, one failure of each sort that lanes have an answer to of their own, and the whole story of it.
func TestFixedOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, stop := newWorld(t, 1, func() float64 { return 0.5 }, paced)
		defer stop()
		w.invite()
		w.mosaic.Inject(mosaicsim.Fault{Method: http.MethodPut, Path: "/cis/v1/users/mosaic-03", Drop: true, Applied: true})
		w.mosaic.Inject(mosaicsim.Fault{Method: http.MethodPut, Path: "/cis/v1/users/mosaic-05", Status: 503, Times: 2})
		w.mosaic.Inject(mosaicsim.Fault{Method: http.MethodPut, Path: "/cis/v1/users/mosaic-14", Drop: true, Applied: true})
		w.adobe.Inject(adobesim.Fault{Path: adobesim.PathAction, Nth: 2, Drop: true, Applied: true})
		for i, u := range cast() {
			w.after(time.Duration(i)*137*time.Millisecond, w.objects[u.name])
		}
		w.drive()
		w.verify()
		w.wantStory("fixed-order.golden")
	})
}

// Whatever the order, whatever fails, and however long everything takes: in the end everybody is where they shall be.
//
//nolint:tparallel // its chunks are, and the fixed order goes before them
func TestRandomOrders(t *testing.T) {
	const budget = 20 * time.Second
	chunks := uint64(runtime.GOMAXPROCS(0)) // as many as run at once, so that each has its share of the time
	began := time.Now()
	left := func(tried uint64) bool {
		return tried < *sequences || *sequences == 0 && time.Since(began) < budget
	}
	for chunk := range chunks {
		t.Run(fmt.Sprintf("from %d", *first+chunk), func(t *testing.T) {
			t.Parallel()
			tried := chunk
			for ; left(tried) && !t.Failed(); tried += chunks {
				synctest.Test(t, func(t *testing.T) { randomOrder(t, *first+tried) })
			}
			t.Logf("%d orders", tried/chunks)
		})
	}
}

func randomOrder(t *testing.T, seed uint64) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	w, stop := newWorld(t, seed, rand.New(rand.NewPCG(seed, 1)).Float64, hasty(rand.New(rand.NewPCG(seed, 2))))
	defer stop()
	defer func() {
		if t.Failed() {
			t.Logf("this was -sequences=1 -first=%d:\n%s", seed, w.story)
		}
	}()
	w.invite()
	w.curse(random)
	for _, u := range cast() {
		w.after(time.Duration(random.Int64N(int64(2*time.Minute))), w.objects[u.name])
	}
	w.drive()
	w.verify()
}

// verify holds what must be so in the end, and that doing it all again would be nothing.
func (w *world) verify() {
	w.Helper()
	for _, name := range slices.Sorted(maps.Keys(w.objects)) {
		w.verifyEnd(w.objects[name])
	}
	if violations := len(w.adobe.Violations()) + len(w.mosaic.Violations()); violations > 0 {
		w.Errorf("quotas were broken: %v, %v", w.adobe.Violations(), w.mosaic.Violations())
	}
	w.mosaic.ClearFaults()
	w.adobe.ClearFaults()
	writes := len(w.mosaic.Journal()) + len(w.adobe.Journal())
	for _, name := range slices.Sorted(maps.Keys(w.objects)) {
		if o := w.objects[name]; o.verdict.Ready == verdict.True {
			o.purpose = delivery.Compare
			w.submit(o)
		}
	}
	w.drive()
	for name, o := range w.objects {
		if o.purpose == delivery.Compare && o.last.Kind != profile.Unchanged {
			w.Errorf("%s, looked at again: %s %v", name, o.last.Kind, o.last.Attributes)
		}
	}
	if again := len(w.mosaic.Journal()) + len(w.adobe.Journal()); again != writes {
		w.Errorf("%d more writes the second time", again-writes)
	}
}

// verifyEnd expects that an update ended as it has to, and that the vendor has what it says.
func (w *world) verifyEnd(o *object) {
	w.Helper()
	kind := o.last.Kind
	if kind == profile.Unchanged {
		kind = profile.Applied
	}
	if kind != o.ends {
		w.Errorf("%s ended with %s (%s: %s), want %s", o.name, o.last.Kind, o.last.Code, o.last.Message, o.ends)
	}
	if ended := o.verdict.Progress != verdict.Reconciling; !ended {
		w.Errorf("%s is still %s", o.name, o.verdict.Progress)
	}
	if o.ends != profile.Applied {
		return
	}
	shown := w.shown(o)
	for attribute, want := range o.set {
		if got := shown[attribute]; got != want {
			w.Errorf("%s: %s is %q, want %q", o.name, attribute, got, want)
		}
	}
	for _, attribute := range o.clear {
		if got := shown[attribute]; got != "" {
			w.Errorf("%s: %s is still %q", o.name, attribute, got)
		}
	}
	if o.in == inMosaic && shown[profile.Title] != "Dr" {
		w.Errorf("%s: the title is gone", o.name)
	}
}

// shown is the user as the vendor has them: found by what the update sets their address to, or else by what it names.
func (w *world) shown(o *object) map[profile.Attribute]string {
	address := o.who.Value
	if to, moves := o.set[profile.Email]; moves {
		address = to
	}
	if o.in != inMosaic {
		user, _ := w.adobe.UserByEmail(address)
		return map[profile.Attribute]string{
			profile.Email: user.Email, profile.Username: user.Username, profile.FirstName: user.FirstName, profile.LastName: user.LastName,
		}
	}
	user, found := w.mosaic.User(address)
	if !found {
		user, _ = w.mosaic.UserByEmail(address)
	}
	raw, _ := json.Marshal(user.Name) //nolint:errchkjson // it came from JSON
	var name map[string]string
	_ = json.Unmarshal(raw, &name)
	city, _ := user.Address["city"].(string)
	shown := map[profile.Attribute]string{
		profile.Title: name["title"], profile.FirstName: name["first_name"], profile.LastName: name["last_name"],
		profile.City: city, profile.Picture: user.Picture,
	}
	if user.Email != nil {
		shown[profile.Email] = user.Email.Value
	}
	return shown
}

func (w *world) wantStory(golden string) {
	w.Helper()
	path := filepath.Join("testdata", golden)
	if *refresh {
		if err := os.WriteFile(path, []byte(w.story.String()), 0o600); err != nil {
			w.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		w.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(w.story.String(), "\n")); diff != "" {
		w.Errorf("another story; run with -update if it was meant to be (-want +got):\n%s", diff)
	}
}

// paced takes the same time for the same request, and another for each other one, so that no two meet.
func paced(r *http.Request) (there, back time.Duration) {
	hash := fnv.New32a()
	_, _ = fmt.Fprint(hash, r.Method, r.URL.Path)
	return 50*time.Millisecond + time.Duration(hash.Sum32()%9973)*10*time.Microsecond, time.Second
}

// hasty takes any time, mostly little.
func hasty(random *rand.Rand) pace {
	var mu sync.Mutex
	return func(*http.Request) (there, back time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		return time.Duration(random.Int64N(int64(400 * time.Millisecond))), time.Duration(random.Int64N(int64(4 * time.Second)))
	}
}
