// Table prints what benchmarks have measured beside what is required of them. `make bench` runs it at the end.
//
//	table FILE…    each with the JSON line of a benchmark
//
// A figure that is not good enough is marked, and that is all: how fast a machine is says nothing about the code being right.
package main
