"""What the measuring scripts share: one process measured as the system counts it, and tables put into docs/performance.md."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUEUITY = ROOT / "target" / "release" / "queuity"
PAGE = ROOT / "docs" / "performance.md"


class Measured:
    """A process that has ended: CPU seconds (user and system), seconds by the clock, peak MiB, and what it printed."""

    def __init__(self, command):
        start = time.monotonic()
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE)
        self.out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        self.wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}")
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss / 1024


def put(name, text):
    """Puts a text between the markers of a name in docs/performance.md."""
    before = PAGE.read_text(encoding="utf-8")
    between = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    after, found = between.subn(lambda m: m[1] + text + m[2], before)
    if found != 1:
        sys.exit(f"{PAGE} has no place for {name}")
    PAGE.write_text(after, encoding="utf-8")


def replaced(text, old, new):
    """A workload's text with one thing said otherwise."""
    if text.count(old) != 1:
        sys.exit(f"a workload no longer says `{old}` once")
    return text.replace(old, new)


def digits(x):
    """Three digits, and all of a large number."""
    return f"{x:,.0f}" if x >= 100 else f"{x:.3g}"


def processor():
    """What the figures were measured on."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)[1]
    except (OSError, TypeError):
        return "processor not known"
    return f"{model}, {os.cpu_count()} cores"
