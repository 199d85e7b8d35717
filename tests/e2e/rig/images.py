"""Test images, published straight to a registry over HTTP: no engine, no build, a few milliseconds."""
import base64
import dataclasses
import functools
import gzip
import hashlib
import io
import json
import pathlib
import platform
import random
import tarfile

from . import wire

OCI = "application/vnd.oci.image."
APPLETS = ("sh httpd wget nc sleep cat echo ls mkdir rm touch env id true false test date printf kill ps hostname "
           "chmod chown ln cp mv dd head tail grep sed tr sort wc sync stat find xargs").split()
HERE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
HTTP_CHECK = {"Test": ["CMD", "wget", "-qO", "/dev/null", "http://127.0.0.1:8080/"],
              "Interval": 10**9, "Timeout": 10**9, "Retries": 3}


@dataclasses.dataclass(frozen=True)
class Published:
    ref: str            # HOST:PORT/repository:tag
    digest: str         # what the tag points to: an index or a manifest
    manifest: str       # this machine's manifest digest
    config: str         # this machine's config digest: the image id in the classic store
    layers: tuple       # layer digests, base first

    def id_on(self, engine):
        """The id the engine gives this image; the two image stores differ."""
        return self.digest if engine.info()["Driver"] == "overlayfs" else self.config


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def packed(files):
    """A gzipped layer of {path: text or bytes, "path/": None for a folder, path: ("link", target)}, and its diff id."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for path, content in files.items():
            entry = tarfile.TarInfo(path.strip("/"))
            entry.mode = 0o755
            if content is None:
                entry.type = tarfile.DIRTYPE
                entry.mode = 0o1777 if entry.name == "tmp" else 0o755
                tar.addfile(entry)
            elif isinstance(content, tuple):
                entry.type, entry.linkname = tarfile.SYMTYPE, content[1]
                tar.addfile(entry)
            else:
                data = content.encode() if isinstance(content, str) else content
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
    return gzip.compress(raw.getvalue(), 1, mtime=0), sha(raw.getvalue())


@functools.cache
def base_layer():
    busybox = pathlib.Path("/bin/busybox").read_bytes()
    files = {"bin/": None, "bin/busybox": busybox, "tmp/": None, "www/": None, "data/": None, "etc/": None,
             "etc/passwd": "root:x:0:0:root:/:/bin/sh\napp:x:1000:1000:app:/:/bin/sh\n"}
    files.update({f"bin/{applet}": ("link", "busybox") for applet in APPLETS})
    return packed(files)


class Push:
    """One keep-alive connection to a registry; repository by repository."""

    def __init__(self, registry):
        self.connection = wire.connect(registry.host, 60)
        self.headers = {}
        if registry.users:
            user, password = next(iter(registry.users.items()))
            self.headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    def ask(self, method, path, body=None, kind=None, want=(200, 201, 202)):
        headers = dict(self.headers, **({"Content-Type": kind} if kind else {}))
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in want:
            raise RuntimeError(f"registry: {method} {path}: {answer.status} {text[:300]!r}")
        return answer

    def blob(self, repository, data):
        digest = sha(data)
        if self.ask("HEAD", f"/v2/{repository}/blobs/{digest}", want=(200, 404)).status == 404:
            where = self.ask("POST", f"/v2/{repository}/blobs/uploads/", body=b"").headers["Location"]
            where = where[where.index("/v2/"):] + ("&" if "?" in where else "?") + "digest=" + digest
            self.ask("PUT", where, data, "application/octet-stream")
        return {"digest": digest, "size": len(data)}

    def manifest(self, repository, reference, document):
        data = json.dumps(document).encode()
        self.ask("PUT", f"/v2/{repository}/manifests/{reference or sha(data)}", data, document["mediaType"])
        return {"mediaType": document["mediaType"], "digest": sha(data), "size": len(data)}


def publish(registry, repository, tag="1", *, page=None, files=None, cmd=None, entrypoint=None, labels=None,
            healthcheck=None, ports=(8080,), volumes=(), user="", env=None, stop_signal="SIGKILL", random_layers=(),
            platforms=(HERE,), index=None):
    """Publishes an image, over a former one of the same tag.

    By default it serves `page` on port 8080. cmd / entrypoint: lists of words. healthcheck: True for a GET of the page
    each second, or the image configuration's own dictionary. random_layers: sizes in bytes of layers that do not
    compress. platforms: more than one (or index=True) makes an index; ("arm64",) alone makes an image for elsewhere.
    The stop signal is KILL, for the first process of a container ignores TERM and each stop would take 10 s.
    """
    page = f"{repository} {tag}\n" if page is None else page
    layers = [base_layer(), packed({"www/": None, "www/index.html": page, **(files or {})})]
    for number, size in enumerate(random_layers):
        noise = random.Random(f"{repository} {tag} {page} {number}").randbytes(size)
        layers.append(packed({f"data/noise-{number}": noise}))
    push = Push(registry)
    stored = [dict(push.blob(repository, data), mediaType=OCI + "layer.v1.tar+gzip") for data, _ in layers]
    config = {
        "Cmd": cmd or (None if entrypoint else ["httpd", "-f", "-p", "8080", "-h", "/www"]),
        "Entrypoint": entrypoint, "User": user, "StopSignal": stop_signal, "Labels": labels or {},
        "Env": ["PATH=/bin", *(f"{k}={v}" for k, v in (env or {}).items())],
        "ExposedPorts": {f"{port}/tcp": {} for port in ports}, "Volumes": {path: {} for path in volumes} or None,
    }
    if healthcheck:
        config["Healthcheck"] = HTTP_CHECK if healthcheck is True else healthcheck
    made = {}
    for architecture in platforms:
        document = json.dumps({
            "architecture": architecture, "os": "linux", "created": "2024-01-01T00:00:00Z", "config": config,
            "rootfs": {"type": "layers", "diff_ids": [diff for _, diff in layers]},
            "history": [{"created_by": "rig"} for _ in layers]}).encode()
        stored_config = dict(push.blob(repository, document), mediaType=OCI + "config.v1+json")
        manifest = {"schemaVersion": 2, "mediaType": OCI + "manifest.v1+json", "config": stored_config, "layers": stored}
        made[architecture] = (stored_config["digest"], manifest)
    whole = len(platforms) > 1 if index is None else index
    mine = HERE if HERE in made else platforms[0]
    if whole:
        entries = [dict(push.manifest(repository, None, manifest), platform={"architecture": a, "os": "linux"})
                   for a, (_, manifest) in made.items()]
        digest = push.manifest(repository, tag, {
            "schemaVersion": 2, "mediaType": OCI + "index.v1+json", "manifests": entries})["digest"]
        manifest_digest = next(e["digest"] for e in entries if e["platform"]["architecture"] == mine)
    else:
        digest = manifest_digest = push.manifest(repository, tag, made[mine][1])["digest"]
    push.connection.close()
    return Published(registry.ref(repository, tag), digest, manifest_digest, made[mine][0],
                     tuple(layer["digest"] for layer in stored))
