package adobe_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

func Example() {
	sim := adobe.New(adobe.Options{Seed: adobe.BaseSeed()})
	srv := httptest.NewServer(sim)
	defer srv.Close()

	sim.Inject(adobe.Fault{Path: adobe.PathTokenV3, Status: http.StatusServiceUnavailable})
	res, err := srv.Client().Post(srv.URL+adobe.PathTokenV3, "application/json", strings.NewReader("{}"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = res.Body.Close() }()

	u, _ := sim.User(adobe.BaseJohn)
	fmt.Println(res.StatusCode, sim.Count("", adobe.PathTokenV3), u.Email, len(sim.Journal()))
	// Output: 503 1 jdoe@claimed-domain1.com 0
}
