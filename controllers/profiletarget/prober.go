package profiletarget

import (
	"context"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
)

// prober asks vendors for tokens, outside the controller's workers. It is safe for concurrent use.
type prober struct {
	wake    func(types.NamespacedName)
	base    context.Context //nolint:containedctx // the life of the prober: probes outlive the Reconcile that starts them
	stop    context.CancelFunc
	running sync.WaitGroup

	mu      sync.Mutex
	stopped bool
	probes  map[types.NamespacedName]*probe
}

// probe is what is known of one connection.
type probe struct {
	version  string
	doubt    *denial
	running  bool
	answered bool
	err      error
	backoff  wait.Backoff
	due      time.Time
}

// answer is what ask found.
type answer struct {
	answered bool
	err      error

	// doubt that led to the probe; nil if none did.
	doubt *denial

	// wait until the next probe is due; zero while one is running.
	wait time.Duration
}

// confirms tells that the doubt in this version of the connection was right, and not about the credentials: the vendor
// gives tokens for them, and accepts none.
func (a answer) confirms(version string) bool {
	return a.err == nil && a.doubt != nil && a.doubt.version == version
}

// probeTimeout bounds one probe, above the transport's own time-out.
const probeTimeout = 20 * time.Second

// probeBackoff spreads the probes of a connection that does not work: 5 s, doubling to 15 min.
var probeBackoff = wait.Backoff{Duration: 5 * time.Second, Factor: 2, Jitter: 0.2, Steps: 64, Cap: 15 * time.Minute}

// doubtInterval is how long credentials that were doubted and found good are not doubted again: doubts may come by the
// thousand.
const doubtInterval = time.Minute

func newProber(wake func(types.NamespacedName)) *prober {
	base, stop := context.WithCancel(context.Background())
	return &prober{wake: wake, base: base, stop: stop, probes: map[types.NamespacedName]*probe{}}
}

// Start ends the running probes when the context ends, and waits for them. It is a manager's runnable.
func (p *prober) Start(ctx context.Context) error {
	<-ctx.Done()
	p.mu.Lock()
	p.stopped = true
	p.mu.Unlock()
	p.stop()
	p.running.Wait()
	return nil
}

// ask returns the answer for this version of the connection; without one it starts a probe when it is due.
func (p *prober) ask(key types.NamespacedName, c *connection.Connection, now time.Time) answer {
	p.mu.Lock()
	defer p.mu.Unlock()
	known := p.probes[key]
	if known == nil || known.version != c.Version {
		fresh := &probe{version: c.Version, backoff: probeBackoff}
		if known != nil {
			fresh.doubt = known.doubt
		}
		known = fresh
		p.probes[key] = known
	}
	switch {
	case known.answered:
		return answer{answered: true, err: known.err, doubt: known.doubt}
	case known.running || p.stopped:
		return answer{}
	case now.Before(known.due):
		return answer{wait: known.due.Sub(now)}
	}
	known.running = true
	p.running.Go(func() { p.run(key, known, c) })
	return answer{}
}

func (p *prober) run(key types.NamespacedName, known *probe, c *connection.Connection) {
	ctx, cancel := context.WithTimeout(p.base, probeTimeout)
	defer cancel()
	err := c.Connect(ctx)
	p.mu.Lock()
	known.running, known.answered, known.err = false, p.base.Err() == nil, err
	p.mu.Unlock()
	p.wake(key)
}

// acknowledge lets go of an answer that was written, and returns how long until the next probe; zero after a success, when
// only a doubt leads to another.
func (p *prober) acknowledge(key types.NamespacedName, written answer, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	known := p.probes[key]
	if known.doubt == written.doubt {
		known.doubt = nil // else another came meanwhile
	}
	known.answered = false
	if known.err == nil {
		known.backoff, known.due = probeBackoff, time.Time{}
		if written.doubt != nil {
			known.due = now.Add(doubtInterval)
		}
		return 0
	}
	delay := known.backoff.Step()
	known.due = now.Add(delay)
	return delay
}

// doubt has a connection probed again although it was found good: the vendor denied it something.
func (p *prober) doubt(key types.NamespacedName, why denial) {
	p.mu.Lock()
	if known := p.probes[key]; known != nil {
		known.doubt = &why
	} else {
		p.probes[key] = &probe{doubt: &why, backoff: probeBackoff}
	}
	p.mu.Unlock()
	p.wake(key)
}

// trust drops a doubt that the vendor has dispelled itself.
func (p *prober) trust(key types.NamespacedName) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.probes[key]; known != nil {
		known.doubt = nil
	}
}

// hurry makes the next probe due.
func (p *prober) hurry(key types.NamespacedName) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.probes[key]; known != nil {
		known.due = time.Time{}
	}
}

func (p *prober) doubted(key types.NamespacedName) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	known := p.probes[key]
	return known != nil && known.doubt != nil
}

// forget drops a connection that is gone.
func (p *prober) forget(key types.NamespacedName) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.probes, key)
}
