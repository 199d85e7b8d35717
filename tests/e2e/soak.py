"""Updates under accidents, at random: after each, the app runs on its old or its new version and nothing is lost or left.

    /usr/bin/python3 tests/e2e/soak.py [--rounds 200] [--seed N] [--suite trixie] [--store containerd] [--only engine daemon]

Prints the seed first: with it, a run does the same again. test_soak.py runs a few rounds with the other tests.
"""
import argparse
import collections
import hashlib
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from rig import Daemon, Engine, FaultProxy, Registry, Slot, publish, wait_until, wire, write_app  # noqa: E402

COMPOSE = """
services:
  web:
    image: "{web}"
    restart: unless-stopped
    ports: ["8100:8080"]
    volumes: [data:/data]
  side: {{image: "{side}", restart: unless-stopped, network_mode: "service:web"}}
volumes:
  data: {{external: true, name: furtka_blog_data}}
"""
STEPS = [f"update/{step}:{when}" for step in ("pull", "tag", "point", "up", "gate", "back") for when in ("before", "after", "noted")]
REGISTRY = [("reset", ".*"), ("hang", "manifests"), ("slow", "blobs"), ("truncate", "GET .*blobs"), (401, "manifests"),
            (429, "manifests"), (500, "manifests"), (500, "blobs"), (401, "blobs"), (429, "blobs")]
PORTS = {"web": "8080", "side": "8081"}                  # the sidecar lives in the network of web
BAD = [dict(cmd=["false"]), dict(cmd=["sh", "-c", "sleep 1; exit 3"]), dict(cmd=["/no/such/program"])]
ACCIDENTS = ["none", "step", "step", "daemon", "daemon", "engine", "registry", "registry", "off", "disk"]
BAD_OF = {"web": [*BAD, dict(cmd=["httpd", "-f", "-p", "9090", "-h", "/www"])], "side": BAD}


