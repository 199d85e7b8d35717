"""The rig itself, against real parts: what the other tests stand on."""
import os
import pathlib
import subprocess
import sys
import textwrap
import time

import pytest

from rig import PullError, wait_until, write_app
from rig.capsule import SCRIPTS
from rig.wire import request


def one_service(ref, port=None, extra=""):
    ports = f'\n    ports: ["{port}:8080"]' if port else ""
    return f"services:\n  web:\n    image: {ref}\n    restart: unless-stopped{ports}\n{extra}"


def test_an_app_runs_and_its_page_is_reached_at_the_engines_address(any_engine, publish, tmp_path):
    image = publish("hello", page="good morning", healthcheck=True, platforms=("amd64", "arm64"))
    app = write_app(tmp_path, "hello", one_service(image.ref, 8100))

    any_engine.compose(app, "up", "--detach", "--wait")

    assert request(f"{any_engine.ip}:8100", "GET", "/").text == "good morning"
    assert any_engine.container("hello", "web")["Image"] == image.id_on(any_engine)


def test_new_content_under_the_same_tag_is_another_image(any_engine, publish, tmp_path):
    old = publish("same", page="old")
    app = write_app(tmp_path, "same", one_service(old.ref, 8101))
    any_engine.compose(app, "up", "--detach")
    before = any_engine.snapshot("same")

    new = publish("same", page="new")
    any_engine.pull(new.ref)
    any_engine.compose(app, "up", "--detach")

    assert old.ref == new.ref
    assert any_engine.container("same", "web")["Image"] == new.id_on(any_engine) != old.id_on(any_engine)
    assert any_engine.snapshot("same") != before
    wait_until(lambda: request(f"{any_engine.ip}:8101", "GET", "/").text == "new")


def test_the_oldest_engine_has_its_own_capsule(make_engine, publish):
    old = make_engine("bookworm", default_pools=False)
    image = publish("library/ancient")

    old.pull("ancient:1")                                        # a Docker Hub name, through the mirror

    assert old.version().startswith("20.10")
    assert old.image_id("ancient:1") == image.config


def test_a_killed_engine_leaves_unless_stopped_containers_stopped(engine, publish, tmp_path):
    app = write_app(tmp_path, "crash", one_service(publish("crash").ref, 8102))
    engine.compose(app, "up", "--detach")

    engine.kill9()
    assert request(f"{engine.ip}:8102", "GET", "/").status == 200        # served without an engine
    engine.start_again()

    assert engine.container("crash", "web")["State"]["Status"] == "exited"


def test_after_a_power_cut_containers_come_back(engine, publish, tmp_path):
    app = write_app(tmp_path, "power", one_service(publish("power").ref))
    engine.compose(app, "up", "--detach")

    engine.power_cut()
    engine.power_on()

    engine.wait_state("power", "web", "running")


def test_a_frozen_engine_accepts_and_does_not_answer(engine):
    engine.stop_process()
    try:
        with pytest.raises(TimeoutError):
            engine.api("GET", "/_ping", timeout=0.5)
    finally:
        engine.cont()
    assert engine.api("GET", "/_ping").status == 200


def test_a_registry_wants_a_password_and_can_vanish(make_registry, engine):
    from rig import publish
    locked = make_registry(users={"ada": "lovelace"})
    image = publish(locked, "secret")

    with pytest.raises(PullError, match="no basic auth credentials|authorization failed"):
        engine.pull(image.ref)
    locked.stop()
    with pytest.raises(PullError, match="refused"):
        engine.pull(image.ref)


