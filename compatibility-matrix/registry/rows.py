"""Rebuilds the registry layer of the rows from snapshot/ and corrections.json, offline: same input, same bytes.

A row marked "kept": "derived" comes from the snapshot alone. In any other row the snapshot sets the fields that wheels
decide, and documents keep the rest.
"""

import json
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
MATRIX = HERE.parent
SNAPSHOT = HERE / "snapshot"


# --- versions ---------------------------------------------------------------------------------------------------------


def number(version):
    """Sorts versions as numbers; a post release comes after its release."""
    return [int(part) for part in re.findall(r"\d+", version)]


def is_final(version):
    return re.fullmatch(r"\d+(\.\d+)*(\.post\d+)?", version) is not None


def minor(version):
    return ".".join(version.split(".")[:2])


def requirement(line):
    """Name, bounds and marker of a Requires-Dist line."""
    match = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?\s*\(?([^;)]*)\)?\s*;?(.*)$", line)
    return match[1].lower().replace("_", "-"), match[2].replace(" ", ""), match[3].strip()


def pins(wheel):
    """Bounds by package name, for what an x86-64 or Arm Linux install without extras brings along."""
    found = {}
    for line in wheel.get("requires", []):
        name, bounds, marker = requirement(line)
        if not re.search(r"extra *==|Windows|win32|darwin|Darwin", marker):
            found.setdefault(name, bounds)
    return found


def extras(wheel, name):
    """Bounds of what an extra brings."""
    found = {}
    for line in wheel.get("requires", []):
        package, bounds, marker = requirement(line)
        if re.search(rf"extra *== *['\"]{name}['\"]", marker):
            found.setdefault(package, bounds)
    return found


def bounds(text):
    """Bounds of a requirement as a range of the matrix; None if it sets none."""
    parts = []
    for part in text.split(","):
        match = re.match(r"(==|>=|<=|~=|<|>)\s*v?(\d+(?:\.\d+)*)(\.\*)?", part)
        if not match or match[1] == ">":
            continue
        operator, version = match[1], match[2]
        if operator == "==":
            parts.append("=" + version)
        elif operator == "~=":
            above = number(version)[:-1]
            above[-1] += 1
            parts += [">=" + version, "<" + ".".join(map(str, above))]
        else:
            parts.append(operator + version)
    parts.sort(key=lambda part: part.startswith("<"))
    return ",".join(parts) or None


def admits(text, version):
    """Whether bounds admit a version, for ==, >=, <=, <, > and ~=."""
    have = number(version)
    for part in filter(None, text.split(",")):
        match = re.match(r"(==|>=|<=|~=|<|>|!=)\s*(\d+(?:\.\d+)*)(\.\*)?", part)
        if not match:
            continue
        wanted, size = number(match[2]), max(len(have), len(number(match[2])))
        left, right = have + [0] * (size - len(have)), wanted + [0] * (size - len(wanted))
        fits = {
            "==": have[: len(wanted)] == wanted if match[3] else left == right,
            "!=": left != right,
            ">=": left >= right,
            "<=": left <= right,
            "<": left < right,
            ">": left > right,
            "~=": left >= right and have[: len(wanted) - 1] == wanted[:-1],
        }
        if not fits[match[1]]:
            return False
    return True


def pythons(release, wheel):
    """The Pythons that a release has wheels for, as ranges; what Requires-Python adds where tags leave it open."""
    tags = [tag for tag in wheel["python"] if not tag.endswith("t")]
    minors = sorted({tuple(number(tag)) for tag in tags if re.fullmatch(r"\d\.\d+", tag)})
    floors = [tuple(number(tag)) for tag in tags if re.fullmatch(r"\d\.\d+\+", tag)]
    declared = bounds(release.get("requiresPython", ""))
    if floors or not minors:
        lowest = min(minors + floors) if minors or floors else None
        required = declared or ""
        floor = re.search(r">=([\d.]+)", required)
        lower = ">=%d.%d" % lowest if lowest else None
        if floor and (lowest is None or number(floor[1]) > list(lowest)):
            lower = ">=" + minor(floor[1])
        upper = re.search(r"<=?[\d.]+", required)
        parts = [part for part in (lower, upper and upper[0]) if part]
        return [",".join(parts)] if parts else None
    ranges, first = [], 0
    for at, each in enumerate(minors):
        if at + 1 == len(minors) or minors[at + 1] != (each[0], each[1] + 1):
            low, high = "%d.%d" % minors[first], "%d.%d" % each
            ranges.append("=" + low if low == high else f">={low},<={high}")
            first = at + 1
    return ranges


def capability(text):
    """8.6 of 86, 9.0a of 90a, 12.0 of 120."""
    match = re.fullmatch(r"(\d+)(\d)([af]?)", text)
    return f"{match[1]}.{match[2]}{match[3]}"


def targets(flags):
    """GPU code of a list such as sm_80, sm_90, compute_90; PTX of a target that has machine code too is one entry."""
    binary = [capability(flag[3:]) for flag in flags if flag.startswith("sm_")]
    ptx = [capability(flag[8:]) for flag in flags if flag.startswith("compute_")]
    both = [code + "+PTX" if code in ptx else code for code in binary] + [c + "+PTX" for c in ptx if c not in binary]
    return sorted(dict.fromkeys(both), key=number)


