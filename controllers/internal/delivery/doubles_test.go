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
