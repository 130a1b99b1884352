package sequence_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// story is what happened, line by line.
type story struct {
	start time.Time

	mu    sync.Mutex
	lines []line
}

type line struct {
	at   time.Duration
	text string
}

func newStory() *story { return &story{start: time.Now()} }

func (s *story) tellf(format string, parts ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, line{time.Since(s.start), fmt.Sprintf(format, parts...)})
}

// String is the story in order. What happens at one moment has no order, so it stands in that of the alphabet.
func (s *story) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := slices.Clone(s.lines)
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.text, b.text)) })
	var text strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&text, "%11.3fs  %s\n", l.at.Seconds(), l.text)
	}
	return text.String()
}
