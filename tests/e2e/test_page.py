"""The web page in a real browser. The tests are Playwright's, in web/e2e; here is the world they run in.

Each spec file is one test. It asks this process for what it needs (a fresh daemon, an image, the engine killed) over a
small HTTP server on loopback: POST /<what> with a JSON object, see `World`.
"""
import base64
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from rig import WebServer, wait_until, write_app
from rig_receivers import WebReceiver

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
WEB = CHECKOUT / "web"
ARTIFACTS = pathlib.Path(os.environ.get("FURTKA_ARTIFACTS") or CHECKOUT / "artifacts")
CHROMIUM = "/usr/bin/chromium"
SPECS = sorted(path.name for path in (WEB / "e2e").glob("*.spec.ts"))


class World:
    """What a spec may ask for. Every public method is a call; what it returns is sent back."""

    def __init__(self, engine, make_daemon, make_engine, publish, fault_proxy):
        self._engine, self._make_daemon, self._make_engine = engine, make_daemon, make_engine
        self._publish, self._proxy = publish, fault_proxy
        self._own_engine = None
        self._daemon = None
        self._receiver = None

    def fresh(self, own_engine=False, tls=False):
        """A new daemon with empty folders on an empty engine; `own_engine`: one that may be killed; `tls`: by HTTPS."""
        if self._daemon:
            self._daemon.close()
        self._proxy.clear()
        if own_engine and self._own_engine is None:
            self._own_engine = self._make_engine()
        self._here = self._own_engine if own_engine else self._engine
        self._here.clean()
        self._daemon = self._make_daemon(self._here, env={
            "FURTKA_APP_HOST": self._here.ip, "FURTKA_UPDATE_SETTLE": "2", "FURTKA_UPDATE_TIMEOUT": "8",
            "FURTKA_TLS": "always" if tls else "auto"})
        return {"url": f"http{'s' if tls else ''}://127.0.0.1:{self._daemon.port}", "host": self._here.ip}

    def publish(self, repository, slow=False, layers=(), **image):
        """`slow`: the reference goes through the proxy that `rule` tells what to do."""
        made = self._publish(repository, random_layers=tuple(layers), **image)
        return {"ref": self._proxy.ref(repository) if slow else made.ref}

    def rule(self, match, mode, **more):
        self._proxy.rule(match, mode, **more)

    def clear_rules(self):
        self._proxy.clear()

    def offer(self, name, compose, pictures=None, files=None, **manifest):
        """`pictures`: files by their path, in Base64."""
        drawn = {path: base64.b64decode(text) for path, text in (pictures or {}).items()}
        write_app(self._daemon.catalog, name, compose, files={**(files or {}), **drawn}, **manifest)

    def shelf(self, shelf, name, compose, **manifest):
        """An app in a folder that can be added as a catalog; where that is. `gone`: the folder is taken away."""
        folder = self._daemon.folder / "shelves" / shelf
        if manifest.pop("gone", False):
            shutil.rmtree(folder)
        else:
            write_app(folder, name, compose, **manifest)
        return {"path": str(folder)}

    def project(self, name, compose, env=""):
        """A compose project of nobody's program, running beside Furtka's apps."""
        folder = self._daemon.folder / "projects" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "compose.yaml").write_text(compose)
        (folder / ".env").write_text(env)
        self._here.compose(folder, "up", "--detach")
        return {"path": str(folder)}

    def running(self, project):
        """Services of a project that run."""
        return {"services": sorted(c["Labels"]["com.docker.compose.service"] for c in self._here.containers(project, running_only=True))}

    def write(self, name, compose):
        (self._daemon.apps / name / "docker-compose.yaml").write_text(compose)

    def have(self, count, compose):
        """`count` installed apps that are stopped, made on the disk."""
        for number in range(count):
            name = f"app{number:03}"
            folder = write_app(self._daemon.apps, name, compose, display_name=f"App number {number}", category=["Web", "Home", "Media"][number % 3])
            (folder / ".furtka").mkdir(exist_ok=True)
        wait_until(lambda: len(self._daemon.get("/api/apps").json()["apps"]) >= count, 60, what="the apps are known")

    def install(self, name, settings=None):
        # Over the socket: it needs no login.
        self._daemon.request("POST", "/api/apps/install", {"name": name, "settings": settings or {}}, {"Prefer": "wait=60"}, 70, over_socket=True).expect(200)

    def setup_code(self):
        return json.loads(self._daemon.cli("setup-code", "--json", check=True).stdout)

    def receive(self):
        """Someone who can be told; `told` has what came."""
        self._receiver = self._receiver or WebReceiver()
        return {"url": f"http://127.0.0.1:{self._receiver.port}/hook"}

    def told(self):
        return {"events": [document["event"] for _, _, document in self._receiver.posts]}

    def close(self):
        if self._receiver:
            self._receiver.close()

    def processes(self, app, service):
        """Command lines of what runs in the service's container."""
        top = self._here.get(f"/containers/{self._here.container(app, service)['Id']}/top", ps_args="-eo pid,args")
        return {"commands": sorted(row[1] for row in top["Processes"])}

    def kill_daemon(self):
        self._daemon.kill9()

    def start_daemon(self):
        self._daemon.start()

    def kill_engine(self):
        self._here.kill9()

    def start_engine(self):
        self._here.start_again()


def serve(world):
    def answer(request):
        try:
            status, said = 200, getattr(world, request.path.strip("/"))(**json.loads(request.content)) or {}
        except BaseException as problem:  # noqa: BLE001 - pytest's own outcomes too: the spec tells them
            status, said = 500, {"error": f"{type(problem).__name__}: {problem}"}
        return status, {}, json.dumps(said).encode()
    return WebServer(answer)


def npm(*words, timeout, env=None):
    done = subprocess.run(["npm", "run", "--silent", *words], cwd=WEB, env={**os.environ, **(env or {})}, timeout=timeout, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        pytest.fail(plain(done.stdout)[-8000:], pytrace=False)
    return done.stdout


def plain(said):
    """Without colours, and without where pictures and traces lie: what went wrong is among the last lines, which a short log shows."""
    said = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", said)
    return re.sub(r"^ *attachment #\d.*?─\n.*?─+\n\n?", "", said, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="session")
def packages():
    subprocess.run([CHECKOUT / "scripts" / "web.sh", "packages"], check=True, timeout=300)


@pytest.mark.timeout(300)
def test_the_types_are_right(packages):
    npm("typecheck", timeout=280)


@pytest.mark.timeout(300)
def test_the_parts_of_the_page_do_as_they_say(packages):
    npm("test", timeout=280)


@pytest.mark.timeout(600)
@pytest.mark.skipif(not os.path.exists(CHROMIUM), reason="chromium is not installed")
@pytest.mark.parametrize("spec", SPECS)
def test_in_a_browser(spec, packages, engine, make_daemon, make_engine, publish, fault_proxy):
    world = World(engine, make_daemon, make_engine, publish, fault_proxy)
    server = serve(world)
    try:
        print(npm("e2e", "--", f"e2e/{spec}", timeout=580, env={
            "FURTKA_WORLD": server.url, "FURTKA_CHROMIUM": CHROMIUM,
            "FURTKA_SHOTS": str(ARTIFACTS / "screenshots"), "FURTKA_PAGE_RESULTS": str(ARTIFACTS / "page" / spec)}))
    finally:
        server.close()
        world.close()
