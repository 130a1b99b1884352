package transport_test

import (
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// proxied has this test print the proxy of a request; net/http reads the environment once in the life of a process.
const proxied = "TEST_OF_THE_PROXY"

// The proxy is the one of the process's environment; nothing else names one.
func TestProxyOfTheEnvironment(t *testing.T) {
	t.Parallel()
	if os.Getenv(proxied) != "" {
		request, err := http.NewRequest(http.MethodGet, "https://usermanagement.adobe.io/", nil)
		if err != nil {
			t.Fatal(err)
		}
		proxy, err := transport.NewBase(transport.DefaultTimeout, nil).Proxy(request)
		t.Logf("the proxy is %v, %v", proxy, err)
		return
	}
	for variable, want := range map[string]string{
		"HTTPS_PROXY=http://proxy.example:3128": "the proxy is http://proxy.example:3128, <nil>",
		"HTTPS_PROXY=":                          "the proxy is <nil>, <nil>",
	} {
		child := exec.Command(os.Args[0], "-test.run=^TestProxyOfTheEnvironment$", "-test.v")
		child.Env = append(os.Environ(), variable, "https_proxy=", proxied+"=true")
		out, err := child.CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("with %s: %v; want %q in\n%s", variable, err, want, out)
		}
	}
}
