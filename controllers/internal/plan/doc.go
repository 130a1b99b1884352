// Package plan decides what to change: it holds what is wanted against what a system accepts (Check), and against what
// the user has (Plan). It is pure: nothing in it does I/O, reads a clock or logs.
//
// It may import packages target and profile, and no Kubernetes.
//
//	p, err := plan.Check(desired, connection.Schema())
//	change := p.Plan(user)                // empty if nothing differs
//	missing := p.Missing(change, after)   // what did not take
package plan
