# Everything that is done with this repository; each target is one script.
.PHONY: help build collection test demo bench soak generate format lint clean

help: ## says what there is (the default)
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

build: ## builds build/latchkey, the module, and build/latchkey-sandbox
	@scripts/build

collection: ## builds the Ansible collection for this architecture, build/latchkey-keycloak-*.tar.gz
	@scripts/collection

test: ## checks format and lint, and runs all tests; SERVER="26 18" picks the real servers
	@scripts/test

demo: ## runs the playbooks on the sandbox, or on a real server with SERVER=26
	@scripts/demo

bench: ## compares speed and size with community.general's module, wrk and kcreg.sh
	@scripts/bench && scripts/bench-fleets && scripts/bench-registration

soak: ## walks and fuzzes longer than the tests; SERVER=18 picks the server
	@scripts/soak

generate: ## writes what follows from the modules: registry, links, tables in docs/modules, the collection's documentation
	@scripts/generate

format: ## formats the sources
	@scripts/format

lint: ## checks format and lint
	@scripts/lint

clean: ## removes all that was built
	@scripts/clean
