"""The engine dies, vanishes, comes back; and it has room for fewer networks than an owner has apps."""
import pathlib
import shutil
import time

from rig import wait_until, wire, write_app

ONE = "services:\n  web: {{image: \"{ref}\", restart: {restart}}}\n"


def install(daemon, name, ref, restart="unless-stopped", **manifest):
    write_app(daemon.catalog, name, ONE.format(ref=ref, restart=restart), **manifest)
    return daemon.install(name).expect(200)


def test_a_killed_engine_comes_back_with_every_app_that_ran_and_none_that_was_stopped(make_engine, make_daemon, publish):
    engine = make_engine()
    daemon = make_daemon(engine)
    web = publish("web", page="1")
    for name in ("one", "two", "three"):
        install(daemon, name, web.ref)
    install(daemon, "quiet", web.ref)
    daemon.post("/api/apps/quiet/stop").expect(200)

    engine.kill9()
    daemon.wait_app("one", "unknown")
    assert daemon.get("/api/apps").json()["engine"]["reachable"] is False
    assert daemon.get("/healthz").json()["engine"] == "away"
    engine.start_again()
    back = time.monotonic()

    for name in ("one", "two", "three"):
        daemon.wait_app(name, "running", timeout=15)
    assert time.monotonic() - back < 15
    assert daemon.app("quiet")["state"] == "stopped"
    assert engine.container("quiet", "web")["State"]["Running"] is False


def test_a_frozen_engine_does_not_freeze_furtka(make_engine, make_daemon, publish):
    engine = make_engine()
    daemon = make_daemon(engine)
    install(daemon, "blog", publish("web", page="1").ref)
    engine.stop_process()
    try:
        started = time.monotonic()
        assert daemon.get("/api/apps").status == 200
        assert daemon.get("/api/jobs").status == 200
        assert time.monotonic() - started < 1
    finally:
        engine.cont()
    daemon.wait_app("blog", "running")


def test_an_engine_that_appears_later_is_found(make_engine, make_daemon, publish):
    engine = make_engine()
    engine.stop()
    daemon = make_daemon(engine)
    write_app(daemon.apps, "blog", ONE.format(ref=publish("web", page="1").ref, restart="unless-stopped"))
    assert daemon.wait_app("blog", "unknown")["reason"]
    engine.start_again()
    daemon.wait_app("blog", "running", timeout=20)


def test_an_app_that_crashes_is_failed_with_its_exit_code_and_last_lines(daemon, engine, publish):
    image = publish("web", cmd=["sh", "-c", "echo going down; sleep 3; exit 7"])
    install(daemon, "blog", image.ref, restart="\"no\"")
    app = daemon.wait_app("blog", "failed")
    assert app["exit_code"] == 7
    assert "7" in app["reason"]
    # The engine may write the last lines a moment after it tells of the end.
    wait_until(lambda: daemon.app("blog")["log_tail"], 10, what="the last lines are there")
    assert daemon.app("blog")["log_tail"][-1].endswith("going down")


def test_a_one_shot_that_ended_well_is_no_failure(daemon, engine, publish):
    web, job = publish("web", page="1"), publish("job", cmd=["true"])
    write_app(daemon.catalog, "blog", f"""
services:
  web: {{image: "{web.ref}", restart: unless-stopped}}
  job: {{image: "{job.ref}"}}
""")
    daemon.install("blog").expect(200)
    app = daemon.wait_app("blog", "running")
    assert {s["service"]: s["state"] for s in app["services"]} == {"web": "running", "job": "finished"}


def test_an_unhealthy_app_is_told(daemon, engine, publish):
    check = {"Test": ["CMD", "test", "-e", "/www/index.html"], "Interval": 500_000_000, "Timeout": 1_000_000_000, "Retries": 1}
    image = publish("web", page="1", healthcheck=check)
    install(daemon, "blog", image.ref)
    daemon.wait_app("blog", "running")
    run_in(engine, "blog", "web", ["rm", "/www/index.html"])
    daemon.wait_app("blog", "unhealthy")


def run_in(engine, app, service, command):
    container = engine.container(app, service)["Id"]
    made = engine.api("POST", f"/containers/{container}/exec", {"Cmd": command}).json()
    engine.api("POST", f"/exec/{made['Id']}/start", {"Detach": True})


def test_forty_apps_with_networks_of_their_own_install_on_default_address_pools(make_engine, make_daemon, publish):
    engine = make_engine(default_pools=True)
    daemon = make_daemon(engine)
    web = publish("web", page="1")
    names = [f"app{number:02}" for number in range(40)]
    jobs = {}
    for name in names:
        write_app(daemon.catalog, name, ONE.format(ref=web.ref, restart="unless-stopped"))
    for name in names:
        answer = daemon.post("/api/apps/install", {"name": name})
        jobs[name] = answer.expect(202).json()["job"]["id"]
    ends = {name: daemon.wait_job(job, timeout=240) for name, job in jobs.items()}

    assert {name: end["error"] for name, end in ends.items() if end["state"] != "done"} == {}
    wait_until(lambda: all(a["state"] == "running" for a in daemon.get("/api/apps").json()["apps"]), 30)
    assert len(engine.networks()) >= 40


def test_an_app_comes_back_whose_container_a_crash_removed_by_half(make_engine, make_daemon, publish):
    """The container is gone, its sandbox and its published port are still in the engine's books."""
    engine = make_engine()
    daemon = make_daemon(engine)
    web = publish("web", page="1")
    write_app(daemon.catalog, "blog", f"""services:
  web: {{image: "{web.ref}", restart: unless-stopped, ports: ["8100:8080"]}}
  side: {{image: "{web.ref}", restart: unless-stopped}}
""")
    daemon.install("blog").expect(200)
    gone = engine.container("blog", "web")["Id"]
    root = pathlib.Path(engine.info()["DockerRootDir"])
    engine.kill9()
    shutil.rmtree(root / "containers" / gone)

    engine.start_again()

    daemon.wait_app("blog", "running", timeout=60)
    assert wait_until(lambda: wire.request(f"{engine.ip}:8100", "GET", "/", timeout=3).body == b"1", 10)
    assert len(engine.containers("blog")) == 2
