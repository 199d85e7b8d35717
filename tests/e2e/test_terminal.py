"""A terminal into a running service: what is typed arrives, and nothing stays behind, however it ends."""
import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import termios
import time

import pytest

from rig import wait_until, write_app
from rig.daemon import program
from rig.websocket import Refused, WebSocket

COMPOSE = 'services:\n  web:\n    image: "{ref}"\n    restart: unless-stopped\n'


@pytest.fixture
def blog(daemon, publish):
    image = publish("web", page="blog")
    write_app(daemon.catalog, "blog", COMPOSE.format(ref=image.ref))
    daemon.install("blog").expect(200)
    return daemon


def terminal(daemon, query="cols=100&rows=30", over_socket=False, **more):
    line = WebSocket(daemon.socket if over_socket else daemon.where, f"/api/apps/blog/terminal?{query}", **more)
    line.wait_output("# ")      # the prompt
    return line


def processes(engine, app="blog", service="web"):
    """Command lines of everything in the container."""
    top = engine.get(f"/containers/{engine.container(app, service)['Id']}/top", ps_args="-eo pid,args")
    return sorted(row[1] for row in top["Processes"])


def test_a_command_its_size_and_its_exit_code(blog, engine):
    before = processes(engine)
    line = terminal(blog)
    started = line.texts[0]
    assert (started["type"], started["service"], started["container"], started["shell"]) == ("started", "web", "blog-web-1", "/bin/sh")
    assert "furtka-terminal" not in line.output

    line.send("echo $((6*7)) $TERM\r")
    line.wait_output("42 xterm-256color\r\n")
    line.send("busybox stty size\r")
    line.wait_output("30 100\r\n")
    line.send({"type": "resize", "cols": 132, "rows": 50})
    line.wait_output("# ")
    line.send("busybox stty size\r")
    line.wait_output("50 132\r\n")
    line.send("exit 3\r")

    assert line.wait_end() == {"type": "exit", "reason": "process", "code": 3}
    assert line.close_code == 1000
    assert processes(engine) == before


def test_nothing_runs_on_when_the_socket_ends(any_engine, make_daemon, publish):
    daemon = make_daemon(any_engine)
    write_app(daemon.catalog, "blog", COMPOSE.format(ref=publish("web", page="blog").ref))
    daemon.install("blog").expect(200)
    before = processes(any_engine)
    line = terminal(daemon)
    line.send("sleep 1001 &\r")
    line.send("(trap '' HUP; busybox sleep 1002; echo still here) &\r")
    line.send("sh\r")
    line.send("trap '' HUP TERM; sleep 1003\r")
    wait_until(lambda: len(processes(any_engine)) >= len(before) + 5, 10, what="all of it runs")

    line.close()

    wait_until(lambda: processes(any_engine) == before, 15, what="nothing of the terminal runs")


def test_it_ends_with_its_container_and_with_the_daemon(blog, engine):
    before = processes(engine)
    line = terminal(blog)
    other = terminal(blog, over_socket=True)
    other.send("sleep 1001\r")
    wait_until(lambda: any("1001" in each for each in processes(engine)), 10)

    began = time.monotonic()
    assert blog.terminate() == 0
    assert time.monotonic() - began < 12
    assert other.wait_end() == {"type": "exit", "reason": "closed", "code": None}
    assert other.close_code == 1001
    assert line.wait_end()["reason"] == "closed"
    assert processes(engine) == before

    blog.start()
    blog.wait_app("blog", "running")
    line = terminal(blog)
    blog.post("/api/apps/blog/stop").expect(200)
    assert line.wait_end()["reason"] == "container"


def test_what_was_typed_is_in_no_log(blog):
    line = terminal(blog)
    line.send("echo hush-hush\r")
    line.wait_output("hush-hush\r\n")
    line.send("exit\r")
    line.wait_end()

    wait_until(lambda: "terminal closed" in blog.log, 5)
    opened = next(each for each in blog.log.splitlines() if "terminal opened" in each)
    closed = next(each for each in blog.log.splitlines() if "terminal closed" in each)
    assert "app=blog service=web who=127.0.0.1" in opened
    assert "app=blog service=web who=127.0.0.1" in closed and "took_s=" in closed and "reason=process exit_code=0" in closed
    assert "hush" not in blog.log


