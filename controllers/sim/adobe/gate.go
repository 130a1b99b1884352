package adobe

import "github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/faults"

// Gate holds requests until it is released, so that a test can act while one is in flight:
//
//	gate := adobe.NewGate()
//	sim.Inject(adobe.Fault{Path: adobe.PathAction, Gate: gate})
//	go client.Update(...)
//	err := gate.Await(ctx, 1) // the request has arrived
//	sim.PortalEdit(...)       // somebody else is faster
//	gate.Release()
//
// It is safe for concurrent use.
type Gate = faults.Gate

// NewGate returns a closed gate.
func NewGate() *Gate {
	return faults.NewGate()
}
