# Works in a new clone, without questions and without editing. "make" alone lists the targets.

SWIFT ?= swift

# What "make bench" sweeps, and how long it times a setting in each operation: short enough for a full sweep of a
# release-like Python in less than ten minutes on two cores. They are assigned here so that an environment variable of
# the same name (WSL sets NAME) has no effect, and exported so that recipes can quote them: TREE may contain spaces.
TREE = build
SETTINGS =
MIN_TIME = 1s
NAME =
OUTPUT =
# More options for pybench compress, as on its command line: ARGS='--sizes-only --exclude "*.h"'
ARGS =
export TREE SETTINGS MIN_TIME NAME OUTPUT
# How many mutated inputs "make test-faults" tries.
INPUTS = 100000
# The sample of "make test-mutants".
N = 40
SEED = 1
FILES =

# Where "make install" installs, and the staging root that package builds set.
PREFIX = /usr/local
DESTDIR =
export PREFIX DESTDIR SWIFT

# A second "make bench" continues a stopped sweep, or prints the table of a finished one.
RESUME = $(if $(filter --overwrite --resume,$(ARGS)),,--resume)

SHELL_SCRIPTS = scripts/install-deps scripts/record-results scripts/make-stage scripts/make-completions \
  scripts/make-dist scripts/install-files scripts/test-dist Tests/Packaging/first-use.sh ci/install.sh ci/archive.sh ci/check.sh \
  ci/comment.sh .ci/run farm/shard farm/merge farm/slurm/submit farm/slurm/*.sbatch Tests/Farm/run

.PHONY: help bench test test-faults test-farm test-mutants coverage build stage dist test-dist install uninstall lint \
  results deps swift clean
.NOTPARALLEL:

help:
	@echo "make bench      sweep a Python tree: every setting compressed, decompressed, verified; figures in results/"
	@echo "                               (at most 10 minutes on two cores; it prints the expected time first)"
	@echo "                TREE=DIR       the tree (default: build, made as a release from python3 on PATH if absent)"
	@echo "                SETTINGS=LIST  e.g. quick (eleven settings), zstd-1..22,gzip-9 (default: pybench's grid)"
	@echo "                MIN_TIME=TIME  how long each setting is timed (default: 1s; pybench itself takes 3s)"
	@echo "                NAME=NAME      the results folder's name (default: the tree's)"
	@echo "                OUTPUT=DIR     where results go (default: results)"
	@echo "                ARGS=OPTIONS   more options of pybench compress, e.g. ARGS=--overwrite"
	@echo "make test       run all tests, and a minute of the fault campaign"
	@echo "make test-faults"
	@echo "                run all of the fault campaign: a fault at every system call, and mutated inputs (some minutes)"
	@echo "                INPUTS=100000  how many mutated inputs"
	@echo "make test-farm  run Slurm with two nodes on this machine: shards, a node failure, a merge (as root, some minutes)"
	@echo "make test-mutants"
	@echo "                mutation testing: insert bugs and count those that the tests detect (15 minutes)"
	@echo "                N=40           how many changes"
	@echo "                SEED=1         which ones"
	@echo "                FILES=LIST     only in these files or folders, e.g. Sources/Pipeline/Tree"
	@echo "make coverage   run all tests; list the functions that no test enters, and line coverage by target"
	@echo "make build      build a release pybench: .build/release/pybench"
	@echo "make dist       make a Debian package and a .tar.gz in dist/, with the Swift runtime inside"
	@echo "make test-dist  install and purge that package in minimal Debian systems, and use it there (as root)"
	@echo "make install    install below PREFIX (default: /usr/local), staged in DESTDIR if set"
	@echo "make uninstall  remove what make install installed there"
	@echo "make lint       check the format of the Swift code, and the scripts if shellcheck is installed"
	@echo "make results    make the recorded results again (an hour; see scripts/record-results)"
	@echo "make deps       only install the system packages that are missing"
	@echo "make clean      remove build products, dist/ included; results and build/ stay"

bench: build
	@case "$$TREE" in \
	  build|build/|./build|./build/) [ -e build ] || scripts/make-tree --release build ;; \
	esac
	@set -- --tree "$$TREE" --min-time "$$MIN_TIME"; \
	[ -z "$$SETTINGS" ] || set -- "$$@" --settings "$$SETTINGS"; \
	[ -z "$$NAME" ] || set -- "$$@" --name "$$NAME"; \
	[ -z "$$OUTPUT" ] || set -- "$$@" --output "$$OUTPUT"; \
	.build/release/pybench compress "$$@" $(RESUME) $(ARGS)

# Without the flag, an empty XCTest report follows.
test: swift
	@scripts/install-deps test
	$(SWIFT) test --disable-xctest
	Tests/Faults/run.py --pybench .build/debug/pybench --sample 20
	Tests/Packaging/run.py --pybench .build/debug/pybench

# Each system call of each writing command fails once, is cut short, or is the last one; see docs/reliability.md.
test-faults: build
	@scripts/install-deps test
	Tests/Faults/run.py --pybench .build/release/pybench
	PYBENCH_MUTATED_INPUTS=$(INPUTS) $(SWIFT) test --disable-xctest --filter MutatedInputTests

# Slurm with its own keys, ports and state; /etc is not changed.
test-farm: swift
	@scripts/install-deps farm
	$(SWIFT) build --product pybench
	PYBENCH=.build/debug/pybench Tests/Farm/run

# The copy and its build stay in .build-mutants for the next sample.
test-mutants: swift
	@scripts/install-deps test
	Tests/Mutants/run.py --number $(N) --seed $(SEED) --files $(FILES)

coverage: swift
	@scripts/install-deps test
	Tests/Coverage/run.py

build: swift
	@scripts/install-deps bench
	$(SWIFT) build -c release --product pybench

# What is installed and packaged.
stage: swift
	@scripts/install-deps dist
	scripts/make-stage

dist: stage
	scripts/make-dist

test-dist: dist
	scripts/test-dist

# root may have no Swift on PATH, so a staged build is installed as it is, unless a source is newer.
install: .build/staged
	scripts/install-files install

.build/staged: Package.swift $(shell find Sources ci docs packaging scripts -type f) CHANGELOG.md SECURITY.md LICENSE
	@$(MAKE) stage

uninstall:
	scripts/install-files uninstall

lint: swift
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests
	@if command -v shellcheck >/dev/null; then \
	  echo "shellcheck $(SHELL_SCRIPTS)"; \
	  shellcheck $(SHELL_SCRIPTS); \
	else \
	  echo "lint: shellcheck is not installed; scripts are not checked" >&2; \
	fi

results: build
	scripts/record-results

deps:
	scripts/install-deps test

# The only requirement that install-deps cannot install: Debian and Ubuntu have no package of it.
swift:
	@command -v "$(firstword $(SWIFT))" >/dev/null || { \
	  echo "make: cannot find $(firstword $(SWIFT)): install a Swift toolchain" \
	    "(https://swift.org/install) or set SWIFT=PATH" >&2; exit 2; }

clean:
	rm -rf .build .build-mutants .build-coverage dist
