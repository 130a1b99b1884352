// Package faults is what every simulator needs to let things go wrong on the wire, whoever the vendor is: Filter and Aim
// choose what a fault hits, Queue keeps the faults in place, Gate and Wait hold a request, and Oversize, Page, Reset and
// RetryAfter spoil its answer. What a fault consists of, and what an error looks like, is the vendor's: the simulator's
// own Fault says it.
//
// It imports the standard library only, and knows no simulator.
//
//	in := queue.Inject(fault, faults.Aim{Nth: 2, Times: faults.Always})
//	fault, hit := queue.First(meets, random.Float64)
//	err := faults.Wait(r.Context(), fault.Gate, fault.Delay)
package faults
