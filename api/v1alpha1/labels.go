package v1alpha1

// SecretUseLabel opts a Secret in to being read by the operator. Without it the operator does not look into the Secret:
// otherwise whoever may edit updates could send any Secret of the namespace to a tenant of theirs.
const SecretUseLabel = "identity.userprofile.dev/use"

// SecretUseValues is the value of SecretUseLabel for Secrets that hold values: of attributes, identifiers and inputs.
const SecretUseValues = "values"

// SecretUseCredentials is the value of SecretUseLabel for Secrets that hold the credentials of a connection.
const SecretUseCredentials = "credentials"
