#!/usr/bin/env python3.11
"""Measures everything and puts it into docs/performance.md: ratios to loops by hand, decisions, size and threads, large results, other tools.

    python3.11 benches/page.py

About twenty minutes of a machine that does nothing else. Each part can be run alone by the command that the page names.
"""

import subprocess
import sys

from measure import ROOT, put


def bench(name):
    """What a bench prints."""
    print(f"cargo bench --bench {name}", file=sys.stderr)
    command = ["cargo", "bench", "--quiet", "--bench", name]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


ratios, waits = bench("ratios").strip().split("\n\n", 1)
waits, together = waits.rsplit("\n\n", 1)
put("ratios", f"{ratios}\n\n{together}\n")
put("waits", f"{waits}\n")
put("decisions", bench("decisions").strip() + "\n")
subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
for script in ["scaling.py", "results.py", "peers/compare.py"]:
    subprocess.run([sys.executable, ROOT / "benches" / script, "--write"], check=True)
