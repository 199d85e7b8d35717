"""An app written into one file on one server, and installed from it on another that has no network."""
import json
import pathlib
import stat
import subprocess

import pytest

from rig import wait_until, write_app
from test_recovery import killed_at, world

PASSPHRASE = "seven wet cats on a roof"
SECRET = "s3cret-of-the-blog"
TYPED = "the owner's own word"
COMPOSE = """services:
  web:
    image: "{ref}"
    restart: unless-stopped
    environment: {{PASSWORD: "${{PASSWORD}}", TITLE: "${{TITLE}}"}}
    volumes: ["data:/data", "cache:/tmp", "./files:/www/files"]
volumes:
  data: {{external: true, name: furtka_blog_data}}
  cache: {{}}
"""
FORM = [{"name": "TITLE", "label": "Title", "description": "", "type": "text", "required": True, "default": "My blog"},
        {"name": "PASSWORD", "label": "Password", "description": "", "type": "password", "required": True, "generate": "hex:32"}]
# What is looked at of every path: kind, mode, owner, and what is in it.
LOOK = "cd /data && find . | sort | xargs stat -c '%n %f %u %g %h' && cat kept/letter && ls -l link"
FILL = """mkdir /data/kept && echo dear > /data/kept/letter && chown 1000:33 /data/kept /data/kept/letter && chmod 640 /data/kept/letter
chmod 2750 /data/kept && chown 999:998 /data && chmod 711 /data && ln -s /etc/passwd /data/link && ln /data/kept/letter /data/kept/same
echo cached > /tmp/page && echo served > /www/files/a.txt && chown 1000:1000 /www/files/a.txt"""


def passphrase_file(daemon, words=PASSPHRASE):
    file = daemon.folder / "passphrase"
    file.write_text(words + "\n")
    return file


def blog(daemon, image, **more):
    write_app(daemon.catalog, "blog", COMPOSE.format(ref=image.ref), volumes=["data"], settings=FORM,
              files={"scripts/hello.sh": "#!/bin/sh\necho hello\n"}, **more)


@pytest.fixture
def server(daemon, engine, publish):
    """A server with a blog that has data."""
    image = publish("web", page="moved")
    blog(daemon, image)
    daemon.install("blog", settings={"TITLE": TYPED, "PASSWORD": SECRET}).expect(200)
    daemon.image = image
    engine.exec(engine.container("blog", "web")["Id"], "sh", "-c", FILL)
    return daemon


CONTENT = []


@pytest.fixture
def content(request, daemon, engine):
    """A file with a blog and its data; the server has neither."""
    if not CONTENT:
        CONTENT.append(with_data(request.getfixturevalue("server")).read_bytes())
        daemon.post("/api/apps/remove", {"name": "blog", "data": "delete"}).expect(200)
        engine.clean()
    return CONTENT[0]


def exported(daemon, *words, name="blog.furtka"):
    file = daemon.folder / name
    daemon.cli("app", "export", "blog", "--out", file, "--force", *words, check=True)
    return file


def with_data(daemon, **more):
    return exported(daemon, "--with-data", "--passphrase-file", passphrase_file(daemon), **more)


def looked_at(engine):
    return engine.exec(engine.container("blog", "web")["Id"], "sh", "-c", LOOK)


def helpers(engine):
    return engine.get("/containers/json", all=True, filters={"label": ["org.furtka.helper"]})


def brought(daemon, content):
    """A file at the daemon; its id."""
    upload = daemon.post("/api/imports", {"size": len(content)}).expect(201).json()
    for at in range(0, len(content), 500_000):
        daemon.request("POST", f"/api/imports/{upload['id']}/bytes?offset={at}", content[at:at + 500_000],
                       headers={"Content-Type": "application/octet-stream"}).expect(200)
    return upload["id"]


def installed(daemon, upload, **body):
    return daemon.post(f"/api/imports/{upload}/install", body, headers={"Prefer": "wait=60"}, timeout=70)


def nothing_came(daemon, engine):
    return (not list(daemon.apps.iterdir()) and not engine.containers() and not engine.volumes()
            and not engine.get("/images/json") and not helpers(engine))


