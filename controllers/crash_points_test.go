package controllers_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// point is one at which a process may die: right before a request is sent, or when it has been carried out and the answer
// is on its way. Between two points a process only thinks, and nobody can tell where it stopped.
type point struct {
	// request, as its method and what of the path tells one from another, and which one of that kind it is in the life of
	// the process, from 1. Kinds are counted apart, so that those sent side by side need no order.
	request string
	nth     int

	// after tells that the request was carried out.
	after bool
}

func (p point) String() string {
	moment := "before"
	if p.after {
		moment = "after"
	}
	return fmt.Sprintf("%s %s #%d", moment, p.request, p.nth)
}

// reaper stands between the operator and all it talks to, the API server and the vendors. It knows what point the operator
// has reached, and lets it die at one: nothing gets through any more, either way, whatever a manager does that is asked to
// stop. It is safe for concurrent use.
type reaper struct {
	mu   sync.Mutex
	life *life

	// lag is how long it takes until a process sees what was written to an update.
	lag time.Duration

	// done counts the requests that were carried out and accepted, whoever sent them.
	done map[string]int
}

// life of one process.
type life struct {
	// end is where it dies, or loses but this one request if it is spared; nil if nothing happens.
	end    *point
	spared bool

	// over is closed when it has died.
	over chan struct{}

	// news has one element if something was written since somebody looked.
	news chan struct{}

	mu       sync.Mutex
	seen     map[string]int
	gone     []point
	stricken bool
}

// begin a new life.
func (r *reaper) begin(end *point) *life {
	l := &life{end: end, over: make(chan struct{}), news: make(chan struct{}, 1), seen: map[string]int{}}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.life = l
	return l
}

// forget what was done.
func (r *reaper) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done = nil
}

func (r *reaper) present() *life {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.life
}

// writes of the status of these updates that were carried out.
func (r *reaper) writes(updates []*v1alpha1.UserProfileUpdate) (count int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, upu := range updates {
		count += r.done["PATCH userprofileupdates/"+upu.Name+"/status"]
	}
	return count
}

// carry has a request carried out, which tells whether it was accepted, and tells whether the process learns of it.
func (r *reaper) carry(l *life, request string, out func() bool) bool {
	p := l.next(request)
	if !l.reach(p) {
		return false
	}
	if out() {
		r.note(request)
	}
	p.after = true
	defer l.tell()
	return l.reach(p)
}

// reach says that the process has come to a point, and tells whether it lives on.
func (l *life) reach(p point) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead() {
		return false
	}
	l.gone = append(l.gone, p)
	if l.end == nil || *l.end != p {
		return true
	}
	l.stricken = true
	if !l.spared {
		close(l.over)
	}
	return false
}

// struck tells whether the process has come to where something was to happen.
func (l *life) struck() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stricken
}

func (l *life) dead() bool {
	select {
	case <-l.over:
		return true
	default:
		return false
	}
}

// next is the point before the request.
func (l *life) next(request string) point {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen[request]++
	return point{request: request, nth: l.seen[request]}
}

// reached tells whether the process has come to the point.
func (l *life) reached(p point) bool { return slices.Contains(l.points(), p) }

// points are all that the process has reached, in that order.
func (l *life) points() []point {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.gone)
}

func (l *life) tell() {
	select {
	case l.news <- struct{}{}:
	default:
	}
}

func (r *reaper) note(request string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.done == nil {
		r.done = map[string]int{}
	}
	r.done[request]++
}

// apiServer is between the process that now begins and the API server. Lists and watches are no points: they are how a
// process gets to know the world, whenever it begins.
func (r *reaper) apiServer(next http.RoundTripper) http.RoundTripper {
	l := r.present()
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if l.dead() {
			return nobody(req), nil
		}
		_, object, _ := strings.Cut(req.URL.Path, "/namespaces/")
		_, object, _ = strings.Cut(object, "/")
		if object == "" || req.Method == http.MethodGet && !strings.Contains(object, "/") {
			return r.late(object, req, next)
		}
		var res *http.Response
		var err error
		learns := r.carry(l, req.Method+" "+object, func() bool {
			res, err = next.RoundTrip(req) //nolint:bodyclose // the caller does, or what follows
			return err == nil && res.StatusCode < http.StatusMultipleChoices
		})
		if !learns && res != nil {
			_ = res.Body.Close()
		}
		switch {
		case learns:
			return res, err
		case l.dead():
			return nobody(req), nil
		default:
			return nil, io.ErrUnexpectedEOF
		}
	})
}

// late has a watch of updates tell what it sees late.
func (r *reaper) late(object string, req *http.Request, next http.RoundTripper) (*http.Response, error) {
	res, err := next.RoundTrip(req)
	if err == nil && r.lag > 0 && object == "userprofileupdates" && req.URL.Query().Get("watch") != "" {
		res.Body = lagging{ReadCloser: res.Body, ctx: req.Context(), lag: r.lag}
	}
	return res, err
}

// lagging is a stream whose every piece takes its time.
type lagging struct {
	io.ReadCloser

	ctx context.Context //nolint:containedctx // of the request that is read from
	lag time.Duration
}

func (s lagging) Read(into []byte) (int, error) {
	n, err := s.ReadCloser.Read(into)
	select {
	case <-time.After(s.lag):
	case <-s.ctx.Done():
	}
	return n, err
}

// nobody is what the dead are told. It is a refusal, and no broken connection, because a client goes on trying with that.
func nobody(req *http.Request) *http.Response {
	w := httptest.NewRecorder()
	w.WriteHeader(http.StatusForbidden)
	res := w.Result()
	res.Request = req
	return res
}

// vendor is between every process and a vendor.
func (r *reaper) vendor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		answer := httptest.NewRecorder()
		var fault any
		learns := r.carry(r.present(), req.Method+" "+req.URL.Path, func() bool {
			defer func() { fault = recover() }() // the vendor's own way to break a connection
			next.ServeHTTP(answer, req)
			return true
		})
		if !learns || fault != nil {
			panic(http.ErrAbortHandler)
		}
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
}
