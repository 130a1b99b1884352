package keyring

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// SecretName is the name of the Secret with the key.
const SecretName = "userprofile-operator-key"

// secretKey is the key of the Secret's data.
const secretKey = "key"

// ErrLost is why a sealed text cannot be opened: the key it was sealed with is not there any more, or the text was not
// sealed for what it stands on.
var ErrLost = errors.New("it was sealed with a key that is gone, or for another object")

// Keyring seals and opens texts. It reads the key once, and makes one when there is none and something is to be sealed.
// It is safe for concurrent use.
type Keyring struct {
	reader client.Reader
	writer client.Writer
	secret types.NamespacedName

	mu   sync.Mutex
	kept *key
}

// New returns a keyring whose Secret is in that namespace. The reader has to ask the API server: the Secret is in no
// cache.
func New(reader client.Reader, writer client.Writer, namespace string) *Keyring {
	return &Keyring{
		reader: reader,
		writer: writer,
		secret: types.NamespacedName{Namespace: namespace, Name: SecretName},
	}
}

// Seal returns the text in a form that only Open can read, and only together with boundTo: the UID of the object it is
// kept on. Sealing the same text twice gives different results.
func (r *Keyring) Seal(ctx context.Context, text, boundTo string) (string, error) {
	k, err := r.key(ctx, r.make)
	if err != nil {
		return "", err
	}
	return k.seal(text, boundTo), nil
}

// Open returns the text, or fails with ErrLost.
func (r *Keyring) Open(ctx context.Context, sealed, boundTo string) (string, error) {
	k, err := r.key(ctx, func(context.Context) (*key, error) { return nil, ErrLost })
	if err != nil {
		return "", err
	}
	text, ok := k.open(sealed, boundTo)
	if !ok {
		return "", ErrLost
	}
	return text, nil
}

// key returns the kept key, that of the Secret, or if there is no Secret what the function returns.
func (r *Keyring) key(ctx context.Context, otherwise func(context.Context) (*key, error)) (*key, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept != nil {
		return r.kept, nil
	}
	k, err := r.read(ctx)
	if apierrors.IsNotFound(err) {
		k, err = otherwise(ctx)
	}
	if err != nil {
		return nil, err
	}
	r.kept = k
	return k, nil
}

func (r *Keyring) read(ctx context.Context) (*key, error) {
	secret := &corev1.Secret{}
	if err := r.reader.Get(ctx, r.secret, secret); err != nil {
		return nil, fmt.Errorf("read the operator's key: %w", err)
	}
	k, err := newKey(secret.Data[secretKey])
	if err != nil {
		return nil, fmt.Errorf("the Secret %s holds no key of the operator; delete it, and the operator makes a new one: %w",
			r.secret, err)
	}
	return k, nil
}

// make stores a new key. If somebody was faster, theirs is the key.
func (r *Keyring) make(ctx context.Context) (*key, error) {
	random := make([]byte, keySize)
	_, _ = rand.Read(random) // it never fails (crypto/rand)
	err := r.writer.Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: r.secret.Namespace, Name: r.secret.Name},
		Immutable:  new(true),
		Data:       map[string][]byte{secretKey: random},
	})
	if apierrors.IsAlreadyExists(err) {
		return r.read(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("store the operator's key in the Secret %s: %w", r.secret, err)
	}
	return newKey(random)
}
