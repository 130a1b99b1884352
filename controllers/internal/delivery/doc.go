// Package delivery carries updates out. A reconcile worker hands a Job to the Dispatcher and is free at once; a lane, one
// for each credential, finds the user, asks the job's Planner what differs, and writes that, as fast as the vendor's quota
// lets it go. The outcome is held until the worker, woken by Options.Notify, has recorded and acknowledged it.
//
//	Submit ─► queue of the lane ─► flight: Read → Plan → Write ─► Report ─► Acknowledge
//	             │                    │
//	             └─ MaxInFlight       └─ each request takes a slot of the lane's sliding window;
//	                                     a pause of the lane holds them all back
//
// Where the system takes several commands in a request and does not read first, a flight carries as many jobs as fit into
// one, each with an end of its own:
//
//	queue (priority, namespaces in turn) ─► gather: wait for company, no user twice ─► flight: Plan ×10 → one Write
//	                                                                                     │
//	                 a look, if a user who moves is not found                        ◄───┼─► Report ×10
//	                 halves, if the request was refused as a whole                   ◄───┘
//
// A job that changes the very identifier it finds its user by, a move, is looked at first, in a flight of its own and on
// the quota of reads: what became of a move whose answer was lost can only be told if it is known whom it was about.
//
//	queue of looks ─► flight: Read ─┬─► Report: Progressing, until it is on record from where to where the user moves
//	                                ├─► Report: it was done before, or nobody can tell
//	                                └─► queue, where it is gathered with others
//
// A comparison, which tells whether a user still is as declared, begins with a look too, also where nobody moves. It has
// what nobody else has a use for, and half of the quota at most (compare.go).
//
// A connection that the vendor denies something is kept from its jobs until one of them finds out that it works again
// (circuit.go).
//
// It may import packages profile and target, and logr. It knows nothing of Kubernetes: an Owner is three strings.
//
//	deliveries := delivery.New(delivery.Options{Notify: wake, Settle: write})
//	deliveries.Submit(delivery.Job{Owner: owner, Version: "7", Lane: lane, Target: mosaic, Planner: planner})
//	report, ok := deliveries.Report(owner) // once Notify was called; then deliveries.Acknowledge(owner, report.Version)
package delivery
