"""Update all, one by one; and the policies that say when apps update by themselves."""
import json

from rig import write_app


def compose(image, extra=""):
    return f"services:\n  web:\n    image: \"{image.ref}\"\n    restart: unless-stopped\n{extra}"


def installed(daemon, publish, *names, **more):
    for name in names:
        write_app(daemon.catalog, name, compose(publish(name, page="1")), **more.get(name, {}))
        daemon.install(name).expect(200)


def outcomes(result):
    def word(app):
        if not app["tried"]:
            return "not tried"
        return app["error"]["key"] if app["error"] else "updated" if app["result"]["updated"] else "same"
    return {app["name"]: word(app) for app in result["apps"]}


def test_providers_come_before_those_who_need_them_and_each_is_a_job_of_its_own(daemon, engine, publish):
    installed(daemon, publish, "zbroker", "app", app={"requires": [{"app": "zbroker"}]})
    publish("app", page="2")
    publish("zbroker", page="2")

    result = daemon.post("/api/update-all").expect(200).json()

    assert [app["name"] for app in result["apps"]] == ["zbroker", "app"]
    assert outcomes(result) == {"zbroker": "updated", "app": "updated"} and result["stopped_at"] is None
    jobs = {job["id"]: job for job in daemon.get("/api/jobs").json()["jobs"]}
    assert [jobs[app["job"]]["app"] for app in result["apps"]] == ["zbroker", "app"]
    assert outcomes(daemon.post("/api/update-all").expect(200).json()) == {"zbroker": "same", "app": "same"}


def test_the_first_that_does_not_do_well_ends_the_round_unless_told_otherwise(daemon, engine, publish):
    installed(daemon, publish, "a", "b", "c")
    for name in ("a", "c"):
        publish(name, page="2")
    publish("b", cmd=["sh", "-c", "exit 7"])

    stopped = daemon.post("/api/update-all", {"on_failure": "stop"}, timeout=180).expect(200).json()
    went_on = daemon.cli("app", "update", "--all", "--continue", "--json", timeout=180)

    assert stopped["stopped_at"] == "b"
    assert {k: v for k, v in outcomes(stopped).items() if k != "b"} == {"a": "updated", "c": "not tried"}
    assert went_on.returncode == 1
    assert outcomes(json.loads(went_on.stdout))["c"] == "updated"
    assert daemon.post("/api/update-all", {"on_failure": "never"}).status == 400


def test_an_app_whose_image_is_gone_is_told_and_the_others_go_on(daemon, engine, registry, publish):
    installed(daemon, publish, "a", "b")
    (daemon.apps / "a" / "docker-compose.yaml").write_text((daemon.apps / "a" / "docker-compose.yaml").read_text().replace("a:1", "a:2"))
    publish("b", page="2")

    result = daemon.post("/api/update-all", timeout=120).expect(200).json()

    assert outcomes(result)["b"] == "updated" and result["stopped_at"] is None
    assert outcomes(result)["a"] not in ("updated", "same")


def test_policies_are_kept_in_files_and_outlive_the_database(daemon, engine, publish):
    installed(daemon, publish, "blog")
    night = {"mode": "auto", "windows": ["sat,sun 02:00-05:00"], "time_zone": "Europe/Berlin", "cooling_hours": 48}
    assert daemon.post("/api/policy", night).expect(200).json() == night
    daemon.post("/api/apps/blog/policy", {"mode": "hand", "hold": True}).expect(200)
    daemon.terminate()
    for file in daemon.state.glob("furtka.db*"):
        file.unlink()
    daemon.start()

    assert daemon.get("/api/policy").expect(200).json() == night
    told = daemon.get("/api/apps/blog/policy").expect(200).json()
    assert told["own"]["hold"] is True and told["own"]["windows"] is None
    assert told["effective"] == {**night, "mode": "hand"}
    assert "hand" in daemon.cli("policy", "blog", check=True).stdout
    daemon.cli("policy", "blog", "--release", "--inherit", check=True)
    assert daemon.get("/api/apps/blog/policy").json()["effective"] == night


def test_bad_policies_are_refused_with_the_member(daemon):
    for body, member in (({"mode": "maybe"}, "mode"), ({"windows": ["at night"]}, "windows"), ({"cooling_hours": -1}, "cooling_hours"),
                         ({"time_zone": "No/Where"}, "time_zone"), ({"time_zone": "../../etc/passwd"}, "time_zone"), ({"hold": True}, "hold")):
        answer = daemon.post("/api/policy", body)
        assert answer.status in (400, 404) and answer.json()["member"] == member, answer.text
    assert daemon.get("/api/apps/nothing/policy").status == 404
