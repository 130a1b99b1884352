package target

import "context"

// DryRun returns a Target that reads users as the other does and writes nothing: for systems that cannot try a change out
// themselves. Who goes by its schema never calls its Write, which panics.
func DryRun(of Target) Target { return dryRun{of} }

type dryRun struct{ Target }

func (d dryRun) Schema() Schema {
	schema := d.Target.Schema()
	schema.TestOnly = true
	return schema
}

func (d dryRun) DryRun() Target { return d }

func (dryRun) Write(context.Context, []Command) []Result {
	panic("target: a dry run writes nothing")
}
