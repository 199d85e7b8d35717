"""Knowing of updates without downloading, and the plan of one, on real engines and a real registry."""
import json
import os
import stat

import pytest

from rig import publish as publish_to, wait_until, write_app


def install(daemon, name, compose, **manifest):
    write_app(daemon.catalog, name, compose, **manifest)
    daemon.install(name).expect(200)


def one_service(daemon, ref, name="blog", more=""):
    install(daemon, name, f'services:\n  web: {{image: "{ref}", restart: unless-stopped{more}}}\n')


def check(daemon, name="blog", **more):
    body = {"name": name} if name else {}
    answer = daemon.post("/api/updates/check", body, **more).expect(200).json()
    return next(app["update"] for app in answer["apps"] if app["name"] == (name or "blog"))


def word(update):
    return f"{update['state']} {update['key'] or ''}".strip()


def images_of(engine):
    return sorted(image["Id"] for image in engine.get("/images/json?all=1"))


def plan(daemon, name="blog"):
    return daemon.get(f"/api/apps/{name}/update/plan").expect(200).json()


def keys(planned):
    return sorted(("!" if f["severity"] == "serious" else "") + f["key"] for f in planned["findings"])


def test_every_engine_and_store_tells_the_same(each_engine, make_daemon, publish):
    daemon = make_daemon(each_engine)
    both = ("amd64", "arm64")
    web = publish("web", page="1", platforms=both)
    one_service(daemon, web.ref)
    assert word(check(daemon)) == "up_to_date"
    before = images_of(each_engine), each_engine.snapshot("blog")

    # Another index, the same content for this machine: pitfalls 10 and 11.
    index = publish("web", page="1", platforms=("amd64",), index=True)
    assert index.digest != web.digest and index.manifest == web.manifest
    assert word(check(daemon)) == "up_to_date"

    new = publish("web", page="2", platforms=both)
    update = check(daemon)
    assert word(update) == "available"
    assert update["services"][0]["offered"] == new.digest
    assert (images_of(each_engine), each_engine.snapshot("blog")) == before, "a check downloads and touches nothing"

    assert daemon.post("/api/apps/blog/update").expect(200).json()["updated"] is True
    assert word(check(daemon)) == "up_to_date"

    # Published without this machine's platform yet: pitfall 12.
    publish("web", page="3", platforms=("arm64",), index=True)
    update = check(daemon)
    assert word(update) == "held_back not_yet"
    publish("web", page="3", platforms=both)
    assert word(check(daemon)) == "available"


def test_a_plain_manifest_that_becomes_an_index_is_the_same_content(any_engine, make_daemon, publish):
    daemon = make_daemon(any_engine)
    one_service(daemon, publish("web", page="1").ref)

    publish("web", page="1", platforms=("amd64", "arm64"))
    assert word(check(daemon)) == "up_to_date"

    publish("web", page="1")
    assert word(check(daemon)) == "up_to_date"


def test_the_badge_goes_with_the_update(daemon, engine, publish):
    one_service(daemon, publish("web", page="1").ref)
    assert daemon.app("blog")["update"] is None, "nothing was checked yet"
    publish("web", page="2")
    with daemon.events() as stream:
        check(daemon)
        told = stream.wait_for(lambda e: e.name == "app" and (e.json()["update"] or {}).get("state") == "available")
        assert told.json()["update"]["services"][0]["service"] == "web"
        daemon.post("/api/apps/blog/update").expect(200)
        assert stream.wait_for(lambda e: e.name == "app" and (e.json()["update"] or {}).get("state") == "up_to_date")


def test_an_image_that_was_pulled_by_hand_is_an_update_too(daemon, engine, publish):
    web = publish("web", page="1")
    one_service(daemon, web.ref)
    publish("web", page="2")
    engine.pull(web.ref)

    assert word(check(daemon)) == "available downloaded"