@pytest.mark.parametrize("target", ["bookworm", "containerd"])
def test_an_app_moves_to_a_server_without_a_network(server, engine, make_daemon, registry, request, target):
    there = (request.getfixturevalue("engine_containerd") if target == "containerd"
             else request.getfixturevalue("make_engine")(target))
    before = looked_at(engine)
    runs = engine.container("blog", "web")
    file = with_data(server)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = engine.container("blog", "web")
    assert again["Id"] == runs["Id"] and again["State"]["Running"], "what ran runs again, the same container"
    assert again["State"]["StartedAt"] != runs["State"]["StartedAt"], "it was stopped while its data was copied"
    assert not list((server.state / "exports").iterdir()) and not helpers(engine)
    for secret in (SECRET, PASSPHRASE):
        assert secret.encode() not in file.read_bytes() and secret not in server.log
        assert all(secret.encode() not in f.read_bytes() for f in server.state.rglob("*") if f.is_file() and "drafts" not in f.parts)

    registry.stop()
    new = make_daemon(there)
    done = new.cli("app", "install", file, "--passphrase-file", passphrase_file(new))

    assert done.returncode == 0, done.stdout + done.stderr
    new.wait_app("blog", "running")
    assert looked_at(there) == before, "every byte, owner, mode and link of the data"
    for path, text in (("/tmp/page", "cached"), ("/www/files/a.txt", "served")):
        assert there.exec(there.container("blog", "web")["Id"], "cat", path) == text
    env, old = (d.apps / "blog" / ".env" for d in (new, server))
    assert env.read_text() == old.read_text() and SECRET in env.read_text() and stat.S_IMODE(env.stat().st_mode) == 0o600
    assert f"PASSWORD={SECRET}" in there.container("blog", "web")["Config"]["Env"]
    script = new.apps / "blog" / "scripts" / "hello.sh"
    assert stat.S_IMODE(script.stat().st_mode) == 0o755 and script.read_text().endswith("hello\n")
    assert there.image_id(server.image.ref), "the tag points to what came"
    assert not list((new.state / "imports").iterdir()) and not helpers(there)
    assert SECRET not in new.log and PASSPHRASE not in new.log
    # A restart needs no network either.
    new.post("/api/apps/blog/restart").expect(200)
    # Its image lost the registry's digest on the way, and is known to be the registry's all the same.
    registry.start()
    new.post("/api/updates/check", {"name": "blog"}).expect(200)
    assert new.app("blog")["update"]["state"] == "up_to_date", new.app("blog")["update"]


def test_what_may_be_in_a_file_without_a_passphrase(server, engine):
    runs = engine.snapshot("blog")
    plain = server.cli("app", "export", "blog")
    data = server.cli("app", "export", "blog", "--with-data")
    assert plain.returncode != 0 and "passphrase" in plain.stderr
    assert data.returncode != 0 and "passphrase" in data.stderr
    short = server.post("/api/apps/blog/export", {"passphrase": "short"})
    assert (short.status, short.json()["key"]) == (400, "passphrase_length")

    done = server.cli("app", "export", "blog", "--without-secrets", "--json", check=True)
    told = json.loads(done.stdout)
    file = pathlib.Path(told["file"])
    assert file.name.startswith("blog-1.0.0-") and file.suffix == ".furtka"
    assert told["secrets"] == "left_out" and any("data" in what for what in told["left_out"])
    assert engine.snapshot("blog") == runs, "the app was not touched"
    refused = server.cli("app", "export", "blog", "--without-secrets", "--out", file)
    assert refused.returncode != 0 and "--force" in refused.stderr

    server.post("/api/apps/remove", {"name": "blog", "data": "delete"}).expect(200)
    server.cli("app", "install", file, check=True)
    env = (server.apps / "blog" / ".env").read_text()
    assert TYPED in env and SECRET not in env and "PASSWORD=" in env, "a secret that was left out is made anew"


