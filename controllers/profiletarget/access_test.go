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

// What an earlier process wrote of a denial counts until this one has heard something, whichever comes first.
func TestAccessRecalls(t *testing.T) {
	t.Parallel()
	former := denial{version: "1", message: "as an earlier process wrote"}
	var a access
	a.recall(key, former)
	if message, denied := a.denied(key, "1"); !denied || message != former.message {
		t.Errorf("denied = %q %v, want what an earlier process wrote", message, denied)
	}
	if !a.permit(key) {
		t.Error("the end of what an earlier process wrote is no news")
	}
	a.recall(key, former) // the status still says so
	if _, denied := a.denied(key, "1"); denied {
		t.Error("denied what this process has seen permitted")
	}
	var early access
	early.permit(key) // before anybody has read the status
	early.recall(key, former)
	if _, denied := early.denied(key, "1"); denied {
		t.Error("denied what this process had seen permitted before")
	}
}
