package transport

import (
	"fmt"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// Credentials obtain tokens by the client-credentials grant (RFC 6749, 4.4).
type Credentials struct {
	TokenURL     string
	ClientID     string
	ClientSecret string

	// Scopes to ask for; none where the system has none.
	Scopes []string
}

// Format prints the endpoint only, under every verb.
func (c Credentials) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "credentials for %s", c.TokenURL)
}

// grant sends the credentials in the form: left to guess, the oauth2 package would ask a second time, with the other
// style, whenever the first is refused.
func (c Credentials) grant() *clientcredentials.Config {
	return &clientcredentials.Config{
		TokenURL:     c.TokenURL,
		ClientID:     c.ClientID,
		ClientSecret: c.ClientSecret,
		Scopes:       c.Scopes,
		AuthStyle:    oauth2.AuthStyleInParams,
	}
}

func (c Credentials) secrets() []string { return []string{c.ClientID, c.ClientSecret} }
