package target

// Lane says where the work through one credential queues, and how fast the vendor lets it go.
type Lane struct {
	// Key is the same for all connections that share a quota at the vendor: system, endpoint and client.
	Key string

	// RequestsPerMinute is the most requests within any 60 seconds.
	RequestsPerMinute int

	// MaxInFlight is the most commands under way at once.
	MaxInFlight int
}
