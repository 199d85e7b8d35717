#!/usr/bin/env python3
"""run.py [--apps 50] [--idle 60] [--suite bookworm] [--only NAME...] — Furtka's figures beside baseline and floor.

All of it is measured in one run, since times move with the machine: the ratios count. Figures go to standard output
as a table and, with --json FILE, to a file.
"""
import argparse
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from catalogs import measure as measure_catalogs  # noqa: E402
from listeners import Listeners  # noqa: E402
from process import cpu_seconds, median, milliseconds, resident_mib  # noqa: E402
from world import HERE, World, docker_program, request  # noqa: E402

from rig.daemon import program  # noqa: E402
from rig.registry import MANIFEST_TYPES  # noqa: E402


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, value, unit, target, met=None, beside=""):
        """met: None where the target is a ratio that the row's text tells."""
        self.rows.append({"what": what, "value": value, "unit": unit, "target": target, "met": met, "beside": beside})
        verdict = {True: "met", False: "NOT MET", None: ""}[met]
        print(f"{what:<52}{value:>12.3f} {unit:<5} target {target:<34} {verdict:<8} {beside}", flush=True)


def start_times(world, table, engine):
    """From exec to the first answer, over connections tried every 0.2 ms."""
    times = []
    for _ in range(10):
        begin = time.perf_counter()
        daemon = world.daemon(world.one, engine=engine, wait=False)
        while True:
            try:
                if request(daemon.where, "GET", "/healthz", timeout=1).status == 200:
                    break
            except OSError:
                time.sleep(0.0002)
        times.append(1000 * (time.perf_counter() - begin))
        daemon.close()
    name = "start to first answer" + ("" if engine else ", engine down")
    table.add(name, median(times), "ms", "<= 15 ms", median(times) <= 15)


def start(world, table, options):
    start_times(world, table, engine=True)
    start_times(world, table, engine=False)


def size(_world, table, _options):
    copy = pathlib.Path("/tmp") / f"furtka-stripped-{os.getpid()}"
    shutil.copy(program(), copy)
    subprocess.run(["strip", copy], check=True)
    mib = copy.stat().st_size / 2**20
    copy.unlink()
    table.add("program size, stripped", mib, "MiB", "<= 10 MiB", mib <= 10)


def compared(world, daemon, apps, *words):
    """The paired runs of compare.py; its JSON rows by label."""
    where, pid = world.baseline(apps)
    out = world.folder / "compare.json"
    subprocess.run([sys.executable, HERE / "compare.py", "--a-url", f"http://{daemon.where}", "--a-name", "furtka",
                    "--a-pid", str(daemon.pid), "--b-url", f"http://{where}", "--b-pid", str(pid), "--apps", apps,
                    "--socket", world.engine.socket, "--engine-pid", str(world.engine.pid), "--json", out,
                    *map(str, words)], check=True)
    return json.loads(out.read_text())


def floor_rows(world, apps, changed=0):
    out = world.folder / "floor.json"
    subprocess.run([sys.executable, HERE / "floor.py", apps, "--socket", world.engine.socket, "-n", "20",
                    "--changed", str(changed), "--json", out], check=True, stdout=subprocess.DEVNULL)
    return json.loads(out.read_text())


def one_row(rows, text):
    return next(row["median_ms"] for label, row in rows.items() if text in label)


def updates(world, table, options):
    for apps, count, services in ((world.one, options.apps, 1), (world.three, 4, 3)):
        daemon = world.daemon(apps)
        world.all_known(daemon, count)
        floor = floor_rows(world, apps, changed=2)
        got = compared(world, daemon, apps, "--status", 2, "--nochange", 10, "--changed", 4)
        rows = {row["label"]: row for row in got["rows"]}
        nothing, new = rows["POST update, nothing new"], rows["POST update, new image"]
        least = one_row(floor, "list + inspect + HEAD")
        # As the floor is taken: one call after the other, without the baseline's work between.
        own = median(milliseconds(lambda: daemon.post(f"/api/apps/{pathlib.Path(apps).name}-000/update").expect(200), 20))
        ratio = own / least
        table.add(f"no-change update, {services} service(s)", own, "ms", "<= 1.5 x floor, >= 60 x baseline",
                  ratio <= 1.5 and nothing["ratio"] >= 60, f"{ratio:.2f} x floor ({least:.2f}); beside the baseline {nothing['a']:.2f}, which takes {nothing['ratio']:.0f} x")
        engine = one_row(floor, "CHANGED update of one app, services in turn")
        over = new["a"] - engine
        table.add(f"changed update, {services} service(s), over engine", over, "ms", "<= +150 ms", over <= 150,
                  f"{new['a']:.0f} ms in all, engine {engine:.0f}, baseline {new['b']:.0f}")
        calls, own, _ = got["cpu"].get("no change furtka", (1, 0, 0))
        table.add(f"own CPU of a no-change update, {services} service(s)", 1000 * own / calls, "ms", "<= 2 ms",
                  round(1000 * own / calls, 3) <= 2)
        daemon.close()


