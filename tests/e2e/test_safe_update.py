"""Updates that are proven or taken back: every kind of bad version, and everything that must survive a good one."""
import pytest

from rig import wait_until, wire, write_app

WEB = """
services:
  web:
    image: "{ref}"
    restart: unless-stopped
    mem_limit: 24m
    ports: ["8100:8080"]
    volumes: [data:/data]
volumes:
  data: {{external: true, name: furtka_blog_data}}
"""
SERVE = "exec httpd -f -p 8080 -h /www"
FAIL_CGI = {"bad/cgi-bin/index.cgi": "#!/bin/sh\nprintf 'HTTP/1.0 500 Broken\\r\\nContent-Length: 0\\r\\n\\r\\n'\n"}
HEALTHY_UNTIL_SICK = {"Test": ["CMD", "test", "!", "-e", "/tmp/sick"], "Interval": 10**9, "Timeout": 10**9, "Retries": 1}

BAD = {
    "exits at once": dict(cmd=["false"], causes={"exited", "restarts"}),
    "bad entrypoint": dict(cmd=["/no/such/program"], causes={"compose_failed"}),
    "exits later": dict(cmd=["sh", "-c", "httpd -p 8080 -h /www; sleep 12; exit 3"], causes={"exited", "restarts"},
                        settle=15),
    "healthy, then unhealthy": dict(cmd=["sh", "-c", f"(sleep 4; touch /tmp/sick) & {SERVE}"],
                                    healthcheck=HEALTHY_UNTIL_SICK, causes={"unhealthy"}, settle=8),
    "listens on another port": dict(cmd=["httpd", "-f", "-p", "9090", "-h", "/www"], causes={"port_silent"}),
    "answers 500": dict(cmd=["httpd", "-f", "-p", "8080", "-h", "/bad"], files=FAIL_CGI, causes={"http_changed"}),
    "needs more memory than it may": dict(cmd=["sh", "-c", "x=12345678; while true; do x=$x$x; done"],
                                          causes={"out_of_memory", "exited", "restarts"}),
    "moved its volume": dict(volumes=["/srv"], causes={"volume_moved"}),
}


@pytest.fixture
def furtka(make_daemon, engine):
    """A daemon that reaches published ports, and has less patience than an owner's."""
    def make(on=engine, settle=2, timeout=5):
        return make_daemon(on, env={"FURTKA_APP_HOST": on.ip, "FURTKA_UPDATE_SETTLE": str(settle),
                                    "FURTKA_UPDATE_TIMEOUT": str(timeout)})
    return make


def install(daemon, name, compose, **manifest):
    write_app(daemon.catalog, name, compose, **manifest)
    daemon.install(name).expect(200)


def page(engine, port=8100):
    return wire.request(f"{engine.ip}:{port}", "GET", "/", timeout=5).body


def volume(engine, name):
    return engine.get(f"/volumes/{name}")["Mountpoint"]


def write_data(engine, service, text, path="/data/file"):
    """Through the running container, as the app would."""
    engine.exec(engine.container("blog", service)["Id"], "sh", "-c", f"echo {text} > {path}")


def read_data(engine, service, path="/data/file"):
    return engine.exec(engine.container("blog", service)["Id"], "cat", path)


def own_tags(engine):
    return sorted(tag for image in engine.get("/images/json") for tag in image["RepoTags"] or []
                  if tag.startswith("furtka/"))


def is_taken_back(furtka, engine, publish, kind):
    bad = dict(BAD[kind])
    causes, settle = bad.pop("causes"), bad.pop("settle", 2)
    daemon = furtka(on=engine, settle=settle)
    old = publish("web", page="old", volumes=["/data"], labels={"org.opencontainers.image.version": "1.0"})
    install(daemon, "blog", WEB.format(ref=old.ref), volumes=["data"])
    was = engine.container("blog", "web")["Image"]
    write_data(engine, "web", "precious")
    publish("web", page="new", labels={"org.opencontainers.image.version": "2.0"}, **{"volumes": ["/data"], **bad})

    answer = daemon.post("/api/apps/blog/update", timeout=90)

    assert answer.status == 502, answer.text
    told = answer.json()
    assert told["key"] == "update_taken_back"
    assert told["cause"] in causes, told
    assert float(told["downtime_seconds"]) >= 0
    daemon.wait_app("blog", "running")
    assert engine.container("blog", "web")["Image"] == was
    assert engine.image_id(old.ref) == was
    assert wait_until(lambda: page(engine), 5) == b"old"
    assert read_data(engine, "web") == "precious"
    assert own_tags(engine) == []
    assert len(engine.containers("blog")) == 1
    entry = daemon.get("/api/apps/blog/history").expect(200).json()["history"][0]
    assert entry["outcome"] == "taken_back" and entry["reason"]
    assert (entry["services"][0]["from_version"], entry["services"][0]["to_version"]) == ("1.0", "2.0")


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_version_is_taken_back_by_itself(furtka, engine, publish, kind):
    is_taken_back(furtka, engine, publish, kind)


