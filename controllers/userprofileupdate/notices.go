package userprofileupdate

import "time"

// notices bounds how many workers write at once that an update has to wait for its turn. Nobody hurries for these: when
// thousands of updates come for one vendor, the other workers go on to look at those for another (make bench-mixed).
type notices chan struct{}

const (
	// noticeShare is the part of the workers that may write notices.
	noticeShare = 4

	// noticePause is how long an update waits before it tries again to have its notice written, and up to twice that.
	noticePause = time.Second
)

func newNotices(workers int) notices { return make(notices, max(1, workers/noticeShare)) }

// begin tells whether a notice may be written now; if so, end has to follow.
func (n notices) begin() bool {
	select {
	case n <- struct{}{}:
		return true
	default:
		return false
	}
}

func (n notices) end() { <-n }
