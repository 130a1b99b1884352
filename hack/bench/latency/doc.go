// Latency measures how long a single update at Mosaic takes while the operator has nothing else to do: from the API server's
// acceptance until a watch shows it Ready. The API server is a real one, the vendor a simulator that answers at once, and
// the operator a process of its own. `make bench-latency` runs it, for half a minute.
//
//	latency --assets DIR [--manager bin/manager] [--objects 100] [--pause 100ms]
//
// On standard output there is one JSON line, and the exit status is 0 unless an update was lost:
//
//	p50Ms, p95Ms  percentiles of the times  ≤ 60 in the median
//	maxMs         the longest
package main
