// Package app is the operator as a process: its flags, and a manager with everything in it. cmd/manager runs it against
// the cluster of its kubeconfig, cmd/sandbox against a control plane of its own.
//
//	options := app.NewOptions()
//	err := options.Flags("manager").Parse(args)
//	err = app.Run(ctx, cfg, options)
package app
