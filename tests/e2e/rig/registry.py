"""A plain image registry that this machine and every engine reach under the same address."""
import json
import pathlib
import shutil
import subprocess

from . import wire

MANIFEST_TYPES = ", ".join((
    "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"))


class Registry:
    """Port 5100 also serves Docker Hub names: push to library/NAME, pull as NAME."""

    def __init__(self, slot, name="main", port=5100, users=None):
        self.slot, self.name, self.port = slot, name, port
        self.host = f"{slot.host}:{port}"
        self.users = users or {}
        self.folder = pathlib.Path(slot.folder) / f"registry-{name}"

    def start(self):
        words = ["registry-up", self.name, self.port]
        if self.users:
            self.folder.mkdir(exist_ok=True)
            file = self.folder / "htpasswd"
            file.write_text("".join(
                subprocess.run(["htpasswd", "-Bbn", "-C", "4", user, password], capture_output=True, text=True,
                               check=True).stdout.strip() + "\n" for user, password in self.users.items()))
            words.append(file)
        self.slot.capsule(*words)
        return self

    def stop(self):
        """Its images stay for the next start."""
        self.slot.capsule("registry-down", self.name)

    def ref(self, repository, tag="1"):
        return f"{self.host}/{repository}:{tag}"

    def digest(self, repository, tag="1"):
        """What the tag points to, or None."""
        answer = wire.request(self.host, "HEAD", f"/v2/{repository}/manifests/{tag}", headers={"Accept": MANIFEST_TYPES})
        return answer.headers.get("docker-content-digest") if answer.status == 200 else None

    def manifest(self, repository, reference):
        answer = wire.request(self.host, "GET", f"/v2/{repository}/manifests/{reference}", headers={"Accept": MANIFEST_TYPES})
        return json.loads(answer.expect(200).body)

    def delete(self, repository, tag="1"):
        """The tag is gone: a pull of it gets `manifest unknown`."""
        digest = self.digest(repository, tag)
        wire.request(self.host, "DELETE", f"/v2/{repository}/manifests/{digest}").expect(202)

    def save_artifacts(self, folder):
        log = self.folder / "registry.log"
        if log.exists():
            shutil.copy(log, folder / f"registry-{self.name}.log")
