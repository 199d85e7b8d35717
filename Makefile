# make help tells what there is. The work is in scripts/; nothing here needs more than bash and Debian's packages.
.PHONY: help build run test demo bench fuzz soak check sbom format clean
.DEFAULT_GOAL := build

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

build: ## the program, at build/furtka
	@scripts/bootstrap.sh build
	@scripts/build.sh release furtka

run: build ## start it on the engine at hand, or on a private one, and print the page's address
	@exec scripts/run.sh

test: ## all that CI runs
	@scripts/test.sh

demo: build ## an app's life on a private engine, without internet, each step explained
	@exec scripts/demo.sh

bench: build ## the figures, beside the subprocess baseline and the floor
	@exec scripts/bench.sh

fuzz: ## every fuzz target for ten minutes (FUZZ_SECONDS=600)
	@scripts/bootstrap.sh build
	@scripts/fuzz.sh $(or $(FUZZ_SECONDS),600)

soak: build ## updates under accidents at random, 200 rounds (SOAK_ROUNDS=1000 SOAK_SEED=7)
	@scripts/bootstrap.sh test
	@/usr/bin/python3 tests/e2e/soak.py --rounds $(or $(SOAK_ROUNDS),200) $(if $(SOAK_SEED),--seed $(SOAK_SEED))

check: ## formatting, layers, static analysis
	@scripts/check.sh

sbom: build ## what the program and its page are made of: build/sbom.cdx.json, build/debian-packages.txt
	@/usr/bin/python3 scripts/sbom.py build

format: ## mend the formatting
	@scripts/check.sh format

clean: ## take away what was built; the cache of engines stays
	@rm -rf build build-* .cache artifacts compile_commands.json
