"""A slot of the machine (subnet, names, folder) and the script that fills it with capsules."""
import os
import pathlib
import re
import subprocess

CHECKOUT = pathlib.Path(__file__).resolve().parents[3]
SCRIPTS = CHECKOUT / "scripts" / "rig"


class RigUnavailable(RuntimeError):
    """There can be no private engine here; the message says why."""


def cache():
    home = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    return pathlib.Path(os.environ.get("FURTKA_RIG_CACHE") or home / "furtka-rig")


def is_fetched(unit):
    return (cache() / "eng" / unit / ".recipe").is_file()


def compose_program(unit="compose"):
    """The Compose v2 program; units: compose (2.26), sid (2.40)."""
    return cache() / "eng" / unit / "usr/libexec/docker/cli-plugins/docker-compose"


def docker_program():
    """A docker client, for tests that compare with it."""
    return cache() / "eng" / "bookworm" / "usr/bin/docker"


class Slot:
    """Everything this test run starts; `close` ends all of it. Use as a context manager."""

    def __init__(self):
        if os.geteuid() != 0:
            raise RigUnavailable("private engines need root")
        missing = [unit for unit in ("base", "registry", "compose", "trixie") if not is_fetched(unit)]
        if missing:
            raise RigUnavailable(f"not fetched: {' '.join(missing)} (run scripts/bootstrap.sh test)")
        self.environment = dict(os.environ)
        said = self.capsule("switch-up", str(os.getpid()))
        for name, value in re.findall(r"(FURTKA_RIG_\w+)=(\S+)", said):
            self.environment[name] = value
        self.net = self.environment["FURTKA_RIG_NET"]
        self.number = self.environment["FURTKA_RIG_SLOT"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def host(self):
        """This machine's address on the capsules' wire: reached from here and from every engine."""
        return f"{self.net}.1"

    @property
    def folder(self):
        return pathlib.Path(os.environ.get("FURTKA_RIG_RUN") or "/var/tmp/furtka-rig") / self.number

    def capsule(self, *words, timeout=90):
        done = subprocess.run([SCRIPTS / "capsule.sh", *map(str, words)], env=self.environment, timeout=timeout,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"capsule.sh {' '.join(map(str, words))}: exit {done.returncode}\n{done.stderr}")
        return done.stdout.strip()

    def close(self):
        self.capsule("switch-down")
