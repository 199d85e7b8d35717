"""POST /api/apps/{name}/update, word for word as the contract says, on real engines and a real registry."""
import pytest

from rig import write_app

THREE = """
services:
  web: {{image: "{web}", restart: unless-stopped}}
  db: {{image: "{db}", restart: unless-stopped}}
  cache: {{image: "{cache}", restart: unless-stopped}}
"""


def install(daemon, name, compose, **manifest):
    write_app(daemon.catalog, name, compose, **manifest)
    daemon.install(name).expect(200)


def three_services(daemon, publish):
    images = {name: publish(name, page=f"{name} 1") for name in ("web", "db", "cache")}
    install(daemon, "blog", THREE.format(**{name: image.ref for name, image in images.items()}))
    return images


def update(daemon, name, **more):
    return daemon.post(f"/api/apps/{name}/update", **more)


def test_an_app_that_is_not_installed_is_not_found(daemon):
    answer = update(daemon, "nothing")
    assert answer.status == 404
    assert answer.json()["key"] == "app_not_installed"


def test_nothing_changed_touches_no_container(daemon, any_engine, make_daemon, publish):
    daemon = make_daemon(any_engine)
    three_services(daemon, publish)
    before = any_engine.snapshot("blog")

    answer = update(daemon, "blog").expect(200).json()

    assert answer["updated"] is False
    assert answer["services"] == []
    assert any_engine.snapshot("blog") == before


def test_only_the_changed_service_is_recreated(any_engine, make_daemon, publish):
    daemon = make_daemon(any_engine)
    images = three_services(daemon, publish)
    before = any_engine.snapshot("blog")
    was = any_engine.container("blog", "web")["Image"]

    new = publish("web", page="web 2")
    answer = update(daemon, "blog").expect(200).json()

    now = any_engine.container("blog", "web")["Image"]
    assert answer["updated"] is True
    assert answer["services"] == [{"service": "web", "from": was, "to": now, "tag": images["web"].ref}]
    assert now == new.id_on(any_engine)
    assert now.startswith("sha256:")
    after = any_engine.snapshot("blog")
    assert after["db"] == before["db"] and after["cache"] == before["cache"]
    assert after["web"] != before["web"]


def test_updating_again_finds_nothing(daemon, engine, publish):
    three_services(daemon, publish)
    publish("web", page="web 2")
    assert update(daemon, "blog").expect(200).json()["updated"] is True
    assert update(daemon, "blog").expect(200).json()["updated"] is False


def test_a_service_that_does_not_run_is_neither_compared_nor_started(daemon, engine, publish):
    three_services(daemon, publish)
    stopped = engine.container("blog", "db")["Id"]
    engine.api("POST", f"/containers/{stopped}/stop?t=0")
    publish("web", page="web 2")
    publish("db", page="db 2")

    answer = update(daemon, "blog").expect(200).json()

    assert [s["service"] for s in answer["services"]] == ["web"]
    assert answer["not_running"] == ["db"]
    still = engine.container("blog", "db")
    assert still["Id"] == stopped
    assert still["State"]["Running"] is False


def test_a_finished_one_shot_that_others_wait_for_runs_again_with_its_image(daemon, engine, publish):
    job = publish("job", cmd=["true"])
    web = publish("web", page="1")
    install(daemon, "blog", f"""
services:
  migrate: {{image: "{job.ref}"}}
  web:
    image: "{web.ref}"
    restart: unless-stopped
    depends_on: {{migrate: {{condition: service_completed_successfully}}}}
""")
    publish("job", cmd=["true"], labels={"v": "2"})
    publish("web", page="2")

    answer = update(daemon, "blog").expect(200).json()

    assert [s["service"] for s in answer["services"]] == ["web"]
    assert engine.container("blog", "migrate")["State"]["ExitCode"] == 0
    assert daemon.app("blog")["state"] == "running"


