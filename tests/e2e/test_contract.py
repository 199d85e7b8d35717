"""The contract tests of the engine's ports, told to real engines of three generations and both image stores."""
import os
import pathlib
import re
import subprocess

import pytest

from rig import FaultProxy, publish as publish_to
from rig.capsule import CHECKOUT

ENGINES = {
    "20.10": {"suite": "bookworm"},
    "26.1": {"suite": "trixie"},
    "newest-containerd": {"suite": "sid", "containerd_store": True},
}


def contract_tests():
    program = pathlib.Path(os.environ.get("FURTKA_CONTRACT_TESTS") or CHECKOUT / "build" / "tests" / "contract_tests")
    if not program.exists():
        pytest.skip(f"not built: {program}")
    return program


def tell(environment, tests):
    done = subprocess.run([contract_tests(), f"--gtest_filter={tests}"], env={**os.environ, **environment},
                          capture_output=True, text=True, timeout=110, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(r"SKIPPED", done.stdout), "every sentence is to be told"
    assert re.search(r"\[  PASSED  \] [1-9]", done.stdout)


def app_image(registry):
    image = publish_to(registry, "contract/app", page="contract", platforms=("amd64", "arm64"))
    publish_to(registry, "contract/app", "same", page="contract", platforms=("amd64", "arm64"))
    return image


@pytest.fixture(params=ENGINES)
def each_engine(request, make_engine):
    return make_engine(**ENGINES[request.param])


def test_a_real_engine_does_what_the_fake_one_does(each_engine, registry):
    app_image(registry)
    tell({"FURTKA_TEST_DOCKER_HOST": each_engine.host, "FURTKA_TEST_REGISTRY": registry.host}, "Contract/AnEngine.*/real:Contract/Processes.*/real:Contract/CopiesOfAnApp.*/real:Contract/ContainersOfOthers.*/real")


def test_a_real_registry_does_what_the_fake_one_does(registry):
    app_image(registry)
    tell({"FURTKA_TEST_REGISTRY": registry.host}, "Contract/ARegistry.*/real")


@pytest.fixture
def failing(registry, make_registry, slot):
    """Registries that fail, each in its way, in front of an image that no engine has."""
    publish_to(registry, "contract/fails", page="fails", random_layers=(300_000,))
    blobs, manifests = r"GET .*/blobs/", r"(GET|HEAD) .*/manifests/"
    rules = {
        "unknown": (manifests, 404, "MANIFEST_UNKNOWN", "manifest unknown"),
        "forbidden": (manifests, 403, "DENIED", "requested access to the resource is denied"),
        "limit": (manifests, 429, "TOOMANYREQUESTS", "slow down"),
        "broken": (blobs, 500, "UNKNOWN", "made to fail"),
        "corrupt": (blobs, "corrupt", "", ""),
        "truncate": (blobs, "truncate", "", ""),
        "hang": (r".", "hang", "", ""),
        "stall": (blobs, "stall", "", ""),
    }
    proxies = {name: FaultProxy(registry) for name in rules}
    for name, (match, mode, code, message) in rules.items():
        proxies[name].rule(match, mode, code=code, message=message)
    hosts = {name: proxy.host for name, proxy in proxies.items()}
    hosts["login"] = make_registry(users={"bob": "secret"}).host
    hosts["absent"] = f"{slot.host}:9"
    yield hosts
    for proxy in proxies.values():
        proxy.close()


def test_every_failure_of_a_pull_is_told_by_its_kind(each_engine, registry, failing):
    tell({"FURTKA_TEST_DOCKER_HOST": each_engine.host, "FURTKA_TEST_REGISTRY": registry.host,
          "FURTKA_TEST_FAILING_REGISTRIES": " ".join(f"{name}={host}" for name, host in failing.items())},
         "Contract/AFailingRegistry.*")


def test_a_login_of_the_docker_clients_file_is_shown_to_its_registry(each_engine, make_registry):
    private = make_registry(users={"bob": "secret"})
    app_image(private)
    tell({"FURTKA_TEST_DOCKER_HOST": each_engine.host, "FURTKA_TEST_LOGIN_REGISTRY": private.host}, "ALogin.*")
