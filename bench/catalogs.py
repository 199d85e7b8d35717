#!/usr/bin/env python3
"""catalogs.py — a catalog of 500 apps: what syncing, listing and searching it cost the daemon, and how much memory it holds.

Needs no engine. `bench/run.py --only catalog` tells the same among the other figures.
"""
import gzip
import hashlib
import io
import json
import pathlib
import random
import sys
import tarfile
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "e2e"))

from process import cpu_seconds, median, resident_mib  # noqa: E402
from rig import Daemon, WebServer  # noqa: E402

APPS, REVISIONS, CALLS = 500, 5, 40
WORDS = "photos music notes wiki backup files media chat mail garden camera recipes books feeds dns".split()
ICON = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\">" + "".join(
    f"<path d=\"M{n} {n}h{n}v{n}z\" fill=\"#{n:02x}{n:02x}80\"/>" for n in range(1, 40)) + "</svg>\n"


def app(number, revision, chance):
    name = f"app-{number:03}"
    words = chance.sample(WORDS, 4)
    manifest = {"name": name, "display_name": f"{words[0].title()} {number}", "version": f"{revision}.0", "description": " ".join(words),
                "description_long": "\n\n".join(" ".join(chance.choices(WORDS, k=40)) for _ in range(6)), "volumes": ["data"], "ports": [8000 + number],
                "icon": "icon.svg", "category": words[1], "tagline": f"{words[2]} for everybody", "settings": [
                    {"name": f"VALUE_{n}", "label": f"Value {n}", "description": "", "type": "text", "required": False, "default": str(n)} for n in range(6)]}
    compose = f"services:\n  web:\n    image: example/{name}:{revision}\n    volumes: [data:/data]\nvolumes:\n  data:\n    external: true\n    name: furtka_{name}_data\n"
    return {f"{name}/manifest.json": json.dumps(manifest, indent=1), f"{name}/docker-compose.yaml": compose,
            f"{name}/.env.example": "\n".join(f"VALUE_{n}={n}" for n in range(6)) + "\n", f"{name}/icon.svg": ICON}


def archive(revision):
    chance, out = random.Random(revision), io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for number in range(APPS):
            for path, text in app(number, revision, chance).items():
                info = tarfile.TarInfo(path)
                info.size = len(text)
                tar.addfile(info, io.BytesIO(text.encode()))
    return gzip.compress(out.getvalue(), 6, mtime=0)


def own_milliseconds(daemon, action, times):
    """Of the daemon's processor time, a call."""
    before = cpu_seconds(daemon.pid)
    for _ in range(times):
        action()
    return 1000 * (cpu_seconds(daemon.pid) - before) / times


def measure(table):
    archives = {}
    shelf = WebServer(lambda _: archives["now"])
    with tempfile.TemporaryDirectory(prefix="furtka-bench-") as folder:
        daemon = Daemon(folder).start()
        try:
            wait = {"Prefer": "wait=60"}
            syncs = []
            for revision in range(1, REVISIONS + 1):
                archives["now"] = archive(revision)
                sha256 = hashlib.sha256(archives["now"]).hexdigest()
                body = {"location": shelf.url + "/apps.tar.gz", "sha256": sha256}
                path = "/api/catalogs/big"
                if revision == 1:
                    body, path = {"name": "big", **body}, "/api/catalogs"

                def sync(path=path, body=body):
                    assert daemon.post(path, body, headers=wait).expect(200).json()["apps"] == APPS
                syncs.append(own_milliseconds(daemon, sync, 1))
            assert len(daemon.get("/api/apps/available").expect(200).json()["apps"]) == APPS
            listing = own_milliseconds(daemon, lambda: daemon.get("/api/apps/available").expect(200), CALLS)
            found = []
            search = own_milliseconds(daemon, lambda: found.append(daemon.get("/api/apps/available?q=garden%20wiki").expect(200)), CALLS)
            assert 0 < len(found[0].json()["apps"]) < APPS
            memory = resident_mib(daemon.pid)
            table.add(f"catalog of {APPS} apps: sync, own CPU", median(syncs), "ms", "<= 100 ms", median(syncs) <= 100)
            table.add(f"catalog of {APPS} apps: list, own CPU", listing, "ms", "<= 100 ms", listing <= 100)
            table.add(f"catalog of {APPS} apps: search, own CPU", search, "ms", "<= 100 ms", search <= 100)
            table.add(f"catalog of {APPS} apps: memory", memory, "MiB", "<= 25 MB", memory * 1.048576 <= 25)
        finally:
            daemon.close()
            shelf.close()


if __name__ == "__main__":
    from run import Table
    measure(Table())
