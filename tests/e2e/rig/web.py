"""A web server on loopback that answers what a function says."""
import contextlib
import http.server
import ssl
import threading


class WebServer:
    """`answer(request)` gives a body (200), a status, (status, headers, body), or None when it has answered by itself.

    `request` is http.server's handler with `content`, the bytes of the request's body. `tls` is a context, or the paths of a
    certificate and its key.
    """

    def __init__(self, answer, tls=None):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # headers and body are two writes

            def any_method(self):
                self.content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                said = answer(self)
                if said is None:
                    self.close_connection = True
                    return
                status, headers, body = (said, {}, b"") if isinstance(said, int) else (200, {}, said) if isinstance(said, bytes) else said
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_HEAD = any_method

            def handle(self):
                with contextlib.suppress(ConnectionError, ssl.SSLError):  # whoever asked has left
                    super().handle()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls:
            if not isinstance(tls, ssl.SSLContext):
                certificate = tls
                tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                tls.load_cert_chain(*certificate)
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