@pytest.mark.parametrize("kind", ["exits at once", "healthy, then unhealthy", "moved its volume"])
def test_every_engine_and_store_takes_it_back(furtka, each_engine, publish, kind):
    is_taken_back(furtka, each_engine, publish, kind)


def test_a_good_version_is_proven_and_can_be_undone(furtka, each_engine, publish):
    engine = each_engine
    daemon = furtka(on=engine)
    old = publish("web", page="old")
    install(daemon, "blog", WEB.format(ref=old.ref), volumes=["data"])
    was = engine.container("blog", "web")["Image"]
    write_data(engine, "web", "precious")
    new = publish("web", page="new", healthcheck=True)

    answer = daemon.post("/api/apps/blog/update", timeout=90).expect(200).json()

    assert answer["updated"] is True
    assert answer["proof"] == ["web: healthy", "web: port 8080 answers with HTTP 200"]
    assert 0 < answer["downtime_seconds"] < 15
    assert answer["bytes_pulled"] > 0
    assert engine.container("blog", "web")["Image"] == new.id_on(engine)
    assert own_tags(engine) == ["furtka/rollback/blog/web:1"]
    assert daemon.post("/api/apps/blog/update").expect(200).json()["updated"] is False

    engine.api("POST", "/images/prune", filters='{"dangling":["true"]}')
    assert own_tags(engine) == ["furtka/rollback/blog/web:1"]
    engine.api("POST", "/images/prune", filters='{"dangling":["false"]}')  # docker system prune -a: downloaded again
    assert own_tags(engine) == []
    back = daemon.cli("app", "rollback", "blog", check=True)

    assert "recovery point 1" in back.stdout, back.stdout
    assert engine.container("blog", "web")["Image"] == was
    assert wait_until(lambda: page(engine), 5) == b"old"
    assert read_data(engine, "web") == "precious"
    points = daemon.get("/api/apps/blog/recovery-points").expect(200).json()["recovery_points"]
    assert [point["number"] for point in points] == [2, 1]
    shown = daemon.cli("app", "history", "blog", check=True).stdout
    assert "rollback" in shown and "update" in shown and "--to POINT" in shown
    daemon.post("/api/apps/blog/rollback", {"to": 2}, timeout=90).expect(200)
    assert engine.container("blog", "web")["Image"] == new.id_on(engine)
    daemon.post("/api/apps/remove", {"name": "blog"}, timeout=60).expect(200)
    assert own_tags(engine) == []
    assert list((daemon.state / "points").iterdir()) == []


def test_settings_come_back_with_the_version_they_belong_to(furtka, engine, publish):
    daemon = furtka()
    web = publish("web", page="old")
    compose = f'services:\n  web: {{image: "{web.ref}", restart: unless-stopped, environment: {{T: "${{TITLE:-}}"}}}}\n'
    form = [{"name": "TITLE", "label": "Title", "description": "", "type": "text", "required": True, "default": "one"}]
    install(daemon, "blog", compose, settings=form)
    publish("web", page="new")
    daemon.post("/api/apps/blog/update").expect(200)
    daemon.post("/api/apps/blog/settings", {"settings": {"TITLE": "two"}}).expect(200)

    daemon.post("/api/apps/blog/rollback").expect(200)

    assert daemon.get("/api/apps/blog/settings").json()["values"] == {"TITLE": "one"}
    assert "T=one" in engine.container("blog", "web")["Config"]["Env"]
    assert (daemon.apps / "blog" / ".env").stat().st_mode & 0o777 == 0o600
    assert (daemon.state / "points" / "blog" / "1" / "env").stat().st_mode & 0o777 == 0o600


MANY = """
services:
  vpn: {{image: "{vpn}", restart: unless-stopped, networks: [front, back]}}
  client: {{image: "{client}", restart: unless-stopped, network_mode: "service:vpn"}}
  migrate: {{image: "{job}", networks: [back]}}
  db:
    image: "{db}"
    restart: unless-stopped
    networks: {{back: {{aliases: [store]}}}}
    depends_on: {{migrate: {{condition: service_completed_successfully}}}}
  web: {{image: "{web}", restart: unless-stopped, networks: [front, back], deploy: {{replicas: 2}}}}
  idle: {{image: "{idle}", restart: "no"}}
networks: {{front: {{}}, back: {{}}}}
"""


