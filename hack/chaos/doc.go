// Command chaos is a lab in which the operator has a bad day: real processes of it work on a real control plane against the
// simulators, both vendors fail in every way the simulators know, leaders are killed, the control plane goes away and comes
// back, and people edit their updates meanwhile. Then it is quiet, and everything has to converge.
//
//	make chaos
//	make chaos ARGS="--objects 200 --duration 30s --seed 7"
//
// What it judges by is what the simulators' users are in the end and what was ever written to them, and that every update
// says so of itself and of nobody else. Equal seeds draw equal people, mishaps and moments; how processes interleave is
// not drawn. docs/chaos.md tells the rest.
//
//	plan → set up → chaos: weather | waves of updates | havoc → quiet → evidence → judge → report, one JSON line
package main
