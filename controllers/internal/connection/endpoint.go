package connection

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// Whoever may write a ProfileTarget could otherwise have the credentials of its namespace sent to a host of theirs, though
// they may not read the Secret; and tokens, and the data of people. So the hosts are the vendor's own, and those that
// whoever runs the operator has named.

// Endpoints are the hosts that connections may lead to beside the vendor's own, exactly these names, at any port. The zero
// value has none. It is safe for concurrent use.
type Endpoints struct{ added map[string]bool }

// NewEndpoints adds hosts: names or IP addresses, in any case. It fails if one is anything else: a pattern or a URL, a name
// with a port or a dot at its end, or an internationalized name that is not in its ASCII form (xn--…).
func NewEndpoints(hosts []string) (Endpoints, error) {
	added := map[string]bool{}
	for _, host := range hosts {
		name, valid := hostName(host)
		if !valid {
			return Endpoints{}, fmt.Errorf("allowed endpoint host %q is neither the name of a host, such as login.acme.example, "+
				"nor an IP address", host)
		}
		added[name] = true
	}
	return Endpoints{added: added}, nil
}

// hostName is the one spelling of a name or an IP address, and whether it is one. What has another spelling that a dialer
// might take for the same, such as letters beyond ASCII or a dot at the end, is none.
func hostName(host string) (string, bool) {
	if address, err := netip.ParseAddr(host); err == nil {
		return address.String(), address.Zone() == ""
	}
	if strings.ContainsFunc(host, func(r rune) bool { return r > '~' }) {
		return "", false // some letters beyond ASCII have a lower case within
	}
	host = strings.ToLower(host)
	return host, len(validation.IsDNS1123Subdomain(host)) == 0
}

// endpoint is one URL that a connection leads to.
type endpoint struct {
	// field of the spec that says so.
	field string

	url string
}

// check returns why a connection may not lead to where its spec says; nil if it may.
func (e Endpoints) check(spec *v1alpha1.ProfileTargetSpec, v vendor) *Problem {
	if caBundleOf(spec).isUnknown() {
		return &Problem{
			Reason: v1alpha1.ReasonInvalidSpec,
			Message: "spec.tls.caBundle refers to nothing that this version of the operator knows; upgrade the operator together " +
				"with its CRDs",
		}
	}
	for _, at := range v.endpoints(spec) {
		u, err := url.Parse(at.url)
		if err != nil || u.Hostname() == "" || u.User != nil {
			return &Problem{
				Reason: v1alpha1.ReasonInvalidSpec,
				Message: fmt.Sprintf("spec.%s leads to no host that this version of the operator knows; correct it, or upgrade the "+
					"operator together with its CRDs", at.field),
			}
		}
		if problem := e.checkHost(at, u, v); problem != nil {
			return problem
		}
		if spec.TLS != nil && v.owns(u.Hostname()) {
			return &Problem{
				Reason: v1alpha1.ReasonEndpointNotAllowed,
				Message: fmt.Sprintf("spec.tls is only for hosts of your own, and %s (spec.%s) is %s's, whose certificates the "+
					"operator's system knows; remove spec.tls, or reach %s through a host of your own",
					u.Hostname(), at.field, v.name, v.name),
			}
		}
	}
	return nil
}

func (e Endpoints) checkHost(at endpoint, u *url.URL, v vendor) *Problem {
	host, valid := hostName(u.Hostname())
	if !valid || !e.added[host] && !v.owns(host) {
		return &Problem{
			Reason: v1alpha1.ReasonEndpointNotAllowed,
			Message: fmt.Sprintf("the operator sends no credentials to the host %s of spec.%s: it is not one of %s's own, and the "+
				"operator's flag --allowed-endpoint-hosts does not name it; correct spec.%s, or have the host added to the flag",
				printed(u.Hostname(), valid), at.field, v.name, at.field),
		}
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !transport.IsLoopback(host)) {
		return &Problem{
			Reason: v1alpha1.ReasonEndpointNotAllowed,
			Message: fmt.Sprintf("the operator sends no credentials to the host %s of spec.%s without TLS; use an https URL",
				host, at.field),
		}
	}
	return nil
}

// printed quotes what may look like another name.
func printed(host string, plain bool) string {
	if plain {
		return host
	}
	return fmt.Sprintf("%+q", host)
}

// defaultPorts are those that a URL need not say.
var defaultPorts = map[string]string{"https": "443", "http": "80"}

// canonical is the one spelling of a base URL's host and port, with no slash at the end, so that two spellings of an endpoint
// have one quota and one tenant. What a vendor's path may leave out is for its package to know.
func canonical(baseURL string) string {
	if u, err := url.Parse(baseURL); err == nil {
		if _, valid := hostName(u.Hostname()); valid {
			u.Host = strings.TrimSuffix(strings.ToLower(u.Host), ":")
			u.Host = strings.TrimSuffix(u.Host, ":"+defaultPorts[u.Scheme])
			baseURL = u.String()
		}
	}
	return strings.TrimRight(baseURL, "/")
}

// owns tells whether the vendor itself runs the host.
func (v vendor) owns(host string) bool {
	name, valid := hostName(host)
	return valid && slices.Contains(v.hosts, name)
}
