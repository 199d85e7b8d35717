#!/usr/bin/env python3
"""Names in unnamed namespaces are unique in their layer: the sanitizer builds compile several of a layer's files as one.

    unnamed.py [ROOT]     prints each name that two files of a layer define, as file:line, exits 1 if there is one

Functions may have one name when their parameters differ; aliases are left to the compiler. base and domain are compiled file by file everywhere (cmake/Layers.cmake).
"""
import collections
import re
import sys
from pathlib import Path, PurePosixPath

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
from layers import layer_of  # noqa: E402

ALONE = {"base", "domain", "main"}
NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|^[ \t]*#(?:\\\n|[^\n])*', re.S | re.M)
OPEN = re.compile(r"\bnamespace\s*\{")
TYPE = re.compile(r"^(?:template\s*<.*?>\s*)?(?:struct|class|enum(?:\s+class)?|union)\s+(?:\w+::)*(\w+)\s*(?:final\s*)?(?:[:{]|$)", re.S)
FUNCTION = re.compile(r"([\w~]+|operator\S+)\s*\((.*)\)\s*(?:const|noexcept|->\s*[\w:<>, *&]+|\s)*$", re.S)
VALUE = re.compile(r"(\w+)\s*(?:\[[^\]]*\]\s*)*(?:=|\{|$)")


def blanked(text):
    """Comments, strings and preprocessor lines become spaces; line ends stay."""
    return NOISE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def end_of(text, begin, opens="{", closes="}"):
    """Where the bracket that opens before `begin` closes."""
    depth = 1
    for at in range(begin, len(text)):
        depth += (text[at] in opens) - (text[at] in closes)
        if depth == 0:
            return at
    return len(text)


def statements(text, begin, end):
    """(where, head) of each declaration between the two; bodies are left out."""
    at = start = begin
    while at < end:
        if text[at] == "(":
            at = end_of(text, at + 1, "(", ")")
        elif text[at] == "{" and "=" in text[start:at] and "operator" not in text[start:at]:
            at = end_of(text, at + 1)  # of a value
        elif text[at] in "{;":
            head = text[start:at].strip()
            if head:
                yield start + len(text[start:at]) - len(text[start:at].lstrip()), head + (" {" if text[at] == "{" else "")
            if text[at] == "{":
                at = end_of(text, at + 1)
                after = re.compile(r"\s*;").match(text, at + 1)
                at = after.end() - 1 if after else at
            start = at + 1
        at += 1


def parameters(text):
    """The types of parameters, near enough to tell overloads: names and defaults are dropped."""
    each, depth = [""], 0
    for c in text:
        depth += (c in "<([{") - (c in ">)]}")
        if c == "," and depth == 0:
            each.append("")
        else:
            each[-1] += c
    return tuple(re.sub(r"\s+", "", re.sub(r"\b\w+$", "", one.split("=")[0].strip()) if " " in one.split("=")[0].strip() else one) for one in each)


def name_of(head):
    bare = head.removesuffix(" {")
    if found := TYPE.match(head):
        return found.group(1)
    if bare.startswith(("using ", "namespace ", "template <> ", "static_assert", "friend ", "extern ")):
        return None
    if "(" in bare and (found := FUNCTION.search(bare)) and "=" not in bare.split("(")[0]:
        name = re.search(r"(\w+|operator\S+)\s*$", bare.split("(")[0])
        whole = bare[bare.index("(") + 1:end_of(bare, bare.index("(") + 1, "(", ")")]
        return (name.group(1), parameters(whole)) if name else None
    found = VALUE.search(bare.split("=")[0].split("{")[0])
    last = re.search(r"(\w+)\s*(?:\[[^\]]*\]\s*)*$", bare.split("=")[0])
    return last.group(1) if found and last else None


def names_in(text):
    text = blanked(text)
    for found in OPEN.finditer(text):
        for where, head in statements(text, found.end(), end_of(text, found.end())):
            if name := name_of(head):
                yield text.count("\n", 0, where) + 1, name


def violations(root):
    src = Path(root) / "src"
    seen = collections.defaultdict(list)
    for path in sorted(src.rglob("*.cpp")):
        file = PurePosixPath(path.relative_to(src).as_posix())
        if layer_of(file) not in ALONE:
            for line, name in names_in(path.read_text(encoding="utf-8")):
                seen[layer_of(file), name].append((file, line))
    for (layer, name), places in sorted(seen.items(), key=str):
        if len({file for file, _ in places}) > 1:
            shown = name if isinstance(name, str) else f"{name[0]}({', '.join(name[1])})"
            yield f"{layer}: {shown} is in the unnamed namespaces of " + " and ".join(f"src/{file}:{line}" for file, line in places)


def main(arguments):
    lines = list(violations(arguments[0] if arguments else Path(__file__).resolve().parents[2]))
    print(*lines or ["names in unnamed namespaces are unique in their layers"], sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
