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


# What the column `flags` calls what Furtka's marks call otherwise. Flags of passwords and of what an app denies itself are none of theirs.
KINDS = {
    "bind-propagation": {"shared-mounts"}, "cap-add": {"capability"}, "cap-dangerous": {"capability"}, "cgroup-host": {"host-cgroup"},
    "db-port": {"database-port"}, "device": {"device", "gpu", "raw-disk"}, "docker-socket": {"engine-socket"},
    "docker-socket-ro": {"engine-socket"}, "extra-hosts": {"extra-host"}, "gpu": {"gpu"}, "gpu-runtime": {"gpu"}, "host-dbus": {"system-bus"},
    "host-dev": {"all-devices", "raw-disk"}, "host-docker-dir": {"other-apps"}, "host-etc": {"system-folder"}, "host-modules": {"system-folder"},
    "host-proc": {"system-folder"}, "host-root": {"whole-disk"}, "host-run": {"engine-socket"}, "host-sys": {"system-folder"},
    "host-system-dir": {"system-folder"}, "host-tmp": {"folder"}, "host-udev": {"system-folder"}, "host-var": {"folder"},
    "low-port": {"low-port"}, "net-host": {"host-network"}, "net-shared": {"joined-network"}, "pid-host": {"host-pid"},
    "privileged": {"privileged"}, "security-opt-off": {"unconfined"}, "sysctls": {"sysctl"}, "timezone-file": {"time-zone"},
}
RED = {"cap-dangerous", "docker-socket", "docker-socket-ro", "host-dbus", "host-dev", "host-docker-dir", "host-etc", "host-modules", "host-proc",
       "host-root", "host-run", "host-sys", "host-system-dir", "host-udev", "pid-host", "privileged", "security-opt-off"}
# Seen, and not held to give control: the folder is there to be read only.
READ_ONLY = {("bigbear/cadvisor/docker-compose.yml", "host-sys")}
OTHERS = {"literal-secret", "weak-secret", "good-cap-drop", "good-no-new-privileges", "good-read-only"}


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not beside the checkout")
@pytest.mark.timeout(300)
def test_no_permission_of_a_real_definition_is_missed(make_daemon):
    """No engine is needed to see what an app would be given."""
    daemon = make_daemon(start=False)
    definitions = [row for row in rows() if row["config_without_env"] == "ok"]
    for row in definitions:
        place(daemon, row)
    daemon.start(timeout=60)

    def known():
        found = {row["compose_file"]: daemon.app(name_of(row))["permissions"] for row in definitions}
        return all(found[row["compose_file"]] is not None for row in definitions) and found
    found = wait_until(known, 200, 0.5, "every definition is judged")

    missed, told, red_expected, red_told = [], 0, 0, 0
    for row in definitions:
        marks = found[row["compose_file"]]
        flags = {flag for flag in row["flags"].split(",") if flag} - OTHERS
        assert flags <= set(KINDS), flags - set(KINDS)
        for flag in flags:
            fitting = [mark for mark in marks if mark["kind"] in KINDS[flag]]
            told += bool(fitting)
            red = flag in RED and (row["compose_file"], flag) not in READ_ONLY
            red_expected += red
            red_told += red and any(mark["severity"] == "red" for mark in fitting)
            if not fitting or (red and not any(mark["severity"] == "red" for mark in fitting)):
                missed.append((row["compose_file"], flag))
        # The other way round: a red mark has a flag that says so.
        wanted = {kind for flag in flags & RED for kind in KINDS[flag]}
        # dokploy's definitions keep files beside the app's folder, in ../files: among the apps, here.
        beside = str(daemon.apps / "files")
        extra = {mark["id"] for mark in marks
                 if mark["severity"] == "red" and mark["kind"] not in wanted and not mark["detail"].startswith(beside)}
        assert extra == set(), (row["compose_file"], extra)
    print(f"{told} flags found, {red_told} of {red_expected} red ones")
    assert missed == [] and red_told == red_expected > 30
