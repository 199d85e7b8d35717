"""A newer revision of an installed app: shown, made one with what its owner changed, proven or taken back."""
import json

import pytest

from rig import wait_until, write_app

WAIT = {"Prefer": "wait=60"}


def compose(image, more="", tail=""):
    return f"""services:
  web:
    image: "{image.ref}"
    restart: unless-stopped

{more}
    environment:
      TITLE: "${{TITLE:-none}}"

    ports:
      - "8100:8080"
{tail}"""


@pytest.fixture
def shop(make_daemon, engine, publish, tmp_path):
    """A catalog `shop` with the app blog, installed."""
    daemon = make_daemon(engine)
    daemon.shelf = tmp_path / "shelf"
    daemon.one, daemon.two = publish("web", "1", page="one"), publish("web", "2", page="two")
    offer(daemon, "1.0", daemon.one)
    daemon.post("/api/catalogs", {"name": "shop", "location": str(daemon.shelf)}, headers=WAIT).expect(200)
    wait_until(lambda: daemon.get("/api/apps").json()["engine"]["reachable"], 10)
    daemon.install("blog").expect(200)
    return daemon


def offer(daemon, version, image, more="", tail="", **manifest):
    write_app(daemon.shelf, "blog", compose(image, more, tail), version=version, env_example=manifest.pop("env_example", "TITLE=first\n"), **manifest)


def sync(daemon):
    daemon.post("/api/catalogs/shop/sync", headers=WAIT).expect(200)


def plan(daemon):
    return daemon.get("/api/apps/blog/revision").expect(200).json()


def fates(told):
    return {f["path"]: f["fate"] for f in told["files"]}


def services_of(engine):
    return {c["Labels"]["com.docker.compose.service"] for c in engine.containers("blog")}


def file_of(daemon, name="docker-compose.yaml"):
    return daemon.apps / "blog" / name


def test_a_newer_revision_is_merged_with_what_the_owner_changed(shop, engine):
    assert plan(shop)["available"] is False
    file_of(shop).write_text(file_of(shop).read_text().replace('"8100:8080"', '"8101:8080"'))
    override = file_of(shop, "compose.override.yaml")
    override.write_text('services: {web: {labels: {"my.own": "word"}}}\n')
    override.chmod(0o600)
    shop.post("/api/apps/blog/restart").expect(200)
    offer(shop, "2.0", shop.two, more="    labels: {revision: two}\n", env_example="TITLE=first\nCOLOUR=green\n", release_notes="Better.", files={"new.conf": "x"})
    sync(shop)

    told = plan(shop)
    assert told["available"] and (told["from"], told["to"], told["catalog"]) == ("1.0", "2.0", "shop")
    assert told["release_notes"] == "Better." and told["conflicts"] == 0 and told["problem"] is None
    assert fates(told) == {"docker-compose.yaml": "merged", "manifest.json": "theirs", ".env.example": "theirs", "new.conf": "theirs", "compose.override.yaml": "mine"}
    assert f'-    image: "{shop.one.ref}"' in next(f["diff"] for f in told["files"] if f["path"] == "docker-compose.yaml")
    assert [(k["key"], k["fate"]) for k in told["keys"]] == [("COLOUR", "theirs")]
    assert engine.container("blog", "web")["Config"]["Image"] == shop.one.ref, "to look changes nothing"

    done = shop.post("/api/apps/blog/revision", timeout=90).expect(200).json()
    assert done["updated"] and done["proof"] and done["recovery_point"] == 1
    assert [(s["service"], s["to"]) for s in done["services"]] == [("web", shop.two.id_on(engine))]
    container = engine.container("blog", "web")
    assert container["Config"]["Image"] == shop.two.ref and container["Config"]["Labels"]["revision"] == "two"
    assert container["Config"]["Labels"]["my.own"] == "word" and override.stat().st_mode & 0o777 == 0o600, "the owner's override counts on"
    assert '"8101:8080"' in file_of(shop).read_text()
    assert "COLOUR=green" in file_of(shop, ".env").read_text() and file_of(shop, ".env").stat().st_mode & 0o777 == 0o600
    assert shop.app("blog")["version"] == "2.0"
    assert plan(shop)["available"] is False

    # The way back brings the files of the revision before, and knows again what they were.
    shop.post("/api/apps/blog/rollback", timeout=90).expect(200)
    assert engine.container("blog", "web")["Config"]["Image"] == shop.one.ref and '"8101:8080"' in file_of(shop).read_text()
    assert not file_of(shop, "new.conf").exists() and override.exists()
    assert fates(plan(shop)) == fates(told)


