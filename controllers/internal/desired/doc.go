// Package desired turns the spec of a UserProfileUpdate into what the core reasons with. It is the only place where API
// types become profile values, so that normalization happens once, at the edge.
//
// It may import the API and package profile.
//
//	want, err := desired.From(&upu.Spec)
package desired
