"""The program under test, started as its owner would, with every folder its own."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from . import capsule, wire
from .events import EventStream


def program():
    return pathlib.Path(os.environ.get("FURTKA_BIN") or capsule.CHECKOUT / "build" / "furtka")


class Daemon:
    """`folder` receives apps/, state/, catalog/ and the log; it survives restarts."""

    def __init__(self, folder, engine=None, compose_unit="compose", env=None):
        self.folder = pathlib.Path(folder)
        self.apps, self.state, self.catalog = (self.folder / name for name in ("apps", "state", "catalog"))
        for each in (self.apps, self.state, self.catalog):
            each.mkdir(parents=True, exist_ok=True)
        self.log_file = self.folder / "daemon.log"
        self.short = pathlib.Path(tempfile.mkdtemp(prefix="furtka-"))   # a unix socket's path has 108 bytes
        self.socket = self.short / "furtka.sock"
        self.port = wire.free_port()
        self.where = f"127.0.0.1:{self.port}"
        self.process = None
        # An engine that is absent on purpose: a path where nothing listens.
        self.docker_host = engine.host if engine else f"unix://{self.short}/no-engine.sock"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("FURTKA_", "DOCKER_", "COMPOSE_"))},
            "FURTKA_APPS_DIR": str(self.apps), "FURTKA_STATE_DIR": str(self.state),
            "FURTKA_SOCKET": str(self.socket), "FURTKA_LISTEN": self.where, "DOCKER_HOST": self.docker_host,
            "FURTKA_COMPOSE": str(capsule.compose_program(compose_unit)), "FURTKA_CATALOG_DIR": str(self.catalog),
            "FURTKA_UPDATE_SETTLE": "1",    # the real half minute is for owners
            **(env or {}),
        }

    @property
    def base(self):
        return f"https://{self.where}" if self.environment.get("FURTKA_TLS") == "always" else self.where

    # --- life ---

    def start(self, *words, timeout=15, wait=True):
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen([program(), "serve", *words], env=self.environment, cwd=self.folder,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if wait:
            self.wait_ready(timeout)
        return self

    def wait_ready(self, timeout=15):
        def answers():
            if self.process.poll() is not None:
                raise AssertionError(f"the daemon ended with {self.process.returncode}:\n{self.log_tail()}")
            try:
                return self.get("/healthz", timeout=2).status == 200
            except OSError:
                return False
        try:
            wire.wait_until(answers, timeout, 0.005, "the daemon answers /healthz")
        except AssertionError as problem:
            raise AssertionError(f"{problem}\n{self.log_tail()}") from None

    @property
    def pid(self):
        return self.process.pid

    @property
    def running(self):
        return self.process is not None and self.process.poll() is None

    def kill9(self):
        self.process.kill()
        self.process.wait(10)

    def terminate(self, timeout=20):
        """SIGTERM; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill9()
            raise AssertionError(f"the daemon did not end within {timeout} s of SIGTERM:\n{self.log_tail()}") from None

    def restart(self):
        self.terminate()
        return self.start()

    def close(self):
        if self.running:
            self.kill9()
        shutil.rmtree(self.short, ignore_errors=True)

    # --- talking ---

    def request(self, method, path, body=None, headers=None, timeout=60, over_socket=False):
        where = self.socket if over_socket else self.base
        return wire.request(where, method, path, body, headers, timeout)

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.request("POST", path, {} if body is None else body, **more)

    def delete(self, path, **more):
        return self.request("DELETE", path, **more)

    def events(self, path="/api/events", headers=None, over_socket=False, timeout=30):
        return EventStream(self.socket if over_socket else self.base, path, headers, timeout)

    def cli(self, *words, check=False, timeout=60, env=None):
        """The command line, as a child process with the daemon's settings."""
        done = subprocess.run([program(), *map(str, words)], env={**self.environment, **(env or {})}, cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout, check=False)
        assert not check or done.returncode == 0, f"furtka {words}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    # --- looking ---

    @property
    def log(self):
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def log_tail(self, lines=40):
        return "\n".join(self.log.splitlines()[-lines:])

    def app(self, name):
        """One installed app as `GET /api/apps/{name}` tells it, or None."""
        answer = self.get(f"/api/apps/{name}")
        return None if answer.status == 404 else answer.expect(200).json()

    def wait_app(self, name, state, timeout=15):
        """Until the app's state word is the one given."""
        return wire.wait_until(lambda: (a := self.app(name)) and a.get("state") == state and a, timeout,
                               what=f"{name} is {state}")

    def wait_job(self, job, timeout=60):
        """The job when it has ended, well or not."""
        return wire.wait_until(
            lambda: (j := self.get(f"/api/jobs/{job}").expect(200).json())["state"] in ("done", "failed", "cancelled") and j,
            timeout, 0.05, f"the end of job {job}")

    def install(self, name=None, timeout=60, **body):
        """Installs and waits for the end; returns the reply."""
        document = {"name": name, **body} if name else body
        return self.post("/api/apps/install", document, headers={"Prefer": f"wait={timeout}"}, timeout=timeout + 10)

    def save_artifacts(self, folder):
        into = folder / self.folder.name
        shutil.copytree(self.folder, into, dirs_exist_ok=True, ignore_dangling_symlinks=True, symlinks=True)
