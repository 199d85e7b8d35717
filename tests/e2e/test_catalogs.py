"""Catalogs: real servers on loopback, real signatures, real repositories, hostile archives."""
import base64
import contextlib
import gzip
import hashlib
import io
import json
import os
import pathlib
import subprocess
import tarfile
import threading
import zipfile

import nacl.signing
import pytest

from rig import WebServer, wait_until, write_app

COMPOSE = "services:\n  web:\n    image: example/web:1\n"


def manifest(name, version="1.0.0", **more):
    return json.dumps({"name": name, "display_name": name.title(), "version": version, "description": "d", "volumes": [],
                       "ports": [], "icon": "icon.svg", **more})


def app_files(name, version="1.0.0"):
    return {f"{name}/manifest.json": manifest(name, version), f"{name}/docker-compose.yaml": COMPOSE}


def tar_of(files, level=6, change=None):
    """A .tar.gz of texts; `change` may add entries of its own."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, text in files.items():
            data = text if isinstance(text, bytes) else text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        if change:
            change(tar)
    return gzip.compress(out.getvalue(), level, mtime=0)


class Signer:
    """minisign's formats, made with another library."""

    def __init__(self):
        self.key = nacl.signing.SigningKey.generate()
        self.id = os.urandom(8)

    @property
    def public(self):
        return base64.b64encode(b"Ed" + self.id + bytes(self.key.verify_key)).decode()

    def sign(self, data, time=1_700_000_000, comment=None):
        comment = comment if comment is not None else f"timestamp:{time}\tfile:apps.tar.gz\thashed"
        signature = self.key.sign(hashlib.blake2b(data, digest_size=64).digest()).signature
        proof = self.key.sign(signature + comment.encode()).signature
        return (f"untrusted comment: signature\n{base64.b64encode(b'ED' + self.id + signature).decode()}\n"
                f"trusted comment: {comment}\n{base64.b64encode(proof).decode()}\n").encode()


class Site:
    """Files by path; `answers` may hold a function that answers by itself."""

    def __init__(self, tls=None):
        self.files, self.asked = {}, []
        self.server = WebServer(self._answer, tls)

    def _answer(self, request):
        self.asked.append(request.path)
        found = self.files.get(request.path.split("?")[0])
        if not callable(found):
            return 404 if found is None else found
        with contextlib.suppress(OSError):
            found(request)
        return None

    def url(self, path="/apps.tar.gz"):
        return self.server.url + path

    def publish(self, data, signer=None, path="/apps.tar.gz", **more):
        self.files[path] = data
        if signer:
            self.files[path + ".minisig"] = signer.sign(data, **more)

    def close(self):
        self.server.close()


@pytest.fixture
def make_site():
    made = []

    def make(tls=None):
        made.append(Site(tls))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def site(make_site):
    return make_site()


@pytest.fixture
def certificate(tmp_path):
    """(its certificate, its key), who to trust"""
    crt, key = tmp_path / "own.crt", tmp_path / "own.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=club", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", crt],
                   check=True, capture_output=True)
    return (crt, key), crt


@pytest.fixture
def daemon(make_daemon):
    return make_daemon()


WAIT = {"Prefer": "wait=60"}


def add(daemon, name, location, **more):
    return daemon.post("/api/catalogs", {"name": name, "location": location, **more}, headers=WAIT)


def sync(daemon, name):
    return daemon.post(f"/api/catalogs/{name}/sync", headers=WAIT)


def catalog(daemon, name):
    return next(c for c in daemon.get("/api/catalogs").expect(200).json()["catalogs"] if c["name"] == name)


def offered(daemon):
    return {a["name"]: (a["version"], a["catalog"]) for a in daemon.get("/api/apps/available").expect(200).json()["apps"]}


def refused(daemon, name, key):
    """The sync fails for this reason, which the list tells too; the revision before stays, and nothing is left to the side."""
    before = offered(daemon)
    answer = sync(daemon, name)
    assert answer.status >= 400 and answer.json()["key"] == key, answer.text
    assert answer.json()["hint"] and answer.json()["detail"]
    assert catalog(daemon, name)["error"]["key"] == key
    assert offered(daemon) == before
    assert not [p.name for p in (daemon.state / "catalog").iterdir() if p.name.startswith(".")]
    return answer.json()


