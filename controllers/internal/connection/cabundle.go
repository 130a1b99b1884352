package connection

import (
	"cmp"
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// caBundle is where a ProfileTarget has the certificates of the authorities it trusts.
type caBundle struct {
	kind v1alpha1.SourceKind
	name string
	key  string
}

// caBundleOf returns nil if the system's authorities are trusted.
func caBundleOf(spec *v1alpha1.ProfileTargetSpec) *caBundle {
	if spec.TLS == nil {
		return nil
	}
	from := func(kind v1alpha1.SourceKind, ref *v1alpha1.CABundleReference) *caBundle {
		return &caBundle{kind: kind, name: ref.Name, key: cmp.Or(ref.Key, v1alpha1.DefaultCABundleKey)}
	}
	switch source := spec.TLS.CABundle; {
	case source.ConfigMapRef != nil:
		return from(v1alpha1.SourceConfigMap, source.ConfigMapRef)
	case source.SecretRef != nil:
		return from(v1alpha1.SourceSecret, source.SecretRef)
	default:
		return &caBundle{} // of a later version
	}
}

func (b *caBundle) isUnknown() bool { return b != nil && b.kind == "" }

// CABundleConfigMap returns the name of the ConfigMap with the certificates of a ProfileTarget, and whether it has one.
func CABundleConfigMap(spec *v1alpha1.ProfileTargetSpec) (string, bool) {
	bundle := caBundleOf(spec)
	if bundle == nil || bundle.kind != v1alpha1.SourceConfigMap {
		return "", false
	}
	return bundle.name, true
}

// CABundleSecret is the same for a Secret.
func CABundleSecret(spec *v1alpha1.ProfileTargetSpec) (string, bool) {
	bundle := caBundleOf(spec)
	if bundle == nil || bundle.kind != v1alpha1.SourceSecret {
		return "", false
	}
	return bundle.name, true
}

// observed returns the version of the bundle as the cache has it, and false if the cache has none.
func (b *caBundle) observed(ctx context.Context, cache client.Reader, namespace string) (*v1alpha1.ObservedSource, bool, error) {
	if b == nil {
		return nil, true, nil
	}
	meta := ConfigMapMetadata()
	if b.kind == v1alpha1.SourceSecret {
		meta = SecretMetadata()
	}
	key := client.ObjectKey{Namespace: namespace, Name: b.name}
	err := cache.Get(ctx, key, meta)
	if apierrors.IsNotFound(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read the metadata of %s %s: %w", b.kind, key, err)
	}
	return b.version(meta), b.kind != v1alpha1.SourceSecret || isCredentials(meta), nil
}

func (b *caBundle) version(object metav1.Object) *v1alpha1.ObservedSource {
	return &v1alpha1.ObservedSource{
		Kind: b.kind, Name: b.name, UID: string(object.GetUID()), ResourceVersion: object.GetResourceVersion(),
	}
}

// read returns the authorities to trust, nil for those of the system. It fails with a *Problem if the bundle is not there or
// holds no certificates.
func (b *caBundle) read(
	ctx context.Context, live client.Reader, namespace string,
) (*x509.CertPool, *v1alpha1.ObservedSource, error) {
	if b == nil {
		return nil, nil, nil
	}
	key := client.ObjectKey{Namespace: namespace, Name: b.name}
	secret, configMap := &corev1.Secret{}, &corev1.ConfigMap{}
	object := client.Object(configMap)
	if b.kind == v1alpha1.SourceSecret {
		object = secret
	}
	err := live.Get(ctx, key, object)
	switch {
	case apierrors.IsNotFound(err):
		return nil, nil, b.missing(key)
	case err != nil:
		return nil, nil, fmt.Errorf("read %s %s: %w", b.kind, key, err)
	case b.kind == v1alpha1.SourceSecret && !isCredentials(secret):
		return nil, nil, notLabelled(key)
	}
	text := secret.Data[b.key]
	if b.kind == v1alpha1.SourceConfigMap {
		text = append([]byte(configMap.Data[b.key]), configMap.BinaryData[b.key]...) // a key is in one of them
	}
	roots, err := b.parse(key, text)
	return roots, b.version(object), err
}

func (b *caBundle) missing(key client.ObjectKey) *Problem {
	reason, label := v1alpha1.ReasonCABundleMissing, ""
	if b.kind == v1alpha1.SourceSecret {
		reason = v1alpha1.ReasonSecretMissing
		label = fmt.Sprintf(" and the label %s=%s", v1alpha1.SecretUseLabel, v1alpha1.SecretUseCredentials)
	}
	return &Problem{
		Reason: reason,
		Message: fmt.Sprintf("%s %s of spec.tls.caBundle does not exist; create it with certificates in PEM under the key %s%s",
			b.kind, key, b.key, label),
	}
}

// parse reads every certificate: one that is skipped because it is damaged would be missed on another day.
func (b *caBundle) parse(key client.ObjectKey, text []byte) (*x509.CertPool, error) {
	if len(text) == 0 {
		return nil, &Problem{
			Reason: v1alpha1.ReasonCABundleMissing,
			Message: fmt.Sprintf("%s %s of spec.tls.caBundle has no value under the key %s; add certificates in PEM there, or "+
				"correct caBundle", b.kind, key, b.key),
		}
	}
	roots, found := x509.NewCertPool(), false
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, b.invalid(key, "a certificate that cannot be read")
		}
		roots.AddCert(certificate)
		found = true
	}
	if !found {
		return nil, b.invalid(key, "no certificate in PEM")
	}
	return roots, nil
}

func (b *caBundle) invalid(key client.ObjectKey, what string) *Problem {
	return &Problem{
		Reason: v1alpha1.ReasonCABundleInvalid,
		Message: fmt.Sprintf("%s %s of spec.tls.caBundle holds %s under the key %s; put there the certificates of the authorities "+
			"that sign those of the endpoints, each beginning with -----BEGIN CERTIFICATE-----", b.kind, key, what, b.key),
	}
}
