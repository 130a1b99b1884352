package mosaic

import (
	"fmt"
	"slices"
)

// RotateSecret gives a client another secret. Tokens issued before stay good. It fails for an unknown client. Safe
// for concurrent use.
func (s *Server) RotateSecret(clientID, secret string) error {
	return s.editClient(clientID, func(c *Client) { c.Secret = secret })
}

// SetPermissions gives a client other permissions; none means implicit global access. They reach new tokens only, and
// count only under RoleList. It fails for an unknown client. Safe for concurrent use.
func (s *Server) SetPermissions(clientID string, permissions ...string) error {
	return s.editClient(clientID, func(c *Client) { c.Permissions = slices.Clone(permissions) })
}

func (s *Server) editClient(id string, edit func(*Client)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	client, known := s.clients[id]
	if !known {
		return fmt.Errorf("mosaic simulator: no client %q", id)
	}
	edit(&client)
	s.clients[id] = client
	return nil
}
