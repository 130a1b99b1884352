package faults

import (
	"net/http"
	"path"
)

// Filter says which requests a fault meets.
type Filter struct {
	// Method of the requests; "" matches any.
	Method string
	// Path is the template of an endpoint's path, or a pattern of path.Match for the escaped path; "" matches any.
	Path string
}

// Matches says whether the fault meets the request, which came to the endpoint with the template.
func (f Filter) Matches(r *http.Request, template string) bool {
	if f.Method != "" && f.Method != r.Method {
		return false
	}
	if f.Path == "" || f.Path == template {
		return true
	}
	matched, err := path.Match(f.Path, r.URL.EscapedPath())
	return err == nil && matched
}
