"""Ports and names that somebody has: told before anything starts, with a free port that is offered, taken and remembered."""
import contextlib
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
    assert moved["ports_moved"] == [{"app": "broker", "setting": "WEB_PORT", "place": None, "from": held, "to": taken["free"]}]
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


LITERAL = """services:
  web:
    image: "{ref}"
    restart: unless-stopped
    ports:
      - "{port}:8080"
      - "127.0.0.1:{udp}:8081/udp"
  dns:
    image: "{ref}"
    restart: unless-stopped
    ports: ["{range}-{last}:9000-9003"]
"""


def bindings(engine, app, service):
    ports = engine.container(app, service)["NetworkSettings"]["Ports"]
    return {inside: (on[0]["HostIp"], int(on[0]["HostPort"])) for inside, on in ports.items() if on}


def port_of_web(engine):
    return bindings(engine, "blog", "web")["8080/tcp"][1]


@pytest.fixture
def taken_ports():
    """A TCP port, a UDP port and one in the middle of a range that this process holds."""
    with contextlib.ExitStack() as held:
        tcp = held.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        middle = held.enter_context(socket.create_server(("127.0.0.1", 0)))
        yield tcp.getsockname()[1], udp.getsockname()[1], middle.getsockname()[1]


def literal(ref, taken):
    tcp, udp, middle = taken
    return LITERAL.format(ref=ref, port=tcp, udp=udp, range=middle - 2, last=middle + 1)


def test_ports_that_stand_in_the_compose_file_are_offered_others_all_at_once(daemon, engine, publish, taken_ports):
    ref = publish("web").ref
    tcp, udp, middle = taken_ports
    write_app(daemon.catalog, "blog", literal(ref, taken_ports), open_url=f"http://{{host}}:{tcp}/ui")

    found = {each["place"]: each for each in plan(daemon, "blog")["ports_taken"]}
    assert {place: each["port"] for place, each in found.items()} == {"web:8080": tcp, "web:8081": udp, "dns:9000-9003": middle}
    assert all(each["holder"]["pid"] == os.getpid() and each["setting"] is None for each in found.values())
    take = {place: each["take"] for place, each in found.items()}
    first, last = map(int, take["dns:9000-9003"].split("-"))
    assert last - first == 3 and not first <= middle <= last
    assert plan(daemon, "blog", ports=take)["ports_taken"] == []

    refused = daemon.install("blog")
    assert refused.status == 409 and daemon.app("blog") is None and engine.containers() == []
    answer = refused.json()
    assert all(f"port {port} is used by" in answer["detail"] for port in taken_ports)
    assert all(f"{place} the port" in answer["hint"] for place in take)
    assert daemon.install("blog", ports={"web:1": "2"}).json()["key"] == "port_place_unknown"

    daemon.cli("app", "install", "blog", *(word for place, port in take.items() for word in ("--port", f"{place}={port}")), check=True)
    web = bindings(engine, "blog", "web")
    assert web["8080/tcp"][1] == int(take["web:8080"]) and web["8081/udp"] == ("127.0.0.1", int(take["web:8081"]))
    assert [bindings(engine, "blog", "dns")[f"{9000 + i}/tcp"][1] for i in range(4)] == list(range(first, last + 1))
    assert (daemon.apps / "blog/docker-compose.yaml").read_text() == literal(ref, taken_ports), "the author's file is as it was"
    assert daemon.app("blog")["open_url"] == f"http://{{host}}:{take['web:8080']}/ui"
    assert {each["place"]: each["port"] for each in daemon.get("/api/apps/blog/settings").json()["ports"]} == take


def test_a_moved_port_outlasts_restarts_updates_newer_revisions_and_a_removal(daemon, engine, publish, held):
    image = publish("web")
    compose = 'services:\n  web:\n    image: "{ref}"\n    ports: ["{port}:8080"{more}]\n'
    write_app(daemon.catalog, "blog", compose.format(ref=image.ref, port=held, more=""), version="1.0.0")
    daemon.install("blog", free_ports=True).expect(200)
    moved = port_of_web(engine)
    assert moved != held

    daemon.post("/api/apps/blog/restart").expect(200)
    assert port_of_web(engine) == moved
    publish("web", page="newer")
    assert daemon.post("/api/apps/blog/update").expect(200).json()["updated"] and port_of_web(engine) == moved
    before = engine.container("blog", "web")["Id"]
    daemon.post("/api/reconcile").expect(200)
    assert engine.container("blog", "web")["Id"] == before, "the boot pass sees the files as they were applied"

    # Its author adds a port and moves the other: the new one comes, the choice stays.
    write_app(daemon.catalog, "blog", compose.format(ref=image.ref, port=held + 1, more=', "18555:8090"'), version="1.1.0")
    daemon.post("/api/apps/blog/revision", {}).expect(200)
    assert bindings(engine, "blog", "web") == {"8080/tcp": ("0.0.0.0", moved), "8090/tcp": ("0.0.0.0", 18555)}

    daemon.post("/api/apps/remove", {"name": "blog"}).expect(200)
    daemon.install("blog").expect(200)
    assert port_of_web(engine) == moved, "installed again with what was kept"
    daemon.post("/api/apps/blog/settings", {"ports": {"web:8080": ""}}).expect(200)
    assert port_of_web(engine) == held + 1



def test_a_port_that_was_taken_while_its_app_was_stopped_is_told_with_the_way_out(daemon, engine, publish):
    write_app(daemon.catalog, "blog", f'services:\n  web:\n    image: "{publish("web").ref}"\n    ports: ["18556:8080"]\n')
    daemon.install("blog").expect(200)
    daemon.post("/api/apps/blog/stop").expect(200)
    with socket.create_server(("127.0.0.1", 18556)):
        refused = daemon.post("/api/apps/blog/start")
        assert refused.status == 409
        answer = refused.json()
        assert f"pid {os.getpid()}" in answer["detail"] and answer["place"] == "web:8080"
        command = answer["hint"].rpartition(": ")[2].split()
        assert command[:3] == ["furtka", "app", "settings"]
        daemon.cli(*command[1:], check=True)
        daemon.post("/api/apps/blog/start").expect(200)
    assert port_of_web(engine) == int(answer["take"])
