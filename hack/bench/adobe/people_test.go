package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPeople(t *testing.T) {
	everybody := newPeople(1000, 1)
	seen := map[string]string{}
	once := func(p person, texts ...string) {
		for _, text := range texts {
			if other, taken := seen[text]; taken {
				t.Errorf("%s has %q, as %s does", p.object, text, other)
			}
			seen[text] = p.object
		}
	}
	refused := map[string]int{}
	for _, p := range everybody {
		once(p, p.object, p.email, p.lastName)
		if p.refusal != nil {
			once(p, p.refusal.message)
			refused[p.refusal.code]++
		}
	}
	want := map[string]int{}
	for _, code := range codes {
		want[code] = 10
	}
	if diff := cmp.Diff(want, refused); diff != "" {
		t.Errorf("refusals by their code (-want +got):\n%s", diff)
	}
}

func TestSeedDecidesWhoIsRefused(t *testing.T) {
	who := func(seed uint64) []string {
		var names []string
		for _, p := range newPeople(1000, seed) {
			if p.refusal != nil {
				names = append(names, p.object+" "+p.refusal.code)
			}
		}
		return names
	}
	if diff := cmp.Diff(who(1), who(1)); diff != "" {
		t.Errorf("not repeatable:\n%s", diff)
	}
	if cmp.Equal(who(1), who(2)) {
		t.Error("another seed refuses the same")
	}
}
