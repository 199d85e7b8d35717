"""Projects of other programs: found, taken over with their data and without a download, taken back, confirmed."""
import json
import re

import pytest

from rig import wait_until
from test_recovery import killed_at

TIMES = ("before", "after", "noted")
PROJECT = "blog"
APP = "blog-app"

COMPOSE = """
services:
  db:
    image: {db}
    restart: unless-stopped
    volumes: [data:/data]
  web:
    image: {web}
    container_name: the-blog
    restart: on-failure:3
    depends_on: [db]
    ports: ["8123:8080"]
    env_file: web.env
    environment: {{GREETING: "${{GREETING}}"}}
    volumes: [./files:/files, /anonymous]
volumes:
  data:
"""


@pytest.fixture
def world(tmp_path, make_daemon, engine):
    """A daemon that looks for other programs below one folder only."""
    here = tmp_path / "here"
    roots = {"casaos": here / "casaos", "umbrel": here / "umbrel", "runtipi": here / "runtipi",
             "portainer": here / "portainer", "dockge": here / "stacks"}
    for root in roots.values():
        root.mkdir(parents=True)
    listed = ",".join(f"{program}={root}" for program, root in roots.items())
    made = make_daemon(engine, env={"FURTKA_MOVE_IN_ROOTS": listed})
    made.here, made.roots = here, roots
    return made


@pytest.fixture
def project(world, engine, publish):
    """A plain compose project with data in a named volume, an anonymous one and a folder beside its file."""
    web, db = publish("web", page="hello", stop_signal="SIGKILL"), publish("db", page="db", stop_signal="SIGKILL")
    folder = world.here / "plain" / PROJECT
    (folder / "files").mkdir(parents=True)
    (folder / "compose.yaml").write_text(COMPOSE.format(web=web.ref, db=db.ref))
    (folder / ".env").write_text("GREETING='very $ecret'\n")
    (folder / "web.env").write_text("FROM_FILE=yes\n")
    (folder / "files" / "photo").write_bytes(b"in the folder")
    engine.compose(folder, "up", "--detach", timeout=120)
    write(engine, PROJECT, "db", "/data/rows", "in the volume")
    write(engine, PROJECT, "web", "/anonymous/rows", "in the nameless volume")
    return folder


def write(engine, project, service, path, text):
    engine.exec(engine.container(project, service)["Id"], "sh", "-c", f"echo -n '{text}' > {path}")


def data(engine, project):
    read = lambda service, path: engine.exec(engine.container(project, service)["Id"], "cat", path)  # noqa: E731
    return {"volume": read("db", "/data/rows"), "nameless": read("web", "/anonymous/rows"), "folder": read("web", "/files/photo")}


DATA = {"volume": "in the volume", "nameless": "in the nameless volume", "folder": "in the folder"}


def old_world(engine):
    """What an owner of the old project would miss."""
    rows = {}
    for c in engine.containers(PROJECT):
        full = engine.get(f"/containers/{c['Id']}/json")
        rows[c["Names"][0]] = (full["Id"], full["Image"], full["State"]["Status"], full["HostConfig"]["RestartPolicy"])
    return {"containers": rows, "volumes": sorted(engine.volumes()), "networks": sorted(engine.networks())}


def offers(daemon):
    return {o["id"]: o for o in daemon.get("/api/move-in").expect(200).json()["offers"]}


def take(daemon, offer="compose-blog", **body):
    plan = daemon.post(f"/api/move-in/{offer}/plan", body or None).expect(200).json()
    accept = [p["id"] for p in plan["permissions"] if p["needs_acceptance"]]
    return daemon.post(f"/api/move-in/{offer}", {**body, "accept": accept}, headers={"Prefer": "wait=60"}, timeout=90)


