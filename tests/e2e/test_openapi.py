"""The OpenAPI document is true: every route is called for real and every answer is held against it."""
import re

import jsonschema
import pytest

from rig import wait_until, write_app
from rig.totp import totp


class Document:
    def __init__(self, text):
        self.text = text
        self.called = set()

    def path_of(self, path):
        """The template that a real path belongs to; literal ones first."""
        bare = path.split("?")[0]
        if bare in self.text["paths"]:
            return bare
        for template in self.text["paths"]:
            if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), bare):
                return template
        raise AssertionError(f"{path} is not in the document")

    def resolved(self, node):
        while "$ref" in node:
            target = self.text
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def check(self, method, path, answer):
        operation = self.text["paths"][self.path_of(path)][method.lower()]
        responses = operation["responses"]
        assert str(answer.status) in responses, f"{method} {path}: {answer.status} is not in the document: {answer.text[:300]}"
        self.called.add((method.lower(), self.path_of(path)))
        content = self.resolved(responses[str(answer.status)]).get("content", {})
        kind = answer.headers.get("content-type", "").split(";")[0]
        if not content:
            return
        assert kind in content, f"{method} {path}: {kind} is not in the document"
        schema = content[kind].get("schema")
        if schema and kind.endswith("json"):
            validate(schema, self.text, answer.json())

    def all_operations(self, logins):
        """Those of the tag `logins`, or all others."""
        return {(method, path) for path, item in self.text["paths"].items() for method, operation in item.items()
                if method in ("get", "post", "delete", "put", "patch") and ("logins" in operation["tags"]) == logins}


def validate(schema, root, instance):
    resolver = jsonschema.RefResolver("", root)
    jsonschema.Draft202012Validator(schema, resolver=resolver).validate(instance)


@pytest.fixture
def document(daemon):
    return Document(daemon.get("/api/openapi.json").expect(200).json())