def test_all_replicas_get_the_new_image(daemon, engine, publish):
    web = publish("web", page="1")
    install(daemon, "blog", f"""
services:
  web: {{image: "{web.ref}", restart: unless-stopped, deploy: {{replicas: 3}}}}
""")
    new = publish("web", page="2")

    answer = update(daemon, "blog").expect(200).json()

    assert [s["service"] for s in answer["services"]] == ["web"]
    images = {engine.get(f"/containers/{c['Id']}/json")["Image"] for c in engine.containers("blog")}
    assert images == {new.id_on(engine)}
    assert len(engine.containers("blog")) == 3


def test_the_compose_file_is_never_edited(daemon, engine, publish):
    three_services(daemon, publish)
    file = daemon.apps / "blog" / "docker-compose.yaml"
    text = file.read_text()
    publish("web", page="web 2")
    update(daemon, "blog").expect(200)
    assert file.read_text() == text


def test_variables_and_defaults_are_resolved_by_compose(daemon, engine, publish):
    publish("web", "1", page="1")
    reference = publish("web", "1", page="1").ref
    repository = reference.rsplit(":", 1)[0]
    install(daemon, "blog", "services:\n  web: {image: \"" + repository + ":${TAG:-1}\", restart: unless-stopped}\n")
    publish("web", "1", page="2")
    answer = update(daemon, "blog").expect(200).json()
    assert answer["services"][0]["tag"] == reference


def test_a_busy_app_is_a_conflict_that_names_the_job(daemon, engine, publish, fault_proxy):
    web = publish("web", page="1")
    install(daemon, "blog", f"services:\n  web: {{image: \"{fault_proxy.ref('web')}\", restart: unless-stopped}}\n")
    publish("web", page="2")
    fault_proxy.rule("GET .*manifests", "hang")
    running = update(daemon, "blog", headers={"Prefer": "respond-async"}).expect(202).json()["job"]["id"]

    answer = update(daemon, "blog")

    assert answer.status == 409
    assert answer.json()["key"] == "app_busy"
    assert int(answer.json()["job"]) == running
    assert web.ref
    daemon.delete(f"/api/jobs/{running}").expect(202)
    assert daemon.wait_job(running)["state"] == "cancelled"


def test_respond_async_answers_with_the_job(daemon, engine, publish):
    three_services(daemon, publish)
    publish("web", page="web 2")
    answer = update(daemon, "blog", headers={"Prefer": "respond-async"}).expect(202)
    job = answer.json()["job"]
    assert answer.headers["location"] == f"/api/jobs/{job['id']}"
    ended = daemon.wait_job(job["id"])
    assert ended["state"] == "done"
    assert ended["result"]["updated"] is True
    assert [stage["name"] for stage in ended["stages"]] == ["pull", "start", "verify"]


def test_a_compose_file_that_is_not_valid_is_told_in_composes_words(daemon, engine, publish):
    three_services(daemon, publish)
    before = engine.snapshot("blog")
    (daemon.apps / "blog" / "docker-compose.yaml").write_text("services:\n  web: {image: [1, 2]}\n")

    answer = update(daemon, "blog")

    assert answer.status == 422
    assert answer.json()["key"] == "compose_invalid"
    assert "image" in answer.json()["detail"]
    assert engine.snapshot("blog") == before


