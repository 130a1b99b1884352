package target

// Lane says where the work through one credential queues, and how fast the vendor lets it go.
type Lane struct {
	// Key is the same for all connections that share a quota at the vendor: system, endpoint and client.
	Key string

	// RequestsPerMinute is the most requests within any 60 seconds.
	RequestsPerMinute int

	// ReadsPerMinute is the most reads within any 60 seconds, where the vendor counts them apart; zero where they count
	// as requests.
	ReadsPerMinute int

	// CommandsPerRequest is the most commands in one request; zero is what the system's schema says.
	CommandsPerRequest int

	// MaxInFlight is the most updates under way at once, and where several share a request, the most such requests.
	MaxInFlight int
}
