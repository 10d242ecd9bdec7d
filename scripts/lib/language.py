"""Checks the language of what people read: no words of the word list, no comment over 100 columns.

    python3 scripts/lib/language.py [FILE...]     all tracked files if none is given

Checked are documents, comments, strings of several words (errors, UI strings, test titles) and
names of Rust tests. The words are those that docs/glossary.md replaces. Text in backticks, code
blocks and URLs are not checked. Exceptions are in scripts/lib/language.txt: one per line,
`path: text that may occur in the line`. The path may contain `*`.
"""

import re
import subprocess
import sys
import tokenize
from fnmatch import fnmatch
from pathlib import Path

MAX_COLUMNS = 100
EXCEPTIONS = Path("scripts/lib/language.txt")
# The word list itself, licenses, and what is generated from other text or by other projects.
SKIPPED = ("scripts/lib/language.", "LICENSE-", "e2e/node_modules/", "Cargo.lock", "proto/src/livekit/wire/generated.rs")

# Word → what to write instead.
WORDS = {
    r"mend(s|ed|ing)?": "reconnect, recovery, fix",
    r"anew": "again, new; restart, full reconnect",
    r"taken up": "resumed",
    r"hush(ed)?|silences|silenced": "muted, suppressed",
    r"deaf": "suppressed",
    r"fell silent|falls silent": "stopped speaking",
    r"has the floor": "is speaking",
    r"whoever|nobody|somebody": "the user, the agent, no participant, None",
    r"(the|a|its|one) person|persons?'?s?": "the user",
    r"told|tells (the|it|its|what|of|that|whether)": "emitted, reported, notified",
    r"come alive|comes alive|is alive|has come alive": "hydrated",
    r"to be had|be to hand": "available",
    r"(?<!for )a moment after|meanwhile|by now": "then, during, already",
    r"put down|taken away|let go|lets go|leaves behind|left behind": "removed, dropped, released, leaked",
    r"speech[ -]to[ -]speech(?! \(realtime\))": "realtime",
    r"(?<![=\"'])s2s": "realtime",
    r"specimen": "gallery, entry",
    r"broken line|line (is|that is) (broken|mended)|the line breaks|line broke": "lost connection",
    r"harmless twice|does no harm": "idempotent, is harmless",
    r"knows nothing|says nothing|nothing for|tells nothing": "None, does not know",
    r"stands? (on|for|alone|still|where)|stood": "is, means, is attached to",
    r"nothing new|leaves? nothing behind|nothing is said": "no change, leaks nothing, no updates",
    r"weighs?|weighed": "has … bytes",
    r"wish(es|ed)?": "option, config",
    r"obeys?|obeyed|knocks?|knocked": "execute, probe",
    r"manners|rehearsals?|rehearsed|booth|brain": "media session, prewarm, driver, machine",
    r"asleep": "suspended",
    r"without a word": "without an event",
    r"whole again|made whole": "healthy, recovered",
    r"lets? in|let in": "admits, accepts",
}
LIST = [(re.compile(rf"\b(?:{word})\b", re.I), instead) for word, instead in WORDS.items()]
ANY = re.compile("|".join(rf"\b(?:{word})\b" for word in WORDS), re.I)
QUOTED = re.compile(r"`[^`]*`|\]\([^)]*\)|\b(?:https?|wss?)://\S+")

COMMENT = r"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"
RUST = re.compile(
    COMMENT
    + r"""|\bb?r(?P<hash>\#*)"(?P<raw>.*?)"(?P=hash)"""
    + r"""|b?"(?P<text>(?:\\.|[^"\\])*)\""""
    + r"""|b?'(?:\\[^']*|[^'\\\n])'""",
    re.S,
)
SCRIPT = re.compile(COMMENT + r"""|(?P<quote>["'])(?P<text>(?:\\.|(?!(?P=quote))[^\\\n])*)(?P=quote)|`(?P<raw>(?:\\.|[^`\\])*)`""", re.S)
RUST_TEST = re.compile(r"#\[(?:\w+::)?(?:test|wasm_bindgen_test)[^\]]*\](?:\s*#\[[^\]]*\])*\s*(?:pub )?(?:async )?fn (\w+)")
SHELL_STRING = re.compile(r"\"([^\"\n]* [^\"\n]*)\"")


def lines(first, part, comment=False):
    """(line number, line, whether it is a comment) of each line of a part."""
    return [(first + n, line, comment) for n, line in enumerate(part.split("\n"))]


def code(text, tokens, rust):
    """Comments and strings of several words. Of Rust, the names of tests, too."""
    found = []
    for token in tokens.finditer(text):
        part = token["comment"] or token["raw"] or token["text"] or ""
        if token["comment"] or " " in part:
            found += lines(text.count("\n", 0, token.start()) + 1, part, bool(token["comment"]))
    if rust:
        for test in RUST_TEST.finditer(text):
            found += lines(text.count("\n", 0, test.start(1)) + 1, test[1].replace("_", " "))
    return found


def shell(text):
    """Comments, and strings of several words."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r"\s*#(?!!)", line):
            found.append((number, line, True))
        else:
            found += [(number, string, False) for string in SHELL_STRING.findall(line)]
    return found


def python(path):
    """Comments and docstrings, and strings of several words."""
    found = []
    kinds = {tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", None)}
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type in kinds and " " in token.string:
                found += lines(token.start[0], token.string, token.type == tokenize.COMMENT)
    return found


def prose(text):
    """The lines of Markdown outside of code blocks."""
    inside = False
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("```"):
            inside = not inside
        elif not inside and not line.startswith("    "):
            found.append((number, line, False))
    return found


def checked(path, text):
    match path.suffix:
        case ".md":
            return prose(text)
        case ".rs":
            return code(text, RUST, rust=True)
        case ".mjs" | ".js" | ".jsx" | ".css":
            return code(text, SCRIPT, rust=False)
        case ".py":
            return python(path)
        case ".sh" | ".toml" | ".yml":
            return shell(text)
        case ".html" | ".proto" | ".txt":
            return lines(1, text)
        case _ if text.startswith("#!") or path.name == "justfile":
            return shell(text)
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
        text = path.read_text(encoding="utf-8", errors="ignore")
        full = text.split("\n")
        for number, line, comment in checked(path, text):
            columns = len(full[number - 1])
            if comment and columns > MAX_COLUMNS and full[number - 1].lstrip().startswith(("//", "*", "/*", "#")):
                print(f"{name}:{number}: a comment of {columns} columns; at most {MAX_COLUMNS}")
                problems += 1
            bare = QUOTED.sub("", line)
            if not ANY.search(bare):
                continue
            for word, instead in LIST:
                if not (found := word.search(bare)):
                    continue
                excused = {(file, text) for file, text in allowed if fnmatch(name, file) and text in line}
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