def test_every_route_is_in_the_document_and_answers_as_it_says(daemon, engine, publish, document, fault_proxy):
    assert document.text["openapi"].startswith("3.1")

    def call(method, path, body=None, status=None, **more):
        answer = daemon.request(method, path, body, **more)
        assert status is None or answer.status == status, answer.text
        document.check(method, path, answer)
        return answer

    web = publish("web", page="1")
    write_app(daemon.catalog, "blog", f"""services:
  web:
    image: "{web.ref}"
    restart: unless-stopped
    ports: ["8100:8080"]
""", files={"a.webp": b"RIFF\x10\0\0\0WEBPVP8X", "b.png": "no picture"}, screenshots=["a.webp", "b.png"], ports=[8100], open_url="http://{host}:8100", settings=[{"name": "TITLE", "label": "Title", "description": "", "type": "text", "required": True, "default": "x"},
                                                         {"name": "ADMIN_PASSWORD", "label": "Password", "description": "", "type": "password", "required": False, "generate": "hex:8"}])
    wait_until(lambda: daemon.get("/api/apps").json()["engine"]["reachable"], 10)

    call("GET", "/api/apps", status=200)
    for path in ("/api/apps/available", "/api/bundled", "/api/apps/available/blog", "/api/apps/available/blog/icon", "/api/apps/available/blog/screenshot?number=1", "/api/version", "/api/openapi.json", "/healthz", "/metrics"):
        call("GET", path, status=200)
    call("GET", "/api/certificates", status=200)
    call("GET", "/ca.crt", status=404)      # no HTTPS is served here; test_tls.py has the file
    call("GET", "/api/apps/available/nothing", status=404)
    call("GET", "/api/apps/available/blog/screenshot?number=2", status=400)
    call("GET", "/api/apps/available/blog/screenshot?number=3", status=404)
    call("POST", "/api/apps/install/plan", {"name": "blog"}, 200)
    call("POST", "/api/apps/install/plan", {"name": "nothing"}, 404)
    call("POST", "/api/apps/install", {"name": "blog", "settings": {"NOPE": "1"}}, 400)
    job = call("POST", "/api/apps/install", {"name": "blog"}, 202).json()["job"]["id"]
    daemon.wait_job(job)
    call("GET", f"/api/jobs/{job}", status=200)
    call("GET", "/api/jobs", status=200)
    call("DELETE", f"/api/jobs/{job}", status=409)
    call("GET", "/api/jobs/999", status=404)
    call("POST", "/api/apps/install", {"name": "blog"}, 200, headers={"Prefer": "wait=60"})
    call("GET", "/api/apps", status=200)
    call("GET", "/api/apps/blog", status=200)
    call("GET", "/api/apps/blog/icon", status=200)
    call("GET", "/api/apps/blog/settings", status=200)
    call("POST", "/api/apps/blog/settings", {"settings": {"TITLE": "y"}}, 200)
    call("GET", "/api/apps/blog/permissions", status=200)
    call("GET", "/api/apps/nothing/permissions", status=404)
    call("POST", "/api/apps/blog/permissions", {"accept": ["privileged:web"]}, 400)
    call("GET", "/api/apps/blog/logs?tail=5", status=200)
    call("GET", "/api/apps/blog/diagnosis", status=200)
    call("GET", "/api/apps/nothing/diagnosis", status=404)
    call("GET", "/api/apps/blog/terminal?service=web&cols=80&rows=24", status=426)
    call("GET", "/api/apps/blog/terminal?cols=0", status=400)
    call("GET", "/api/apps/nothing/terminal", status=404)
    call("GET", "/api/notifications/targets", status=200)
    call("POST", "/api/notifications/targets", {"kind": "webhook"}, 400)
    call("POST", "/api/notifications/targets", {"kind": "webhook", "url": "http://127.0.0.1:1/x"}, 200)
    call("POST", "/api/notifications/targets/t1/test", status=503)
    call("GET", "/api/notifications/targets", status=200)
    call("DELETE", "/api/notifications/targets/t1", status=200)
    call("DELETE", "/api/notifications/targets/t1", status=404)
    call("POST", "/api/update-all", {"on_failure": "continue"}, 200)
    call("POST", "/api/policy", {"mode": "tell"}, 200)
    call("POST", "/api/policy", {"mode": "maybe"}, 400)
    call("GET", "/api/policy", status=200)
    call("POST", "/api/apps/blog/policy", {"hold": True}, 200)
    call("GET", "/api/apps/blog/policy", status=200)
    publish("web", page="2")
    updated = call("POST", "/api/apps/blog/update", status=200).json()
    assert set(updated) >= {"updated", "services"} and set(updated["services"][0]) == {"service", "from", "to", "tag"}
    call("POST", "/api/apps/blog/update", status=200)
    call("POST", "/api/apps/nothing/update", status=404)
    assert updated["proof"] and updated["recovery_point"] == 1
    call("POST", "/api/apps/blog/export", {"data": True}, 400)
    written = call("POST", "/api/apps/blog/export", {"leave_out_secrets": True}, 200, headers={"Prefer": "wait=60"}).json()
    file = call("GET", f"/api/exports/{written['id']}", status=200).body
    call("DELETE", f"/api/exports/{written['id']}", status=200)
    call("GET", f"/api/exports/{written['id']}", status=404)
    upload = call("POST", "/api/imports", {"size": len(file)}, 201).json()["id"]
    octets = {"Content-Type": "application/octet-stream"}
    call("POST", f"/api/imports/{upload}/bytes?offset=7", b"x", 409, headers=octets)
    call("POST", f"/api/imports/{upload}/plan", status=409)
    for at in range(0, len(file), 500_000):
        call("POST", f"/api/imports/{upload}/bytes?offset={at}", file[at:at + 500_000], 200, headers=octets)
    call("GET", f"/api/imports/{upload}", status=200)
    call("POST", f"/api/imports/{upload}/plan", status=200)
    call("POST", f"/api/imports/{upload}/install", status=409)
    call("DELETE", f"/api/imports/{upload}", status=200)
    call("DELETE", f"/api/imports/{upload}", status=404)
    call("GET", "/api/apps/blog/recovery-points", status=200)
    call("GET", "/api/apps/nothing/recovery-points", status=404)
    call("GET", "/api/apps/blog/history", status=200)
    call("GET", "/api/history", status=200)
    call("POST", "/api/apps/blog/rollback", {"to": "x"}, 400)
    call("POST", "/api/apps/blog/rollback", {"to": 99}, 404)
    call("POST", "/api/apps/nothing/rollback", status=404)
    call("POST", "/api/apps/blog/rollback", {"to": 1}, 200)
    call("GET", "/api/updates", status=200)
    call("POST", "/api/updates/check", {"name": "blog"}, 200)
    call("POST", "/api/updates/check", {"name": "nothing"}, 404)
    publish("web", page="3")
    assert call("GET", "/api/apps/blog/update/plan", status=200).json()["changes"] is True
    call("GET", "/api/apps/nothing/update/plan", status=404)
    call("GET", "/api/apps/nothing/revision", status=404)
    offered = daemon.catalog / "blog" / "docker-compose.yaml"
    offered.write_text(offered.read_text() + "    privileged: true\n")
    assert call("GET", "/api/apps/blog/revision", status=200).json()["available"] is True
    call("POST", "/api/apps/blog/revision/plan", {"take": {"docker-compose.yaml": "ours"}}, 400)
    plan = call("POST", "/api/apps/blog/revision/plan", {"take": {"docker-compose.yaml": "theirs"}}, 200).json()
    call("POST", "/api/apps/blog/revision", status=409)
    call("POST", "/api/apps/blog/revision", {"accept": [mark["id"] for mark in plan["permissions"]]}, 200)
    shelf = daemon.folder / "shelf"
    write_app(shelf, "wiki", "services: {}\n")
    wait = {"Prefer": "wait=30"}
    call("POST", "/api/catalogs", {"name": "mine", "location": str(shelf)}, status=200, headers=wait)
    other = daemon.folder / "other"
    other.mkdir()
    (other / "compose.yaml").write_text(f"services: {{web: {{image: {web.ref}}}}}\n")
    engine.compose(other, "up", "--detach")
    call("GET", "/api/move-in", status=200)
    call("POST", "/api/move-in/compose-other/plan", status=200)
    call("POST", "/api/move-in/compose-other/plan", {"name": "other"}, status=409)
    call("POST", "/api/move-in/nothing", {}, status=404)
    call("POST", "/api/move-in/compose-other", {"name": "taken"}, status=200, headers=wait)
    call("GET", "/api/apps/taken", status=200)
    call("POST", "/api/apps/taken/move-in/undo", {}, status=200)
    call("POST", "/api/move-in/compose-other", {"name": "taken"}, status=200, headers=wait)
    call("POST", "/api/apps/taken/move-in/confirm", {}, status=200)
    call("POST", "/api/apps/taken/move-in/confirm", {}, status=409)
    call("POST", "/api/apps/remove", {"name": "taken"}, status=200)
    call("POST", "/api/catalogs", {"name": "mine", "location": str(shelf)}, status=409)
    call("POST", "/api/catalogs", {"name": "club", "location": "https://127.0.0.1:9/a.zip"}, status=400)
    call("POST", "/api/catalogs/mine/sync", {}, status=202)
    wait_until(lambda: daemon.post("/api/catalogs/mine/sync", headers=wait).status == 200, 10)
    call("POST", "/api/catalogs/mine/sync", {}, status=200, headers=wait)
    call("POST", "/api/catalogs/mine", {"location": str(shelf / "none")}, status=404, headers=wait)
    call("GET", "/api/catalogs", status=200)
    call("POST", "/api/catalogs/order", {"names": ["mine"]}, status=200)
    call("POST", "/api/catalogs/order", {"names": []}, status=400)
    call("DELETE", "/api/catalogs/mine", status=200)
    call("DELETE", "/api/catalogs/mine", status=404)
    own = {"from": "compose", "text": "services:\n  diary:\n    image: example/diary:1\n    volumes: [\"./data:/data\"]\n"}
    call("POST", "/api/own-apps/preview", own, status=200)
    call("POST", "/api/own-apps/preview", {"from": "compose", "text": "services:\n  a:\n    build: .\n"}, status=200)
    call("POST", "/api/own-apps/preview", {"from": "url", "url": "https://127.0.0.1/a.yml"}, status=403)
    call("POST", "/api/own-apps/preview", {"from": "tar"}, status=400)
    call("POST", "/api/own-apps", own, status=201)
    call("POST", "/api/own-apps", {**own, "name": "diary"}, status=409)
    call("POST", "/api/own-apps", {"from": "run", "text": "ls"}, status=400)
    call("GET", "/api/own-apps", status=200)
    call("GET", "/api/own-apps/diary", status=200)
    call("GET", "/api/own-apps/none", status=404)
    call("POST", "/api/own-apps/diary", {**own, "title": "My diary"}, status=200)
    call("DELETE", "/api/own-apps/diary", status=200)
    call("DELETE", "/api/own-apps/diary", status=404)
    assert call("GET", "/api/registries", status=200).json()["registries"]
    call("POST", "/api/registries", {"registry": fault_proxy.host, "username": "ada", "password": "x"}, 200)
    call("POST", "/api/registries", {"registry": "no host", "username": "ada", "password": "x"}, 400)
    call("DELETE", f"/api/registries/{fault_proxy.host}", status=200)
    call("DELETE", f"/api/registries/{fault_proxy.host}", status=404)
    told = call("GET", "/api/apps/blog/files", status=200).json()["files"][0]
    override = {"text": "services:\n  web:\n    environment: {SEEN: \"1\"}\n"}
    call("GET", "/api/apps/none/files", status=404)
    call("POST", "/api/apps/blog/files/check", {"file": "override", **override}, status=200)
    call("POST", "/api/apps/blog/files/check", {"file": "override", "text": "services: ["}, status=422)
    call("POST", "/api/apps/blog/files/check", {"file": ".env", "text": ""}, status=400)
    call("PUT", "/api/apps/blog/files/override", override, status=428)
    call("PUT", "/api/apps/blog/files/override", override, status=412, headers={"If-Match": "\"other\""})
    call("PUT", "/api/apps/blog/files/override", override, status=200, headers={"If-Match": told["hash"]})
    author = call("GET", "/api/apps/blog/files", status=200).json()["files"][1]
    call("PUT", "/api/apps/blog/files/compose", {"text": author["text"]}, status=409, headers={"If-Match": author["hash"]})
    call("POST", "/api/apps/blog/files/undo", {}, status=200)
    call("POST", "/api/apps/blog/files/undo", {}, status=404)
    for action in ("stop", "start", "restart"):
        call("POST", f"/api/apps/blog/{action}", status=200)
        call("GET", "/api/apps/blog/diagnosis", status=200)
    call("POST", "/api/apps/blog/restart", status=202, headers={"Prefer": "respond-async"})
    wait_until(lambda: daemon.app("blog")["state"] == "running", 20)
    (daemon.apps / "torn").mkdir()
    wait_until(lambda: daemon.app("torn"), 5)
    call("GET", "/api/apps/torn", status=200)
    call("GET", "/api/apps", status=200)
    call("POST", "/api/reconcile?dry_run=1", status=200)
    call("POST", "/api/reconcile", status=200)
    with daemon.events("/api/apps/blog/stats") as stream:
        sample = stream.wait_for(lambda event: event.name == "stats" and event.json()["services"]).json()["services"][0]
    validate(document.text["components"]["schemas"]["ServiceStats"], document.text, sample)
    assert sample["service"] == "web" and sample["memory_bytes"] > 0
    document.called.add(("get", "/api/apps/{name}/stats"))
    call("GET", "/api/apps", headers={"Host": "evil.example"}, status=403)
    call("POST", "/api/apps/remove", {"name": "blog", "data": "keep"}, 200)

    call("GET", "/api/server", status=200)
    call("GET", "/api/folders", status=200)
    call("GET", "/api/folders?path=/home", status=200)
    call("GET", "/api/folders?path=/etc", status=403)
    call("GET", "/api/folders?path=home", status=400)
    call("GET", "/api/folders?path=/home/nobody-lives-here", status=404)
    with daemon.events() as stream:
        assert stream.wait_for(lambda event: event.name == "hello")
    document.called.add(("get", "/api/events"))
    assert document.all_operations(logins=False) - document.called == set()