def test_a_project_is_taken_over_with_its_data_and_without_a_registry_and_goes_back_as_it_was(
        world, engine, registry, project):
    before = old_world(engine)
    images = {s: engine.container(PROJECT, s)["Image"] for s in ("db", "web")}
    environment = sorted(engine.container(PROJECT, "web")["Config"]["Env"])
    files = {p: p.read_bytes() for p in project.rglob("*") if p.is_file()}

    offer = offers(world)["compose-blog"]
    assert (offer["program"], offer["verdict"], offer["running"], offer["name"]) == ("compose", "ready", True, APP)
    assert offer["ports"] == [8123] and len(offer["volumes"]) == 2 and offer["folders"] == [str(project / "files")]
    assert "ecret" not in json.dumps(offers(world))
    assert old_world(engine) == before, "looking changes nothing"

    registry.stop()
    done = take(world).expect(200).json()
    assert done["app"] == APP and done["proof"], done
    assert world.app(APP)["state"] == "running"
    assert world.app(APP)["moved_in"]["confirmed"] is False
    assert {s: engine.container(APP, s)["Image"] for s in ("db", "web")} == images
    assert data(engine, APP) == DATA
    assert sorted(engine.container(APP, "web")["Config"]["Env"]) == environment
    assert sorted(engine.volumes()) == before["volumes"], "no volume was made"
    assert engine.exec(engine.container(APP, "db")["Id"], "wget", "-qO-", "http://the-blog:8080/")
    old = old_world(engine)["containers"]
    assert {name: row[0] for name, row in old.items()} == {name: row[0] for name, row in before["containers"].items()}
    assert all(row[2] == "exited" and row[3]["Name"] == "no" for row in old.values()), old
    assert {p: p.read_bytes() for p in project.rglob("*") if p.is_file()} == files
    assert (world.apps / APP / "docker-compose.yaml").read_bytes() == files[project / "compose.yaml"]
    assert (world.apps / APP / ".env").stat().st_mode & 0o777 == 0o600
    assert (world.apps / APP / ".furtka/move-in.json").stat().st_mode & 0o777 == 0o600
    assert "ecret" not in world.log and "ecret" not in (world.apps / APP / "compose.override.yaml").read_text()
    assert "compose-blog" not in offers(world), "what was taken over is not offered again"

    # Until its owner has said so it is neither updated, nor removed, nor installed anew.
    for path, body in ((f"/api/apps/{APP}/update", None), ("/api/apps/remove", {"name": APP, "data": "delete"})):
        assert world.post(path, body).expect(409).json()["key"] == "move_in_open"

    world.post(f"/api/apps/{APP}/move-in/undo", timeout=60).expect(200)
    assert old_world(engine) == before
    assert data(engine, PROJECT) == DATA
    assert not (world.apps / APP).exists() and not engine.containers(APP)
    registry.start()


def test_confirmed_only_its_old_containers_go_and_its_data_stays_even_when_it_is_removed(world, engine, project):
    volumes = sorted(engine.volumes())
    take(world, name="journal").expect(200)
    new = {c["Id"] for c in engine.containers("journal")}

    done = world.cli("move-in", "confirm", "journal", check=True)
    assert "stays" in done.stdout
    assert engine.containers(PROJECT) == [] and {c["Id"] for c in engine.containers("journal")} == new
    assert data(engine, "journal") == DATA and sorted(engine.volumes()) == volumes
    assert (project / "compose.yaml").exists()
    assert world.app("journal")["moved_in"]["confirmed"] is True
    assert world.post("/api/apps/journal/move-in/undo").expect(409).json()["key"] == "move_in_none"
    world.post("/api/apps/journal/update", timeout=60).expect(200)

    removed = world.post("/api/apps/remove", {"name": "journal", "data": "delete"}, timeout=60).expect(200).json()
    assert sorted(removed["volumes_kept"]) == volumes and removed["volumes_deleted"] == []
    assert sorted(engine.volumes()) == volumes and (project / "files" / "photo").read_bytes() == b"in the folder"


