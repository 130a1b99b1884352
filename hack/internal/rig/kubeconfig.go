package rig

import (
	"path/filepath"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// Kubeconfig writes a file that leads another process to the API server, and returns its path.
func (r *Rig) Kubeconfig() (string, error) { return r.kubeconfig(r.config) }

// kubeconfig is a file that leads to the control plane. It is gone at the end of the run.
func (r *Rig) kubeconfig(config *rest.Config) (string, error) {
	dir, err := r.tempDir()
	if err != nil {
		return "", err
	}
	const name = "bench"
	path := filepath.Join(dir, "kubeconfig")
	return path, clientcmd.WriteToFile(clientcmdapi.Config{
		Clusters: map[string]*clientcmdapi.Cluster{
			name: {Server: config.Host, CertificateAuthorityData: config.CAData},
		},
		AuthInfos: map[string]*clientcmdapi.AuthInfo{
			name: {ClientCertificateData: config.CertData, ClientKeyData: config.KeyData},
		},
		Contexts:       map[string]*clientcmdapi.Context{name: {Cluster: name, AuthInfo: name}},
		CurrentContext: name,
	}, path)
}
