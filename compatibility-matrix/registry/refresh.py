"""Reads what a package index says of the packages in packages.json and writes it to snapshot/."""

import argparse
import datetime
import fnmatch
import hashlib
import json
import os
import pathlib
import re
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
SNAPSHOT = HERE / "snapshot"
FACTS = 2  # raise it when readers learn something new: wheels are then read again

ABOUT_GPUS = re.compile(
    r"^(nvidia|cuda|cupy|torch|triton|tensorrt|tensorflow|jax|onnx|flashinfer|sgl|vllm|xformers|bitsandbytes|ctranslate2"
    r"|numpy|protobuf|flatbuffers|ml[-_]dtypes|apache-tvm-ffi|keras)",
    re.I,
)
NO_USE = re.compile(r"extra == .(test|tests|dev|docs|doc|ci|lint|quality|benchmark|audio|video|all)\b")
ABOUT_BUILDS = re.compile(r"version|cuda|cudnn|tensorrt|compute_cap|^is_|opset|hip|^VERSION_TABLE$", re.I)
PLATFORMS = (
    ("linux-x86_64", r"(manylinux.*|linux)_x86_64"),
    ("linux-aarch64", r"(manylinux.*|linux)_aarch64"),
    ("windows-x86_64", r"win_amd64"),
    ("windows-aarch64", r"win_arm64"),
    ("any", r"any"),
)


def main():
    options = arguments()
    from index import Index, IndexError_

    log = lambda text: print(text, file=sys.stderr, flush=True)
    began = time.monotonic()
    index = Index(options.pause, log)
    wanted = json.loads((HERE / "packages.json").read_text())["packages"]
    if options.package:
        wanted = [entry for entry in wanted if entry["name"] in options.package]
    SNAPSHOT.mkdir(exist_ok=True)
    cache = Cache(pathlib.Path(options.cache))
    read, failed = 0, []
    for entry in wanted:
        if index.requests >= options.max_requests:
            log(f"stopped after {index.requests} requests; run again to go on")
            return 3
        try:
            releases, wheels = package(index, entry, cache, options, log)
        except IndexError_ as problem:
            failed.append(entry["name"])
            log(f"{entry['name']}: {problem}")
            continue
        if releases is None:
            log(f"{entry['name']}: the index has no such package")
            continue
        read += wheels
        write(SNAPSHOT / f"{entry['name']}.json", entry["name"], releases)
        log(f"{entry['name']}: {len(releases)} releases, {wheels} wheels read, {index.requests} requests so far")
    log(
        f"{len(wanted)} packages, {read} wheels read, {index.requests} requests, {index.bytes >> 20} MiB, "
        f"{(time.monotonic() - began) / 60:.1f} minutes"
    )
    if failed:
        log("not read: " + ", ".join(failed))
        return 1
    if not options.package:
        (SNAPSHOT / "read.json").write_text(json.dumps({"day": today(), "packages": len(wanted)}) + "\n")
    return 0


def arguments():
    parser = argparse.ArgumentParser(prog="refresh", description=__doc__)
    parser.add_argument("package", nargs="*", help="read only these packages")
    parser.add_argument("--pause", type=float, default=0.1, help="seconds between two requests (default: 0.1)")
    parser.add_argument("--max-requests", type=int, default=2500, help="stop after this many (default: 2500)")
    parser.add_argument("--no-gpu-code", action="store_true", help="do not stream large libraries for their GPU code")
    default = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "gpudoctor-refresh")
    parser.add_argument("--cache", default=default, help="directory for facts already read (default: %(default)s)")
    return parser.parse_args()


class Cache:
    """Facts of wheels, by the wheel's hash and by what was asked of it: an interrupted run goes on where it stopped."""

    def __init__(self, directory):
        self._directory = directory
        self._directory.mkdir(parents=True, exist_ok=True)

    def get(self, sha256, asked):
        file = self._file(sha256, asked)
        return json.loads(file.read_text()) if file.exists() else None

    def put(self, sha256, asked, facts):
        file = self._file(sha256, asked)
        part = file.with_suffix(".part")
        part.write_text(json.dumps(facts))
        part.replace(file)

    def _file(self, sha256, asked):
        key = hashlib.sha256(json.dumps([FACTS, sha256, asked], sort_keys=True).encode()).hexdigest()
        return self._directory / f"{key}.json"


