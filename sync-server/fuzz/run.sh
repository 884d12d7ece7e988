#!/bin/sh
# Feeds decoders with input that is guided by coverage, each for FUZZ_SECONDS, one after another:
# those that are named, or all. No nightly compiler: the stable one instruments as well.
#
#     sync-server/fuzz/run.sh [NAME ...]
#
# Begins with what tests/decoders/corpus keeps, and adds there what makes one panic, hang or hold
# too much memory. With KEEP=1 the archives there become the least that covers all that was come to.
set -eu
cd "$(dirname "$0")"
corpus=$PWD/../tests/decoders/corpus
target=${FUZZ_TARGET_DIR:-${CARGO_TARGET_DIR:-$PWD/../../target}/fuzz}
host=$(rustc -vV | sed -n 's/^host: //p')

command -v c++ >/dev/null || {
	echo "libFuzzer is C++: install a compiler for it (g++), then run this again" >&2
	exit 1
}
# With --target, so that build scripts and macros are not instrumented.
sancov="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares"
RUSTFLAGS="$sancov --cfg fuzzing" CARGO_TARGET_DIR=$target CARGO_INCREMENTAL=0 \
	cargo build --locked --release --target "$host"
fuzz=$target/$host/release/turfwalk-fuzz

for name in ${*:-csv frame osm pack phone push reply small snapshot}; do
	work=$target/work/$name
	mkdir -p "$work/new" "$work/found"
	if [ -f "$corpus/$name.tar.gz" ]; then tar -C "$work/new" -xzf "$corpus/$name.tar.gz"; fi
	seeds=$corpus/$name
	if [ "$name" = csv ]; then seeds="$seeds $PWD/../tests/voters"; fi
	echo "$name:"
	# shellcheck disable=SC2086 # two folders
	DECODER=$name "$fuzz" -max_total_time="${FUZZ_SECONDS:-600}" -seed="${FUZZ_SEED:-1}" \
		-max_len=16384 -rss_limit_mb=1500 -timeout=20 -print_final_stats=1 \
		-artifact_prefix="$work/found/" "$work/new" $seeds >"$work/log" 2>&1 || {
		tail -n 40 "$work/log" >&2
		for found in "$work"/found/*; do
			kept=$corpus/$name/found-$(sha256sum "$found" | cut -c 1-8)
			cp "$found" "$kept"
			echo "$name: the input is in $kept" >&2
		done
		exit 1
	}
	grep -E 'INITED|DONE|number_of_executed_units|peak_rss_mb' "$work/log"
	if [ "${KEEP:-}" ]; then
		rm -rf "$work/least"
		mkdir "$work/least"
		# shellcheck disable=SC2086 # two folders
		DECODER=$name "$fuzz" -set_cover_merge=1 -use_counters=0 -max_len=4096 \
			"$work/least" $seeds "$work/new" >>"$work/log" 2>&1
		tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$work/least" -cf - . |
			gzip -n9 >"$corpus/$name.tar.gz"
	fi
done
