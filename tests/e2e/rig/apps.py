"""App folders for tests."""
import json
import pathlib


def write_app(root, name, compose, *, env_example=None, env=None, files=None, **manifest):
    """Writes an app folder below `root` and returns it. `compose` is the text of the compose file; further keyword
    arguments go into the manifest (version, settings, volumes, ports, requires, …)."""
    folder = pathlib.Path(root) / name
    folder.mkdir(parents=True, exist_ok=True)
    document = {"name": name, "display_name": name.capitalize(), "version": "1.0.0", "description": f"Test app {name}",
                "volumes": [], "ports": [], "icon": "icon.svg", **manifest}
    (folder / "manifest.json").write_text(json.dumps(document, indent=2))
    (folder / "docker-compose.yaml").write_text(compose)
    if not (folder / "icon.svg").exists():
        (folder / "icon.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>\n')
    if env_example is not None:
        (folder / ".env.example").write_text(env_example)
    if env is not None:
        (folder / ".env").write_text(env)
        (folder / ".env").chmod(0o600)
    for path, content in (files or {}).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        if path.startswith("scripts/"):
            file.chmod(0o755)
    return folder
