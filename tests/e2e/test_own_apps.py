"""Apps of the owner's own: a pasted compose file, a docker run line, an address; what cannot become one."""
import contextlib
import json
import threading
import urllib.request

import pytest

from rig import WebServer, wait_until


def web(pages):
    """A server of pages: path -> text, (status, headers), or a function of the request."""
    def answer(request):
        page = pages.get(request.path, (404, {}))
        if callable(page):
            return page(request)
        return (200, {"Content-Type": "image/png"}, page.encode()) if isinstance(page, str) else (*page, b"")
    return WebServer(answer)


def preview(daemon, status=200, **body):
    return daemon.post("/api/own-apps/preview", body).expect(status).json()


def compose_of(image, port=18431):
    return f"""# my notes
services:
  notes:
    image: {image}
    ports: ["{port}:8080"]
    environment:
      ADMIN_PASSWORD: verysecretword
      COLOUR: ${{COLOUR:-blue}}
    volumes: ["./data:/data"]
"""


@pytest.fixture
def daemon(make_daemon, engine):
    return make_daemon(engine, env={"FURTKA_ALLOW_PRIVATE_SOURCES": "yes"})


def page_at(engine, port):
    def answer():
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"http://{engine.ip}:{port}/", timeout=5).read().decode().strip()
    return wait_until(answer, what=f"port {port} answers")


def test_a_pasted_compose_file_becomes_an_app_that_runs(daemon, engine, publish):
    text = compose_of(publish("notes", page="my notes").ref)

    shown = preview(daemon, **{"from": "compose", "text": text, "title": "Paper"})
    assert (shown["name"], shown["title"], shown["result"], shown["volumes"]) == ("notes", "Paper", "ok", ["data"])
    form = {setting["name"]: setting for setting in shown["plan"]["settings"]}
    assert form["ADMIN_PASSWORD"]["secret"] and form["ADMIN_PASSWORD"]["generate"]
    assert form["COLOUR"]["default"] == "blue"
    assert [port["published"] for port in shown["plan"]["ports"]] == ["18431"]
    assert {file["path"]: file["text"] for file in shown["files"]}["docker-compose.yaml"] == text
    assert daemon.get("/api/own-apps").json() == {"apps": []}
    assert not list((daemon.state / "own").glob("[!.]*")) and not list((daemon.state / "own").glob(".look*"))

    daemon.post("/api/own-apps", {"from": "compose", "text": text, "title": "Paper", "settings": {"COLOUR": "red"}}).expect(201)
    available = {app["name"]: app for app in daemon.get("/api/apps/available").json()["apps"]}
    assert available["notes"]["catalog"] == "own"
    plan = daemon.post("/api/apps/install/plan", {"name": "notes"}).expect(200).json()
    assert plan["values"]["COLOUR"] == "red"
    daemon.install("notes").expect(200)

    assert page_at(engine, 18431) == "my notes"
    env = engine.container("notes", "notes")["Config"]["Env"]
    assert "COLOUR=red" in env
    password = next(entry for entry in env if entry.startswith("ADMIN_PASSWORD="))
    assert "verysecretword" not in password and len(password) > 20
    assert "furtka_notes_data" in engine.volumes()
    assert "verysecretword" not in daemon.log and "verysecretword" not in daemon.get("/api/audit").text
    assert daemon.get("/api/catalogs").json()["own"]["apps"] == 1

    refused = daemon.delete("/api/own-apps/notes").expect(409).json()
    assert refused["key"] == "own_app_installed"
    daemon.post("/api/apps/remove", {"name": "notes", "data": "delete"}).expect(200)
    daemon.delete("/api/own-apps/notes").expect(200)
    assert daemon.post("/api/apps/install", {"name": "notes"}).status == 404