@pytest.mark.parametrize("bad", [False, True], ids=["good", "taken back"])
def test_sidecars_one_shots_replicas_networks_and_anonymous_volumes_survive(furtka, engine, publish, bad):
    daemon = furtka()
    names = ("vpn", "db", "web", "idle")
    images = {name: publish(name, page=f"{name} 1", volumes=["/data"] if name == "db" else []) for name in names}
    images["client"] = publish("client", cmd=["httpd", "-f", "-p", "8081", "-h", "/www"])  # in the network of vpn
    images["job"] = publish("job", cmd=["true"])
    install(daemon, "blog", MANY.format(**{name: image.ref for name, image in images.items()}))
    idle = engine.container("blog", "idle")["Id"]
    engine.api("POST", f"/containers/{idle}/stop", t=0)
    write_data(engine, "db", "anonymous")
    before = {c["Mounts"][0]["Name"] for c in engine.containers("blog") if c["Mounts"]}
    old_web = engine.container("blog", "web")["Image"]
    for name in ("vpn", "db", "idle"):
        publish(name, page=f"{name} 2", volumes=["/data"] if name == "db" else [])
    publish("web", **({"cmd": ["false"]} if bad else {"page": "web 2"}))

    answer = daemon.post("/api/apps/blog/update", timeout=90)

    assert answer.status == (502 if bad else 200), answer.text
    if not bad:
        assert {s["service"] for s in answer.json()["services"]} == {"vpn", "db", "web"}
        assert answer.json()["not_running"] == ["idle"] or set(answer.json()["not_running"]) == {"idle", "migrate"}
    else:
        assert engine.container("blog", "web")["Image"] == old_web
    still = engine.container("blog", "idle")
    assert still["Id"] == idle and still["State"]["Running"] is False
    assert read_data(engine, "db") == "anonymous"
    assert {c["Mounts"][0]["Name"] for c in engine.containers("blog") if c["Mounts"]} == before
    vpn, client = engine.container("blog", "vpn"), engine.container("blog", "client")
    assert client["HostConfig"]["NetworkMode"] == f"container:{vpn['Id']}"
    assert client["State"]["Running"]
    assert set(vpn["NetworkSettings"]["Networks"]) == {"blog_front", "blog_back"}
    assert "store" in engine.container("blog", "db")["NetworkSettings"]["Networks"]["blog_back"]["Aliases"]
    assert len([c for c in engine.containers("blog") if c["Labels"]["com.docker.compose.service"] == "web"
                and c["State"] == "running"]) == 2
    assert engine.container("blog", "migrate")["State"]["ExitCode"] == 0


def test_a_stopped_app_is_not_started_by_an_update(furtka, engine, publish):
    daemon = furtka()
    install(daemon, "blog", WEB.format(ref=publish("web", page="old").ref), volumes=["data"])
    daemon.post("/api/apps/blog/stop").expect(200)
    before = engine.snapshot("blog")
    publish("web", page="new")

    assert daemon.post("/api/apps/blog/update").expect(200).json()["updated"] is False

    assert engine.snapshot("blog") == before
    assert daemon.app("blog")["state"] == "stopped"


def test_an_app_may_ask_for_another_gate(furtka, engine, publish):
    daemon = furtka(timeout=4)
    install(daemon, "blog", WEB.format(ref=publish("web", page="old").ref), volumes=["data"], update_gate={"http": False})
    publish("web", cmd=["httpd", "-f", "-p", "8080", "-h", "/bad"], files=FAIL_CGI)
    daemon.post("/api/apps/blog/update").expect(200)

    publish("web", page="again")
    own = daemon.post("/api/apps/blog/policy", {"gate": {"settle_seconds": 5}}).expect(200).json()["own"]
    assert own["gate"] == {"settle_seconds": 5, "timeout_seconds": None, "ports": None, "http": None}
    answer = daemon.post("/api/apps/blog/update").expect(200).json()
    assert "web: runs for 5 s without a restart" in answer["proof"]


def test_an_engine_that_dies_in_the_middle_is_waited_for(furtka, make_engine, publish):
    engine = make_engine()
    daemon = furtka(on=engine, settle=3)
    old = publish("web", page="old")
    install(daemon, "blog", WEB.format(ref=old.ref), volumes=["data"])
    new = publish("web", page="new")
    job = daemon.post("/api/apps/blog/update", headers={"Prefer": "respond-async"}).expect(202).json()["job"]["id"]
    wait_until(lambda: [s["name"] for s in daemon.get(f"/api/jobs/{job}").json()["stages"]][-1:] in (["start"], ["verify"]), 20)
    engine.kill9()
    engine.start_again()

    ended = daemon.wait_job(job, 60)

    daemon.wait_app("blog", "running")
    wanted = new if ended["state"] == "done" else old
    assert wait_until(lambda: page(engine), 10) == (b"new" if wanted is new else b"old")
    assert len(engine.containers("blog")) == 1
