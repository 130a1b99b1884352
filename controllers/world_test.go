package controllers_test

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/tlstest"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// patience is how long a test waits for the world to become as it should; only a failing test waits that long.
const patience = 3 * time.Minute

// world is a namespace, a tenant of Mosaic or an organization of Adobe, and an operator that looks at this namespace only,
// unless it is everywhere.
type world struct {
	*testing.T
	client.WithWatch

	namespace string
	tenant    *mosaic.Server
	org       *adobe.Server
	url       string
	writes    *writeCounter
	hosts     []string // that connections may lead to
	workers   int

	// wire stands between the operator and the API server, if it is set.
	wire func(http.RoundTripper) http.RoundTripper

	// reaper stands between the operator and all it talks to, where that is to die at a certain point.
	reaper *reaper

	// everywhere tells that the operator is not confined to the namespace. No other test may run then.
	everywhere bool

	minute time.Duration
	stop   func()
}

// newWorld returns a world with base users, a working ProfileTarget named default, and a running operator.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := newEmptyWorld(t)
	w.create(w.secret())
	w.create(w.target("default"))
	w.start()
	return w
}

// newEmptyWorld returns a world without objects, whose operator does not run yet.
func newEmptyWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	return createWorld(t)
}

func createWorld(t *testing.T) *world {
	t.Helper()
	c, err := client.NewWithWatch(apiServer, client.Options{Scheme: scheme, FieldValidation: metav1.FieldValidationStrict})
	if err != nil {
		t.Fatal(err)
	}
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "people-"}}
	if err := c.Create(t.Context(), namespace); err != nil {
		t.Fatal(err)
	}
	if err := granted.grantIn(apiServer, namespace.Name); err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, WithWatch: c, namespace: namespace.Name, writes: &writeCounter{}, hosts: []string{"127.0.0.1"}, workers: 2}
	w.create(&corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: privateCA},
		Data:       map[string]string{v1alpha1.DefaultCABundleKey: string(authority(t).PEM())},
	})
	w.tenant, w.url = newTenant(t)
	return w
}

// privateCA is the ConfigMap in every world with the authority that signs the certificates of the simulators.
const privateCA = "private-ca"

// authority is that authority.
func authority(t *testing.T) *tlstest.Authority {
	t.Helper()
	ofTheSuite.Do(func() { ofTheSuite.authority = tlstest.NewAuthority(t) })
	return ofTheSuite.authority
}

var ofTheSuite struct {
	sync.Once

	authority *tlstest.Authority
}

// trusting trusts the authority in a ConfigMap.
func trusting(configMap string) *v1alpha1.TLSSettings {
	return &v1alpha1.TLSSettings{CABundle: v1alpha1.CABundleSource{
		ConfigMapRef: &v1alpha1.CABundleReference{Name: configMap},
	}}
}

// newTenant serves a simulator over TLS and below a path prefix, as behind a custom domain.
func newTenant(t *testing.T) (*mosaic.Server, string) {
	t.Helper()
	return newTenantWith(t, func(*mosaic.Seed) {})
}

func newTenantWith(t *testing.T, edit func(*mosaic.Seed)) (*mosaic.Server, string) {
	t.Helper()
	seed := mosaic.BaseSeed()
	edit(&seed)
	tenant := mosaic.New(mosaic.Options{Seed: seed})
	return tenant, authority(t).Serve(t, http.StripPrefix("/tenant", tenant)).URL + "/tenant"
}

// start runs an operator until stop or the end of the test.
func (w *world) start() {
	w.Helper()
	w.stop = w.run(func(*ctrl.Options) {})
}

// run runs an operator with options of its own, until the function returned is called or the test ends.
func (w *world) run(edit func(*ctrl.Options)) (stop func()) {
	w.Helper()
	cfg := rest.CopyConfig(operatorAccess)
	cfg.Wrap(w.writes.wrap)
	if w.wire != nil {
		cfg.Wrap(w.wire)
	}
	namespaces := []string{w.namespace}
	if w.everywhere {
		namespaces = nil
	}
	managerOptions := ctrl.Options{
		Scheme:     newScheme(), // one each: with leader election a manager adds to it
		Cache:      cache.Options{DefaultNamespaces: controllers.CacheNamespaces(namespaces)},
		Metrics:    server.Options{BindAddress: "0"},
		Controller: config.Controller{SkipNameValidation: new(true)},
	}
	edit(&managerOptions)
	mgr, err := ctrl.NewManager(cfg, managerOptions)
	if err != nil {
		w.Fatal(err)
	}
	options := controllers.Options{
		Namespace:               w.namespace,
		Namespaces:              namespaces,
		AllowedEndpointHosts:    w.hosts,
		MaxConcurrentReconciles: w.workers,
		Minute:                  w.minute,
	}
	if err := controllers.Setup(mgr, options); err != nil {
		w.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			w.Errorf("run the operator: %v", err)
		}
	})
	w.Cleanup(stop)
	w.Cleanup(w.checkAll) // which is before that
	return stop
}

