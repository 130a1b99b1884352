package sequence_test

import (
	"math/rand/v2"
	"time"

	adobesim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	mosaicsim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// Something is always wrong with two users: a code that nobody knows, and a value that has its whole request refused.
func (w *world) invite() {
	w.adobe.InjectCommand(adobesim.CommandFault{User: refused, Times: adobesim.Always, Code: "error.nobody.knows.this"})
	w.adobe.InjectCommand(adobesim.CommandFault{User: poison, Times: adobesim.Always, Status: 400})
}

// mosaicFaults are failures that pass: in each of them the update has to succeed later.
var mosaicFaults = []mosaicsim.Fault{
	{Status: 500},
	{Status: 503, Answer: mosaicsim.AnswerHTML},
	{Status: 429, RetryAfter: mosaicsim.RetryAfterSeconds, RetryAfterIn: 7 * time.Second},
	{Status: 429},
	{Status: 401},
	{Status: 403},
	{Drop: true},
	{Drop: true, Applied: true},
	{Status: 502, Answer: mosaicsim.AnswerEmpty, Applied: true},
	{Answer: mosaicsim.AnswerTruncated},
	{RevokeToken: true},
	{Delay: 20 * time.Second},
}

var adobeFaults = []adobesim.Fault{
	{Status: 500},
	{Status: 500, Applied: true},
	{Status: 503, Answer: adobesim.AnswerHTML},
	{Status: 429, RetryAfter: adobesim.RetryAfterSeconds, RetryAfterIn: 7 * time.Second},
	{Status: 429},
	{Status: 401},
	{Status: 403},
	{Drop: true},
	{Drop: true, Applied: true},
	{Answer: adobesim.AnswerTruncated},
	{Answer: adobesim.AnswerEmpty},
	{RevokeToken: true},
	{Delay: 20 * time.Second},
	{Delay: 20 * time.Second, Late: true},
}

// curse draws up to a dozen failures, and the requests that they hit.
func (w *world) curse(random *rand.Rand) {
	for range random.IntN(7) {
		f := mosaicFaults[random.IntN(len(mosaicFaults))]
		f.Nth, f.Times = 1+random.IntN(60), 1+random.IntN(3)
		w.mosaic.Inject(f)
	}
	for range random.IntN(7) {
		f := adobeFaults[random.IntN(len(adobeFaults))]
		f.Nth, f.Times = 1+random.IntN(25), 1+random.IntN(3)
		w.adobe.Inject(f)
	}
}