def test_results_outlive_the_daemon(daemon, engine, publish):
    one_service(daemon, publish("web", page="1").ref)
    publish("web", page="2")
    before = check(daemon)

    daemon.restart()

    wait_until(lambda: daemon.app("blog")["update"] == before, 10)


def test_one_head_for_each_distinct_reference_and_nothing_else(daemon, engine, publish, fault_proxy):
    publish("web", page="1")
    publish("db", page="1")
    for name, image in (("one", "web"), ("two", "web"), ("three", "db")):
        one_service(daemon, fault_proxy.ref(image), name)
    fault_proxy.log.clear()

    daemon.post("/api/updates/check", {}).expect(200)

    asked = sorted(line.split(" ->")[0] for line in map(str, fault_proxy.requests("")))
    assert [line for line in asked if "/manifests/" in line] == ["HEAD /v2/db/manifests/1", "HEAD /v2/web/manifests/1"], asked


@pytest.mark.parametrize("fault, key", [
    (dict(mode=401, headers={"WWW-Authenticate": 'Basic realm="rig"'}), "registry_login"),
    (dict(mode=500), "registry_error"),
    (dict(mode=429, headers={"Retry-After": "60"}), "registry_rate_limited"),
    (dict(mode="reset"), "registry_error"),
    (dict(mode="hang"), "registry_timeout"),
])
def test_a_registry_that_does_not_tell_leaves_it_unknown_with_the_reason(daemon, engine, publish, fault_proxy, fault, key):
    publish("web", page="1")
    one_service(daemon, fault_proxy.ref("web"))
    before = engine.snapshot("blog")
    fault_proxy.rule("manifests", **fault)

    update = check(daemon, timeout=60)

    assert word(update).split()[0] == "unknown"
    assert update["key"] == key or (key == "registry_error" and update["key"] == "registry_unreachable"), update
    assert update["reason"]
    assert engine.snapshot("blog") == before


def test_a_registry_that_is_off_is_unknown_and_back_again(daemon, engine, publish, registry):
    one_service(daemon, publish("web", page="1").ref)
    registry.stop()
    assert word(check(daemon)) == "unknown registry_unreachable"
    registry.start()
    assert word(check(daemon)) == "up_to_date"


def test_a_slow_registry_is_waited_for(daemon, engine, publish, fault_proxy):
    publish("web", page="1", platforms=("amd64", "arm64"))
    one_service(daemon, fault_proxy.ref("web"))
    publish("web", page="2", platforms=("amd64", "arm64"))
    fault_proxy.rule("GET .*manifests", "slow", bytes_per_second=2000)
    assert word(check(daemon, timeout=60)) == "available"


def test_limits_are_read_and_kept(daemon, engine, publish, fault_proxy):
    publish("web", page="1")
    one_service(daemon, fault_proxy.ref("web"))
    check(daemon)
    publish("web", page="2")
    fault_proxy.rule("HEAD .*manifests", 429, headers={
        "RateLimit-Limit": "100;w=21600", "RateLimit-Remaining": "0;w=21600", "Retry-After": "600"})
    check(daemon)
    asked = len(fault_proxy.requests("HEAD"))

    update = check(daemon)

    assert len(fault_proxy.requests("HEAD")) == asked, "a registry that said no is not asked again"
    assert word(update) == "unknown registry_rate_limited"
    told = next(r for r in daemon.get("/api/registries").json()["registries"] if r["registry"] == fault_proxy.host)
    assert (told["limit"], told["remaining"]) == (100, 0)
    assert told["quiet_until"] and "log in" in told["hint"]


def test_newer_tags_of_the_same_line_and_newer_apps_are_told(daemon, engine, publish):
    web = publish("web", "1.2.3", page="1")
    install(daemon, "blog", f'services:\n  web: {{image: "{web.ref}", restart: unless-stopped}}\n', version="1.0.0")
    for tag in ("1.2.10", "1.3.0-rc1", "2.0.0", "latest"):
        publish("web", tag, page=tag)
    write_app(daemon.catalog, "blog", f'services:\n  web: {{image: "{web.ref}", restart: unless-stopped}}\n', version="1.1.0")

    update = check(daemon)

    assert word(update) == "up_to_date"
    assert update["services"][0]["newer_tag"] == "1.2.10"
    assert update["newer_version"] == "1.1.0"


