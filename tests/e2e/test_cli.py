"""The command line against a real daemon and engine: what it prints, what it does, how it ends."""
import json

from rig import write_app

COMPOSE = """services:
  web:
    image: "{ref}"
    environment: {{TITLE: "${{TITLE}}"}}
    restart: unless-stopped
"""
FORM = [{"name": "TITLE", "label": "Title", "description": "", "type": "text", "required": True, "default": "My blog"},
        {"name": "ADMIN_PASSWORD", "label": "Password", "description": "", "type": "password", "required": True, "generate": "hex:16"}]


def offer(daemon, publish, page="1"):
    image = publish("web", cmd=["sh", "-c", f"echo hello {page}; exec sleep infinity"])
    write_app(daemon.catalog, "blog", COMPOSE.format(ref=image.ref), settings=FORM)
    return image


def test_an_app_lives_its_life_by_commands_alone(daemon, engine, publish):
    old = offer(daemon, publish)

    assert "blog" in daemon.cli("app", "install", "blog", "--set", "TITLE=Mine", check=True).stdout
    listed = daemon.cli("app", "list", check=True).stdout.splitlines()
    assert listed[0].split()[:2] == ["NAME", "STATE"] and listed[1].split()[:2] == ["blog", "running"]
    assert json.loads(daemon.cli("app", "list", "--json", check=True).stdout)["apps"][0]["name"] == "blog"
    old_id = old.id_on(engine)

    assert "up to date" in daemon.cli("app", "update", "blog", check=True).stdout
    new = offer(daemon, publish, page="2")
    updated = json.loads(daemon.cli("app", "update", "blog", "--json", check=True).stdout)
    assert updated["updated"] is True
    assert [(s["service"], s["from"], s["to"]) for s in updated["services"]] == [("web", old_id, new.id_on(engine))]

    daemon.cli("app", "settings", "blog", "--set", "TITLE=Other", check=True)
    assert "TITLE=Other" in engine.container("blog", "web")["Config"]["Env"]
    shown = daemon.cli("app", "settings", "blog", check=True).stdout
    secret = [line for line in (daemon.apps / "blog" / ".env").read_text().splitlines() if line.startswith("ADMIN_PASSWORD")][0]
    assert "Other" in shown and secret.split("=", 1)[1].strip("'\"") not in shown

    daemon.cli("app", "stop", "blog", check=True)
    assert daemon.app("blog")["state"] == "stopped"
    daemon.cli("app", "start", "blog", check=True)
    daemon.cli("app", "restart", "blog", check=True)
    assert daemon.app("blog")["state"] == "running"
    assert "hello 2" in daemon.cli("app", "logs", "blog", check=True).stdout
    assert daemon.cli("reconcile", "--dry-run", check=True).returncode == 0
    kinds = {job["kind"] for job in json.loads(daemon.cli("jobs", "--json", check=True).stdout)["jobs"]}
    assert {"install", "update", "settings", "stop", "start", "restart"} <= kinds

    daemon.cli("app", "remove", "blog", "--delete-data", "--yes", check=True)
    assert daemon.app("blog") is None
    assert "No app" in daemon.cli("app", "list", check=True).stdout


def test_a_refused_value_tells_the_wish_the_find_and_the_step_and_changes_nothing(daemon, publish):
    offer(daemon, publish)

    refused = daemon.cli("app", "install", "blog", "--set", "TITEL=x")

    assert refused.returncode == 3
    assert "TITEL" in refused.stderr and "hint:" in refused.stderr
    assert refused.stdout == ""
    assert list(daemon.apps.iterdir()) == []


def test_exit_codes_tell_the_kind_of_a_failure(daemon, make_daemon, engine, publish):
    offer(daemon, publish)
    assert daemon.cli("app", "update", "nothing").returncode == 4
    assert daemon.cli("app", "frobnicate").returncode == 2
    write_app(daemon.catalog, "ill", 'services:\n  web:\n    image: "127.0.0.1:1/none:1"\n')
    unreachable = daemon.cli("app", "install", "ill")
    assert unreachable.returncode == 7, unreachable.stderr       # the job's own failure, told after it began
    away = make_daemon(engine, start=False)
    refused = away.cli("app", "list")
    assert refused.returncode == 7 and "serve" in refused.stderr


def test_a_command_started_over_the_socket_needs_no_port(daemon):
    assert daemon.cli("version", check=True).stdout.startswith("furtka ")
    for shell in ("bash", "zsh", "fish"):
        assert "furtka" in daemon.cli("completion", shell, check=True).stdout
