"""No circle of imports spans more than one folder, in any of the three published crates.

A node is a file of the library; `lib.rs` is none. There is an edge from a file to each file that
defines or re-exports what it names in a `use` or in an inline path (`crate::a::B`, `super::a::b()`,
`a::b()`): `crate::Voice` leads to `session/mod.rs` and `session/voice.rs`, through `lib.rs`. The
re-exports of a `mod.rs` are its edges, too. `mod a;` is no edge, and naming a module is none:
naming something in it is, or `*`. Items of `cfg(test)` do not count; those of every other `cfg` do.
Not seen are methods of values, and what macros expand to.

A circle is a strongly connected component of files. It spans folders if its files are in different
ones, where the folder of a file is its directory: `web/mod.rs` is in `web`, `web/webrtc/mod.rs` in
another one, `web/webrtc`.
"""

import re
import sys
from pathlib import Path

CRATES = ["proto/src", "src", "components/src"]
# Comments, strings and characters, which are not lifetimes.
BLANK = re.compile(r"""//[^\n]*|/\*.*?\*/|\bb?r(#*)".*?"\1|b?"(?:\\.|[^"\\])*"|b?'(?:\\.[^']*|[^\\'])'""", re.S)
TEST = re.compile(r"#\[cfg\((?:test|all\(test\b[^\]]*)\)\]\s*(?:#\[[^\]]*\]\s*)*[^;{]*")
MODULE = re.compile(r"\bmod (\w+)\s*([;{])")
USE = re.compile(r"\b(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);")
ITEM = r"\b(?:fn|struct|enum|union|trait|type|const|static) "
PATH = re.compile(r"(?<![\w:.])(?:r#)?\w+(?:\s*::\s*\w+)+")


def block_end(code, at):
    """The end of the block or of the `;` that starts at `at`."""
    depth = 0
    for place in range(at, len(code)):
        depth += {"{": 1, "}": -1}.get(code[place], 0)
        if not depth:
            return place + 1
    return len(code)


def without_tests(code):
    while found := TEST.search(code):
        code = code[: found.start()] + code[block_end(code, found.end()) :]
    return code


def names_of(tree, prefix=()):
    """The (name, path) pairs of a use tree, such as `a::{b, c as d}`."""
    tree = tree.strip()
    if "{" not in tree:
        path, _, name = tree.partition(" as ")
        path = (*prefix, *re.split(r"\s*::\s*", path.strip()))
        path = path[:-1] if path[-1] == "self" and len(path) > 1 else path
        return [(name.strip() or path[-1], path)]
    head, inner = tree.split("{", 1)
    prefix += tuple(part.strip() for part in head.split("::") if part.strip())
    depth, parts = 0, [""]
    for letter in inner[: inner.rindex("}")]:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        parts = [*parts, ""] if letter == "," and not depth else [*parts[:-1], parts[-1] + letter]
    return [pair for part in parts if part.strip() for pair in names_of(part, prefix)]


class Crate:
    def __init__(self, root):
        self.root = root
        self.file, self.code, self.uses = {}, {}, {}
        self.read((), root / "lib.rs", root)

    def read(self, module, file, folder):
        self.add(module, file, folder, without_tests(BLANK.sub(" ", file.read_text())))

    def add(self, module, file, folder, code):
        """Adds a module whose submodules are files in `folder` or blocks in the code."""
        while found := MODULE.search(code):
            name, end = found[1], block_end(code, found.end() - 1)
            if found[2] == "{":
                self.add((*module, name), file, folder / name, code[found.end() : end - 1])
            else:
                flat = folder / f"{name}.rs"
                self.read((*module, name), flat if flat.is_file() else folder / name / "mod.rs", folder / name)
            code = code[: found.start()] + code[end:]
        uses = [(bool(use[1]), *pair) for use in USE.finditer(code) for pair in names_of(use[2])]
        self.file[module], self.uses[module], self.code[module] = file, uses, USE.sub("", code)

    def find(self, module, path, seen, glob=False):
        """Yields the modules that a path in `module` leads to: those that re-export it, then those that define it."""
        viewer, heads = module, {"crate": (), "super": module[:-1], "self": module}
        if path[0] in heads:
            module, path = heads[path[0]], path[1:]
        elif (*module, path[0]) not in self.file and all(name != path[0] for _, name, _ in self.uses[module]):
            return
        while path and (path[0] == "super" or (*module, path[0]) in self.file):
            module, path = (module[:-1] if path[0] == "super" else (*module, path[0])), path[1:]
        if not path or (module, path) in seen:
            return
        seen.add((module, path))
        # Private imports are visible in the module and in its submodules.
        visible = [use for use in self.uses[module] if use[0] or viewer[: len(module)] == module]
        imports = [target + path[1:] for _, name, target in visible if name == path[0] != target[0]]
        if imports or not glob or re.search(ITEM + re.escape(path[0]) + r"\b", self.code[module]):
            yield module
        for target in imports:
            yield from self.find(module, target, seen)
        for _, name, target in visible:
            if name == "*" != path[0] and not imports:
                yield from self.find(module, target[:-1] + path, seen, True)

    def edges(self):
        edges = {file: {} for file in self.file.values()}
        for module, code in self.code.items():
            paths = [path for _, _, path in self.uses[module]]
            paths += [tuple(re.split(r"\s*::\s*", path)) for path in PATH.findall(code)]
            for path in paths:
                for target in self.find(module, path, set()):
                    edges[self.file[module]].setdefault(self.file[target], "::".join(path))
        del edges[self.root / "lib.rs"]
        return {file: {to: path for to, path in found.items() if to != file and to in edges} for file, found in edges.items()}


def circles(edges):
    """The strongly connected components of more than one file."""

    def reached(start):
        seen, queue = set(), [start]
        while queue:
            new = set(edges[queue.pop()]) - seen
            seen |= new
            queue += new
        return seen

    reach = {file: reached(file) for file in edges}
    return {frozenset(to for to in reach[file] if file in reach[to]) for file in edges if file in reach[file]}


failed = False
for root in map(Path, CRATES):
    edges = Crate(root).edges()
    for circle in circles(edges):
        if len({file.parent for file in circle}) > 1:
            failed = True
            print(f"{root}: a circle of {len(circle)} files spans folders; its imports across folders:")
            for file in sorted(circle):
                for to in sorted(to for to in edges[file] if to in circle and to.parent != file.parent):
                    print(f"  {file} -> {to}: {edges[file][to]}")
sys.exit(failed)