def test_nothing_is_changed_by_a_file_that_cannot_be_installed(content, daemon, engine):
    new = daemon

    def refusal(content, passphrase=PASSPHRASE, **more):
        upload = brought(new, content)
        answer = installed(new, upload, passphrase=passphrase, **more)
        assert nothing_came(new, engine)
        new.delete(f"/api/imports/{upload}").expect(200)
        return answer.status, answer.json()["key"]

    damaged = bytearray(content)
    damaged[len(content) * 2 // 3] ^= 1
    assert refusal(content, "another passphrase") == (403, "passphrase_wrong")
    assert refusal(content, "") == (400, "passphrase_missing")
    assert refusal(content[:-1]) == (400, "export_damaged")
    assert refusal(bytes(damaged)) == (400, "export_damaged")
    assert refusal(content + b"x") == (400, "export_damaged")
    assert refusal(b"#!/bin/sh\n" + content) == (400, "export_format")
    assert refusal(content.replace(b'"format":1', b'"format":3', 1)) == (400, "export_newer")


def test_what_is_there_is_left_alone(server, engine):
    content = with_data(server).read_bytes()
    upload, runs = brought(server, content), engine.snapshot("blog")
    answer = installed(server, upload, passphrase=PASSPHRASE)
    assert (answer.status, answer.json()["key"]) == (409, "app_installed")
    assert engine.snapshot("blog") == runs
    server.post("/api/apps/remove", {"name": "blog"}).expect(200)
    answer = installed(server, upload)
    assert (answer.status, answer.json()["key"]) == (409, "volume_exists")
    assert set(engine.volumes()) >= {"furtka_blog_data", "blog_cache"} and not list(server.apps.iterdir())


def test_an_image_that_another_app_runs_from_is_not_moved(server, engine, publish):
    content = with_data(server).read_bytes()
    server.post("/api/apps/remove", {"name": "blog", "data": "delete"}).expect(200)
    other = publish("web", page="another one")
    write_app(server.catalog, "wiki", f'services:\n  web: {{image: "{other.ref}"}}\n')
    server.install("wiki").expect(200)
    here, runs = engine.image_id(other.ref), engine.snapshot("wiki")

    answer = installed(server, brought(server, content), passphrase=PASSPHRASE)

    assert (answer.status, answer.json()["key"]) == (409, "image_taken")
    assert engine.image_id(other.ref) == here and engine.snapshot("wiki") == runs


def test_who_takes_secrets_out_is_kept(server):
    job = server.post("/api/apps/blog/export", {"passphrase": PASSPHRASE}).expect(202).json()["job"]["id"]
    result = server.wait_job(job)["result"]
    assert PASSPHRASE not in json.dumps(server.get(f"/api/jobs/{job}").json())
    file = server.get(f"/api/exports/{result['id']}").expect(200)
    assert len(file.body) == result["bytes"] and result["file_name"] in file.headers["content-disposition"]
    server.delete(f"/api/exports/{result['id']}").expect(200)
    assert server.get(f"/api/exports/{result['id']}").json()["key"] == "export_unknown"
    entries = server.get("/api/audit").expect(200).json()["entries"]
    assert [(e["what"], e["about"]) for e in entries[:3]] == [
        ("DELETE /api/exports/{id}", "blog"), ("GET /api/exports/{id}", "blog"),
        ("POST /api/apps/{name}/export", "blog")]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["export", "stop"])
def test_an_interrupted_export_leaves_the_app_running_and_no_file(server, engine, step, when):
    before = world(server, engine)

    killed_at(server, f"export/{step}:{when}", lambda: server.post(
        "/api/apps/blog/export", {"data": True, "passphrase": PASSPHRASE}, headers={"Prefer": "wait=60"}))

    server.wait_app("blog", "running")
    assert world(server, engine) == before
    assert not list((server.state / "exports").iterdir()) and not helpers(engine)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["folder blog", "images blog", "volumes blog", "up blog"])
def test_an_interrupted_import_is_taken_back_whole(content, daemon, engine, step, when):
    killed_at(daemon, f"install/{step}:{when}",
              lambda: installed(daemon, brought(daemon, content), passphrase=PASSPHRASE))

    assert nothing_came(daemon, engine), (world(daemon, engine), engine.get("/images/json"))
    if when == "after":
        installed(daemon, brought(daemon, content), passphrase=PASSPHRASE).expect(200)
        daemon.wait_app("blog", "running")


