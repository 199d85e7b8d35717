"""The world the end-to-end tests run in: real engines, real registries, a proxy that breaks things, the program."""
from .apps import write_app
from .capsule import RigUnavailable, Slot
from .daemon import Daemon
from .engine import Engine, EngineError, PullError
from .faults import FaultProxy
from .images import Published, publish
from .registry import Registry
from .web import WebServer
from .wire import Reply, wait_until

__all__ = [
    "Daemon", "Engine", "EngineError", "FaultProxy", "Published", "PullError", "Registry", "Reply",
    "RigUnavailable", "Slot", "WebServer", "publish", "wait_until", "write_app",
]
