"""Full disks, real ones: what was there stays, the answer says so, and with room it goes on."""
import os
import pathlib
import subprocess

import pytest

from rig import wait_until, write_app

COMPOSE = """services:
  web:
    image: "{ref}"
    environment: {{TITLE: "${{TITLE}}"}}
    restart: unless-stopped
"""
FORM = [{"name": "TITLE", "label": "Title", "description": "", "type": "text", "required": True, "default": "My blog"}]


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of 4 MiB of its own."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "furtka-test", folder], capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"a disk of its own needs the right to mount: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(folder):
    """To the last byte; returns the file that does it."""
    file = folder / "filler"
    with open(file, "wb", buffering=0) as out:
        for size in (65536, 512, 1):
            try:
                while True:
                    out.write(b"x" * size)
            except OSError:
                continue
    assert os.statvfs(folder).f_bavail == 0
    return file


def test_a_full_disk_of_the_apps_refuses_and_keeps_what_was_there(make_daemon, engine, publish, small_disk):
    image = publish("web", page="1")
    daemon = make_daemon(engine, env={"FURTKA_APPS_DIR": str(small_disk / "apps")})
    write_app(daemon.catalog, "blog", COMPOSE.format(ref=image.ref), settings=FORM)
    write_app(daemon.catalog, "wiki", COMPOSE.format(ref=image.ref), settings=FORM)
    daemon.install("blog").expect(200)
    env = small_disk / "apps" / "blog" / ".env"
    before = env.read_text()
    filler = fill(small_disk)

    refused = daemon.install("wiki")
    settings = daemon.post("/api/apps/blog/settings", {"settings": {"TITLE": "other " * 600}})

    for answer in (refused, settings):
        assert answer.status == 507, answer.text
        assert answer.json()["key"] == "disk_full" and answer.json()["hint"]
    assert env.read_text() == before
    assert [each.name for each in (small_disk / "apps").iterdir() if not each.name.startswith(".")] == ["blog"]
    assert daemon.app("blog")["state"] == "running"
    filler.unlink()
    daemon.install("wiki").expect(200)
    daemon.post("/api/apps/blog/settings", {"settings": {"TITLE": "other"}}).expect(200)


def test_a_full_disk_of_the_journal_stops_an_install_before_its_first_step(make_daemon, engine, publish, small_disk):
    image = publish("web", page="1")
    daemon = make_daemon(engine, env={"FURTKA_STATE_DIR": str(small_disk / "state")})
    write_app(daemon.catalog, "blog", COMPOSE.format(ref=image.ref), settings=FORM)
    filler = fill(small_disk)

    refused = daemon.install("blog")

    assert refused.status == 507, refused.text
    assert refused.json()["key"] == "disk_full"
    assert engine.get("/containers/json", all=True) == []
    assert list(daemon.apps.iterdir()) == []
    filler.unlink()
    daemon.install("blog").expect(200)
    assert daemon.app("blog")["state"] == "running"


@pytest.mark.parametrize("store", ["classic", "containerd"])
def test_an_engines_disk_that_fills_up_during_a_download_leaves_the_old_version(store, make_daemon, make_engine, publish, fault_proxy):
    engine = make_engine("sid" if store == "containerd" else "trixie", containerd_store=store == "containerd", disk="300m")
    daemon = make_daemon(engine)
    publish("web", page="1")
    write_app(daemon.catalog, "blog", COMPOSE.format(ref=fault_proxy.ref("web")), settings=FORM)
    daemon.install("blog").expect(200)
    before = engine.snapshot("blog")
    new = publish("web", page="2", random_layers=(4_000_000,))
    fault_proxy.rule("blobs", "slow", bytes_per_second=400_000)
    job = daemon.post("/api/apps/blog/update", headers={"Prefer": "respond-async"}).expect(202).json()["job"]["id"]
    wait_until(lambda: daemon.get(f"/api/jobs/{job}").json()["progress"]["bytes_done"] > 0, 20)
    filler = fill(pathlib.Path(engine.info()["DockerRootDir"]))

    ended = daemon.wait_job(job, 60)

    assert ended["state"] == "failed" and ended["error"]["key"] in ("disk_low", "disk_full"), ended
    assert engine.snapshot("blog") == before
    assert daemon.app("blog")["state"] == "running"
    filler.unlink()
    fault_proxy.clear()
    assert daemon.post("/api/apps/blog/update", timeout=60).expect(200).json()["updated"] is True
    assert engine.container("blog", "web")["Image"] == new.id_on(engine)


def test_a_download_is_not_begun_with_too_little_room(make_daemon, make_engine, publish):
    engine = make_engine(disk="60m")
    daemon = make_daemon(engine)
    write_app(daemon.catalog, "blog", COMPOSE.format(ref=publish("web", page="1").ref), settings=FORM)

    refused = daemon.install("blog")

    assert refused.status == 507 and refused.json()["key"] == "disk_low", refused.text
    assert engine.get("/images/json") == []
