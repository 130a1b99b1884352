// Package tenant is a Mosaic tenant for benchmarks: a simulator with users, a connection to it, and an update of each user.
//
//	server := tenant.New(100)
//	url, err := r.Serve(ctx, server)
//	err = rig.Create(ctx, c, tenant.Connection(url)...)
//	err = rig.Create(ctx, c, tenant.Update(99))
package tenant
