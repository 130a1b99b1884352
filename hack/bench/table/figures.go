package main

// figure is one that is worth a row.
type figure struct {
	bench, key string

	// means says what it is, with the unit.
	means string

	// limit that it must keep; the zero limit is none.
	limit limit
}

// limit is the most or the least that a figure may be, or exactly what.
type limit struct {
	relation relation
	value    float64
}

type relation string

const (
	atLeast relation = "≥"
	atMost  relation = "≤"
	exactly relation = "="
)

// kept tells whether a value keeps the limit.
func (l limit) kept(value float64) bool {
	switch l.relation {
	case atLeast:
		return value >= l.value
	case atMost:
		return value <= l.value
	case exactly:
		return value == l.value
	default:
		return true
	}
}

// figures are the rows, in their order.
var figures = []figure{
	{"mosaic", "objectsPerSecond", "updates applied a second", limit{}},
	{"mosaic", "rawPatchesPerSecond", "status patches a second that the API server takes", limit{}},
	{"mosaic", "rawPatchesPerSecondAfter", "the same at the end of the run", limit{}},
	{"mosaic", "ratio", "updates applied over status patches, a second", limit{atLeast, 0.5}},
	{"mosaic", "statusWritesPerObject", "status writes for each update", limit{exactly, 1}},
	{"mosaic", "statusWritesPerMove", "status writes for each that changes its own identifier", limit{exactly, 2}},
	{"mosaic", "eventsPerObject", "events for each update", limit{}},
	{"mosaic", "vendorCallsPerObject", "calls of the vendor for each update", limit{atMost, 2}},
	{"mosaic", "peakRSSMiB", "most memory resident, MiB", limit{}},
	{"mosaic", "lost", "users not written exactly once", limit{exactly, 0}},
	{"adobe", "efficiency", "share of the vendor's quota that is used", limit{atLeast, 0.97}},
	{"adobe", "throttled", "requests above the quota", limit{exactly, 0}},
	{"adobe", "lost", "updates without an outcome", limit{exactly, 0}},
	{"adobe", "misattributed", "updates with another's outcome", limit{exactly, 0}},
	{"scale", "rssMiB", "memory resident with 10,000 converged updates, MiB", limit{atMost, 120}},
	{"scale", "rssAppliedMiB", "the same in the process that applied them, MiB", limit{}},
	{"scale", "rssKiBPerObject", "memory resident for each, KiB", limit{}},
	{"scale", "heapKiBPerObject", "heap for each, KiB", limit{atMost, 3}},
	{"scale", "restartSeconds", "restart until every update was looked at, s", limit{atMost, 10}},
	{"scale", "restartVendorCalls", "calls of the vendor for that", limit{exactly, 0}},
	{"scale", "restartWrites", "writes to the API server for that", limit{exactly, 0}},
	{"latency", "p50Ms", "from acceptance to Ready, median, ms", limit{atMost, 60}},
	{"latency", "p95Ms", "from acceptance to Ready, 95th percentile, ms", limit{}},
}
