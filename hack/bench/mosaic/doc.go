// Mosaic measures how fast the operator applies updates at Mosaic, and what each of them costs others: 2,000 updates, a real
// API server, a simulator, and the operator in a process of its own. `make bench-mosaic` runs it, for about a minute.
//
//	mosaic --assets DIR [--manager bin/manager] [--objects 2000] [--moves 100]
//
// What bounds it is the API server, which takes one status write and one event of each update. So its own rate is measured
// right before, on the same updates: 16 clients at a time that do nothing but write their status (raw.go).
//
//	raw                     applied                           moved                       raw
//	|-- status patches --|  |-- from the operator's start --| |-- updates that change --|  |-- status patches --|
//	    and back again          until all are Ready               their own identifier
//
// On standard output there is one JSON line, and the exit status is 0 unless an update or a write was lost:
//
//	objectsPerSecond         updates that got Ready, over the time from the operator's start until the last of them did
//	rawPatchesPerSecond      status patches of the same updates that the API server took right before
//	rawPatchesPerSecondAfter the same at the end: if it is far from the former, so is the ratio from what it should be
//	ratio                    objectsPerSecond over rawPatchesPerSecond                                          ≥ 0.5
//	statusWritesPerObject    as the API server counts them                                             1
//	eventsPerObject          likewise
//	otherWrites              likewise: the operator's key, the status of the ProfileTarget
//	vendorCallsPerObject     as the simulator counts them                                              ≤ 2
//	tokenCalls               likewise; they are not in the former
//	cpuMillisecondsPerObject processor time of the operator, its start included
//	peakRSSMiB               the most that the operator had resident in memory
//	statusWritesPerMove      of updates that change what their user is found by                        2
//	vendorCallsPerMove       likewise
//	lost                     users that were not written exactly once                                  0
package main
