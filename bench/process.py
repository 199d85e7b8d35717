"""What a process costs, from /proc; and how long a call takes."""
import os
import pathlib
import statistics
import time

TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15])) / TICK


def resident_mib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def milliseconds(action, times):
    """Durations of `times` calls, in ms."""
    out = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        out.append(1000 * (time.perf_counter() - start))
    return out


median = statistics.median
