package rig

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// asServed is how a process serves its metrics.
const asServed = `# TYPE apiserver_request_total counter
apiserver_request_total{resource="userprofileupdates",subresource="status",verb="PATCH",code="200"} 10
apiserver_request_total{resource="userprofileupdates",subresource="status",verb="PATCH",code="409"} 2
apiserver_request_total{resource="userprofileupdates",subresource="status",verb="GET",code="200"} 100
apiserver_request_total{resource="userprofileupdates",subresource="",verb="POST",code="201"} 5
apiserver_request_total{resource="userprofileupdates",subresource="",verb="WATCH",code="200"} 100
apiserver_request_total{resource="profiletargets",subresource="status",verb="PATCH",code="200"} 1
apiserver_request_total{resource="secrets",subresource="",verb="POST",code="201"} 1
apiserver_request_total{resource="events",subresource="",verb="POST",code="201"} 11
apiserver_request_total{resource="leases",subresource="",verb="PUT",code="200"} 100
# TYPE workqueue_depth gauge
workqueue_depth{name="userprofileupdate",priority=""} 3
workqueue_depth{name="userprofileupdate",priority="0"} 4
workqueue_depth{name="profiletarget",priority=""} 100
# TYPE go_gc_heap_live_bytes gauge
go_gc_heap_live_bytes 2.097152e+06
`

func scraped(t *testing.T) Samples {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(asServed)) }))
	t.Cleanup(server.Close)
	samples, err := scrape(t.Context(), server.Client(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return samples
}

func TestSum(t *testing.T) {
	samples := scraped(t)
	for name, tt := range map[string]struct {
		metric string
		labels map[string]string
		want   float64
	}{
		"without labels":             {"go_gc_heap_live_bytes", nil, 2 * mib},
		"of some of the labels":      {"workqueue_depth", map[string]string{"name": "userprofileupdate"}, 7},
		"of all":                     {"workqueue_depth", nil, 107},
		"of one":                     {"workqueue_depth", map[string]string{"name": "userprofileupdate", "priority": "0"}, 4},
		"of another value":           {"workqueue_depth", map[string]string{"name": "other"}, 0},
		"of a label that is not had": {"go_gc_heap_live_bytes", map[string]string{"name": ""}, 0},
		"of what is not there":       {"other", nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := samples.Sum(tt.metric, tt.labels); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

// Refused writes count too; reads and the leases of the control plane do not.
func TestWrites(t *testing.T) {
	want := Writes{Status: 12, Events: 11, Others: 7}
	if diff := cmp.Diff(want, scraped(t).writes()); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(Writes{Status: 2, Events: 1}, want.Minus(Writes{Status: 10, Events: 10, Others: 7})); diff != "" {
		t.Errorf("writes since (-want +got):\n%s", diff)
	}
}

func TestField(t *testing.T) {
	const status = "Name:\tmanager\nVmHWM:\t  110592 kB\nVmRSS:\t   98304 kB\nRssAnon:\t   1 kB\n"
	for name, want := range map[string]float64{"VmHWM": 108, "VmRSS": 96} {
		if got, err := field(status, name); err != nil || got != want {
			t.Errorf("%s is %v (%v), want %v", name, got, err, want)
		}
	}
	if _, err := field(status, "VmSwap"); err == nil {
		t.Error("a field that is not there was found")
	}
}

// A figure is never rounded so that it looks better.
func TestRound(t *testing.T) {
	for name, tt := range map[string]struct{ got, want float64 }{
		"up":        {Up(119.96, 1), 120},
		"up a hair": {Up(2.00001, 4), 2.0001},
		"no need":   {Up(2, 4), 2},
		"down":      {Down(.49999, 3), .499},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %v, want %v", name, tt.got, tt.want)
		}
	}
}
