package delivery

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// hiding does not show one attribute.
type hiding struct {
	*fakeSystem
	attribute profile.Attribute
}

func (h hiding) Read(ctx context.Context, who target.Locator) (target.User, error) {
	user, err := h.fakeSystem.Read(ctx, who)
	delete(user.Profile, h.attribute)
	return user, err
}

// silent does not answer writes.
type silent struct{ *fakeSystem }

func (silent) Write(context.Context, []target.Command) []target.Result { return nil }

// panicky is a planner that panics.
type panicky struct {
	Planner
	in string
}

func (p panicky) Identifier() profile.Identifier {
	if p.in == "Identifier" {
		panic("out of order")
	}
	return p.Planner.Identifier()
}

func (p panicky) Plan(current target.User) profile.Change {
	if p.in == "Plan" {
		panic("out of order")
	}
	return p.Planner.Plan(current)
}

func panicAt(call int) func(int, fakeCall) error {
	return func(n int, _ fakeCall) error {
		if n == call {
			panic("out of order")
		}
		return nil
	}
}

// logBook collects lines.
type logBook struct {
	mu    sync.Mutex
	lines []string
}

func (b *logBook) write(prefix, args string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines, prefix+" "+args)
}

func (b *logBook) all() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.lines, "\n")
}

// wantOneError expects one line that says the one thing and not the other.
func (b *logBook) wantOneError(t *testing.T, says, not string) {
	t.Helper()
	all := b.all()
	if strings.Count(all, `"error"=`) != 1 || !strings.Contains(all, says) || strings.Contains(all, not) {
		t.Errorf("the log should have one error that says %q and not %q:\n%s", says, not, all)
	}
}

// counter counts calls at once by owner.
type counter struct {
	mu   sync.Mutex
	now  map[string]int
	most int
}

func (c *counter) add(uid string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now == nil {
		c.now = map[string]int{}
	}
	c.now[uid] += n
	c.most = max(c.most, c.now[uid])
}

// counting counts the calls for one owner.
type counting struct {
	*fakeSystem
	counter *counter
	uid     string
}

func (c *counting) Read(ctx context.Context, who target.Locator) (target.User, error) {
	c.counter.add(c.uid, 1)
	defer c.counter.add(c.uid, -1)
	return c.fakeSystem.Read(ctx, who)
}

func (c *counting) Write(ctx context.Context, commands []target.Command) []target.Result {
	c.counter.add(c.uid, 1)
	defer c.counter.add(c.uid, -1)
	return c.fakeSystem.Write(ctx, commands)
}
