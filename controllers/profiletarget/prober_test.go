package profiletarget

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

var key = types.NamespacedName{Namespace: "people", Name: "default"}

// vendor answers a request for a token after a second.
type vendor struct {
	target.Target // nothing else is called

	asked int
	err   error
}

func (v *vendor) Connect(ctx context.Context) error {
	v.asked++
	select {
	case <-time.After(time.Second):
		return v.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// probing is a test of a running prober, in virtual time.
type probing struct {
	*testing.T
	*prober

	woken atomic.Int32
}

func inProbing(t *testing.T, test func(*probing)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &probing{T: t}
		p.prober = newProber(func(types.NamespacedName) { p.woken.Add(1) })
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- p.Start(ctx) }()
		test(p)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestProbeAsksOnceAndWakes(t *testing.T) {
	inProbing(t, func(p *probing) {
		v := &vendor{}
		c := &connection.Connection{Connect: v.Connect, Version: "1"}
		for range 3 {
			if got := p.ask(key, c, time.Now()); got.answered {
				p.Fatal("answered before the vendor did")
			}
		}
		time.Sleep(2 * time.Second)
		got := p.ask(key, c, time.Now())
		if !got.answered || got.err != nil || v.asked != 1 || p.woken.Load() != 1 {
			p.Errorf("answer %+v after %d requests and %d wake-ups, want a good one after one each", got, v.asked, p.woken.Load())
		}
		if wait := p.acknowledge(key, got, time.Now()); wait != 0 {
			p.Errorf("the next probe is due in %s, want none", wait)
		}
	})
}

func TestProbeBacksOff(t *testing.T) {
	inProbing(t, func(p *probing) {
		v := &vendor{err: errors.New("no")}
		c := &connection.Connection{Connect: v.Connect, Version: "1"}
		least := 5 * time.Second
		for range 12 {
			p.ask(key, c, time.Now())
			synctest.Wait()
			time.Sleep(time.Second)
			synctest.Wait()
			got := p.ask(key, c, time.Now())
			if !got.answered || got.err == nil {
				p.Fatalf("answer %+v, want the vendor's error", got)
			}
			wait := p.acknowledge(key, got, time.Now())
			if wait < least || wait > least+least/5 {
				p.Errorf("the next probe is due in %s, want %s and up to 20 %% more", wait, least)
			}
			if got := p.ask(key, c, time.Now()); got.answered || got.wait != wait {
				p.Errorf("%+v before the probe is due, want to wait %s", got, wait)
			}
			time.Sleep(wait)
			least = min(2*least, 15*time.Minute)
		}
		if v.asked != 12 {
			p.Errorf("the vendor was asked %d times, want 12", v.asked)
		}
	})
}

func TestNewVersionIsProbedAtOnce(t *testing.T) {
	inProbing(t, func(p *probing) {
		bad, good := &vendor{err: errors.New("no")}, &vendor{}
		before := &connection.Connection{Connect: bad.Connect, Version: "1"}
		p.ask(key, before, time.Now())
		time.Sleep(2 * time.Second)
		p.acknowledge(key, p.ask(key, before, time.Now()), time.Now())
		after := &connection.Connection{Connect: good.Connect, Version: "2"}
		p.ask(key, after, time.Now())
		time.Sleep(2 * time.Second)
		if got := p.ask(key, after, time.Now()); !got.answered || got.err != nil {
			p.Errorf("answer %+v, want a good one", got)
		}
	})
}

func TestDoubtLastsUntilTheNextAnswer(t *testing.T) {
	inProbing(t, func(p *probing) {
		p.doubt(key, denial{version: "1", message: "m"})
		if !p.doubted(key) || p.woken.Load() != 1 {
			p.Fatalf("doubted = %v after %d wake-ups, want true after one", p.doubted(key), p.woken.Load())
		}
		c := &connection.Connection{Connect: (&vendor{}).Connect, Version: "1"}
		p.ask(key, c, time.Now())
		if !p.doubted(key) {
			p.Error("the doubt is gone before the vendor answered")
		}
		time.Sleep(2 * time.Second)
		p.acknowledge(key, p.ask(key, c, time.Now()), time.Now())
		if p.doubted(key) {
			p.Error("the doubt is still there after the vendor answered")
		}
	})
}

// Doubts may come by the thousand, and each probe is a request for a token.
func TestDoubtsAreBounded(t *testing.T) {
	inProbing(t, func(p *probing) {
		v := &vendor{}
		c := &connection.Connection{Connect: v.Connect, Version: "1"}
		began := time.Now()
		for time.Since(began) < time.Hour {
			p.doubt(key, denial{version: "1", message: "m"})
			if got := p.ask(key, c, time.Now()); got.answered {
				p.acknowledge(key, got, time.Now())
			}
			time.Sleep(2 * time.Second)
		}
		if v.asked < 50 || v.asked > 60 {
			p.Errorf("the vendor was asked %d times in an hour of doubt, want about once a minute", v.asked)
		}
	})
}

func TestStopEndsARunningProbe(t *testing.T) {
	inProbing(t, func(p *probing) {
		p.ask(key, &connection.Connection{Connect: (&vendor{}).Connect, Version: "1"}, time.Now())
	})
}

// A doubt that comes while the answer before it is being written is not lost.
func TestDoubtMeanwhile(t *testing.T) {
	inProbing(t, func(p *probing) {
		c := &connection.Connection{Connect: (&vendor{}).Connect, Version: "1"}
		p.ask(key, c, time.Now())
		time.Sleep(2 * time.Second)
		got := p.ask(key, c, time.Now())
		if !got.answered || got.confirms("1") {
			p.Fatalf("answer %+v, want a good one", got)
		}
		p.doubt(key, denial{version: "1", message: "m"})
		p.acknowledge(key, got, time.Now())
		if !p.doubted(key) {
			p.Fatal("the doubt is gone before the vendor answered")
		}
		p.ask(key, c, time.Now())
		time.Sleep(2 * time.Second)
		if got := p.ask(key, c, time.Now()); !got.confirms("1") {
			p.Errorf("answer %+v, want that it confirms the doubt", got)
		}
	})
}
