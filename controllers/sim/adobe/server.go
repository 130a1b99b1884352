package adobe

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options set up a Server. The zero value is an organization without an id, users or clients, on the wall clock.
type Options struct {
	// Seed is the organization at the start.
	Seed Seed
	// Clock tells the time of tokens, lag, the journal and quota windows. Default time.Now. Delays of faults use real
	// timers. It must be safe for concurrent use.
	Clock func() time.Time
	// Random seeds the ids, the tokens, the order of commands and the faults with a rate: equal seeds, equal runs.
	// Default 0.
	Random uint64
}

// Server is the simulator: an http.Handler with state. All methods are safe for concurrent use.
type Server struct {
	mux    *http.ServeMux
	clock  func() time.Time
	org    string
	claims claims
	groups []string

	// mu guards everything below. A request holds it while it is carried out, never while it waits.
	mu      sync.Mutex
	knobs   Knobs
	clients map[string]Client
	users   *store
	tokens  map[string]*grant
	meters  map[meterKey]*meter
	// firstPages is when a client last read page 0 of a list, blocked until when all its calls are refused.
	firstPages map[pageKey]time.Time
	blocked    map[string]time.Time
	faults     []*Injection
	records    records
	seq        int
	random     *rand.Rand
}

// New returns a simulator with the seed's state. It panics if Seed.Validate fails, which is a bug of the caller: a
// seed from LoadSeed has been validated.
func New(opts Options) *Server {
	if err := opts.Seed.Validate(); err != nil {
		panic(fmt.Sprintf("adobe simulator: %v", err))
	}
	s := &Server{
		mux:        http.NewServeMux(),
		clock:      opts.Clock,
		org:        opts.Seed.OrgID,
		claims:     newClaims(opts.Seed),
		groups:     opts.Seed.Groups,
		knobs:      opts.Seed.Knobs.withDefaults(),
		clients:    map[string]Client{},
		users:      newStore(),
		tokens:     map[string]*grant{},
		meters:     map[meterKey]*meter{},
		firstPages: map[pageKey]time.Time{},
		blocked:    map[string]time.Time{},
		random:     rand.New(rand.NewPCG(opts.Random, 0)),
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	s.plant(opts.Seed)
	s.register()
	return s
}

// plant fills the organization. Seeded users have been there for ever, whatever the lag.
func (s *Server) plant(seed Seed) {
	for _, client := range seed.Clients {
		s.clients[client.ID] = client
	}
	for _, u := range seed.Users {
		planted := u.complete()
		if planted.ID == "" {
			planted.ID = s.newUserID()
		}
		s.users.put(planted.ID, s.indexed(planted), time.Time{}, 0)
	}
}

// Knobs returns the knobs with their defaults spelt out.
func (s *Server) Knobs() Knobs {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.knobs
}

// SetKnobs replaces all knobs, from the next request on; what k leaves at zero is at its default again. It panics on
// a value that is none of its type's constants: check knobs that come from outside with Knobs.Validate.
func (s *Server) SetKnobs(k Knobs) {
	if err := k.Validate(); err != nil {
		panic(fmt.Sprintf("adobe simulator: %v", err))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.knobs = k.withDefaults()
}

// ServeHTTP serves the API. A path with an empty segment is a 404 here: net/http would redirect it to another
// endpoint's path.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.URL.EscapedPath(), "//") {
		s.serve(unmatched, w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// newUserID looks like the ids of real answers: 24 hexadecimal digits and the organization that owns the user.
func (s *Server) newUserID() string {
	return s.randomText(24, "0123456789ABCDEF") + "@simulated.e"
}

func (s *Server) randomText(n int, alphabet string) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = alphabet[s.random.IntN(len(alphabet))]
	}
	return string(text)
}