// restart runs a new operator, with nothing in its memory, and forgets what was counted before.
func (w *world) restart() {
	w.Helper()
	w.stop()
	w.forget()
	w.start()
}

// forget what was counted.
func (w *world) forget() {
	w.tenant.Forget()
	if w.org != nil {
		w.org.Forget()
	}
	w.writes.reset()
}

func (w *world) create(object client.Object) {
	w.Helper()
	object.SetNamespace(w.namespace)
	if err := w.Create(w.Context(), object); err != nil {
		w.Fatal(err)
	}
}

// edit changes an object as a person would.
func edit[T client.Object](w *world, object T, change func(T)) {
	w.Helper()
	before := object.DeepCopyObject().(client.Object)
	change(object)
	if err := w.Patch(w.Context(), object, client.MergeFrom(before)); err != nil {
		w.Fatal(err)
	}
}

// secret holds good credentials.
func (w *world) secret() *corev1.Secret {
	return &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Name:   "credentials",
			Labels: map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseCredentials},
		},
		StringData: map[string]string{"client_id": mosaic.BaseClientA, "client_secret": mosaic.BaseSecret},
	}
}

// target is a connection to the tenant with the credentials of secret.
func (w *world) target(name string) *v1alpha1.ProfileTarget {
	return &v1alpha1.ProfileTarget{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: v1alpha1.ProfileTargetSpec{TLS: trusting(privateCA), Mosaic: &v1alpha1.MosaicConnection{
			URL: w.url,
			UserSchema: []v1alpha1.CustomAttribute{
				{Name: "preferredStoreLocation", Type: v1alpha1.CustomString},
				{Name: "accountNumber", Type: v1alpha1.CustomString, Identifier: true},
			},
			CredentialsSecretRef: v1alpha1.SecretReference{Name: "credentials"},
		}},
	}
}

// update is an update of user U1, found by e-mail.
func (w *world) update(name string, attributes v1alpha1.Attributes) *v1alpha1.UserProfileUpdate {
	return &v1alpha1.UserProfileUpdate{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: w.namespace},
		Spec: v1alpha1.UserProfileUpdateSpec{
			Target:     v1alpha1.TargetReference{System: v1alpha1.SystemMosaic},
			Identifier: v1alpha1.Identifier{Type: v1alpha1.IdentifierEmail, Value: "a@x.io"},
			Attributes: &attributes,
		},
	}
}

// onlyIts are attributes that an update has for itself, however many others there are of the user.
func onlyIts(name string) v1alpha1.Attributes {
	return v1alpha1.Attributes{CustomData: &apiextensionsv1.JSON{Raw: []byte(`{"` + name + `": true}`)}}
}

// until waits for a condition of the world, and says what the world was like if it does not come.
func (w *world) until(what string, holds func() bool, describe func() any) {
	w.Helper()
	w.untilWithin(patience, what, holds, describe)
}

func (w *world) untilWithin(patience time.Duration, what string, holds func() bool, describe func() any) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), patience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			w.Fatalf("never came: %s; it is %+v", what, describe())
		}
	}
}

// ready waits until the update has the reason given, for its present generation.
func (w *world) ready(upu *v1alpha1.UserProfileUpdate, reason v1alpha1.Reason) *metav1.Condition {
	w.Helper()
	var ready *metav1.Condition
	w.until("reason "+string(reason), func() bool {
		if err := w.Get(w.Context(), client.ObjectKeyFromObject(upu), upu); err != nil {
			w.Fatal(err)
		}
		ready = meta.FindStatusCondition(upu.Status.Conditions, string(v1alpha1.ConditionReady))
		return ready != nil && ready.Reason == string(reason) && upu.Status.ObservedGeneration == upu.Generation
	}, func() any { return upu.Status })
	checkInvariants(w.T, upu)
	return ready
}

