package connection_test

import (
	"errors"
	"strings"
	"testing"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
)

func TestAllowedHosts(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"login.acme.example":         true,
		"Login.ACME.example":         true,
		"localhost":                  true,
		"xn--bcher-kva.example":      true,
		"10.0.0.1":                   true,
		"::1":                        true,
		"":                           false,
		"*.acme.example":             false,
		".acme.example":              false,
		"login.acme.example.":        false,
		"login.acme.example:443":     false,
		"https://login.acme.example": false,
		"[::1]":                      false,
		"fe80::1%eth0":               false,
		"bücher.example":             false,
		"\u212aeys.example":          false, // the Kelvin sign, whose lower case is k
		"login_1.acme.example":       false,
		"login.acme.example\n":       false,
	} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			_, err := connection.NewEndpoints([]string{"other.example", host})
			if (err == nil) != want {
				t.Errorf("error %v, want allowed: %v", err, want)
			}
			if err != nil && !strings.Contains(err.Error(), "allowed endpoint host ") {
				t.Errorf("the error %q does not say what is wrong", err)
			}
		})
	}
}

// mosaicAt and adobeAt are ProfileTargets with endpoints of their own.
func mosaicAt(url string) *v1alpha1.ProfileTarget {
	pt := goodTarget()
	pt.Spec.Mosaic.Region, pt.Spec.Mosaic.URL = "", url
	return pt
}

func adobeAt(url, imsURL string) *v1alpha1.ProfileTarget {
	pt := adobeTarget()
	pt.Spec.Adobe.URL, pt.Spec.Adobe.IMSURL = url, imsURL
	return pt
}

// withCA says that the ProfileTarget trusts the authorities of a ConfigMap.
func withCA(pt *v1alpha1.ProfileTarget) *v1alpha1.ProfileTarget {
	pt.Spec.TLS = &v1alpha1.TLSSettings{CABundle: v1alpha1.CABundleSource{
		ConfigMapRef: &v1alpha1.CABundleReference{Name: "authorities"},
	}}
	return pt
}

// Only vendors' own hosts and those that were named exactly get credentials. With hosts "login.acme.example",
// "gateway.acme.example" and "127.0.0.1" named.
func TestEndpoints(t *testing.T) {
	t.Parallel()
	const (
		notAllowed = v1alpha1.ReasonEndpointNotAllowed
		invalid    = v1alpha1.ReasonInvalidSpec
	)
	for name, c := range map[string]struct {
		target *v1alpha1.ProfileTarget
		want   v1alpha1.Reason // empty: allowed
		says   string
	}{
		"region":                       {target: goodTarget()},
		"a region by its URL":          {target: mosaicAt("https://api.eu.transmitsecurity.io/cis")},
		"named":                        {target: mosaicAt("https://login.acme.example")},
		"named, another port":          {target: mosaicAt("https://login.acme.example:8443/tenant")},
		"named, in capitals":           {target: mosaicAt("https://LOGIN.acme.Example")},
		"named, loopback in the clear": {target: mosaicAt("http://127.0.0.1:18347")},
		"organization":                 {target: adobeTarget()},
		"named gateway":                {target: adobeAt("https://gateway.acme.example", "")},
		"another host": {
			mosaicAt("https://evil.example"), notAllowed,
			"the operator sends no credentials to the host evil.example of spec.mosaic.url: it is not one of Mosaic's own, and the " +
				"operator's flag --allowed-endpoint-hosts does not name it; correct spec.mosaic.url, or have the host added to the flag",
		},
		"a part of a name":          {mosaicAt("https://acme.example"), notAllowed, "the host acme.example of"},
		"more than a name":          {mosaicAt("https://login.acme.example.evil.example"), notAllowed, "evil.example"},
		"below a name":              {mosaicAt("https://x.login.acme.example"), notAllowed, "the host x.login.acme.example"},
		"a dot at the end":          {mosaicAt("https://login.acme.example."), notAllowed, `the host "login.acme.example."`},
		"a wide dot":                {mosaicAt("https://login\u3002acme.example"), notAllowed, `the host "login\u3002acme.example"`},
		"a Kelvin sign":             {mosaicAt("https://\u212aeys.example"), notAllowed, `the host "\u212aeys.example"`},
		"other loopback":            {mosaicAt("http://localhost:1"), notAllowed, "the host localhost of spec.mosaic.url"},
		"other address of loopback": {mosaicAt("http://127.0.0.2:1"), notAllowed, "the host 127.0.0.2"},
		"named, in the clear":       {mosaicAt("http://login.acme.example"), notAllowed, "without TLS; use an https URL"},
		"vendor's, in the clear":    {mosaicAt("http://api.transmitsecurity.io"), notAllowed, "without TLS"},
		"another scheme":            {mosaicAt("ftp://login.acme.example"), notAllowed, "without TLS"},
		"with a password":           {mosaicAt("https://u:hunter2@login.acme.example"), invalid, "spec.mosaic.url leads to no host"},
		"no host":                   {mosaicAt("https:///x"), invalid, "spec.mosaic.url leads to no host"},
		"another vendor's":          {mosaicAt("https://usermanagement.adobe.io"), notAllowed, "not one of Mosaic's own"},
		"Adobe's API elsewhere":     {adobeAt("https://evil.example", ""), notAllowed, "the host evil.example of spec.adobe.url"},
		"Adobe's tokens elsewhere":  {adobeAt("", "https://evil.example"), notAllowed, "the host evil.example of spec.adobe.imsURL"},
		"authority for a region": {
			withCA(goodTarget()), notAllowed,
			"spec.tls is only for hosts of your own, and api.eu.transmitsecurity.io (spec.mosaic.region) is Mosaic's, whose " +
				"certificates the operator's system knows; remove spec.tls, or reach Mosaic through a host of your own",
		},
		"authority for a region by its URL": {
			withCA(mosaicAt("https://API.transmitsecurity.io")), notAllowed, "api.transmitsecurity.io (spec.mosaic.url) is Mosaic's",
		},
		"authority for one of two": {
			withCA(adobeAt("https://gateway.acme.example", "")), notAllowed, "ims-na1.adobelogin.com (spec.adobe.imsURL) is Adobe's",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSecrets(goodSecret())
			if c.want == "" {
				resolved(t, s.resolver(), c.target)
				return
			}
			wantProblem(t, s.resolver(), c.target, c.want, c.says)
			if s.reads != 0 {
				t.Error("the credentials were read")
			}
		})
	}
}