class TestFaultProxy:
    """Each way to fail, as a real pull sees it."""

    BLOB = "^GET .*/blobs/"

    @pytest.fixture(autouse=True)
    def image(self, publish, fault_proxy):
        self.published = publish("faulty", random_layers=(200_000,))
        self.ref = fault_proxy.ref("faulty")
        self.last_layer = f"^GET .*/blobs/{self.published.layers[-1]}"

    def test_it_passes_on_and_keeps_a_log(self, engine, fault_proxy):
        engine.pull(self.ref)
        assert engine.image_id(self.ref) == self.published.config
        assert fault_proxy.requests("/blobs/.* -> pass")

    def test_status_with_words(self, engine, fault_proxy):
        fault_proxy.rule("manifests", 429, headers={"Retry-After": "60"}, code="TOOMANYREQUESTS", message="slow down")
        with pytest.raises(PullError, match="toomanyrequests"):
            engine.pull(self.ref)

    def test_corrupt(self, engine, fault_proxy):
        fault_proxy.rule(self.last_layer, "corrupt")
        with pytest.raises(PullError, match="verification failed|unexpected commit digest"):
            engine.pull(self.ref)

    def test_truncate_is_seen_by_the_other_store_at_once(self, engine_containerd, fault_proxy):
        fault_proxy.rule(self.last_layer, "truncate")
        with pytest.raises(PullError, match="short read|EOF"):
            engine_containerd.pull(self.ref)

    def test_reset_once_is_survived(self, engine, fault_proxy):
        fault_proxy.rule(self.last_layer, "reset", n=1)
        engine.pull(self.ref)
        assert len(fault_proxy.requests("-> reset")) == 1

    @pytest.mark.parametrize("where, mode", [("manifests", "hang"), ("last layer", "stall")])
    def test_a_registry_that_falls_silent_holds_a_pull_until_the_client_gives_up(self, engine, fault_proxy, where, mode):
        fault_proxy.rule(self.last_layer if where == "last layer" else where, mode, n=1)
        with pytest.raises(TimeoutError):
            engine.pull(self.ref, timeout=1)
        engine.pull(self.ref)                                    # giving up left nothing in the way

    def test_a_layer_that_never_begins_blocks_later_pulls_too(self, engine, fault_proxy):
        """Seen on 26.1: the request for a layer does not end with the pull that made it, and the next pull of the
        layer waits for it, although the registry would answer by then."""
        fault_proxy.rule(self.last_layer, "hang", n=1)
        for _ in range(2):
            with pytest.raises(TimeoutError):
                engine.pull(self.ref, timeout=1)
        assert len(fault_proxy.requests(self.last_layer)) == 1
        fault_proxy.clear()                                      # the connection ends
        engine.pull(self.ref)

    def test_slow(self, engine, fault_proxy):
        fault_proxy.rule(self.last_layer, "slow", bytes_per_second=200_000)
        start = time.monotonic()
        engine.pull(self.ref)
        assert time.monotonic() - start > 0.7


def traces(slot):
    """Whatever of a slot can be seen from the machine."""
    prefix = f"fr{slot}-"
    folder = pathlib.Path(os.environ.get("FURTKA_RIG_RUN") or "/var/tmp/furtka-rig") / slot
    left = [str(folder)] if folder.exists() else []
    for where in ("/run/netns", "/sys/class/net", "/sys/fs/cgroup", *pathlib.Path("/sys/fs/cgroup").glob("*/")):
        if pathlib.Path(where).is_dir():
            left += [f"{where}/{name}" for name in os.listdir(where) if name.startswith(prefix)]
    left += [line for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines()
             if f"{folder}/" in line or f"/{prefix}" in line]
    for process in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = process.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if f"{folder}/" in command:
            left.append(f"{process.parent.name}: {command}")
    return left


A_WHOLE_RUN = textwrap.dedent("""
    import os, sys, pathlib
    sys.path.insert(0, sys.argv[1])
    from rig import Engine, FaultProxy, Registry, Slot, publish, write_app
    slot = Slot()
    print(slot.number, flush=True)
    engine, registry = Engine(slot).start(), Registry(slot).start().start()
    registry.stop()
    registry.start()
    app = write_app(sys.argv[2], "gone", f"services:\\n  web:\\n    image: {publish(registry, 'gone').ref}\\n    volumes: [stuff:/data]\\nvolumes: {{stuff: {{}}}}\\n")
    engine.compose(app, "up", "--detach")
    print("running", flush=True)
    sys.stdin.read()
    slot.close()
    """)


@pytest.fixture
def another_run(tmp_path):
    """A second run of the rig beside this one, with an app running; its slot in `.slot`."""
    process = subprocess.Popen([sys.executable, "-c", A_WHOLE_RUN, str(pathlib.Path(__file__).parent), str(tmp_path)],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.slot = process.stdout.readline().strip()
    assert process.stdout.readline().strip() == "running"
    yield process
    process.kill()
    process.wait()


def test_a_run_leaves_nothing_behind(slot, another_run):
    assert another_run.slot != slot.number                       # side by side with this one
    assert traces(another_run.slot)

    another_run.stdin.close()
    assert another_run.wait(30) == 0

    wait_until(lambda: not traces(another_run.slot), what="no trace", timeout=5)


def test_a_run_that_was_killed_is_cleaned_up_by_the_next(slot, another_run):
    another_run.kill()
    another_run.wait()
    assert traces(another_run.slot)

    subprocess.run([SCRIPTS / "capsule.sh", "sweep"], check=True, timeout=60, capture_output=True)

    wait_until(lambda: not traces(another_run.slot), what="no trace", timeout=5)
    assert traces(slot.number)                                   # the living keep what is theirs
