// Package rig is what every benchmark and the chaos lab stand on: a real control plane with objects in it, simulators that
// are served, the operator in this process or in ones of its own, a watch of its updates, an end of it all whatever happens,
// and one JSON line on standard output. Progress goes to standard error.
//
//	func main() { os.Exit(rig.Command(os.Args, os.Stdout, os.Stderr, &benchmark{})) }
//
// It may import package controllers, and knows no vendor: the simulators are the benchmarks' own business.
package rig
