"""The compose file and the override of an installed app, edited: applied, refused, put back, undone."""
import contextlib
import http.client
import os
import stat
import urllib.request

import pytest

from rig import wait_until, write_app


@pytest.fixture
def blog(make_daemon, engine, publish):
    daemon = make_daemon(engine)
    image = publish("web", page="hello")
    write_app(daemon.catalog, "blog", f'services:\n  web:\n    image: "{image.ref}"\n    ports: ["18441:8080"]\n'
              "    volumes: [\"./data:/data\"]\n")
    accept = [each["id"] for each in daemon.post("/api/apps/install/plan", {"name": "blog"}).json()["permissions"]]
    daemon.post("/api/apps/install", {"name": "blog", "accept": accept}, headers={"Prefer": "wait=60"}).expect(200)
    return daemon


def files(daemon):
    return {each["file"]: each for each in daemon.get("/api/apps/blog/files").expect(200).json()["files"]}


def put(daemon, text, file="override", match=None, **more):
    hash_ = match if match is not None else files(daemon)[file]["hash"]
    return daemon.request("PUT", f"/api/apps/blog/files/{file}", {"text": text, **more}, {"If-Match": hash_})


def page_at(engine, port):
    def answer():
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"http://{engine.ip}:{port}/", timeout=5).read().decode().strip()
    return wait_until(answer, what=f"port {port} answers")


MOVED = "services:\n  web:\n    ports: !override [\"18442:8080\"]\n    environment: {COLOUR: blue}\n"


def test_an_override_is_applied_kept_apart_and_undone(blog, engine):
    author = (blog.apps / "blog/docker-compose.yaml").read_text()
    (blog.apps / "blog/data/mine").write_text("a note")
    before = files(blog)
    assert before["override"] == {"file": "override", "name": "compose.override.yaml", "text": "", "there": False, "hash": before["override"]["hash"]}
    assert before["compose"]["text"] == author

    checked = blog.post("/api/apps/blog/files/check", {"file": "override", "text": MOVED}).expect(200).json()
    assert checked == {"name": "compose.override.yaml", "warnings": [], "permissions": []}
    assert not (blog.apps / "blog/compose.override.yaml").exists()
    result = put(blog, MOVED).expect(200).json()

    assert result["applied"] and result["file"] == "compose.override.yaml" and result["recovery_point"] == 1
    assert page_at(engine, 18442) == "hello"
    assert "COLOUR=blue" in engine.container("blog", "web")["Config"]["Env"]
    assert (blog.apps / "blog/docker-compose.yaml").read_text() == author
    assert (blog.apps / "blog/data/mine").read_text() == "a note"
    assert stat.S_IMODE(os.stat(blog.apps / "blog/.furtka/edits.json").st_mode) == 0o600
    told = blog.get("/api/apps/blog/files").json()
    assert [version["file"] for version in told["versions"]] == ["override"]
    assert put(blog, MOVED, match=files(blog)["override"]["hash"]).json()["key"] == "edit_nothing"

    blog.post("/api/apps/blog/files/undo").expect(200)
    assert page_at(engine, 18441) == "hello"
    assert blog.get("/api/apps/blog/files").json()["versions"] == []
    assert blog.post("/api/apps/blog/files/undo").expect(404).json()["key"] == "edit_no_version"
    assert [entry["kind"] for entry in blog.get("/api/apps/blog/history").json()["history"]] == ["edit", "edit"]
    assert not list((blog.state / "edits").glob("*")) and not list((blog.state / "edits").glob(".*"))


def test_a_way_back_from_before_the_override_takes_it_away(blog, engine):
    put(blog, MOVED).expect(200)
    put(blog, MOVED.replace("blue", "green")).expect(200)

    blog.post("/api/apps/blog/rollback", {"to": 1}, headers={"Prefer": "wait=60"}).expect(200)

    assert page_at(engine, 18441) == "hello"
    assert not (blog.apps / "blog/compose.override.yaml").exists()
    assert not any(each.startswith("COLOUR") for each in engine.container("blog", "web")["Config"]["Env"])


REFUSED = [
    ("override", "services:\n  web: [\n", "compose_invalid", True),
    ("override", "services:\n  web:\n    prots: [\"1:1\"]\n", "compose_invalid", False),
    ("override", "services:\n  web:\n    ports: [\"one:two\"]\n", "compose_invalid", False),
    ("override", "services:\n  web:\n    environment: [\"A=${NOWHERE}\"]\n", "edit_variable_unset", False),
    ("override", "services:\n  more:\n    build: .\n", "edit_builds", False),
    ("compose", "", "edit_text", False),
]