def test_what_does_not_run_as_an_app_is_put_back_by_itself(world, engine, project):
    before = old_world(engine)
    world.terminate()
    world.environment["FURTKA_UPDATE_SETTLE"] = "0"
    world.start()
    plan = world.post("/api/move-in/compose-blog/plan").expect(200).json()
    stolen = project / "web.env"
    stolen.rename(project / "web.env.away")
    refused = take(world)
    (project / "web.env.away").rename(stolen)
    assert plan["verdict"] == "ready"
    assert refused.status == 409 and refused.json()["key"] == "move_in_not_ready", refused.text
    assert old_world(engine) == before

    # Its file was changed since it was started: what it says now cannot be started.
    text = (project / "compose.yaml").read_text()
    (project / "compose.yaml").write_text(text.replace("env_file: web.env", "env_file: web.env\n    entrypoint: [/nothing]"))
    failed = take(world)
    assert failed.status == 502 and failed.json()["key"] == "move_in_taken_back", failed.text
    assert old_world(engine) == before
    assert data(engine, PROJECT) == DATA and not (world.apps / APP).exists()


def test_a_project_that_was_changed_meanwhile_is_told_and_not_guessed(world, engine, project):
    take(world).expect(200)
    web = engine.container(PROJECT, "db")["Id"]
    engine.api("POST", f"/containers/{web}/start")
    for what in ("undo", "confirm"):
        told = world.post(f"/api/apps/{APP}/move-in/{what}").expect(409).json()
        assert told["key"] == "move_in_changed" and "started" in told["detail"], told
    engine.api("POST", f"/containers/{web}/stop")
    world.post(f"/api/apps/{APP}/move-in/undo", timeout=60).expect(200)
    assert engine.container(PROJECT, "web")["State"]["Running"]


@pytest.mark.parametrize("step", ["folder", "stop", "up", "gate", "end"])
def test_killed_at_a_step_it_runs_as_before_or_as_an_app(world, engine, project, step):
    for when in TIMES if step != "end" else ("before",):     # the end is not marked as taken: the job ends with it
        before = old_world(engine)
        killed_at(world, f"move_in/{step}:{when}", lambda: take(world))
        runs = [p for p in (PROJECT, APP) if any(c["State"] == "running" for c in engine.containers(p))]
        assert len(runs) == 1, (when, runs)
        assert data(engine, runs[0]) == DATA
        if runs == [APP]:
            assert step == "end", when
            world.post(f"/api/apps/{APP}/move-in/undo", timeout=60).expect(200)
        assert old_world(engine) == before, when


@pytest.mark.parametrize("what", ["undo", "confirm"])
def test_killed_while_its_owner_decides_it_is_finished(world, engine, project, what):
    before = old_world(engine)
    take(world).expect(200)
    killed_at(world, f"move_in_{what}/{what}:after", lambda: world.post(f"/api/apps/{APP}/move-in/{what}"))
    if what == "undo":
        assert old_world(engine) == before and not (world.apps / APP).exists()
    else:
        assert engine.containers(PROJECT) == [] and world.app(APP)["moved_in"]["confirmed"] is True
        assert data(engine, APP) == DATA


