package mosaic

import (
	"net/url"
	"slices"
)

// regions are the public hosts (Mosaic API reference, Base URLs; Users OpenAPI, servers). Tenants with a domain or a
// gateway of their own have another.
var regions = map[string]string{
	"US":      "https://api.transmitsecurity.io",
	"EU":      "https://api.eu.transmitsecurity.io",
	"CA":      "https://api.ca.transmitsecurity.io",
	"AU":      "https://api.au.transmitsecurity.io",
	"Sandbox": "https://api.sbx.transmitsecurity.io",
}

// BaseURL returns the URL of a region, and whether there is such a region.
func BaseURL(region string) (string, bool) {
	url, found := regions[region]
	return url, found
}

// Hosts returns the names of all public hosts, sorted: what the vendor itself runs, API and token endpoint in one.
func Hosts() []string {
	hosts := make([]string, 0, len(regions))
	for _, at := range regions {
		if u, err := url.Parse(at); err == nil {
			hosts = append(hosts, u.Hostname())
		}
	}
	slices.Sort(hosts)
	return hosts
}
