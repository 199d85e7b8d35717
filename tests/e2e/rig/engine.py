"""A private Docker Engine: its life, its accidents, and a thin client for looking at it."""
import json
import os
import pathlib
import shutil
import subprocess
import urllib.parse

from . import capsule, wire


class EngineError(RuntimeError):
    def __init__(self, status, message):
        super().__init__(f"engine: {status}: {message}")
        self.status, self.message = status, message


class PullError(EngineError):
    """The pull failed; most failures arrive inside a stream that began with 200."""


class Engine:
    def __init__(self, slot, name="a"):
        self.slot, self.name = slot, name
        self.suite = None

    # --- life ---

    def start(self, suite="trixie", containerd_store=False, default_pools=True, disk=None):
        """default_pools: the engine's own address pools, which hold about 30 networks. disk: "200m" for all its data."""
        self.suite = suite
        self.slot.capsule("up", self.name, "--suite", suite,
                          "--store", "containerd" if containerd_store else "classic",
                          "--pools", "default" if default_pools else "wide", *(["--disk", disk] if disk else []))
        self.socket = pathlib.Path(self.slot.capsule("socket", self.name))
        self.ip = self.slot.capsule("ip", self.name)
        self.log = pathlib.Path(self.slot.capsule("log", self.name))
        return self

    def down(self):
        """The end, data included."""
        self.slot.capsule("down", self.name)

    @property
    def host(self):
        """For DOCKER_HOST."""
        return f"unix://{self.socket}"

    @property
    def pid(self):
        return int(self.slot.capsule("pid", self.name))

    # --- accidents ---

    def kill9(self):
        """dockerd dies. Containers go on until it is started again."""
        self.slot.capsule("kill-engine", self.name)

    def stop(self):
        """dockerd ends in an orderly way, and its containers with it."""
        self.slot.capsule("stop-engine", self.name)

    def start_again(self):
        self.slot.capsule("start-engine", self.name)

    def restart(self):
        self.slot.capsule("restart-engine", self.name)

    def stop_process(self):
        """The socket accepts and nobody answers, until `cont`."""
        self.slot.capsule("freeze", self.name)

    def cont(self):
        self.slot.capsule("thaw", self.name)

    def power_cut(self):
        """Everything ends at once; `power_on` boots again from the same disk."""
        self.slot.capsule("power-cut", self.name)

    def power_on(self):
        self.slot.capsule("power-on", self.name)

    def run(self, *command):
        """A command inside the capsule (its network, its mounts), e.g. iptables to cut the registry off."""
        return self.slot.capsule("run", self.name, *command)

    # --- looking ---

    def api(self, method, path, body=None, headers=None, timeout=30, **query):
        if query:
            pairs = {k: v if isinstance(v, str) else json.dumps(v) for k, v in query.items()}
            path += "?" + urllib.parse.urlencode(pairs)
        return wire.request(self.socket, method, path, body, headers, timeout)

    def get(self, path, **query):
        """The JSON of a GET, or None when there is no such thing."""
        answer = self.api("GET", path, **query)
        if answer.status == 404:
            return None
        if answer.status >= 400:
            raise EngineError(answer.status, answer.text)
        return answer.json()

    def do(self, method, path, body=None, **query):
        answer = self.api(method, path, body, **query)
        if answer.status >= 400 or answer.status == 304:
            raise EngineError(answer.status, answer.text)
        return answer.json() if answer.body else None

    def info(self):
        return self.get("/info")

    def version(self):
        return self.get("/version")["Version"]

    def exec(self, container, *command):
        """Runs a command in a container to its end; its output."""
        made = self.do("POST", f"/containers/{container}/exec", {"Cmd": command, "AttachStdout": True, "Tty": True})["Id"]
        output = self.api("POST", f"/exec/{made}/start", {"Detach": False, "Tty": True}).text
        wire.wait_until(lambda: not self.get(f"/exec/{made}/json")["Running"], 15, what=f"{command} has ended")
        return output.strip()

    def containers(self, project=None, service=None, running_only=False):
        labels = [f"com.docker.compose.{key}={value}"
                  for key, value in (("project", project), ("service", service)) if value]
        return self.get("/containers/json", all=not running_only, filters={"label": labels})

    def container(self, project, service):
        """The full inspection of a service's first container, or None."""
        found = self.containers(project, service)
        found.sort(key=lambda c: int(c["Labels"].get("com.docker.compose.container-number", 0)))
        return self.get(f"/containers/{found[0]['Id']}/json") if found else None

    def snapshot(self, project):
        """{service: [(container id, image id, state, started at)]}: equal before and after = nothing was touched."""
        world = {}
        for c in self.containers(project):
            full = self.get(f"/containers/{c['Id']}/json")
            row = (full["Id"], full["Image"], full["State"]["Status"], full["State"]["StartedAt"])
            world.setdefault(c["Labels"]["com.docker.compose.service"], []).append(row)
        return {service: sorted(rows) for service, rows in world.items()}

    def wait_state(self, project, service, state, timeout=15):
        """state: running, exited, restarting, …, or healthy / unhealthy."""
        def look():
            c = self.container(project, service)
            if c is None:
                return None
            return state in (c["State"]["Status"], c["State"].get("Health", {}).get("Status")) and c
        return wire.wait_until(look, timeout, what=f"{project}/{service} {state}")

    def image_id(self, ref):
        image = self.get(f"/images/{ref}/json")
        return image and image["Id"]

    def volumes(self):
        return {v["Name"]: v for v in self.get("/volumes")["Volumes"] or []}

    def networks(self):
        return {n["Name"]: n for n in self.get("/networks") if n["Name"] not in ("bridge", "host", "none")}

    def logs(self, container_id):
        raw, text = self.api("GET", f"/containers/{container_id}/logs", stdout="1", stderr="1").body, b""
        while len(raw) >= 8:                     # frames: stream, 0 0 0, length
            size = int.from_bytes(raw[4:8], "big")
            text, raw = text + raw[8:8 + size], raw[8 + size:]
        return text.decode(errors="replace")

    # --- acting ---

    def pull(self, ref, timeout=30, auth=None):
        """The messages of the pull's stream; PullError for any kind of failure."""
        headers = {"X-Registry-Auth": auth} if auth else {}
        name, _, tag = ref.rpartition(":")
        answer = self.api("POST", "/images/create", headers=headers, timeout=timeout, fromImage=name, tag=tag)
        if answer.status >= 400:
            raise PullError(answer.status, answer.text)
        messages = [json.loads(line) for line in answer.text.splitlines() if line.strip()]
        for message in messages:
            if "error" in message or "errorDetail" in message:
                raise PullError(answer.status, message.get("error") or message["errorDetail"].get("message"))
        return messages

    def compose(self, folder, *words, project=None, unit="compose", check=True, timeout=60):
        """Runs the Compose program itself on an app folder."""
        folder = pathlib.Path(folder)
        done = subprocess.run(
            [capsule.compose_program(unit), "--project-name", project or folder.name, *words],
            cwd=folder, env=dict(os.environ, DOCKER_HOST=self.host), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=timeout, check=False)
        if check and done.returncode:
            raise AssertionError(f"compose {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
        return done

    def clean(self):
        """An empty engine again: no containers, networks, volumes or images."""
        for c in self.get("/containers/json", all=True):
            self.api("DELETE", f"/containers/{c['Id']}", force="1", v="1")
        for name in self.networks():
            self.api("DELETE", f"/networks/{name}")
        for name in self.volumes():
            self.api("DELETE", f"/volumes/{urllib.parse.quote(name)}")
        for image in self.get("/images/json", all=False):
            self.api("DELETE", f"/images/{image['Id']}", force="1")

    def save_artifacts(self, folder):
        if self.log.exists():
            shutil.copy(self.log, folder / f"engine-{self.name}.log")
        try:
            seen = self.api("GET", "/containers/json", timeout=3, all="1").text
        except OSError as problem:
            seen = f"no answer: {problem}"
        (folder / f"engine-{self.name}-containers.json").write_text(seen)
