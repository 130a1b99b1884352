# The targets that people and .ci/run use. `make` alone lists them.
#
# A fresh clone needs git, Go, make and a C compiler (for the race detector).
# Everything else is built: tools at the versions of hack/tools/go.mod into
# bin/, the control plane as hack/controlplane/doc.go tells.

GO        ?= go
PKG       ?= ./...
TESTFLAGS ?=
ONCE      ?=
FUZZTIME  ?= 10s
ORDERS    ?= 5000
COUNT     ?= 1
ARGS      ?=
IMAGE     ?= userprofile-operator:unpublished

.SHELLFLAGS   := -eu -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.SUFFIXES:

modules = . hack/controlplane hack/image hack/score hack/tools

# Inside a recipe: the directory of the control plane binaries. Stops the
# recipe where there is none.
assets = assets=$$(bin/controlplane -module hack/controlplane)

##@ Use

.PHONY: help
help: ## List the targets (default)
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: bin/controlplane bin/sandbox ## Show it all: API server, simulator, operator, samples (ONCE=1: exit when they converged)
	@$(assets); exec bin/sandbox --assets "$$assets" --samples config/samples $(if $(filter-out 0,$(ONCE)),--once)

.PHONY: run
run: bin/manager ## Run the operator against the cluster of the current KUBECONFIG (ARGS="--help" for its flags)
	@exec bin/manager $(ARGS)

.PHONY: controlplane
controlplane: bin/controlplane ## Print the directory of kube-apiserver, etcd and kubectl, built first if need be
	@exec bin/controlplane -module hack/controlplane

##@ Develop

.PHONY: build
build: bin/manager bin/sandbox ## Build bin/manager and bin/sandbox

# The binary may be for another architecture than this one (GOARCH=arm64), what packs it may not.
.PHONY: image
image: bin/manager ## Pack bin/manager into bin/image.tar, a container image, without an engine (IMAGE=name:tag)
	env -u GOOS -u GOARCH $(GO) run -C hack/image . -binary ../../bin/manager -output ../../bin/image.tar -name $(IMAGE)

# On a machine that has much else to do, packages may take longer than the ten minutes that Go allows by default.
.PHONY: test
test: bin/controlplane ## Run every test with the race detector (PKG=./api/... TESTFLAGS="-run Name -v")
ifeq ($(PKG),./...)
	$(GO) test -C hack/controlplane -race -timeout=30m $(TESTFLAGS) ./...
	$(GO) test -C hack/image -race -timeout=30m $(TESTFLAGS) ./...
endif
	$(assets); KUBEBUILDER_ASSETS="$$assets" $(GO) test -race -timeout=30m $(TESTFLAGS) $(PKG)

.PHONY: fuzz
fuzz: ## Run every fuzz target, one after the other (FUZZTIME=60s each; PKG=./controllers/sim/...)
	hack/tools/fuzz $(FUZZTIME) $(PKG)

# Without the race detector, which takes five times as long; `make test` has it, for as many as fit in 20 s.
.PHONY: sequences
sequences: ## Try so many random orders of 50 updates and failures, in virtual time (ORDERS=5000)
	$(GO) test -count=1 -v -run='^TestRandomOrders$$' ./controllers/internal/sequence -sequences=$(ORDERS) $(TESTFLAGS)

.PHONY: bench-micro
bench-micro: ## Measure the pure core, for benchstat (COUNT=10 > new.txt)
	@$(GO) test -run='^$$' -bench=. -count=$(COUNT) $(addprefix ./controllers/internal/,plan delivery keyring target/mosaic target/adobe)

benchmarks = mosaic adobe scale latency

# The operator that benchmarks run. Silent: they print one line.
manager = $(MAKE) --no-print-directory -s bin/manager

.PHONY: bench
bench: bin/controlplane $(benchmarks:%=bin/bench-%) bin/bench-table ## Measure against the limits of docs/performance.md: a JSON line each, then a table
	@$(manager); $(assets); for name in $(benchmarks); do \
		bin/bench-$$name --assets "$$assets" >bin/bench-$$name.json; cat bin/bench-$$name.json; done
	@bin/bench-table $(benchmarks:%=bin/bench-%.json)

.PHONY: bench-mosaic
bench-mosaic: bin/controlplane bin/bench-mosaic ## Measure how fast 2,000 updates at Mosaic are applied: one JSON line
	@$(manager); $(assets); exec bin/bench-mosaic --assets "$$assets" $(ARGS)

.PHONY: bench-scale
bench-scale: bin/controlplane bin/bench-scale ## Measure memory and a restart with 10,000 converged updates: one JSON line
	@$(manager); $(assets); exec bin/bench-scale --assets "$$assets" $(ARGS)

.PHONY: bench-latency
bench-latency: bin/controlplane bin/bench-latency ## Measure how long a single update takes: one JSON line
	@$(manager); $(assets); exec bin/bench-latency --assets "$$assets" $(ARGS)

.PHONY: bench-adobe
bench-adobe: bin/controlplane bin/bench-adobe ## Measure 1,000 Adobe updates in a short minute: one JSON line (ARGS="--window fixed")
	@$(assets); exec bin/bench-adobe --assets "$$assets" $(ARGS)

.PHONY: bench-mixed
bench-mixed: bin/controlplane bin/bench-mixed ## Measure updates at Mosaic beside 2,000 that wait for Adobe: one JSON line
	@$(assets); exec bin/bench-mixed --assets "$$assets" $(ARGS)

