"""The bill of materials names what the program and its page are really made of."""
import json
import pathlib
import re
import subprocess
import sys

import pytest

from conftest import not_here
from rig.daemon import program

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def build():
    folder = program().parent
    if not (folder / "build.ninja").exists():
        not_here("the program stands in no build folder")
    return folder


@pytest.fixture(scope="module")
def bill(build):
    subprocess.run([sys.executable, CHECKOUT / "scripts" / "sbom.py", build], check=True, timeout=120, stdout=subprocess.DEVNULL)
    return json.loads((build / "sbom.cdx.json").read_text())


def test_it_is_a_cyclonedx_document(bill):
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    refs = [each["bom-ref"] for each in bill["components"]]
    assert len(refs) == len(set(refs))
    for each in bill["components"]:
        assert each["type"] == "library" and each["name"] and each["version"] and each["purl"].startswith("pkg:"), each
    assert set(bill["dependencies"][0]["dependsOn"]) <= set(refs)


def test_every_library_that_the_build_asks_for_is_in_it_with_the_version_that_is_installed(bill):
    debian = {each["name"]: each["version"] for each in bill["components"] if each["purl"].startswith("pkg:deb/")}
    for start in ("libboost-json", "libfmt", "libsodium", "libsqlite3", "libsqlitecpp", "libpugixml", "libtomlplusplus", "libcurl4",
                  "libstdc++", "libc6"):
        assert any(name.startswith(start) for name in debian), start
    assert not any("gtest" in name for name in debian)
    for name, version in debian.items():
        installed = subprocess.run(["dpkg-query", "-W", "-f", "${Version}\n", name], check=True, capture_output=True, text=True).stdout
        assert version in installed.split()


def test_every_package_of_the_page_is_in_it(bill):
    npm = {each["name"]: each for each in bill["components"] if each["purl"].startswith("pkg:npm/")}
    asked = json.loads((CHECKOUT / "web" / "package.json").read_text())
    for name, version in asked["dependencies"].items():
        assert npm[name]["version"] == version and npm[name]["scope"] == "required"
        assert npm[name]["hashes"][0]["alg"] == "SHA-512"
    for name in ("vite", "vitest", "typescript", "@playwright/test"):
        assert npm[name]["scope"] == "excluded"


def test_the_same_build_gives_the_same_bytes_and_a_list_for_people(build, bill):
    before = (build / "sbom.cdx.json").read_bytes()
    subprocess.run([sys.executable, CHECKOUT / "scripts" / "sbom.py", build], check=True, timeout=120, stdout=subprocess.DEVNULL)
    assert (build / "sbom.cdx.json").read_bytes() == before
    lines = (build / "debian-packages.txt").read_text().splitlines()
    assert len(lines) == sum(each["purl"].startswith("pkg:deb/") for each in bill["components"])
    assert all(re.fullmatch(r"\S+ \S+ \S+ \(\S+ \S+\)", line) for line in lines)
