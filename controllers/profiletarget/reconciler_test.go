package profiletarget

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
)

// idle are lanes with no work.
type idle struct{}

func (idle) Stats(string) delivery.Stats { return delivery.Stats{} }
func (idle) Revoke(string, string)       {}
func (idle) Retry(string)                {}

// reconciling is a test of a Reconciler for one target, whose vendor gives tokens. Nobody wakes it but the test.
type reconciling struct {
	*testing.T
	*Reconciler

	others   *Controller // what others tell it
	recorded *events.FakeRecorder
	at       time.Time
}

func newReconciling(t *testing.T) *reconciling {
	t.Helper()
	vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"access_token":"token","token_type":"bearer","expires_in":3600}`))
	}))
	t.Cleanup(vendor.Close)
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgoscheme.AddToScheme, v1alpha1.AddToScheme} {
		if err := add(scheme); err != nil {
			t.Fatal(err)
		}
	}
	pt := &v1alpha1.ProfileTarget{
		ObjectMeta: metav1.ObjectMeta{Namespace: key.Namespace, Name: key.Name, UID: "target-uid", Generation: 1},
		Spec: v1alpha1.ProfileTargetSpec{Mosaic: &v1alpha1.MosaicConnection{
			URL: vendor.URL, TenantType: v1alpha1.MosaicTenantB2C, CredentialsSecretRef: v1alpha1.SecretReference{Name: "credentials"},
		}},
	}
	secret := &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: key.Namespace, Name: "credentials", UID: "secret-uid",
			Labels: map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseCredentials},
		},
		Data: map[string][]byte{"client_id": []byte("id"), "client_secret": []byte("secret")},
	}
	c := fake.NewClientBuilder().WithScheme(scheme).WithObjects(pt, secret).WithStatusSubresource(pt).Build()
	endpoints, err := connection.NewEndpoints([]string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	nobody := func(types.NamespacedName) {}
	r := &reconciling{
		T: t, recorded: events.NewFakeRecorder(16), at: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
	}
	r.Reconciler = &Reconciler{
		client:      c,
		events:      r.recorded,
		connections: connection.NewResolver(connection.Options{Labelled: c, Live: c, Endpoints: endpoints}),
		lanes:       idle{},
		probes:      newProber(nobody),
		access:      &access{},
		fuses:       &fuses{},
		traffic:     newTraffic(idle{}, nobody),
		now:         func() time.Time { return r.at },
	}
	r.others = &Controller{probes: r.probes, access: r.access, fuses: r.fuses, wake: nobody}
	t.Cleanup(func() { r.connections.Forget(key) })
	return r
}

// version is that of the connection.
func (r *reconciling) version() string {
	r.Helper()
	pt := connection.Empty(key)
	if err := r.client.Get(r.Context(), key, pt); err != nil {
		r.Fatal(err)
	}
	c, err := r.connections.Resolve(r.Context(), pt)
	if err != nil {
		r.Fatal(err)
	}
	return c.Version
}

// wantReason reconciles, once more when the probe has its answer, and checks what the target says.
func (r *reconciling) wantReason(want v1alpha1.Reason) {
	r.Helper()
	for range 2 {
		if _, err := r.Reconcile(r.Context(), ctrl.Request{NamespacedName: key}); err != nil {
			r.Fatal(err)
		}
		r.probes.running.Wait()
	}
	pt := connection.Empty(key)
	if err := r.client.Get(r.Context(), key, pt); err != nil {
		r.Fatal(err)
	}
	ready := meta.FindStatusCondition(pt.GetStatus().Conditions, string(v1alpha1.ConditionReady))
	if ready == nil || ready.Reason != string(want) {
		r.Fatalf("the target says %+v, want %s", ready, want)
	}
}

// However often a connection was denied something before, it is good once the vendor accepts a request.
func TestAccessAfterSeveralDenials(t *testing.T) {
	r := newReconciling(t)
	r.wantReason(v1alpha1.ReasonConnected)
	r.others.Doubt(key, r.version(), "no")
	r.wantReason(v1alpha1.ReasonAccessDenied)
	r.at = r.at.Add(5 * time.Minute)
	r.others.Doubt(key, r.version(), "no again")
	r.wantReason(v1alpha1.ReasonAccessDenied)
	r.at = r.at.Add(10 * time.Minute)
	r.others.Vouch(key)
	r.wantReason(v1alpha1.ReasonConnected)
}

// The API server refuses an event with a note that is too long. The condition has it all.
func TestNoteOfAnEventIsShort(t *testing.T) {
	r := newReconciling(t)
	pt := &v1alpha1.ProfileTarget{}
	if err := r.client.Get(t.Context(), key, pt); err != nil {
		t.Fatal(err)
	}
	pt.Spec.Mosaic.URL = "https://" + strings.Repeat("\u3002", 400) // which is shown in an escaped form
	if err := r.client.Update(t.Context(), pt); err != nil {
		t.Fatal(err)
	}
	r.wantReason(v1alpha1.ReasonEndpointNotAllowed)
	note := strings.TrimPrefix(<-r.recorded.Events, corev1.EventTypeWarning+" "+string(v1alpha1.ReasonEndpointNotAllowed)+" ")
	if len(note) > maxNote || len(note) < maxNote-utf8.UTFMax || !utf8.ValidString(note) {
		t.Errorf("the note has %d bytes, want whole characters in at most %d", len(note), maxNote)
	}
}
