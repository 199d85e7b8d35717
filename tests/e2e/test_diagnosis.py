"""Why is it down? Each way an app ends badly, on a real engine: the cause in plain words, and a fix that mends it."""
import subprocess

import pytest

from rig import wait_until, write_app
from rig.daemon import program


def compose(image, extra="", service="web", restart="no"):
    return f"services:\n  {service}:\n    image: \"{image.ref}\"\n    restart: \"{restart}\"\n{extra}"


def first_cause(daemon, app, key):
    """The first cause once it has this key."""
    def look():
        causes = daemon.get(f"/api/apps/{app}/diagnosis", over_socket=True).expect(200).json()["causes"]
        return causes and causes[0]["key"] == key and causes[0]
    try:
        return wait_until(look, 15, what=key)
    except AssertionError:
        raise AssertionError(daemon.get(f"/api/apps/{app}/diagnosis", over_socket=True).text) from None


def test_an_end_with_a_code_tells_the_last_words_and_start_is_the_fix(daemon, any_engine, make_daemon, publish):
    daemon = make_daemon(any_engine)
    image = publish("web", cmd=["sh", "-c", "sleep 3; echo the pump is dry; exit 3"])
    write_app(daemon.catalog, "blog", compose(image))
    daemon.install("blog").expect(200)

    cause = first_cause(daemon, "blog", "ended")

    assert cause["service"] == "web"
    assert "exit code 3" in cause["cause"]
    assert cause["evidence"] == ["the pump is dry"]
    assert cause["fix"] == {"action": "start", "label": "Start blog", "target": "blog"}
    shown = daemon.cli("app", "show", "blog", check=True).stdout
    assert "exit code 3" in shown and "the pump is dry" in shown and "furtka app start blog" in shown


def test_a_missing_command_is_told_in_words_in_the_list_too(daemon, publish):
    image = publish("web", cmd=["sh", "-c", "sleep 3; no-such-program"])
    write_app(daemon.catalog, "blog", compose(image))
    daemon.install("blog").expect(200)

    app = daemon.wait_app("blog", "failed")

    assert app["reason"] == "web ended with exit code 127: its command was not found"
    assert "its command was not found" in daemon.cli("app", "list", check=True).stdout


def test_out_of_memory_names_the_limit(any_engine, make_daemon, publish):
    daemon = make_daemon(any_engine)
    eat = "sleep 3; x=aaaaaaaaaaaaaaaa; while true; do x=$x$x; done"
    write_app(daemon.catalog, "blog", compose(publish("web", cmd=["sh", "-c", eat]),
                                              "    mem_limit: 16m\n    memswap_limit: 16m\n"))
    daemon.install("blog").expect(200)

    cause = first_cause(daemon, "blog", "out_of_memory")

    assert cause["cause"] == "web was ended because it needed more memory than the 16 MiB it may have."
    assert cause["fix"]["action"] == "restart"


def test_a_failing_health_check_tells_what_the_check_said(any_engine, make_daemon, publish):
    daemon = make_daemon(any_engine)
    check = {"Test": ["CMD-SHELL", "echo the door is shut; exit 1"], "Interval": 200_000_000, "Retries": 1,
             "Timeout": 2_000_000_000}
    write_app(daemon.catalog, "blog", compose(publish("web", healthcheck=check)))
    daemon.install("blog")

    cause = first_cause(daemon, "blog", "unhealthy")

    assert cause["evidence"] == ["the door is shut"]
    assert cause["fix"] == {"action": "restart", "label": "Restart blog", "target": "blog"}


def test_a_crash_loop_is_told_apart_from_one_end(daemon, publish):
    image = publish("web", cmd=["sh", "-c", "sleep 2; echo again; exit 1"])
    write_app(daemon.catalog, "blog", compose(image, restart="always"))
    daemon.install("blog").expect(200)

    def looping():
        causes = daemon.get("/api/apps/blog/diagnosis").expect(200).json()["causes"]
        return next((c for c in causes if c["key"] == "crash_loop"), None)
    assert "again" in wait_until(looping, 30, 0.02, "the crash loop is told")["evidence"]