def test_a_folder_an_archive_and_the_bundled_apps_in_order(daemon, site, tmp_path):
    write_app(daemon.catalog, "blog", COMPOSE, version="1.0")
    write_app(daemon.catalog, "wiki", COMPOSE, version="1.0")
    mine = tmp_path / "mine"
    write_app(mine, "blog", COMPOSE, version="2.0")
    data = tar_of({f"apps-main/{p}": t for p, t in app_files("blog", "3.0").items()})
    site.publish(data)

    assert add(daemon, "mine", str(mine)).expect(200).json()["apps"] == 1
    add(daemon, "pinned", site.url(), sha256=hashlib.sha256(data).hexdigest()).expect(200)
    assert offered(daemon) == {"blog": ("2.0", "mine"), "wiki": ("1.0", "bundled")}

    daemon.cli("catalog", "order", "pinned", "mine", check=True)
    assert offered(daemon)["blog"] == ("3.0", "pinned")
    assert daemon.get("/api/apps/available/blog").expect(200).json()["catalog"] == "pinned"
    daemon.restart()
    assert offered(daemon)["blog"] == ("3.0", "pinned")
    listed = daemon.cli("catalog", "list", check=True).stdout
    assert "pinned" in listed and "mine" in listed

    write_app(mine, "blog", COMPOSE, version="2.1")
    assert offered(daemon)["blog"] == ("3.0", "pinned")
    daemon.cli("catalog", "remove", "pinned", check=True)
    assert offered(daemon)["blog"] == ("2.0", "mine"), "a folder too is what it was at its last sync"
    assert "mine: 1 apps" in daemon.cli("catalog", "sync", check=True).stdout
    assert offered(daemon)["blog"] == ("2.1", "mine")
    mine.rename(tmp_path / "away")
    refused(daemon, "mine", "catalog_missing")


def test_a_signed_catalog_over_https_never_takes_what_is_not_signed_and_never_goes_back(daemon, make_site, certificate):
    files, ca = certificate
    site, signer, stranger = make_site(tls=files), Signer(), Signer()
    first = tar_of(app_files("blog", "1.0"))
    site.publish(first, signer)

    no_trust = add(daemon, "club", site.url(), key=signer.public)
    assert no_trust.json()["key"] == "catalog_unreachable" and "certificate" in no_trust.json()["detail"].lower(), no_trust.text
    daemon.post("/api/catalogs/club", {"ca_file": str(ca)}, headers=WAIT).expect(200)
    assert offered(daemon) == {"blog": ("1.0", "club")}
    assert catalog(daemon, "club")["signed_at"] == "2023-11-14T22:13:20.000Z"
    site.asked.clear()
    assert sync(daemon, "club").expect(200).json()["changed"] is False
    assert site.asked == ["/apps.tar.gz.minisig"], "the same signature: nothing else is asked for"

    second = tar_of(app_files("blog", "2.0"))
    site.publish(second)
    site.files["/apps.tar.gz.minisig"] = signer.sign(first, time=1_700_000_001)
    refused(daemon, "club", "signature_bad")
    site.publish(second, stranger, time=1_700_000_001)
    refused(daemon, "club", "signature_key")
    stranger.id = signer.id
    site.publish(second, stranger, time=1_700_000_002)
    refused(daemon, "club", "signature_bad")
    del site.files["/apps.tar.gz.minisig"]
    refused(daemon, "club", "signature_missing")
    site.files["/apps.tar.gz.minisig"] = b"trust me\n"
    refused(daemon, "club", "signature_format")
    forged = signer.sign(second, time=1_600_000_000).replace(b"timestamp:1600000000", b"timestamp:1900000000")
    site.files["/apps.tar.gz.minisig"] = forged
    refused(daemon, "club", "signature_bad")
    site.publish(second, signer, time=1_699_999_999)
    refused(daemon, "club", "catalog_older")
    site.publish(second, signer, comment="no time")
    refused(daemon, "club", "catalog_undated")

    numbered = tar_of({**app_files("blog", "2.0"), "catalog.json": '{"serial": 7}'})
    site.publish(numbered, signer, time=1_700_000_100)
    sync(daemon, "club").expect(200)
    assert offered(daemon) == {"blog": ("2.0", "club")} and catalog(daemon, "club")["serial"] == 7
    site.publish(tar_of({**app_files("blog", "1.5"), "catalog.json": '{"serial": 6}'}), signer, time=1_700_000_200)
    refused(daemon, "club", "catalog_older")
    site.publish(tar_of(app_files("blog", "1.6")), signer, time=1_700_000_300)
    refused(daemon, "club", "catalog_older")
    daemon.restart()
    refused(daemon, "club", "catalog_older")
    assert offered(daemon) == {"blog": ("2.0", "club")}