class Soak:
    def __init__(self, slot, registry, engine, folder, seed, accidents):
        self.chance = random.Random(seed)
        self.accidents = accidents
        self.engine, self.registry = engine, registry
        self.proxy = FaultProxy(registry)
        self.daemon = Daemon(folder, engine, env={
            "FURTKA_APP_HOST": engine.ip, "FURTKA_UPDATE_SETTLE": "1", "FURTKA_UPDATE_TIMEOUT": "4",
            "FURTKA_PULL_SILENCE": "2"})
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "furtka-soak", self.daemon.state], check=True)
        self.version = 0
        self.offered, self.bad = {}, set()               # the newest images, by repository; whose is bad
        self.seen = collections.Counter()                # rounds, by what happened and where it ended
        self.wrecks = collections.Counter()              # what only a restart of the engine mended

    # --- arranging ---

    def install(self):
        self.daemon.start()
        for repository in PORTS:
            self.new_image(repository)
        write_app(self.daemon.catalog, "blog", COMPOSE.format(web=self.proxy.ref("web"), side=self.proxy.ref("side")),
                  volumes=["data"])
        self.daemon.install("blog").expect(200)
        noise = self.chance.randbytes(200_000)
        self.volume = pathlib.Path(self.engine.get("/volumes/furtka_blog_data")["Mountpoint"])
        if not self.volume.exists():                     # the path as the capsule sees it
            raise SystemExit(f"the volume {self.volume} cannot be read from here")
        (self.volume / "noise").write_bytes(noise)
        self.data = self.hash_of_data()

    def new_image(self, repository, **more):
        self.version += 1
        more.setdefault("cmd", ["httpd", "-f", "-p", PORTS[repository], "-h", "/www"])
        self.offered[repository] = publish(self.registry, repository, page=f"{repository} {self.version}", random_layers=(60_000,), **more)

    def hash_of_data(self):
        whole = hashlib.sha256()
        for path in sorted(p for p in self.volume.rglob("*") if p.is_file()):
            whole.update(str(path.relative_to(self.volume)).encode() + path.read_bytes())
        return whole.hexdigest()

    # --- one round ---

    def round(self, number):
        good = self.chance.random() < 0.6
        accident = self.chance.choice(self.accidents)
        repository = self.chance.choice(["web", "web", "side"])
        old = self.running()
        before = {name: self.engine.image_id(self.proxy.ref(name)) for name in ("web", "side")}
        other = "side" if repository == "web" else "web"
        if other in self.bad:                            # what an earlier round left there must not decide this one
            self.new_image(other)
        self.new_image(repository, **({} if good else self.chance.choice(BAD_OF[repository])))
        self.bad = set() if good else {repository}
        wanted = {name: image.id_on(self.engine) for name, image in self.offered.items()}
        what = f"round {number}: {'good' if good else 'bad'} {repository}, {accident}"
        try:
            getattr(self, f"with_{accident}")()
        finally:
            self.calm()
        try:
            self.check(old, wanted, good)
        except AssertionError as problem:
            # What is wrong stands at the end too: of a long log often only that is seen.
            raise AssertionError(f"{what}: {problem}\nbefore: {before}\n{self.daemon.log_tail(60)}\n{self.state()}\n"
                                 f"{what}: {problem}") from None
        ended = "new" if self.running() == wanted else "old"
        self.seen[f"{'good' if good else 'bad'} {accident} -> {ended}"] += 1
        print(f"{what} -> {ended}", flush=True)

    def state(self):
        """What the last jobs and the engine said, and what the engine has."""
        jobs = [self.daemon.get(f"/api/jobs/{job['id']}").json() for job in self.daemon.get("/api/jobs").json()["jobs"][:3]]
        said = [f"job {job['id']} {job['kind']}: {line}" for job in reversed(jobs) for line in job["log"]]
        has = [f"{c['Names']} {c['Id'][:12]} {c['State']} {c['Status']} {c['Ports']}" for c in self.engine.get("/containers/json?all=1")]
        log = self.engine.log.read_text(errors="replace").splitlines()[-80:]
        return "\n".join([*log, *said, *has, *(f"network {name}" for name in self.engine.networks()), *self.wires()])

    def wires(self):
        """How the network of the app and of its engine is laid."""
        container = self.engine.container("blog", "web")
        pid = str(container["State"]["Pid"])
        yield json.dumps(container["NetworkSettings"])
        for command in (["ip", "addr"], ["ip", "route"], ["ss", "-ltnp"], ["iptables-save"],
                        ["nsenter", "-t", pid, "-n", "ip", "addr"], ["nsenter", "-t", pid, "-n", "ss", "-ltn"]):
            try:
                yield f"{' '.join(command)}:\n{self.engine.run(*command)}"
            except RuntimeError as problem:
                yield f"{' '.join(command)}: {problem}"

    def update(self):
        try:
            return self.daemon.post("/api/apps/blog/update", timeout=90).status
        except OSError:
            return None                                  # it was killed meanwhile

    def meanwhile(self, act, longest):
        worker = threading.Thread(target=self.update, daemon=True)
        worker.start()
        time.sleep(self.chance.random() * longest)
        act()
        worker.join(90)

    def with_none(self):
        self.update()

    def with_step(self):
        self.restart({"FURTKA_FAULT_KILL_AT": self.chance.choice(STEPS)})
        self.update()
        if self.daemon.running:
            self.daemon.terminate()

    def with_daemon(self):
        self.meanwhile(self.daemon.kill9, 4)

    def with_engine(self):
        def crash():
            self.engine.kill9()
            time.sleep(self.chance.random())
            self.engine.start_again()
        self.meanwhile(crash, 4)

    def with_registry(self):
        mode, match = self.chance.choice(REGISTRY)
        self.proxy.rule(match, mode, bytes_per_second=20_000)
        self.update()

    def with_off(self):
        self.registry.stop()
        self.update()

    def with_disk(self):
        """The disk of journal and recovery points has only a little room."""
        left = self.chance.choice([0, 4_096, 20_000, 60_000, 150_000])
        space = os.statvfs(self.daemon.state)
        filler = self.daemon.state / "filler"
        try:
            with open(filler, "wb", buffering=0) as out:
                out.write(b"x" * max(0, space.f_bavail * space.f_frsize - left))
        except OSError:
            pass
        try:
            self.update()
        finally:
            filler.unlink()

    # --- afterwards ---

    def restart(self, environment):
        if self.daemon.running:
            self.daemon.terminate()
        self.daemon.environment.update(environment)
        self.daemon.start()
        self.wait_quiet()

    def calm(self):
        """Every accident is over."""
        self.proxy.clear()
        self.registry.start()
        self.daemon.environment.pop("FURTKA_FAULT_KILL_AT", None)
        if self.daemon.running:
            self.daemon.kill9()
        self.daemon.start()
        self.wait_quiet()

    def quiet(self):
        jobs = self.daemon.get("/api/jobs").expect(200).json()["jobs"]
        apps = self.daemon.get("/api/apps").expect(200).json()
        ended = all(job["state"] in ("done", "failed", "cancelled") for job in jobs)
        rests = all(app["state"] not in ("busy", "unknown", "starting") for app in apps["apps"])
        return apps["engine"]["reachable"] and ended and rests

    def wait_quiet(self):
        wait_until(self.quiet, 90, 0.1, "all is at rest")

    def running(self):
        found = {}
        for service in ("web", "side"):
            container = self.engine.container("blog", service)
            found[service] = container and container["State"]["Running"] and container["Image"]
        return found

    def mend_engine(self):
        """An engine that was killed in the middle may keep a port or a container in a way that no call mends: its owner is told.
        It may also forward a port no more to a container that answers at its own address, or leave the interface of a container
        that is gone on the app's network, with the address that the next one gets."""
        if self.daemon.app("blog")["state"] != "running":
            keys = {cause["key"] for cause in self.daemon.get("/api/apps/blog/diagnosis").expect(200).json()["causes"]}
            wreck = next(iter(keys & {"port_leaked", "container_stuck"}), None)
        else:
            answers = self.soon_answers()
            strays = [] if answers else self.strays()
            wreck = None if answers else "an address that a dead container keeps" if strays else \
                "a port that is not forwarded" if self.answers_inside() else None
            for stray in strays:                         # a start of the machine would do it
                self.engine.run("ip", "link", "del", stray)
            if strays:
                self.wrecks[wreck] += 1
                return
        if wreck:
            self.wrecks[wreck] += 1
            self.engine.kill9()                          # a container that cannot be stopped holds up an orderly end
            self.engine.start_again()
            self.wait_quiet()

    def check(self, old, wanted, good):
        self.mend_engine()
        wait_until(lambda: self.daemon.app("blog")["state"] == "running", 30, what="the app runs")
        now = self.running()
        assert now in (old, wanted), f"neither old nor new: {now}, old {old}, new {wanted}"
        assert good or now == old, f"a bad version stayed: {now}"
        tags = {name: self.engine.image_id(self.proxy.ref(name)) for name in now}
        assert tags == now, f"the tags point to {tags}, but {now} run"
        assert self.hash_of_data() == self.data, "the volume is not what it was"
        assert self.soon_answers(), "the page does not answer"
        parent, child = self.engine.container("blog", "web"), self.engine.container("blog", "side")
        assert child["HostConfig"]["NetworkMode"] == f"container:{parent['Id']}", "the sidecar uses a network that is gone"
        self.nothing_left()

    def answers(self):
        try:
            return wire.request(f"{self.engine.ip}:8100", "GET", "/", timeout=3).status == 200
        except OSError:
            return False

    def soon_answers(self):
        until = time.monotonic() + 10
        while not (there := self.answers()) and time.monotonic() < until:
            time.sleep(0.1)
        return there

    def answers_inside(self):
        container = self.engine.container("blog", "web")
        addresses = [n["IPAddress"] for n in container["NetworkSettings"]["Networks"].values() if n["IPAddress"]]
        for address in addresses:
            try:
                self.engine.run("curl", "-sf", "-m", "3", "-o", "/dev/null", f"http://{address}:8080/")
                return True
            except RuntimeError:
                pass
        return False

    def strays(self):
        """Interfaces on the app's network whose container is gone."""
        network = self.engine.get("/networks/blog_default")["Id"]
        pid = str(self.engine.container("blog", "web")["State"]["Pid"])
        own = json.loads(self.engine.run("nsenter", "-t", pid, "-n", "ip", "-j", "link", "show", "eth0"))[0]["link_index"]
        there = json.loads(self.engine.run("ip", "-j", "link", "show", "master", f"br-{network[:12]}"))
        return [each["ifname"] for each in there if each["ifindex"] != own]

    def nothing_left(self):
        containers = self.engine.containers("blog")
        assert len(containers) == 2, [c["Names"] for c in containers]
        assert not [c for c in containers if re.match("/[0-9a-f]{12}_", c["Names"][0])
                    and c["State"] != "running"], "a container in the middle of a recreate"
        points = {p["number"] for p in self.daemon.get("/api/apps/blog/recovery-points").expect(200).json()["recovery_points"]}
        assert len(points) <= 3, points
        own = {tag for image in self.engine.get("/images/json") for tag in image["RepoTags"] or [] if tag.startswith("furtka/")}
        assert {int(tag.rsplit(":", 1)[1]) for tag in own} == points, f"names {own}, points {points}"
        folder = self.daemon.state / "points" / "blog"
        assert not folder.exists() or {p.name for p in folder.iterdir()} == {str(n) for n in points}
        assert [p.name for p in self.daemon.apps.iterdir()] == ["blog"], list(self.daemon.apps.iterdir())

    def close(self):
        self.daemon.close()
        self.proxy.close()
        subprocess.run(["umount", "-l", self.daemon.state], check=True)


