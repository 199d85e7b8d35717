#!/usr/bin/env python3
"""clang-tidy over the files of src/, on all cores; what was clean before is not read again.

tidy.py [PATH-PART...]   only files whose path contains one of the parts

Files of one folder are read several at once, as one text that includes them: most of the time goes into the headers they share.
clang-tidy and its analyzer treat a file that the main file includes by itself as code of its own. Where two files do not go
together (a name of both unnamed namespaces), they are read one by one.
"""
import concurrent.futures
import hashlib
import itertools
import json
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Shared by the checkouts of a user: the text tells, not the place.
CLEAN = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "furtka-tidy"
TEXTS = ROOT / "build" / "tidy"
TIDY = "clang-tidy-19"
FILES_AT_ONCE = 6


def flags(entry):
    """How the file is compiled, without its own name and where the object goes."""
    words = [w for w in shlex.split(entry["command"]) if "ccache" not in w]
    while words and not words[0].endswith("clang++-19"):
        words.pop(0)                                   # the launcher and its settings
    for word in ("-o", "-c"):
        at = words.index(word)
        del words[at:at + 2]
    # A name in one file's unnamed namespace may be a parameter in the next; the compiler looks at that file by file.
    return [*words, "-Wno-shadow"]


def batches(entries):
    """(name, files, flags): files of one folder that are compiled alike."""
    def alike(entry):
        return str(pathlib.Path(entry["file"]).parent), " ".join(flags(entry))
    for (folder, _), group in itertools.groupby(sorted(entries, key=lambda e: (alike(e), e["file"])), alike):
        group = list(group)
        for start in range(0, len(group), FILES_AT_ONCE):
            part = group[start:start + FILES_AT_ONCE]
            name = f"{os.path.relpath(folder, ROOT)}/{pathlib.Path(part[0]['file']).stem}".replace("/", "-")
            yield name, [e["file"] for e in part], flags(part[0])


def fingerprint(text, files, words):
    """Everything clang-tidy sees: the text after preprocessing with comments (NOLINT), and its settings."""
    seen = subprocess.run([*words, "-E", "-C", "-P", text], cwd=ROOT / "build", capture_output=True, check=True).stdout
    names = " ".join(os.path.relpath(file, ROOT) for file in files)
    return hashlib.sha256((ROOT / ".clang-tidy").read_bytes() + names.encode() + seen).hexdigest()


def look_at(batch):
    """What clang-tidy says; empty when there is nothing to say."""
    name, files, words = batch
    text = TEXTS / f"{name}.cpp"
    text.write_text("".join(f'#include "{file}" // NOLINT(bugprone-suspicious-include)\n' for file in files))
    try:
        mark = CLEAN / fingerprint(text, files, words)
    except subprocess.CalledProcessError as problem:
        return problem.stderr.decode(errors="replace")
    if mark.exists():
        return ""
    done = subprocess.run([TIDY, "--quiet", "--warnings-as-errors=*", f"--config-file={ROOT / '.clang-tidy'}", text, "--", *words[1:]],
                          cwd=ROOT / "build", capture_output=True, text=True, check=False)
    if done.returncode == 0:
        mark.touch()
        return ""
    if "[clang-diagnostic-error]" in done.stdout and len(files) > 1:
        return "".join(look_at((f"{name}-{pathlib.Path(file).stem}", [file], words)) for file in files)
    return done.stdout + done.stderr


def main():
    parts = sys.argv[1:]
    CLEAN.mkdir(parents=True, exist_ok=True)
    TEXTS.mkdir(exist_ok=True)
    entries = [e for e in json.loads((ROOT / "build" / "compile_commands.json").read_text())
               if pathlib.Path(e["file"]).is_relative_to(ROOT / "src") and (not parts or any(p in e["file"] for p in parts))]
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for said in pool.map(look_at, batches(entries)):
            if said:
                bad += 1
                print(said.strip(), file=sys.stderr)
    print(f"clang-tidy: {len(entries)} files, {'all clean' if not bad else f'{bad} groups with something to mend'}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
