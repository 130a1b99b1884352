// Package targettest is what every target passes: a conformance suite for implementations of target.Target, over real
// HTTP. A fixture puts the suite's Proxy between the target and a simulator; through it the suite makes requests fail.
//
// Tests that need virtual time, or thousands of simulators, have Direct in the place of HTTP.
//
// It may import packages target and profile, the standard library and goleak. It is for tests only.
//
//	func TestConformance(t *testing.T) {
//		targettest.Run(t, func(t *testing.T) targettest.Fixture { … })
//	}
package targettest
