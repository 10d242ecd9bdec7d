"""docs/contract.md names a test for every statement of the contract, and every test that it names exists."""

import re
import sys
from pathlib import Path

CONTRACT = Path("docs/contract.md")
# The numbers of the contract's statements.
WANTED = {*range(1, 154)}
ROW = re.compile(r"^\| *(\d+) *\|")
NAMED = re.compile(r"`([\w./-]+\.(?:rs|mjs|sh|py))::([^`]+)`")


def rust_tests(text):
    """The functions with a test attribute."""
    return set(re.findall(r"#\[(?:\w+::)?(?:test|wasm_bindgen_test)[^\]]*\](?:\s*#\[[^\]]*\])*\s*(?:pub )?(?:async )?fn (\w+)", text))


def node_tests(text):
    """The titles that are given to `test`, `scenario` and what wraps them."""
    registers = set(re.findall(r"^const (\w+) = (?:suite|realtimeSuite|interop)\(", text, re.M))
    registers |= set(re.findall(r"^const (\w+) = \(name, .*=>$", text, re.M)) | {"test", "check"}
    call = rf'^ *(?:{"|".join(sorted(registers))})\(\s*(?:"([^"]+)"|`([^`]+)`)\s*,'
    return {a or b for a, b in re.findall(call, text, re.M)}


def shell_checks(text):
    return set(re.findall(r'\b(?:check|tests) "([^"]+)"', text))


def exists(path, name):
    file = Path(path)
    if not file.is_file():
        return f"{path} does not exist"
    text = file.read_text()
    tests = {".rs": rust_tests, ".mjs": node_tests, ".sh": shell_checks}.get(file.suffix)
    if tests is None or name not in tests(text):
        return f"{path} has no test “{name}”"
    return None


def main():
    rows = {}
    problems = []
    for line in CONTRACT.read_text().splitlines():
        found = ROW.match(line)
        if not found:
            continue
        number = int(found[1])
        if number in rows:
            problems.append(f"{number} is listed twice")
        rows[number] = NAMED.findall(line)
    for number in sorted(WANTED - rows.keys()):
        problems.append(f"{number} is missing")
    for number in sorted(rows.keys() - WANTED):
        problems.append(f"{number} is not in the contract")
    for number, named in sorted(rows.items()):
        if not named:
            problems.append(f"{number} names no test")
        problems += [f"{number}: {what}" for path, name in named if (what := exists(path, name))]
    for problem in problems:
        print(problem)
    print(f"{len(rows)} of {len(WANTED)} statements, {len(problems)} problems")
    return bool(problems)


sys.exit(main())