// unavailable waits until the update said, for its present generation, that the vendor failed, and leaves it as it was then.
// Five seconds later it is tried again: who looks sees all that came since the update was last read or written.
func (w *world) unavailable(upu *v1alpha1.UserProfileUpdate) *metav1.Condition {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), patience)
	defer cancel()
	states, err := w.Watch(ctx, &v1alpha1.UserProfileUpdateList{}, &client.ListOptions{
		Namespace: upu.Namespace, FieldSelector: fields.OneTermEqualSelector(metav1.ObjectNameField, upu.Name),
		Raw: &metav1.ListOptions{ResourceVersion: upu.ResourceVersion},
	})
	if err != nil {
		w.Fatal(err)
	}
	defer states.Stop()
	for event := range states.ResultChan() {
		if status, ok := event.Object.(*metav1.Status); ok && status.Reason == metav1.StatusReasonExpired {
			upu.ResourceVersion = "" // an API server that has just begun knows no older one: from now on, then
			return w.unavailable(upu)
		}
		state, ok := event.Object.(*v1alpha1.UserProfileUpdate)
		if !ok {
			w.Fatalf("watch %s: %+v", upu.Name, event.Object)
		}
		state.DeepCopyInto(upu)
		ready := meta.FindStatusCondition(upu.Status.Conditions, string(v1alpha1.ConditionReady))
		if ready != nil && ready.Reason == string(v1alpha1.ReasonTargetUnavailable) && upu.Status.ObservedGeneration == upu.Generation {
			checkInvariants(w.T, upu)
			return ready
		}
	}
	w.Fatalf("never came: reason %s; it is %+v", v1alpha1.ReasonTargetUnavailable, upu.Status)
	return nil
}

// converged waits until the update is completed, whether or not something had to change.
func (w *world) converged(upu *v1alpha1.UserProfileUpdate) {
	w.Helper()
	w.until("convergence", func() bool {
		if err := w.Get(w.Context(), client.ObjectKeyFromObject(upu), upu); err != nil {
			w.Fatal(err)
		}
		return upu.Status.Results != nil && upu.Status.Results.Result == v1alpha1.ResultSuccess
	}, func() any { return upu.Status })
	checkInvariants(w.T, upu)
}

// connected waits until the target has the reason given, for its present generation.
func (w *world) connected(pt v1alpha1.GenericProfileTarget, reason v1alpha1.Reason) *metav1.Condition {
	w.Helper()
	var ready *metav1.Condition
	w.until("reason "+string(reason), func() bool {
		if err := w.Get(w.Context(), client.ObjectKeyFromObject(pt), pt); err != nil {
			w.Fatal(err)
		}
		ready = meta.FindStatusCondition(pt.GetStatus().Conditions, string(v1alpha1.ConditionReady))
		return ready != nil && ready.Reason == string(reason) && pt.GetStatus().ObservedGeneration == pt.GetGeneration()
	}, func() any { return pt.GetStatus() })
	checkTargetInvariants(w.T, pt)
	return ready
}

// defaultTarget is the ProfileTarget that newWorld made.
func (w *world) defaultTarget() *v1alpha1.ProfileTarget {
	w.Helper()
	return w.targetNamed("default")
}

// targetNamed is the ProfileTarget as it is now.
func (w *world) targetNamed(name string) *v1alpha1.ProfileTarget {
	w.Helper()
	pt := &v1alpha1.ProfileTarget{}
	if err := w.Get(w.Context(), client.ObjectKey{Namespace: w.namespace, Name: name}, pt); err != nil {
		w.Fatal(err)
	}
	return pt
}

// userRequests are the requests the tenant got about users, as method and path.
func (w *world) userRequests() []string {
	var requests []string
	for _, request := range w.tenant.Requests() {
		if !strings.HasSuffix(request.Path, "/token") {
			requests = append(requests, request.Method+" "+request.Path)
		}
	}
	return requests
}

// writeCounter counts what the operator writes to the API server, and the watches it begins, by resource.
type writeCounter struct {
	mu     sync.Mutex
	counts map[string]int
}

func (c *writeCounter) wrap(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		switch {
		case req.Method != http.MethodGet:
			c.count(req.URL.Path)
		case req.URL.Query().Get("watch") != "":
			c.count("watch " + req.URL.Path)
		}
		return next.RoundTrip(req)
	})
}

func (c *writeCounter) count(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = map[string]int{}
	}
	verb, _, _ := strings.Cut(path, "/")
	for _, resource := range []string{"userprofileupdates", "profiletargets", "events", "secrets"} {
		if strings.Contains(path, "/"+resource) {
			c.counts[verb+resource]++
			return
		}
	}
	c.counts[path]++
}

// watches of the resource that were begun.
func (c *writeCounter) watches(resource string) int { return c.of("watch " + resource) }

// all are the writes, without the watches.
func (c *writeCounter) all() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	writes := maps.Clone(c.counts)
	maps.DeleteFunc(writes, func(resource string, _ int) bool { return strings.HasPrefix(resource, "watch ") })
	return writes
}

func (c *writeCounter) of(resource string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counts[resource]
}

func (c *writeCounter) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts = nil
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
