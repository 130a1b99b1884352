package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// address is where the simulator of a vendor has to be.
type address struct {
	vendor vendor

	// host and port to listen on.
	host string

	// file that says so.
	file string
}

// addresses are those of the vendors that the samples connect to. Connections to one vendor share a simulator.
func (s samples) addresses() ([]address, error) {
	var all []address
	for _, v := range vendors {
		found, err := s.addressesOf(v)
		if err != nil {
			return nil, err
		}
		for _, at := range found {
			if at.host != found[0].host {
				return nil, fmt.Errorf("%s has %s at %s, and %s at %s; the sandbox serves one simulator of each vendor",
					found[0].file, v.name, found[0].host, at.file, at.host)
			}
		}
		all = append(all, found[:min(1, len(found))]...)
	}
	if len(all) == 0 {
		return nil, errors.New("the samples must have a ProfileTarget with a url, where the simulator is served")
	}
	return all, nil
}

func (s samples) addressesOf(v vendor) ([]address, error) {
	var found []address
	for _, sample := range s {
		raw, err := sample.url(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", sample.file, err)
		}
		if raw == "" {
			continue
		}
		host, err := hostOf(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", sample.file, err)
		}
		found = append(found, address{vendor: v, host: host, file: sample.file})
	}
	return found, nil
}

// url at which a connection has the vendor; empty for everything else, and for a connection to the real vendor. Where
// there are several they have to agree: what is left out is at the real vendor's.
func (s sample) url(v vendor) (string, error) {
	if !slices.Contains([]string{v1alpha1.ProfileTargetKind, v1alpha1.ClusterProfileTargetKind}, s.object.GetKind()) {
		return "", nil
	}
	urls := make([]string, len(v.urls))
	for i, name := range v.urls {
		text, _, err := unstructured.NestedString(s.object.Object, "spec", v.connection, name)
		if err != nil {
			return "", err
		}
		urls[i] = text
	}
	if len(slices.Compact(slices.Clone(urls))) > 1 {
		return "", fmt.Errorf("%s are %q; the sandbox serves them together, so they must be the same",
			strings.Join(v.urls, " and "), urls)
	}
	return urls[0], nil
}

// hostOf reads a url of a ProfileTarget: the sandbox serves loopback addresses without a path.
func hostOf(raw string) (string, error) {
	at, err := url.Parse(raw)
	if err != nil {
		return "", err
	}
	loopback := at.Hostname() == "localhost" || net.ParseIP(at.Hostname()).IsLoopback()
	if at.Scheme != "http" || !loopback || at.Port() == "" || at.Path != "" {
		return "", fmt.Errorf("url is %q; the sandbox serves the simulator there, so it must be "+
			"http://127.0.0.1 with a port and no path", raw)
	}
	return at.Host, nil
}