def fat_targets(facts):
    """GPU code as fat binaries of several libraries have it: what all of them can run from."""
    flags = set()
    for code in facts.values():
        flags |= {f"sm_{arch}" for arch in code["binary"]} | {f"compute_{arch}" for arch in code["ptx"]}
    return targets(sorted(flags, key=number)) if flags else None


# --- snapshot and tables ----------------------------------------------------------------------------------------------


class Snapshot:
    """What the index said, package by package."""

    def __init__(self, directory=SNAPSHOT):
        self._directory = directory

    def releases(self, package):
        """Final releases that were not withdrawn and that have something to install, newest first."""
        file = self._directory / f"{package}.json"
        if not file.exists():
            return []
        return [
            release
            for release in json.loads(file.read_text(encoding="utf-8"))["releases"]
            if is_final(release["version"]) and not release.get("yanked")
        ]

    def day(self):
        return json.loads((self._directory / "read.json").read_text())["day"]


def wheel_of(release, platform):
    return next((wheel for wheel in release["wheels"] if wheel["platform"] in (platform, "any")), None)


class Matrix:
    """The tables as committed, or with other rows in place of some."""

    def __init__(self, instead=None):
        self._instead = instead or {}

    def table(self, name, schema, key, ascending=False):
        return Table(name, schema, key, ascending, self._instead.get(name))


class Table:
    """One table of the matrix. Notes which fields the snapshot wrote."""

    def __init__(self, name, schema, key, ascending, rows):
        self.name = name
        self._file = MATRIX / f"{name}.json"
        self._key = key
        self._ascending = ascending
        properties = json.loads((MATRIX / "schema" / f"{schema}.schema.json").read_text(encoding="utf-8"))
        self._order = list(properties["properties"]["rows"]["items"]["properties"])
        if rows is None:
            rows = json.loads(self._file.read_text(encoding="utf-8"))["rows"] if self._file.exists() else []
        self.rows = [row for row in rows if row.get("kept") != "derived"]
        self.written = set()

    def forget(self):
        """Takes the registry layer away: rows of its own and the fields that it writes."""
        self.rows = [row for row in self.rows if row.get("kept") != "derived"]
        for row in self.rows:
            for where, field in self.written:
                name, _, part = field.partition("/")
                if where != self.key(row) or name not in row:
                    continue
                if part:
                    row[name].pop(part, None)
                if not part or not row[name]:
                    del row[name]

    def key(self, row):
        return tuple(row.get(name) for name in self._key)

    def find(self, **wanted):
        return [row for row in self.rows if all(row.get(name) == value for name, value in wanted.items())]

    def add(self, source, **fields):
        """A row of the registry's own; one that is there already is filled anew."""
        row = next((row for row in self.rows if self.key(row) == tuple(fields.get(name) for name in self._key)), None)
        if row is None:
            row = {"kept": "derived", "sources": [source]}
            row.update({name: fields[name] for name in self._key if fields.get(name) is not None})
            self.rows.append(row)
        self.set(row, source, **fields)
        return row

    def set(self, row, source, **fields):
        """Sets fields of a row; of a field with parts only the parts that are given."""
        for name, value in fields.items():
            if value is None or name in self._key:
                continue
            if isinstance(value, dict):
                row[name] = {**(row.get(name) or {}), **value}
                self.written.update((self.key(row), f"{name}/{part}") for part in value)
            else:
                row[name] = value
                self.written.add((self.key(row), name))
        if source not in row["sources"]:
            row["sources"].append(source)

    def fill(self, row, source, **fields):
        """Sets those fields of a row that documents leave open."""
        self.set(row, source, **{name: value for name, value in fields.items() if row.get(name) in (None, value)})

    def text(self):
        position = {name: at for at, name in enumerate(self._order)}
        self.rows.sort(key=self._sort)
        lines = []
        for row in self.rows:
            ordered = {name: row[name] for name in sorted(row, key=lambda name: position[name])}
            if isinstance(row.get("companions"), dict):
                ordered["companions"] = dict(sorted(row["companions"].items()))
            lines.append(json.dumps(ordered, separators=(",", ":"), ensure_ascii=False))
        return '{"rows":[\n' + ",\n".join(lines) + "\n]}\n"

    def _sort(self, row):
        version = number(str(row[self._key[0] if self._key[0] != "framework" else "release"]))
        version = (version + [0] * 8)[:8]
        order = version if self._ascending else [-part for part in version]
        return (
            order,
            not row.get("isDefault", False),
            [-part for part in number(str(row.get("variant") or ""))],
            str(row.get("variant") or ""),
            {None: 0, "linux-x86_64": 1, "linux-aarch64": 2, "windows-x86_64": 3}.get(row.get("platform"), 4),
        )

    def save(self):
        text = self.text()
        self._file.parent.mkdir(exist_ok=True)
        if not self._file.exists() or self._file.read_text(encoding="utf-8") != text:
            self._file.write_text(text, encoding="utf-8")
            return True
        return False

    def matches(self):
        return self._file.exists() and self._file.read_text(encoding="utf-8") == self.text()