def apps_call(world, table, options):
    daemon = world.daemon(world.one)
    world.all_known(daemon, options.apps)
    for connections in (1, 16):
        said = subprocess.run(["wrk", "-t1", f"-c{connections}", "-d5s", "--latency", f"http://{daemon.where}/api/apps"],
                              check=True, capture_output=True, text=True).stdout
        words = {line.split()[0].rstrip(":"): line.split()[1] for line in said.splitlines() if len(line.split()) == 2}
        if connections == 1:
            for part, limit in (("50%", 0.2), ("99%", 5)):
                value = in_ms(words[part])
                table.add(f"GET /api/apps, {options.apps} apps, p{part[:-1]}", value, "ms", f"<= {limit} ms", value <= limit)
        else:
            rate = float(words["Requests/sec"])
            table.add(f"GET /api/apps, {connections} connections", rate, "/s", ">= 15000 /s", rate >= 15000)
    daemon.close()


def in_ms(text):
    for unit, factor in (("us", 0.001), ("ms", 1), ("s", 1000)):
        if text.endswith(unit):
            return float(text[:-len(unit)]) * factor
    raise ValueError(text)


def idle(world, table, options):
    daemon = world.daemon(world.one)
    world.all_known(daemon, options.apps)
    memory = resident_mib(daemon.pid)
    table.add(f"idle memory, {options.apps} apps", memory, "MiB", "<= 8 MiB", memory <= 8)
    before = cpu_seconds(daemon.pid)
    time.sleep(options.idle)
    used = cpu_seconds(daemon.pid) - before
    table.add(f"idle CPU in {options.idle} s", used, "s", "<= 0.02 s", used <= 0.02)
    crowd = Listeners(daemon.where, 100)
    crowd.listen(1)
    memory = resident_mib(daemon.pid)
    table.add("memory with 100 listeners", memory, "MiB", "<= 12 MiB", memory <= 12)
    crowd.close()
    daemon.close()


def command_line(world, table, options):
    daemon = world.daemon(world.one)
    world.all_known(daemon, options.apps)
    call = median(milliseconds(lambda: daemon.get("/api/apps", over_socket=True), 20))
    own = median(milliseconds(lambda: daemon.cli("version", check=True), 30))
    listed = median(milliseconds(lambda: daemon.cli("app", "list", check=True), 30))
    # The same child process machinery in front of a program that does nothing: what Python adds.
    nothing = median(milliseconds(lambda: subprocess.run(["/bin/true"], stdin=subprocess.DEVNULL, capture_output=True, check=True), 30))
    docker = median(milliseconds(lambda: subprocess.run([docker_program(), "ps"], env=world.client_environment(),
                                                        stdin=subprocess.DEVNULL, capture_output=True, check=True), 10))
    table.add("command line start (version)", own - nothing, "ms", "<= 5 ms", own - nothing <= 5)
    table.add("command line: app list", listed - nothing, "ms", "<= 5 ms + one call", listed - nothing <= 5 + call,
              f"one call {call:.2f} ms, docker ps {docker - nothing:.0f} ms")
    daemon.close()


def bare_heads(host, paths, connections):
    """Milliseconds for a HEAD of every path, over so many kept connections, on bare sockets."""
    address, port = host.rsplit(":", 1)
    shares = [paths[n::connections] for n in range(connections)]
    ready, go = threading.Barrier(connections + 1), threading.Barrier(connections + 1)

    def one(share):
        with socket.create_connection((address, int(port))) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            requests = [f"HEAD {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {MANIFEST_TYPES}\r\n\r\n".encode() for path in share]
            ready.wait()
            go.wait()
            for text in requests:
                wire.sendall(text)
                got = b""
                while not got.endswith(b"\r\n\r\n"):
                    got += wire.recv(4096)
                assert b" 200 " in got[:20], got
    threads = [threading.Thread(target=one, args=(share,)) for share in shares]
    for each in threads:
        each.start()
    ready.wait()
    begin = time.perf_counter()
    go.wait()
    for each in threads:
        each.join()
    return 1000 * (time.perf_counter() - begin)


def faults_of_children(pid):
    """Grows with every child process that has ended."""
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[8])


