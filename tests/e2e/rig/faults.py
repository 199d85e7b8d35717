"""A proxy in front of a registry that breaks chosen requests in chosen ways."""
import dataclasses
import http.client
import http.server
import json
import re
import select
import socket
import struct
import threading
import time

from . import wire

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "proxy-connection"}


@dataclasses.dataclass
class Rule:
    match: str           # regular expression on "METHOD /path?query"
    mode: object         # hang reset truncate stall corrupt slow, or an HTTP status
    n: int | None        # how often; None = always
    headers: dict
    bytes_per_second: int
    code: str
    message: str


class FaultProxy:
    """Refs through it: proxy.ref("web", "1"). Without rules it passes everything on.

    hang      takes the request and never answers        reset    drops the connection with a RST
    truncate  half of the body, then the end             stall    half of the body, then nothing
    corrupt   one byte of the body differs               slow     bytes_per_second
    429, 500  that status, with headers, code and message in the registry's error format
    """

    def __init__(self, registry, host=None):
        self.registry = registry
        self.rules, self.log, self.lock = [], [], threading.Lock()
        self.over = threading.Event()            # set: whatever hangs is let go
        self.server = http.server.ThreadingHTTPServer((host or registry.slot.host, 0), handler_for(self))
        self.server.daemon_threads = True
        self.host = f"{self.server.server_address[0]}:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def rule(self, match, mode, n=None, headers=None, bytes_per_second=100_000, code="UNKNOWN", message="made to fail"):
        with self.lock:
            self.rules.append(Rule(match, mode, n, headers or {}, bytes_per_second, code, message))
        return self

    def clear(self):
        """No rules, an empty log, and the connections that hang are closed."""
        with self.lock:
            self.rules, self.log = [], []
            self.over.set()
            self.over = threading.Event()

    def ref(self, repository, tag="1"):
        return f"{self.host}/{repository}:{tag}"

    def requests(self, pattern="."):
        """Log lines "METHOD /path -> mode" that match."""
        with self.lock:
            return [line for line in self.log if re.search(pattern, line)]

    def close(self):
        self.over.set()
        self.server.shutdown()
        self.server.server_close()

    def choose(self, line):
        with self.lock:
            for rule in self.rules:
                if rule.n != 0 and re.search(rule.match, line):
                    rule.n = rule.n and rule.n - 1
                    self.log.append(f"{line} -> {rule.mode}")
                    return rule
            self.log.append(f"{line} -> pass")
            return None

    def save_artifacts(self, folder):
        (folder / "fault-proxy.log").write_text("\n".join(self.requests()) + "\n")


def handler_for(proxy):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def any_method(self):
            self.payload = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            rule = proxy.choose(f"{self.command} {self.path}")
            mode = rule.mode if rule else "pass"
            try:
                if mode == "hang":
                    self.until_client_leaves()
                elif mode == "reset":
                    self.drop()
                elif isinstance(mode, int):
                    self.refuse(rule)
                else:
                    self.forward(mode, rule)
            except (ConnectionError, TimeoutError):
                self.close_connection = True

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = any_method

        def handle(self):
            # Engines try TLS first. Only an answer that reads as HTTP makes them try again in plain.
            if self.connection.recv(1, socket.MSG_PEEK) == b"\x16":
                self.connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                return
            try:
                super().handle()
            except ValueError:          # `drop` closed the file that the next request would be read from
                pass

        def until_client_leaves(self):
            over, self.close_connection = proxy.over, True
            while not over.is_set():
                readable, _, _ = select.select([self.connection], [], [], 0.05)
                if readable and not self.connection.recv(1, socket.MSG_PEEK):
                    return
                if readable:
                    time.sleep(0.05)

        def drop(self):
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # The server closes politely, with a FIN first; only a bare close sends the RST.
            self.wfile.close()
            self.rfile.close()
            self.connection.close()

        def refuse(self, rule):
            body = json.dumps({"errors": [{"code": rule.code, "message": rule.message}]}).encode()
            self.begin(rule.mode, {"Content-Type": "application/json", "Content-Length": len(body), **rule.headers})
            self.send(body)

        def begin(self, status, headers):
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.flush()

        def send(self, data):
            if self.command != "HEAD":
                self.wfile.write(data)

        def forward(self, mode, rule):
            upstream = wire.connect(proxy.registry.host, 30)
            try:
                # Field by field: engines send Accept several times, and each line counts.
                upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    if name.lower() not in HOP_BY_HOP:
                        upstream.putheader(name, value)
                upstream.endheaders(self.payload or None)
                answer = upstream.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as problem:
                text = f"registry behind the proxy: {problem}".encode()
                self.begin(502, {"Content-Length": len(text)})
                return self.send(text)
            finally:
                upstream.close()
            kept = {k: v for k, v in answer.getheaders() if k.lower() not in HOP_BY_HOP}
            if "content-length" not in map(str.lower, kept):
                kept["Content-Length"] = len(body)
            self.begin(answer.status, kept)
            half = len(body) // 2
            if mode == "truncate":
                self.send(body[:half])
                self.close_connection = True
            elif mode == "stall":
                self.send(body[:half])
                self.until_client_leaves()
            elif mode == "corrupt":
                self.send(body[:half] + bytes(b ^ 0xFF for b in body[half:half + 1]) + body[half + 1:])
            elif mode == "slow":
                self.send_slowly(body, rule.bytes_per_second)
            else:
                self.send(body)
            return None

        def send_slowly(self, body, bytes_per_second):
            step = max(1, bytes_per_second // 20)
            over = proxy.over
            for start in range(0, len(body), step):
                if over.wait(0.05):
                    self.close_connection = True
                    return
                self.send(body[start:start + step])

    return Handler
