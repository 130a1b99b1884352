package controllers

import (
	"os"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// namespaceFile is where every pod finds the name of its namespace (Kubernetes, Accessing the Kubernetes API from a Pod).
const namespaceFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"

// ownNamespace is that of the pod this process runs in; the namespace default if it runs in none.
func ownNamespace() string {
	name, err := os.ReadFile(namespaceFile)
	if err != nil {
		return metav1.NamespaceDefault
	}
	return strings.TrimSpace(string(name))
}
