"""Receivers of notifications on loopback: a web server and a mail server, each able to fail."""
import base64
import email
import email.policy
import json
import socket
import socketserver
import ssl
import threading

from rig import WebServer


class WebReceiver:
    """Keeps every POST: `posts` is [(path, headers, document)]. `answers` holds statuses for the next ones."""

    def __init__(self, context=None):
        self.posts, self.answers = [], []
        self.released = threading.Event()
        self.server = WebServer(self._take, context)
        self.port = self.server.port

    def _take(self, request):
        status = self.answers.pop(0) if self.answers else 200
        if status == "hang":
            self.released.wait(60)
            return None
        self.posts.append((request.path, dict(request.headers), json.loads(request.content)))
        return status

    def close(self):
        self.released.set()
        self.server.close()


class MailReceiver:
    """Takes mail over STARTTLS (context) or in the clear, after AUTH PLAIN or LOGIN when `user` is given."""

    def __init__(self, context=None, user=None, password=None):
        self.mails, self.dialogue, self.answers = [], [], []
        self.context, self.user, self.password = context, user, password
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                outer.talk(self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def talk(self, handler):
        conn, secure, known = handler.connection, False, self.user is None
        stream = conn.makefile("rwb")

        def say(line):
            stream.write(line.encode() + b"\r\n")
            stream.flush()

        say("220 here")
        sender = recipient = None
        while line := stream.readline():
            line = line.decode().rstrip("\r\n")
            verb = line.split(" ")[0].upper()
            self.dialogue.append(("tls " if secure else "clear ") + verb)
            if verb == "EHLO":
                offers = ["250-here"]
                if self.context and not secure:
                    offers.append("250-STARTTLS")
                if self.user and (secure or not self.context):
                    offers.append("250-AUTH PLAIN LOGIN")
                say("\r\n".join([*offers, "250 8BITMIME"]))
            elif verb == "STARTTLS":
                say("220 go")
                conn = self.context.wrap_socket(conn, server_side=True)
                stream, secure = conn.makefile("rwb"), True
            elif verb == "AUTH":
                words = line.split(" ")
                if words[1] == "PLAIN":
                    if len(words) < 3:
                        say("334 ")
                        words.append(stream.readline().decode().strip())
                    _, user, password = base64.b64decode(words[2]).decode().split("\0")
                else:
                    say("334 VXNlcm5hbWU6")
                    user = base64.b64decode(stream.readline()).decode()
                    say("334 UGFzc3dvcmQ6")
                    password = base64.b64decode(stream.readline()).decode()
                known = (user, password) == (self.user, self.password)
                say("235 welcome" if known else "535 wrong")
            elif verb == "MAIL":
                if self.answers:
                    say(self.answers.pop(0))
                    continue
                sender = line
                say("250 ok" if known else "530 who are you")
            elif verb == "RCPT":
                recipient = line
                say("250 ok")
            elif verb == "DATA":
                say("354 go on")
                text = b""
                while (part := stream.readline()) != b".\r\n":
                    text += part
                message = email.message_from_bytes(text, policy=email.policy.default)
                self.mails.append((sender, recipient, message))
                say("250 taken")
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


def tls_context(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