@pytest.mark.parametrize("held_by", ["another container", "another app"])
def test_a_taken_port_names_the_container_or_app_that_has_it(any_engine, make_daemon, publish, held_by, tmp_path):
    daemon = make_daemon(any_engine)
    web = publish("web", page="1")
    write_app(daemon.catalog, "blog", compose(web, "    ports: [\"8100:8080\"]\n"))
    daemon.install("blog").expect(200)
    daemon.post("/api/apps/blog/stop").expect(200)
    if held_by == "another app":
        write_app(daemon.apps, "wiki", compose(web, "    ports: [\"8100:8080\"]\n"))
        wait_until(lambda: daemon.app("wiki"), 10)
        daemon.post("/api/apps/wiki/start").expect(200)
    else:
        any_engine.api("POST", "/containers/create?name=pihole", {
            "Image": web.ref, "ExposedPorts": {"8080/tcp": {}},
            "HostConfig": {"PortBindings": {"8080/tcp": [{"HostPort": "8100"}]}}}).expect(201)
        any_engine.api("POST", "/containers/pihole/start").expect(204)
    assert daemon.post("/api/apps/blog/start").status >= 400

    cause = first_cause(daemon, "blog", "port_taken")

    holder = "wiki" if held_by == "another app" else "the container pihole"
    assert cause["cause"] == f"web needs port 8100, which {holder} has."
    if held_by == "another app":
        assert cause["fix"] == {"action": "settings", "label": "Choose another port", "target": "blog"}
        daemon.post("/api/apps/blog/settings", {"ports": {"web:8080": "8101"}})
    else:
        any_engine.api("DELETE", "/containers/pihole?force=1").expect(204)
    daemon.post("/api/apps/blog/start").expect(200)
    assert daemon.get("/api/apps/blog/diagnosis").expect(200).json()["causes"] == []


@pytest.fixture
def daemon_beside(engine, make_daemon, tmp_path, monkeypatch):
    """A daemon in the engine's own network, as on a server: the ports of its apps are its own."""
    inside = tmp_path / "furtka-inside"
    inside.write_text(f"#!/bin/sh\nexec nsenter --net=/proc/{engine.pid}/ns/net {program()} \"$@\"\n")
    inside.chmod(0o755)
    daemon = make_daemon(engine, start=False)
    monkeypatch.setenv("FURTKA_BIN", str(inside))
    daemon.start(wait=False)
    def answers():
        try:
            return daemon.get("/healthz", over_socket=True).status == 200
        except OSError:
            return False
    wait_until(answers, 15, what="the daemon answers")
    wait_until(lambda: daemon.get("/api/apps", over_socket=True).json()["engine"]["reachable"], 10)
    return daemon


def test_a_port_taken_by_a_program_of_the_server_names_the_program(daemon_beside, engine, publish):
    daemon = daemon_beside
    write_app(daemon.apps, "blog", compose(publish("web", page="1"), "    ports: [\"8100:8080\"]\n"))
    listener = subprocess.Popen(
        ["nsenter", f"--net=/proc/{engine.pid}/ns/net", "python3", "-c",
         "import socket, time; s = socket.create_server(('0.0.0.0', 8100)); print('on', flush=True); time.sleep(60)"],
        stdout=subprocess.PIPE, text=True)
    try:
        assert listener.stdout.readline() == "on\n"
        wait_until(lambda: daemon.get("/api/apps/blog", over_socket=True).status == 200, 10)
        assert daemon.post("/api/apps/blog/start", over_socket=True).status >= 400

        cause = first_cause(daemon, "blog", "port_taken")

        assert cause["cause"] == f"web needs port 8100, which python3 (process {listener.pid}) has."
    finally:
        listener.kill()
        listener.wait()
    daemon.post("/api/apps/blog/start", over_socket=True).expect(200)


def test_a_missing_image_says_why_it_could_not_be_had(any_engine, make_daemon, make_registry, publish):
    daemon = make_daemon(any_engine)
    private = make_registry(users={"ada": "pw"})
    image = publish("web", into=private)
    write_app(daemon.apps, "blog", compose(image))
    write_app(daemon.apps, "shop", f"services:\n  web:\n    image: \"{publish('shop').ref}-gone\"\n")
    wait_until(lambda: daemon.app("blog") and daemon.app("shop"), 10)
    assert daemon.post("/api/apps/blog/start").status >= 400
    assert daemon.post("/api/apps/shop/start").status >= 400

    causes = {app: daemon.get(f"/api/apps/{app}/diagnosis").expect(200).json() for app in ("blog", "shop")}

    assert causes["blog"]["causes"][0]["key"] == "login_needed", causes
    host = image.ref.split("/")[0]
    assert causes["blog"]["causes"][0]["fix"] == {"action": "log_in", "label": f"Log in to {host}", "target": host}
    assert causes["shop"]["causes"][0]["key"] == "image_unknown", causes


def test_what_is_of_the_whole_app_is_told_without_the_engine(make_daemon, engine, publish):
    daemon = make_daemon(engine)
    write_app(daemon.catalog, "blog", compose(publish("web")))
    daemon.install("blog").expect(200)
    daemon.post("/api/apps/blog/stop").expect(200)
    assert first_cause(daemon, "blog", "stopped_by_owner")["fix"]["action"] == "start"
    (daemon.apps / "blog" / "manifest.json").write_text("{")
    key = daemon.wait_app("blog", "broken")["error"]["key"]
    assert first_cause(daemon, "blog", key)["fix"]["action"] == "reinstall"
    assert daemon.get("/api/apps/nothing/diagnosis").status == 404
