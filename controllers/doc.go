// Package controllers is the operator as a library: Setup adds everything to a manager, for cmd/manager and for the
// envtest suites of other teams alike.
//
//	mgr, err := ctrl.NewManager(cfg, ctrl.Options{Scheme: scheme}) // with v1alpha1 and clientgoscheme in the scheme
//	err = controllers.Setup(mgr, controllers.Options{})
//	err = mgr.Start(ctx)
//
// The simulators below controllers/sim stand in for the vendors.
package controllers
