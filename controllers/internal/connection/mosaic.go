package connection

import (
	"cmp"
	"strings"

	"k8s.io/utils/ptr"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/mosaic"
)

const mosaicName = string(v1alpha1.SystemMosaic)

var mosaicSystems = []v1alpha1.System{v1alpha1.SystemMosaic}

func mosaicSecret(spec *v1alpha1.ProfileTargetSpec) *v1alpha1.SecretReference {
	if spec.Mosaic == nil {
		return nil
	}
	return &spec.Mosaic.CredentialsSecretRef
}

// mosaicEndpoints is one: the API gives the tokens, too.
func mosaicEndpoints(spec *v1alpha1.ProfileTargetSpec) []endpoint {
	field := "mosaic.region"
	if spec.Mosaic.URL != "" {
		field = "mosaic.url"
	}
	return []endpoint{{field: field, url: mosaicBaseURL(spec.Mosaic)}}
}

// mosaicConnection counts the client as part of the tenant: the users that a client sees are those of its application.
func mosaicConnection(spec *v1alpha1.ProfileTargetSpec, c credentials, over link) *Connection {
	baseURL := mosaicBaseURL(spec.Mosaic)
	config := mosaic.Config{
		BaseURL:      baseURL,
		ClientID:     c.clientID,
		ClientSecret: c.clientSecret,
		B2C:          spec.Mosaic.TenantType != v1alpha1.MosaicTenantWorkforce,
		Roots:        over.roots,
		Timeout:      over.timeout,
		Metrics:      over.metrics,
	}
	config.CustomAttributes, config.CustomIdentifiers = mosaicSchema(spec.Mosaic.UserSchema)
	limits := cmp.Or(spec.Limits, &v1alpha1.Limits{})
	connected := mosaic.New(config)
	tenant := fingerprint(mosaicName, baseURL, c.clientID)
	return &Connection{
		Targets: map[v1alpha1.System]target.Target{v1alpha1.SystemMosaic: connected},
		Connect: connected.Connect,
		Close:   connected.CloseIdleConnections,
		Tenant:  tenant,
		Lane: target.Lane{
			Key:               strings.Join([]string{mosaicName, baseURL, tenant}, " "),
			RequestsPerMinute: int(ptr.Deref(limits.RequestsPerMinute, mosaic.RequestsPerMinute)),
			MaxInFlight:       int(ptr.Deref(limits.MaxInFlight, mosaic.MaxInFlight)),
		},
	}
}

func mosaicBaseURL(spec *v1alpha1.MosaicConnection) string {
	if spec.URL != "" {
		return mosaic.Endpoint(canonical(spec.URL))
	}
	baseURL, _ := mosaic.BaseURL(string(spec.Region))
	return baseURL
}

// mosaicTypes are the types of custom attributes (Mosaic, Manage user schema).
var mosaicTypes = map[v1alpha1.CustomAttributeType]target.Type{
	v1alpha1.CustomString:         target.TypeString,
	v1alpha1.CustomNumber:         target.TypeNumber,
	v1alpha1.CustomDate:           target.TypeTimestamp,
	v1alpha1.CustomBoolean:        target.TypeBoolean,
	v1alpha1.CustomArrayOfStrings: target.TypeTexts,
}

func mosaicSchema(declared []v1alpha1.CustomAttribute) (attributes map[string]target.Type, identifiers []string) {
	attributes = map[string]target.Type{}
	for _, attribute := range declared {
		attributes[attribute.Name] = mosaicTypes[attribute.Type]
		if attribute.Identifier {
			identifiers = append(identifiers, attribute.Name)
		}
	}
	return attributes, identifiers
}
