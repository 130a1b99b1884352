package connection_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// secrets is an API server with Secrets, which counts how often one was read.
type secrets struct {
	client.WithWatch
	reads int
}

func newSecrets(objects ...client.Object) *secrets {
	s := &secrets{}
	s.WithWatch = fake.NewClientBuilder().WithScheme(scheme.Scheme).WithObjects(objects...).
		WithInterceptorFuncs(interceptor.Funcs{Get: func(
			ctx context.Context, c client.WithWatch, key client.ObjectKey, object client.Object, options ...client.GetOption,
		) error {
			if _, contents := object.(*corev1.Secret); contents {
				s.reads++
			}
			return c.Get(ctx, key, object, options...)
		}}).Build()
	return s
}

// ownHosts are allowed in these tests beside those of the vendors.
var ownHosts = []string{"login.acme.example", "gateway.acme.example", "127.0.0.1"}

func (s *secrets) resolver() *connection.Resolver {
	endpoints, err := connection.NewEndpoints(ownHosts)
	if err != nil {
		panic(err)
	}
	return s.resolverTo(endpoints)
}

func (s *secrets) resolverTo(endpoints connection.Endpoints) *connection.Resolver {
	return connection.NewResolver(connection.Options{
		Labelled: s, Live: s, Namespace: "operator", Endpoints: endpoints, Metrics: transport.NewMetrics(),
	})
}

func goodSecret() *corev1.Secret {
	return &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: "people", Name: "credentials", UID: "secret-uid",
			Labels: map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseCredentials},
		},
		Data: map[string][]byte{"client_id": []byte("id"), "client_secret": []byte("s3cr3t")},
	}
}

func goodTarget() *v1alpha1.ProfileTarget {
	return &v1alpha1.ProfileTarget{
		ObjectMeta: metav1.ObjectMeta{Namespace: "people", Name: "default", UID: "target-uid", Generation: 1},
		Spec: v1alpha1.ProfileTargetSpec{Mosaic: &v1alpha1.MosaicConnection{
			Region:               v1alpha1.MosaicRegionEU,
			TenantType:           v1alpha1.MosaicTenantB2C,
			CredentialsSecretRef: v1alpha1.SecretReference{Name: "credentials"},
		}},
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		secret *corev1.Secret
		target func(*v1alpha1.ProfileTarget)
		want   connection.Problem
	}{
		"Secret missing": {want: connection.Problem{
			Reason:  v1alpha1.ReasonSecretMissing,
			Message: "Secret people/credentials does not exist; create it with the keys client_id and client_secret",
		}},
		"Secret not labelled": {
			secret: edited(func(s *corev1.Secret) { s.Labels = nil }),
			want: connection.Problem{
				Reason: v1alpha1.ReasonSecretNotLabelled,
				Message: "Secret people/credentials is not labelled for use as credentials; " +
					"label it identity.userprofile.dev/use=credentials",
			},
		},
		"Secret labelled for another use": {
			secret: edited(func(s *corev1.Secret) { s.Labels[v1alpha1.SecretUseLabel] = "values" }),
			want: connection.Problem{
				Reason: v1alpha1.ReasonSecretNotLabelled,
				Message: "Secret people/credentials is not labelled for use as credentials; " +
					"label it identity.userprofile.dev/use=credentials",
			},
		},
		"empty key": {
			secret: edited(func(s *corev1.Secret) { s.Data["client_id"] = nil }),
			want: connection.Problem{
				Reason:  v1alpha1.ReasonSecretIncomplete,
				Message: "Secret people/credentials has no value under the key client_id; add it",
			},
		},
		"system of a later version": {
			secret: goodSecret(),
			target: func(pt *v1alpha1.ProfileTarget) { pt.Spec.Mosaic = nil },
			want: connection.Problem{
				Reason: v1alpha1.ReasonInvalidSpec,
				Message: "it connects to no system that this version of the operator knows; " +
					"upgrade the operator together with its CRDs",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var objects []client.Object
			if test.secret != nil {
				objects = append(objects, test.secret)
			}
			pt := goodTarget()
			if test.target != nil {
				test.target(pt)
			}
			_, err := newSecrets(objects...).resolver().Resolve(t.Context(), pt)
			got, ok := errors.AsType[*connection.Problem](err)
			if !ok {
				t.Fatalf("error %v, want a Problem", err)
			}
			if diff := cmp.Diff(test.want, *got); diff != "" {
				t.Errorf("problem (-want +got):\n%s", diff)
			}
		})
	}
}

func edited(edit func(*corev1.Secret)) *corev1.Secret {
	secret := goodSecret()
	edit(secret)
	return secret
}

// A connection is made once and kept: with it its token, and the API server is not asked for the Secret again.
func TestConnectionIsKept(t *testing.T) {
	t.Parallel()
	s := newSecrets(goodSecret())
	r := s.resolver()
	first, err := r.Resolve(t.Context(), goodTarget())
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.Resolve(t.Context(), goodTarget())
	if err != nil {
		t.Fatal(err)
	}
	if first != again || s.reads != 1 {
		t.Errorf("two connections, or the Secret was read %d times, want one of each", s.reads)
	}
	r.Forget(client.ObjectKeyFromObject(goodTarget()))
	if _, err := r.Resolve(t.Context(), goodTarget()); err != nil || s.reads != 2 {
		t.Errorf("after Forget: error %v, %d reads, want a new connection", err, s.reads)
	}
}

