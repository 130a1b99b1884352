package keyring_test

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/keyring"
)

// A digest is the same in every process that has the key, tells texts apart, and is known for no longer made once the key
// is another.
func TestDigest(t *testing.T) {
	t.Parallel()
	c := fake.NewClientBuilder().Build()
	digest := func(text string) string {
		made, err := keyring.New(c, c, namespace).Digest(t.Context(), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	made := func(digest string) bool {
		known, err := keyring.New(c, c, namespace).Made(t.Context(), digest)
		if err != nil {
			t.Fatal(err)
		}
		return known
	}
	first := digest("jane")
	if digest("jane") != first || digest("joan") == first || !made(first) || made("") || made("sha256:0123") {
		t.Errorf("digests %q, %q and %q", first, digest("jane"), digest("joan"))
	}
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: keyring.SecretName}}
	if err := c.Delete(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	if digest("jane") == first || made(first) {
		t.Error("another key makes no difference")
	}
}
