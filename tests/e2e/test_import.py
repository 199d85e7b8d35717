"""Definitions of other stores become app folders: without a daemon, without an engine; then with both."""
import csv
import json
import pathlib
import resource
import subprocess
import textwrap

import pytest

from rig.capsule import compose_program
from rig.daemon import program

CORPUS = pathlib.Path(__file__).resolve().parents[3] / "shared" / "corpus"
FORMATS = {"casaos": "casaos", "bigbear": "casaos", "coolify": "coolify", "dokploy": "dokploy", "runtipi": "runtipi",
           "portainer-format": "portainer", "awesome-compose": "compose", "linuxserver-docs": "compose", "1panel": "compose"}


def furtka(*words, code=0):
    done = subprocess.run([program(), *map(str, words)], capture_output=True, text=True, timeout=300, check=False,
                          env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "FURTKA_COMPOSE": str(compose_program("compose"))})
    assert code is None or done.returncode == code, f"furtka {words}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done


def imported(kind, source, out, code=0):
    lines = furtka("import", "--from", kind, source, "--out", out, "--json", code=code).stdout.splitlines()
    return {line["path"]: line for line in map(json.loads, lines)}


def put(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(textwrap.dedent(text).lstrip("\n").encode())
    return folder


def lint(folder, *words, code=0):
    return json.loads(furtka("catalog", "lint", folder, "--json", *words, code=code).stdout)


def only(found):
    [line] = found.values()
    return line


def errors_of(report):
    return {app["app"]: [f["message"] for f in app["findings"] if f["level"] == "error"]
            for app in report["apps"] if app["result"] != "ok"}


def resolved(folder, env):
    """What Compose makes of a folder with the values an owner gave; a warning is a failure."""
    (folder / ".env").write_text((folder / ".env.example").read_text() if (folder / ".env.example").exists() else "")
    settings = json.loads((folder / "manifest.json").read_text())["settings"]
    env = {**{s["name"]: s["default"] for s in settings if "default" in s}, **env}
    with open(folder / ".env", "a") as lines:
        lines.writelines(f"{key}='{value}'\n" for key, value in env.items())
    done = subprocess.run([compose_program("compose"), "--project-name", folder.name, "config", "--format", "json"], cwd=folder,
                          capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"})
    assert done.returncode == 0 and "warning" not in done.stderr, done.stderr
    return json.loads(done.stdout)


# --- every definition of the corpus ---

@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    if not CORPUS.exists():
        pytest.skip("the corpus is not beside the checkout")
    out = tmp_path_factory.mktemp("imported")
    found = {}
    for store, kind in FORMATS.items():
        for path, line in imported(kind, CORPUS / store, out / store).items():
            found[f"{store}/{path}"] = line
    return out, found


def line_of(row, found):
    for place in (row["compose_file"], row["compose_file"].rsplit("/", 1)[0]):
        if place in found:
            return found[place]
    name = row["app"].lower()
    return next(line for path, line in found.items() if path.startswith(row["ecosystem"]) and line["app"] == name)


def test_every_definition_is_read_and_counted_as_compose_does(corpus):
    _, found = corpus
    with open(CORPUS / "expected.tsv", newline="") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if row["compose_file"] != "-"]
    assert len(rows) == 54
    wrong = {}
    for row in rows:
        line = line_of(row, found)
        if line["result"] == "refused" or (row["services"] != "?" and line["services"] != int(row["services"])):
            # Runtipi's own file has other services than the compose file beside it.
            if row["ecosystem"] != "runtipi":
                wrong[row["compose_file"]] = line
        if line["result"] != "ok" and not line["reasons"]:
            wrong[row["compose_file"]] = line
    assert wrong == {}


def test_what_is_imported_passes_the_lint_without_a_hand(corpus):
    out, found = corpus
    for store in FORMATS:
        report = lint(out / store, code=None)
        assert errors_of(report) == {}, store
        folders = sum(1 for path, line in found.items() if path.startswith(f"{store}/") and line["result"] != "refused")
        assert len(report["apps"]) == folders
    ours = [line for path, line in found.items() if path.split("/")[0] in ("casaos", "bigbear", "dokploy")]
    assert sum(line["result"] != "refused" for line in ours) >= 0.95 * len(ours)


def test_files_that_are_wrong_say_so(corpus):
    _, found = corpus
    for app in ("coolify/memos/memos.yaml", "dokploy/backrest"):
        assert found[app]["result"] == "needs-review"
        assert "is no volume name" in " ".join(found[app]["reasons"])


@pytest.mark.parametrize("store", ["cosmos", "home-assistant", "hassio-community", "truenas"])
def test_a_store_of_another_kind_is_refused_with_its_name(store, tmp_path):
    if not CORPUS.exists():
        pytest.skip("the corpus is not beside the checkout")
    line = only(imported("casaos", CORPUS / store, tmp_path, code=1))
    assert line["result"] == "refused" and line["reasons"]


# --- samples of our own ---

NOTES = """
    name: notes
    services:
      notes:
        image: {image}
        container_name: my-notes
        restart: unless-stopped
        ports: ["80:8080"]
        environment:
          TZ: $TZ
          HASH: "$2b$12$abcdefghijk.lmnop"
          DB_PASSWORD: sesame-street
          DB_URL: postgres://notes:sesame-street@my-db:5432/notes
        volumes:
          - /DATA/AppData/$AppID/config:/config
          - type: bind
            source: /DATA/AppData/$AppID/data
            target: /data
        networks: [back]
      db:
        image: {image}
        container_name: my-db
        command: sleep infinity
        environment: [POSTGRES_PASSWORD=sesame-street]
        volumes: [db:/var/lib/db]
        networks: [back]
    networks: {{back: {{ipam: {{config: [{{subnet: 172.31.250.0/24}}]}}}}}}
    x-casaos:
      main: notes
      port_map: "80"
      title: {{en_us: Notes}}
      description: {{en_us: Keeps notes.}}
      architectures: [amd64, arm64]
    """


def test_an_imported_folder_is_what_the_rules_say(tmp_path):
    put(tmp_path / "store" / "Apps" / "Notes", {"docker-compose.yml": NOTES.format(image="example/notes:1")})
    assert only(imported("casaos", tmp_path / "store", tmp_path / "out"))["result"] == "ok"
    folder = tmp_path / "out" / "notes"
    assert (folder / "docker-compose.yaml").read_bytes() == (tmp_path / "store/Apps/Notes/docker-compose.yml").read_bytes()
    assert errors_of(lint(tmp_path / "out")) == {}

    model = resolved(folder, {"TZ": "Etc/UTC", "WEB_PORT": "8099", "DB_PASSWORD": "made$up"})
    notes, db = model["services"]["notes"], model["services"]["db"]
    assert notes["environment"]["HASH"].replace("$$", "$") == "$2b$12$abcdefghijk.lmnop"
    assert notes["environment"]["DB_URL"].replace("$$", "$") == "postgres://notes:made$up@my-db:5432/notes"
    assert db["environment"]["POSTGRES_PASSWORD"].replace("$$", "$") == "made$up"
    assert [p["published"] for p in notes["ports"]] == ["8099"]
    assert "container_name" not in notes and db["networks"]["back"]["aliases"] == ["my-db"]
    assert {v["name"] for v in model["volumes"].values()} == {"furtka_notes_config", "furtka_notes_data", "furtka_notes_db"}
    assert "ipam" not in model["networks"]["back"] or model["networks"]["back"]["ipam"] == {}


def test_a_page_behind_a_gateway_is_published_here(tmp_path):
    put(tmp_path / "store" / "Apps" / "Pad", {"docker-compose.yml": """
        name: pad
        services:
          pad:
            image: example/pad:1
            user: $PUID:$PGID
            expose: [80]
            environment: {URL: "https://pad-${APP_DOMAIN}/x", KEY_API: "<key>", S3_SECRET_KEY: grain-of-42-salt}
            networks: [gate, back]
          depot: {image: "example/depot:1", environment: {ROOT_PASSWORD: grain-of-42-salt}, networks: [back]}
        networks: {gate: {external: true, name: gate}, back: {}}
        x-casaos: {main: pad, webui_port: 80, index: /}
        """})
    line = only(imported("casaos", tmp_path / "store", tmp_path / "out"))
    assert line["result"] == "needs-review" and "gateway" in line["reasons"][0]
    assert errors_of(lint(tmp_path / "out")) == {}
    model = resolved(tmp_path / "out" / "pad", {"SERVER_HOST": "nas.local", "S3_SECRET_KEY": "made", "KEY_API": "x"})
    pad = model["services"]["pad"]
    [port] = pad["ports"]
    assert port["target"] == 80 and pad["environment"]["URL"] == f"http://nas.local:{port['published']}/x"
    assert pad["environment"]["S3_SECRET_KEY"] == model["services"]["depot"]["environment"]["ROOT_PASSWORD"] == "made"
    assert set(pad["networks"]) == {"back"}


def test_a_runtipi_template_is_filled_in_by_compose(tmp_path):
    put(tmp_path / "store" / "apps" / "pad", {
        "config.json": """{"id": "pad", "name": "Pad", "port": 8300, "available": true, "form_fields": [
            {"type": "random", "label": "Key", "env_variable": "PAD_KEY", "min": 20}]}""",
        "docker-compose.json": """{"schemaVersion": 2, "services": [{"name": "pad", "image": "example/pad:1", "isMain": true, "internalPort": "${APP_PORT}",
            "environment": [{"key": "PORT", "value": "${APP_PORT}"}],
            "volumes": [{"hostPath": "${APP_DATA_DIR}/data/pad.ini", "containerPath": "/etc/pad.ini"}]}]}""",
        "data/pad.ini.template": "key = {{PAD_KEY}}\n"})
    assert only(imported("runtipi", tmp_path / "store", tmp_path / "out"))["result"] == "ok"
    assert errors_of(lint(tmp_path / "out")) == {}
    model = resolved(tmp_path / "out" / "pad", {"PAD_KEY": "made", "WEB_PORT": "8301"})
    assert model["configs"]["data-pad.ini"]["content"] == "key = made\n"
    [port] = model["services"]["pad"]["ports"]
    assert (port["published"], port["target"]) == ("8301", 8301)


def test_a_second_import_keeps_away_from_ports_of_the_first(tmp_path):
    for name in ("one", "two"):
        put(tmp_path / name / name, {"compose.yaml": "services: {a: {image: 'x:1', ports: ['8080:80', '${TLS:-8443}:443']}}\n"})
        imported("compose", tmp_path / name, tmp_path / "out")
    assert errors_of(lint(tmp_path / "out")) == {}


def test_a_second_import_replaces_only_what_was_imported(tmp_path):
    put(tmp_path / "store" / "a", {"compose.yaml": "services: {a: {image: 'x:1'}}\n"})
    put(tmp_path / "out" / "a", {"manifest.json": '{"name": "a"}'})
    line = only(imported("compose", tmp_path / "store", tmp_path / "out", code=1))
    assert line["result"] == "refused" and "already" in line["reasons"][0]
    (tmp_path / "out" / "a" / "manifest.json").unlink()
    (tmp_path / "out" / "a").rmdir()
    for _ in range(2):
        assert only(imported("compose", tmp_path / "store", tmp_path / "out"))["result"] == "ok"


def test_nothing_of_a_store_is_run_and_no_link_is_followed(tmp_path):
    put(tmp_path / "outside", {"docker-compose.yml": "services: {a: {image: 'x:1'}}\n"})
    put(tmp_path / "store" / "b", {"docker-compose.yml": "services: {b: {image: 'x:1'}}\n", "install.sh": f"#!/bin/sh\ntouch {tmp_path}/ran\n"})
    (tmp_path / "store" / "b" / "install.sh").chmod(0o755)
    (tmp_path / "store" / "a").symlink_to(tmp_path / "outside")
    assert only(imported("compose", tmp_path / "store", tmp_path / "out"))["app"] == "b"
    assert not (tmp_path / "ran").exists() and not (tmp_path / "out" / "b" / "install.sh").exists()


def test_a_wrong_command_line_says_what_is_wanted(tmp_path):
    assert "--from" in furtka("import", tmp_path, code=2).stderr
    assert "--out" in furtka("import", "--from", "casaos", tmp_path, code=2).stderr
    assert "casaos, runtipi" in furtka("import", "--from", "nothing", tmp_path, "--out", tmp_path, code=2).stderr
    assert "there is no" in furtka("import", "--from", "casaos", tmp_path / "no", "--out", tmp_path / "o", code=None).stderr


def test_a_large_store_is_imported_in_seconds(tmp_path):
    for i in range(1500):
        put(tmp_path / "store" / f"app{i:04}", {"docker-compose.yml": NOTES.format(image="example/notes:1").replace("notes", f"app{i:04}")})
    begin = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    found = imported("casaos", tmp_path / "store", tmp_path / "out")
    took = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - begin
    assert len(found) == 1500 and {line["result"] for line in found.values()} == {"ok"}
    print(f"1500 apps in {took:.1f} s of its own; ten thousand files are the disk's")
    assert took < 10


# --- on a real engine ---

def install(daemon, folder, **settings):
    sets = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    daemon.cli("app", "install", folder, *sets, check=True, timeout=120)


def test_imported_apps_are_installed_and_run(daemon, engine, publish, tmp_path):
    image = publish("notes", cmd=["sleep", "infinity"]).ref
    put(tmp_path / "casaos" / "Notes", {"docker-compose.yml": NOTES.format(image=image)})
    put(tmp_path / "dokploy" / "pad", {
        "docker-compose.yml": f"""
            version: "3.8"
            services:
              pad:
                image: {image}
                environment: [TOKEN, "HOST=${{HOST}}"]
                volumes: ["../files/pad.conf:/etc/pad.conf:ro", "../files/conf:/etc/pad:ro", "../files/state:/state"]
            """,
        "template.toml": """
            [variables]
            main_domain = "${domain}"
            token = "${password:20}"
            [config]
            env = ["TOKEN=${token}", "HOST=${main_domain}"]
            [[config.domains]]
            serviceName = "pad"
            port = 3_000
            host = "${main_domain}"
            [[config.mounts]]
            filePath = "/pad.conf"
            content = "token = ${token}\\n"
            [[config.mounts]]
            filePath = "/conf/secret.conf"
            content = "secret = ${token}"
            [[config.mounts]]
            filePath = "/conf/plain.conf"
            content = "plain"
            """})
    run = f"docker run -d --name runner -p 18123:80 -e API_SECRET=abcdefgh1234 -v keep:/keep {image} sleep infinity"
    out = tmp_path / "out"
    assert only(imported("casaos", tmp_path / "casaos", out))["result"] == "ok"
    assert only(imported("dokploy", tmp_path / "dokploy", out))["result"] == "ok"
    assert only(imported("run", run, out))["result"] == "ok"

    install(daemon, out / "notes", WEB_PORT=18080)
    install(daemon, out / "pad", SERVER_HOST="nas.local", WEB_PORT=18081)
    install(daemon, out / "runner")

    assert {name: daemon.wait_app(name, "running")["state"] for name in ("notes", "pad", "runner")} == dict.fromkeys(("notes", "pad", "runner"), "running")
    env = dict(line.split("=", 1) for line in engine.container("notes", "notes")["Config"]["Env"])
    secret = dict(line.split("=", 1) for line in engine.container("notes", "db")["Config"]["Env"])["POSTGRES_PASSWORD"]
    assert len(secret) == 32 and env["DB_URL"] == f"postgres://notes:{secret}@my-db:5432/notes"
    assert env["HASH"] == "$2b$12$abcdefghijk.lmnop"
    assert daemon.app("notes")["open_url"] == "http://{host}:18080"
    assert {"furtka_notes_config", "furtka_pad_state", "furtka_runner_keep"} <= set(engine.volumes())
    pad = dict(line.split("=", 1) for line in engine.container("pad", "pad")["Config"]["Env"])
    assert pad["HOST"] == "nas.local" and len(pad["TOKEN"]) == 20
    mounts = {m["Destination"] for m in engine.container("pad", "pad")["Mounts"]}
    assert "/state" in mounts
    held = engine.exec(engine.container("pad", "pad")["Id"], "cat", "/etc/pad/plain.conf", "/etc/pad/secret.conf")
    assert held.strip() == f"plainsecret = {pad['TOKEN']}"
