package delivery

// Purpose is what a job is to bring about.
type Purpose int

// The purposes. Those but Apply are comparisons: they begin with a read, also where the system does not read first, and
// nobody waits for them.
const (
	// Apply brings the user to the declared state, and where the system does not read first without asking what there is.
	Apply Purpose = iota

	// Compare tells what differs from the declared state, and sends nothing.
	Compare

	// Correct sends what differs, if anything does.
	Correct
)
