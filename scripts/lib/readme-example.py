"""README's first block of Rust is examples/minimal, word for word, and stays short."""

import re
import sys
from pathlib import Path

MAX_LINES = 25
EXAMPLE = Path("examples/minimal/src/main.rs")

example = EXAMPLE.read_text()
block = re.search(r"^```rust[^\n]*\n(.*?)^```", Path("README.md").read_text(), re.MULTILINE | re.DOTALL)

if block is None:
    sys.exit("README.md has no block that begins with ```rust")
if block.group(1).strip() != example.strip():
    sys.exit(f"README.md's first block of Rust differs from {EXAMPLE}")
if len(example.splitlines()) > MAX_LINES:
    sys.exit(f"{EXAMPLE} has {len(example.splitlines())} lines, at most {MAX_LINES} are allowed")
