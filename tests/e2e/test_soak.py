"""A few rounds of the soak with every run; `make soak` does many. The seed is printed and can be given: FURTKA_SOAK_SEED."""
import os
import random

import pytest
import soak


@pytest.mark.timeout(600)
def test_after_any_accident_the_app_runs_old_or_new(slot, registry, engine, tmp_path):
    seed = int(os.environ.get("FURTKA_SOAK_SEED") or random.SystemRandom().randrange(10**9))
    rounds = int(os.environ.get("FURTKA_SOAK_ROUNDS") or 30)
    seen = soak.run(slot, registry, engine, tmp_path / "soak", rounds, seed)
    assert sum(seen.values()) == rounds
