"""What apps may do to the server: told before, asked about, remembered, and asked about again when it becomes more."""
import json

import pytest

from rig import wait_until, write_app

REFUSED = "permissions_not_accepted"


def state_of(daemon, app):
    return json.loads((daemon.apps / app / ".furtka/state.json").read_text())


def compose(image, *lines):
    return "\n".join(["services:", "  web:", f'    image: "{image.ref}"', "    restart: unless-stopped", *(f"    {line}" for line in lines)]) + "\n"


def offer(daemon, image, *lines, **manifest):
    write_app(daemon.catalog, "blog", compose(image, *lines), **manifest)


def ids(permissions, **wanted):
    return [each["id"] for each in permissions if all(each[key] == value for key, value in wanted.items())]


@pytest.fixture
def image(publish):
    return publish("web", page="hello")


def test_an_installation_tells_what_it_gives_and_asks_for_what_is_grave(daemon, engine, image):
    offer(daemon, image, "network_mode: host", "pid: host", 'volumes: ["/var/run:/host-run:ro", "./data:/data"]')

    plan = daemon.post("/api/apps/install/plan", {"name": "blog"}).expect(200).json()

    assert plan["permissions_known"] is True
    assert ids(plan["permissions"], severity="red") == ["engine-socket:web:/run", "host-pid:web"]
    assert ids(plan["permissions"], severity="amber") == ["host-network:web"]
    assert ids(plan["permissions"], needs_acceptance=True) == ["engine-socket:web:/run", "host-pid:web"]
    assert all(each["app"] == "blog" and each["sentence"].endswith(".") for each in plan["permissions"])

    refusal = daemon.install("blog").expect(409).json()
    assert refusal["key"] == REFUSED and refusal["app"] == "blog"
    assert refusal["permissions"] == ["engine-socket:web:/run", "host-pid:web"]
    assert "Sees and can end all programs" in refusal["detail"]
    half = daemon.install("blog", accept=["host-pid:web"]).expect(409).json()
    assert half["permissions"] == ["engine-socket:web:/run"]
    assert daemon.app("blog") is None and engine.containers("blog") == []

    daemon.install("blog", accept=["host-pid:web", "engine-socket:web:/run"]).expect(200)
    shown = daemon.app("blog")["permissions"]
    assert all(each["accepted"] for each in shown) and len(shown) == 3
    assert state_of(daemon, "blog")["accepted_permissions"] == ["engine-socket:web:/run", "host-pid:web", "host-network:web"]


def test_a_version_that_wants_more_stops_and_asks(daemon, engine, image):
    offer(daemon, image, 'ports: ["8100:8080"]')
    daemon.install("blog").expect(200)
    before = engine.snapshot("blog")
    daemon.install("blog").expect(200)
    assert engine.snapshot("blog") == before

    offer(daemon, image, 'ports: ["8100:8080"]', "cap_add: [net_admin]", version="2.0.0")
    refusal = daemon.install("blog").expect(409).json()
    assert refusal["key"] == REFUSED and refusal["permissions"] == ["capability:web:NET_ADMIN"]
    assert daemon.app("blog")["version"] == "1.0.0" and engine.snapshot("blog") == before

    daemon.install("blog", accept=["capability:web:NET_ADMIN"]).expect(200)
    assert daemon.app("blog")["version"] == "2.0.0"
    assert state_of(daemon, "blog")["accepted_permissions"] == ["capability:web:NET_ADMIN"]
    daemon.install("blog").expect(200)


def test_what_settings_make_of_an_app_counts(daemon, engine, image):
    form = [{"name": "MODE", "label": "Mode", "type": "text", "default": "private"}]
    offer(daemon, image, 'ipc: "${MODE:?}"', settings=form)
    quiet = daemon.post("/api/apps/install/plan", {"name": "blog"}).expect(200).json()
    loud = daemon.post("/api/apps/install/plan", {"name": "blog", "settings": {"MODE": "host"}}).expect(200).json()
    assert ids(quiet["permissions"]) == [] and ids(loud["permissions"]) == ["host-ipc:web"]
    assert daemon.install("blog", settings={"MODE": "host"}).expect(409).json()["key"] == REFUSED

    daemon.install("blog").expect(200)
    before = engine.snapshot("blog")
    change = {"settings": {"MODE": "host"}}
    refusal = daemon.post("/api/apps/blog/settings", change).expect(409).json()
    assert refusal["key"] == REFUSED and refusal["permissions"] == ["host-ipc:web"]
    assert "private" in (daemon.apps / "blog/.env").read_text() and engine.snapshot("blog") == before
    daemon.post("/api/apps/blog/settings", {**change, "accept": ["host-ipc:web"]}).expect(200)
    assert all(each["accepted"] for each in daemon.app("blog")["permissions"])
    assert not list((daemon.state / "models").glob("env-*")), "what was looked at with its secrets is gone"


