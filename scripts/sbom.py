#!/usr/bin/env python3
"""sbom.py BUILD_FOLDER — the software bill of materials of a built program, as CycloneDX 1.5 JSON, and the Debian packages in it.

Writes BUILD_FOLDER/sbom.cdx.json and BUILD_FOLDER/debian-packages.txt. Nothing is guessed and nothing fetched: what the
program is made of is what its compilation read (ninja's dependency log) and its link command names, looked up in dpkg;
what the web page is made of stands in web/package-lock.json. The same build gives the same bytes.
"""
import base64
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Loaded when first needed (src/http/curl_library.hpp), so no link command names it.
LOADED_AT_RUN_TIME = {"libcurl4-openssl-dev": "libcurl4", "libcurl4-gnutls-dev": "libcurl3-gnutls"}
FIELDS = ("Package", "Version", "Architecture", "source:Package", "source:Version", "Homepage")


def run(*words, check=True):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=check).stdout


def compiled_from(build):
    """Every header outside of the project that an object of the program was compiled from."""
    files, ours = set(), False
    for line in run("ninja", "-C", build, "-t", "deps").splitlines():
        if not line.startswith(" "):
            ours = line.startswith("src/")
        elif ours and (path := line.strip()).startswith("/usr/"):
            files.add(path)
    return files


def linked_with(build):
    """The archives and libraries of the link command, and what the compiler adds to it by itself."""
    link = run("ninja", "-C", build, "-t", "commands", "-s", "furtka")
    files = {word for word in link.split() if re.fullmatch(r"/\S+\.(a|so)[.\d]*", word)}
    compiler = re.search(r"(\S*clang\+\+\S*)", link)[1]
    for name in ("libstdc++.a", "libgcc.a", "libgcc_eh.a", "libc.so.6", "libm.so.6"):
        path = run(compiler, f"-print-file-name={name}").strip()
        if path.startswith("/"):
            files.add(str(pathlib.Path(path).resolve()))
    return files


def packages_of(files):
    """The Debian packages that files belong to. Where /lib is a link to /usr/lib, dpkg may know either name."""
    both = sorted({name for file in files for name in (file, file.removeprefix("/usr"))})
    found = set()
    for start in range(0, len(both), 500):
        for line in run("dpkg-query", "-S", *both[start:start + 500], check=False).splitlines():
            owners, _, path = line.partition(": ")
            if path in both:
                found |= {owner.split(":")[0] for owner in owners.split(", ") if not owner.startswith("diversion")}
    return found


def described(packages):
    told = run("dpkg-query", "-W", "-f", "\\t".join(f"${{{field}}}" for field in FIELDS) + "\\n", *sorted(packages), check=False)
    return [dict(zip(FIELDS, line.split("\t"))) for line in sorted(set(told.splitlines()))]


def debian_component(package, distribution):
    purl = (f"pkg:deb/debian/{package['Package']}@{urllib.parse.quote(package['Version'])}"
            f"?arch={package['Architecture']}&distro={distribution}&upstream={package['source:Package']}@"
            f"{urllib.parse.quote(package['source:Version'])}")
    component = {"type": "library", "bom-ref": purl, "name": package["Package"], "version": package["Version"], "purl": purl,
                 "scope": "required"}
    if package["Homepage"]:
        component["externalReferences"] = [{"type": "website", "url": package["Homepage"]}]
    return component


def npm_component(path, entry):
    name = path.rpartition("node_modules/")[2]
    purl = f"pkg:npm/{urllib.parse.quote(name, safe='/')}@{entry['version']}"
    component = {"type": "library", "bom-ref": purl, "name": name, "version": entry["version"], "purl": purl,
                 # What only builds and tests the page is in nobody's browser.
                 "scope": "excluded" if entry.get("dev") or entry.get("devOptional") else "required"}
    if licence := entry.get("license"):
        component["licenses"] = [{"expression" if " " in licence else "license": licence if " " in licence else {"id": licence}}]
    kind, _, digest = entry.get("integrity", "").partition("-")
    if kind == "sha512":
        component["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}]
    return component


def npm_components():
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text())
    found = {}
    for path, entry in lock["packages"].items():
        if path and "version" in entry:
            component = npm_component(path, entry)
            known = found.setdefault(component["bom-ref"], component)
            if component["scope"] == "required":
                known["scope"] = "required"
    return [found[ref] for ref in sorted(found)]


def main(build):
    release = dict(re.findall(r'^(ID|VERSION_ID)="?([^"\n]*)"?$', pathlib.Path("/etc/os-release").read_text(), re.MULTILINE))
    names = packages_of(compiled_from(build) | linked_with(build))
    names |= {library for headers, library in LOADED_AT_RUN_TIME.items() if headers in names}
    packages = described(names)
    version = re.search(r"project\(furtka VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
    distribution = f"{release['ID']}-{release['VERSION_ID']}"
    components = [debian_component(package, distribution) for package in packages] + npm_components()
    itself = {"type": "application", "bom-ref": "furtka", "name": "furtka", "version": version}
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
                "metadata": {"component": itself, "lifecycles": [{"phase": "build"}]}, "components": components,
                "dependencies": [{"ref": "furtka", "dependsOn": [each["bom-ref"] for each in components if each["scope"] == "required"]}]}
    document["serialNumber"] = "urn:uuid:" + str(uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(document, sort_keys=True)))
    (build / "sbom.cdx.json").write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
    (build / "debian-packages.txt").write_text("".join(
        f"{p['Package']} {p['Version']} {p['Architecture']} ({p['source:Package']} {p['source:Version']})\n" for p in packages))
    print(f"{build}/sbom.cdx.json: {len(packages)} Debian packages, {len(components) - len(packages)} of npm")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
