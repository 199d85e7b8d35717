"""HTTPS as browsers, programs and attackers meet it: judged by OpenSSL, curl's rules (Python's ssl) and Chromium."""
import datetime
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import statistics
import subprocess
import time

import pytest

from rig import Daemon, wait_until
from rig.daemon import program

CHROMIUM = "/usr/bin/chromium"
PASSWORD = "three words for anna"


@pytest.fixture
def make(tmp_path):
    made = []

    def make(start=True, **env):
        one = Daemon(tmp_path / f"daemon{len(made)}", env={"FURTKA_TLS": "always", **env})
        made.append(one)
        return one.start() if start else one
    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A daemon on which a test changes nothing."""
    one = Daemon(tmp_path_factory.mktemp("tls") / "daemon", env={"FURTKA_TLS": "always"}).start()
    yield one
    one.close()


def authority(daemon):
    """Its file, as a device gets it."""
    file = daemon.folder / "furtka-ca.crt"
    reply = daemon.get("/ca.crt").expect(200)
    assert reply.headers["content-type"] == "application/x-x509-ca-cert" and b"PRIVATE" not in reply.body
    file.write_bytes(reply.body)
    return file


def openssl(*words, check=True, **more):
    return subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, timeout=20, check=check, stdin=subprocess.DEVNULL, **more).stdout


def s_client(daemon, *words):
    done = subprocess.run(["openssl", "s_client", "-connect", daemon.where, *map(str, words)], capture_output=True, text=True, timeout=20,
                          check=False, stdin=subprocess.DEVNULL)
    return done.stdout + done.stderr


def served(daemon, name="localhost"):
    """The certificate that is served, as text."""
    return subprocess.run(["openssl", "x509", "-noout", "-text", "-fingerprint", "-sha256"], input=s_client(daemon, "-servername", name),
                          capture_output=True, text=True, timeout=20, check=True).stdout


def trusted_get(daemon, file, path="/api/certificates", host="localhost", **headers):
    """As a program that trusts the authority and nobody else; raises what it does not believe."""
    connection = http.client.HTTPSConnection(host, daemon.port, timeout=20, context=ssl.create_default_context(cafile=file))
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def set_up(daemon):
    code = json.loads(daemon.cli("setup-code", "--json", check=True).stdout)["code"]
    return daemon.post("/api/setup", {"code": code, "username": "anna", "password": PASSWORD}).expect(200)


# ---- the certificate

def test_the_first_start_makes_an_authority_that_is_good_for_this_server_only(shared):
    file = authority(shared)
    folder = shared.state / "tls"
    assert [oct(each.stat().st_mode & 0o777) for each in (folder, *sorted(folder.iterdir()))] == ["0o700", "0o600", "0o600"]
    text = openssl("x509", "-noout", "-text", "-in", file)
    for words in ("CA:TRUE, pathlen:0", "Certificate Sign, CRL Sign", "X509v3 Name Constraints: critical", "DNS:local\n", "IP:192.168.0.0/255.255.0.0"):
        assert words in text, text
    assert "Verify return code: 0 (ok)" in s_client(shared, "-CAfile", file, "-verify_hostname", "localhost")
    assert "hostname mismatch" in s_client(shared, "-CAfile", file, "-verify_hostname", "example.org")
    assert "unable to get local issuer" in s_client(shared)
    dates = re.findall(r"Not (?:Before|After) ?: (.*) GMT", served(shared))
    begin, end = (datetime.datetime.strptime(each, "%b %d %H:%M:%S %Y") for each in dates)
    assert (end - begin).days <= 398 and "CA:FALSE" in served(shared) and "TLS Web Server Authentication" in served(shared)
    for host in ("localhost", "127.0.0.1"):
        assert trusted_get(shared, file, host=host)[0] == 200
    told = shared.get("/api/certificates").json()
    assert told["secure"] and told["source"] == "own" and not told["trusted"] and told["problem"] is None
    assert {"localhost", "127.0.0.1", "::1", socket.gethostname().lower().split(".")[0] + ".local"} <= set(told["certificate"]["names"])
    assert told["authority"]["fingerprint"] in openssl("x509", "-noout", "-fingerprint", "-sha256", "-in", file)
    shown = shared.cli("certificate", "show", check=True).stdout
    assert told["authority"]["fingerprint"] in shown and told["certificate"]["fingerprint"] in shown
    assert shared.cli("certificate", "get", check=True).stdout == file.read_text()


def test_the_authority_stays_and_the_certificate_is_renewed_in_time(make):
    daemon = make()
    file = authority(daemon)
    first = served(daemon)
    daemon.restart()
    assert served(daemon) == first and authority(daemon).read_bytes() == file.read_bytes()
    daemon.terminate()
    # Ten days are left: as after a year.
    tls = daemon.state / "tls"
    (daemon.folder / "names").write_text("subjectAltName=DNS:localhost\nauthorityKeyIdentifier=keyid\n")
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=old", "-keyout", "key", "-out", "csr", cwd=daemon.folder)
    openssl("x509", "-req", "-in", "csr", "-days", "10", "-CA", tls / "authority.pem", "-CAkey", tls / "authority.pem", "-CAcreateserial",
            "-CAserial", "serial", "-extfile", "names", "-out", "crt", cwd=daemon.folder)
    (tls / "server.pem").write_bytes((daemon.folder / "crt").read_bytes() + (daemon.folder / "key").read_bytes())
    daemon.start()
    assert "certificate made" in daemon.log and "ends soon" in daemon.log
    assert trusted_get(daemon, file)[0] == 200 and "CN = old" not in served(daemon)


def test_addresses_and_names_are_followed(tmp_path):
    """In a network and under a name of its own: the test may change both."""
    daemon = Daemon(tmp_path / "daemon", env={"FURTKA_TLS": "always", "FURTKA_LISTEN": "127.0.0.1:7000"})
    log = open(daemon.log_file, "ab")
    daemon.process = subprocess.Popen(["unshare", "--net", "--uts", "sh", "-c", "ip link set lo up; hostname attic; exec \"$0\" serve", program()],
                                      env=daemon.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        def names():
            try:
                return set(daemon.get("/api/certificates", over_socket=True).json()["certificate"]["names"])
            except OSError:
                return set()

        def inside(*words):
            subprocess.run(["nsenter", "-t", str(daemon.pid), "-n", "-u", *words], check=True, timeout=10)
        assert {"attic", "attic.local", "127.0.0.1"} <= wait_until(names, 10, what="the daemon answers")
        inside("ip", "link", "add", "home0", "type", "bridge")
        inside("ip", "address", "add", "10.9.8.7/24", "dev", "home0")
        inside("ip", "address", "add", "203.0.113.9/24", "dev", "home0")
        inside("ip", "link", "set", "home0", "up")
        inside("ip", "link", "add", "docker0", "type", "bridge")
        inside("ip", "address", "add", "172.17.0.1/16", "dev", "docker0")
        inside("ip", "link", "set", "docker0", "up")
        wait_until(lambda: "10.9.8.7" in names(), 15, what="the new address is in the certificate")
        assert not {"203.0.113.9", "172.17.0.1"} & names(), "public ones cannot be vouched for; an engine's come and go"
        assert daemon.log.count("authority made") == 1
    finally:
        daemon.close()
        log.close()


# ---- protocols

@pytest.mark.parametrize("words, good", [
    (["-tls1_3"], True),
    (["-tls1_2"], True),
    (["-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"], True),
    (["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], False),
    (["-tls1", "-cipher", "ALL:@SECLEVEL=0"], False),
    (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0"], False),
    (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0"], False),
    (["-tls1_2", "-cipher", "AES128-GCM-SHA256:@SECLEVEL=0"], False),
    (["-tls1_2", "-cipher", "aNULL:eNULL:@SECLEVEL=0"], False),
    (["-tls1_2", "-curves", "secp521r1"], False),
])
def test_protocols_and_ciphers_are_mozillas_intermediate(shared, words, good):
    told = s_client(shared, "-CAfile", authority(shared), *words)
    assert ("Verify return code: 0 (ok)" in told and "Cipher is (NONE)" not in told) == good, told


def test_nothing_is_resumed_compressed_or_negotiated_again(shared):
    for version in ("-tls1_2", "-tls1_3"):
        told = s_client(shared, version)
        assert "session ticket:" not in told and "Compression: NONE" in told or version == "-tls1_3", told
    done = subprocess.run(["openssl", "s_client", "-connect", shared.where, "-tls1_2"], input="R\n", capture_output=True, text=True, timeout=20, check=False)
    assert "no renegotiation" in done.stderr or "RENEGOTIATING" in done.stdout + done.stderr and "HTTP" not in done.stdout
    assert "ALPN protocol: http/1.1" in s_client(shared, "-alpn", "h2,http/1.1")


# ---- plain HTTP on the same port

def plain(daemon, method, path, body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=20)
    try:
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_plain_http_is_led_to_https_unless_it_sends_a_secret(shared):
    for path in ("/", "/api/apps?a=1%202&b=%3Cx%3E", "/healthz", "/ca.crt"):
        status, headers, body = plain(shared, "GET", path)
        assert (status, headers["location"], body) == (308, f"https://{shared.where}{path}", b"")
        assert "set-cookie" not in headers and "strict-transport-security" not in headers
    refused = [plain(shared, "POST", "/api/login", b"{}", **{"Content-Type": "application/json"}), plain(shared, "GET", "/api/apps", Authorization="Bearer furtka_x"),
               plain(shared, "GET", "/api/events", Connection="Upgrade", Upgrade="websocket"), plain(shared, "DELETE", "/api/sessions/1")]
    for status, _, body in refused:
        assert status == 403 and json.loads(body)["key"] == "https_needed"
    status, _, body = plain(shared, "GET", "/", Host="evil.example")
    assert status == 403 and json.loads(body)["key"] == "host_refused"


def test_the_cookie_and_the_streams_are_those_of_a_safe_connection(make):
    daemon = make()
    field = set_up(daemon).headers["set-cookie"]
    assert "Secure" in field and "HttpOnly" in field and "SameSite=Strict" in field
    cookie = {"Cookie": field.split(";")[0]}
    assert daemon.get("/api/session", headers=cookie).json()["kind"] == "session"
    assert daemon.get("/api/apps").status == 401
    origin = {"Origin": f"https://{daemon.where}", "Sec-Fetch-Site": "same-origin"}
    assert daemon.get("/api/apps", headers={**cookie, **origin}).status == 200
    with daemon.events(headers=cookie) as stream:
        assert stream.wait_for(lambda e: e.name == "hello")
        daemon.post("/api/logout", headers=cookie).expect(200)
        with pytest.raises((AssertionError, OSError)):
            stream.wait_for(lambda e: e.name == "never", 5)


def test_beyond_this_machine_https_lets_the_owner_be_set_from_another_one(make):
    daemon = make(start=False, FURTKA_TLS="auto")
    daemon.environment["FURTKA_LISTEN"] = f"0.0.0.0:{daemon.port}"
    daemon.start(wait=False)
    wait_until(lambda: "setup_code=" in daemon.log, 10, what="the daemon is ready and tells the code")
    daemon.environment["FURTKA_TLS"] = "always"     # for the rig: how it is asked
    assert daemon.get("/api/apps").json()["key"] == "setup_needed", "nobody is let in before"
    assert plain(daemon, "GET", "/")[0] == 308
    host = socket.gethostname().lower().split(".")[0]
    assert daemon.get("/healthz", headers={"Host": f"{host}.local:{daemon.port}"}).status == 200, "the certificate's names are its own"
    assert daemon.get("/healthz", headers={"Host": "nas.example.org"}).status == 403
    set_up(daemon)


# ---- the command line

def test_the_command_line_speaks_https_to_those_it_trusts(make):
    daemon = make()
    set_up(daemon)
    file = authority(daemon)
    token = daemon.cli("token", "create", "robot", "--scope", "read", check=True).stdout.strip()
    here, env = ("app", "list", "--url", f"https://{daemon.where}"), {"FURTKA_TOKEN": token}
    assert daemon.cli(*here, "--ca", file, "--json", env=env, check=True).stdout.startswith('{"apps":[]')
    assert daemon.cli(*here, env={**env, "FURTKA_CA": str(file)}).returncode == 0
    stranger = daemon.cli(*here, env=env)
    assert stranger.returncode == 7 and "not trusted" in stranger.stderr and "furtka certificate get" in stranger.stderr
    wrong = daemon.cli("app", "list", "--url", f"http://{daemon.where}")
    assert wrong.returncode == 6 and "https://" in wrong.stderr
    assert daemon.cli(*here, "--ca", daemon.log_file, env=env).returncode != 0


# ---- the owner's own

def own_pair(folder, name, ca=None):
    """Signed by itself, or by `ca` (the name of another made here)."""
    folder.mkdir(exist_ok=True)
    words = ["-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "30", "-nodes", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:P-256", "-keyout", f"{name}.key", "-out", f"{name}.crt"]
    signer = ["-CA", f"{ca}.crt", "-CAkey", f"{ca}.key", "-addext", "basicConstraints=critical,CA:FALSE"] if ca else []
    openssl("req", "-x509", *signer, *words, cwd=folder)
    return folder / f"{name}.crt", folder / f"{name}.key"


def test_the_owners_certificate_is_served_and_read_again(make, tmp_path):
    crt, key = own_pair(tmp_path / "own", "first")
    daemon = make(FURTKA_TLS_CERT=str(crt), FURTKA_TLS_KEY=str(key))
    assert "CN = first" in served(daemon) and not (daemon.state / "tls").exists()
    assert daemon.get("/ca.crt").json()["key"] == "authority_missing"
    assert daemon.get("/api/certificates").json()["source"] == "files"
    other_crt, other_key = own_pair(tmp_path / "own", "second")
    with daemon.events() as stream:
        assert stream.wait_for(lambda e: e.name == "hello")
        shutil.copy(other_crt, crt)         # half of it: as when a program writes one after the other
        daemon.process.send_signal(signal.SIGHUP)
        wait_until(lambda: daemon.get("/api/certificates").json()["problem"], 10, what="the pair is refused")
        assert "CN = first" in served(daemon)
        shutil.copy(other_key, key)
        daemon.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "CN = second" in served(daemon), 10, what="the second is served")
        assert daemon.get("/api/certificates").json()["problem"] is None
        daemon.post("/api/reconcile")
        assert daemon.running and stream.events, "an open stream goes on"


@pytest.mark.parametrize("name", ["crt", "key"])
def test_a_certificate_that_cannot_be_used_is_told_at_the_start(make, tmp_path, name):
    crt, key = own_pair(tmp_path / "own", "first")
    daemon = make(start=False, FURTKA_TLS_CERT=str(crt), FURTKA_TLS_KEY=str(key))
    (tmp_path / "own" / f"first.{name}").unlink()
    daemon.start(wait=False)
    assert daemon.process.wait(10) == 1
    assert f"first.{name} cannot be read" in daemon.log


def test_hsts_is_for_a_trusted_certificate_of_a_server_whose_apps_have_another_name(make, tmp_path):
    ca, _ = own_pair(tmp_path / "own", "ca")
    crt, key = own_pair(tmp_path / "own", "leaf", ca="ca")
    files = {"FURTKA_TLS_CERT": str(crt), "FURTKA_TLS_KEY": str(key)}
    hsts = {}
    for case, env in {"trusted": {"SSL_CERT_FILE": str(ca), "FURTKA_APP_HOST": "apps.lan", **files}, "one name": {"SSL_CERT_FILE": str(ca), **files},
                      "untrusted": {"FURTKA_APP_HOST": "apps.lan", **files}, "own": {"FURTKA_APP_HOST": "apps.lan"}}.items():
        daemon = make(**env)
        hsts[case] = daemon.get("/", headers={"Host": f"localhost:{daemon.port}"}).headers.get("strict-transport-security")
        daemon.close()
    assert hsts == {"trusted": "max-age=31536000", "one name": None, "untrusted": None, "own": None}


# ---- load

def test_handshakes_that_go_nowhere_hold_nobody(make):
    daemon = make()
    slow = []
    for _ in range(600):
        each = socket.create_connection(("127.0.0.1", daemon.port))
        each.sendall(b"\x16\x03\x01\x02")
        slow.append(each)
    took = []
    for _ in range(15):
        begin = time.monotonic()
        assert daemon.get("/healthz").status == 200
        took.append(time.monotonic() - begin)
    assert statistics.median(took) < 0.1, took
    wait_until(lambda: sum(each.recv(1) == b"" for each in slow[:400]) == 400, 10)
    for each in slow:
        each.close()
    print(f"beside 600 handshakes that go nowhere: median {statistics.median(took) * 1000:.1f} ms")


# ---- a browser

@pytest.mark.skipif(not os.path.exists(CHROMIUM) or not shutil.which("certutil"), reason="chromium or certutil is not installed")
@pytest.mark.timeout(120)
def test_a_browser_that_trusts_the_authority_shows_no_warning(shared, tmp_path):
    store = tmp_path / "home" / ".pki" / "nssdb"
    store.mkdir(parents=True)

    def page(host="localhost"):
        """The page that needs no live stream, which a browser without a window would wait for."""
        done = subprocess.run([CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile", "--timeout=20000",
                               "--dump-dom", f"https://{host}:{shared.port}/login"], env={**os.environ, "HOME": str(tmp_path / "home")},
                              capture_output=True, text=True, timeout=60, check=False)
        return done.stdout + done.stderr
    certutil = ["certutil", "-d", f"sql:{store}"]
    subprocess.run([*certutil, "-N", "--empty-password"], check=True, timeout=20)
    assert "ERR_CERT_AUTHORITY_INVALID" in page()
    subprocess.run([*certutil, "-A", "-t", "C,,", "-n", "furtka", "-i", authority(shared)], check=True, timeout=20)
    for host in ("localhost", "127.0.0.1"):
        seen = page(host)
        assert "ERR_CERT" not in seen and '<div id="root">' in seen and "modulepreload" in seen, seen[-2000:]
