"""kill -9 of the daemon at every journalled step; started again, the world is as before the job or as after it."""
import re

import pytest

from rig import wait_until, write_app

COMPOSE = """
services:
  web: {{image: "{ref}", restart: unless-stopped, volumes: [data:/data], environment: {{GREETING: "${{GREETING:-}}"}}}}
volumes:
  data: {{external: true, name: furtka_blog_data}}
"""
FORM = [{"name": "GREETING", "label": "Greeting", "description": "", "type": "text", "required": True, "default": ""}]
TIMES = ("before", "after", "noted")


def offer(daemon, image):
    write_app(daemon.catalog, "blog", COMPOSE.format(ref=image.ref), volumes=["data"], settings=FORM)


def world(daemon, engine):
    """What an owner would miss: folders, .env, what runs from which image, volumes, jobs that never end."""
    folder = daemon.apps / "blog"
    env = folder / ".env"
    return {
        "folders": sorted(p.name for p in daemon.apps.iterdir()),
        "env": env.read_text() if env.exists() else None,
        "runs": {c["Names"][0]: engine.get(f"/containers/{c['Id']}/json")["Image"]
                 for c in engine.containers("blog") if c["State"] == "running"},
        "containers": len(engine.containers("blog")),
        "volumes": sorted(v for v in engine.volumes() if v.startswith("furtka_blog")),
        "networks": sorted(n for n in engine.networks() if n.startswith("blog")),
    }


def settled(daemon):
    jobs = daemon.get("/api/jobs").expect(200).json()["jobs"]
    apps = daemon.get("/api/apps").json()
    quiet = all(j["state"] in ("done", "failed", "cancelled") for j in jobs)
    return apps["engine"]["reachable"] and quiet and all(a["state"] not in ("busy", "unknown", "starting") for a in apps["apps"])


def killed_at(daemon, point, act):
    """Starts the daemon so that it kills itself at `point`, acts, and starts it again without."""
    if daemon.running:
        daemon.terminate()
    daemon.environment["FURTKA_FAULT_KILL_AT"] = point
    daemon.start()
    wait_until(lambda: settled(daemon), 20, what="the daemon is at rest")
    try:
        act()
    except OSError:
        pass
    daemon.process.wait(60)
    del daemon.environment["FURTKA_FAULT_KILL_AT"]
    daemon.start()
    wait_until(lambda: settled(daemon), 30, what="the interrupted job is mended")


@pytest.mark.parametrize("when", TIMES)
@pytest.mark.parametrize("step", ["folder blog", "volumes blog", "up blog"])
def test_an_interrupted_installation_is_taken_back_and_can_be_tried_again(daemon, engine, publish, step, when):
    image = publish("web", page="1")
    offer(daemon, image)
    before = world(daemon, engine)

    killed_at(daemon, f"install/{step}:{when}",
              lambda: daemon.install("blog", settings={"GREETING": "typed by hand"}))

    after = world(daemon, engine)
    # A volume that a container may have written to is never deleted without being asked.
    may_stay = ["furtka_blog_data"] if step == "up blog" else []
    assert after["volumes"] in (before["volumes"], may_stay)
    assert {**after, "volumes": []} == {**before, "volumes": []}

    plan = daemon.post("/api/apps/install/plan", {"name": "blog"}).expect(200).json()
    if not (step == "folder blog" and when == "before"):
        assert plan["values"] == {"GREETING": "typed by hand"}
    daemon.install("blog", settings={"GREETING": "again"}).expect(200)
    assert daemon.wait_app("blog", "running")


def test_an_installation_that_had_reached_its_end_stays(daemon, engine, publish):
    offer(daemon, publish("web", page="1"))
    killed_at(daemon, "install/end:before", lambda: daemon.install("blog", settings={"GREETING": "hello"}))
    daemon.wait_app("blog", "running")
    assert [p.name for p in daemon.apps.iterdir()] == ["blog"]


def nothing_left_over(daemon, engine):
    """No name of Furtka's without its recovery point, no half point, no container in the middle of a recreate."""
    points = {p["number"] for p in daemon.get("/api/apps/blog/recovery-points").expect(200).json()["recovery_points"]}
    tags = [tag for image in engine.get("/images/json") for tag in image["RepoTags"] or [] if tag.startswith("furtka/")]
    assert {int(tag.rsplit(":", 1)[1]) for tag in tags} == points
    folder = daemon.state / "points" / "blog"
    assert not folder.exists() or {p.name for p in folder.iterdir()} == {str(number) for number in points}
    assert not [c for c in engine.containers("blog") if re.match("/[0-9a-f]{12}_", c["Names"][0])]


