"""Ports and names that somebody has: told before anything starts, with a free port that is offered, taken and remembered."""
import os
import socket

import pytest

from rig import write_app

COMPOSE = """services:
  {name}:
    image: "{ref}"
    restart: unless-stopped
    ports: ["${{WEB_PORT:?}}:8080"]
"""
PORT = {"name": "WEB_PORT", "label": "Port", "type": "port", "required": True}


def offer(daemon, name, ref, port, **more):
    write_app(daemon.catalog, name, COMPOSE.format(name=name, ref=ref), settings=[{**PORT, "default": str(port)}], **more)


def plan(daemon, name, **words):
    return daemon.post("/api/apps/install/plan", {"name": name, **words}).expect(200).json()


def port_of(engine, name):
    return int(engine.container(name, name)["NetworkSettings"]["Ports"]["8080/tcp"][0]["HostPort"])


@pytest.fixture
def held():
    with socket.create_server(("127.0.0.1", 0)) as holder:
        yield holder.getsockname()[1]


def test_a_port_of_another_program_is_told_with_one_that_is_free(daemon, engine, publish, held):
    offer(daemon, "blog", publish("web").ref, held)

    [taken] = plan(daemon, "blog")["ports_taken"]
    assert (taken["port"], taken["setting"], taken["holder"]["pid"]) == (held, "WEB_PORT", os.getpid())
    assert taken["free"] > held and not taken["waits"]
    assert plan(daemon, "blog", settings={"WEB_PORT": str(taken["free"])})["ports_taken"] == []

    refused = daemon.install("blog")
    assert refused.status == 409 and daemon.app("blog") is None and engine.containers() == []
    answer = refused.json()
    assert (answer["key"], answer["setting"], answer["free"]) == ("port_in_use", "WEB_PORT", str(taken["free"]))

    told = daemon.cli("app", "install", "blog", "--plan", check=True).stdout
    assert f"{taken['free']} is free (--set WEB_PORT={taken['free']}, or --free-ports)" in told
    daemon.cli("app", "install", "blog", "--free-ports", check=True)
    assert port_of(engine, "blog") == taken["free"]
    assert f"WEB_PORT={taken['free']}" in (daemon.apps / "blog" / ".env").read_text()


def test_the_ports_of_what_is_installed_along_are_moved_too(daemon, engine, publish, held):
    ref = publish("web").ref
    offer(daemon, "broker", ref, held)
    offer(daemon, "lamp", ref, held + 1, requires=[{"app": "broker"}])

    [taken] = plan(daemon, "lamp")["ports_taken"]
    assert taken["app"] == "broker" and taken["free"] not in (held, held + 1)
    assert daemon.install("lamp").json()["key"] == "port_in_use"

    moved = plan(daemon, "lamp", free_ports=True)
    assert moved["ports_taken"] == []
    assert moved["ports_moved"] == [{"app": "broker", "setting": "WEB_PORT", "from": held, "to": taken["free"]}]
    daemon.install("lamp", free_ports=True).expect(200)
    assert (port_of(engine, "broker"), port_of(engine, "lamp")) == (taken["free"], held + 1)


def test_a_stopped_app_keeps_its_port_in_mind(daemon, publish):
    ref = publish("web").ref
    offer(daemon, "first", ref, 8300)
    offer(daemon, "second", ref, 8300)
    daemon.install("first").expect(200)
    daemon.post("/api/apps/first/stop").expect(200)

    [taken] = plan(daemon, "second")["ports_taken"]
    assert taken["waits"] and taken["holder"]["app"] == "first" and taken["free"] == 8301
    daemon.install("second").expect(200)

    refused = daemon.post("/api/apps/first/start")
    assert refused.status == 409 and refused.json()["key"] == "port_in_use" and "second" in refused.json()["detail"]
    changed = daemon.post("/api/apps/second/settings", {"settings": {"WEB_PORT": "8302"}})
    changed.expect(200)
    daemon.post("/api/apps/first/start").expect(200)
    refused = daemon.post("/api/apps/second/settings", {"settings": {"WEB_PORT": "8300"}})
    assert refused.status == 409 and refused.json()["free"] == "8301" and "first" in refused.json()["detail"]


def test_a_name_that_somebody_has_is_told_before_anything_is_done(daemon, engine, publish):
    ref = publish("web").ref
    engine.pull(ref)
    engine.api("POST", "/containers/create?name=db", {"Image": ref}).expect(201)
    for name in ("one", "two"):
        write_app(daemon.catalog, name, f"services:\n  {name}:\n    image: \"{ref}\"\n    container_name: db\n")

    [taken] = plan(daemon, "one")["names_taken"]
    assert (taken["kind"], taken["name"], taken["app"]) == ("container", "db", None)
    refused = daemon.install("one")
    assert refused.status == 409 and refused.json()["key"] == "name_taken" and daemon.app("one") is None

    engine.api("DELETE", "/containers/db").expect(204)
    daemon.install("one").expect(200)
    assert daemon.install("two").json()["detail"] == "two cannot be installed: the container name db is that of the app one"
