package mosaic

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/faults"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/history"
)

// Options set up a Server. The zero value is an empty tenant on the wall clock.
type Options struct {
	// Seed is the tenant at the start.
	Seed Seed
	// Clock tells the time of tokens, timestamps, lag and quota windows. Default time.Now. Delays of faults use real
	// timers. It must be safe for concurrent use.
	Clock func() time.Time
	// Random seeds the user ids, the tokens and the faults with a rate: equal seeds, equal runs. Default 0.
	Random uint64
}

// Server is the simulator: an http.Handler with state. All methods are safe for concurrent use.
type Server struct {
	mux   *http.ServeMux
	clock func() time.Time
	// faults has its own lock.
	faults faults.Queue[Fault]

	// mu guards everything below. A request holds it while it is carried out, never while it waits.
	mu      sync.Mutex
	knobs   Knobs
	schema  schema
	apps    map[string]App
	clients map[string]Client
	users   *history.Store[ident, User]
	tokens  map[string]*grant
	usage   map[string]usage
	records records
	seq     int
	random  *rand.Rand
}

// New returns a simulator with the seed's state. It panics if Seed.Validate fails, which is a bug of the caller: a
// seed from LoadSeed has been validated.
func New(opts Options) *Server {
	if err := opts.Seed.Validate(); err != nil {
		panic(fmt.Sprintf("mosaic simulator: %v", err))
	}
	s := &Server{
		mux:     http.NewServeMux(),
		clock:   opts.Clock,
		knobs:   opts.Seed.Knobs.withDefaults(),
		schema:  newSchema(opts.Seed),
		apps:    map[string]App{},
		clients: map[string]Client{},
		users:   history.NewStore((*User).idents),
		tokens:  map[string]*grant{},
		usage:   map[string]usage{},
		random:  rand.New(rand.NewPCG(opts.Random, 0)),
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	s.plant(opts.Seed)
	s.register()
	return s
}

// plant fills the tenant. Seeded users have been there for ever, whatever the lag.
func (s *Server) plant(seed Seed) {
	for _, app := range seed.Apps {
		s.apps[app.ID] = app
	}
	for _, client := range seed.Clients {
		s.clients[client.ID] = client
	}
	for _, u := range seed.Users {
		s.users.Put(u.ID, s.complete(u), time.Time{}, 0)
	}
}

// complete fills in what a seed may leave out.
func (s *Server) complete(u User) *User {
	c := u.clone()
	if c.Status == "" {
		c.Status = StatusActive
	}
	if c.CreatedAt == 0 {
		c.CreatedAt = s.clock().UnixMilli()
	}
	c.UpdatedAt = max(c.UpdatedAt, c.CreatedAt)
	return c
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
		panic(fmt.Sprintf("mosaic simulator: %v", err))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.knobs = k.withDefaults()
}

// ServeHTTP serves the API. A path with an empty segment is a 404 here: net/http would redirect it to another user's
// or another endpoint's path.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.URL.EscapedPath(), "//") {
		s.serve(unmatched, w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// randomText is n characters of [0-9a-z].
func (s *Server) randomText(n int) string {
	const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"
	text := make([]byte, n)
	for i := range text {
		text[i] = alphabet[s.random.IntN(len(alphabet))]
	}
	return string(text)
}
