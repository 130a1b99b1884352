// Package target is the port to identity systems: what the operator needs of a system (Target), what a system accepts
// (Schema), and how it fails (Error). Adapters implement it, one folder each; the registry in package connection lists
// them.
//
// It may import package profile and the standard library.
//
// One call is one request to the vendor, token requests aside, so that the caller can count them against a quota:
//
//	user, err := t.Read(ctx, target.Locator{Identifier: who})
//	results := t.Write(ctx, []target.Command{{User: user, Change: change}})
package target
