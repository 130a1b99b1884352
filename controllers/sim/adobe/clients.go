package adobe

import "fmt"

// RotateSecret gives a client another secret, the only one it has from now on. Tokens issued before stay good. It
// fails for an unknown client. Safe for concurrent use.
func (s *Server) RotateSecret(clientID, secret string) error {
	return s.editClient(clientID, func(c *Client) { c.Secret, c.OldSecret = secret, "" })
}

// AddSecret gives a client another secret and keeps the one it has, as a rotation without interruption begins. A third
// drops the first. It fails for an unknown client. Safe for concurrent use.
func (s *Server) AddSecret(clientID, secret string) error {
	return s.editClient(clientID, func(c *Client) { c.Secret, c.OldSecret = secret, c.Secret })
}

// SetAccess adds the User Management API to a client's project or takes it away, which its next call notices. It fails
// for an unknown client. Safe for concurrent use.
func (s *Server) SetAccess(clientID string, allowed bool) error {
	return s.editClient(clientID, func(c *Client) { c.NoAccess = !allowed })
}

func (s *Server) editClient(id string, edit func(*Client)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	client, known := s.clients[id]
	if !known {
		return fmt.Errorf("adobe simulator: no client %q", id)
	}
	edit(&client)
	s.clients[id] = client
	return nil
}
