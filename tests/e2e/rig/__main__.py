"""Publishes a test image from the command line, for scripts:

  PYTHONPATH=tests/e2e python3 -m rig HOST:PORT REPOSITORY[:TAG] [--page TEXT] [--health] [--env K=V] [-- COMMAND...]

Prints the digest of what the tag points to.
"""
import argparse
import types

from .images import publish


def main():
    args = argparse.ArgumentParser(prog="rig", usage=__doc__)
    args.add_argument("registry")
    args.add_argument("image")
    args.add_argument("--page")
    args.add_argument("--health", action="store_true")
    args.add_argument("--env", action="append", default=[])
    args.add_argument("--label", action="append", default=[])
    args.add_argument("command", nargs="*")
    asked = args.parse_args()
    repository, _, tag = asked.image.partition(":")
    at = types.SimpleNamespace(host=asked.registry, users={}, ref=lambda r, t: f"{asked.registry}/{r}:{t}")
    image = publish(at, repository, tag or "1", page=asked.page, cmd=asked.command or None, healthcheck=asked.health,
                    env=dict(pair.split("=", 1) for pair in asked.env),
                    labels=dict(pair.split("=", 1) for pair in asked.label))
    print(image.digest)


main()