def test_a_cancelled_export_leaves_the_app_running_and_no_file(server, engine):
    job = server.post("/api/apps/blog/export", {"data": True, "passphrase": PASSPHRASE}).expect(202).json()["job"]["id"]
    server.delete(f"/api/jobs/{job}")
    server.wait_job(job)
    server.wait_app("blog", "running")
    assert not helpers(engine)
    assert all(f.suffix == ".furtka" for f in (server.state / "exports").iterdir()), "whole or not at all"


def test_a_full_disk_is_told_and_nothing_stays(server, engine, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "furtka-test", small], check=False).returncode:
        pytest.skip("a disk of its own needs the right to mount")
    try:
        # By the command line's file: the daemon's own disk has room.
        done = server.cli("app", "export", "blog", "--with-data", "--passphrase-file", passphrase_file(server),
                          "--out", small / "blog.furtka")
        assert done.returncode != 0 and "No space" in done.stderr, done.stderr
        assert not list(small.iterdir())
    finally:
        subprocess.run(["umount", "-l", small], check=True)
    refused = server.post("/api/imports", {"size": 1 << 49})
    assert (refused.status, refused.json()["key"]) == (507, "disk_low")
    assert refused.json()["needed"] and refused.json()["free"]
    server.wait_app("blog", "running")


def test_uploads_have_limits(daemon):
    upload = daemon.post("/api/imports", {"size": 10}).expect(201).json()["id"]

    def send(offset, content, kind="application/octet-stream"):
        return daemon.request("POST", f"/api/imports/{upload}/bytes?offset={offset}", content, headers={"Content-Type": kind})

    assert send(0, b"12345").expect(200).json()["received"] == 5
    assert send(0, b"12345").json()["key"] == "upload_offset" and send(5, b"123456").json()["key"] == "upload_size"
    assert send(5, b"1", kind="text/plain").json()["key"] == "content_type"
    assert send("x", b"1").json()["key"] == "query_value"
    assert daemon.post(f"/api/imports/{upload}/plan").json()["key"] == "upload_incomplete"
    for _ in range(3):
        daemon.post("/api/imports", {"size": 10}).expect(201)
    assert daemon.post("/api/imports", {"size": 10}).json()["key"] == "too_many_uploads"
    daemon.delete(f"/api/imports/{upload}").expect(200)
    assert send(5, b"12345").json()["key"] == "import_unknown"
    daemon.restart()
    assert wait_until(lambda: not list((daemon.state / "imports").iterdir()), what="uploads of an earlier run are gone")


def pinned(image):
    return f"{image.ref}@{image.digest}"


PINNED = """services:
  web: {{image: "{ref}", pull_policy: always, restart: unless-stopped, volumes: ["data:/data"]}}
  worker: {{image: "{ref}", pull_policy: always, restart: unless-stopped}}
volumes:
  data: {{}}
"""


def names_of_furtka(engine):
    return sorted(tag for image in engine.get("/images/json") for tag in image["RepoTags"] or [] if tag.startswith("furtka/"))


