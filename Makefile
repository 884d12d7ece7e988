# `make demo` and `make test` do their own set-up: what is missing they install from the
# distribution's packages and the language registries, saying what. The one prerequisite is Rust.

# A cargo target folder shared by checkouts, where there is one.
SHARED_TARGET := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/turfwalk/target
ifneq ($(wildcard $(SHARED_TARGET)),)
export CARGO_TARGET_DIR ?= $(SHARED_TARGET)
endif

.PHONY: demo build test test-rust test-phones bindings android ios lint bench bench-sync bench-phone bench-peers deep setup

demo: setup
	cargo run --locked --package turfwalk-server -- demo

build: setup
	cargo build --locked --release --package turfwalk-server

test: test-rust test-phones

test-rust: setup
	sync-server/tests/setup.sh
	cargo test --locked --workspace
	core/setup.sh
	cargo test --locked --workspace --features turfwalk-core/sqlcipher --test encrypted

# Kotlin and Swift, each against the real core and a real server of its own on loopback: the binary that
# `cargo test` has built, since another set of features would be built for minutes.
test-phones: setup
	bindings/setup.sh
	cargo test --locked --workspace --no-run --quiet
	$(MAKE) --no-print-directory bindings
	export TURFWALK_BINARY="$${CARGO_TARGET_DIR:-$(CURDIR)/target}/debug/turfwalk"; \
		bindings/with-server.sh android/test.sh && bindings/with-server.sh ios/test.sh

bindings: setup
	core/setup.sh
	bindings/generate.sh --features sqlcipher

# The app for Android phones, for people who have its SDK.
android: setup
	android/build.sh

# On a Mac with Xcode: the library as an xcframework, and the app's project opened.
ios:
	ios/build.sh

lint: setup
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- --deny warnings
	@command -v cargo-deny >/dev/null || { echo "Installing cargo-deny"; cargo install --locked cargo-deny; }
	cargo deny --log-level error check licenses bans sources

bench: setup
	cargo bench --locked --workspace

# What a sync costs: bytes on the socket, requests, processor time of both sides; peers quoted.
bench-sync: setup
	cargo bench --locked --package turfwalk-server --no-default-features --features demo --bench sync

# The phone's core, encrypted: opening to the next door, an outcome on disk, an own order, memory; and
# how large the library is that a phone of this machine's kind would carry.
bench-phone: setup
	core/setup.sh
	cargo bench --locked --package turfwalk-core --no-default-features --features sqlcipher --bench phone
	cargo build --locked --profile phone --package turfwalk-bindings --features sqlcipher-vendored
	@stat --printf 'phone/library: %s bytes (at most 10000000)\n' \
		"$${CARGO_TARGET_DIR:-target}"/phone/libturfwalk_bindings.so

# Ours beside its peers in one run, as Markdown tables. DATA holds the instances.
DATA ?= ../shared/data
bench-peers: setup
	cargo build --locked --release --package turfwalk-core --no-default-features --example tsplib
	cargo build --locked --release --package turfwalk-server --no-default-features
	core/benches/peers/run.sh "$${CARGO_TARGET_DIR:-target}/release/turfwalk" \
		"$${CARGO_TARGET_DIR:-target}/release/examples/tsplib" "$(DATA)"

# Hours: the properties with very many cases; a simulated net with many seeds (SIM_SEEDS); every byte
# of a line cut; every decoder fed for ten minutes (FUZZ_SECONDS) with bad input that coverage guides,
# for which a C++ compiler is needed; both sides killed for an hour (KILL_SECONDS); each change to the
# code of merging, cursors and receipts, which a test has to notice, by cargo-mutants, which is
# installed if it is missing.
deep: setup
	sync-server/tests/setup.sh
	PROPTEST_CASES=$${PROPTEST_CASES:-200000} cargo test --locked --release --workspace
	STEPS=$${STEPS:-10000000} cargo test --locked --release --package turfwalk-server \
		--no-default-features --features demo --test machine -- --nocapture
	SIM_SEEDS=$${SIM_SEEDS:-500} cargo test --locked --release --package turfwalk-server \
		--no-default-features --features demo --test simulated_net -- --nocapture
	CHAOS_EVERY=1 cargo test --locked --release --package turfwalk-server \
		--no-default-features --features demo --test chaos -- --nocapture --include-ignored
	sync-server/fuzz/run.sh
	cargo run --locked --release --quiet --package turfwalk-server --no-default-features --features demo -- \
		drill --only process-kill --seconds $${KILL_SECONDS:-3600} --seed $${KILL_SEED:-1}
	sync-server/tests/mutants.sh

setup:
	@./setup.sh