def test_a_conflict_is_shown_and_only_the_owner_decides(shop, engine):
    file_of(shop).write_text(file_of(shop).read_text().replace('"8100:8080"', '"8101:8080"'))
    shop.post("/api/apps/blog/restart").expect(200)
    changed = compose(shop.two).replace('"8100:8080"', '"8102:8080"')
    write_app(shop.shelf, "blog", changed, version="2.0", env_example="TITLE=first\n")
    sync(shop)
    before, running = file_of(shop).read_text(), engine.snapshot("blog")

    told = plan(shop)
    assert told["conflicts"] == 1 and fates(told)["docker-compose.yaml"] == "conflict"
    shown = next(f["diff"] for f in told["files"] if f["fate"] == "conflict")
    assert '<<<<<<< yours\n      - "8101:8080"\n' in shown and '      - "8102:8080"\n>>>>>>> new' in shown
    refused = shop.post("/api/apps/blog/revision")
    assert refused.status == 409 and refused.json()["key"] == "revision_conflicts" and "docker-compose.yaml" in refused.json()["detail"]
    assert file_of(shop).read_text() == before and engine.snapshot("blog") == running

    shown = shop.cli("app", "revise", "blog", "--plan", check=True).stdout
    assert "CONFLICT" in shown and "8102" in shown
    shop.cli("app", "revise", "blog", "--take", "docker-compose.yaml=theirs", check=True, timeout=90)
    assert file_of(shop).read_text() == changed
    assert engine.container("blog", "web")["Config"]["Image"] == shop.two.ref


def test_a_revision_that_does_not_stay_well_is_taken_back_with_its_files(shop, engine, publish):
    broken = publish("web", "3", cmd=["sh", "-c", "echo no; exit 3"])
    offer(shop, "3.0", broken, tail="  extra:\n    image: \"%s\"\n" % shop.two.ref, files={"compose.override.yaml": "services: {web: {labels: {a: b}}}\n"})
    sync(shop)
    before = {p.name: p.read_text() for p in (shop.apps / "blog").iterdir() if p.is_file()}
    answer = shop.post("/api/apps/blog/revision", timeout=120)
    assert answer.status == 502 and answer.json()["key"] == "update_taken_back", answer.text
    assert {p.name: p.read_text() for p in (shop.apps / "blog").iterdir() if p.is_file()} == before
    shop.wait_app("blog", "running")
    assert engine.container("blog", "web")["Config"]["Image"] == shop.one.ref
    assert services_of(engine) == {"web"}, "what was new is gone again"
    assert shop.get("/api/apps/blog/history").json()["history"][0]["outcome"] == "taken_back"
    assert plan(shop)["available"] is True


def test_a_newer_revision_is_an_available_update(shop):
    def newer():
        shop.post("/api/updates/check", {"name": "blog"}, timeout=60).expect(200)
        return shop.app("blog")["update"]["newer_version"]

    assert newer() is None
    offer(shop, "1.0", shop.one, more="    labels: {a: b}\n")
    sync(shop)
    assert newer() == "1.0", "other files of the same version are one too"
    offer(shop, "2.0", shop.one)
    sync(shop)
    assert newer() == "2.0"
    assert shop.app("blog")["update"]["state"] == "up_to_date", "an update of images alone does not take it"
    shop.post("/api/apps/blog/revision", timeout=90).expect(200)
    wait_until(lambda: shop.app("blog")["update"]["newer_version"] is None, 10)