// What changes which users are reached changes the tenant; what changes how they are reached changes the version only.
func TestFingerprints(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		secret                func(*corev1.Secret)
		target                func(*v1alpha1.ProfileTarget)
		sameTenant, sameWhole bool
	}{
		"nothing": {sameTenant: true, sameWhole: true},
		"rotated secret": {
			secret:     func(s *corev1.Secret) { s.Data["client_secret"] = []byte("new") },
			sameTenant: true,
		},
		"another client": {secret: func(s *corev1.Secret) { s.Data["client_id"] = []byte("other") }},
		"spec": {
			target: func(pt *v1alpha1.ProfileTarget) {
				pt.Generation++
				pt.Spec.Limits = &v1alpha1.Limits{MaxInFlight: new(int32(1))}
			},
			sameTenant: true,
		},
		"another endpoint": {target: func(pt *v1alpha1.ProfileTarget) {
			pt.Generation++
			pt.Spec.Mosaic.Region = v1alpha1.MosaicRegionUS
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSecrets(goodSecret())
			r := s.resolver()
			before, err := r.Resolve(t.Context(), goodTarget())
			if err != nil {
				t.Fatal(err)
			}
			if test.secret != nil {
				changed := &corev1.Secret{}
				if err := s.Get(t.Context(), client.ObjectKey{Namespace: "people", Name: "credentials"}, changed); err != nil {
					t.Fatal(err)
				}
				test.secret(changed)
				if err := s.Update(t.Context(), changed); err != nil {
					t.Fatal(err)
				}
			}
			pt := goodTarget()
			if test.target != nil {
				test.target(pt)
			}
			after, err := r.Resolve(t.Context(), pt)
			if err != nil {
				t.Fatal(err)
			}
			if got := before.Tenant == after.Tenant; got != test.sameTenant {
				t.Errorf("same tenant: %v, want %v", got, test.sameTenant)
			}
			if got := before.Version == after.Version; got != test.sameWhole {
				t.Errorf("same version: %v, want %v", got, test.sameWhole)
			}
		})
	}
}