.PHONY: chaos
chaos: bin/controlplane bin/manager bin/chaos ## Give the operator a bad day, and see that nothing is lost (ARGS="--objects 200 --duration 30s --seed 1")
	@$(assets); exec bin/chaos --assets "$$assets" $(ARGS)

.PHONY: lint
lint: bin/golangci-lint ## Lint all modules, and check that go.mod and go.sum are tidy
	bin/golangci-lint run ./...
	cd hack/controlplane && ../../bin/golangci-lint run --config ../../.golangci.yml ./...
	cd hack/image && ../../bin/golangci-lint run --config ../../.golangci.yml ./...
	for module in $(modules); do $(GO) mod tidy -C "$$module" -diff; done

.PHONY: fmt
fmt: bin/golangci-lint ## Format the Go code
	bin/golangci-lint fmt

.PHONY: generate
generate: bin/controller-gen docs ## Generate deep copies and the API reference
	bin/controller-gen object:headerFile=hack/boilerplate.go.txt paths=./api/...

.PHONY: docs
docs: bin/crd-ref-docs ## Generate docs/api.md, the API reference
	mkdir -p docs
	bin/crd-ref-docs --source-path=api --config=hack/tools/crd-ref-docs.yaml \
		--renderer=markdown --output-path=docs/api.md --log-level=WARN

.PHONY: manifests
manifests: bin/controller-gen ## Generate the CRDs and the RBAC roles under config/
	bin/controller-gen crd rbac:roleName=manager-role paths=./api/... paths=./controllers/... \
		output:crd:artifacts:config=config/crd/bases output:rbac:artifacts:config=config/rbac
	$(GO) run ./hack/namespaced config

.PHONY: verify
verify: bin/golangci-lint bin/controller-gen bin/crd-ref-docs bin/kustomize ## Check the formatting, that everything generated is fresh and committed, and that config/ is good
	bin/golangci-lint fmt --diff
	hack/tools/verify-fresh $(MAKE) --no-print-directory generate manifests
	bin/kustomize build config/crd >/dev/null
	$(MAKE) --no-print-directory score

# Exceptions are annotations in config/, with their reasons. There is none for the limit of CPU alone, which
# config/manager/manager.yaml gives the reason for.
.PHONY: score
score: bin/kustomize bin/kube-score ## Have kube-score judge what config/ makes of the operator
	for dir in config/default config/namespaced; do \
		bin/kustomize build "$$dir" >bin/score.yaml; \
		bin/kube-score score --kubernetes-version v1.32 --ignore-container-cpu-limit --exit-one-on-warning bin/score.yaml; \
	done

.PHONY: licenses
licenses: bin/go-licence-detector ## Check the licences of all that is linked, and list them in bin/licenses.csv
	@GO="$(GO)" hack/tools/licenses-test $<
	GO="$(GO)" hack/tools/licenses $< bin/licenses.csv

.PHONY: sbom
sbom: bin/manager bin/cyclonedx-gomod ## Write bin/manager.cdx.json, the bill of materials of bin/manager
	bin/cyclonedx-gomod bin -json -std -noserial -notimestamp -output bin/manager.cdx.json bin/manager

.PHONY: verify-reproducible
verify-reproducible: ## Check that the last commit makes the same static bin/manager in any directory
	GO="$(GO)" hack/tools/verify-reproducible

.PHONY: clean
clean: ## Remove what was built here (the control plane stays in the user's cache)
	rm -rf bin

# Go knows best whether these are up to date.
.PHONY: FORCE

bin/controlplane: FORCE
	@$(GO) build -C hack/controlplane -o ../../$@ .

# No cgo: the manager's image has no libc, and one build serves both. The bytes
# depend on the commit and the Go version, not on the directory; the commit is
# in them, whatever GOFLAGS says.
bin/manager bin/sandbox: FORCE
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=true -o $@ ./cmd/$(@F)

# Silent: a benchmark prints one line.
bin/chaos: FORCE
	@CGO_ENABLED=0 $(GO) build -trimpath -o $@ ./hack/chaos

bin/bench-%: FORCE
	@CGO_ENABLED=0 $(GO) build -trimpath -o $@ ./hack/bench/$*

# Tools take minutes to build, so that happens when their versions change.
tool = $(GO) build -C hack/tools -trimpath -ldflags '-s -w' -o ../../$@

bin/golangci-lint: hack/tools/go.sum
	$(tool) github.com/golangci/golangci-lint/v2/cmd/golangci-lint

bin/controller-gen: hack/tools/go.sum
	$(tool) sigs.k8s.io/controller-tools/cmd/controller-gen

bin/crd-ref-docs: hack/tools/go.sum
	$(tool) github.com/elastic/crd-ref-docs

bin/kustomize: hack/tools/go.sum
	$(tool) sigs.k8s.io/kustomize/kustomize/v5

bin/go-licence-detector: hack/tools/go.sum
	$(tool) go.elastic.co/go-licence-detector

# The bill of materials has the hash of the tool, so that must not depend on
# the C compiler.
bin/cyclonedx-gomod: hack/tools/go.sum
	CGO_ENABLED=0 $(tool) github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod

# A module of its own: kube-score needs an older k8s.io/api than the other tools.
bin/kube-score: hack/score/go.sum
	$(GO) build -C hack/score -trimpath -ldflags '-s -w' -o ../../$@ github.com/zegl/kube-score/cmd/kube-score
