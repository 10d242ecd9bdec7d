# Short names for the scripts. `just` lists them; each script also runs without just.

_list:
    @just --list

# Builds the demo, starts it with the development server and opens it
demo:
    ./scripts/demo

# Runs every check, or the parts named: native, docs, browser, e2e, interop
test *parts:
    ./scripts/test {{ parts }}

# Runs the long tests, or one of their parts
long *part:
    ./scripts/test long {{ part }}

# Installs what tests need; `just setup demo` only what the demo needs
setup *for:
    ./scripts/setup {{ for }}

# Prints how many bytes a visitor downloads
size *args:
    ./scripts/size {{ args }}

# Fuzzes each decoder for this many seconds
fuzz seconds="60":
    ./scripts/fuzz {{ seconds }}

# Measures the built pages next to their JavaScript peers
bench *args:
    ./bench/run {{ args }}

# Formats all Rust code
fmt:
    . scripts/env && cargo fmt --all
