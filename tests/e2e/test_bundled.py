"""The catalog that comes with Furtka: each app as its owner would get it who takes every default, told by the real Compose."""
import functools
import json
import pathlib
import re
import subprocess

import pytest

from rig.capsule import compose_program
from test_import import errors_of, lint

APPS = pathlib.Path(__file__).resolve().parents[2] / "apps"
NAMES = sorted(folder.parent.name for folder in APPS.glob("*/manifest.json"))
# These images bring a health check of their own, so that the compose file needs none.
HAVE_A_CHECK = {"ghcr.io/immich-app/immich-server", "ghcr.io/immich-app/immich-machine-learning",
                "ghcr.io/mealie-recipes/mealie", "ghcr.io/open-webui/open-webui", "ghcr.io/paperless-ngx/paperless-ngx",
                "ghcr.io/wg-easy/wg-easy", "jellyfin/jellyfin", "jvmilazz0/kavita", "louislam/uptime-kuma",
                "mattermost/mattermost-team-edition", "nodered/node-red", "sissbruecker/linkding", "stirlingtools/stirling-pdf",
                "syncthing/syncthing", "triliumnext/trilium", "vaultwarden/server"}
# Workers of an app whose page is looked at already.
NEED_NO_CHECK = {("nextcloud", "cron")}
SAMPLES = {"path": "/srv", "number": "1", "boolean": "true", "timezone": "Etc/UTC", "port": "18080"}


def manifest_of(name):
    return json.loads((APPS / name / "manifest.json").read_text())


def defaults_of(name):
    def value(setting):
        if "default" in setting:
            return str(setting["default"])
        if setting.get("generate"):
            return "0123456789abcdef" * 4
        return SAMPLES.get(setting["type"], "sample@home") if setting.get("required") else ""
    return {s["name"]: value(s) for s in manifest_of(name).get("settings", [])}


@functools.cache
def model_of(name, changes=()):
    """What Compose makes of the app; a word of warning is a failure."""
    env = {**defaults_of(name), **dict(changes)}
    done = subprocess.run([compose_program("compose"), "--project-name", name, "config", "--format", "json"], cwd=APPS / name,
                          env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **env}, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def published(model):
    return {(int(p["published"]), p["protocol"]) for s in model["services"].values() for p in s.get("ports", [])}


@pytest.fixture(scope="module")
def report():
    return lint(APPS)


def test_the_catalog_is_large_enough_and_has_no_fault(report):
    assert len(NAMES) >= 24
    assert [app["app"] for app in report["apps"]] == NAMES
    assert errors_of(report) == {}
    assert (report["errors"], report["warnings"]) == (0, 0) and report["compose"]


def test_every_app_says_what_it_asks_of_the_server(report):
    for app in report["apps"]:
        asked = {note["message"] for note in app["findings"] if note["key"] == "permission"}
        declared = manifest_of(app["app"])["permissions"]
        assert len(declared) == len(asked), app["app"]
        assert not [text for text in asked if "(red, " in text], "an app of ours must not ask for the whole server"


def test_no_two_apps_want_the_same_port():
    holders = {}
    for name in NAMES:
        for port in published(model_of(name)):
            assert holders.setdefault(port, name) == name, port
    assert holders


def test_every_icon_is_an_own_one():
    icons = {name: (APPS / name / "icon.svg").read_text() for name in NAMES}
    drawn = {re.sub(r'fill="#[0-9a-f]{6}"', "", icon) for icon in icons.values()}
    assert len(drawn) == len(NAMES)
    assert all('viewBox="0 0 64 64"' in icon and 'rx="14"' in icon for icon in icons.values())


@pytest.mark.parametrize("name", NAMES)
def test_an_app_tells_its_owner_what_he_has_to_know(name):
    manifest = manifest_of(name)
    for member in ("display_name", "version", "tagline", "description", "description_long", "category", "website", "source", "license", "tips"):
        assert manifest[member].strip(), member
    assert set(manifest["architectures"]) <= {"amd64", "arm64", "arm"} and "amd64" in manifest["architectures"]
    for setting in manifest["settings"]:
        assert setting["label"] and setting["description"].endswith("."), setting["name"]
        # Nobody can look up a secret that was made for him: what a person logs in with is asked.
        assert not (setting.get("generate") and "login" in setting["label"].lower())
    secrets = [s for s in manifest["settings"] if s["type"] == "password"]
    assert all("default" not in s and (s.get("generate") or s.get("required")) for s in secrets)


@pytest.mark.parametrize("name", NAMES)
def test_an_app_runs_as_it_should(name):
    model = model_of(name)
    services = model["services"]
    assert name in services, "hooks and people look for the service of the app's own name"
    for service_name, service in services.items():
        image, _, tag = service["image"].rpartition(":")
        assert image and re.search(r"\d", tag), service["image"]
        assert service["restart"] == "unless-stopped"
        check = service.get("healthcheck", {}).get("test")
        assert check or image in HAVE_A_CHECK or (name, service_name) in NEED_NO_CHECK, service["image"]
        for needed, how in service.get("depends_on", {}).items():
            assert how["condition"] == "service_healthy" and services[needed].get("healthcheck"), (service_name, needed)
    volumes = {volume["name"] for volume in model.get("volumes", {}).values()}
    assert volumes == {f"furtka_{name}_{short}" for short in manifest_of(name)["volumes"]}
    assert all(volume["external"] for volume in model.get("volumes", {}).values())


@pytest.mark.parametrize("name", NAMES)
def test_its_ports_are_told_and_can_be_moved(name):
    manifest, model = manifest_of(name), model_of(name)
    if model["services"][name].get("network_mode") == "host":
        assert manifest["open_url"] == f"http://{{host}}:{manifest['ports'][0]}"
        return
    assert {port for port, _ in published(model)} == set(manifest["ports"])
    settings = [s["name"] for s in manifest["settings"] if s["type"] == "port"]
    moved = published(model_of(name, tuple((setting, str(20000 + i)) for i, setting in enumerate(settings))))
    assert {20000 + i for i in range(len(settings))} <= {port for port, _ in moved}
    if "open_url" in manifest:
        assert manifest["open_url"] == "http://{host}:{WEB_PORT}" and "WEB_PORT" in settings
