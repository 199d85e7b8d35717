"""A reader of server-sent events that keeps all it heard."""
import dataclasses
import json
import socket
import threading
import time

from . import wire


@dataclasses.dataclass
class Event:
    id: str | None
    name: str
    data: str

    def json(self):
        return json.loads(self.data)


class EventStream:
    """`with daemon.events() as stream: ...; stream.wait_for(lambda e: e.name == "app")`."""

    def __init__(self, where, path, headers=None, timeout=30):
        self.connection = wire.connect(where, timeout)
        self.connection.request("GET", path, headers={"Accept": "text/event-stream", **(headers or {})})
        self.socket = self.connection.sock              # getresponse() lets go of it when the answer has no length
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200, f"GET {path}: {self.answer.status} {self.answer.read(400)!r}"
        self.events, self.comments, self.ended = [], 0, False
        self.news = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)      # wakes the reader
        except OSError:
            pass                                        # ended from there already
        self.connection.close()

    def read(self):
        number, name, data = None, "message", []
        try:
            for raw in self.answer:
                line = raw.decode(errors="replace").rstrip("\r\n")
                field, _, value = line.partition(":")
                value = value[1:] if value.startswith(" ") else value
                if line == "":
                    if data:
                        self.tell(Event(number, name, "\n".join(data)))
                    name, data = "message", []
                elif field == "":
                    self.comments += 1
                elif field == "id":
                    number = value
                elif field == "event":
                    name = value
                elif field == "data":
                    data.append(value)
        except (OSError, ValueError, AttributeError):
            pass                                  # closed from here or from there
        with self.news:
            self.ended = True
            self.news.notify_all()

    def tell(self, event):
        with self.news:
            self.events.append(event)
            self.news.notify_all()

    def wait_for(self, wanted, timeout=10):
        """The first event, past or coming, for which `wanted` holds."""
        end, seen = time.monotonic() + timeout, 0
        with self.news:
            while True:
                for event in self.events[seen:]:
                    if wanted(event):
                        return event
                seen = len(self.events)
                left = end - time.monotonic()
                if self.ended or left <= 0:
                    heard = [f"{e.name} {e.data[:80]}" for e in self.events[-10:]]
                    raise AssertionError(f"no such event ({'stream ended' if self.ended else 'time is up'}); heard: {heard}")
                self.news.wait(left)