FAULTS = {
    "unknown tag": dict(rule=None, status={404, 502}),
    "401": dict(rule=("manifests", 401), status={403, 502}),
    "429": dict(rule=("manifests", 429), status={502}),
    "500": dict(rule=("manifests", 500), status={502}),
    "registry resets": dict(rule=(".*", "reset"), status={502, 503}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_refused_pull_leaves_the_app_running_as_it_was(daemon, engine, publish, fault_proxy, fault):
    publish("web", page="1")
    install(daemon, "blog", f"services:\n  web: {{image: \"{fault_proxy.ref('web')}\", restart: unless-stopped}}\n")
    before = engine.snapshot("blog")
    image = publish("web", page="2")
    if FAULTS[fault]["rule"] is None:
        fault_proxy.rule("manifests", 404, code="MANIFEST_UNKNOWN", message="manifest unknown")
    else:
        fault_proxy.rule(*FAULTS[fault]["rule"])

    answer = update(daemon, "blog")

    assert answer.status in FAULTS[fault]["status"], answer.text
    assert answer.json()["detail"] and answer.json()["hint"]
    assert engine.snapshot("blog") == before
    assert daemon.wait_app("blog", "running")
    fault_proxy.clear()
    assert update(daemon, "blog").expect(200).json()["updated"] is True
    assert engine.container("blog", "web")["Image"] == image.id_on(engine)


def test_a_layer_that_breaks_off_ends_the_update(any_engine, make_daemon, publish, fault_proxy):
    daemon = make_daemon(any_engine, env={"FURTKA_PULL_SILENCE": "8"})
    publish("web", page="1")
    install(daemon, "blog", f"services:\n  web: {{image: \"{fault_proxy.ref('web')}\", restart: unless-stopped}}\n")
    before = any_engine.snapshot("blog")
    publish("web", page="2", random_layers=(200_000,))
    fault_proxy.rule("GET .*blobs/sha256", "truncate")

    answer = update(daemon, "blog", timeout=120)

    assert answer.status in (502, 504), answer.text
    assert any_engine.snapshot("blog") == before


def test_a_pull_that_hangs_ends_at_the_limit(make_daemon, engine, publish, fault_proxy):
    daemon = make_daemon(engine, env={"FURTKA_PULL_SILENCE": "2"})
    publish("web", page="1")
    install(daemon, "blog", f"services:\n  web: {{image: \"{fault_proxy.ref('web')}\", restart: unless-stopped}}\n")
    before = engine.snapshot("blog")
    publish("web", page="2")
    fault_proxy.rule("manifests", "hang")

    answer = update(daemon, "blog", timeout=40)

    assert answer.status == 504
    assert answer.json()["key"] == "pull_silent"
    assert engine.snapshot("blog") == before


def test_a_dead_registry_ends_the_update(daemon, engine, make_registry, publish):
    registry = make_registry()
    image = publish("web", page="1", into=registry)
    install(daemon, "blog", f"services:\n  web: {{image: \"{image.ref}\", restart: unless-stopped}}\n")
    before = engine.snapshot("blog")
    registry.stop()

    answer = update(daemon, "blog")

    assert answer.status == 503
    assert answer.json()["key"] == "registry_unreachable"
    assert engine.snapshot("blog") == before


def test_wrong_credentials_are_told_as_such(daemon, engine, make_registry, publish):
    registry = make_registry(users={"ada": "pw"})
    write_app(daemon.apps, "blog", f"services:\n  web: {{image: \"{registry.ref('web')}\"}}\n")
    answer = update(daemon, "blog")
    assert answer.status == 403
    assert answer.json()["key"] == "registry_denied"
    assert "log" in answer.json()["hint"]


def test_an_engine_that_is_away_changes_nothing(make_daemon):
    daemon = make_daemon()
    write_app(daemon.apps, "blog", "services:\n  web: {image: \"nothing:1\"}\n")
    answer = update(daemon, "blog")
    assert answer.status == 503
    assert answer.json()["key"] == "engine_unreachable"


@pytest.mark.parametrize("command", [["false"], ["/no/such/program"]], ids=["ends at once", "bad entrypoint"])
def test_a_new_image_that_does_not_start_is_said_so(daemon, engine, publish, command):
    web = publish("web", page="1")
    install(daemon, "blog", f"services:\n  web: {{image: \"{web.ref}\", restart: unless-stopped}}\n")
    publish("web", cmd=command)

    answer = update(daemon, "blog")

    assert answer.status == 502, answer.text
    assert answer.json()["key"] == "update_taken_back"
    assert answer.json().get("service") == "web" or answer.json()["cause"] == "compose_failed"
    assert daemon.wait_app("blog", "running")


def test_a_healthcheck_that_is_not_done_yet_is_starting(daemon, engine, publish):
    web = publish("web", page="1", healthcheck=True)
    install(daemon, "blog", f"services:\n  web: {{image: \"{web.ref}\", restart: unless-stopped}}\n")
    publish("web", page="2", healthcheck=True)
    update(daemon, "blog").expect(200)
    assert daemon.app("blog")["state"] in ("starting", "running")
    daemon.wait_app("blog", "running")
