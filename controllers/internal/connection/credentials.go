package connection

import (
	"context"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// The keys of a credentials Secret.
const (
	clientIDKey     = "client_id"
	clientSecretKey = "client_secret"
)

// credentials is what a Secret with credentials holds.
type credentials struct {
	clientID     string
	clientSecret string
}

// secretVersion returns the version of a labelled Secret as the cache has it, and false if the cache has none: then the
// Secret is missing, not labelled, or too new.
func (r *Resolver) secretVersion(ctx context.Context, key client.ObjectKey) (v1alpha1.ObservedSecret, bool, error) {
	meta := SecretMetadata()
	err := r.options.Labelled.Get(ctx, key, meta)
	if apierrors.IsNotFound(err) {
		return v1alpha1.ObservedSecret{}, false, nil
	}
	if err != nil {
		return v1alpha1.ObservedSecret{}, false, fmt.Errorf("read the metadata of Secret %s: %w", key, err)
	}
	return versionOf(meta), isCredentials(meta), nil
}

// isCredentials tells whether a Secret opted in to being read for connections.
func isCredentials(secret metav1.Object) bool {
	return secret.GetLabels()[v1alpha1.SecretUseLabel] == v1alpha1.SecretUseCredentials
}

func notLabelled(key client.ObjectKey) *Problem {
	return &Problem{
		Reason: v1alpha1.ReasonSecretNotLabelled,
		Message: fmt.Sprintf("Secret %s is not labelled for use as credentials; label it %s=%s",
			key, v1alpha1.SecretUseLabel, v1alpha1.SecretUseCredentials),
	}
}

func versionOf(secret metav1.Object) v1alpha1.ObservedSecret {
	return v1alpha1.ObservedSecret{UID: string(secret.GetUID()), ResourceVersion: secret.GetResourceVersion()}
}

// readCredentials reads the Secret from the API server: the operator keeps no Secret in its cache.
func (r *Resolver) readCredentials(ctx context.Context, key client.ObjectKey) (credentials, v1alpha1.ObservedSecret, error) {
	secret := &corev1.Secret{}
	err := r.options.Live.Get(ctx, key, secret)
	switch {
	case apierrors.IsNotFound(err):
		return credentials{}, v1alpha1.ObservedSecret{}, &Problem{
			Reason:  v1alpha1.ReasonSecretMissing,
			Message: fmt.Sprintf("Secret %s does not exist; create it with the keys %s and %s", key, clientIDKey, clientSecretKey),
		}
	case err != nil:
		return credentials{}, v1alpha1.ObservedSecret{}, fmt.Errorf("read Secret %s: %w", key, err)
	}
	found, err := credentialsOf(secret)
	return found, versionOf(secret), err
}

func credentialsOf(secret *corev1.Secret) (credentials, error) {
	key := client.ObjectKeyFromObject(secret)
	if !isCredentials(secret) {
		return credentials{}, notLabelled(key)
	}
	found := credentials{clientID: valueOf(secret, clientIDKey), clientSecret: valueOf(secret, clientSecretKey)}
	for _, required := range [][2]string{{clientIDKey, found.clientID}, {clientSecretKey, found.clientSecret}} {
		if name, value := required[0], required[1]; value == "" {
			return credentials{}, &Problem{
				Reason:  v1alpha1.ReasonSecretIncomplete,
				Message: fmt.Sprintf("Secret %s has no value under the key %s; add it", key, name),
			}
		}
	}
	return found, nil
}

// valueOf leaves out the line ends that editors and kubectl's --from-file leave behind it.
func valueOf(secret *corev1.Secret, key string) string {
	return strings.TrimRight(string(secret.Data[key]), "\r\n")
}
