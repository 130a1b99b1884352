package controllers_test

import (
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// A request ends by itself, which tells what happened, before the call that sends it is broken off.
func TestRequestsEndBeforeTheirCall(t *testing.T) {
	t.Parallel()
	if transport.DefaultTimeout >= controllers.CallTimeout {
		t.Errorf("a request may take %s, a call %s", transport.DefaultTimeout, controllers.CallTimeout)
	}
}
