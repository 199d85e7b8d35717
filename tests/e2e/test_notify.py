"""Tell me: notifications to real receivers on loopback, through faults, restarts and refusals."""
import stat
import subprocess
import time

import pytest

from rig import wait_until, write_app
from rig_receivers import MailReceiver, WebReceiver, free_port, tls_context

TARGETS = "/api/notifications/targets"


@pytest.fixture
def receiver():
    made = WebReceiver()
    yield made
    made.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=here",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
                   check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


def webhook(daemon, receiver, **more):
    body = {"kind": "webhook", "url": f"http://127.0.0.1:{receiver.port}/secret-path", **more}
    return daemon.post(TARGETS, body).expect(200).json()


def compose(image):
    return f"services:\n  web:\n    image: \"{image.ref}\"\n    restart: unless-stopped\n"


def titles(receiver):
    return [document["title"] for _, _, document in receiver.posts]


def test_a_webhook_is_told_with_its_token_and_the_secrets_stay_secret(daemon, receiver):
    target = webhook(daemon, receiver, secret="hush-hush", events=["app_down"])

    assert daemon.post(f"{TARGETS}/{target['id']}/test").expect(200).json() == {"sent": True}

    path, headers, document = receiver.posts[0]
    assert path == "/secret-path" and headers["Authorization"] == "Bearer hush-hush"
    assert document["source"] == "furtka" and document["event"] == "test" and document["app"] is None
    listed = daemon.get(TARGETS).expect(200)
    told = listed.json()["targets"][0]
    assert told["address"] == f"http://127.0.0.1:{receiver.port}/…" and told["has_secret"] is True
    assert told["sent_at"] and told["error"] is None and told["events"] == ["app_down"]
    assert not any(secret in text for secret in ("hush-hush", "secret-path") for text in (listed.text, daemon.log))
    file = daemon.state / "notify.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and "hush-hush" in file.read_text()


def test_ntfy_gets_its_topic_in_the_body(daemon, receiver):
    daemon.post(TARGETS, {"kind": "ntfy", "url": f"http://127.0.0.1:{receiver.port}/ntfy/my-topic"}).expect(200)
    daemon.post(f"{TARGETS}/t1/test").expect(200)
    path, _, document = receiver.posts[0]
    assert path == "/ntfy/" and document["topic"] == "my-topic" and document["title"] == "A test from Furtka"


def test_mail_goes_over_starttls_with_a_login(daemon, certificate):
    server = MailReceiver(tls_context(*certificate), "nas", "p4ss-word")
    try:
        daemon.post(TARGETS, {"kind": "mail", "host": "localhost", "port": server.port, "user": "nas", "secret": "p4ss-word",
                              "from": "nas@example.org", "to": "me@example.org", "ca_file": str(certificate[0])}).expect(200)
        daemon.post(f"{TARGETS}/t1/test").expect(200)
        (sender, recipient, message), = server.mails
        assert "<nas@example.org>" in sender and "<me@example.org>" in recipient
        assert message["Subject"] == "A test from Furtka"
        assert "notifications reach you" in message.get_content()
        assert "clear AUTH" not in server.dialogue and "clear MAIL" not in server.dialogue
        assert "p4ss-word" not in daemon.log + daemon.get(TARGETS).text

        server.password = "another"
        refused = daemon.post(f"{TARGETS}/t1/test")
        assert refused.status == 403 and refused.json()["key"] == "notify_denied"
        server.password = "p4ss-word"
        server.answers = ["451 later"]
        assert daemon.post(f"{TARGETS}/t1/test").json()["key"] == "notify_refused"
    finally:
        server.close()


def test_mail_never_goes_in_the_clear_unless_told_so(daemon, certificate):
    server = MailReceiver()                       # offers no STARTTLS
    try:
        mail = {"kind": "mail", "host": "127.0.0.1", "port": server.port, "from": "a@example.org", "to": "b@example.org"}
        daemon.post(TARGETS, mail).expect(200)
        answer = daemon.post(f"{TARGETS}/t1/test")
        assert answer.status == 400 and answer.json()["key"] == "notify_invalid" and server.mails == []
        daemon.post(TARGETS, {**mail, "security": "none"}).expect(200)
        daemon.post(f"{TARGETS}/t2/test").expect(200)
        assert len(server.mails) == 1
    finally:
        server.close()


