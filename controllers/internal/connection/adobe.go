package connection

import (
	"cmp"
	"strings"

	"k8s.io/utils/ptr"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/adobe"
)

// adobeName is what the two systems have in common.
const adobeName = "Adobe"

var adobeSystems = []v1alpha1.System{v1alpha1.SystemAdobeEnterprise, v1alpha1.SystemAdobeFederated}

func adobeSecret(spec *v1alpha1.ProfileTargetSpec) *v1alpha1.SecretReference {
	if spec.Adobe == nil {
		return nil
	}
	return &spec.Adobe.CredentialsSecretRef
}

// adobeEndpoints are two: the API, and the Identity Management System, which gives the tokens.
func adobeEndpoints(spec *v1alpha1.ProfileTargetSpec) []endpoint {
	return []endpoint{
		{field: "adobe.url", url: cmp.Or(spec.Adobe.URL, adobe.DefaultBaseURL)},
		{field: "adobe.imsURL", url: cmp.Or(spec.Adobe.IMSURL, adobe.DefaultIMSURL)},
	}
}

// adobeConnection counts the organization as the tenant, whichever client sees it. Quota is per client.
func adobeConnection(spec *v1alpha1.ProfileTargetSpec, c credentials, over link) *Connection {
	baseURL := adobe.Endpoint(canonical(cmp.Or(spec.Adobe.URL, adobe.DefaultBaseURL)))
	limits := cmp.Or(spec.Limits, &v1alpha1.Limits{})
	organization := adobe.New(adobe.Config{
		BaseURL:      baseURL,
		IMSURL:       spec.Adobe.IMSURL,
		OrgID:        spec.Adobe.OrgID,
		ClientID:     c.clientID,
		ClientSecret: c.clientSecret,
		TestOnly:     spec.Adobe.TestOnly,
		Roots:        over.roots,
		Timeout:      over.timeout,
		Metrics:      over.metrics,
	})
	return &Connection{
		Targets: map[v1alpha1.System]target.Target{
			v1alpha1.SystemAdobeEnterprise: organization.Enterprise,
			v1alpha1.SystemAdobeFederated:  organization.Federated,
		},
		Connect: organization.Enterprise.Connect,
		Close:   organization.Enterprise.CloseIdleConnections,
		Tenant:  fingerprint(adobeName, baseURL, spec.Adobe.OrgID),
		Lane: target.Lane{
			Key:                strings.Join([]string{adobeName, baseURL, fingerprint(adobeName, spec.Adobe.OrgID, c.clientID)}, " "),
			RequestsPerMinute:  int(ptr.Deref(limits.RequestsPerMinute, adobe.RequestsPerMinute)),
			ReadsPerMinute:     int(ptr.Deref(limits.ReadsPerMinute, adobe.ReadsPerMinute)),
			CommandsPerRequest: int(ptr.Deref(limits.CommandsPerRequest, adobe.CommandsPerRequest)),
			MaxInFlight:        int(ptr.Deref(limits.MaxInFlight, adobe.MaxInFlight)),
		},
	}
}
