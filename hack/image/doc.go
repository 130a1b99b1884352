// Command image puts a binary of the manager into a container image, without a container engine:
//
//	go run -C hack/image . -binary ../../bin/manager -output ../../bin/image.tar -name registry.example/operator:v1
//
// The image has two files: /manager, and the CA certificates of Mozilla by which vendors are known. It has no shell and no
// users, and runs as 65532. The archive is what `docker save` writes; crane, skopeo and others push it too. The same binary
// makes the same image.
package main