def test_a_certificate_that_is_not_trusted_is_not_talked_to(daemon, certificate):
    receiver = WebReceiver(tls_context(*certificate))
    try:
        daemon.post(TARGETS, {"kind": "webhook", "url": f"https://localhost:{receiver.port}/x"}).expect(200)
        daemon.post(TARGETS, {"kind": "webhook", "url": f"https://localhost:{receiver.port}/x", "ca_file": str(certificate[0])}).expect(200)
        answer = daemon.post(f"{TARGETS}/t1/test")
        assert answer.status == 503 and answer.json()["key"] == "notify_unreachable" and receiver.posts == []
        daemon.post(f"{TARGETS}/t2/test").expect(200)
    finally:
        receiver.close()


BAD = {
    "no kind": ({"url": "http://x/y"}, "kind"),
    "no address": ({"kind": "webhook", "url": "ftp://x/y"}, "url"),
    "a user in it": ({"kind": "webhook", "url": "https://u:p@x/y"}, "url"),
    "no topic": ({"kind": "ntfy", "url": "https://ntfy.sh/"}, "url"),
    "line break": ({"kind": "mail", "host": "h", "from": "a@b\r\nBcc: x", "to": "c@d"}, "from"),
    "password in the clear": ({"kind": "mail", "host": "mail.example", "security": "none", "user": "u", "secret": "s",
                               "from": "a@b", "to": "c@d"}, "security"),
    "unknown event": ({"kind": "webhook", "url": "http://x/y", "events": ["rain"]}, "events"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_target_is_refused_with_the_member(daemon, case):
    body, member = BAD[case]
    answer = daemon.post(TARGETS, body)
    assert answer.status == 400 and answer.json()["member"] == member, answer.text
    assert daemon.get(TARGETS).json()["targets"] == []


def test_the_owner_hears_of_updates_done_and_failed_and_of_an_app_that_is_down(daemon, engine, publish, receiver):
    webhook(daemon, receiver)
    write_app(daemon.catalog, "blog", compose(publish("web", page="1")))
    daemon.install("blog").expect(200)
    daemon.post("/api/apps/blog/update").expect(200)        # nothing new: nothing told
    publish("web", page="2")
    daemon.post("/api/apps/blog/update").expect(200)
    wait_until(lambda: titles(receiver) == ["blog is updated"], 10, what="told of the update")
    publish("web", cmd=["sh", "-c", "exit 7"])
    assert daemon.post("/api/apps/blog/update", timeout=120).status >= 400
    wait_until(lambda: len(receiver.posts) == 2, 10, what="told of the failure")
    assert receiver.posts[1][2]["event"] in ("update_failed", "update_taken_back")
    assert receiver.posts[1][2]["app"] == "blog"


def test_what_could_not_be_sent_is_tried_again_also_after_a_kill(daemon, engine, publish, receiver):
    webhook(daemon, receiver)
    write_app(daemon.catalog, "blog", compose(publish("web", page="1")))
    daemon.install("blog").expect(200)
    receiver.answers = [503]
    publish("web", page="2")
    daemon.post("/api/apps/blog/update").expect(200)
    wait_until(lambda: daemon.get(TARGETS).json()["targets"][0]["error"], 10)
    assert daemon.get(TARGETS).json()["targets"][0]["error"]["key"] == "notify_refused"
    daemon.kill9()
    daemon.start()
    wait_until(lambda: titles(receiver) == ["blog is updated"] * 2, 45, 0.2, "the second attempt, 30 s later")


def test_a_receiver_that_hangs_holds_up_no_job_and_no_stop(daemon, engine, publish, receiver):
    receiver.answers = ["hang"] * 5
    webhook(daemon, receiver)
    write_app(daemon.catalog, "blog", compose(publish("web", page="1")))
    daemon.install("blog").expect(200)
    publish("web", page="2")
    daemon.post("/api/apps/blog/update").expect(200)        # its notification hangs
    began = time.monotonic()
    publish("web", page="3")
    daemon.post("/api/apps/blog/update").expect(200)
    daemon.post("/api/apps/blog/restart").expect(200)
    assert time.monotonic() - began < 15
    began = time.monotonic()
    assert daemon.terminate() == 0
    assert time.monotonic() - began < 5


def test_nobody_listening_is_told_as_unreachable_and_the_command_line_can_do_it_all(daemon):
    url = f"http://127.0.0.1:{free_port()}/x"
    assert "t1" in daemon.cli("notify", "add", "webhook", "--set", f"url={url}", check=True).stdout
    failed = daemon.cli("notify", "test", "t1")
    assert failed.returncode == 7 and "could not be reached" in failed.stderr
    assert "could not be reached" in daemon.cli("notify", "list", check=True).stdout
    daemon.cli("notify", "remove", "t1", check=True)
    assert "Nobody is told" in daemon.cli("notify", "list", check=True).stdout
    assert daemon.cli("notify", "remove", "t1").returncode == 4
    daemon.restart()
    assert daemon.get(TARGETS).json()["targets"] == []
