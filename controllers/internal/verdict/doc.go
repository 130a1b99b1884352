// Package verdict decides what an outcome means to the object: its conditions, its result counts, when to try again,
// and what to announce. All policy is the one table in table.go. The package is pure: no clock, no Kubernetes.
//
// It may import package profile.
//
//	v := verdict.Judge(verdict.Subject{System: "Mosaic", Identifier: profile.ByEmail, Target: "people/default"},
//		outcome, attempts)
package verdict
