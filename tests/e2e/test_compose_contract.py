"""The port Compose told to the real program, in the oldest and newest version at hand, on a real engine."""
import pytest

from rig.capsule import compose_program, is_fetched
from test_contract import app_image, tell


@pytest.fixture(params=["compose", "sid"])
def program(request):
    if not is_fetched(request.param):
        pytest.skip(f"the Compose program of {request.param} is not fetched")
    return str(compose_program(request.param))


def test_the_real_program_keeps_the_contract(program, engine, registry):
    app_image(registry)
    tell({"FURTKA_TEST_COMPOSE": program, "FURTKA_TEST_DOCKER_HOST": engine.host, "FURTKA_TEST_REGISTRY": registry.host},
         "RealCompose*")
