package userprofileupdate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired"
)

// +kubebuilder:rbac:groups="",resources=secrets;configmaps,verbs=get;list;watch

// sources are the Secrets and ConfigMaps that updates refer to. Their contents are read when they are needed, and never
// kept.
type sources struct {
	// metadata of ConfigMaps, and of Secrets that carry v1alpha1.SecretUseLabel, from a cache.
	metadata client.Reader

	// live asks the API server.
	live client.Reader
}

// observe returns the versions of what an update refers to, as the cache has them. It fails with a *desired.Problem if
// something is not there that it needs.
func (s *sources) observe(ctx context.Context, upu *v1alpha1.UserProfileUpdate) ([]v1alpha1.ObservedSource, error) {
	var versions []v1alpha1.ObservedSource
	for _, ref := range desired.References(&upu.Spec) {
		object := &metav1.PartialObjectMetadata{}
		object.SetGroupVersionKind(corev1.SchemeGroupVersion.WithKind(string(ref.Kind)))
		found, err := get(ctx, s.metadata, upu.Namespace, ref.Source, object)
		switch {
		case err != nil:
			return nil, err
		case !found && !ref.Optional:
			return nil, desired.Absent(ref.Source)
		}
		versions = append(versions, version(ref.Source, object, found))
	}
	return append(versions, ownVersion(upu)...), nil
}

// read returns the contents of what an update refers to, and the versions they are of.
func (s *sources) read(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate,
) (desired.Contents, []v1alpha1.ObservedSource, error) {
	contents := desired.Contents{}
	var versions []v1alpha1.ObservedSource
	for _, ref := range desired.References(&upu.Spec) {
		secret, configMap := &corev1.Secret{}, &corev1.ConfigMap{}
		object := client.Object(secret)
		if ref.Kind == v1alpha1.SourceConfigMap {
			object = configMap
		}
		found, err := get(ctx, s.live, upu.Namespace, ref.Source, object)
		if err != nil {
			return nil, nil, err
		}
		if found {
			contents[ref.Source] = dataOf(secret, configMap)
		}
		versions = append(versions, version(ref.Source, object, found))
	}
	return contents, append(versions, ownVersion(upu)...), nil
}

// get tells whether the object is there, and for the operator to use.
func get(ctx context.Context, from client.Reader, namespace string, source desired.Source, object client.Object) (bool, error) {
	err := from.Get(ctx, client.ObjectKey{Namespace: namespace, Name: source.Name}, object)
	switch {
	case apierrors.IsNotFound(err):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("read %s in namespace %s: %w", source, namespace, err)
	}
	return source.Kind != v1alpha1.SourceSecret || object.GetLabels()[v1alpha1.SecretUseLabel] == v1alpha1.SecretUseValues, nil
}

// dataOf is what the one of the two holds that was read.
func dataOf(secret *corev1.Secret, configMap *corev1.ConfigMap) map[string]string {
	data := map[string]string{}
	for key, value := range secret.Data {
		data[key] = string(value)
	}
	for key, value := range configMap.BinaryData {
		data[key] = string(value)
	}
	maps.Copy(data, configMap.Data)
	return data
}

func version(source desired.Source, object client.Object, found bool) v1alpha1.ObservedSource {
	observed := v1alpha1.ObservedSource{Kind: source.Kind, Name: source.Name}
	if found {
		observed.UID, observed.ResourceVersion = string(object.GetUID()), object.GetResourceVersion()
	}
	return observed
}

// ownVersion is what expressions may read of the object itself, if it has any: no generation tells of a changed label.
func ownVersion(upu *v1alpha1.UserProfileUpdate) []v1alpha1.ObservedSource {
	own := metadataOf(upu)
	if own == "" {
		return nil
	}
	return []v1alpha1.ObservedSource{{Kind: v1alpha1.SourceMetadata, Name: upu.Name, UID: string(upu.UID), ResourceVersion: own}}
}

// metadataOf is a digest of what expressions may read of the object; empty if it has none.
func metadataOf(object client.Object) string {
	upu, ok := object.(*v1alpha1.UserProfileUpdate)
	if !ok || !desired.HasExpressions(&upu.Spec) {
		return ""
	}
	hash := sha256.New()
	for _, texts := range []map[string]string{upu.Labels, upu.Annotations} {
		for _, key := range slices.Sorted(maps.Keys(texts)) {
			_, _ = fmt.Fprintf(hash, "%q=%q,", key, texts[key])
		}
		_, _ = fmt.Fprintln(hash)
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}
