"""Fixtures: engines and a registry shared by the run, everything else made for one test.

engine             a clean engine 26.1, classic image store            (emptied after each test)
engine_containerd  a clean engine of sid, containerd image store       (skipped where it is not fetched)
any_engine         the test runs once on each of the two
each_engine        the test runs once on each of 20.10, 26.1, sid's and sid's with the containerd image store
make_engine        make_engine(suite="bookworm", default_pools=False): an engine of the test's own
registry           plain; registry.ref("web") is known to the engine and to the daemon
make_registry      make_registry(users={"u": "p"}): a registry of the test's own
publish            publish("web", page="hello"): an image in `registry`
fault_proxy        in front of `registry`; fault_proxy.ref("web")
daemon             the program, on `engine`;  make_daemon(engine=..., env={...}) for others
"""
import os
import pathlib
import re
import shutil
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from rig import Daemon, Engine, FaultProxy, Registry, RigUnavailable, Slot  # noqa: E402
from rig import publish as publish_to  # noqa: E402
from rig.capsule import CHECKOUT, is_fetched  # noqa: E402
from rig.daemon import program  # noqa: E402

ARTIFACTS = pathlib.Path(os.environ.get("FURTKA_ARTIFACTS") or CHECKOUT / "artifacts")


def not_here(reason):
    """A missing engine skips a test, except where the run promises to have one."""
    if os.environ.get("FURTKA_REQUIRE_ENGINE") == "1":
        pytest.fail(f"FURTKA_REQUIRE_ENGINE=1, but {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def slot():
    try:
        mine = Slot()
    except RigUnavailable as reason:
        not_here(str(reason))
    yield mine
    mine.close()


@pytest.fixture(scope="session")
def require_engine(slot):
    """For tests that need the rig but none of its parts by name."""
    return slot


@pytest.fixture(scope="session")
def shared_engine(slot):
    return Engine(slot, "a").start("trixie")


@pytest.fixture(scope="session")
def shared_engine_containerd(slot):
    if not is_fetched("sid"):
        pytest.skip("the engine of sid is not fetched")
    return Engine(slot, "b").start("sid", containerd_store=True)


@pytest.fixture
def engine(shared_engine):
    yield shared_engine
    shared_engine.clean()


@pytest.fixture
def engine_containerd(shared_engine_containerd):
    yield shared_engine_containerd
    shared_engine_containerd.clean()


@pytest.fixture(params=["classic", "containerd"])
def any_engine(request):
    return request.getfixturevalue("engine" if request.param == "classic" else "engine_containerd")


class Made(list):
    """What a factory made for one test."""

    def save_artifacts(self, folder):
        for each in self:
            each.save_artifacts(folder)


@pytest.fixture
def make_engine(slot):
    made = Made()

    def make(suite="trixie", containerd_store=False, default_pools=True, disk=None):
        if not is_fetched(suite):
            (pytest.skip if suite == "sid" else not_here)(f"the engine of {suite} is not fetched")
        each = Engine(slot, f"t{len(made)}").start(suite, containerd_store, default_pools, disk)
        made.append(each)
        return each

    make.save_artifacts = made.save_artifacts
    yield make
    for each in made:
        each.down()


@pytest.fixture(params=["bookworm", "trixie", "sid", "containerd"])
def each_engine(request, make_engine):
    if request.param == "containerd":
        return make_engine("sid", containerd_store=True)
    return make_engine(request.param)


@pytest.fixture(scope="session")
def shared_registry(slot):
    return Registry(slot).start()


@pytest.fixture
def registry(shared_registry):
    """Stopped by a test? It runs again for the next."""
    yield shared_registry
    shared_registry.start()


@pytest.fixture
def make_registry(slot):
    made = Made()

    def make(users=None):
        each = Registry(slot, f"own{len(made)}", 5110 + len(made), users).start()
        made.append(each)
        return each

    make.save_artifacts = made.save_artifacts
    yield make
    for each in made:
        each.stop()
        shutil.rmtree(each.folder)


@pytest.fixture
def publish(registry):
    def into_registry(repository, tag="1", into=None, **image):
        return publish_to(into or registry, repository, tag, **image)
    return into_registry


@pytest.fixture
def fault_proxy(registry):
    proxy = FaultProxy(registry)
    yield proxy
    proxy.close()


@pytest.fixture
def make_daemon(tmp_path):
    """Daemons for this test; not started when start=False."""
    made = Made()

    def make(engine=None, start=True, **more):
        if not program().exists():
            not_here(f"the program is not built: {program().name}")
        each = Daemon(tmp_path / f"daemon{len(made)}", engine, **more)
        made.append(each)
        return each.start() if start else each

    make.save_artifacts = made.save_artifacts
    yield make
    for each in made:
        each.close()


@pytest.fixture
def daemon(make_daemon, engine):
    return make_daemon(engine)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if not report.failed or call.when == "teardown":
        return
    folder = ARTIFACTS / re.sub(r"[^\w.-]+", "-", item.nodeid.split("/")[-1])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "failure.txt").write_text(report.longreprtext)
    for each in item.funcargs.values():
        if hasattr(each, "save_artifacts"):
            each.save_artifacts(folder)
    report.sections.append(("artifacts", str(folder)))


def pytest_terminal_summary(terminalreporter, exitstatus):
    """For scripts/count.py: how many tests this run had."""
    folder = os.environ.get("FURTKA_RESULTS")
    if folder:
        count = {kind: len(terminalreporter.stats.get(kind, ())) for kind in ("passed", "failed", "error", "skipped")}
        pathlib.Path(folder, f"{os.getpid()}.pytest").write_text(
            f"{int(exitstatus)} {count['passed']} {count['failed'] + count['error']} {count['skipped']}\n")
