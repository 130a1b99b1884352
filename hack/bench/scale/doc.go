// Scale measures what updates cost that have converged: memory, and the time and the requests that a restart takes. 10,000
// updates at Mosaic, a real API server, a simulator, and the operator in a process of its own. `make bench-scale` runs it, for
// about three minutes. It needs Linux, which tells how much memory a process has.
//
//	scale --assets DIR [--manager bin/manager] [--objects 10000]
//
// The operator is started anew when half of the updates have converged, and when all have:
//
//	|-- 5,000 converge --|-- restart --|-- 5,000 more converge --|-- restart --|
//	                applied       restarted                  applied       restarted
//
// On standard output there is one JSON line, and the exit status is 0 unless an update was lost or a restart was not free:
//
//	rssMiB, heapMiB                  memory with all updates after a restart: resident, and on the heap after a collection
//	rssAppliedMiB, heapAppliedMiB    the same in the process that has applied the last half
//	peakRSSMiB                       the most that any of the last two processes had resident
//	rssKiBPerObject, heapKiBPerObject  by how much memory differs between all and half, for each update of the other half
//	restartSeconds                   from the start of the process until it has looked at every update   ≤ 10
//	restartVendorCalls, restartWrites  what that took of the vendor and the API server                    0
package main
