"""The world of the benchmarks: an engine, a registry, many small running apps, the baseline server beside Furtka."""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "e2e"))

from rig import Daemon, Engine, Registry, Slot, publish, wait_until, write_app  # noqa: E402
from rig.capsule import compose_program, docker_program  # noqa: E402
from rig.wire import free_port, request  # noqa: E402

from process import cpu_seconds  # noqa: E402


class World:
    """`one`: a folder of many apps of one service; `three`: a few apps of three services. Use as a context manager."""

    def __init__(self, apps, suite):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="furtka-bench-"))
        self.slot = Slot()
        self.engine = Engine(self.slot, "a").start(suite, default_pools=False)
        self.registry = Registry(self.slot).start()
        self.one, self.three = self.folder / "one", self.folder / "three"
        self.make(self.one, "one", apps, 1)
        self.make(self.three, "three", 4, 3)
        self.closing = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in self.closing:
            each()
        self.slot.close()
        subprocess.run(["rm", "-rf", self.folder], check=True)

    def make(self, root, prefix, apps, services):
        folders = []
        for number in range(apps):
            name, text = f"{prefix}-{number:03}", "services:\n"
            for service in range(1, services + 1):
                image = publish(self.registry, f"{name}/s{service}", cmd=["sleep", "infinity"], page=f"{name} {service}")
                text += f"  svc{service}:\n    image: {image.ref}\n    restart: unless-stopped\n"
            folders.append(write_app(root, name, text))
        # More than four engine actions at once gain nothing on two cores.
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda folder: self.engine.compose(folder, "up", "--detach", "--quiet-pull"), folders))

    def daemon(self, apps, engine=True, wait=True, state=None):
        """Furtka on one of the two folders; `state` keeps its memory between starts."""
        folder = state or pathlib.Path(tempfile.mkdtemp(dir=self.folder, prefix="state-"))
        made = Daemon(folder, self.engine if engine else None, env={"FURTKA_APPS_DIR": str(apps), "FURTKA_UPDATE_SETTLE": "0"})
        self.closing.append(made.close)
        made.start(wait=wait)
        return made

    def all_known(self, daemon, apps):
        """Until the daemon tells every app as running, and has nothing left to do."""
        self.all_running(daemon, apps)
        self.settled(daemon)

    def all_running(self, daemon, apps):
        """Until the daemon tells every app as running."""
        def look():
            told = daemon.get("/api/apps").json()
            rows = told["apps"] if isinstance(told, dict) else told
            return len(rows) == apps and all(row["state"] == "running" for row in rows)
        wait_until(look, 60, what=f"{apps} apps running")

    def settled(self, daemon):
        """Until the daemon has been at rest for a second: Compose reads every app once, a tenth of a second of CPU each."""
        since, used = time.monotonic(), cpu_seconds(daemon.pid)

        def look():
            nonlocal since, used
            before, used = used, cpu_seconds(daemon.pid)
            if used != before:
                since = time.monotonic()
            return time.monotonic() - since > 1
        wait_until(look, 120, every=0.1, what="the daemon at rest")

    def client_environment(self):
        """For the docker client: this engine, and Compose as its plugin."""
        plugins = self.folder / "docker" / "cli-plugins"
        if not plugins.exists():
            plugins.mkdir(parents=True)
            (plugins / "docker-compose").symlink_to(compose_program())
        return dict(os.environ, DOCKER_HOST=self.engine.host, DOCKER_CONFIG=str(self.folder / "docker"),
                    PATH=f"{docker_program().parent}:{os.environ['PATH']}")

    def baseline(self, apps):
        """(address, pid) of the server that asks the docker client for everything."""
        port = free_port()
        process = subprocess.Popen([sys.executable, HERE / "baseline.py", apps, "--port", str(port)],
                                   env=self.client_environment(), stdout=subprocess.DEVNULL)
        self.closing.append(process.kill)
        where = f"127.0.0.1:{port}"

        def answers():
            try:
                return request(where, "GET", "/nothing").status == 404
            except OSError:
                return False
        wait_until(answers, what="the baseline answers")
        return where, process.pid

    def containers(self, prefix):
        """Of the apps whose names begin so."""
        return [c["Id"] for c in self.engine.get("/containers/json", all=True)
                if c["Labels"].get("com.docker.compose.project", "").startswith(prefix)]

    def at_four(self, action, ids):
        """An engine action (start, stop) on containers, four at a time."""
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda i: self.engine.api("POST", f"/containers/{i}/{action}", {}), ids))