def test_the_calls_of_logins_answer_as_the_document_says(make_daemon):
    daemon = make_daemon()
    document = Document(daemon.get("/api/openapi.json").expect(200).json())
    password, other = "three long words", "four long words now"
    cookie = {}

    def call(method, path, body=None, status=None, as_owner=True, **more):
        answer = daemon.request(method, path, body, {**(cookie if as_owner else {}), **more.pop("headers", {})}, **more)
        assert answer.status == status, answer.text
        document.check(method, path, answer)
        if as_owner and answer.headers.get("set-cookie"):
            cookie["Cookie"] = answer.headers["set-cookie"].split(";")[0]
        return answer

    call("GET", "/api/setup", status=200)
    assert call("GET", "/api/session", status=200).json()["kind"] == "open"
    call("POST", "/api/setup/code", status=403)
    code = call("POST", "/api/setup/code", {}, 200, over_socket=True).json()["code"]
    owner = {"username": "anna", "password": password}
    call("POST", "/api/setup", {**owner, "code": "x"}, 401)
    call("POST", "/api/setup", {**owner, "code": code, "password": "short"}, 400)
    call("POST", "/api/setup", {**owner, "code": code}, 200)
    call("POST", "/api/setup", {**owner, "code": code}, 409)
    call("POST", "/api/setup/code", {}, 409, over_socket=True)
    call("GET", "/api/apps", status=401, as_owner=False)
    call("POST", "/api/login", {"username": "anna", "password": "wrong"}, 401, as_owner=False)
    call("POST", "/api/login", owner, 200)
    call("GET", "/api/session", status=200)
    call("POST", "/api/account/password", {"current": password, "password": other}, 200)
    offer = call("POST", "/api/account/second-factor", {"password": other}, 200).json()
    call("POST", "/api/account/second-factor/confirm", {"code": "000000"}, 401)
    call("POST", "/api/account/second-factor/confirm", {"code": totp(offer["secret"])}, 200)
    call("POST", "/api/account/second-factor", {"password": other}, 409)
    call("POST", "/api/login", {"username": "anna", "password": other}, 401, as_owner=False)
    call("POST", "/api/account/second-factor/recovery-codes", {"password": other}, 200)
    call("POST", "/api/account/second-factor/off", {"password": other}, 200)
    call("POST", "/api/account/second-factor/off", {"password": other}, 409)
    call("POST", "/api/users", {"username": "vera", "role": "viewer", "password": password}, 200)
    call("POST", "/api/users", {"username": "vera", "role": "viewer", "password": password}, 409)
    call("POST", "/api/users", {"username": "vera", "role": "king", "password": password}, 400)
    call("GET", "/api/users", status=200)
    call("POST", "/api/users/vera", {"role": "operator"}, 200)
    call("POST", "/api/users/nobody", {"role": "operator"}, 404)
    call("POST", "/api/login", {"username": "vera", "password": password}, 200, as_owner=False)
    call("GET", "/api/account/sessions", status=200)
    sessions = call("GET", "/api/sessions", status=200).json()["sessions"]
    vera = next(each["id"] for each in sessions if each["username"] == "vera")
    call("DELETE", f"/api/account/sessions/{vera}", status=404)
    call("DELETE", f"/api/sessions/{vera}", status=200)
    call("DELETE", f"/api/sessions/{vera}", status=404)
    call("POST", "/api/login", {"username": "anna", "password": other}, 200, as_owner=False)
    mine = next(each["id"] for each in call("GET", "/api/account/sessions", status=200).json()["sessions"] if not each["current"])
    call("DELETE", f"/api/account/sessions/{mine}", status=200)
    call("DELETE", "/api/account/sessions", status=200)
    call("POST", "/api/tokens", {"name": "t", "scopes": []}, 400)
    token = call("POST", "/api/tokens", {"name": "t", "scopes": ["read"], "apps": ["blog"], "days": 3}, 200).json()
    call("GET", "/api/session", status=200, as_owner=False, headers={"Authorization": f"Bearer {token['token']}"})
    call("GET", "/api/users", status=403, as_owner=False, headers={"Authorization": f"Bearer {token['token']}"})
    call("GET", "/api/tokens", status=200)
    call("DELETE", f"/api/tokens/{token['id']}", status=200)
    call("DELETE", f"/api/tokens/{token['id']}", status=404)
    call("DELETE", "/api/users/vera", status=200)
    call("DELETE", "/api/users/anna", status=409)
    call("GET", "/api/audit?limit=2", status=200)
    call("GET", "/api/audit?limit=0", status=400)
    for _ in range(6):
        last = daemon.post("/api/login", {"username": "eve", "password": "wrong"})
    document.check("POST", "/api/login", last)
    assert last.status == 429
    call("POST", "/api/logout", {}, 200)
    call("POST", "/api/logout", {}, 401)
    assert document.all_operations(logins=True) - document.called == set()


def test_a_wrong_answer_would_be_found(document):
    schema = document.resolved(document.text["paths"]["/api/apps"]["get"]["responses"]["200"])["content"]["application/json"]["schema"]
    with pytest.raises(jsonschema.ValidationError):
        validate(schema, document.text, {"apps": [{"name": 5}], "engine": None})
