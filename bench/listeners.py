"""Many listeners of the event stream on one thread: how far apart they hear the same event."""
import re
import select
import socket
import time


class Listeners:
    def __init__(self, where, count, path="/api/events"):
        host, port = where.split(":")
        self.poll, self.sockets, self.heard = select.epoll(), {}, {}
        for _ in range(count):
            sock = socket.create_connection((host, int(port)), 10)
            sock.sendall(f"GET {path} HTTP/1.1\r\nHost: {where}\r\nAccept: text/event-stream\r\n\r\n".encode())
            sock.setblocking(False)
            self.sockets[sock.fileno()] = sock
            self.poll.register(sock.fileno(), select.EPOLLIN)

    def listen(self, seconds):
        """{event id: (first heard, last heard, by how many)} in the time given."""
        # Read first, understood later: what this program does between two reads would count as the daemon's time.
        came, end = [], time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            for number, _ in self.poll.poll(left):
                try:
                    text = self.sockets[number].recv(65536)
                except BlockingIOError:
                    continue
                came.append((time.perf_counter(), text))
                if not text:
                    self.poll.unregister(number)
        heard = {}
        for now, text in came:
            for each in re.findall(rb"(?m)^id: ?(\S+)", text):
                first, _, count = heard.get(each, (now, now, 0))
                heard[each] = (first, now, count + 1)
        return heard

    def close(self):
        for sock in self.sockets.values():
            sock.close()
        self.poll.close()
