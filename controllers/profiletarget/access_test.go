package profiletarget

import "testing"

func TestAccess(t *testing.T) {
	t.Parallel()
	var a access
	if _, denied := a.denied(key, "1"); denied || a.permit(key) {
		t.Error("denied before anybody said so")
	}
	if !a.forbid(key, denial{version: "1", message: "first"}) {
		t.Error("the first denial is no news")
	}
	if a.forbid(key, denial{version: "1", message: "second"}) {
		t.Error("the second denial of the same version is news")
	}
	if message, denied := a.denied(key, "1"); !denied || message != "first" {
		t.Errorf("denied = %q %v, want the first message", message, denied)
	}
	if _, denied := a.denied(key, "2"); denied {
		t.Error("a new version is denied what the old one was")
	}
	if !a.permit(key) || a.permit(key) {
		t.Error("permit does not tell whether there was a denial")
	}
}