def check(world, table, options):
    daemon = world.daemon(world.one)
    world.all_known(daemon, options.apps)
    paths = [f"/v2/one-{n:03}/s1/manifests/1" for n in range(options.apps)]
    for _ in range(2):
        daemon.post("/api/updates/check", {}, timeout=60).expect(200)
    children, ratios, whole, bare = faults_of_children(daemon.pid), [], [], []
    for _ in range(15):
        bare.append(bare_heads(world.registry.host, paths, 4))
        whole += milliseconds(lambda: daemon.post("/api/updates/check", {}, timeout=60).expect(200), 1)
        ratios.append(whole[-1] / bare[-1])
    assert daemon.get("/api/apps").json()["apps"][0]["update"]["state"] == "up_to_date"
    ratio = median(ratios)
    table.add(f"check of {options.apps} images, nothing changed", median(whole), "ms", "<= 1.3 x bare HEADs (must 2 x)",
              ratio <= 1.3, f"{ratio:.2f} x bare HEADs over 4 connections ({median(bare):.1f} ms)")
    started = faults_of_children(daemon.pid) - children
    table.add("processes started by these checks", float(started > 0), "", "none", started == 0)
    daemon.close()


def reconcile(world, table, options):
    daemon = world.daemon(world.one)
    world.all_known(daemon, options.apps)

    def whole():
        daemon.post("/api/reconcile", timeout=300).expect(200)
    first = milliseconds(whole, 1)[0]
    well = median(milliseconds(whole, 5))
    scale = options.apps / 100
    table.add(f"reconcile, {options.apps} apps all well, cached", well, "ms", f"<= {60 * scale:.0f} ms", well <= 60 * scale,
              f"first call {first:.0f} ms")
    daemon.close()
    shutil.rmtree(daemon.folder)
    begin = time.perf_counter()
    cold = world.daemon(world.one)
    cold.post("/api/reconcile", timeout=300).expect(200)
    took = 1000 * (time.perf_counter() - begin)
    state = cold.folder
    table.add(f"reconcile, {options.apps} apps, no cache, from start", took, "ms", f"<= {4500 * scale:.0f} ms", took <= 4500 * scale)
    cold.close()
    mine = world.containers("one-")
    world.at_four("stop", mine)
    floor = milliseconds(lambda: world.at_four("start", mine), 1)[0]
    world.at_four("stop", mine)
    begin = time.perf_counter()
    daemon = world.daemon(world.one, state=state)
    daemon.post("/api/reconcile", timeout=600).expect(200)
    world.all_running(daemon, options.apps)
    took = 1000 * (time.perf_counter() - begin)
    table.add(f"reconcile, {options.apps} apps all stopped", took, "ms", "<= 1.1 x engine start at 4", took <= 1.1 * floor,
              f"{took / floor:.2f} x floor ({floor:.0f} ms)")
    daemon.close()
    world.at_four("start", mine)


def events(world, table, options):
    daemon = world.daemon(world.one)
    world.all_known(daemon, options.apps)
    bare = resident_mib(daemon.pid)
    crowd = Listeners(daemon.where, 1000)
    crowd.listen(2)
    each = 1024 * (resident_mib(daemon.pid) - bare) / 1000
    one = world.containers("one-")[0]
    stirring = threading.Thread(target=lambda: [world.engine.api("POST", f"/containers/{one}/restart?t=0", {}) for _ in range(5)])
    stirring.start()
    heard = crowd.listen(8)
    stirring.join()
    spans = sorted(1000 * (last - first) for first, last, count in heard.values() if count == 1000)
    crowd.close()
    daemon.close()
    if not spans:
        table.add("events to 1,000 listeners", float("nan"), "ms", "<= 15 ms", False, f"{len(heard)} events, none reached all")
        return
    table.add("event at all of 1,000 listeners, worst", spans[-1], "ms", "<= 15 ms", spans[-1] <= 15,
              f"median {median(spans):.1f} ms, {len(spans)} events (the reader is Python)")
    table.add("memory of one listener", each, "KiB", "<= 8 KiB", each <= 8)


def catalog(_world, table, _options):
    measure_catalogs(table)


FIGURES = {"size": size, "start": start, "idle": idle, "apps": apps_call, "cli": command_line, "updates": updates,
           "events": events, "reconcile": reconcile, "check": check, "catalog": catalog}


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--apps", type=int, default=50)
    asked.add_argument("--idle", type=int, default=60)
    asked.add_argument("--suite", default="bookworm")
    asked.add_argument("--only", nargs="*", choices=FIGURES, default=list(FIGURES))
    asked.add_argument("--json")
    options = asked.parse_args()
    table, broken = Table(), []
    print(f"making {options.apps} + 4 running apps on the engine of {options.suite} ...", flush=True)
    with World(options.apps, options.suite) as world:
        print(f"engine {world.engine.version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}", flush=True)
        for name in options.only:
            try:
                FIGURES[name](world, table, options)
            except (AssertionError, OSError, RuntimeError, KeyError, subprocess.SubprocessError) as problem:
                broken.append(name)
                print(f"{name}: could not be measured: {problem}", flush=True)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(table.rows, indent=1))
    met = sum(row["met"] is True for row in table.rows)
    print(f"{met} of {len(table.rows)} figures met" + (f"; could not be measured: {', '.join(broken)}" if broken else ""))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
