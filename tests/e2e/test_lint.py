"""`furtka catalog lint`, the schema of manifest.json, and that both agree with what the program reads."""
import copy
import json
import pathlib

import jsonschema
import pytest

from test_import import errors_of, furtka, lint, put

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "manifest.schema.json").read_text())
GOOD = {"name": "notes", "display_name": "Notes", "version": "1", "description": "Notes.", "volumes": ["data"], "ports": [8090],
        "icon": "icon.svg", "open_url": "http://{host}:{PORT}",
        "settings": [{"name": "PORT", "type": "port", "required": True, "default": "8090"},
                     {"name": "SECRET", "type": "password", "generate": "hex:16"}]}
COMPOSE = """
    services:
      web:
        image: example/notes:1.2
        ports: ["${PORT:-8090}:80"]
        environment: ["SECRET=${SECRET}"]
        volumes: [data:/data]
    volumes:
      data: {external: true, name: furtka_notes_data}
    """
ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>\n'


def app(folder, manifest=GOOD, compose=COMPOSE, **more):
    return put(folder / "notes", {"manifest.json": json.dumps(manifest), "docker-compose.yaml": compose, "icon.svg": ICON,
                                  **{name.replace("__", "."): text for name, text in more.items()}})


def test_the_bundled_apps_pass_and_fit_the_schema():
    report = lint(ROOT / "apps")
    assert errors_of(report) == {}
    assert report["compose"]
    for manifest in (ROOT / "apps").glob("*/manifest.json"):
        jsonschema.validate(json.loads(manifest.read_text()), SCHEMA)


def test_an_app_without_a_fault_passes(tmp_path):
    report = lint(app(tmp_path))
    assert report["apps"] == [{"app": "notes", "result": "ok", "findings": []}] and report["errors"] == 0


@pytest.mark.parametrize("key, change", {
    "manifest_member": lambda m: m.pop("version"),
    "manifest_generate": lambda m: m["settings"][1].update(generate="hex:0"),
    "manifest_name": lambda m: m.update(name="No Name"),
    "open_url": lambda m: m.update(open_url="http://{host}:{NOBODY}"),
    "setting_unused": lambda m: m["settings"].append({"name": "EXTRA", "default": "1"}),
    "variable_unset": lambda m: m["settings"][1].pop("generate"),
    "placeholder_secret": lambda m: m["settings"][1].update(generate="", default="changeme"),
    "volume_not_external": lambda m: m["volumes"].append("more"),
    "volume_not_told": lambda m: m.update(volumes=[]),
    "setting_default": lambda m: m["settings"][0].update(default="notaport"),
    "folder_name": lambda m: m.update(name="other"),
}.items())
def test_each_fault_of_a_manifest_is_told(key, change, tmp_path):
    manifest = copy.deepcopy(GOOD)
    change(manifest)
    put(tmp_path, {"other/manifest.json": "{}"})
    report = lint(app(tmp_path, manifest).parent, "--no-compose", code=1)
    found = next(a for a in report["apps"] if a["app"] in ("notes", manifest["name"]))
    assert key in [f["key"] for f in found["findings"] if f["level"] == "error"]


@pytest.mark.parametrize("key, compose", {
    "compose_unreadable": "services: [",
    "compose_services": "services: {}",
    "port_random": COMPOSE.replace('"${PORT:-8090}:80"', '"80", "${PORT:-8090}:80"'),
    "volume_undeclared": COMPOSE.replace("[data:/data]", "[data:/data, b:/b]"),
    "compose_build": COMPOSE.replace("image:", "build: .\n        image:"),
    "variable_broken": COMPOSE.replace("SECRET=${SECRET}", "SECRET=${SECRET} ${X.y}"),
    "compose_invalid": COMPOSE.replace("image:", "nonsense: 1\n        image:"),
}.items())
def test_each_fault_of_a_compose_file_is_told(key, compose, tmp_path):
    report = lint(app(tmp_path, compose=compose), code=1)
    assert key in [f["key"] for f in report["apps"][0]["findings"] if f["level"] == "error"]


MORE = COMPOSE.replace("image:", "devices: ['${STICK}:/dev/stick']\n        cap_add: [NET_ADMIN]\n        image:")
STICK = {"name": "STICK", "type": "text", "required": True, "default": "/dev/ttyACM0"}


@pytest.mark.parametrize("declared, told", [
    (["device:web:{STICK}", "capability:web:NET_ADMIN"], []),
    (["device:web:/dev/ttyACM0", "capability:web:NET_ADMIN"], []),
    (["capability:web:NET_ADMIN"], ["permission_undeclared"]),
    (["device:web:{STICK}", "capability:web:NET_ADMIN", "privileged:web"], ["permission_not_asked"]),
    (None, []),
])
def test_what_an_app_asks_of_the_server_is_what_its_manifest_declares(declared, told, tmp_path):
    manifest = {**GOOD, "settings": [*GOOD["settings"], STICK], **({} if declared is None else {"permissions": declared})}
    jsonschema.validate(manifest, SCHEMA)
    report = lint(app(tmp_path, manifest, MORE), code=1 if told else 0)
    findings = report["apps"][0]["findings"]
    assert [f["key"] for f in findings if f["level"] != "note"] == told
    assert sum(f["key"] == "permission" for f in findings) == 2


def test_an_architecture_that_nobody_has_is_advised_against(tmp_path):
    report = lint(app(tmp_path, {**GOOD, "architectures": ["x86_64", "arm64", "amiga"]}), "--no-compose")
    assert [(f["level"], f["key"]) for f in report["apps"][0]["findings"]] == [("warning", "architecture_unknown")]


def test_a_port_of_two_apps_is_told(tmp_path):
    app(tmp_path)
    second = dict(GOOD, name="second", volumes=[])
    put(tmp_path / "second", {"manifest.json": json.dumps(second), "icon.svg": ICON,
                              "docker-compose.yaml": "services: {a: {image: 'x:1', ports: ['${PORT}:80'], environment: ['S=${SECRET}']}}\n"})
    report = lint(tmp_path, "--no-compose", code=1)
    assert [f["key"] for a in report["apps"] for f in a["findings"]] == ["port_twice"]


def test_a_folder_without_apps_and_a_missing_one_are_told(tmp_path):
    assert "holds no app folder" in furtka("catalog", "lint", tmp_path, code=None).stderr
    assert "there is no" in furtka("catalog", "lint", tmp_path / "nowhere", code=None).stderr


@pytest.mark.parametrize("change", [
    lambda m: m.pop("ports"), lambda m: m.update(name="9x"), lambda m: m.update(volumes=["a b"]), lambda m: m.update(open_url="ftp://x"),
    lambda m: m["settings"][0].update(type="colour"), lambda m: m["settings"][0].update(name="small"),
    lambda m: m["settings"][1].update(generate="base64:257"), lambda m: m["settings"][0].update(type="select"),
    lambda m: m.update(requires=[{"on_install": "a.sh"}]), lambda m: m.update(requires=[{"app": "a", "on_start": "../a.sh"}]),
    lambda m: m["settings"][0].update(required="yes"), lambda m: m.update(settings={}),
])
def test_the_schema_refuses_what_the_program_refuses(change, tmp_path):
    manifest = copy.deepcopy(GOOD)
    jsonschema.validate(manifest, SCHEMA)
    change(manifest)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(manifest, SCHEMA)
    report = lint(app(tmp_path, manifest), "--no-compose", code=1)
    assert any(f["key"].startswith("manifest") for f in report["apps"][0]["findings"] if f["level"] == "error")
