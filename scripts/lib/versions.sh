# shellcheck shell=bash disable=SC2034
# The one table of tool versions. Everything else asks here. The version of wasm-bindgen is Cargo.lock's.

BINARYEN_VERSION=132.0.0 # npm; its wasm-opt calls itself "version 132"
ESBUILD_VERSION=0.28.2   # npm, as in bench/
CARGO_MIN=1.90
NODE_MIN=20.10 # node --test --test-concurrency

LIVEKIT_VERSION=1.13.5    # newer ones need forks that only their own go.mod names, which go install does not read
LIVEKIT_OLD_VERSION=1.8.4 # before a single peer connection and a join in the URL

# Only for `./scripts/test long`: they take minutes to compile.
TRUNK_VERSION=0.21.14
CARGO_FUZZ_VERSION=0.13.2 # also for scripts/fuzz
