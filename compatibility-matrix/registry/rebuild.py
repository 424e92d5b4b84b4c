"""Rebuilds the registry layer of the rows from snapshot/ and corrections.json, without a network.

--check writes nothing: it takes the registry layer away, builds it again and fails unless every byte is as committed.
"""

import argparse
import json
import sys

import tables
from rows import HERE, Matrix, Snapshot, number


def main():
    parser = argparse.ArgumentParser(prog="rebuild", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the committed rows instead of writing them")
    options = parser.parse_args()
    corrections = json.loads((HERE / "corrections.json").read_text(encoding="utf-8"))["rows"]
    different = []
    for fill in tables.ALL:
        for table in build(fill, corrections):
            if options.check:
                table.forget()
                (again,) = build(fill, corrections, {table.name: table.rows})
                if not again.matches():
                    different.append(table.name)
            elif table.save():
                different.append(table.name)
    for name in different:
        print(("differs: " if options.check else "written: ") + name)
    print(f"{len(tables.ALL)} tables from the snapshot of {Snapshot().day()}")
    return 1 if options.check and different else 0


def build(fill, corrections, instead=None):
    built = fill(Snapshot(), Matrix(instead))
    for table in built:
        for correction in corrections:
            if correction["table"] == table.name:
                correct(table, correction)
    return built


def correct(table, correction):
    """Lays what documents say of a range of releases over what rows leave open, or over all of it if it says so."""
    for row in table.rows:
        version = number(str(row.get("release") or row.get("version")))
        if "from" in correction and version < number(correction["from"]):
            continue
        if "before" in correction and version >= number(correction["before"]):
            continue
        if any(row.get(name) != value for name, value in correction.get("where", {}).items()):
            continue
        for source in correction["sources"]:
            if correction.get("over"):
                table.set(row, source, **correction["set"])
            elif any(row.get(name) in (None, value) for name, value in correction["set"].items()):
                table.fill(row, source, **correction["set"])


if __name__ == "__main__":
    sys.exit(main())
