package controllers_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// The operator and a simulated vendor in the envtest suite of another team.
func Example() {
	scheme := runtime.NewScheme()
	must(clientgoscheme.AddToScheme(scheme))
	must(v1alpha1.AddToScheme(scheme))

	// In another module the CRDs are in $(go list -m -f '{{.Dir}}' github.com/userprofile-dev/userprofile-operator).
	environment := &envtest.Environment{CRDDirectoryPaths: []string{filepath.Join("..", "config", "crd", "bases")}}
	cfg, err := environment.Start()
	must(err)
	defer func() { must(environment.Stop()) }()

	tenant := mosaic.New(mosaic.Options{Seed: mosaic.BaseSeed()})
	vendor := httptest.NewServer(tenant)
	defer vendor.Close()

	mgr, err := ctrl.NewManager(cfg, ctrl.Options{
		Scheme:     scheme,
		Metrics:    server.Options{BindAddress: "0"},
		Controller: config.Controller{SkipNameValidation: new(true)}, // a suite may start more than one manager
	})
	must(err)
	must(controllers.Setup(mgr, controllers.Options{AllowedEndpointHosts: []string{"127.0.0.1"}}))
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	ended := make(chan error)
	go func() { ended <- mgr.Start(ctx) }()
	defer func() { stop(); must(<-ended) }()

	c, err := client.New(cfg, client.Options{Scheme: scheme})
	must(err)
	must(c.Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: "default", Name: "credentials",
			Labels: map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseCredentials},
		},
		StringData: map[string]string{"client_id": mosaic.BaseClientA, "client_secret": mosaic.BaseSecret},
	}))
	must(c.Create(ctx, &v1alpha1.ProfileTarget{
		ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: "default"},
		Spec: v1alpha1.ProfileTargetSpec{Mosaic: &v1alpha1.MosaicConnection{
			URL: vendor.URL, CredentialsSecretRef: v1alpha1.SecretReference{Name: "credentials"},
		}},
	}))
	upu := &v1alpha1.UserProfileUpdate{
		ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: "ann"},
		Spec: v1alpha1.UserProfileUpdateSpec{
			Target:     v1alpha1.TargetReference{System: v1alpha1.SystemMosaic},
			Identifier: v1alpha1.Identifier{Type: v1alpha1.IdentifierEmail, Value: "a@x.io"},
			Attributes: &v1alpha1.Attributes{LastName: new("Roe")},
		},
	}
	must(c.Create(ctx, upu))
	for !meta.IsStatusConditionTrue(upu.Status.Conditions, string(v1alpha1.ConditionReady)) {
		time.Sleep(10 * time.Millisecond)
		must(c.Get(ctx, client.ObjectKeyFromObject(upu), upu))
	}

	user, _ := tenant.User(mosaic.BaseU1)
	fmt.Println(upu.Status.Results.Result, user.Name["first_name"], user.Name["last_name"], len(tenant.Journal()))
	// Output: Success Ann Roe 1
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
