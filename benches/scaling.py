#!/usr/bin/env python3.11
"""How queuity grows: with the size of a list, with threads, and to a country. The command, measured from outside.

    cargo build --release && python3.11 benches/scaling.py --write

Lists like W2b (ten years, three classes in strict order, load 105%) from ten thousand to fifty million patients: servers grow
with the referrals, so every list has the same load and waits. Small lists are run so often that a million patients are simulated,
so that the start of the process (about 0.01 s) does not hide them. Then a hundred replications of W2b, and England whole and by
system, on one thread and on two in turns. Least of the rounds for a cost (noise only adds), median of the paired ratios for a
speed-up.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import QUEUITY, ROOT, Measured, digits, processor, put, replaced

SIZES = [10_000, 100_000, 1_000_000, 10_000_000, 50_000_000]
DAYS = 3_650
ENGLAND = ROOT / "scenarios" / "england-full.toml"
POLICY = "urgency first"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="patients of the largest list")
    parser.add_argument("--queuity", type=Path, default=QUEUITY)
    parser.add_argument("--only", choices=["size", "threads"])
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    options = parser.parse_args()
    if not options.queuity.exists():
        sys.exit(f"{options.queuity} is not there: cargo build --release")
    tables = {}
    with tempfile.TemporaryDirectory() as folder:
        if options.only != "threads":
            tables["scaling"] = scaling(options, Path(folder))
        if options.only != "size":
            tables["threads"] = threads(options, Path(folder))
    for name, table in tables.items():
        print(table)
        if options.write:
            put(name, table)


def command(options, file, replications=1, threads=1, variant=None):
    words = [options.queuity, "run", file, "--quiet", "--json", "--replications", replications, "--threads", threads]
    return words + (["--variant", variant] if variant else [])


def like_w2b(patients):
    """W2b with so many referrals in its ten years. Servers are whole, so the service fits them to the load."""
    text = (ROOT / "benches" / "workloads" / "w2b.toml").read_text(encoding="utf-8")
    rate = patients / DAYS
    servers = max(1, round(0.15 * rate))
    text = replaced(text, "per_day = 100 ", f"per_day = {rate:.9g} ")
    text = replaced(text, "count = 15,", f"count = {servers},")
    return replaced(text, '"0.15 days"', f'"{servers / rate:.9g} days"')


def times(patients):
    """How often a list is run."""
    return max(1, 1_000_000 // patients)


def counted(run):
    """Appointments of a replication, and people waiting at its end. An event is a referral or an appointment."""
    rows = json.loads(run.out)["summary"]

    def one(measure, at=None):
        found = [r for r in rows if r["measure"] == measure and r["service"] == "all" and r["attribute"] == "all"]
        return sorted(found, key=lambda r: r["at"])[-1]["estimate"]

    return one("booked"), one("list_size")


def scaling(options, folder):
    lines = [
        f"Least of {options.rounds} rounds in turns; {processor()}.",
        "",
        "| patients | replications | waiting at the end | events | CPU s | ns an event | of that of a million | peak MiB |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    sizes = [n for n in SIZES if n <= options.largest]
    best = {n: None for n in sizes}
    for n in sizes:
        (folder / f"{n}.toml").write_text(like_w2b(n), encoding="utf-8")
    for round_ in range(options.rounds):
        for n in sizes:
            run = Measured(command(options, folder / f"{n}.toml", times(n)))
            print(f"{n:,} patients, round {round_ + 1}: {run.cpu:.2f} s", file=sys.stderr)
            if best[n] is None or run.cpu < best[n].cpu:
                best[n] = run
    rows = {}
    for n, run in best.items():
        booked, waiting = counted(run)
        events = times(n) * (n + booked)
        rows[n] = (events, waiting, 1e9 * run.cpu / events)
    for n, (events, waiting, ns) in rows.items():
        of_a_million = f"{ns / rows[1_000_000][2]:.2f}" if 1_000_000 in rows else ""
        run = best[n]
        lines.append(
            f"| {n:,} | {times(n)} | {waiting:,.0f} | {events:,.0f} | {digits(run.cpu)} | {ns:.0f} | {of_a_million} | {run.peak:,.0f} |"
        )
    return "\n".join(lines) + "\n"


def threads(options, folder):
    by_system = folder / "by-system.toml"
    example = ["cargo", "run", "--release", "--quiet", "--example", "split_by_system", ENGLAND, by_system]
    subprocess.run(example, cwd=ROOT, check=True)
    w2b = ROOT / "benches" / "workloads" / "w2b.toml"
    runs = [
        ("W2b, 100 replications", w2b, 100, None),
        (f'England, 23 lists, "{POLICY}", one replication', ENGLAND, 1, POLICY),
        (f'England, 966 lists, "{POLICY}", one replication', by_system, 1, POLICY),
    ]
    lines = [
        f"Least of {options.rounds} rounds in turns; {processor()}.",
        "",
        "| run | threads | seconds | CPU s | peak MiB | speed-up (median of pairs, all) |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for what, file, replications, variant in runs:
        pairs = []
        for round_ in range(options.rounds):
            pair = [Measured(command(options, file, replications, n, variant)) for n in (1, 2)]
            print(f"{what}, round {round_ + 1}: {pair[0].wall:.2f} s and {pair[1].wall:.2f} s", file=sys.stderr)
            pairs.append(pair)
        ratios = sorted(one.wall / two.wall for one, two in pairs)
        for n in (1, 2):
            best = min((pair[n - 1] for pair in pairs), key=lambda run: run.wall)
            median = f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})" if n == 2 else ""
            lines.append(f"| {what if n == 1 else ''} | {n} | {digits(best.wall)} | {digits(best.cpu)} | {best.peak:,.0f} | {median} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