def test_what_compose_or_furtka_refuses_changes_nothing(blog, engine):
    before, content = engine.snapshot("blog"), sorted(path.name for path in (blog.apps / "blog").iterdir())
    for file, text, key, line in REFUSED:
        refused = blog.post("/api/apps/blog/files/check", {"file": file, "text": text})
        assert refused.json()["key"] == key, refused.text
        assert str(blog.state) not in refused.text
        assert not line or refused.json()["line"] >= 2
        assert put(blog, text, file).json()["key"] == key
    assert engine.snapshot("blog") == before and sorted(path.name for path in (blog.apps / "blog").iterdir()) == content


def test_two_owners_do_not_write_over_each_other(blog):
    seen = files(blog)["override"]["hash"]
    assert blog.request("PUT", "/api/apps/blog/files/override", {"text": MOVED}).expect(428).json()["key"] == "if_match_missing"
    put(blog, MOVED, match=seen).expect(200)
    assert put(blog, "services: {}\n", match=seen).expect(412).json()["key"] == "file_changed"


def test_a_grave_permission_is_asked_about(blog):
    text = "services:\n  web:\n    privileged: true\n"
    [asked] = blog.post("/api/apps/blog/files/check", {"file": "override", "text": text}).expect(200).json()["permissions"]
    assert asked["severity"] == "red"
    refused = put(blog, text).expect(409).json()
    assert refused["key"] == "permissions_not_accepted" and refused["permissions"] == [asked["id"]]
    put(blog, text, accept=[asked["id"]]).expect(200)
    accepted = {mark["id"]: mark["accepted"] for mark in blog.get("/api/apps/blog/permissions").json()["permissions"]}
    assert accepted[asked["id"]]


def test_an_edit_that_the_app_does_not_survive_is_put_back(blog, engine):
    before = engine.container("blog", "web")["Image"]
    refused = put(blog, "services:\n  web:\n    entrypoint: [\"/nothing/here\"]\n").expect(502).json()
    assert refused["key"] == "update_taken_back"
    assert page_at(engine, 18441) == "hello"
    assert engine.container("blog", "web")["Image"] == before
    assert files(blog)["override"]["text"].strip() in ("", "services: {}")
    assert blog.get("/api/apps/blog/files").json()["versions"] == []


def test_a_stopped_app_gets_the_file_and_stays_stopped(blog, engine):
    blog.post("/api/apps/blog/stop").expect(200)
    assert put(blog, MOVED).expect(200).json()["applied"] is False
    assert all(container["State"] != "running" for container in engine.containers("blog"))
    blog.post("/api/apps/blog/start").expect(200)
    assert page_at(engine, 18442) == "hello"


def test_the_command_line_edits_with_a_file_and_with_an_editor(blog, engine, tmp_path):
    (tmp_path / "o.yaml").write_text(MOVED)
    assert "Compose takes it" in blog.cli("app", "edit", "blog", "--from", str(tmp_path / "o.yaml"), "--check", check=True).stdout
    told = blog.cli("app", "edit", "blog", "--from", str(tmp_path / "o.yaml"), check=True).stdout
    assert told == "compose.override.yaml of blog is changed, and the app runs with it.\n"
    assert blog.cli("app", "edit", "blog", "--show", check=True).stdout == MOVED
    (tmp_path / "o.yaml").write_text("services: [\n")
    broken = blog.cli("app", "edit", "blog", "--from", str(tmp_path / "o.yaml"))
    assert broken.returncode != 0 and "line " in broken.stderr
    blog.cli("app", "edit", "blog", "--undo", check=True)
    assert page_at(engine, 18441) == "hello"


@pytest.mark.parametrize("point", ["edit/folder:after", "edit/up:before"])
def test_a_daemon_that_dies_in_an_edit_leaves_the_app_well(blog, engine, point):
    hash_ = files(blog)["override"]["hash"]
    blog.terminate()
    blog.environment["FURTKA_FAULT_KILL_AT"] = point
    blog.start()
    with contextlib.suppress(OSError, http.client.HTTPException):
        put(blog, "services:\n  web:\n    environment: {COLOUR: red}\n", match=hash_)
    blog.process.wait(20)
    del blog.environment["FURTKA_FAULT_KILL_AT"]
    blog.start()
    wait_until(lambda: all(job["state"] not in ("running", "queued") for job in blog.get("/api/jobs").json()["jobs"]), 30, what="the job is mended")
    assert page_at(engine, 18441) == "hello"
    told = files(blog)["override"]
    red = "COLOUR=red" in engine.container("blog", "web")["Config"]["Env"]
    assert red == ("red" in told["text"]), (red, told["text"])
