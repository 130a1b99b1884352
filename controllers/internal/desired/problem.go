package desired

import (
	"fmt"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// Problem is why a spec asks for nothing that could be done.
type Problem struct {
	// Kind is InvalidSpec, or SourceMissing if a source or a key has to appear.
	Kind profile.Kind

	// Message for people: what to mend, and where. It holds no value.
	Message string
}

// Error returns the message.
func (p *Problem) Error() string { return p.Message }

func invalid(format string, parts ...any) *Problem {
	return &Problem{Kind: profile.InvalidSpec, Message: fmt.Sprintf(format, parts...)}
}

func missing(format string, parts ...any) *Problem {
	return &Problem{Kind: profile.SourceMissing, Message: fmt.Sprintf(format, parts...)}
}
