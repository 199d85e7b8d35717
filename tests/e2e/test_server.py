"""The HTTP server from outside: who may ask, what is refused, what every answer has, and that the daemon ends well."""
import json
import os
import re
import signal
import socket
import stat
import threading
import time

import pytest

from rig import wait_until, write_app


@pytest.fixture
def alone(make_daemon):
    """A daemon without an engine: all of this works before Docker does."""
    return make_daemon()


def raw(daemon, text, timeout=15):
    with socket.create_connection(("127.0.0.1", daemon.port), timeout) as s:
        s.sendall(text if isinstance(text, bytes) else text.encode())
        answer = b""
        s.settimeout(timeout)
        try:
            while piece := s.recv(65536):
                answer += piece
        except (TimeoutError, ConnectionResetError):
            pass
        return answer.decode(errors="replace")


def status_of(answer):
    return int(answer.split(" ", 2)[1]) if answer.startswith("HTTP/1.1 ") else None


def test_another_hosts_name_is_refused(alone):
    """DNS rebinding: the browser asks this server under the attacker's name."""
    answer = alone.get("/api/apps", headers={"Host": "evil.example"})
    assert answer.status == 403 and answer.json()["key"] == "host_refused"
    for good in ("localhost", "127.0.0.1:1", "[::1]:7000"):
        assert alone.get("/api/apps", headers={"Host": good}).status == 200


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_page_elsewhere_cannot_drive_it(alone, headers):
    answer = alone.post("/api/reconcile", headers=headers)
    assert answer.status == 403 and answer.json()["key"] == "origin_refused"


def test_the_page_itself_may(alone):
    origin = f"http://127.0.0.1:{alone.port}"
    answer = alone.post("/api/apps/nothing/update", headers={"Origin": origin, "Sec-Fetch-Site": "same-origin", "Host": f"127.0.0.1:{alone.port}"})
    assert answer.status == 404


BAD = {
    "unknown route": ("GET", "/api/nothing", None, {}, 404, "route_unknown"),
    "wrong method": ("DELETE", "/api/apps", None, {}, 405, "method_not_allowed"),
    "not JSON": ("POST", "/api/apps/install", "{", {"Content-Type": "application/json"}, 400, None),
    "a form post": ("POST", "/api/apps/install", "name=a", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "content_type"),
    "a list": ("POST", "/api/apps/install", "[]", {"Content-Type": "application/json"}, 400, None),
    "a wrong type": ("POST", "/api/apps/install", '{"name": 5}', {"Content-Type": "application/json"}, 400, None),
    "neither name nor source": ("POST", "/api/apps/install", "{}", {"Content-Type": "application/json"}, 400, "install_request"),
    "no app name": ("POST", "/api/apps/UPPER/update", None, {}, 404, "app_not_installed"),
    "no such app": ("GET", "/api/apps/nothing", None, {}, 404, "app_not_installed"),
    "no such job": ("GET", "/api/jobs/99", None, {}, 404, "job_unknown"),
    "a job that is no number": ("GET", "/api/jobs/abc", None, {}, 404, "job_unknown"),
    "a wrong word for data": ("POST", "/api/apps/remove", '{"name": "a", "data": "maybe"}', {"Content-Type": "application/json"}, 400, None),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_requests_are_problems_with_a_key_and_a_hint(alone, case):
    method, path, body, headers, status, key = BAD[case]
    answer = alone.request(method, path, body, headers)
    assert answer.status == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status and problem["detail"] == problem["error"] and problem["title"] and problem["hint"]
    assert key in (None, problem["key"])
    if status == 405:
        assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/../etc/passwd", "/assets/../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "/api/apps/a%2fb/update",
                                  "/api/apps/%00", "/assets/..%5c..%5cetc"])