def test_what_minisign_itself_signs_is_taken(daemon, site, tmp_path):
    archive = tmp_path / "apps.tar.gz"
    archive.write_bytes(tar_of(app_files("blog")))
    subprocess.run(["minisign", "-G", "-f", "-W", "-p", tmp_path / "k.pub", "-s", tmp_path / "k.sec"], check=True, capture_output=True)
    subprocess.run(["minisign", "-S", "-s", tmp_path / "k.sec", "-m", archive], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    site.publish(archive.read_bytes())
    site.files["/apps.tar.gz.minisig"] = (tmp_path / "apps.tar.gz.minisig").read_bytes()
    added = daemon.cli("catalog", "add", "club", site.url(), "--key", (tmp_path / "k.pub").read_text().splitlines()[1])
    assert added.returncode == 0, added.stderr
    assert offered(daemon) == {"blog": ("1.0.0", "club")}


def entry(path, kind=tarfile.REGTYPE, link="", data=b"x"):
    def change(tar):
        info = tarfile.TarInfo(path)
        info.type, info.linkname = kind, link
        info.size = len(data) if kind == tarfile.REGTYPE else 0
        tar.addfile(info, io.BytesIO(data))
    return change


HOSTILE = {
    "traversal": ("archive_path", entry("blog/../../../outside")),
    "absolute": ("archive_path", entry("/tmp/furtka-outside")),
    "symlink": ("archive_link", entry("blog/passwd", tarfile.SYMTYPE, "/etc/passwd")),
    "symlinked_folder": ("archive_link", entry("blog/out", tarfile.SYMTYPE, "../../..")),
    "hard_link": ("archive_link", entry("blog/shadow", tarfile.LNKTYPE, "blog/manifest.json")),
    "hard_link_out": ("archive_link", entry("blog/shadow", tarfile.LNKTYPE, "/etc/shadow")),
    "device": ("archive_entry", entry("blog/null", tarfile.CHRTYPE)),
    "block_device": ("archive_entry", entry("blog/sda", tarfile.BLKTYPE)),
    "fifo": ("archive_entry", entry("blog/pipe", tarfile.FIFOTYPE)),
    "duplicate": ("archive_twice", entry("blog/manifest.json", data=b"{}")),
    "case_clash": ("archive_twice", entry("blog/MANIFEST.json", data=b"{}")),
    "case_clash_of_folders": ("archive_twice", entry("Blog/other")),
    "control_character": ("archive_path", entry("blog/a\nb")),
    "bomb_by_ratio": ("archive_too_large", entry("blog/zeros", data=bytes(15 << 20))),
    "one_file_too_large": ("archive_too_large", entry("blog/big", data=bytes((16 << 20) + 1))),
    "broken_app": ("catalog_app", entry("wiki/manifest.json", data=b"{}")),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_archive_is_refused_and_the_old_revision_stays(daemon, site, case):
    key, change = HOSTILE[case]
    signer = Signer()
    site.publish(tar_of(app_files("blog", "1.0")), signer)
    add(daemon, "club", site.url(), key=signer.public).expect(200)
    # Its own author signed it: the signature is no reason to trust what is in it.
    site.publish(tar_of(app_files("blog", "2.0"), change=change), signer, time=1_700_000_001)
    refused(daemon, "club", key)
    assert not pathlib.Path("/tmp/furtka-outside").exists()
    assert not list(daemon.folder.rglob("outside"))
    assert offered(daemon) == {"blog": ("1.0", "club")}


def pinned(daemon, site, data, path="/apps.tar.gz"):
    """Pins the catalog to these bytes; the sync's answer."""
    site.publish(data, path=path)
    body = {"location": site.url(path), "sha256": hashlib.sha256(data).hexdigest()}
    return daemon.post("/api/catalogs/club", body, headers=WAIT)


@pytest.fixture
def club(daemon, site):
    data = tar_of(app_files("blog", "1.0"))
    site.publish(data)
    add(daemon, "club", site.url(), sha256=hashlib.sha256(data).hexdigest()).expect(200)
    return daemon


def zip_of(files, change=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
        if change:
            change(archive)
    return out.getvalue()


def test_zips_are_held_to_the_same_rules(club, site):
    def link(archive):
        info = zipfile.ZipInfo("blog/passwd")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")

    def traversal(archive):
        archive.writestr("../outside", "x")

    def twice(archive):
        with pytest.warns(UserWarning):
            archive.writestr("blog/manifest.json", "{}")

    for key, change in {"archive_link": link, "archive_path": traversal, "archive_twice": twice}.items():
        answer = pinned(club, site, zip_of(app_files("blog", "2.0"), change), "/apps.zip")
        assert answer.json()["key"] == key, answer.text
    many = zip_of({f"f{i}": "" for i in range(100_000)})
    assert pinned(club, site, many, "/apps.zip").json()["key"] == "archive_too_large"
    assert offered(club) == {"blog": ("1.0", "club")}
    pinned(club, site, zip_of(app_files("blog", "2.0")), "/apps.zip").expect(200)
    assert offered(club) == {"blog": ("2.0", "club")}


def test_a_million_entries_and_a_bomb_by_size_are_refused_early(club, site):
    # Packed in pieces that are used again: a gzip file may have many, and entries that are refused need not differ.
    piece = gzip.compress(b"".join(tarfile.TarInfo(f"f{i}").tobuf(tarfile.USTAR_FORMAT) for i in range(25_000)), 1, mtime=0)
    assert pinned(club, site, piece * 40).json()["key"] == "archive_too_large"
    # Not so well packed that the ratio would tell: 17 files of 16 MiB.
    content = gzip.compress((os.urandom(6_000) + bytes(58_000)) * 262 + bytes((16 << 20) - 262 * 64_000), 1, mtime=0)
    heads = []
    for number in range(17):
        info = tarfile.TarInfo(f"blog/{number}")
        info.size = 16 << 20
        heads.append(gzip.compress(info.tobuf(tarfile.USTAR_FORMAT), mtime=0))
    data = b"".join(head + content for head in heads)
    assert len(data) < 64 << 20
    answer = pinned(club, site, data)
    assert answer.json()["key"] == "archive_too_large" and "256 MiB" in answer.json()["detail"] or "bytes" in answer.json()["detail"], answer.text
    assert offered(club) == {"blog": ("1.0", "club")}
    assert not [p for p in (club.state / "catalog").iterdir() if p.name.startswith(".")]


def test_a_download_that_breaks_is_refused(club, site):
    whole = tar_of(app_files("blog", "2.0"))

    def half(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(whole)))
        handler.end_headers()
        handler.wfile.write(whole[:100])

    def half_without_length(handler):
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(whole[:100])

    def endless(handler):
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        while True:
            handler.wfile.write(bytes(1 << 20))

    def said_too_large(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(1 << 40))
        handler.end_headers()
        handler.wfile.write(bytes(1 << 16))

    def around(handler):
        handler.send_response(302)
        handler.send_header("Location", "/apps.tar.gz")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def away(handler):
        handler.send_response(302)
        handler.send_header("Location", "file:///etc/passwd")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def failing(handler):
        handler.send_response(503)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    body = {"sha256": hashlib.sha256(whole).hexdigest()}
    site.files["/apps.tar.gz"] = half
    assert club.post("/api/catalogs/club", body, headers=WAIT).json()["key"] == "catalog_unreachable"
    for answer, key in {half_without_length: "sha256_wrong", endless: "catalog_too_large", said_too_large: "catalog_too_large",
                        around: "catalog_unreachable", away: "catalog_unreachable", failing: "catalog_refused"}.items():
        site.files["/apps.tar.gz"] = answer
        refused(club, "club", key)
    site.publish(whole)
    sync(club, "club").expect(200)
    assert offered(club) == {"blog": ("2.0", "club")}


def test_a_sync_that_is_cancelled_ends_at_once(club, site):
    begun, let_go = threading.Event(), threading.Event()

    def hanging(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        begun.set()
        let_go.wait(30)

    site.files["/apps.tar.gz"] = hanging
    job = club.post("/api/catalogs/club", {"sha256": "0" * 64}).expect(202).json()["job"]["id"]
    assert begun.wait(10)
    assert club.post("/api/catalogs/club/sync").expect(409).json()["key"] == "app_busy"
    assert club.delete("/api/catalogs/club").expect(409).json()["key"] == "app_busy"
    club.delete(f"/api/jobs/{job}")
    assert club.wait_job(job, 10)["state"] == "cancelled"
    let_go.set()
    assert offered(club) == {"blog": ("1.0", "club")}
    assert not [p for p in (club.state / "catalog").iterdir() if p.name.startswith(".")]


def test_a_full_disk_is_told_and_the_old_revision_stays(make_daemon, site, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "furtka-test", small], capture_output=True, check=False).returncode != 0:
        pytest.skip("a disk of its own needs the right to mount")
    try:
        daemon = make_daemon(env={"FURTKA_STATE_DIR": str(small)})
        daemon.state = small
        signer = Signer()
        site.publish(tar_of(app_files("blog", "1.0")), signer)
        add(daemon, "club", site.url(), key=signer.public).expect(200)
        noise = os.urandom(3 << 20)
        # Once the download does not fit, once only what is unpacked of it.
        for time, more in ((1_700_000_001, {f"blog/{n}": noise[n:] for n in range(3)}), (1_700_000_002, {"blog/n": noise})):
            site.publish(tar_of({**app_files("blog", "2.0"), **more}), signer, time=time)
            refused(daemon, "club", "disk_full")
        site.publish(tar_of(app_files("blog", "3.0")), signer, time=1_700_000_003)
        sync(daemon, "club").expect(200)
        assert offered(daemon) == {"blog": ("3.0", "club")}
    finally:
        daemon.close()
        subprocess.run(["umount", "-l", small], check=True)


def git(folder, *words, **more):
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b",
                   "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    return subprocess.run(["git", "-C", folder, *words], env=environment, check=True, capture_output=True, text=True, **more).stdout.strip()


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    return folder


def commit(folder, version):
    for path, text in app_files("blog", version).items():
        (folder / "apps" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "apps" / path).write_text(text)
    (folder / "README.md").write_text("apps\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", version)
    return git(folder, "rev-parse", "HEAD")


def smart_git(root):
    """`git http-backend` for what is below a folder."""
    def answer(request):
        path, _, query = request.path.partition("?")
        body = gzip.decompress(request.content) if request.headers.get("Content-Encoding") == "gzip" else request.content
        environment = {**os.environ, "GIT_PROJECT_ROOT": str(root), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": query,
                       "REQUEST_METHOD": request.command, "CONTENT_TYPE": request.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
                       "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""), "REMOTE_ADDR": "127.0.0.1"}
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n"))
        return int(headers.pop("Status", "200").split()[0]), headers, content
    return WebServer(answer)


@pytest.mark.parametrize("way", ["file", "http"])
def test_a_repository_is_followed_by_its_branch(daemon, repository, tmp_path, way):
    first = commit(repository, "1.0")
    if way == "file":
        address, server = f"file://{repository}", None
    else:
        server = smart_git(tmp_path)
        address = server.url + "/repository/.git"
    try:
        assert add(daemon, "friends", address, kind="git", ref="main").expect(200).json()["revision"] == first
        assert offered(daemon) == {"blog": ("1.0", "friends")}
        assert sync(daemon, "friends").expect(200).json()["changed"] is False
        second = commit(repository, "2.0")
        assert sync(daemon, "friends").expect(200).json()["revision"] == second
        assert offered(daemon) == {"blog": ("2.0", "friends")}
        # Whatever was done to Furtka's copy: it is no working tree, so nothing can be in the way of the next revision.
        copy = daemon.state / "catalog" / "friends" / "current" / "apps" / "blog" / "manifest.json"
        copy.write_text("changed by hand")
        git(repository, "commit", "--amend", "-qm", "rewritten")
        sync(daemon, "friends").expect(200)
        assert offered(daemon) == {"blog": ("2.0", "friends")}
    finally:
        if server:
            server.close()


def test_a_hostile_repository_is_refused(daemon, repository, tmp_path):
    commit(repository, "1.0")
    add(daemon, "friends", f"file://{repository}").expect(200)
    (repository / "apps" / "blog" / "passwd").symlink_to("/etc/passwd")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "link")
    refused(daemon, "friends", "archive_link")
    git(repository, "rm", "-q", "apps/blog/passwd")
    blob = git(repository, "hash-object", "-w", "--stdin", input="x")
    tree = git(repository, "mktree", input=f"100644 blob {blob}\tone\n100644 blob {blob}\tONE\n")
    git(repository, "update-ref", "refs/heads/main", git(repository, "commit-tree", "-m", "case", tree))
    refused(daemon, "friends", "archive_twice")
    for _ in range(10):
        tree = git(repository, "mktree", input="".join(f"040000 tree {tree}\tf{n}\n" for n in range(10)))
    git(repository, "update-ref", "refs/heads/main", git(repository, "commit-tree", "-m", "bomb", tree))
    refused(daemon, "friends", "archive_too_large")
    assert offered(daemon) == {"blog": ("1.0", "friends")}
    answer = daemon.post("/api/catalogs/friends", {"ref": "none"}, headers=WAIT)
    assert answer.status == 404 and answer.json()["key"] == "catalog_ref_missing"


def test_catalogs_are_synced_by_themselves(make_daemon, site):
    daemon = make_daemon(env={"FURTKA_CATALOG_INTERVAL": "1h"})
    data = tar_of(app_files("blog"))
    site.publish(data)
    add(daemon, "club", site.url(), sha256=hashlib.sha256(data).hexdigest()).expect(200)
    told = catalog(daemon, "club")
    assert told["tried_at"] < told["next_at"]
    assert daemon.get("/api/catalogs").json()["interval_seconds"] == 3600


def test_installed_apps_are_never_changed_by_a_sync(make_daemon, engine, publish, tmp_path):
    image = publish("web", page="1")
    compose = f'services:\n  web:\n    image: "{image.ref}"\n'
    daemon = make_daemon(engine)
    mine = tmp_path / "mine"
    write_app(mine, "blog", compose, version="1.0")
    add(daemon, "mine", str(mine)).expect(200)
    wait_until(lambda: daemon.get("/api/apps").json()["engine"]["reachable"], 10)
    daemon.install("blog").expect(200)
    assert daemon.app("blog")["installed_from"] == "mine"
    before = {p.name: p.read_bytes() for p in (daemon.apps / "blog").iterdir() if p.is_file()}
    running = engine.snapshot("blog")

    write_app(mine, "blog", compose.replace("web:", "other:", 1), version="2.0")
    sync(daemon, "mine").expect(200)
    daemon.delete("/api/catalogs/mine").expect(200)

    assert {p.name: p.read_bytes() for p in (daemon.apps / "blog").iterdir() if p.is_file()} == before
    assert engine.snapshot("blog") == running
    daemon.restart()
    daemon.wait_app("blog", "running")
