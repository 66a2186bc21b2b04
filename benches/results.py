#!/usr/bin/env python3.11
"""What large results take: memory with all files, and two threads against one. The command, measured from outside.

    cargo build --release && python3.11 benches/results.py --write

Many lists: W3 split into 300 lists of 760 people, under six policies, ten replications. Many groups: 23 lists of four attributes with
5, 6, 5 and 2 levels, all of them crossed into 300 groups, under two policies, ten replications. Every file is written. One thread and two
run in turns; on a machine that others use, both at the same time (`--at-once`), so that what the others do meets both alike. Largest peak of the
rounds, median of the ratios.
"""

import argparse
import statistics
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from measure import QUEUITY, Measured, digits, processor, put

URGENCY = ", ".join(
    f'{{ name = "{name}", share = {share}, target = "{target}" }}'
    for name, share, target in [("P1", 0.2, "2 weeks"), ("P2", 0.3, "6 weeks"), ("P3", 0.5, "18 weeks")]
)


def scenario(lists, attributes, policies, rate, waiting, crossed):
    """So many equal lists, with so many referrals as slots a week."""
    said = ['queuity = 1', '[scenario]', 'start = 2026-01-05', 'horizon = "104 weeks"', "replications = 10"]
    if crossed:
        said.append(f"crossings = [{[name for name, _ in attributes]}]".replace("'", '"'))
    for name, levels in attributes:
        names = [f"{name} {level + 1}" for level in range(levels)]
        said += ["[[attribute]]", f'name = "{name}"', f"levels = {names}".replace("'", '"')]
        said.append(f"share = {[1 / levels] * levels}")
    for number in range(lists):
        said += ["[[service]]", f'name = "list {number + 1:03}"', f"referrals = {{ per_week = {rate} }}"]
        said.append(f'waiting = {{ part = [{{ count = {waiting}, from = "0 days", to = "70 days" }}] }}')
        said.append(f'slots = {{ per_week = {rate}, days = ["mon"], at = "00:00" }}')
        said.append(f"urgency = [{URGENCY}]")
    first = attributes[0][0]
    rules = {
        "first come": 'kind = "first come"',
        "strict": 'kind = "strict", order = ["P1", "P2", "P3"]',
        "due date": 'kind = "due date"',
        "head start": f'kind = "head start", by_urgency = {{ P1 = 60, P2 = 30 }}, by_group = {{ {first} = {{ "{first} 1" = 7 }} }}',
        "reserved": f'kind = "reserved", share = 0.2, for = {{ {first} = "{first} 1" }}, spill_over = true, rest = "strict"',
        "in proportion": 'kind = "relative wait"',
    }
    for name, rule in list(rules.items())[:policies]:
        said += ["[[variant]]", f'name = "{name}"', f"discipline = {{ {rule} }}"]
    return "\n".join(said) + "\n"


CASES = {
    "300 lists of 760 people, six policies": scenario(300, [("group", 5)], 6, 6.6667, 67, False),
    "23 lists, four attributes crossed (300 groups), two policies": scenario(
        23, [("deprivation", 5), ("ethnicity", 6), ("age", 5), ("sex", 2)], 2, 100, 1000, True
    ),
}


def measured(options, file, folder, threads):
    words = [options.queuity, "compare", file, "--quiet", "--force", "--out", folder / f"out-{threads}"]
    return Measured([*words, "--threads", threads])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-once", action="store_true", help="both at the same time: for a machine that others use")
    parser.add_argument("--queuity", type=Path, default=QUEUITY)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args()
    if not options.queuity.exists():
        sys.exit(f"{options.queuity} is not there: cargo build --release")
    lines = [
        f"Ten replications with all files; {options.rounds} rounds; {processor()}.",
        "",
        "| result | peak MiB, one thread | two threads | one thread against two, times (all) |",
        "|---|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name, text in CASES.items():
            file = folder / "scenario.toml"
            file.write_text(text, encoding="utf-8")
            peaks, ratios = {1: [], 2: []}, []
            for _ in range(options.rounds):
                with ThreadPoolExecutor(2 if options.at_once else 1) as pool:
                    found = list(pool.map(lambda threads: measured(options, file, folder, threads), (1, 2)))
                for threads, run in zip((1, 2), found):
                    peaks[threads].append(run.peak)
                ratios.append(found[0].wall / found[1].wall)
            spread = f"{digits(min(ratios))} to {digits(max(ratios))}"
            middle = digits(statistics.median(ratios))
            lines.append(f"| {name} | {max(peaks[1]):.0f} | {max(peaks[2]):.0f} | {middle} ({spread}) |")
    table = "\n".join(lines) + "\n"
    print(table)
    if options.write:
        put("results", table)


if __name__ == "__main__":
    main()