def test_what_compose_cannot_tell_before_the_settings_is_asked_in_the_job(daemon, engine, image):
    """`env_file: .env` cannot be read before there is one: nothing is known before, and nothing starts unasked."""
    form = [{"name": "TITLE", "label": "Title", "type": "text", "default": "Mine"}]
    offer(daemon, image, "env_file: .env", "privileged: true", settings=form)
    plan = daemon.post("/api/apps/install/plan", {"name": "blog"}).expect(200).json()
    assert plan["permissions_known"] is False

    refusal = daemon.install("blog").expect(409).json()

    assert refusal["key"] == REFUSED
    assert daemon.app("blog") is None and engine.containers("blog") == [] and not engine.volumes()
    daemon.install("blog", accept=["privileged:web"]).expect(200)


def test_a_file_edited_by_hand_is_its_owners_word_and_is_told(daemon, image):
    offer(daemon, image)
    daemon.install("blog").expect(200)
    file = daemon.apps / "blog/docker-compose.yaml"
    file.write_text(file.read_text() + "    uts: host\n")
    wait_until(lambda: ids(daemon.app("blog")["permissions"], accepted=False) == ["host-uts:web"], what="the change is told")

    daemon.post("/api/apps/blog/start").expect(200)

    assert "more than was accepted" in daemon.log
    assert daemon.post("/api/apps/blog/permissions", {"accept": ["host-uts:db"]}).expect(400).json()["key"] == "permission_unknown"
    daemon.post("/api/apps/blog/permissions", {"accept": ["host-uts:web"]}).expect(200)
    assert ids(daemon.app("blog")["permissions"], accepted=False) == []


def test_a_link_that_an_app_made_of_its_own_folder_is_not_followed(daemon, engine, image):
    offer(daemon, image, 'volumes: ["./data:/data"]', files={"data/hello.txt": "hello"})
    daemon.install("blog").expect(200)
    data = daemon.apps / "blog/data"
    (data / "hello.txt").unlink()
    data.rmdir()
    data.symlink_to("/etc")
    container = engine.container("blog", "web")["Id"]

    for action in ("restart", "start", "update"):
        refusal = daemon.post(f"/api/apps/blog/{action}").expect(409).json()
        assert refusal["key"] == REFUSED and refusal["permissions"] == ["system-folder:web:/etc"], action

    assert engine.container("blog", "web")["Id"] == container
    daemon.post("/api/apps/blog/permissions", {"accept": ["system-folder:web:/etc"]}).expect(200)
    daemon.post("/api/apps/blog/start").expect(200)


def test_an_app_that_comes_along_is_asked_about_by_its_name(daemon, image):
    write_app(daemon.catalog, "broker", compose(image, "privileged: true"))
    offer(daemon, image, requires=[{"app": "broker"}])
    plan = daemon.post("/api/apps/install/plan", {"name": "blog"}).expect(200).json()
    assert [(each["app"], each["id"]) for each in plan["permissions"] if each["needs_acceptance"]] == [("broker", "broker/privileged:web")]
    assert daemon.install("blog", accept=["privileged:web"]).expect(409).json()["permissions"] == ["broker/privileged:web"]

    daemon.install("blog", accept=["broker/privileged:web"]).expect(200)

    assert state_of(daemon, "broker")["accepted_permissions"] == ["privileged:web"]


def test_an_app_that_was_there_before_there_were_questions_goes_on(daemon, engine, image):
    offer(daemon, image, "privileged: true")
    daemon.install("blog", accept=["privileged:web"]).expect(200)
    (daemon.apps / "blog/.furtka/state.json").write_text('{"intent": "run", "installed_from": "bundled"}')
    wait_until(lambda: daemon.app("blog")["permissions"], what="its marks are known")
    daemon.post("/api/apps/blog/restart").expect(200)
    daemon.install("blog").expect(200)
    assert ids(daemon.app("blog")["permissions"], accepted=False) == []


def test_the_command_line_tells_asks_and_accepts(daemon, image):
    offer(daemon, image, "privileged: true", "network_mode: host")
    plan = daemon.cli("app", "install", "blog", "--plan", check=True).stdout
    assert "CONTROLS THE SERVER — web: Can do anything on this server" in plan and "privileged:web" in plan
    refused = daemon.cli("app", "install", "blog")
    assert refused.returncode != 0 and "--accept" in refused.stderr and "Can do anything" in refused.stderr
    daemon.cli("app", "install", "blog", "--accept", "privileged:web", check=True)
    assert "CONTROLS THE SERVER" in daemon.cli("app", "permissions", "blog", check=True).stdout
    offer(daemon, image, "privileged: true", "network_mode: host", "uts: host", version="2.0.0")
    assert daemon.cli("app", "install", "blog").returncode != 0
    daemon.cli("app", "install", "blog", "--accept-all", check=True)
    assert daemon.app("blog")["version"] == "2.0.0"
