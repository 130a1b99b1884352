// Adobe measures whether the operator uses all of Adobe's quota and nothing above it: 1,000 updates through a real API
// server, and a simulator whose minute is shorter, as is the operator's. `make bench-adobe` runs it, for about a minute.
//
//	adobe --assets DIR [--objects 1000] [--minute 6s] [--window sliding|fixed] [--seed 1]
//
// On standard output there is one JSON line, and the exit status is 0 unless something was throttled, lost or
// misattributed:
//
//	efficiency     commands a minute, over what Adobe documents as the most, in steady state (efficiency.go)  ≥ 0.97, which leaves the
//	               operator's margin of 0.008, and twice that for what a machine adds to a short minute
//	requests       how many with commands the vendor saw
//	throttled      those above the quota                                                                      0
//	lost           updates without an outcome, or without their write (attribution.go)                        0
//	misattributed  updates or users with what is another's                                                    0
//
// The vendor refuses one in twenty of the updates, each with words of its own, so that outcomes can be told apart.
package main
