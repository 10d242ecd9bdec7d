"""Sums the code of a module's functions by path, in bytes, before wasm-opt and compression.

    python3 scripts/lib/code-size.py target/wasm32-unknown-unknown/wasm-release/minimal.wasm [PATH...]

PATH is a part of a function's name, such as `livekit::wire`. Without any, all modules of our
crates are listed. Code that was inlined counts for the function that contains it, so compare the
numbers only roughly.
"""

import re
import sys
from collections import Counter

IMPORT, CODE, CUSTOM = 2, 10, 0
MODULE = re.compile(r"(?:speko_proto|speko_client|leptos_speko)(?:::[a-z_]+)*")


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def number(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def text(self):
        length = self.number()
        self.at += length
        return self.data[self.at - length : self.at].decode("utf-8", "replace")


def imported_functions(reader):
    count = 0
    for _ in range(reader.number()):
        reader.text(), reader.text()
        kind = reader.byte()
        count += kind == 0
        if kind in (0, 4):  # a function or a tag
            reader.at += kind == 4
            reader.number()
        elif kind == 3:  # a global
            reader.at += 2
        else:  # a table or a memory
            reader.at += kind == 1
            has_maximum = reader.byte() & 1
            reader.number()
            if has_maximum:
                reader.number()
    return count


def code_sizes(reader):
    sizes = []
    for _ in range(reader.number()):
        start = reader.at
        length = reader.number()
        reader.at += length
        sizes.append(reader.at - start)
    return sizes


def function_names(reader, end):
    names = {}
    if reader.text() != "name":
        return names
    while reader.at < end:
        kind, length = reader.byte(), reader.number()
        after = reader.at + length
        if kind == 1:
            for _ in range(reader.number()):
                number = reader.number()
                names[number] = demangled(reader.text())
        reader.at = after
    return names


def demangled(name):
    """`_ZN3foo3bar17h…E` as `foo::bar`, and types in it, such as `$LT$foo..Bar$GT$`, roughly."""
    if not name.startswith("_ZN"):
        return name
    parts, rest = [], name[3:]
    while found := re.match(r"\d+", rest):
        end = found.end() + int(found[0])
        parts.append(rest[found.end() : end])
        rest = rest[end:]
    return re.sub(r"\$\w+\$", " ", "::".join(parts[:-1]).replace("..", "::"))


def functions(path):
    """Name and size of each function, without those that wasm-bindgen removes."""
    with open(path, "rb") as file:
        reader = Reader(file.read())
    reader.at, imports, sizes, names = 8, 0, [], {}
    while reader.at < len(reader.data):
        section, length = reader.byte(), reader.number()
        end = reader.at + length
        if section == IMPORT:
            imports = imported_functions(reader)
        elif section == CODE:
            sizes = code_sizes(reader)
        elif section == CUSTOM:
            names |= function_names(reader, end)
        reader.at = end
    named = [(names.get(imports + index, "?"), size) for index, size in enumerate(sizes)]
    return [(name, size) for name, size in named if "__wbindgen_describe" not in name]


def main():
    path, *wanted = sys.argv[1:]
    found, sums, counts = functions(path), Counter(), Counter()
    for name, size in found:
        modules = [part for part in wanted if part in name] if wanted else MODULE.findall(name)[:1] or ["other"]
        for module in modules:
            sums[module] += size
            counts[module] += 1
    for module, size in sums.most_common():
        print(f"{size:8,}  {counts[module]:5,} functions  {module}")
    print(f"{sum(size for _, size in found):8,}  {len(found):5,} functions  in all")


main()
