// Package timing times how long updates take, from the API server's acceptance until a watch shows them Ready.
//
//	stopwatch := &timing.Stopwatch{Client: c, Update: update, Convergence: &timing.Convergence{}, Patience: time.Minute}
//	_, err := r.WatchUpdates(ctx, config, stopwatch.Convergence.Look, namespace)
//	times, err := stopwatch.InTurn(ctx, 100, 0)
//	fmt.Println(timing.Milliseconds(timing.Percentile(times, 95)))
package timing
