"""Secrets: planted everywhere, then looked for everywhere else, after a life of an app with its failures.

Each is a random word, so that a find is no accident. Where one may be is written down in MAY_HOLD; everything else that the
daemon writes, says, logs or hands to a program is searched for all of them.
"""
import base64
import json
import os
import pathlib
import secrets
import stat
import subprocess
import threading
import time
import urllib.parse

import pytest

from rig import wait_until, write_app
from rig_receivers import WebReceiver

SETTINGS = [
    {"name": "PASSWORD", "label": "Password", "type": "password", "required": True},
    {"name": "MADE", "label": "Made", "type": "password", "generate": "hex:24"},
    {"name": "TITLE", "label": "Title", "type": "text", "default": "plain"},
]
# Shown to Compose as the app's author would: as a variable, in a command, and as a label.
COMPOSE = """
services:
  web:
    image: "{ref}"
    restart: unless-stopped
    environment: {{PASSWORD: "${{PASSWORD:?}}", MADE: "${{MADE}}", TITLE: "${{TITLE}}"}}
    ports: ["8100:8080"]
    healthcheck: {{test: ["CMD", "true"], interval: 1s}}
"""


class Planted:
    """The secrets by name, and in how many forms they might leak."""

    def __init__(self):
        self.values = {}

    def word(self, name):
        self.values[name] = f"zq{secrets.token_hex(9)}"
        return self.values[name]

    def forms(self):
        for name, value in self.values.items():
            yield name, value.encode()
            for padding in range(3):    # base64 of the word somewhere inside a longer text
                coded = base64.b64encode(b"x" * padding + value.encode())
                yield f"{name} in base64", coded[(4 if padding else 0):-4]
            if (quoted := urllib.parse.quote(value, safe="").replace("q", "%71")) != value:
                yield f"{name} quoted", quoted.encode()

    def found_in(self, content):
        content = content if isinstance(content, bytes) else content.encode()
        return sorted({name for name, form in self.forms() if form in content})


