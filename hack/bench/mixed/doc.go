// Mixed measures whether a backlog at Adobe delays an update at Mosaic: 2,000 updates that wait for Adobe's quota for
// minutes, and beside them single updates that go to Mosaic. The API server is a real one, both simulators keep to the
// documented limits, and Adobe's minute is a minute. `make bench-mixed` runs it, for two minutes.
//
//	mixed --assets DIR [--backlog 2000] [--objects 100] [--pause 250ms]
//
// What is measured is the time from the API server's acceptance of an update until a watch shows it Ready. There are
// three measurements:
//
//	                                             Adobe's minute
//	0 s          30 s       45 s                 | opens
//	|-- unloaded --|-- while arriving --|     |-- loaded --|
//	  one at a time    one every 50 ms          one at a time
//	  nothing at Adobe 2,000 are created        all 2,000 are queued, but for the first hundreds
//
// While the backlog lasts most of the time nothing happens. The next minute opens in the middle of the last measurement,
// so that the hundred outcomes that come in then do not stay out of it.
//
// On standard output there is one JSON line, and the exit status is 0 unless the backlog was gone too early:
//
//	p50UnloadedMs, p95UnloadedMs  percentiles of the first measurement
//	p95WhileArrivingMs            of the second: what the first look at each update of a large arrival costs others
//	p50LoadedMs, p95LoadedMs      of the third
//	ratio                         p95LoadedMs over p95UnloadedMs                                         ≤ 2
//	queuedAtTheEnd                updates without an outcome after the third measurement                 ≥ 1000
package main
