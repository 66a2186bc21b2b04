"""Counts again, in Python with pandas, what queuity says of the lists that it writes. Nothing of queuity is used but its files.

    python independent.py faults CLEAN SPOILT...  the faults are exactly those of the truth, of each list
    python independent.py effect WITH WITHOUT     the inequity is what the truth says, from its sites one by one
    python independent.py elsewhere WITH WITHOUT TRUTH   other sites show the same effect, within its interval
    python independent.py opens FOLDER...         every file opens in the programs that are there
"""

import json
import math
import re
import sys
from pathlib import Path

import pandas as pd


def read(folder, name):
    """A table as texts, from CSV, from lines of JSON, or from the document of an object-centric log."""
    path = Path(folder) / f"{name}.csv"
    if path.exists():
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    path = path.with_suffix(".ndjson")
    if path.exists():
        rows = [dict(flat("", json.loads(line))) for line in path.read_text(encoding="utf-8").splitlines()]
    else:
        rows = list(objects(json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))))
    columns = [field["name"] for field in described(folder, name)["fields"]]
    assert set().union(*rows) <= set(columns), f"{name}: {set().union(*rows) - set(columns)} is not described"
    return pd.DataFrame([[row.get(column, "") for column in columns] for row in rows], columns=columns, dtype=str)


def described(folder, name):
    """What the package says of the columns of a table."""
    package = json.loads((Path(folder) / "datapackage.json").read_text(encoding="utf-8"))
    resource = next(r for r in package["resources"] if Path(r["path"]).stem == name)
    return resource.get("schema", resource.get("dictionary"))


def flat(path, value):
    """The values of a tree, each with the path that leads to it."""
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flat(f"{path}.{key}" if path else str(key), inner)
    else:
        yield path, "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def objects(log):
    """The events and objects of a log, as rows."""
    for one, what in [(e, "event") for e in log["events"]] + [(o, "object") for o in log["objects"]]:
        row = {"id": one["id"], "is": what, "type": one["type"], "time": one.get("time", "")}
        row.update({f"about.{to['qualifier']}": to["objectId"] for to in one["relationships"]})
        row.update({f"{one['type']}.{a['name']}": a["value"] for a in one["attributes"]})
        yield row


def truth_of(folder):
    return json.loads((Path(folder) / "truth.json").read_text(encoding="utf-8"))


