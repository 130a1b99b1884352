// Package userprofileupdate reconciles UserProfileUpdates. It is the imperative shell around the core: it gathers what
// an update needs (resolve.go), hands work to the lanes, and writes what came of it into the status (status.go), once
// per attempt. What to change is decided in package plan, what an outcome means in package verdict.
//
// It may import the API, controller-runtime and the packages of controllers/internal, but no adapter.
//
//	updates, err := userprofileupdate.Setup(mgr, userprofileupdate.Options{Lanes: lanes, Connections: connections, …})
package userprofileupdate
