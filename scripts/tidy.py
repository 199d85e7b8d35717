#!/usr/bin/env python3
"""clang-tidy over the files of src/, on all cores; a file whose preprocessed text was clean before is not read again.

tidy.py [PATH-PART...]   only files whose path contains one of the parts
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Shared by the checkouts of a user: the text tells, not the place.
CLEAN = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "furtka-tidy"
TIDY = "clang-tidy-19"


def fingerprint(entry):
    """Everything clang-tidy sees: the text after preprocessing with comments (NOLINT), and its settings."""
    words = [w for w in shlex.split(entry["command"]) if "ccache" not in w]
    while words and not words[0].endswith("clang++-19"):
        words.pop(0)                                   # the launcher and its settings
    out = words.index("-o")
    del words[out:out + 2]
    words.remove("-c")
    text = subprocess.run([*words, "-E", "-C", "-P"], cwd=entry["directory"], capture_output=True, check=True).stdout
    settings = (ROOT / ".clang-tidy").read_bytes()
    return hashlib.sha256(settings + os.path.relpath(entry["file"], ROOT).encode() + text).hexdigest()


def look_at(entry):
    """What clang-tidy says; empty when there is nothing to say."""
    try:
        mark = CLEAN / fingerprint(entry)
    except subprocess.CalledProcessError as problem:
        return problem.stderr.decode(errors="replace")
    if mark.exists():
        return ""
    done = subprocess.run([TIDY, "-p", ROOT / "build", "--quiet", "--warnings-as-errors=*", entry["file"]],
                          capture_output=True, text=True, check=False)
    if done.returncode == 0:
        mark.touch()
        return ""
    return done.stdout + done.stderr


def main():
    parts = sys.argv[1:]
    CLEAN.mkdir(parents=True, exist_ok=True)
    entries = [e for e in json.loads((ROOT / "build" / "compile_commands.json").read_text())
               if pathlib.Path(e["file"]).is_relative_to(ROOT / "src") and (not parts or any(p in e["file"] for p in parts))]
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for said in pool.map(look_at, entries):
            if said:
                bad += 1
                print(said.strip(), file=sys.stderr)
    print(f"clang-tidy: {len(entries)} files, {bad} with something to mend")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
