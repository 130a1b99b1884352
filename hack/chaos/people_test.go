package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPeople(t *testing.T) {
	people := newPeople(2000, 1)
	fates := map[vendorName]map[fate]int{atMosaic: {}, atAdobe: {}}
	edited := 0
	seen := map[string]string{}
	once := func(p person, texts ...string) {
		for _, text := range texts {
			if other, taken := seen[text]; taken {
				t.Errorf("%s has %q, as %s does", p.object, text, other)
			}
			seen[text] = p.object
		}
	}
	for _, p := range people {
		fates[p.vendor][p.fate]++
		once(p, p.object, p.login)
		for _, wish := range p.wishes {
			once(p, wish.lastName)
			if wish.email != "" {
				once(p, wish.email)
			}
		}
		if len(p.wishes) > 1 {
			edited++
		}
		_, address := p.bystander()
		if stuck := p.fate == taken || p.fate == trapped; stuck != (address == p.want().email && address != "") {
			t.Errorf("%s (%s) wants %q, and a bystander has %q", p.object, p.fate, p.want().email, address)
		}
	}
	half := map[fate]int{changed: 860, renamed: 100, unknown: 10, trapped: 10, taken: 20}
	if diff := cmp.Diff(map[vendorName]map[fate]int{atMosaic: half, atAdobe: half}, fates); diff != "" {
		t.Errorf("fates at each vendor (-want +got):\n%s", diff)
	}
	if edited < 400 || edited > 560 {
		t.Errorf("%d are edited, want about a quarter of 1,920", edited)
	}
}

func TestSeedDecidesWhoIsWhat(t *testing.T) {
	comparer := cmp.AllowUnexported(person{}, values{})
	if diff := cmp.Diff(newPeople(200, 1), newPeople(200, 1), comparer); diff != "" {
		t.Errorf("not repeatable:\n%s", diff)
	}
	if cmp.Equal(newPeople(200, 1), newPeople(200, 2), comparer) {
		t.Error("another seed makes the same people")
	}
}