class Children(threading.Thread):
    """Command lines and environments of everything the daemon starts, sampled as fast as it goes."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.root, self.seen, self.ended = pid, {}, threading.Event()
        # Between vfork and exec a child is still the daemon, in the same memory.
        self.itself = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()

    def run(self):
        while not self.ended.is_set():
            for pid in self.offspring(self.root):
                try:
                    read = [pathlib.Path(f"/proc/{pid}/{what}").read_bytes() for what in ("cmdline", "environ")]
                except OSError:
                    continue
                if read[0] and read[0] != self.itself:
                    self.seen[tuple(read)] = pid
            time.sleep(0.002)

    def offspring(self, pid):
        try:
            children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except OSError:
            return
        for child in map(int, children):
            yield child
            yield from self.offspring(child)

    def stop(self):
        self.ended.set()
        self.join(5)


def files_below(*folders):
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path


@pytest.fixture
def receiver():
    made = WebReceiver()
    yield made
    made.close()


@pytest.mark.timeout(240)
def test_no_secret_is_anywhere_but_in_its_place(make_daemon, engine, publish, make_registry, receiver):
    planted = Planted()
    login, topic, token = planted.word("registry login"), planted.word("address of a webhook"), planted.word("webhook token")
    private = make_registry(users={"ada": login})
    daemon = make_daemon(engine, start=False, env={
        "FURTKA_APP_HOST": engine.ip, "FURTKA_UPDATE_SETTLE": "1", "FURTKA_UPDATE_TIMEOUT": "5", "FURTKA_LOG_LEVEL": "debug",
        "SECRET_OF_THE_OWNER": planted.word("environment of the daemon")})
    daemon.start()
    children = Children(daemon.pid)
    children.start()
    answers = []

    def call(method, path, body=None, status=None, headers=None):
        answer = daemon.request(method, path, body, headers)
        assert status is None or answer.status == status, f"{method} {path}: {answer.status} {answer.text[:400]}"
        answers.append((f"{method} {path}", answer.text + str(answer.headers)))
        return answer

    with daemon.events() as stream:
        call("POST", "/api/registries", {"registry": private.ref("x").split("/")[0], "username": "ada", "password": login})
        target = call("POST", "/api/notifications/targets", {
            "kind": "webhook", "url": f"http://127.0.0.1:{receiver.port}/{topic}", "secret": token}, 200).json()
        call("POST", f"/api/notifications/targets/{target['id']}/test", {})
        waits = {"Prefer": "wait=60"}
        image = publish("web", page="one")
        write_app(daemon.catalog, "blog", COMPOSE.format(ref=image.ref), settings=SETTINGS, ports=[8100])
        given = {"name": "blog", "settings": {"PASSWORD": planted.word("password of the app")}}
        call("POST", "/api/apps/install/plan", given, 200)
        call("POST", "/api/apps/install", {"name": "blog", "settings": {"PASSWORD": planted.word("refused password"), "NONE": "x"}}, 400)
        call("POST", "/api/apps/install", given, 200, waits)
        made = dict(line.split("=", 1) for line in (daemon.apps / "blog/.env").read_text().splitlines() if "=" in line)
        planted.values["generated password"] = made["MADE"].strip("'\"")

        publish("web", page="two")
        call("POST", "/api/apps/blog/update", {}, 200)
        publish("web", cmd=["false"])
        call("POST", "/api/apps/blog/update", {}, 502)
        call("POST", "/api/apps/blog/settings", {"settings": {"PASSWORD": planted.word("second password"), "TITLE": "new"}}, 200)
        # A container that ends and quotes what it was given would be the app's own leak; one that merely ends is diagnosed.
        engine.container("blog", "web")
        call("POST", "/api/apps/blog/stop", {}, 200)
        call("POST", "/api/apps/blog/start", {}, 200)
        # A compose file that cannot be read, with the secrets beside it.
        broken = daemon.apps / "blog" / "docker-compose.yaml"
        good = broken.read_text()
        broken.write_text(good + f"\nx-note: '{planted.word('written into the compose file')}\nservices: [\n")
        call("POST", "/api/apps/blog/start", {})
        wait_until(lambda: daemon.app("blog")["error"], what="the broken file is told")
        call("GET", "/api/apps/blog")
        broken.write_text(good)
        wait_until(lambda: daemon.app("blog")["error"] is None, what="the mended file is read")
        # An installation that fails keeps what was typed for the next try, and nowhere else.
        write_app(daemon.catalog, "other", COMPOSE.format(ref=private.ref("missing")).replace("8100", "8200"), settings=SETTINGS)
        call("POST", "/api/apps/install", {"name": "other", "settings": {"PASSWORD": planted.word("password of a failed try")}},
             headers=waits)
        call("POST", "/api/reconcile?dry_run=1", {}, 200)
        call("POST", "/api/updates/check", {})
        for path in ("/api/apps", "/api/apps/blog", "/api/apps/available", "/api/apps/blog/settings", "/api/apps/blog/logs?tail=50",
                     "/api/apps/blog/diagnosis", "/api/apps/blog/history", "/api/apps/blog/recovery-points", "/api/history",
                     "/api/apps/blog/update/plan", "/api/apps/blog/permissions", "/api/updates", "/api/registries", "/api/jobs",
                     "/api/notifications/targets", "/api/policy", "/api/server", "/metrics", "/healthz"):
            call("GET", path, status=200)
        for job in daemon.get("/api/jobs").json()["jobs"]:
            call("GET", f"/api/jobs/{job['id']}", status=200)
        time.sleep(0.3)
        told = [event.data for event in stream.events]
    for words in (["app", "show", "blog"], ["app", "settings", "blog"], ["app", "logs", "blog"], ["jobs"], ["app", "install", "other", "--plan"],
                  ["notify", "list"], ["registry", "list"]):
        done = daemon.cli(*words)
        answers.append((f"furtka {' '.join(words)}", done.stdout + done.stderr))
    children.stop()

    leaks = {where: found for where, text in answers if (found := planted.found_in(text))}
    leaks |= {f"event {at}": found for at, data in enumerate(told) if (found := planted.found_in(data))}
    leaks |= {f"log: {line[:200]}": found for line in daemon.log.splitlines() if (found := planted.found_in(line))}
    programs = {(pathlib.Path(line.split(b"\0")[0].decode()).name, line.split(b"\0")[-2]) for line, _ in children.seen if line.count(b"\0") > 1}
    assert any(name == "docker-compose" for name, _ in programs), programs
    leaks |= {f"a program's {what}: {content[:120]!r}": found for pair in children.seen
              for what, content in zip(("arguments", "environment"), pair) if (found := planted.found_in(content))}
    assert leaks == {}

    # On disk: each in its own files, which nobody else may read.
    may_hold = {
        "apps/blog/.env": {"second password", "generated password"},
        "state/registries.json": {"registry login", "registry login in base64"},
        "state/notify.json": {"webhook token", "address of a webhook"},
        "state/drafts/other.env": {"password of a failed try"},
    }
    daemon.terminate()
    for path in files_below(daemon.apps, daemon.state):
        name = str(path.relative_to(daemon.folder))
        found = planted.found_in(path.read_bytes())
        point = name.startswith("state/points/") and path.name == "env"   # the settings to go back to
        allowed = may_hold.get(name, set()) | ({"password of the app", "second password", "generated password"} if point else set())
        assert set(found) <= allowed, f"{name} holds {found}"
        mode = stat.S_IMODE(path.stat().st_mode)
        assert not found or mode == 0o600, f"{name} is {oct(mode)}"
        assert not name.startswith("state/") or mode & 0o077 == 0 or parents_closed(path, daemon.state), f"{name} is {oct(mode)}"


def parents_closed(path, top):
    """Whether a folder on the way keeps others out."""
    return any(stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0 for folder in path.parents if folder == top or top in folder.parents)


def test_the_daemons_memory_is_its_own(daemon):
    limits = pathlib.Path(f"/proc/{daemon.pid}/limits").read_text()
    assert [line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core file size")] == [["0", "0"]]
    # What is not dumpable belongs to root in /proc, whoever runs it, and only who may trace anything may read its memory.
    assert os.stat(f"/proc/{daemon.pid}/environ").st_uid == 0
    without_ptrace = [
        "setpriv", "--bounding-set", "-all", "--inh-caps", "-all", "cat", f"/proc/{daemon.pid}/environ"]
    done = subprocess.run(without_ptrace, capture_output=True, check=False)
    assert done.returncode != 0 and b"denied" in done.stderr, done


def test_a_program_gets_a_clean_environment_and_no_descriptor(make_daemon, engine, tmp_path):
    """Compose in a wrapper that writes down what it was given."""
    daemon = make_daemon(engine, start=False, env={"SOME_TOKEN": "of-the-owner", "LD_LIBRARY_PATH": "/nowhere"})
    real = daemon.environment["FURTKA_COMPOSE"]
    seen = tmp_path / "seen"
    wrapper = tmp_path / "docker-compose"
    wrapper.write_text(f'#!/bin/sh\n{{ env; ls -l /proc/self/fd; }} >> {seen}\nexec {real} "$@"\n')
    wrapper.chmod(0o755)
    daemon.environment["FURTKA_COMPOSE"] = str(wrapper)
    daemon.start()
    write_app(daemon.apps, "blog", "services: {web: {image: x}}\n")
    wait_until(lambda: daemon.app("blog") and seen.exists() and "config" not in seen.name, what="the file is read")
    wait_until(lambda: "PATH=" in seen.read_text(), what="Compose was asked")
    text = seen.read_text()
    names = {line.split("=")[0] for line in text.splitlines() if "=" in line and not line.startswith(("l", "t", " "))}
    assert names <= {"PATH", "HOME", "DOCKER_HOST", "DOCKER_CONFIG", "COMPOSE_ANSI", "COMPOSE_PROGRESS", "GOGC", "GOMEMLIMIT", "PWD", "OLDPWD",
                     "_", "SHLVL", *(k for k in os.environ if k.lower().endswith("_proxy"))}, names
    targets = [line.split(" -> ")[1] for line in text.splitlines() if " -> " in line]
    assert targets and not any(target.startswith(("socket:", "anon_inode")) for target in targets), targets
