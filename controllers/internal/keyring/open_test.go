package keyring

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever stands in a status, which whoever may write it can choose: only what the operator has sealed for this object is
// opened. It is no fuzz target, which would have all of Kubernetes' client compiled once more.
func TestOnlyWhatWasSealedOpens(t *testing.T) {
	k, err := newKey([]byte(strings.Repeat("k", keySize)))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text, uid := rapid.String().Draw(t, "text"), rapid.String().Draw(t, "uid")
		sealed := k.seal(text, uid)
		if opened, ok := k.open(sealed, uid); !ok || opened != text {
			t.Errorf("sealed and opened it is %q", opened)
		}
		id, raw, _ := strings.Cut(sealed, ".")
		i := rapid.IntRange(0, len(raw)-1).Draw(t, "changed at")
		character := rapid.SampledFrom([]string{"", "AA", "x\x00", ".", "=", "\n"}).Draw(t, "to")
		for what, forged := range map[string]string{
			"another text":  id + "." + rapid.String().Draw(t, "forged"),
			"no key":        raw,
			"another key":   "00000000." + raw,
			"changed":       id + "." + raw[:i] + character + raw[i+1:],
			"longer":        sealed + "AAAA",
			"without a dot": id + raw,
		} {
			if opened, ok := k.open(forged, uid); ok && forged != sealed {
				t.Errorf("%s: %q opens, to %q", what, forged, opened)
			}
		}
		if _, ok := k.open(sealed, uid+"x"); ok {
			t.Error("it opens for another object")
		}
	})
}
