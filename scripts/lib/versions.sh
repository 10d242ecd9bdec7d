# shellcheck shell=bash disable=SC2034
# The only table of tool versions. The version of wasm-bindgen is in Cargo.lock.

BINARYEN_VERSION=132.0.0 # npm; its wasm-opt reports "version 132"
ESBUILD_VERSION=0.28.2   # npm, as in bench/
CARGO_MIN=1.90
NODE_MIN=20.10 # node --test --test-concurrency

# Newer ones need forks that only their go.mod names, which `go install` does not read.
LIVEKIT_VERSION=1.13.5
# The last kind without a single peer connection and without a join request in the URL.
LIVEKIT_OLD_VERSION=1.8.4

# Only for `./scripts/test long`, because they take minutes to compile.
TRUNK_VERSION=0.21.14
CARGO_FUZZ_VERSION=0.13.2 # also for scripts/fuzz
