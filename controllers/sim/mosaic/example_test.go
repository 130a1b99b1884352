package mosaic_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func Example() {
	sim := mosaic.New(mosaic.Options{Seed: mosaic.BaseSeed()})
	srv := httptest.NewServer(sim)
	defer srv.Close()

	sim.Inject(mosaic.Fault{Path: mosaic.PathToken, Status: http.StatusServiceUnavailable})
	res, err := srv.Client().Post(srv.URL+mosaic.PathToken, "application/json", strings.NewReader("{}"))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := res.Body.Close(); err != nil {
		fmt.Println(err)
	}

	u, _ := sim.User(mosaic.BaseU1)
	fmt.Println(res.StatusCode, sim.Count("", mosaic.PathToken), u.Email.Value, len(sim.Journal()))
	// Output: 503 1 a@x.io 0
}