def test_a_docker_run_line_and_an_address_by_the_command_line(daemon, engine, publish):
    image = publish("kuma", page="up").ref
    line = f"docker run -d --restart=always -p 18432:8080 -v data:/app/data --name kuma {image}"
    told = daemon.cli("app", "add", line, check=True)
    assert told.stdout == "\nkuma can be installed: furtka app install kuma\n"
    assert "18432 → 8080/tcp" in told.stderr
    daemon.cli("app", "install", "kuma", check=True)
    assert page_at(engine, 18432) == "up"

    with web({"/compose.yml": compose_of(publish("notes", page="n").ref, 18433)}) as site:
        daemon.cli("app", "add", f"{site.url}/compose.yml", "--name", "paper", check=True)
    own = json.loads(daemon.cli("app", "own", "--json", check=True).stdout)["apps"]
    assert [(app["name"], app["from"], app["installed"]) for app in own] == [("kuma", "run", True), ("paper", "url", False)]
    daemon.restart()
    daemon.cli("app", "install", "paper", check=True)
    assert page_at(engine, 18433) == "n"
    assert "remove the app first" in daemon.cli("app", "forget", "paper").stderr


@pytest.mark.parametrize("text, reason", [
    ("services: [", "line"),
    ("services:\n  web:\n    build: .\n", "build"),
    ("services:\n  web:\n    image: a:1\n    ports: [\"one:two\"]\n", "Compose refuses"),
    ("services:\n  web:\n    image: a:1\n    deploy: {replicas: many}\n", "Compose refuses"),
    ("services:\n  web:\n    image: a:1\n    volumes_from: [other]\n", "volumes_from"),
])
def test_what_cannot_become_an_app_is_refused_with_the_reason(daemon, text, reason):
    shown = preview(daemon, **{"from": "compose", "text": text})
    assert shown["result"] == "refused" and shown["plan"] is None
    assert any(reason in each for each in shown["reasons"]), shown["reasons"]
    assert "/own/" not in json.dumps(shown["reasons"])
    kept = daemon.post("/api/own-apps", {"from": "compose", "text": text}).expect(400).json()
    assert kept["key"] == "own_app_refused" and reason in kept["detail"]
    assert daemon.get("/api/own-apps").json() == {"apps": []}


def test_a_variable_without_a_value_is_asked_for(daemon, publish):
    text = f"services:\n  web:\n    image: {publish('web').ref}\n    environment: [\"HOST=${{MAIL_HOST:?needed}}\"]\n"
    shown = preview(daemon, **{"from": "compose", "text": text})
    setting = next(each for each in shown["plan"]["settings"] if each["name"] == "MAIL_HOST")
    assert setting["required"] and shown["warnings"] == []
    daemon.post("/api/own-apps", {"from": "compose", "text": text}).expect(201)
    refused = daemon.post("/api/apps/install", {"name": "web"}).expect(400).json()
    assert (refused["key"], refused["setting"]) == ("setting_required", "MAIL_HOST")


def test_an_address_is_fetched_with_limits(daemon, make_daemon):
    endless = threading.Event()

    def flood(handler):
        handler.send_response(200)
        handler.end_headers()
        with contextlib.suppress(OSError):
            while not endless.is_set():
                handler.wfile.write(b"# more\n" * 4096)

    pages = {"/large": flood, "/page": "<!DOCTYPE html><html></html>", "/binary": "a\0b",
             "/loop": (302, {"Location": "/loop"}), "/file": (302, {"Location": "file:///etc/passwd"})}
    with web(pages) as site:
        def key(path):
            return daemon.post("/api/own-apps/preview", {"from": "url", "url": site.url + path}).json()["key"]
        assert key("/large") == "own_url_large"
        endless.set()
        assert key("/none") == "own_url_missing"
        assert key("/page") == "own_text" and key("/binary") == "own_text"
        assert key("/loop") == "own_url_unreachable" and key("/file") == "own_url_unreachable"
        assert daemon.post("/api/own-apps/preview", {"from": "url", "url": site.url.replace("//", "//me:pw@") + "/x"}).json()["key"] == "own_url"

        strict = make_daemon()
        def refusal(url):
            return strict.post("/api/own-apps/preview", {"from": "url", "url": url}).json()["key"]
        assert refusal(site.url + "/page") == "own_url"     # plain http
        port = site.port
        for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0", "10.0.0.1", "169.254.169.254"):
            assert refusal(f"https://{host}:{port}/compose.yml") == "own_url_private", host
        wait_until(lambda: strict.get("/healthz").status == 200, 5, what="the daemon answers")
