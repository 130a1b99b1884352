package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// shortfall is a sample that has not reached its outcome.
type shortfall struct {
	sample sample
	is     string
}

// shortfalls are an error.
type shortfalls []shortfall

// Error says of each what was expected and what is.
func (s shortfalls) Error() string {
	var text strings.Builder
	text.WriteString("not every sample reached its outcome")
	for _, short := range s {
		fmt.Fprintf(&text, "\n  %s: %s:\n    expected %s\n    it is    %s",
			short.sample.file, short.sample.name(), short.sample.outcome, short.is)
	}
	return text.String()
}

// look is how often the samples are looked at, and maxLook how long one look may take.
const (
	look    = 100 * time.Millisecond
	maxLook = 5 * time.Second
)

// converge waits until all samples have reached their outcomes. If ctx ends first, the error is why, and what is
// missing.
func (s samples) converge(ctx context.Context, reader client.Reader) error {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		missing := s.missing(ctx, reader)
		if len(missing) == 0 {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", context.Cause(ctx), missing)
		}
	}
}

// missing are the samples that should have a Ready condition and do not have the one they should. The end of ctx does
// not break a look off: it would say nothing about the samples then.
func (s samples) missing(ctx context.Context, reader client.Reader) shortfalls {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxLook)
	defer cancel()
	var missing shortfalls
	for _, sample := range s {
		if sample.outcome.ready == "" {
			continue
		}
		object := &unstructured.Unstructured{}
		object.SetGroupVersionKind(sample.object.GroupVersionKind())
		if err := reader.Get(ctx, client.ObjectKeyFromObject(sample.object), object); err != nil {
			missing = append(missing, shortfall{sample, err.Error()})
			continue
		}
		if is, met := sample.outcome.met(object); !met {
			missing = append(missing, shortfall{sample, is})
		}
	}
	return missing
}
