"""Updates that nobody asks for: taken by the policy, told, waited with, held back, and never tried twice when bad."""
import time

import pytest

from rig import wait_until, write_app
from rig_receivers import WebReceiver

AT_ONCE = {"mode": "auto", "windows": [], "cooling_hours": 0}


@pytest.fixture
def receiver():
    made = WebReceiver()
    yield made
    made.close()


def compose(image, extra=""):
    return f"services:\n  web:\n    image: \"{image.ref}\"\n    restart: unless-stopped\n{extra}"


def install(daemon, name, text, **manifest):
    write_app(daemon.catalog, name, text, **manifest)
    daemon.install(name).expect(200)


def check(daemon):
    daemon.post("/api/updates/check", {}).expect(200)


def shown(daemon, name="blog"):
    update = daemon.app(name)["update"]
    return f"{update['state']} {update['key'] or ''}".strip()


def updates(daemon):
    return [job for job in daemon.get("/api/jobs").json()["jobs"] if job["kind"] == "update"]


def ended(daemon, count):
    """That many updates have come to an end, and no further one is begun soon."""
    wait_until(lambda: len([j for j in updates(daemon) if j["state"] in ("done", "failed")]) >= count, 60)
    time.sleep(0.5)
    assert len(updates(daemon)) == count
    return updates(daemon)[0]


def history(daemon):
    return daemon.get("/api/apps/blog/history").expect(200).json()["history"]


def test_an_update_is_taken_in_its_window_and_its_owner_told(any_engine, make_daemon, publish, receiver):
    daemon = make_daemon(any_engine)
    install(daemon, "blog", compose(publish("web", page="1")))
    daemon.post("/api/notifications/targets", {"kind": "webhook", "url": f"http://127.0.0.1:{receiver.port}/x"}).expect(200)
    new = publish("web", page="2")
    check(daemon)
    wait_until(lambda: [d["event"] for _, _, d in receiver.posts] == ["update_available"], 20, what="it is told by default")
    assert updates(daemon) == []

    daemon.post("/api/policy", AT_ONCE).expect(200)

    assert ended(daemon, 1)["state"] == "done"
    assert any_engine.container("blog", "web")["Image"] == new.id_on(any_engine)
    assert history(daemon)[0]["by"] == "policy"
    assert wait_until(lambda: shown(daemon) == "up_to_date", 20)
    wait_until(lambda: [d["event"] for _, _, d in receiver.posts] == ["update_available", "update_done"], 20)


def test_what_was_taken_back_is_not_tried_again_until_the_next_image(daemon, engine, publish):
    install(daemon, "blog", compose(publish("web", page="1")))
    daemon.post("/api/policy", AT_ONCE).expect(200)
    bad = publish("web", cmd=["false"])

    check(daemon)

    assert ended(daemon, 1)["state"] == "failed"
    assert history(daemon)[0]["outcome"] == "taken_back"
    assert wait_until(lambda: shown(daemon) == "held_back taken_back", 20)
    check(daemon)
    daemon.terminate()
    daemon.start()
    check(daemon)
    assert shown(daemon) == "held_back taken_back"
    ended(daemon, 1)
    assert not [i for i in engine.get("/images/json") if bad.id_on(engine) == i["Id"]], "the bad image is not kept"

    publish("web", page="3")
    check(daemon)
    assert ended(daemon, 2)["state"] == "done"


def test_what_would_be_lost_stops_it_and_is_told(daemon, engine, publish, receiver):
    daemon.post("/api/notifications/targets", {"kind": "webhook", "url": f"http://127.0.0.1:{receiver.port}/x"}).expect(200)
    install(daemon, "blog", compose(publish("web", page="1", volumes=["/data"]), "    volumes: [data:/data]\nvolumes: {data: {}}\n"))
    daemon.post("/api/policy", AT_ONCE).expect(200)
    publish("web", page="2", volumes=["/srv"])

    check(daemon)

    wait_until(lambda: receiver.posts, 20)
    assert "/srv" in receiver.posts[0][2]["text"], receiver.posts
    assert updates(daemon) == []


def test_hold_skip_and_cooling_show_as_held_back_and_can_be_let_go(daemon, engine, publish):
    install(daemon, "blog", compose(publish("web", page="1")))
    new = publish("web", page="2")
    check(daemon)
    assert shown(daemon) == "available"

    def own(**policy):
        daemon.post("/api/apps/blog/policy", policy).expect(200)
        return shown(daemon)

    assert own(hold=True) == "held_back held"
    assert own(hold=False) == "available"
    assert own(skipped=[new.digest]) == "held_back skipped"
    assert own(skipped=[]) == "available"
    assert own(mode="auto", cooling_hours=24) == "held_back cooling"
    assert updates(daemon) == []
    assert daemon.post("/api/apps/blog/update").expect(200).json()["updated"] is True, "by hand it is taken all the same"


def test_a_stopped_app_is_left_alone(daemon, engine, publish):
    install(daemon, "blog", compose(publish("web", page="1")))
    daemon.post("/api/apps/blog/stop").expect(200)
    publish("web", page="2")
    daemon.post("/api/policy", AT_ONCE).expect(200)

    check(daemon)

    time.sleep(1)
    assert updates(daemon) == []
    assert daemon.app("blog")["state"] == "stopped"
