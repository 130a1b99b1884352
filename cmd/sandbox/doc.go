// Sandbox shows the whole operator on one machine, with nothing installed: it starts a real kube-apiserver and etcd, a
// simulator of each vendor with users, and the operator as cmd/manager runs it; applies the manifests of a directory with
// kubectl; shows them converge; shows the users before and after; and stays, for people to try things. `make demo` runs
// it.
//
//	sandbox --assets DIR --samples config/samples [--once]
//
// Each manifest says in its header comment what is to become of it (outcome.go); with --once the exit status is 0 only
// if that became of each. A simulator is served where the ProfileTargets among the manifests have the vendor, and has
// the users of a file named for it here. What it starts it also ends, in this order: kubectl, the operator, the control
// plane, the simulators.
package main
