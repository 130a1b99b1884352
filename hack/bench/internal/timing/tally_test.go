package timing

import (
	"testing"
	"testing/synctest"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestTally(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tally := &Tally{}
		tally.Look(state("early", metav1.ConditionTrue, asItIs))
		begun := time.Now()
		go func() {
			for _, name := range []string{"ann", "ann", "bob"} {
				time.Sleep(time.Second)
				tally.Look(state(name, metav1.ConditionUnknown, asItIs))
				tally.Look(state(name, metav1.ConditionTrue, asItIs))
			}
		}()
		for count, want := range []time.Duration{0, 0, time.Second, 3 * time.Second} {
			at, err := tally.Await(t.Context(), count, time.Minute)
			if err != nil || at.Sub(begun) != want {
				t.Errorf("%d were ready after %s (%v), want %s", count, at.Sub(begun), err, want)
			}
		}
		if _, err := tally.Await(t.Context(), 4, time.Minute); err == nil {
			t.Error("one more was ready")
		}
	})
}
