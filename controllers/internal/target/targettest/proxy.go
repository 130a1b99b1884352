package targettest

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// Proxy is an http.Handler before a simulator: it counts the requests and answers them itself when it was told to.
type Proxy struct {
	next    http.Handler
	isToken func(*http.Request) bool

	mu     sync.Mutex
	calls  traffic
	tokens traffic
	issued []string
}

// traffic is one of the two kinds of requests.
type traffic struct {
	count  int
	faults []Fault
}

// NewProxy returns a proxy that lets everything pass. Requests for a token, as isToken tells them, are counted and
// failed apart from the others.
func NewProxy(next http.Handler, isToken func(*http.Request) bool) *Proxy {
	return &Proxy{next: next, isToken: isToken}
}

// Fault is what happens to a request instead of its passing.
type Fault struct {
	// Status, Header and Body of the answer.
	Status int
	Header http.Header
	Body   string

	// Echo puts all that was sent into an error message, in several escapings.
	Echo bool

	// Drop breaks the connection before an answer.
	Drop bool

	// Hold keeps the request until the gate opens, then lets it pass, unless the caller leaves first.
	Hold *Gate
}

// Gate holds one request.
type Gate struct {
	arrived chan struct{}
	open    chan struct{}
}

// NewGate returns a closed gate.
func NewGate() *Gate {
	return &Gate{arrived: make(chan struct{}), open: make(chan struct{})}
}

// FailNext applies the fault to the next request that is no token request.
func (p *Proxy) FailNext(f Fault) { p.plan(&p.calls, f) }

// FailNextToken applies the fault to the next token request.
func (p *Proxy) FailNextToken(f Fault) { p.plan(&p.tokens, f) }

// Calls returns how many requests there were, token requests aside.
func (p *Proxy) Calls() int { return p.read(&p.calls) }

// Tokens returns how many token requests there were.
func (p *Proxy) Tokens() int { return p.read(&p.tokens) }

// Bearers returns every token that was used.
func (p *Proxy) Bearers() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.issued...)
}

func (p *Proxy) plan(t *traffic, f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t.faults = append(t.faults, f)
}

func (p *Proxy) read(t *traffic) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return t.count
}

// ServeHTTP passes the request on, or does what the fault says that is next.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, found := p.arrive(r)
	switch {
	case !found:
		p.next.ServeHTTP(w, r)
	case f.Hold != nil:
		p.hold(w, r, f.Hold)
	case f.Drop:
		panic(http.ErrAbortHandler)
	case f.Echo:
		echo(w, r, f.Status)
	default:
		answer(w, f)
	}
}

func (p *Proxy) arrive(r *http.Request) (Fault, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := &p.calls
	if p.isToken(r) {
		t = &p.tokens
	} else {
		_, bearer, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		p.issued = append(p.issued, bearer)
	}
	t.count++
	if len(t.faults) == 0 {
		return Fault{}, false
	}
	f := t.faults[0]
	t.faults = t.faults[1:]
	return f, true
}

// hold reads the body first: only then does net/http notice that the caller left.
func (p *Proxy) hold(w http.ResponseWriter, r *http.Request, g *Gate) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	close(g.arrived)
	select {
	case <-g.open:
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		p.next.ServeHTTP(w, r)
	case <-r.Context().Done():
	}
}

func answer(w http.ResponseWriter, f Fault) {
	maps.Copy(w.Header(), f.Header)
	w.WriteHeader(f.Status)
	_, _ = io.WriteString(w, f.Body) // the caller may have left
}

func echo(w http.ResponseWriter, r *http.Request, status int) {
	body, _ := io.ReadAll(r.Body)
	target := r.URL.RequestURI()
	plain, _ := url.QueryUnescape(target)
	text, err := json.Marshal(struct {
		Message []string `json:"message"`
		Code    string   `json:"error_code"`
	}{
		Message: []string{"invalid " + strings.ToUpper(plain), target, string(body), r.Header.Get("Authorization")},
		Code:    "some.code",
	})
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(status)
	_, _ = w.Write(text)
}
