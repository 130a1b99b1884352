package faults_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/faults"
)

// TestAim shows which of six matches are hit ("x"), and that Fired counts them.
func TestAim(t *testing.T) {
	cases := map[string]struct {
		aim  faults.Aim
		want string
	}{
		"the first by default":        {faults.Aim{}, "x....."},
		"the nth":                     {faults.Aim{Nth: 3}, "..x..."},
		"from the nth on, two times":  {faults.Aim{Nth: 2, Times: 2}, ".xx..."},
		"always":                      {faults.Aim{Times: faults.Always}, "xxxxxx"},
		"always, from the nth on":     {faults.Aim{Nth: 5, Times: faults.Always}, "....xx"},
		"by chance":                   {faults.Aim{Times: faults.Always, Rate: 0.5}, "xx..xx"},
		"by chance, only three times": {faults.Aim{Nth: 2, Times: 3, Rate: 0.5}, ".xx..."},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			var q faults.Queue[string]
			in := q.Inject("fault", tc.aim)
			chance := dice(0, 0.49, 0.5, 0.99)
			got, hits := "", 0
			for range 6 {
				if _, hit := q.First(anything, chance); hit {
					got += "x"
					hits++
				} else {
					got += "."
				}
			}
			if got != tc.want {
				t.Errorf("hits %s, want %s", got, tc.want)
			}
			if in.Fired() != hits {
				t.Errorf("Fired() = %d, want %d", in.Fired(), hits)
			}
		})
	}
}

// TestQueueFirst has two faults due at once: the one in front hits, and the match counts for both.
func TestQueueFirst(t *testing.T) {
	var q faults.Queue[string]
	q.Inject("first", faults.Aim{})
	second := q.Inject("second", faults.Aim{Times: 2})
	q.Inject("not met", faults.Aim{Times: faults.Always})
	met := func(f string) bool { return f != "not met" }

	var got []string
	for range 3 {
		f, _ := q.First(met, never(t))
		got = append(got, f)
	}
	if diff := cmp.Diff([]string{"first", "second", ""}, got); diff != "" {
		t.Errorf("hit by (-want +got):\n%s", diff)
	}
	if second.Fired() != 1 {
		t.Errorf("the second fired %d times, want once: the match that the first hit counts", second.Fired())
	}
}

func TestQueueAll(t *testing.T) {
	var q faults.Queue[string]
	q.Inject("first", faults.Aim{})
	q.Inject("second", faults.Aim{Times: 2})
	q.Inject("not met", faults.Aim{})
	met := func(f string) bool { return f != "not met" }

	var got [][]string
	for range 3 {
		got = append(got, q.All(met, never(t)))
	}
	if diff := cmp.Diff([][]string{{"first", "second"}, {"second"}, nil}, got); diff != "" {
		t.Errorf("hit by (-want +got):\n%s", diff)
	}
}

func TestQueueRemoved(t *testing.T) {
	var q faults.Queue[string]
	always := faults.Aim{Times: faults.Always}
	first := q.Inject("same", always)
	q.Inject("same", always)
	count := func() int { return len(q.All(anything, never(t))) }

	got := []int{count()}
	first.Remove()
	first.Remove()
	got = append(got, count())
	q.Clear()
	got = append(got, count())
	first.Remove()
	if diff := cmp.Diff([]int{2, 1, 0}, got); diff != "" {
		t.Errorf("faults in place (-want +got):\n%s", diff)
	}
	if first.Fired() != 1 {
		t.Errorf("Fired() = %d after its removal, want 1", first.Fired())
	}
}

func anything(string) bool { return true }

// dice is a chance that goes round the numbers.
func dice(numbers ...float64) func() float64 {
	thrown := -1
	return func() float64 {
		thrown++
		return numbers[thrown%len(numbers)]
	}
}

// never is a chance that is not to be asked.
func never(t *testing.T) func() float64 {
	t.Helper()
	return func() float64 {
		t.Error("chance was asked")
		return 0
	}
}