def package(index, entry, cache, options, log):
    files = index.page(entry["name"])
    if files is None:
        return None, 0
    by_version = {}
    for file in files:
        version = version_of(entry["name"], file["filename"])
        if version and not file["filename"].endswith(".egg"):
            by_version.setdefault(version, []).append(file)
    known = [v for v in by_version if sort_key(v) is not None]
    known.sort(key=sort_key, reverse=True)
    newest = next((v for v in known if is_final(v)), None)
    releases, count = [], 0
    for version in known:
        release = {"version": version}
        files = by_version[version]
        dates = sorted(file["upload-time"][:10] for file in files if file.get("upload-time"))
        if dates:
            release["released"] = dates[0]
        python = sorted({file["requires-python"] for file in files if file.get("requires-python")})
        if python:
            release["requiresPython"] = python[-1]
        if all(file.get("yanked") for file in files):
            release["yanked"] = True
        release["wheels"] = wheels(files)
        if not is_final(version) or dates and dates[0] < entry.get("since", ""):
            releases.append(release)
            continue
        for wheel in release["wheels"]:
            if wheel["platform"] not in entry.get("platforms", ["linux-x86_64", "any"]):
                continue
            for asked in questions(entry, version, version == newest, wheel["size"], options):
                facts = cache.get(wheel["sha256"], asked)
                if facts is None:
                    facts = ask(index, wheel["url"], asked, f"{entry['name']} {version}", log)
                    cache.put(wheel["sha256"], asked, facts)
                    count += 1
                wheel.update(facts)
        releases.append(release)
    for release in releases:
        for wheel in release["wheels"]:
            wheel.pop("url", None)
    return releases, count


def questions(entry, version, is_newest, size, options):
    """What to ask a wheel of this release; nothing for builds too small to be for a GPU."""
    if size < entry.get("smallest", 0):
        return [{"requires": True}] if entry.get("requires") else []
    asked = {name: entry[name] for name in ("requires", "constants", "strings", "needed", "members") if name in entry}
    if is_newest and "constantsOfNewest" in entry:
        asked["constants"] = entry["constantsOfNewest"]
    code, code_asked = entry.get("gpuCode"), []
    if code and not options.no_gpu_code and (version in code["releases"] or is_newest):
        code_asked = [{"gpuCode": code["members"]}]
    return ([asked] if asked else []) + code_asked


