package expression_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired/expression"
)

func TestCache(t *testing.T) {
	t.Parallel()
	cache := expression.NewCache(2)
	first, err := cache.Compile("attributes.a", expression.Text)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := cache.Compile("attributes.a", expression.Text); again != first {
		t.Error("compiled twice")
	}
	if other, _ := cache.Compile("attributes.a", expression.Number); other == first {
		t.Error("one program for two kinds")
	}
	_, failed := cache.Compile("1 +", expression.Text)                      // one too many
	if _, again := cache.Compile("1 +", expression.Text); again != failed { //nolint:errorlint // the same error
		t.Error("failed twice")
	}
	if again, _ := cache.Compile("attributes.a", expression.Text); again == first {
		t.Error("kept more than two")
	}
}

// Many objects with few expressions, each with its own values, at once.
func TestConcurrently(t *testing.T) {
	t.Parallel()
	cache := expression.NewCache(4)
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for round := range 50 {
				text := fmt.Sprintf("attributes.a + '%d'", round%6)
				program, err := cache.Compile(text, expression.Text)
				if err != nil {
					t.Error(err)
					return
				}
				in := expression.Input{Attributes: map[string]any{"a": fmt.Sprint(worker)}}
				got, err := program.Eval(t.Context(), in)
				if diff := cmp.Diff(fmt.Sprint(worker)+fmt.Sprint(round%6), got); diff != "" || err != nil {
					t.Errorf("%v (-want +got):\n%s", err, diff)
				}
			}
		})
	}
	group.Wait()
}

// cel-go returns some errors from everywhere and marks them with the place where they first occurred.
func TestPlaceIsNotThatOfAnotherExpression(t *testing.T) {
	t.Parallel()
	in := expression.Input{Attributes: map[string]any{"a": "x", "t": "0000-01-01T00:00:00Z"}}
	var group sync.WaitGroup
	for _, text := range []string{
		"attributes.a / 1", "         attributes.a / 1",
		"string(timestamp(attributes.t))", "     string(timestamp(attributes.t))",
	} {
		program, err := expression.Compile(text, expression.Any)
		if err != nil {
			t.Fatal(err)
		}
		group.Go(func() {
			_, err := program.Eval(t.Context(), in)
			if problem := problemOf(t, err); problem.Line != 0 {
				t.Errorf("%v has a place, and cel-go does not know it", err)
			}
		})
	}
	group.Wait()
}

func BenchmarkEval(b *testing.B) {
	in := jane()
	for name, text := range map[string]string{
		"part":     "attributes.email.split('@')[0]",
		"optional": "attributes.?title.orValue('none')",
		"loop":     "inputs.hr.groups.split(',').map(g, g.upperAscii()).join('-')",
	} {
		program, err := expression.Compile(text, expression.Text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := program.Eval(b.Context(), in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	b.Run("anew", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = expression.Compile("attributes.email.split('@')[0]", expression.Text)
		}
	})
	b.Run("cached", func(b *testing.B) {
		cache := expression.NewCache(10)
		b.ReportAllocs()
		for b.Loop() {
			_, _ = cache.Compile("attributes.email.split('@')[0]", expression.Text)
		}
	})
}