def test_who_is_refused_and_why(blog, publish):
    def refused(path, headers=None):
        with pytest.raises(Refused) as problem:
            WebSocket(blog.where, path, headers)
        return problem.value.status, problem.value.key

    here = "/api/apps/blog/terminal"
    assert refused("/api/apps/nothing/terminal") == (404, "app_not_installed")
    assert refused(here + "?service=db") == (404, "service_unknown")
    assert refused(here + "?cols=0") == (400, "query_value")
    assert refused(here, {"Origin": "http://evil.example"}) == (403, "origin_refused")
    assert refused(here, {"Origin": f"http://127.0.0.1:{blog.port + 1}"}) == (403, "origin_refused")
    assert refused(here, {"Host": "evil.example", "Origin": "http://evil.example"}) == (403, "host_refused")
    assert refused(here, {"Sec-WebSocket-Version": "8"}) == (426, "upgrade_required")
    plain = blog.get(here)
    assert plain.status == 426 and plain.json()["key"] == "upgrade_required"
    assert WebSocket(blog.where, here, {"Origin": f"http://{blog.where}"}).status == 101

    blog.post("/api/apps/blog/stop").expect(200)
    assert refused(here) == (409, "service_not_running")

    bare = publish("bare", files={"bin/.wh.sh": ""})
    write_app(blog.catalog, "bare", COMPOSE.format(ref=bare.ref))
    blog.install("bare").expect(200)
    line = WebSocket(blog.where, "/api/apps/bare/terminal")
    assert line.wait_end()["key"] == "no_shell"
    assert line.close_code == 1011


def test_it_ends_with_the_login_it_was_opened_with(blog, engine):
    before = processes(engine)
    open_to_all = terminal(blog)
    open_to_all.send("sleep 301\r")
    code = json.loads(blog.cli("setup-code", "--json", check=True).stdout)["code"]
    done = blog.post("/api/setup", {"code": code, "username": "anna", "password": "three words for anna"}).expect(200)
    assert open_to_all.wait_end() == {"type": "exit", "reason": "closed", "code": None}
    assert open_to_all.close_code == 1008
    with pytest.raises(Refused) as problem:
        WebSocket(blog.where, "/api/apps/blog/terminal")
    assert (problem.value.status, problem.value.key) == (401, "login_needed")

    owner = {"Cookie": done.headers["set-cookie"].split(";")[0]}
    line = terminal(blog, headers=owner)
    line.send("sleep 302 &\r")
    blog.request("POST", "/api/logout", {}, owner).expect(200)
    assert line.wait_end()["reason"] == "closed" and line.close_code == 1008
    wait_until(lambda: processes(engine) == before, 15, what="nothing of the terminals runs")

    noted = json.loads(blog.cli("audit", "--json", check=True).stdout)["entries"]
    assert [(e["who"], e["about"], e["result"]) for e in noted if e["what"].endswith("/terminal")] == [
        ("anna", "blog", "done"), ("this server", "blog", "done")]


def test_the_command_line_gives_its_terminal_to_the_service(blog, engine):
    before = processes(engine)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 99, 0, 0))
    looked = termios.tcgetattr(theirs)
    child = subprocess.Popen([program(), "app", "exec", "blog", "web"], env=blog.environment, stdin=theirs, stdout=theirs, stderr=theirs,
                             start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
    seen = ""

    def wait_for(text):
        nonlocal seen
        while text not in seen:
            seen += os.read(ours, 65536).decode(errors="replace")
        seen = seen[seen.index(text) + len(text):]

    wait_for("# ")
    os.write(ours, b"busybox stty size\r")
    wait_for("33 99\r\n")
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    wait_for("# ")
    deadline = time.monotonic() + 10
    while True:     # the new size is on its way
        os.write(ours, b"busybox stty size\r")
        wait_for("\r\n")
        wait_for("\r\n")
        os.write(ours, b"[ \"$(busybox stty size)\" = '40 120' ] && echo as-wide-as\"-wanted\"\r")
        time.sleep(0.1)
        seen += os.read(ours, 65536).decode(errors="replace")
        if "as-wide-as-wanted" in seen:
            break
        assert time.monotonic() < deadline, seen
    os.write(ours, b"\x03exit 7\r")
    assert child.wait(10) == 7
    assert termios.tcgetattr(theirs) == looked
    wait_until(lambda: processes(engine) == before, 10)

    while select.select([ours], [], [], 0)[0]:           # the prompt of the first shell must not pass for that of the second
        os.read(ours, 65536)
    child = subprocess.Popen([program(), "app", "exec", "blog"], env=blog.environment, stdin=theirs, stdout=theirs, stderr=theirs)
    seen = ""
    wait_for("# ")
    child.terminate()
    assert child.wait(10) == 130
    assert termios.tcgetattr(theirs) == looked
    wait_until(lambda: processes(engine) == before, 10)
    assert "needs a terminal" in blog.cli("app", "exec", "blog").stderr