def ask(index, url, asked, what, log):
    import wheel as reader

    facts = {}
    try:
        remote = reader.RemoteWheel(index, url)
        if asked.get("requires"):
            name = next(name for name in remote.members if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
            requires = reader.metadata(remote.read(name))
            facts["requires"] = sorted({line for line in requires if ABOUT_GPUS.match(line) and not NO_USE.search(line)})
        for name in matching(remote, asked.get("constants", [])):
            values = reader.constants(remote.read(name))
            facts.setdefault("constants", {}).update(
                {key: value for key, value in sorted(values.items()) if ABOUT_BUILDS.search(key) and key != "git_version"}
            )
        for name in matching(remote, asked.get("needed", [])):
            facts["needed"] = [soname for soname in reader.needed(remote.read(name)) if about_gpus(soname)]
        for name, patterns in asked.get("strings", {}).items():
            for member in (m for m in remote.members if m == name or m.endswith("/" + name)):
                found = reader.Strings(patterns)
                for piece in remote.stream(member):
                    found.feed(piece)
                if found.facts():
                    facts.setdefault("strings", {})[name.rsplit("/", 1)[-1]] = found.facts()
        if "members" in asked:
            pattern = re.compile(asked["members"])
            facts["members"] = sorted(m.group(1) for m in map(pattern.fullmatch, remote.members) if m)
        for name in matching(remote, asked.get("gpuCode", [])):
            code = reader.GpuCode()
            for piece in remote.stream(name):
                code.feed(piece)
            facts.setdefault("gpuCode", {})[name.rsplit("/", 1)[1]] = code.facts()
            log(f"  {what}: {name} {code.facts()}")
    except (reader.WheelError, StopIteration, SyntaxError, KeyError) as problem:
        facts["unreadable"] = str(problem) or type(problem).__name__
        log(f"  {what}: {facts['unreadable']}")
    return facts


def matching(remote, patterns):
    return [name for pattern in patterns for name in sorted(fnmatch.filter(remote.members, pattern))]


def about_gpus(soname):
    return re.match(r"lib(cu|nv|nccl)", soname) is not None


def wheels(files):
    """Per platform the Pythons there are wheels for, and the wheel to read: that of the newest Python."""
    platforms = {}
    for file in files:
        tags = re.fullmatch(r"(.+?)-([^-]+)(-\d[^-]*)?-([^-]+)-([^-]+)-([^-]+)\.whl", file["filename"])
        if not tags:
            continue
        for platform, pattern in PLATFORMS:
            if any(re.fullmatch(pattern, tag) for tag in tags[6].split(".")):
                platforms.setdefault(platform, []).append((tags[4], tags[5], file))
                break
    result = []
    for platform, _ in PLATFORMS:
        if platform not in platforms:
            continue
        pythons = {python_of(tag, abi) for tags, abi, _ in platforms[platform] for tag in tags.split(".")}
        chosen = max(platforms[platform], key=lambda wheel: (python_key(python_of(wheel[0].split(".")[-1], wheel[1])), wheel[2]["filename"]))
        file = chosen[2]
        result.append(
            {
                "platform": platform,
                "python": sorted(pythons, key=python_key),
                "file": file["filename"],
                "sha256": file["hashes"]["sha256"],
                "size": file.get("size", 0),
                "url": file["url"],
            }
        )
    return result


def python_of(tag, abi):
    """3.12 of cp312, 3.13t of its free-threaded build, 3.8+ of a stable ABI, 3 of py3."""
    match = re.fullmatch(r"(cp|py|pp)(\d)(\d*)", tag)
    if not match:
        return tag
    python = match[2] + ("." + match[3] if match[3] else "")
    if abi == "abi3":
        return python + "+"
    return python + "t" if re.fullmatch(r"cp\d+t", abi) else python


def python_key(python):
    numbers = re.findall(r"\d+", python)
    return (not python.endswith("t"), [int(number) for number in numbers], python)


def version_of(name, filename):
    stem = re.sub(r"[-_.]+", "[-_.]+", name)
    match = re.match(rf"{stem}-(\d[^-]*?)(?:-.*\.whl|\.tar\.gz|\.zip)$", filename, re.I)
    return match[1] if match else None


def is_final(version):
    return re.fullmatch(r"\d+(\.\d+)*(\.post\d+)?(\+[a-z0-9.]+)?", version) is not None


def sort_key(version):
    match = re.match(r"(\d+(?:\.\d+)*)(.*)$", version)
    if not match:
        return None
    rest = match[2]
    order = 1 if rest.startswith((".post", "+")) else 0 if not rest else -1
    return ([int(number) for number in match[1].split(".")], order, [int(n) for n in re.findall(r"\d+", rest)], rest)


def write(path, name, releases):
    """One release a line, so that a diff shows releases."""
    lines = ",\n".join(json.dumps(release, separators=(",", ":"), ensure_ascii=False) for release in releases)
    path.write_text('{"package":' + json.dumps(name) + ',"releases":[\n' + lines + "\n]}\n", encoding="utf-8")


def today():
    return datetime.datetime.now(datetime.timezone.utc).date().isoformat()


if __name__ == "__main__":
    sys.exit(main())
