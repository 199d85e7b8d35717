"""A WebSocket's client end (RFC 6455), as plain as it gets: whole messages, no extensions."""
import base64
import json
import os
import socket
import struct
import time

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Refused(Exception):
    def __init__(self, status, body):
        super().__init__(f"{status}: {body[:300]}")
        self.status, self.body = status, body

    @property
    def key(self):
        return json.loads(self.body)["key"]


class WebSocket:
    """`where`: `host:port`, or the path of a unix socket."""

    def __init__(self, where, path, headers=None, timeout=15):
        if "/" in str(where):
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.socket.settimeout(timeout)
            self.socket.connect(str(where))
            host = "localhost"
        else:
            host = where
            self.socket = socket.create_connection(tuple(where.split(":")), timeout)
        fields = {"Host": host, "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                  "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **(headers or {})}
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.buffer = b""
        head = self._until(b"\r\n\r\n").decode()
        self.status = int(head.split(" ", 2)[1])
        if self.status != 101:
            length = next((int(line.split(":")[1]) for line in head.split("\r\n") if line.lower().startswith("content-length")), 0)
            raise Refused(self.status, self._exactly(length).decode())
        self.output = ""
        self.texts = []
        self.close_code = None

    def _more(self):
        piece = self.socket.recv(65536)
        if not piece:
            raise EOFError("the connection ended")
        self.buffer += piece

    def _until(self, end):
        while end not in self.buffer:
            self._more()
        at = self.buffer.index(end) + len(end)
        taken, self.buffer = self.buffer[:at], self.buffer[at:]
        return taken

    def _exactly(self, size):
        while len(self.buffer) < size:
            self._more()
        taken, self.buffer = self.buffer[:size], self.buffer[size:]
        return taken

    def send(self, data, opcode=None):
        opcode = (TEXT if isinstance(data, dict) else BINARY) if opcode is None else opcode
        payload = json.dumps(data).encode() if isinstance(data, dict) else data.encode() if isinstance(data, str) else data
        mask = os.urandom(4)
        size = len(payload)
        head = struct.pack("!B", 0x80 | opcode)
        head += struct.pack("!B", 0x80 | size) if size < 126 else struct.pack("!BH", 0x80 | 126, size)
        self.socket.sendall(head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload)))

    def receive(self):
        """One message into `output` or `texts`; False: the other end has closed."""
        try:
            first, second = self._exactly(2)
            size = second & 0x7F
            if size == 126:
                size, = struct.unpack("!H", self._exactly(2))
            elif size == 127:
                size, = struct.unpack("!Q", self._exactly(8))
            payload = self._exactly(size)
        except (EOFError, ConnectionResetError):
            return False
        opcode = first & 0x0F
        if opcode == BINARY:
            self.output += payload.decode(errors="replace")
        elif opcode == TEXT:
            self.texts.append(json.loads(payload))
        elif opcode == PING:
            self.send(payload, PONG)
        elif opcode == CLOSE:
            self.close_code, = struct.unpack("!H", payload[:2])
            return False
        return True

    def wait_output(self, text, timeout=15):
        """Until the output has the text; what came up to its end is taken away."""
        until = time.monotonic() + timeout
        while text not in self.output:
            assert time.monotonic() < until, f"no {text!r} in {self.output!r}"
            assert self.receive(), f"closed ({self.close_code}) without {text!r}: {self.output!r} {self.texts}"
        at = self.output.index(text) + len(text)
        taken, self.output = self.output[:at], self.output[at:]
        return taken

    def wait_end(self):
        """All until the other end has closed; the last text message."""
        while self.receive():
            pass
        return self.texts[-1] if self.texts else None

    def close(self):
        self.socket.close()
