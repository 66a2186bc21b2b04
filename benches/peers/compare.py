#!/usr/bin/env python3.11
"""queuity beside the simulators and table tools of Python on the same workloads, in turns, in one run.

    cargo build --release && python3.11 benches/peers/compare.py --write

Whole processes, one thread each: CPU seconds (user and system) and peak memory as the system counts them, medians over rounds.
Each peer runs the model in `models/` at the stated part of the workload, and is compared in CPU seconds scaled to the whole;
where the list grows with time that is a lower bound. Mean waits must agree with queuity's at the same part within four standard
errors of the difference, else nothing is written. Seeds are fixed, so waits repeat; times do not. The packages stand in
`requirements.txt` and go into an environment of their own below `target/`.
"""

import argparse
import json
import math
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from measure import PAGE, QUEUITY, ROOT, Measured, digits, processor, put, replaced  # noqa: E402

REPLICATIONS = 40
T_975 = 2.0227  # of Student's t with 39 degrees of freedom: what turns an interval of queuity back into a standard deviation

# Workload, what it is, and its peers: name, model, part of the workload that it runs.
WORKLOADS = [
    ("W1", "w1", "1,000,000 customers", [("SimPy", "w1_simpy", 0.2), ("Ciw", "w1_ciw", 0.1)]),
    ("W2b", "w2b", "365,000 referrals, 10 years", [("SimPy", "w2b_simpy", 0.2), ("Ciw", "w2b_ciw", 0.2)]),
    (
        "W3",
        "w3",
        "20,000 and 208,000 referrals",
        [("numpy", "w3_numpy", 1), ("pandas", "w3_pandas", 1), ("SimPy", "w3_simpy", 1), ("Ciw", "w3_ciw", 0.1)],
    ),
]