def test_an_app_that_is_not_there_and_a_body_that_is_wrong(daemon, engine):
    assert daemon.post("/api/updates/check", {"name": "nothing"}).json()["key"] == "app_not_installed"
    assert daemon.post("/api/updates/check", {"nom": "x"}).status == 400


def test_the_command_line_tells_it(daemon, engine, publish):
    one_service(daemon, publish("web", page="1").ref)
    publish("web", page="2")
    said = daemon.cli("app", "check", "blog").stdout
    assert "web" in said and "update available" in said
    assert "up to date" not in daemon.cli("app", "check").stdout


# ---- the plan


def test_a_plan_tells_versions_bytes_and_changes_nothing(any_engine, make_daemon, publish):
    daemon = make_daemon(any_engine)
    label = "org.opencontainers.image."
    size = 300_000
    web = publish("web", page="1", labels={label + "version": "1.0"})
    one_service(daemon, web.ref)
    new = publish("web", page="2", random_layers=(size,), labels={
        label + "version": "1.1", label + "source": "https://github.com/ada/web"})
    before = images_of(any_engine), any_engine.snapshot("blog")

    planned = plan(daemon)

    assert (images_of(any_engine), any_engine.snapshot("blog")) == before
    service = planned["services"][0]
    assert planned["changes"] and service["changes"]
    assert (service["from_version"], service["to_version"]) == ("1.0", "1.1")
    assert (service["from"], service["to"]) == (web.id_on(any_engine), new.digest)
    assert service["notes_url"] == "https://github.com/ada/web/releases"
    assert size <= planned["download_bytes"] < size + 5000, "the base layer is here already"
    assert planned["disk_needed_bytes"] >= planned["download_bytes"]
    pulled = daemon.post("/api/apps/blog/update").expect(200).json()
    assert pulled["updated"] is True
    again = plan(daemon)
    assert not again["changes"] and again["services"][0]["key"] == "up_to_date" and again["findings"] == []


def test_a_plan_tells_what_would_be_lost(daemon, engine, publish):
    web = publish("web", page="1", volumes=("/data", "/cache"))
    install(daemon, "blog", f"""services:
  web:
    image: "{web.ref}"
    restart: unless-stopped
    ports: ["8100:8080"]
    volumes: ["db:/data"]
volumes: {{db: {{}}}}
""")
    publish("web", page="2", volumes=("/srv/data",), user="1000", ports=(9090,), healthcheck=True, entrypoint=["httpd", "-f", "-p", "9090"])

    planned = plan(daemon)

    assert planned["serious"] is True
    assert keys(planned) == ["!port_moved", "!user_changed", "!volume_gone", "!volume_moved", "anonymous_volume",
                             "entrypoint_changed", "healthcheck_new"]


def test_a_plan_guards_what_was_written_outside_of_volumes(any_engine, make_daemon, publish):
    daemon = make_daemon(any_engine)
    web = publish("web", page="1", cmd=["sh", "-c", "echo x > /etc/made-at-start; exec httpd -f -p 8080 -h /www"])
    one_service(daemon, web.ref)
    publish("web", page="2")
    assert keys(plan(daemon)) == ["start_files"]

    container = any_engine.container("blog", "web")["Id"]
    any_engine.exec(container, "touch", "-d", "2031-01-01 00:00", "/www/notes.txt")

    planned = plan(daemon)
    assert "!unsaved_data" in keys(planned)
    assert any("/www/notes.txt" in f["message"] for f in planned["findings"])


