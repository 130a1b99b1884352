package mosaic

import (
	"fmt"
	"slices"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// textsOf returns every value that Mosaic might quote about a command: those it sets, those the user has, and what found
// them, which no profile need show: a user ID, say.
func textsOf(command target.Command) []string {
	found := append(command.Change.Secrets(), command.Identifier.Value)
	for attribute, value := range command.User.Profile {
		if !enumerated[attribute] {
			found = append(found, value.Secrets()...)
		}
	}
	return found
}

// keyDepth is from where on the keys of a body are the tenant's own data, not the names of attributes.
const keyDepth = 2

// textsIn adds every text of a body, keys of free data included: siblings are sent that no profile shows.
func textsIn(found []string, data any, depth int) []string {
	switch data := data.(type) {
	case nil, bool:
		return found
	case map[string]any:
		for key, member := range data {
			if depth >= keyDepth {
				found = append(found, key)
			}
			found = textsIn(found, member, depth+1)
		}
		return found
	case []any:
		for _, member := range data {
			found = textsIn(found, member, depth+1)
		}
		return found
	case []string:
		return slices.Concat(found, data)
	default:
		return append(found, fmt.Sprint(data))
	}
}