def test_paths_that_climb_are_refused(alone, path):
    answer = raw(alone, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert status_of(answer) in (400, 404), answer
    assert "root:" not in answer


SMUGGLED = {
    "two lengths": "POST /api/reconcile HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nhello",
    "length and chunks": "POST /api/reconcile HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two hosts": "GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    "no host": "GET /healthz HTTP/1.1\r\n\r\n",
    "garbage": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n",
}


@pytest.mark.parametrize("case", SMUGGLED)
def test_ambiguous_requests_are_refused(alone, case):
    assert status_of(raw(alone, SMUGGLED[case])) == 400


def test_too_much_is_refused_and_the_server_goes_on(alone):
    assert status_of(raw(alone, "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a" * 20000 + "\r\n\r\n")) == 431
    head = "POST /api/apps/install HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50000000\r\n\r\n"
    assert status_of(raw(alone, head)) == 413
    assert alone.get("/healthz").status == 200


def test_slow_senders_do_not_hold_the_others(alone):
    slow = [socket.create_connection(("127.0.0.1", alone.port)) for _ in range(300)]
    for s in slow:
        s.sendall(b"GET /healthz HTTP/1.1\r\nHost: loc")
    started = time.monotonic()
    assert alone.get("/healthz").status == 200
    assert time.monotonic() - started < 0.5
    slow[0].settimeout(20)
    assert b" 408 " in slow[0].recv(1000)
    for s in slow:
        s.close()


def test_the_socket_is_for_its_group_only(alone):
    mode = os.stat(alone.socket)
    assert stat.S_IMODE(mode.st_mode) == 0o660
    assert alone.get("/api/apps", over_socket=True).status == 200


@pytest.mark.parametrize("address", ["0.0.0.0:0", "192.0.2.1:7000", "[::]:7000"])
def test_addresses_beyond_this_machine_are_refused(make_daemon, address):
    daemon = make_daemon(start=False, env={"FURTKA_LISTEN": address, "FURTKA_TLS": "off"})
    daemon.start(wait=False)
    assert daemon.process.wait(10) != 0
    assert "no owner is set" in daemon.log


def test_a_second_daemon_on_the_same_state_is_refused(alone):
    done = alone.cli("serve", "--listen", "none", "--socket", str(alone.short / "other.sock"))
    assert done.returncode != 0
    assert "state" in done.stderr


def test_sigterm_answers_what_is_running_and_ends_with_zero(daemon, engine, publish):
    image = publish("web")
    write_app(daemon.catalog, "blog", f"services:\n  web: {{image: \"{image.ref}\"}}\n")
    answers = []
    thread = threading.Thread(target=lambda: answers.append(daemon.install("blog")))
    thread.start()
    wait_until(lambda: daemon.get("/api/jobs").json()["jobs"], 5)
    with daemon.events():
        assert daemon.terminate(25) == 0
    thread.join(10)
    assert answers and answers[0].status in (200, 202, 409, 503)
    assert not daemon.socket.exists()


def test_events_tell_apps_jobs_and_resume_where_they_stopped(daemon, engine, publish):
    write_app(daemon.catalog, "blog", f"services:\n  web: {{image: \"{publish('web').ref}\", restart: unless-stopped}}\n")
    with daemon.events() as stream:
        assert stream.wait_for(lambda e: e.name == "hello")
        daemon.install("blog").expect(200)
        job = stream.wait_for(lambda e: e.name == "job" and e.json()["state"] == "done")
        running = stream.wait_for(lambda e: e.name == "app" and e.json()["state"] == "running", 15)
    assert re.fullmatch(r"[^-]+-\d+", running.id)
    daemon.post("/api/apps/blog/stop").expect(200)
    with daemon.events(headers={"Last-Event-ID": running.id}) as stream:
        assert stream.wait_for(lambda e: e.name == "app" and e.json()["state"] == "stopped")
    with daemon.events(headers={"Last-Event-ID": "another-boot-1"}) as stream:
        assert stream.wait_for(lambda e: e.name == "reset")
    assert job


def test_a_listener_that_does_not_read_is_dropped_and_holds_nobody(daemon, engine, publish):
    write_app(daemon.catalog, "blog", f"services:\n  web: {{image: \"{publish('web').ref}\", restart: unless-stopped}}\n")
    daemon.install("blog").expect(200)
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    deaf.connect(("127.0.0.1", daemon.port))
    deaf.sendall(b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    with daemon.events() as stream:
        for _ in range(3):
            daemon.post("/api/apps/blog/restart").expect(200)
        assert stream.wait_for(lambda e: e.name == "app" and e.json()["state"] == "running", 15)
    deaf.close()


def test_the_page_is_served_with_its_defences(alone):
    page = alone.get("/")
    assert page.status == 200 and page.headers["content-type"].startswith("text/html")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    where = re.search(r'src="(/assets/[^"]+\.js)"', page.text).group(1)
    script = alone.get(where)
    assert "immutable" in script.headers["cache-control"] and page.headers["cache-control"] == "no-cache"
    assert alone.get(where, headers={"If-None-Match": script.headers["etag"]}).status == 304
    assert alone.get(where, headers={"Accept-Encoding": "gzip, br"}).headers["content-encoding"] == "br"
    assert alone.get("/api/apps/available").status == 200


def test_an_icon_cannot_act(daemon):
    write_app(daemon.catalog, "blog", "services:\n  web: {image: \"a:1\"}\n",
              files={"icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'})
    icon = wait_until(lambda: (r := daemon.get("/api/apps/available/blog/icon")).status == 200 and r, 5)
    assert "script" not in icon.text
    assert "sandbox" in icon.headers["content-security-policy"]


def test_broken_folders_are_told_with_the_reason(make_daemon):
    daemon = make_daemon()
    cases = {
        "two": ("compose_file_ambiguous", lambda d: (d / "compose.yaml").write_text("services: {}\n")),
        "none": ("compose_file_missing", lambda d: (d / "docker-compose.yaml").unlink()),
        "huge": ("manifest_too_large", lambda d: (d / "manifest.json").write_text(" " * 10_000_000)),
        "nul": ("manifest_encoding", lambda d: (d / "manifest.json").write_bytes(b'{"name": "nul\x00"}')),
        "deep": ("manifest_json", lambda d: (d / "manifest.json").write_text("[" * 5000)),
        "other": (None, lambda d: (d / "manifest.json").write_text(json.dumps({**json.loads((d / "manifest.json").read_text()), "name": "else"}))),
        "env": ("compose_invalid", lambda d: (d / ".env").write_text("A=\"open\n")),
    }
    for name, (_, spoil) in cases.items():
        spoil(write_app(daemon.apps, name, "services:\n  web: {image: \"a:1\"}\n"))
    for name, (key, _) in cases.items():
        def told(name=name, key=key):
            error = (daemon.app(name) or {}).get("error")
            return error and error["detail"] and key in (None, error["key"]) and error
        wait_until(told, 10, what=f"{name} is told as {key}")


def test_a_compose_that_is_missing_or_too_old_is_told(make_daemon, engine, tmp_path, publish):
    image = publish("web")
    old = tmp_path / "old-compose"
    old.write_text("#!/bin/sh\necho 2.10.0\n")
    old.chmod(0o755)
    for program, key in ((tmp_path / "nothing", "compose_missing"), (old, "compose_too_old")):
        daemon = make_daemon(engine, env={"FURTKA_COMPOSE": str(program)})
        write_app(daemon.apps, "blog", f"services:\n  web: {{image: \"{image.ref}\"}}\n")
        answer = daemon.post("/api/apps/blog/update")
        assert answer.status == 503 and answer.json()["key"] == key, answer.text
        assert answer.json()["hint"]
        daemon.process.send_signal(signal.SIGTERM)
        daemon.process.wait(20)
