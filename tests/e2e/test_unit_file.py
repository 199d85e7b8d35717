"""The systemd unit: as little power as the work allows, and no less than the work needs."""
import pathlib
import re
import shutil
import subprocess

import pytest

from rig import wait_until, write_app
from rig.daemon import program

UNIT = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "furtka.service"
MOST_EXPOSED = 2.5  # of 10, as systemd-analyze counts

needs_analyze = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")


def analyze(*words):
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, timeout=60, check=False)


def values(key):
    return re.findall(rf"^{key}=(.*)$", UNIT.read_text(), re.MULTILINE)


@needs_analyze
def test_the_unit_exposes_little():
    told = analyze("security", "--offline=true", f"--threshold={int(MOST_EXPOSED * 10)}", str(UNIT))
    level = re.search(r"Overall exposure level for furtka.service: ([0-9.]+)", told.stdout)
    assert level, told.stdout + told.stderr
    assert told.returncode == 0 and float(level.group(1)) <= MOST_EXPOSED, told.stdout


@needs_analyze
def test_the_unit_is_understood_in_full():
    """A misspelt line would be passed over in silence. The program itself need not be installed."""
    told = analyze("verify", str(UNIT))
    complaints = [line for line in told.stderr.splitlines() if "furtka.service" in line and "is not executable" not in line]
    assert complaints == []


def test_everything_has_a_limit():
    for key in ("MemoryMax", "TasksMax", "LimitNOFILE", "TimeoutStopSec"):
        assert len(values(key)) == 1, key
    assert values("LimitCORE") == ["0"]


def calls_of(group, seen=()):
    """The system calls of a group such as @system-service."""
    calls = set()
    for line in analyze("syscall-filter", group).stdout.splitlines():
        word = line.strip()
        if not line.startswith("    ") or word.startswith("#"):
            continue
        calls |= calls_of(word, (*seen, group)) if word.startswith("@") and word not in seen else {word}
    return calls


def allowed_calls():
    allowed = set()
    for line in values("SystemCallFilter"):
        words = {call for word in line.lstrip("~").split() for call in (calls_of(word) if word.startswith("@") else {word})}
        allowed = allowed - words if line.startswith("~") else allowed | words
    return allowed


@needs_analyze
@needs_strace
@pytest.mark.timeout(180)
def test_the_work_needs_no_system_call_that_the_unit_forbids(engine, make_daemon, publish, tmp_path, monkeypatch):
    """An app's life under strace, Compose and all."""
    traced = tmp_path / "furtka-traced"
    summary = tmp_path / "calls"
    traced.write_text(f'#!/bin/sh\nexec strace -D -f -qq -c -U name,calls,errors -o "{summary}" "{program()}" "$@"\n')
    traced.chmod(0o755)
    monkeypatch.setenv("FURTKA_BIN", str(traced))
    image = publish("web", page="one")
    daemon = make_daemon(engine, start=False)
    daemon.start(timeout=60)
    write_app(daemon.catalog, "blog", f'services:\n  web:\n    image: "{image.ref}"\n    volumes: [data:/data]\nvolumes: {{data: {{}}}}\n')
    daemon.install("blog").expect(200)
    publish("web", page="two")
    assert daemon.post("/api/apps/blog/update").expect(200).json()["updated"]
    daemon.post("/api/apps/remove", {"name": "blog", "data": "delete"}).expect(200)
    daemon.terminate(60)
    wait_until(lambda: summary.exists() and "execve" in summary.read_text(), 20, what="strace has counted")

    used = {line.split()[0] for line in summary.read_text().splitlines()[2:] if line.split() and line.split()[0].isidentifier()}
    used -= {"total"}
    assert {"execve", "openat", "sendto"} & used
    assert sorted(used - allowed_calls()) == []