def test_a_plan_names_those_that_follow(daemon, engine, publish):
    vpn, web = publish("vpn", page="1"), publish("web", page="1", cmd=["sleep", "1000"])
    install(daemon, "blog", f"""services:
  vpn: {{image: "{vpn.ref}", restart: unless-stopped}}
  torrent: {{image: "{web.ref}", network_mode: "service:vpn", restart: unless-stopped}}
  ui: {{image: "{web.ref}", depends_on: [torrent], restart: unless-stopped}}
""")
    publish("vpn", page="2")

    planned = plan(daemon)

    assert [(f["service"], f["reason"]) for f in planned["followers"]] == [
        ("torrent", "shares the network of vpn"), ("ui", "depends on torrent")]


def test_a_plan_without_a_registry_says_why(daemon, engine, publish, registry):
    one_service(daemon, publish("web", page="1").ref)
    registry.stop()
    planned = plan(daemon)
    assert not planned["changes"] and planned["services"][0]["key"] == "registry_unreachable"
    assert daemon.get("/api/apps/nothing/update/plan").status == 404
    assert "nothing to update" in daemon.cli("app", "update", "blog", "--plan").stdout


# ---- logins


def test_a_login_is_tried_kept_and_used_but_never_told(daemon, engine, make_registry):
    private = make_registry(users={"ada": "s3cret!"})
    publish_to(private, "web", page="1")
    write_app(daemon.catalog, "blog", f'services:\n  web: {{image: "{private.ref("web")}", restart: unless-stopped}}\n')
    assert daemon.install("blog").status != 200

    wrong = {"registry": private.host, "username": "ada", "password": "wrong"}
    assert daemon.post("/api/registries", wrong).expect(403).json()["key"] == "registry_login"
    assert not (daemon.state / "registries.json").exists()

    answer = daemon.post("/api/registries", dict(wrong, password="s3cret!")).expect(200)
    assert "s3cret!" not in answer.text
    assert answer.json()["registries"][0]["kept_by"] == "furtka"
    mode = os.stat(daemon.state / "registries.json").st_mode
    assert stat.S_IMODE(mode) == 0o600
    daemon.install("blog").expect(200)
    assert word(check(daemon)) == "up_to_date"
    assert "s3cret!" not in daemon.get("/api/registries").text + daemon.log

    daemon.restart()
    assert word(check(daemon)) == "up_to_date"
    daemon.delete(f"/api/registries/{private.host}").expect(200)
    daemon.restart()
    assert word(check(daemon)) == "unknown registry_login"
    assert daemon.delete(f"/api/registries/{private.host}").status == 404


def test_credential_helpers_of_the_docker_client_are_asked(make_daemon, engine, make_registry, tmp_path):
    private = make_registry(users={"ada": "s3cret!"})
    publish_to(private, "web", page="1")
    folder, programs = tmp_path / "docker", tmp_path / "bin"
    folder.mkdir()
    programs.mkdir()
    helper = programs / "docker-credential-rig"
    helper.write_text(f"""#!/bin/sh
read server
[ "$1 $server" = "get {private.host}" ] || {{ echo "credentials not found in native keychain"; exit 1; }}
echo '{{"ServerURL":"x","Username":"ada","Secret":"s3cret!"}}'
""")
    helper.chmod(0o755)
    (folder / "config.json").write_text(json.dumps({"credHelpers": {private.host: "rig"}}))
    daemon = make_daemon(engine, env={"DOCKER_CONFIG": str(folder), "PATH": f"{programs}:{os.environ['PATH']}"})
    one_service(daemon, private.ref("web"))
    assert word(check(daemon)) == "up_to_date"
    assert [r["kept_by"] for r in daemon.get("/api/registries").json()["registries"] if r["registry"] == private.host] == ["helper"]
    assert "s3cret!" not in daemon.log

    helper.write_text("#!/bin/sh\necho oops s3cret!\nexit 3\n")
    daemon.restart()
    update = check(daemon)
    assert word(update) == "unknown credential_helper"
    assert "s3cret!" not in update["reason"] and "exit code 3" in update["reason"]
