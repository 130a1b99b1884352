// Package wakeup lets work that goes on outside a controller's workers wake an object: a lane that has an outcome, a
// probe that has an answer.
//
// It may import controller-runtime.
//
//	var woken wakeup.Source
//	builder.WatchesRawSource(&woken)
//	woken.Wake(types.NamespacedName{Namespace: "people", Name: "jane-doe"})
package wakeup
