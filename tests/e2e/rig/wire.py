"""HTTP over TCP and unix sockets, as plain as it gets."""
import dataclasses
import http.client
import json
import socket
import ssl
import time


@dataclasses.dataclass
class Reply:
    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode(errors="replace")

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError as problem:
            raise AssertionError(f"not JSON (status {self.status}): {self.text[:400]}") from problem

    def expect(self, status):
        """The reply itself, after a look at its status."""
        assert self.status == status, f"wanted {status}, got {self.status}: {self.text[:800]}"
        return self


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def connect(where, timeout):
    """`where` is HOST:PORT, https://HOST:PORT (whose certificate is not looked at), or the path of a unix socket."""
    where = str(where)
    if where.startswith("/"):
        return UnixConnection(where, timeout)
    if where.startswith("https://"):
        return http.client.HTTPSConnection(where.removeprefix("https://"), timeout=timeout, context=ssl._create_unverified_context())
    return http.client.HTTPConnection(where, timeout=timeout)


def request(where, method, path, body=None, headers=None, timeout=30):
    """One request on its own connection. A body that is no string or bytes is sent as JSON."""
    sent = dict(headers or {})
    if body is not None and not isinstance(body, (str, bytes)):
        body = json.dumps(body)
        sent.setdefault("Content-Type", "application/json")
    connection = connect(where, timeout)
    try:
        connection.request(method, path, body=body, headers=sent)
        answer = connection.getresponse()
        return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def wait_until(look, timeout=10, every=0.02, what=None):
    """Calls `look` until it returns something true, and returns that."""
    end = time.monotonic() + timeout
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout} s: {what or look.__name__} (last seen: {seen!r})")
        time.sleep(every)


def free_port(host="127.0.0.1"):
    with socket.socket() as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]