@pytest.mark.parametrize("target", ["bookworm", "containerd"])
def test_an_app_with_pinned_images_moves_and_is_updated_there(daemon, engine, make_daemon, registry, publish, request, target):
    there = (request.getfixturevalue("engine_containerd") if target == "containerd"
             else request.getfixturevalue("make_engine")(target))
    old = publish("web", page="old")
    write_app(daemon.catalog, "blog", PINNED.format(ref=pinned(old)))
    daemon.install("blog").expect(200)
    engine.exec(engine.container("blog", "web")["Id"], "sh", "-c", "echo dear > /data/letter")
    written = (daemon.apps / "blog" / "docker-compose.yaml").read_text()
    file = with_data(daemon)
    assert b'"format":2' in file.read_bytes()[:400] and not names_of_furtka(engine)

    registry.stop()
    new = make_daemon(there, env={"FURTKA_UPDATE_SETTLE": "0"})
    new.cli("app", "install", file, "--passphrase-file", passphrase_file(new), check=True)

    def runs(image=None):
        new.wait_app("blog", "running")
        assert there.exec(there.container("blog", "web")["Id"], "cat", "/data/letter") == "dear"
        assert (new.apps / "blog" / "docker-compose.yaml").read_text() == written
        shown = {service["image"] for service in new.app("blog")["services"]}
        assert shown == {image or pinned(old)}, "the author's name is what is shown"

    runs()
    names = names_of_furtka(there)
    assert len(names) == 1 and names[0].startswith("furtka/pinned:"), names
    # Nothing of an app's life needs the network: containers made anew, files edited, a look for updates, an update.
    first = there.snapshot("blog")
    there.compose(new.apps / "blog", "down")
    new.post("/api/reconcile").expect(200)
    runs()
    new.post("/api/updates/check", {"name": "blog"}).expect(200)
    assert new.app("blog")["update"]["state"] == "up_to_date", new.app("blog")["update"]
    assert not new.get("/api/apps/blog/update/plan").expect(200).json()["changes"]
    assert new.post("/api/apps/blog/update").expect(200).json()["updated"] is False
    edit(new, "override", "services: {web: {environment: {COLOUR: blue}}}\n").expect(200)
    runs()
    assert there.container("blog", "web")["Image"] == first["web"][0][1] and names_of_furtka(there)[0] in names

    # What came goes on again, under the author's names.
    again = exported(new)
    new.post("/api/apps/remove", {"name": "blog", "data": "delete"}).expect(200)
    assert not there.get("/images/json") and not [v for v in there.volumes() if "blog" in v]
    new.cli("app", "install", again, check=True)
    there.exec(there.container("blog", "web")["Id"], "sh", "-c", "echo dear > /data/letter")
    runs()
    assert names_of_furtka(there) == names

    # Another digest is another image, from its registry; and there is a way back without it.
    registry.start()
    newer = publish("web", page="new")
    edit(new, "compose", written.replace(old.digest, newer.digest)).expect(200)
    assert there.container("blog", "web")["Image"] == newer.id_on(there)
    assert {each["image"] for each in new.app("blog")["services"]} == {pinned(newer)}
    registry.stop()
    new.post("/api/apps/blog/rollback", {}).expect(200)
    runs()
    assert there.container("blog", "web")["Image"] == first["web"][0][1]


def edit(daemon, file, text):
    hash_ = {each["file"]: each for each in daemon.get("/api/apps/blog/files").expect(200).json()["files"]}[file]["hash"]
    return daemon.request("PUT", f"/api/apps/blog/files/{file}", {"text": text}, {"If-Match": hash_})


def test_a_volume_of_an_app_that_was_taken_over_comes_along(daemon, engine, publish):
    image = publish("web")
    write_app(daemon.catalog, "blog", f'services:\n  web: {{image: "{image.ref}", volumes: ["shelf:/data"]}}\n'
              "volumes: {shelf: {external: true, name: old_shelf}}\n")
    engine.api("POST", "/volumes/create", body={"Name": "old_shelf"})
    daemon.install("blog").expect(200)
    engine.exec(engine.container("blog", "web")["Id"], "sh", "-c", "echo dear > /data/letter")
    own = daemon.apps / "blog" / ".furtka"
    (own / "move-in.json").write_text(json.dumps(
        {"program": "compose", "project": "old", "folder": "/old", "containers": [], "volumes": ["old_shelf"], "folders": [],
         "confirmed": True}))
    for _ in range(2):                           # from the engine where another program made it, then from its copy
        file = with_data(daemon)
        daemon.post("/api/apps/remove", {"name": "blog", "data": "delete"}).expect(200)
        if "old_shelf" in engine.volumes():
            upload = brought(daemon, file.read_bytes())
            answer = installed(daemon, upload, passphrase=PASSPHRASE)
            assert (answer.status, answer.json()["key"]) == (409, "volume_exists")
            daemon.delete(f"/api/imports/{upload}").expect(200)
            engine.api("DELETE", "/volumes/old_shelf")
        daemon.cli("app", "install", file, "--passphrase-file", passphrase_file(daemon), check=True)
        assert engine.exec(engine.container("blog", "web")["Id"], "cat", "/data/letter") == "dear"