# Faults ---------------------------------------------------------------------------------------------------------------------

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def day(text):
    """A date in ISO 8601, or nothing."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    found = pd.to_datetime(text, errors="coerce")
    return None if pd.isna(found) else found


def formats_of(date):
    return {date.strftime("%d/%m/%Y"), f"{date.day} {MONTHS[date.month - 1]} {date.year % 100:02}",
            date.strftime("%Y%m%d"), date.strftime("%Y-%m-%d 00:00:00")}


def looks_like(clean, spoilt, column, row, words):
    """All kinds of fault that a changed cell may be, by its values alone."""
    found, was = set(), day(clean)
    if spoilt == "":
        found.add("missing")
    if clean in words and spoilt in words and not was:
        found.add("stale" if spoilt == "waiting" else "miscoded")
    if spoilt == "*" and clean.isdigit() and 1 <= int(clean) <= 7:
        found.add("suppressed")
    if was:
        if spoilt == was.strftime("%Y-%d-%m"):
            found.add("swapped day and month")
        if spoilt == str((was - pd.Timestamp(1899, 12, 30)).days):
            found.add("serial number")
        if spoilt in formats_of(was):
            found.add("mixed formats")
        if spoilt in {"1900-01-01", "1899-12-30", "1970-01-01"}:
            found.add("default code")
        start = day(row.get("referral_date", row.get("referral_to_treatment_period_start_date", row.get("Referral", ""))))
        if "end" in column.lower() or column == "Removal":
            if start is not None and day(spoilt) is not None and day(spoilt) < start:
                found.add("impossible order")
    else:
        squeezed = [re.sub(r"[^a-z0-9]", "", text.lower()) for text in (clean, spoilt)]
        if spoilt not in words and squeezed[1] != "" and squeezed[0].startswith(squeezed[1]):
            found.add("free text")
        if spoilt in {"99", "9", "Z", "X", "UNKNOWN", "Other"}:
            found.add("default code")
    return found


# Columns that go with a wait that is said to go on.
GO_WITH_STALE = ("end_date", "wait_days", "referral_to_treatment_period_end_date")


def faults(clean_folder, *spoilt_folders):
    for spoilt_folder in spoilt_folders:
        counted = faults_of(clean_folder, spoilt_folder)
        for kind in sorted(counted):
            print(f"{kind}: {counted[kind]}")


def faults_of(clean_folder, spoilt_folder):
    truth = truth_of(spoilt_folder)
    told = read(spoilt_folder, "truth_faults")
    counted, sure, unsure = {}, 0, 0
    assert set(told["table"]) <= set(truth["rows"])
    for name in sorted(set(truth["rows"]) - {"truth_people", "truth_faults"}):
        key = truth["keys"].get(name, {}).get("id")
        clean, spoilt = read(clean_folder, name), read(spoilt_folder, name)
        own = told[told["table"] == name].to_dict("records")
        # A document has no rows, only identifiers.
        is_document = (Path(spoilt_folder) / f"{name}.json").exists()
        place = "id" if is_document else "row"
        in_cells = {(f[place], f["column"]): f for f in own if f["column"]}
        goes_on = {f[place] for f in own if f["kind"] == "stale"}
        words = {c: set(clean[c]) - {""} for c in clean.columns}
        cells, rows = set(), {"duplicate": set(), "near duplicate": set(), "late arrival": set()}
        for what, at, before, after in walk(clean.to_dict("records"), spoilt.to_dict("records"), key):
            if what != "cells":
                rows[what].add((at, before[key] if what == "late arrival" else after[key]))
                continue
            at = after[key] if is_document else str(at)
            for column in clean.columns:
                if before[column] == after[column]:
                    continue
                changed = f"{name}, {place} {at}, {column}: {before[column]!r} became {after[column]!r}"
                said = in_cells.get((at, column))
                if said is None:
                    assert at in goes_on and column in GO_WITH_STALE, f"{changed}, and is not told"
                    continue
                cells.add((at, column, before[column], after[column]))
                kinds, kind = looks_like(before[column], after[column], column, before, words[column]), said["kind"]
                assert kind in kinds, f"{changed}: {kind}, not {kinds}"
                sure, unsure = sure + (len(kinds) == 1), unsure + (len(kinds) > 1)
                counted[kind] = counted.get(kind, 0) + 1
        assert cells == {(*at, f["clean"], f["spoilt"]) for at, f in in_cells.items()}, f"cells of {name}"
        assert len(in_cells) == sum(f["column"] != "" for f in own), f"a cell of {name} has one fault"
        for kind, found in rows.items():
            of_kind = [f for f in own if f["kind"] == kind]
            if kind == "late arrival":
                assert sorted(i for _, i in found) == sorted(f["id"] for f in of_kind), f"{kind} of {name}"
                assert all(f["row"] == "" for f in of_kind)
            else:
                assert found == {(int(f["row"]), f["id"]) for f in of_kind}, f"{kind} of {name}"
            if found:
                counted[kind] = counted.get(kind, 0) + len(found)
    assert read(clean_folder, "truth_people").equals(read(spoilt_folder, "truth_people")), "what is true is as it was"
    assert counted == told["kind"].value_counts().to_dict(), f"{counted} counted, {told['kind'].value_counts().to_dict()} told"
    assert unsure <= 0.1 * (sure + unsure), f"{unsure} of {sure + unsure} cells may be faults of two kinds"
    return counted


def walk(clean, spoilt, key):
    """Pairs the rows of two tables in their order: rows that are gone, rows that are there twice, and pairs."""
    if key is None:
        assert len(clean) == len(spoilt), "a table without identifiers has its rows"
        return [("cells", at + 1, *pair) for at, pair in enumerate(zip(clean, spoilt))]
    at, events = 0, []
    for before in clean:
        if at < len(spoilt) and spoilt[at][key] == before[key] and alike(before, spoilt[at]):
            events.append(("cells", at + 1, before, spoilt[at]))
            last = spoilt[at]
            at += 1
        else:
            events.append(("late arrival", None, before, None))
            continue
        # A row right behind that is no row of the clean table: the same again, or nearly.
        while at < len(spoilt) and (spoilt[at][key] == last[key] + "X" or spoilt[at] == last):
            twice = spoilt[at] == last
            events.append(("duplicate" if twice else "near duplicate", at + 1, last, spoilt[at]))
            at += 1
    assert at == len(spoilt), "rows that are in no clean table and no truth"
    return events


def alike(a, b):
    return sum(a[c] != b[c] for c in a) <= max(3, len(a) * 2 // 3)


# Inequity -------------------------------------------------------------------------------------------------------------------

T_39 = 2.0226909200367604  # scipy.stats.t.ppf(0.975, 39)


def readings(folder, attribute, level):
    """By site and reading: the mean of the level minus that of all others, by true level."""
    people = read(folder, "truth_people")
    group = people.set_index("patient_id")[f"{attribute}_true"] == level
    pathways, appointments = read(folder, "pathways"), read(folder, "appointments")
    ended = pathways[pathways["status"] == "treated"]
    waits = pathways[pathways["status"] == "waiting"]
    seen = appointments[(appointments["follow_up"] == "false") & appointments["outcome"].isin(["attended", "did not attend"])]
    frames = {
        "wait_of_treated": (ended, pd.to_datetime(ended["end_date"]).sub(pd.to_datetime(ended["referral_date"])).dt.days),
        "wait_of_waiting": (waits, waits["wait_days"].astype(int)),
        "removed": (pathways, (~pathways["status"].isin(["treated", "waiting"])).astype(float)),
        "missed": (seen, (seen["outcome"] == "did not attend").astype(float)),
    }
    if "presented_date" in pathways:
        days = pd.to_datetime(pathways["referral_date"]).sub(pd.to_datetime(pathways["presented_date"])).dt.days
        frames["presented_to_referral"] = (pathways, days)
    found = {}
    for reading, (rows, values) in frames.items():
        table = pd.DataFrame({"site": rows["site"], "group": rows["patient_id"].map(group), "value": values.astype(float)})
        means = table.groupby(["site", "group"])["value"].mean().unstack()
        found[reading] = means.get(True) - means.get(False)
    return found


def paired(with_folder, without_folder, inequity):
    """By reading: what the truth calls it, and the value of each site."""
    with_it = readings(with_folder, inequity["attribute"], inequity["level"])
    without = readings(without_folder, inequity["attribute"], inequity["level"])
    found = {reading: ("effect", (with_it[reading] - without[reading]).dropna()) for reading in without}
    # Only lists with late referral have the day on which people presented, so there is no pair: the gap itself is counted.
    found.update({reading: ("with", with_it[reading].dropna()) for reading in with_it if reading not in without})
    return found


def effect(with_folder, without_folder):
    truth = truth_of(with_folder)
    assert truth["sites"] == 40 and truth_of(without_folder)["sites"] == 40, "the forty sites of the truth are in the files, whole"
    assert truth["sample"]["share"] == 1.0 and truth_of(without_folder)["sample"]["share"] == 1.0
    differences = paired(with_folder, without_folder, truth["inequity"])
    checked = 0
    for told in truth["inequity"]["effects"]:
        reading = told["reading"]
        if reading not in differences:
            continue
        what, values = differences[reading]
        half = T_39 * values.std(ddof=1) / math.sqrt(len(values))
        assert len(values) == told["sites"] == 40, (reading, len(values), told["sites"])
        for name, value in {"value": values.mean(), "lower": values.mean() - half, "upper": values.mean() + half}.items():
            assert abs(value - told[what][name]) < 1e-6, (reading, what, name, value, told[what])
        if what == "with":
            # Without it nobody of either group presents later than others, but by chance.
            assert values.mean() - 1.5 * half < told["effect"]["value"] < values.mean() + 1.5 * half, (reading, values.mean(), told)
        print(f"{reading}: {values.mean():.4f} ({values.mean() - half:.4f} to {values.mean() + half:.4f})")
        checked += 1
    assert checked >= 4, checked


def elsewhere(with_folder, without_folder, truth_folder):
    """Other sites, with luck of their own: the effect that they show differs from that of the truth by chance alone."""
    inequity = truth_of(truth_folder)["inequity"]
    differences = paired(with_folder, without_folder, inequity)
    for told in inequity["effects"]:
        if told["reading"] not in differences:
            continue
        what, values = differences[told["reading"]]
        mean = told[what]
        own, other = values.std(ddof=1) / math.sqrt(len(values)), (mean["upper"] - mean["lower"]) / 2 / T_39
        apart, room = abs(values.mean() - mean["value"]), 3.5 * math.hypot(own, other) + 1e-9
        assert apart <= room, f"{told['reading']}: {values.mean()} here, {mean} told"
        print(f"{told['reading']}: {values.mean():.4f} here, {mean['value']:.4f} told, {apart / room * 3.5:.2f} standard errors apart")


# Files ----------------------------------------------------------------------------------------------------------------------


PROGRAMS = ("duckdb", "polars", "pyarrow", "openpyxl", "frictionless", "sdmetrics")


def opens(*folders):
    """Each file in every program that is there: as many rows and the same columns, without a word on how to read it."""
    have = {}
    for name in PROGRAMS:
        try:
            have[name] = __import__(name)
        except ImportError:
            print(f"SKIPPED: no {name}")
    for folder in folders:
        opens_in(have, Path(folder))


def opens_in(have, folder):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    rows = truth_of(folder)["rows"]
    for resource in package["resources"]:
        path, kind = folder / resource["path"], resource["format"]
        expected = rows[path.stem]
        names = [f["name"] for f in resource.get("schema", resource.get("dictionary"))["fields"]]
        counts = {}
        if kind == "csv":
            counts["pandas"] = pd.read_csv(path)
        if kind == "parquet" and "pyarrow" in have:
            counts["pandas"] = pd.read_parquet(path)
        if kind == "xlsx" and "openpyxl" in have:
            counts["pandas"] = pd.read_excel(path)
        if kind == "ndjson":
            counts["pandas"] = pd.read_json(path, lines=True, dtype=False)
        if "duckdb" in have and kind in ("csv", "parquet", "ndjson"):
            function = {"csv": "read_csv", "parquet": "read_parquet", "ndjson": "read_json"}[kind]
            counts["duckdb"] = have["duckdb"].sql(f"select * from {function}('{path}')").df()
        if "polars" in have and kind in ("csv", "parquet", "ndjson"):
            polars = have["polars"]
            # What is spoilt on purpose is of another kind only after the first hundred rows.
            reader = {"csv": lambda p: polars.read_csv(p, infer_schema_length=None), "parquet": polars.read_parquet,
                      "ndjson": polars.read_ndjson}[kind]
            counts["polars"] = reader(path) if expected else None
        for program, table in counts.items():
            if table is None:
                continue
            assert len(table) == expected, f"{path.name} in {program}: {len(table)} rows, not {expected}"
            if kind != "ndjson":
                assert list(table.columns) == names, f"{path.name} in {program}: {list(table.columns)}"
        print(f"{folder.name}, {path.name}: {expected} rows in {', '.join(counts)}")
    if "frictionless" in have:
        from frictionless import validate
        report = validate(str(folder / "datapackage.json"))
        if any("Please install" in message for _, message in report.flatten(["title", "message"])):
            print("SKIPPED: frictionless lacks its parts for these formats: pip install 'frictionless[json,parquet,excel]'")
            return
        wrong = report.flatten(["title", "message"])
        assert not wrong, wrong[:5]
        print(f"frictionless: {len(report.tasks)} tables are as they are described")
    if "sdmetrics" in have:
        keys_and_types(folder, package)


def keys_and_types(folder, package):
    """SDMetrics, with what the description says: keys that are whole and join, and values of their types."""
    import warnings

    warnings.filterwarnings("ignore")
    from sdmetrics.reports.multi_table import DiagnosticReport
    data, tables, relationships = {}, {}, []
    for resource in package["resources"]:
        if resource["format"] != "csv" or "schema" not in resource:
            continue
        schema, name = resource["schema"], resource["name"]
        table = pd.read_csv(folder / resource["path"])
        links = {k["fields"][0] for k in schema.get("foreignKeys", [])} | set(schema.get("primaryKey", []))
        columns = {}
        for field in schema["fields"]:
            kind = {"string": "categorical", "integer": "numerical", "number": "numerical", "boolean": "boolean", "date": "datetime"}[field["type"]]
            columns[field["name"]] = {"sdtype": "id" if field["name"] in links else kind}
            if kind == "datetime":
                columns[field["name"]]["datetime_format"] = "%Y-%m-%d"
        data[name] = table
        tables[name] = {"columns": columns}
        if len(schema.get("primaryKey", [])) == 1:
            tables[name]["primary_key"] = schema["primaryKey"][0]
        for link in schema.get("foreignKeys", []):
            relationships.append({"parent_table_name": link["reference"]["resource"], "parent_primary_key": link["reference"]["fields"][0],
                                  "child_table_name": name, "child_foreign_key": link["fields"][0]})
    if not relationships and not any("primary_key" in table for table in tables.values()):
        return
    report = DiagnosticReport()
    report.generate(data, data, {"tables": tables, "relationships": relationships}, verbose=False)
    assert report.get_score() == 1.0, report.get_properties()
    print(f"sdmetrics: keys and types of {len(data)} tables are whole, and {len(relationships)} links join")


if __name__ == "__main__":
    {"faults": faults, "effect": effect, "elsewhere": elsewhere, "opens": opens}[sys.argv[1]](*sys.argv[2:])