func TestLane(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		target func(*v1alpha1.ProfileTarget)
		want   target.Lane
	}{
		"region, documented limits": {
			target: func(*v1alpha1.ProfileTarget) {},
			want: target.Lane{
				Key: "Mosaic https://api.eu.transmitsecurity.io ", RequestsPerMinute: 20000, MaxInFlight: 16,
			},
		},
		"custom domain, limits of its own": {
			target: func(pt *v1alpha1.ProfileTarget) {
				pt.Spec.Mosaic.Region, pt.Spec.Mosaic.URL = "", "https://login.acme.example/cis/"
				pt.Spec.Limits = &v1alpha1.Limits{RequestsPerMinute: new(int32(60)), MaxInFlight: new(int32(2))}
			},
			want: target.Lane{Key: "Mosaic https://login.acme.example ", RequestsPerMinute: 60, MaxInFlight: 2},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pt := goodTarget()
			test.target(pt)
			c, err := newSecrets(goodSecret()).resolver().Resolve(t.Context(), pt)
			if err != nil {
				t.Fatal(err)
			}
			test.want.Key += c.Tenant
			if diff := cmp.Diff(test.want, c.Lane); diff != "" {
				t.Errorf("lane (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSchema(t *testing.T) {
	t.Parallel()
	pt := goodTarget()
	pt.Spec.Mosaic.UserSchema = []v1alpha1.CustomAttribute{
		{Name: "tier", Type: v1alpha1.CustomString},
		{Name: "points", Type: v1alpha1.CustomNumber},
		{Name: "since", Type: v1alpha1.CustomDate},
		{Name: "optIn", Type: v1alpha1.CustomBoolean},
		{Name: "wishes", Type: v1alpha1.CustomArrayOfStrings},
		{Name: "ssn", Type: v1alpha1.CustomString, Identifier: true},
	}
	c, err := newSecrets(goodSecret()).resolver().Resolve(t.Context(), pt)
	if err != nil {
		t.Fatal(err)
	}
	schema := c.Targets[v1alpha1.SystemMosaic].Schema()
	wantTypes := map[string]target.Type{
		"tier": target.TypeString, "points": target.TypeNumber, "since": target.TypeTimestamp,
		"optIn": target.TypeBoolean, "wishes": target.TypeTexts, "ssn": target.TypeString,
	}
	if diff := cmp.Diff(wantTypes, schema.CustomAttributes); diff != "" {
		t.Errorf("custom attributes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]bool{"ssn": true}, schema.CustomIdentifiers); diff != "" {
		t.Errorf("custom identifiers (-want +got):\n%s", diff)
	}
}

// adobeTarget is a connection to an organization.
func adobeTarget() *v1alpha1.ProfileTarget {
	pt := goodTarget()
	pt.Spec = v1alpha1.ProfileTargetSpec{Adobe: &v1alpha1.AdobeConnection{
		OrgID:                "12345ABC@AdobeOrg",
		CredentialsSecretRef: v1alpha1.SecretReference{Name: "credentials"},
	}}
	return pt
}

// One connection serves both systems of Adobe, at the limits that Adobe documents for the client.
func TestAdobe(t *testing.T) {
	t.Parallel()
	c, err := newSecrets(goodSecret()).resolver().Resolve(t.Context(), adobeTarget())
	if err != nil {
		t.Fatal(err)
	}
	for _, system := range connection.Systems(&adobeTarget().Spec) {
		if got := c.Targets[system].Schema().System; got != string(system) {
			t.Errorf("the target of %s is of %q", system, got)
		}
	}
	want := target.Lane{
		RequestsPerMinute: 10, ReadsPerMinute: 25, CommandsPerRequest: 10, MaxInFlight: 4, Key: c.Lane.Key,
	}
	if diff := cmp.Diff(want, c.Lane); diff != "" {
		t.Errorf("lane (-want +got):\n%s", diff)
	}
}

// The organization makes the tenant, the client the lane; test mode makes no difference to either.
func TestAdobeFingerprints(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		secret                         func(*corev1.Secret)
		target                         func(*v1alpha1.AdobeConnection)
		sameTenant, sameLane, testOnly bool
	}{
		"nothing":              {sameTenant: true, sameLane: true},
		"another client":       {secret: func(s *corev1.Secret) { s.Data["client_id"] = []byte("other") }, sameTenant: true},
		"another organization": {target: func(a *v1alpha1.AdobeConnection) { a.OrgID = "6789@AdobeOrg" }},
		"another endpoint":     {target: func(a *v1alpha1.AdobeConnection) { a.URL = "https://gateway.acme.example" }},
		"the default spelt out": {
			target:     func(a *v1alpha1.AdobeConnection) { a.URL = "https://usermanagement.adobe.io/" },
			sameTenant: true, sameLane: true,
		},
		"test mode": {
			target:     func(a *v1alpha1.AdobeConnection) { a.TestOnly = true },
			sameTenant: true, sameLane: true, testOnly: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, err := newSecrets(goodSecret()).resolver().Resolve(t.Context(), adobeTarget())
			if err != nil {
				t.Fatal(err)
			}
			secret, pt := goodSecret(), adobeTarget()
			if test.secret != nil {
				test.secret(secret)
			}
			if test.target != nil {
				test.target(pt.Spec.Adobe)
			}
			after, err := newSecrets(secret).resolver().Resolve(t.Context(), pt)
			if err != nil {
				t.Fatal(err)
			}
			if got := before.Tenant == after.Tenant; got != test.sameTenant {
				t.Errorf("same tenant: %v, want %v", got, test.sameTenant)
			}
			if got := before.Lane.Key == after.Lane.Key; got != test.sameLane {
				t.Errorf("same lane: %v, want %v", got, test.sameLane)
			}
			for system, through := range after.Targets {
				if got := through.Schema().TestOnly; got != test.testOnly {
					t.Errorf("%s is in test mode: %v, want %v", system, got, test.testOnly)
				}
			}
		})
	}
}

// The two names of the same thing must not drift apart: what the API calls a region, the adapter has a URL for.
func TestEveryRegionHasAnEndpoint(t *testing.T) {
	t.Parallel()
	for _, region := range []v1alpha1.MosaicRegion{
		v1alpha1.MosaicRegionUS, v1alpha1.MosaicRegionEU, v1alpha1.MosaicRegionCA,
		v1alpha1.MosaicRegionAU, v1alpha1.MosaicRegionSandbox,
	} {
		pt := goodTarget()
		pt.Spec.Mosaic.Region = region
		c, err := newSecrets(goodSecret()).resolver().Resolve(t.Context(), pt)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(c.Lane.Key, "Mosaic  ") {
			t.Errorf("region %s has no endpoint", region)
		}
	}
}

// Who writes a credential into a file with an editor has a line end behind it, which is none of the credential.
func TestLineEndsOfCredentials(t *testing.T) {
	t.Parallel()
	connect := func(secret *corev1.Secret) *connection.Connection {
		c, err := newSecrets(secret).resolver().Resolve(t.Context(), goodTarget())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	ended := connect(edited(func(s *corev1.Secret) { s.Data["client_id"] = append(s.Data["client_id"], "\r\n"...) }))
	if plain := connect(goodSecret()); ended.Tenant != plain.Tenant {
		t.Errorf("tenant %s, want %s as without the line end", ended.Tenant, plain.Tenant)
	}
	empty := edited(func(s *corev1.Secret) { s.Data["client_secret"] = []byte("\n") })
	_, err := newSecrets(empty).resolver().Resolve(t.Context(), goodTarget())
	if problem, ok := errors.AsType[*connection.Problem](err); !ok || problem.Reason != v1alpha1.ReasonSecretIncomplete {
		t.Errorf("a secret that is a line end: %v", err)
	}
}
