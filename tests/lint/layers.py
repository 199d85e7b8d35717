#!/usr/bin/env python3
"""Holds the direction of the layers: which folder of src may include which, and which libraries.

    layers.py [ROOT]     checks ROOT/src (default: this project); prints each violation as file:line, exits 1 if there is one

The table below is the one of ARCHITECTURE.md. A file may always include its own layer.
"""

import re
import sys
from pathlib import Path, PurePosixPath

MAY_INCLUDE = {
    "base": [],
    "domain": ["base"],
    "async": ["base"],
    "http": ["base", "async"],
    "ports": ["base", "domain", "async/task.hpp"],
    "services": ["base", "domain", "async", "ports"],
    "adapters/*": ["base", "domain", "async", "http", "ports"],
    "api": ["base", "domain", "async", "http", "services"],
    "cli": ["base", "domain", "async", "http", "api/messages*"],
    "offline": ["base", "domain", "async", "cli", "adapters/disk", "adapters/compose"],
    "daemon": ["*"],
    "main": ["*"],
}

# Libraries by layer: in headers, and in all files. What is heavy to compile stays out of every header.
HEAVY = ["boost/beast", "boost/json.hpp", "toml++/"]
NO_WORLD = ["boost/asio", "boost/beast", "random", "fstream", "iostream", "thread", "sys/", "unistd.h"]
NOT_IN_HEADERS = {"domain": ["boost/json", "pugixml", "yaml.h"]}
NOT_IN_LAYER = {
    "base": ["boost/"],
    "domain": NO_WORLD,
    "async": ["boost/beast", "boost/json"],
    "ports": ["boost/"],
    "services": ["boost/beast"],
}
MOST_BEAST_FILES = 6  # each costs about ten seconds of compile time

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


class Include:
    def __init__(self, file, line, name, target):
        self.file = file  # PurePosixPath below src
        self.line = line
        self.name = name  # as written
        self.target = target  # PurePosixPath below src, or None: a library's


def layer_of(path):
    if len(path.parts) == 1:
        return "main"
    if path.parts[0] == "adapters" and len(path.parts) > 2:
        return "/".join(path.parts[:2])
    return path.parts[0]


def rule_of(layer):
    return MAY_INCLUDE.get("adapters/*" if layer.startswith("adapters/") else layer)


def allows(rule, target):
    for entry in rule:
        if entry == "*" or layer_of(target) == entry:
            return True
        if "/" in entry and target.match(entry):
            return True
    return False


def words(rule):
    if not rule:
        return "nothing but itself"
    return "everything" if "*" in rule else ", ".join(rule)


def resolve(src, file, quoted, name):
    """The project's file that an include names, as the compiler finds it."""
    folders = [src / file.parent, src] if quoted else [src]
    for folder in folders:
        found = (folder / name).resolve()
        if found.is_file() and found.is_relative_to(src):
            return PurePosixPath(found.relative_to(src).as_posix())
    # A generated header is not in src: its folder still tells its layer.
    path = PurePosixPath(name)
    return path if quoted and len(path.parts) > 1 and ".." not in path.parts else None


def includes_of(src, file):
    for number, line in enumerate((src / file).read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            quoted = match.group(1) == '"'
            yield Include(file, number, match.group(2), resolve(src, file, quoted, match.group(2)))


def is_library(name, entries):
    """`boost/beast` stands for that header, `boost/beast.hpp` and all below `boost/beast/`."""
    return any(name in (entry, entry + ".hpp") or name.startswith(entry.rstrip("/") + "/") for entry in entries)


def check_direction(include):
    layer = layer_of(include.file)
    rule = rule_of(layer)
    if rule is None:
        return f"the folder {layer} is no layer; the layers are {', '.join(MAY_INCLUDE)}"
    if include.target is None or layer_of(include.target) == layer or allows(rule, include.target):
        return None
    return f'{layer} may not include "{include.name}"; it may include {words(rule)}'


def check_library(include):
    if include.target is not None:
        return None
    layer = layer_of(include.file)
    if is_library(include.name, NOT_IN_LAYER.get(layer, [])):
        return f"{layer} may not include <{include.name}>; it is for {purpose(layer)}"
    if include.file.suffix == ".hpp" and is_library(include.name, HEAVY + NOT_IN_HEADERS.get(layer, [])):
        return f"a header may not include <{include.name}>; put it in a .cpp file and show plain structs"
    return None


def purpose(layer):
    return {
        "base": "the standard library and fmt",
        "domain": "values and decisions: no I/O, no Asio, no clock, no randomness",
        "async": "waiting, on Asio alone",
        "ports": "plain values and Task",
        "services": "use cases, which know no wire format",
    }[layer]


def beast_violations(includes):
    first = {}
    for include in includes:
        if is_library(include.name, ["boost/beast"]) and include.file.suffix == ".cpp":
            first.setdefault(include.file, include)
    for include in sorted(first.values(), key=lambda i: str(i.file))[MOST_BEAST_FILES:]:
        yield include, f"Beast is included by {len(first)} .cpp files; at most {MOST_BEAST_FILES} may"


def cycle_violations(includes):
    """One violation for each include that closes a circle, found by walking depth first."""
    edges = {}
    for include in includes:
        if include.target is not None:
            edges.setdefault(include.file, []).append(include)
    done = set()
    for start in sorted(edges, key=str):
        if start in done:
            continue
        path, walks = [start], [iter(edges[start])]
        while walks:
            include = next(walks[-1], None)
            if include is None:
                walks.pop()
                done.add(path.pop())
            elif include.target in path:
                circle = path[path.index(include.target):] + [include.target]
                yield include, "the includes go in a circle: " + " -> ".join(map(str, circle))
            elif include.target not in done and include.target in edges:
                path.append(include.target)
                walks.append(iter(edges[include.target]))


def violations(root):
    src = (Path(root) / "src").resolve()
    files = sorted(p for p in src.rglob("*") if p.suffix in (".hpp", ".cpp"))
    includes = []
    for path in files:
        includes.extend(includes_of(src, PurePosixPath(path.relative_to(src).as_posix())))
    found = [(i, text) for i in includes for text in (check_direction(i), check_library(i)) if text]
    found += beast_violations(includes)
    found += cycle_violations(includes)
    found.sort(key=lambda v: (str(v[0].file), v[0].line))
    return len(files), [f"src/{include.file}:{include.line}: {text}" for include, text in found]


def main(arguments):
    root = arguments[0] if arguments else Path(__file__).resolve().parents[2]
    count, lines = violations(root)
    for line in lines:
        print(line)
    if count == 0:
        print(f"{root}/src has no .hpp or .cpp file: nothing was checked")
        return 2
    if not lines:
        print(f"{count} files keep the layers")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
