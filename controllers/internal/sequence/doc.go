// Package sequence holds tests only: fifty updates go through planner, lanes, adapters and verdicts to the simulators of
// both vendors, in virtual time, and a small driver does with their outcomes what the reconciler does. Once they go in a
// fixed order, and what happens is told in testdata/fixed-order.golden; then in many other orders, with failures
// that no order shares. Whatever the order and whatever failed, everything has to end in the same way.
//
// Nothing imports it.
//
//	go test ./controllers/internal/sequence -sequences=10000
package sequence