# Measured in November 2026 on another machine of this kind, not in this run: R 4.2 and Rust 1.95, single-threaded whole processes.
# CPU seconds of the whole workload, the same as a multiple of a hand-written loop of the workload on that machine, peak MiB.
QUOTED = {
    "W1": [
        ("ixa 4.0, closure plans", 0.181, 3.2, 40),
        ("nexosim 1.0, one model, one thread", 1.06, 18.5, 11),
        ("simmer 4.4.6.4, arrivals as a table", 7.4, 130, 376),
        ("simmer 4.4.6.4, R closures", 16.5, 290, 2761),
    ],
    "W2b": [
        ("ixa 4.0, cancelled timers", 0.396, 18, 19),
        ("nexosim 1.0, keyed cancellation, one thread", 1.09, 50, 24),
        ("simmer 4.4.6.4", 11.67, 535, 228),
    ],
    "W3": [
        ("data.table", 0.946, 79, 120),
        ("dplyr", 2.60, 217, 147),
        ("simmer 4.4.6.4, a resource of 2,000 units", 4.08, 340, 212),
    ],
    "W3 at a fifth": [("NHSRwaitinglist 0.1.2, first come first served", 15.7, None, 141)],
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--queuity", type=Path, default=QUEUITY)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args()
    if not options.queuity.exists():
        sys.exit(f"{options.queuity} is not there: cargo build --release")
    python = environment()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, file, what, peers in WORKLOADS:
            rows += workload(options, python, Path(folder), name, file, what, peers)
        rows += fifth(options, Path(folder))
    table = page(rows, options.rounds)
    print(table)
    if options.write:
        put("peers", table)


def environment():
    """The interpreter of an environment with the packages of `requirements.txt`, made where it is missing or another."""
    folder = ROOT / "target" / "peers"
    python, stamp = folder / "bin" / "python", folder / "requirements.txt"
    wanted = (HERE / "requirements.txt").read_text(encoding="utf-8")
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", HERE / "requirements.txt"]
        subprocess.run(install, check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return python


def scenario(file, part):
    """The text of a workload at a part of its size: a shorter run for the queues, a smaller list for W3."""
    text = (ROOT / "benches" / "workloads" / f"{file}.toml").read_text(encoding="utf-8")
    if file == "w3":
        for key, value in [("referrals = { per_week", 2000), ("count", 20000), ("slots     = { per_week", 2000)]:
            text = replaced(text, f"{key} = {value}", f"{key} = {round(value * part)}")
        return text
    days = {"w1": 1_111_111, "w2b": 3_650}[file]
    return replaced(text, f'"{days} days"', f'"{round(days * part)} days"')


def queuity(options, file, seed, replications=1):
    command = [options.queuity, "run", file, "--quiet", "--json", "--seed", str(seed), "--threads", "1"]
    run = Measured([*command, "--replications", str(replications)])
    rows = json.loads(run.out)["summary"]
    [row] = [r for r in rows if r["measure"] == "completed_mean_wait" and r["service"] == "all" and r["attribute"] == "all"]
    return run.cpu, run.peak, row


def workload(options, python, folder, name, file, what, peers):
    whole = folder / f"{file}.toml"
    whole.write_text(scenario(file, 1), encoding="utf-8")
    ours = {"cpu": [], "peak": []}
    theirs = [{"cpu": [], "peak": [], "wait": []} for _ in peers]
    for round_ in range(options.rounds):
        for (peer, model, part), sums in zip(peers, theirs):
            cpu, peak, _ = queuity(options, whole, round_ + 1)
            ours["cpu"].append(cpu)
            ours["peak"].append(peak)
            command = [python, HERE / "models" / f"{model}.py", str(round_ + 1), str(part)]
            run = Measured(command)
            sums["cpu"].append(run.cpu)
            sums["peak"].append(run.peak)
            sums["wait"].append(json.loads(run.out)["mean_wait_days"])
            print(f"{name} {peer}, round {round_ + 1}: {run.cpu:.2f} s", file=sys.stderr)
    own = statistics.median(ours["cpu"])
    mean, _ = known(options, folder, file, 1)
    rows = [(name, what, "**queuity**", "whole", own, "1", statistics.median(ours["peak"]), f"{mean:.1f}")]
    for (peer, _, part), sums in zip(peers, theirs):
        expected, of_one_run = known(options, folder, file, part)
        wait = statistics.fmean(sums["wait"])
        allowed = 4 * of_one_run * math.sqrt(1 / options.rounds + 1 / REPLICATIONS)
        if abs(wait - expected) > allowed:
            sys.exit(f"{name}: {peer} waits {wait:.3f} days and queuity {expected:.3f}, may differ by {allowed:.3f}")
        cpu = statistics.median(sums["cpu"]) / part
        size = "whole" if part == 1 else f"{part:g} of it"
        agreed = f"{wait:.1f} ({expected:.1f})"
        rows.append((name, "", peer, size, cpu, digits(cpu / own), statistics.median(sums["peak"]), agreed))
    return rows + quoted(name, own)


def quoted(name, own):
    """Rows of what was measured elsewhere, with the bounds that two ways of comparing give: seconds there by queuity's seconds here,
    and loops there by queuity's loops here. Only the second has both sides of each ratio on one machine."""
    rows = []
    for peer, cpu, loops, peak in QUOTED[name]:
        size = "quoted, November 2026" + (f": {loops} hand-written loops" if loops else "")
        bounds = f"at most {digits(cpu / own)}"
        if loops:
            low, high = sorted([cpu / own, loops / by_hand(name)])
            bounds = f"{digits(low)} to {digits(high)}"
        rows.append((name, "", peer, size, cpu, bounds, peak, ""))
    return rows


def by_hand(name):
    """queuity as a multiple of a loop written by hand, as the page has it."""
    page = PAGE.read_text(encoding="utf-8")
    table = page.split("<!-- ratios -->")[1].split("<!-- /ratios -->")[0]
    [ratio] = re.findall(rf"^\| {name} \| ([0-9.]+) \|", table, re.MULTILINE)
    return float(ratio)


def known(options, folder, file, part):
    """queuity's mean wait in days at a part of the size, and the standard deviation of one run's."""
    at_part = folder / f"{file}-{part}.toml"
    at_part.write_text(scenario(file, part), encoding="utf-8")
    _, _, row = queuity(options, at_part, 1, REPLICATIONS)
    assert row["unit"] == "weeks" and row["coverage"] == 0.95
    return 7 * row["estimate"], 7 * (row["upper"] - row["lower"]) / 2 / T_975 * math.sqrt(REPLICATIONS)


def fifth(options, folder):
    """A list of 45,000 patients, the largest that NHSRwaitinglist was measured with."""
    file = folder / "fifth.toml"
    file.write_text(scenario("w3", 0.2), encoding="utf-8")
    runs = [queuity(options, file, seed + 1)[:2] for seed in range(max(5, options.rounds))]
    own = statistics.median(cpu for cpu, _ in runs)
    name = "W3 at a fifth"
    rows = [(name, "4,000 and 41,600 referrals", "**queuity**", "whole", own, "1", statistics.median(p for _, p in runs), "")]
    return rows + quoted(name, own)


def page(rows, rounds):
    lines = [
        f"Medians of {rounds} rounds; {processor()}, Python {sys.version.split()[0]}.",
        "",
        "| workload | tool | size run | CPU s of the whole | times queuity | peak MiB | mean wait, days (queuity's at that size) |",
        "|---|---|---|---:|---:|---:|---:|",
    ]
    for name, what, tool, size, cpu, ratio, peak, wait in rows:
        named = f"{name}: {what}" if what else name
        lines.append(f"| {named} | {tool} | {size} | {digits(cpu)} | {ratio} | {peak:,.0f} | {wait} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