def test_files_that_were_changed_meanwhile_are_not_overwritten(shop, engine, fault_proxy, publish):
    publish("web", "slow", page="slow", random_layers=(300_000,))
    fault_proxy.rule("blobs/", "slow")
    write_app(shop.shelf, "blog", compose(shop.two).replace(shop.two.ref, fault_proxy.ref("web", "slow")), version="2.0", env_example="TITLE=first\n")
    sync(shop)
    job = shop.post("/api/apps/blog/revision", headers={"Prefer": "respond-async"}).expect(202).json()["job"]["id"]
    wait_until(lambda: fault_proxy.requests("blobs/"), 20)
    file_of(shop).write_text(file_of(shop).read_text() + "# the owner's\n")
    ended = shop.wait_job(job, timeout=90)
    assert ended["error"]["key"] == "revision_changed", ended
    assert file_of(shop).read_text().endswith("# the owner's\n")
    assert engine.container("blog", "web")["Config"]["Image"] == shop.one.ref


def test_what_cannot_be_had_changes_nothing(shop, engine, registry):
    offer(shop, "2.0", shop.two, tail="  more:\n    image: \"%s\"\n" % registry.ref("none"))
    sync(shop)
    before, running = file_of(shop).read_text(), engine.snapshot("blog")
    answer = shop.post("/api/apps/blog/revision", timeout=90)
    assert answer.status >= 400, answer.text
    assert file_of(shop).read_text() == before and engine.snapshot("blog") == running
    assert not [p for p in (shop.state / "revisions").iterdir()]


def test_services_may_come_and_go_with_a_revision(shop, engine):
    offer(shop, "2.0", shop.two, tail="  more:\n    image: \"%s\"\n    restart: unless-stopped\n" % shop.one.ref)
    sync(shop)
    shop.post("/api/apps/blog/revision", timeout=90).expect(200)
    assert services_of(engine) == {"web", "more"}
    offer(shop, "2.1", shop.two)
    sync(shop)
    shop.post("/api/apps/blog/revision", timeout=90).expect(200)
    assert services_of(engine) == {"web"}
    shop.post("/api/apps/blog/rollback", timeout=90).expect(200)
    assert services_of(engine) == {"web", "more"}
    shop.post("/api/apps/blog/rollback", {"to": 1}, timeout=90).expect(200)
    assert services_of(engine) == {"web"}, "what the point does not have is gone again"


def test_a_stopped_app_stays_stopped_and_more_rights_are_asked_for(shop, engine):
    shop.post("/api/apps/blog/stop").expect(200)
    offer(shop, "2.0", shop.two, more="    privileged: true\n")
    sync(shop)
    asked = plan(shop)["permissions"]
    assert [mark["severity"] for mark in asked] == ["red"]
    refused = shop.post("/api/apps/blog/revision")
    assert refused.status == 409 and refused.json()["key"] == "permissions_not_accepted"
    done = shop.post("/api/apps/blog/revision", {"accept": [asked[0]["id"]]}, timeout=60).expect(200).json()
    assert done["updated"] and done["not_running"] == ["web"]
    assert shop.app("blog")["state"] == "stopped" and shop.app("blog")["version"] == "2.0"


def test_a_kill_in_the_middle_leaves_one_revision_or_the_other(shop, make_daemon, engine):
    offer(shop, "2.0", shop.two)
    sync(shop)
    for at in ("update/point:after", "update/folder:after", "update/up:after"):
        shop.terminate()
        shop.environment["FURTKA_FAULT_KILL_AT"] = at
        shop.start()
        wait_until(lambda: shop.get("/api/apps").json()["engine"]["reachable"], 10)
        with pytest.raises(Exception):
            shop.post("/api/apps/blog/revision", timeout=60).expect(200)
        shop.process.wait(20)
        del shop.environment["FURTKA_FAULT_KILL_AT"]
        shop.start()
        wait_until(lambda: not [j for j in shop.get("/api/jobs").json()["jobs"] if j["state"] in ("queued", "running")], 60)
        shop.wait_app("blog", "running", 60)
        image = engine.container("blog", "web")["Config"]["Image"]
        version = json.loads(file_of(shop, "manifest.json").read_text())["version"]
        assert (image, version) in ((shop.one.ref, "1.0"), (shop.two.ref, "2.0")), (at, image, version)
        if version == "2.0":
            shop.post("/api/apps/blog/rollback", timeout=90).expect(200)


def test_an_app_of_a_folder_or_of_a_catalog_that_went_has_no_newer_revision(shop, tmp_path):
    shop.delete("/api/catalogs/shop").expect(200)
    answer = shop.get("/api/apps/blog/revision")
    assert answer.status == 409 and answer.json()["key"] == "revision_no_catalog"
