"""Checks the language of documents and comments: no words of the word list, no comment line over 100 columns.

    python3 scripts/lib/language.py [FILE...]     all tracked files if none is given

The words are those that docs/glossary.md replaces. Text in backticks, code blocks and URLs are not checked. Exceptions are in
scripts/lib/language.txt: one per line, `path: text that may occur in the line`.
"""

import re
import subprocess
import sys
import tokenize
from pathlib import Path

MAX_COLUMNS = 100
EXCEPTIONS = Path("scripts/lib/language.txt")
SKIPPED = ("e2e/node_modules/", "Cargo.lock", "docs/contract.md", "bench/RESULTS.md", "proto/src/livekit/wire/generated.rs")

# Word → what to write instead.
WORDS = {
    r"mend(s|ed|ing)?": "reconnect, recovery, fix",
    r"begun anew|begins? anew|begin .* anew|joined anew": "restart, full reconnect",
    r"taken up": "resumed",
    r"hush(ed)?|silences|silenced": "muted, suppressed",
    r"deaf": "suppressed",
    r"fell silent|falls silent": "stopped speaking",
    r"has the floor": "is speaking",
    r"whoever|nobody|somebody": "the user, the agent, no participant, None",
    r"(the|a|its|one) person|persons?'?s?": "the user",
    r"is told|are told|was told|be told|told of|tells (the|it|its|what|of|that|whether)|told that": "emitted, reported, notified",
    r"come alive|comes alive|is alive|has come alive": "hydrated",
    r"to be had|be to hand": "available",
    r"(?<!for )a moment after|meanwhile|by now": "then, during, already",
    r"put down|taken away|let go|lets go|leaves behind|left behind": "removed, dropped, released, leaked",
    r"speech[ -]to[ -]speech(?! \(realtime\))": "realtime",
    r"(?<!=)s2s": "realtime",
    r"specimen": "gallery, entry",
    r"broken line|line (is|that is) (broken|mended)|the line breaks|line broke": "lost connection",
    r"harmless twice|does no harm": "idempotent, is harmless",
    r"knows nothing|says nothing|nothing for|tells nothing": "None, does not know",
}
LIST = [(re.compile(rf"\b(?:{word})\b", re.I), instead) for word, instead in WORDS.items()]


def c_comments(text, rust):
    """(line number, line) of each comment line of Rust, JavaScript or CSS."""
    found = []
    line, i = 1, 0
    while i < len(text):
        if rust and (raw := re.match(r'b?r(#*)"', text[i : i + 8])) and not (i and (text[i - 1].isalnum() or text[i - 1] == "_")):
            end = text.find('"' + raw[1], i + raw.end())
            end = len(text) if end < 0 else end + 1 + len(raw[1])
        elif rust and (char := re.match(r"'(\\[^']*|[^\\'])'", text[i : i + 12])):
            end = i + char.end()
        elif text[i] == '"' or (not rust and text[i] in "'`"):
            end = i + 1
            while end < len(text) and text[end] != text[i]:
                end += 2 if text[end] == "\\" else 1
            end += 1
        elif text.startswith("//", i):
            end = text.find("\n", i)
            end = len(text) if end < 0 else end
            found.append((line, text[i:end]))
        elif text.startswith("/*", i):
            end = text.find("*/", i)
            end = len(text) if end < 0 else end + 2
            found += [(line + n, part) for n, part in enumerate(text[i:end].split("\n"))]
        else:
            end = i + 1
        line += text.count("\n", i, end)
        i = end
    return found


def script_comments(text):
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if re.match(r"\s*#(?!!)", line)]


def python_comments(path):
    """Comments, and strings that stand alone: docstrings."""
    found = []
    first = True
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and first):
                found += [(token.start[0] + n, part) for n, part in enumerate(token.string.split("\n"))]
            if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.ENCODING):
                first = token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    return found


def prose(text):
    """The lines of Markdown outside of code blocks."""
    inside = False
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("```"):
            inside = not inside
        elif not inside and not line.startswith("    "):
            found.append((number, line))
    return found


def checked(path):
    text = path.read_text(encoding="utf-8", errors="ignore")
    match path.suffix:
        case ".md":
            return prose(text)
        case ".rs":
            return c_comments(text, rust=True)
        case ".mjs" | ".js" | ".jsx" | ".css":
            return c_comments(text, rust=False)
        case ".py":
            return python_comments(path)
        case ".sh" | ".toml" | ".yml":
            return script_comments(text)
        case _:
            return []


def exceptions():
    if not EXCEPTIONS.exists():
        return []
    lines = [line for line in EXCEPTIONS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [tuple(line.split(": ", 1)) for line in lines]


def main():
    allowed = exceptions()
    unused = set(allowed)
    given = sys.argv[1:]
    names = given or subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True).stdout.splitlines()
    problems = 0
    for name in names:
        path = Path(name)
        if name.startswith(SKIPPED) or not path.is_file():
            continue
        wide = path.suffix != ".md" and path.read_text(encoding="utf-8", errors="ignore").split("\n")
        for number, line in checked(path):
            if wide and len(wide[number - 1]) > MAX_COLUMNS and wide[number - 1].lstrip().startswith(("//", "*", "/*", "#")):
                print(f"{name}:{number}: a comment of {len(wide[number - 1])} columns; at most {MAX_COLUMNS}")
                problems += 1
            bare = re.sub(r"`[^`]*`|\]\([^)]*\)|\b(?:https?|wss?)://\S+", "", line)
            for word, instead in LIST:
                if not (found := word.search(bare)):
                    continue
                excused = {(file, text) for file, text in allowed if file == name and text in line}
                unused -= excused
                if not excused:
                    print(f"{name}:{number}: “{found[0]}”: write {instead}")
                    problems += 1
    if not given:
        for file, text in sorted(unused):
            print(f"{EXCEPTIONS}: “{file}: {text}” excuses nothing")
            problems += 1
    print(f"{problems} problems")
    return problems != 0


if __name__ == "__main__":
    sys.exit(main())