// Without a flag nothing but the vendors' own hosts is allowed; the flag does not make them anybody else's.
func TestNoHostsNamed(t *testing.T) {
	t.Parallel()
	s := newSecrets(goodSecret())
	none := s.resolverTo(connection.Endpoints{})
	for _, pt := range []*v1alpha1.ProfileTarget{goodTarget(), adobeTarget()} {
		resolved(t, none, pt)
	}
	wantProblem(t, none, mosaicAt("https://login.acme.example"), v1alpha1.ReasonEndpointNotAllowed, "login.acme.example")
	named, err := connection.NewEndpoints([]string{"api.eu.transmitsecurity.io"})
	if err != nil {
		t.Fatal(err)
	}
	again := s.resolverTo(named)
	wantProblem(t, again, withCA(goodTarget()), v1alpha1.ReasonEndpointNotAllowed, "spec.tls is only for hosts of your own")
}

// wantProblem checks why a ProfileTarget has no connection, and that the message says so.
func wantProblem(t *testing.T, r *connection.Resolver, pt *v1alpha1.ProfileTarget, want v1alpha1.Reason, says string) {
	t.Helper()
	_, err := r.Resolve(t.Context(), pt)
	problem, ok := errors.AsType[*connection.Problem](err)
	if !ok || problem.Reason != want || !strings.Contains(problem.Message, says) {
		t.Fatalf("got %v, want reason %s and a message with %q", err, want, says)
	}
	if strings.Contains(problem.Message, "hunter2") {
		t.Errorf("the message has the password: %s", problem.Message)
	}
}

// resolved is the connection of a ProfileTarget that has one.
func resolved(t *testing.T, r *connection.Resolver, pt *v1alpha1.ProfileTarget) *connection.Connection {
	t.Helper()
	c, err := r.Resolve(t.Context(), pt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Forget(client.ObjectKeyFromObject(pt)) })
	return c
}

// Spellings of one endpoint share one quota, and lead to the same users. The keys are as they have always been: another tenant
// would have everything applied again.
func TestSpellingsOfAnEndpoint(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lane, tenant string
		targets      []*v1alpha1.ProfileTarget
	}{
		"Mosaic": {
			lane: "Mosaic https://api.eu.transmitsecurity.io b9136343f4495eb2", tenant: "b9136343f4495eb2",
			targets: []*v1alpha1.ProfileTarget{
				goodTarget(), mosaicAt("https://api.eu.transmitsecurity.io"), mosaicAt("https://API.eu.TransmitSecurity.io/"),
				mosaicAt("https://api.eu.transmitsecurity.io/cis/"), mosaicAt("https://api.eu.transmitsecurity.io:443/cis"),
				mosaicAt("https://api.eu.transmitsecurity.io:"),
			},
		},
		"Adobe": {
			lane: "Adobe https://usermanagement.adobe.io 7661572c198d2f97", tenant: "939c6d74953cb877",
			targets: []*v1alpha1.ProfileTarget{
				adobeTarget(), adobeAt("https://usermanagement.adobe.io", ""), adobeAt("https://UserManagement.adobe.io/", ""),
				adobeAt("https://usermanagement.adobe.io/v2/usermanagement", ""),
				adobeAt("https://usermanagement.adobe.io:443/v2/usermanagement/", ""), adobeAt("https://usermanagement.adobe.io:443", ""),
			},
		},
		"loopback in the clear": {
			lane: "Mosaic http://127.0.0.1 3d95c0d34e8a3df2", tenant: "3d95c0d34e8a3df2",
			targets: []*v1alpha1.ProfileTarget{mosaicAt("http://127.0.0.1"), mosaicAt("http://127.0.0.1:80")},
		},
		"another port": {
			lane: "Mosaic https://login.acme.example:80 aa8756d57d26dbf9", tenant: "aa8756d57d26dbf9",
			targets: []*v1alpha1.ProfileTarget{mosaicAt("https://login.acme.example:80"), mosaicAt("https://LOGIN.acme.example:80/cis")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, pt := range test.targets {
				c := resolved(t, newSecrets(goodSecret()).resolver(), pt)
				if c.Lane.Key != test.lane || c.Tenant != test.tenant {
					t.Errorf("lane %q, tenant %q, want %q, %q", c.Lane.Key, c.Tenant, test.lane, test.tenant)
				}
			}
		})
	}
}
