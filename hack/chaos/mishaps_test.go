package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// What a mishap is at one vendor it is at the other: a field that the translation forgets makes another fault of it.
func TestMishapsAreTheSameAtBothVendors(t *testing.T) {
	total := 0.
	for _, m := range mishaps {
		a, b := m.forAdobe(), m.forMosaic()
		total += a.Rate
		if a.Rate == 0 || a.Rate != b.Rate || a.Times != b.Times || a.Status != b.Status || string(a.Answer) != string(b.Answer) ||
			a.Drop != b.Drop || a.Applied != b.Applied || a.Delay != b.Delay || a.Late != b.Late ||
			a.RevokeToken != b.RevokeToken || a.RetryAfter != b.RetryAfter || a.RetryAfterIn != b.RetryAfterIn {
			t.Errorf("%s is %+v, and at Mosaic %+v", m.name, a, b)
		}
	}
	if total < .2 || total > .3 {
		t.Errorf("%.0f %% of the requests meet a mishap, want about a quarter", 100*total)
	}
}

func TestCalmEndsAllMishaps(t *testing.T) {
	people := newPeople(leastObjects, 1)
	for name, v := range map[vendorName]vendor{
		atMosaic: newTenant(people, 1), atAdobe: newOrganization(people, leastDuration, 1),
	} {
		v.disturb()
		v.calm()
		for range 200 {
			rec := httptest.NewRecorder()
			v.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, mosaic.PathUsers, http.NoBody))
			if rec.Code != http.StatusUnauthorized && rec.Code != http.StatusNotFound {
				t.Fatalf("%s answers %d after its calm", name, rec.Code)
			}
		}
		for mishap, fired := range v.mishaps() {
			if fired > 0 {
				t.Errorf("%s: %q happened %d times", name, mishap, fired)
			}
		}
	}
}
