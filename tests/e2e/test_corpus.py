"""Compose files nobody here wrote: each is read, and Furtka agrees with what Compose itself said of it."""
import csv
import json
import pathlib
import re
import shutil

import pytest

from rig import wait_until

CORPUS = pathlib.Path(__file__).resolve().parents[3] / "shared" / "corpus"


def rows():
    with open(CORPUS / "expected.tsv", newline="") as table:
        return [row for row in csv.DictReader(table, delimiter="\t") if row["compose_file"] != "-"]


def name_of(row):
    return "c-" + re.sub("[^a-z0-9]+", "-", f"{row['ecosystem']}-{row['app']}".lower()).strip("-")[:60]


def place(daemon, row):
    """The definition as an installed app that its owner has stopped: it is read, and never started."""
    folder = daemon.apps / name_of(row)
    folder.mkdir()
    source = CORPUS / row["compose_file"]
    shutil.copyfile(source, folder / "docker-compose.yaml")
    (folder / "manifest.json").write_text(json.dumps(
        {"name": folder.name, "display_name": row["app"], "version": "1", "description": "", "volumes": [], "ports": [], "icon": "icon.svg"}))
    (folder / ".furtka").mkdir()
    (folder / ".furtka" / "state.json").write_text('{"intent": "stop"}')


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not beside the checkout")
@pytest.mark.timeout(300)
def test_every_real_definition_is_read_as_compose_reads_it(engine, make_daemon):
    daemon = make_daemon(engine, start=False)
    definitions = rows()
    assert len(definitions) > 50
    for row in definitions:
        place(daemon, row)
    daemon.start(timeout=60)

    def read():
        apps = {a["name"]: a for a in daemon.get("/api/apps").json()["apps"]}
        done = all(apps[name_of(row)]["services"] or apps[name_of(row)]["error"] for row in definitions)
        return done and apps
    apps = wait_until(read, 200, 0.5, "every definition is read")

    wrong = {}
    for row in definitions:
        app = apps[name_of(row)]
        # Furtka names the project after the app, so a file without a usable name of its own is no failure here.
        good = row["config_without_env"] == "ok" or "project name" in row["config_without_env"]
        if good and (app["error"] or len(app["services"]) != int(row["services"])):
            wrong[row["compose_file"]] = (row["services"], len(app["services"]), app["error"])
        if not good and not app["error"]:
            wrong[row["compose_file"]] = row["config_without_env"]
    assert wrong == {}
    assert engine.containers() == []