def run(slot, registry, engine, folder, rounds, seed, accidents=ACCIDENTS):
    print(f"seed {seed}", flush=True)
    soak = Soak(slot, registry, engine, folder, seed, accidents)
    begun = time.monotonic()
    try:
        soak.install()
        for number in range(1, rounds + 1):
            soak.round(number)
    finally:
        soak.close()
    print(f"{rounds} rounds in {time.monotonic() - begun:.0f} s, seed {seed}")
    for what, count in sorted(soak.seen.items()):
        print(f"{count:5}  {what}")
    for wreck, count in sorted(soak.wrecks.items()):
        print(f"{count:5}  the owner restarted the engine: {wreck}")
    return soak.seen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--suite", default="trixie", help="engine: bookworm (20.10), trixie (26.1), sid")
    parser.add_argument("--store", default="classic", choices=["classic", "containerd"])
    parser.add_argument("--only", nargs="+", default=ACCIDENTS, choices=sorted(set(ACCIDENTS)), help="accidents to choose from")
    words = parser.parse_args()
    slot = Slot()
    engine = Engine(slot, "soak")
    try:
        engine.start(words.suite, containerd_store=words.store == "containerd")
        registry = Registry(slot).start()
        with tempfile.TemporaryDirectory(prefix="furtka-soak-") as folder:
            run(slot, registry, engine, pathlib.Path(folder), words.rounds, words.seed, words.only)
    finally:
        engine.down()
        slot.close()


if __name__ == "__main__":
    main()
