// Package history keeps what a simulated service stores together with its recent past, so that reads can lag behind
// writes as they do where replicas catch up.
//
// It imports the standard library only, and knows no simulator.
//
//	users := history.NewStore((*User).logins)
//	users.Put(u.ID, u, now, lag)
//	seen := users.Visible(u.ID, now.Add(-lag)) // nil until the lag has passed
package history
