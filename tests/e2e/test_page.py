"""The web page in a real browser: install, update with progress, errors with their hint, remove, engine lost and found."""
import pathlib
import os

import pytest

from rig import wait_until, write_app

selenium = pytest.importorskip("selenium")
from selenium import webdriver  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402

SHOTS = pathlib.Path(os.environ.get("FURTKA_ARTIFACTS") or pathlib.Path(__file__).resolve().parents[2] / "artifacts") / "screenshots"
CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
pytestmark = pytest.mark.skipif(not os.path.exists(CHROMIUM), reason="chromium is not installed")


@pytest.fixture
def browser(tmp_path):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync", "--window-size=1280,900", f"--user-data-dir={tmp_path}/chromium"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_page_load_timeout(30)
    yield driver
    driver.quit()


class Page:
    def __init__(self, browser, daemon):
        self.browser = browser
        browser.get(f"http://127.0.0.1:{daemon.port}/")

    def find(self, css, timeout=15):
        return wait_until(lambda: next(iter(self.browser.find_elements(By.CSS_SELECTOR, css)), None), timeout, what=css)

    def click(self, css):
        def press():
            try:
                self.browser.find_element(By.CSS_SELECTOR, css).click()
                return True
            except Exception:  # noqa: BLE001 - a card is drawn anew while it is looked for
                return False
        wait_until(press, 15, what=f"a click on {css}")

    def text(self, css):
        try:
            return self.browser.find_element(By.CSS_SELECTOR, css).text
        except Exception:  # noqa: BLE001
            return ""

    def shows(self, css, text, timeout=20):
        return wait_until(lambda: text in self.text(css), timeout, what=f"{text!r} in {css}: {self.text(css)!r}")

    def card(self, app):
        return f"[data-app={app}]"

    def button(self, app, key):
        return f"[data-app={app}] [data-key={key}]"

    def shot(self, name):
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.browser.save_screenshot(str(SHOTS / f"{name}.png"))

    def dark(self, on=True):
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark" if on else "light"}]})

    def phone(self):
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True})

    def complaints(self):
        return [entry["message"] for entry in self.browser.get_log("browser") if entry["level"] == "SEVERE"]


COMPOSE = """services:
  web:
    image: "{ref}"
    restart: unless-stopped
    ports: ["8100:8080"]
"""
FORM = [
    {"name": "TITLE", "label": "Title of the blog", "description": "Shown at the top of each page.", "type": "text", "required": True, "default": "My blog"},
    {"name": "ADMIN_PASSWORD", "label": "Admin password", "description": "Made for you when left empty.", "type": "password", "required": True, "generate": "hex:16"},
    {"name": "PORT", "label": "Port", "description": "", "type": "port", "required": False, "default": "8100"},
    {"name": "FOLDER", "label": "Folder with pictures", "description": "", "type": "path", "required": False},
]


def offer(daemon, publish, page="version 1"):
    image = publish("web", page=page)
    write_app(daemon.catalog, "blog", COMPOSE.format(ref=image.ref), settings=FORM, ports=[8100], open_url="http://{host}:8100",
              tagline="Write for the world", display_name="Blog")
    return image


def test_an_owner_installs_updates_and_removes_an_app(browser, make_daemon, engine, publish):
    daemon = make_daemon(engine, env={"FURTKA_APP_HOST": engine.ip})
    offer(daemon, publish)
    page = Page(browser, daemon)

    page.click("[data-available=blog] [data-key=install]")
    page.find("#dialog form")
    page.shot("install")
    folder = page.find("#f-FOLDER")
    folder.send_keys("/etc")
    page.click("#dialog button[type=submit]")
    page.shows("[data-wrong=FOLDER]", "/etc")
    assert page.find("#f-TITLE").get_attribute("value") == "My blog"
    folder.clear()
    page.click("#dialog button[type=submit]")
    page.shows(page.card("blog"), "Installed", 40)
    page.shows(page.card("blog") + " .state", "Running")
    link = page.find(page.button("blog", "open")).get_attribute("href")
    assert link == f"http://{engine.ip}:8100/"

    page.click(page.button("blog", "update"))
    page.shows(page.card("blog"), "Already up to date", 30)
    new = offer(daemon, publish, page="version 2")
    page.click(page.button("blog", "update"))
    page.shows(page.card("blog") + " .done", "Updated", 40)
    assert new.id_on(engine).removeprefix("sha256:")[:12] in page.text(page.card("blog"))
    page.shot("light")
    page.dark()
    page.shot("dark")
    page.phone()
    page.shot("phone")
    assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")

    page.click(page.button("blog", "remove"))
    page.click("#dialog button[type=submit]")
    wait_until(lambda: not browser.find_elements(By.CSS_SELECTOR, page.card("blog")), 30, what="the card is gone")
    page.find("[data-available=blog]")
    # The refused settings above are the one thing the browser may complain of.
    assert [c for c in page.complaints() if "400" not in c] == []


def test_a_failed_update_says_why_and_what_to_do(browser, daemon, engine, publish):
    offer(daemon, publish)
    daemon.install("blog").expect(200)
    page = Page(browser, daemon)
    publish("web", cmd=["false"])
    page.click(page.button("blog", "update"))
    page.shows(page.card("blog") + " .trouble", "exit", 40)
    page.shows(page.card("blog") + " .hint", "log")
    page.shows(page.card("blog") + " .state", "Failed")
    page.shot("failed")


def test_the_page_says_when_the_engine_is_away_and_recovers_by_itself(browser, make_engine, make_daemon, publish):
    engine = make_engine()
    daemon = make_daemon(engine)
    offer(daemon, publish)
    daemon.install("blog").expect(200)
    page = Page(browser, daemon)
    page.shows(page.card("blog") + " .state", "Running")
    engine.kill9()
    page.shows("#banner", "Docker does not answer")
    page.shows(page.card("blog") + " .state", "Unknown")
    page.shot("engine-away")
    engine.start_again()
    page.shows(page.card("blog") + " .state", "Running", 20)
    assert page.text("#banner") == ""


def test_the_page_says_when_the_daemon_is_away_and_recovers_by_itself(browser, daemon, engine, publish):
    offer(daemon, publish)
    daemon.install("blog").expect(200)
    page = Page(browser, daemon)
    page.shows(page.card("blog") + " .state", "Running")
    daemon.kill9()
    page.shows("#banner", "Connection to the server lost")
    daemon.start()
    wait_until(lambda: page.text("#banner") == "", 20, what="the banner goes")
    page.shows(page.card("blog") + " .state", "Running")


def test_settings_are_filled_in_without_the_secret(browser, daemon, engine, publish):
    offer(daemon, publish)
    daemon.install("blog", settings={"TITLE": "Before", "ADMIN_PASSWORD": "hush-hush-42"}).expect(200)
    page = Page(browser, daemon)
    page.click(page.button("blog", "settings"))
    title = page.find("#f-TITLE")
    assert title.get_attribute("value") == "Before"
    assert page.find("#f-ADMIN_PASSWORD").get_attribute("value") == ""
    assert "hush-hush-42" not in browser.page_source
    title.clear()
    title.send_keys("After")
    page.click("#dialog button[type=submit]")
    page.shows(page.card("blog"), "Settings applied", 30)
    assert daemon.get("/api/apps/blog/settings").json()["values"]["TITLE"] == "After"