@pytest.mark.parametrize("when", TIMES)
def test_an_interrupted_way_back_is_gone_to_its_end(daemon, engine, publish, when):
    old = publish("web", page="1")
    offer(daemon, old)
    daemon.install("blog", settings={"GREETING": "hello"}).expect(200)
    before = world(daemon, engine)
    publish("web", cmd=["false"])

    killed_at(daemon, f"update/back:{when}", lambda: daemon.post("/api/apps/blog/update"))

    daemon.wait_app("blog", "running")
    assert world(daemon, engine) == before
    assert engine.image_id(old.ref) == old.id_on(engine)
    nothing_left_over(daemon, engine)


@pytest.mark.parametrize("when", TIMES)
@pytest.mark.parametrize("step", ["pull", "tag", "point", "up", "gate"])
def test_an_interrupted_update_leaves_the_old_or_the_new_version_running(daemon, engine, publish, step, when):
    old = publish("web", page="1")
    offer(daemon, old)
    daemon.install("blog", settings={"GREETING": "hello"}).expect(200)
    before = world(daemon, engine)
    new = publish("web", page="2")

    killed_at(daemon, f"update/{step}:{when}", lambda: daemon.post("/api/apps/blog/update"))

    daemon.wait_app("blog", "running")
    after = world(daemon, engine)
    assert list(after["runs"].values())[0] in (old.id_on(engine), new.id_on(engine), *before["runs"].values())
    assert {**after, "runs": 0} == {**before, "runs": 0}
    assert engine.image_id(old.ref) == list(after["runs"].values())[0], "the tag and what runs are one"
    nothing_left_over(daemon, engine)
    daemon.post("/api/apps/blog/update").expect(200)
    assert engine.container("blog", "web")["Image"] == new.id_on(engine)


@pytest.mark.parametrize("when", TIMES)
@pytest.mark.parametrize("data", ["keep", "delete"])
def test_an_interrupted_removal_is_finished(daemon, engine, publish, data, when):
    offer(daemon, publish("web", page="1"))
    daemon.install("blog", settings={"GREETING": "hello"}).expect(200)
    step = "remove" if data == "keep" else "remove with data"

    killed_at(daemon, f"remove/{step}:{when}",
              lambda: daemon.post("/api/apps/remove", {"name": "blog", "data": data}))

    after = world(daemon, engine)
    assert after["folders"] == [] and after["containers"] == 0
    assert after["volumes"] == (["furtka_blog_data"] if data == "keep" else [])


@pytest.mark.parametrize("when", TIMES)
def test_interrupted_settings_are_the_old_or_the_new_and_applied(daemon, engine, publish, when):
    offer(daemon, publish("web", page="1"))
    daemon.install("blog", settings={"GREETING": "old"}).expect(200)

    killed_at(daemon, f"settings/settings:{when}",
              lambda: daemon.post("/api/apps/blog/settings", {"settings": {"GREETING": "new"}}))

    daemon.wait_app("blog", "running")
    values = daemon.get("/api/apps/blog/settings").expect(200).json()["values"]
    assert values["GREETING"] in ("old", "new")
    wait_until(lambda: f"GREETING={values['GREETING']}" in engine.container("blog", "web")["Config"]["Env"], 20)


@pytest.mark.parametrize("when", TIMES)
@pytest.mark.parametrize("action, state", [("stop", "stopped"), ("restart", "running")])
def test_an_interrupted_stop_or_restart_ends_in_one_state(daemon, engine, publish, action, state, when):
    offer(daemon, publish("web", page="1"))
    daemon.install("blog", settings={"GREETING": "hello"}).expect(200)

    killed_at(daemon, f"{action}/{action}:{when}", lambda: daemon.post(f"/api/apps/blog/{action}"))

    app = wait_until(lambda: (a := daemon.app("blog")) and a["state"] in ("running", "stopped") and a, 20)
    assert app["state"] in (("running", "stopped") if when == "before" else (state,))
    assert (app["intent"] == "stop") == (app["state"] == "stopped")
