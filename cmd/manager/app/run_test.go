package app

import (
	"testing"
	"time"

	"k8s.io/client-go/rest"

	"github.com/userprofile-dev/userprofile-operator/controllers"
)

// A leader that has lost its lease is gone, and with it its calls, before another one begins; and one that ends in peace
// has the time to let its calls end.
func TestNoCallOutlivesTheLease(t *testing.T) {
	t.Parallel()
	options := NewOptions()
	for _, order := range []struct {
		what            string
		shorter, longer time.Duration
	}{
		{"a call, and the time to renew the lease", controllers.CallTimeout, renewDeadline},
		{"the time to renew the lease, and the lease", renewDeadline, leaseDuration},
		{"a try to renew the lease, and the time for all of them", retryPeriod, renewDeadline / 2},
		{"a call, and the shutdown", controllers.CallTimeout, options.ShutdownTimeout},
	} {
		if order.shorter >= order.longer {
			t.Errorf("%s: %s is not less than %s", order.what, order.shorter, order.longer)
		}
	}
}

func TestVendorMinuteIsPositive(t *testing.T) {
	t.Parallel()
	options := NewOptions()
	options.VendorMinute = -time.Second
	want := "--vendor-minute is -1s; it must be positive"
	if err := Run(t.Context(), &rest.Config{}, options); err == nil || err.Error() != want {
		t.Errorf("error %v, want %q", err, want)
	}
}
