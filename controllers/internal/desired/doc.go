// Package desired turns the spec of a UserProfileUpdate, with the Secrets and ConfigMaps it refers to, into what the core
// reasons with. It is the only place where API types become profile values, so that normalization happens once, at the
// edge. Package expression evaluates the expressions.
//
// It may import the API and packages profile and target. It reads nothing: the contents are given to it.
//
//	needed := desired.References(&upu.Spec)
//	want, err := desired.From(ctx, upu, contents, schema, programs)
//	if problem, ok := errors.AsType[*desired.Problem](err); ok { … } // for the status: what to mend
package desired