def test_the_five_programs_are_found_with_what_stands_in_the_way(world, engine, publish):
    image = publish("tool", page="tool", stop_signal="SIGKILL").ref
    plain = f"services:\n  web:\n    image: {image}\n    volumes: [./data:/data]\n"
    places = {
        "casaos-tool": world.roots["casaos"] / "tool/docker-compose.yml",
        "umbrel-tool": world.roots["umbrel"] / "app-data/tool/docker-compose.yml",
        "runtipi-tool": world.roots["runtipi"] / "apps/store/tool/docker-compose.yml",
        "portainer-7": world.roots["portainer"] / "compose/7/v2/docker-compose.yml",
        "dockge-tool": world.roots["dockge"] / "tool/compose.yaml",
    }
    for place in places.values():
        place.parent.mkdir(parents=True)
        place.write_text(plain)
    (world.roots["portainer"] / "compose/7/v1").mkdir()
    (world.roots["portainer"] / "compose/7/v1/docker-compose.yml").write_text(plain)
    outside = world.here / "outside"
    outside.mkdir()
    (outside / "compose.yaml").write_text(plain)
    (world.roots["dockge"] / "link").symlink_to(outside)

    found = offers(world)
    assert {id: o["files"] for id, o in found.items()} == {id: [str(p)] for id, p in places.items()}
    assert all(o["verdict"] == "needs-person" and o["reasons"][0]["key"] == "no_containers" for o in found.values())

    # Portainer and Runtipi see their folders as /data; their containers say so.
    runtipi = places["runtipi-tool"]
    runtipi.write_text(f"services:\n  web:\n    image: {image}\n    volumes: ['${{APP_DATA_DIR}}:/data']\n")
    app_env = world.roots["runtipi"] / "app-data/store/tool/app.env"
    app_env.parent.mkdir(parents=True)
    app_env.write_text(f"APP_DATA_DIR={app_env.parent}\n")
    engine.compose(runtipi.parent, "--env-file", str(app_env), "up", "--detach", project="tool_store")
    relabel = "/data/apps/store/tool/docker-compose.yml"
    inside = engine.container("tool_store", "web")
    labels = {**inside["Config"]["Labels"], "com.docker.compose.project": "inside",
              "com.docker.compose.project.config_files": relabel, "com.docker.compose.project.environment_file": ""}
    engine.do("POST", "/containers/create", {"Image": image, "Labels": labels,
                                             "HostConfig": {"Binds": [f"{app_env.parent}:/data"]}}, name="inside-web-1")
    found = offers(world)
    assert found["runtipi-tool_store"]["verdict"] == "ready", found["runtipi-tool_store"]["reasons"]
    assert found["runtipi-inside"]["files"] == [str(runtipi)] and found["runtipi-inside"]["verdict"] == "ready"


@pytest.mark.parametrize("change,key,verdict", [
    (lambda t: t.replace("container_name: the-blog", "build: ."), "builds_image", "refused"),
    (lambda t: "include: [other.yaml]\n" + t, "includes_files", "refused"),
    (lambda t: t.replace("8123:8080", "8123:8080\", \"${MISSING}:1"), "variable_unknown", "needs-person"),
    (lambda t: t.replace("services:\n", "services:\n  more: {image: none}\n", 1), "not_created", "needs-person"),
    (None, "file_unreadable", "refused"),
])
def test_what_cannot_be_taken_over_says_why_and_is_left_alone(world, engine, project, change, key, verdict):
    before = old_world(engine)
    file = project / "compose.yaml"
    if change:
        file.write_text(change(file.read_text()))
    else:
        file.unlink()
    offer = offers(world)["compose-blog"]
    assert offer["verdict"] == verdict and key in [r["key"] for r in offer["reasons"]], offer
    refused = world.post("/api/move-in/compose-blog", {}).expect(409).json()
    assert refused["key"] == "move_in_not_ready"
    done = world.cli("move-in", "show", "compose-blog", check=True)
    assert re.search("Why not", done.stdout)
    assert old_world(engine) == before


def test_red_permissions_are_asked_for_and_a_moved_tag_is_seen(world, engine, publish, project):
    file = project / "compose.yaml"
    file.write_text(file.read_text().replace("container_name: the-blog", "container_name: the-blog\n    privileged: true"))
    asked = world.post("/api/move-in/compose-blog", {}).expect(409).json()
    assert asked["key"] == "permissions_not_accepted" and "privileged:web" in asked["permissions"]
    name = world.post("/api/move-in/compose-blog", {"name": PROJECT}).expect(409).json()
    assert name["key"] == "move_in_name"
    newer = publish("db", page="newer")
    engine.pull(newer.ref)
    offer = offers(world)["compose-blog"]
    assert [r["key"] for r in offer["reasons"]] == ["image_moved"]
    wait_until(lambda: not world.get("/api/jobs").json()["jobs"], 5, what="no job was begun")
