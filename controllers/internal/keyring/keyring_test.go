package keyring_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/keyring"
)

const (
	namespace = "operators"
	address   = "jane@acme.example"
)

func seal(t *testing.T, c client.Client) string {
	t.Helper()
	sealed, err := keyring.New(c, c, namespace).Seal(t.Context(), address, "uid-1")
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// What one process seals the next one opens, for the same object only; nothing of the text shows, not even whether it is
// the same as before.
func TestSealAndOpen(t *testing.T) {
	t.Parallel()
	c := fake.NewClientBuilder().Build()
	sealed := seal(t, c)
	if again := seal(t, c); again == sealed || strings.Contains(sealed, address) {
		t.Errorf("sealed %q and %q", sealed, again)
	}
	next := keyring.New(c, c, namespace)
	text, err := next.Open(t.Context(), sealed, "uid-1")
	if err != nil || text != address {
		t.Errorf("opened %q (%v), want %q", text, err, address)
	}
	for name, wrong := range map[string][2]string{
		"another object": {sealed, "uid-2"},
		"shortened":      {sealed[:len(sealed)-2], "uid-1"},
		"no base64":      {sealed + "!", "uid-1"},
		"another key":    {"0" + sealed, "uid-1"},
		"nothing":        {"", "uid-1"},
	} {
		if text, err := next.Open(t.Context(), wrong[0], wrong[1]); !errors.Is(err, keyring.ErrLost) || text != "" {
			t.Errorf("%s: opened %q, error %v", name, text, err)
		}
	}
}

// A key that is gone is not replaced by opening, but by the next sealing.
func TestLostKey(t *testing.T) {
	t.Parallel()
	c := fake.NewClientBuilder().Build()
	sealed := seal(t, c)
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: keyring.SecretName}}
	if err := c.Delete(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	if _, err := keyring.New(c, c, namespace).Open(t.Context(), sealed, "uid-1"); !errors.Is(err, keyring.ErrLost) {
		t.Errorf("error %v, want that the key is lost", err)
	}
	if err := c.Get(t.Context(), client.ObjectKeyFromObject(secret), secret); !apierrors.IsNotFound(err) {
		t.Errorf("opening made a key (%v)", err)
	}
	seal(t, c)
	if _, err := keyring.New(c, c, namespace).Open(t.Context(), sealed, "uid-1"); !errors.Is(err, keyring.ErrLost) {
		t.Errorf("error %v, want that the key is lost", err)
	}
}

// Two operators that need a key at the same moment end up with one.
func TestRaceForTheKey(t *testing.T) {
	t.Parallel()
	plain := fake.NewClientBuilder().Build()
	var first string
	late := interceptor.NewClient(plain, interceptor.Funcs{Create: func(
		ctx context.Context, c client.WithWatch, object client.Object, options ...client.CreateOption,
	) error {
		first = seal(t, plain)
		return c.Create(ctx, object, options...)
	}})
	sealed := seal(t, late)
	for _, one := range []string{first, sealed} {
		if text, err := keyring.New(plain, plain, namespace).Open(t.Context(), one, "uid-1"); err != nil || text != address {
			t.Errorf("opened %q (%v)", text, err)
		}
	}
}

// What cannot be used as a key says so, and where it is.
func TestNoKey(t *testing.T) {
	t.Parallel()
	c := fake.NewClientBuilder().WithObjects(&corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: keyring.SecretName},
		Data:       map[string][]byte{"key": []byte("short")},
	}).Build()
	_, err := keyring.New(c, c, namespace).Seal(t.Context(), address, "uid-1")
	if err == nil || !strings.Contains(err.Error(), "operators/userprofile-operator-key") || strings.Contains(err.Error(), "short") {
		t.Errorf("error %v", err)
	}
}

// An API server that is away is no reason to make another key.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	c := interceptor.NewClient(fake.NewClientBuilder().Build(), interceptor.Funcs{
		Get: func(context.Context, client.WithWatch, client.ObjectKey, client.Object, ...client.GetOption) error {
			return away
		},
	})
	if _, err := keyring.New(c, c, namespace).Seal(t.Context(), address, "uid-1"); !errors.Is(err, away) {
		t.Errorf("error %v, want %v", err, away)
	}
}
