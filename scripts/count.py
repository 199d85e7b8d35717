#!/usr/bin/env python3
"""count.py FOLDER — adds up what the test run left there and prints `123 passed, 0 failed, 4 skipped`, after the names and last
words of ctest's failures: whoever sees only the end of a long log sees what went wrong.

*.xml      ctest's results (one test case a ctest test)
*.pytest   "exit passed failed skipped" of one pytest run; where ctest started it, its one ctest entry is not counted
*.counts   "passed failed skipped" of a tool
"""
import pathlib
import sys
import xml.etree.ElementTree as xml

LAST_LINES = 40


def main():
    folder = pathlib.Path(sys.argv[1])
    passed = failed = skipped = 0
    for file in sorted(folder.glob("*.xml")):
        for case in xml.parse(file).getroot().iter("testcase"):
            status = case.get("status")
            if case.find("skipped") is not None or status in ("notrun", "disabled"):
                skipped += 1
            elif status == "fail":
                failed += 1
                said = (case.findtext("system-out") or "").rstrip().splitlines()
                print(f"--- failed in {file.stem}: {case.get('name')}", *said[-LAST_LINES:], sep="\n")
            else:
                passed += 1
    for file in folder.glob("*.pytest"):
        code, good, bad, left = map(int, file.read_text().split())
        passed, failed, skipped = passed + good, failed + bad, skipped + left
        if code == 0:
            passed -= 1
        else:
            failed -= 1
    for file in folder.glob("*.counts"):
        good, bad, left = map(int, file.read_text().split())
        passed, failed, skipped = passed + good, failed + bad, skipped + left
    print(f"{passed} passed, {failed} failed, {skipped} skipped")


main()
