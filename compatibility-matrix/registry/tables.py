"""What each table takes from the snapshot."""

from rows import (
    admits,
    bounds,
    extras,
    fat_targets,
    minor,
    number,
    pins,
    pythons,
    requirement,
    targets,
    wheel_of,
)

BUILD = ("framework", "release", "variant", "platform")
LINUX = ("linux-x86_64", "linux-aarch64")
NEWEST_FIRST = lambda versions: sorted(versions, key=number, reverse=True)


def builds(matrix, name):
    return matrix.table(f"frameworks/{name}", "frameworks", BUILD)


def pythons_of_all(releases, platform):
    """The Pythons of all patches of a release, for a row that stands for all of them."""
    tags = {tag for release in releases for wheel in [wheel_of(release, platform)] if wheel for tag in wheel["python"]}
    return pythons(releases[0], {"python": sorted(tags)}) if tags else None


def patches(snapshot, package):
    """The releases of a package by two-part number, newest first."""
    found = {}
    for release in snapshot.releases(package):
        found.setdefault(minor(release["version"]), []).append(release)
    return found


def exactly(text):
    """The version that bounds pin; None for anything looser."""
    return text[2:] if text.startswith("==") and "," not in text else None


# --- torch ------------------------------------------------------------------------------------------------------------


def torch(snapshot, matrix):
    table, source = builds(matrix, "torch"), "wheel-torch"
    companions = {name: companions_of_torch(snapshot, name) for name in ("torchvision", "torchaudio")}
    for release in snapshot.releases("torch"):
        version = release["version"]
        for row in table.find(release=version):
            wheel = wheel_of(release, row.get("platform") or "linux-x86_64")
            if wheel is None:
                continue
            default = default_of_torch(wheel)
            table.set(
                row,
                source,
                released=release.get("released"),
                python=pythons(release, wheel),
                isDefault=row.get("variant") == default if default else None,
            )
        for platform in LINUX:
            wheel = wheel_of(release, platform)
            default = wheel and default_of_torch(wheel)
            if not default:
                continue
            rows = table.find(release=version, variant=default, platform=platform)
            if platform == "linux-x86_64":
                rows = rows or table.find(release=version, variant=default, platform=None)
            if not rows:
                rows = [torch_row(table, source, release, wheel, default, platform)]
            if default != "cpu":
                default_build(table, source, rows[0], wheel)
        for row in table.find(release=version):
            known = {name: pairs[version] for name, pairs in companions.items() if version in pairs}
            if known and row.get("variant") != "cpu":
                table.set(row, source, companions=known)
    return [table]


def default_of_torch(wheel):
    """What version.py says of the wheel; a build too small for a GPU is the CPU's."""
    constants = wheel.get("constants")
    if constants is None:
        return "cpu" if wheel["platform"].startswith("linux") and wheel["size"] < 200_000_000 else None
    cuda = constants.get("cuda")
    return "cu" + minor(cuda).replace(".", "") if cuda else "cpu"


def torch_row(table, source, release, wheel, variant, platform):
    fields = {"framework": "torch", "release": release["version"], "variant": variant, "platform": platform}
    fields.update(isDefault=True, released=release.get("released"), python=pythons(release, wheel))
    if variant == "cpu":
        return table.add(source, cpuOnly=True, **fields)
    cuda = minor(wheel["constants"]["cuda"])
    like = next((row for row in table.rows if minor_major(row.get("cuda")) == minor_major(cuda) and row.get("kept") != "derived"), {})
    drivers = {name: like.get(name) for name in ("minDriverLinux", "minDriverWindows")}
    return table.add(source, cuda=cuda, **drivers, **fields)


def minor_major(cuda):
    return cuda and cuda.split(".")[0]


def default_build(table, source, row, wheel):
    """What the wheel of the index says that builds from elsewhere need not share."""
    known, cudnn = {}, None
    for name, bound in pins(wheel).items():
        if name.startswith("nvidia-cudnn"):
            cudnn = bounds(bound)
        elif name.startswith("nvidia-nccl") and exactly(bound):
            known["nccl"] = exactly(bound)
        elif name == "triton" and bounds(bound):
            known["triton"] = bounds(bound).lstrip("=")
    flags = wheel.get("strings", {}).get("libtorch_python.so", {}).get("gpuFlags", [])
    code = targets(max(flags, key=len).split()) if flags else None
    documented = row.get("gpuCode") or []
    if any(c.endswith("+PTX") for c in documented) and [c.replace("+PTX", "") for c in documented] == code:
        code = None  # the build script names PTX besides, which the flags in the wheel do not tell
    table.set(row, source, cudnn=[cudnn] if cudnn else None, gpuCode=code, companions=known or None)


def companions_of_torch(snapshot, package):
    """For each torch the newest release of a companion that pins it, or that begins with its minor release."""
    pinned, loose = {}, []
    for release in snapshot.releases(package):
        for wheel in release["wheels"]:
            bound = pins(wheel).get("torch")
            if bound is None:
                continue
            if exactly(bound):
                pinned.setdefault(exactly(bound), release["version"])
            elif bound.startswith(">="):
                loose.append((bound, release["version"]))
            break
    found = dict(pinned)
    for release in snapshot.releases("torch"):
        version = release["version"]
        if version not in found:
            fits = [v for bound, v in loose if admits(bound, version) and minor(bound[2:]) == minor(version)]
            if fits:
                found[version] = fits[0]
    return found


# --- other frameworks -------------------------------------------------------------------------------------------------


def tensorflow(snapshot, matrix):
    table = builds(matrix, "tensorflow")
    for package in ("tensorflow", "tensorflow-gpu"):
        source, seen, all_patches = f"wheel-{package}", set(), patches(snapshot, package)
        for release in snapshot.releases(package):
            version = minor(release["version"])
            wheel = wheel_of(release, "linux-x86_64")
            if version in seen or wheel is None or "constants" not in wheel:
                continue
            seen.add(version)
            built = wheel["constants"]
            rows = table.find(release=version, platform="linux-x86_64", variant=package)
            if not built.get("cuda_version") and not built.get("cuda_version_number"):
                continue
            cuda = str(built.get("cuda_version") or built.get("cuda_version_number"))
            cudnn = str(built.get("cudnn_version") or built.get("cudnn_version_number"))
            for row in rows:
                with_cuda = extras(wheel, "and-cuda")
                documented = row.get("cuda")
                needs = next((bounds(b) for n, b in with_cuda.items() if n.startswith("nvidia-cudnn") and bounds(b)), None)
                table.set(
                    row,
                    source,
                    python=pythons_of_all(all_patches[version], "linux-x86_64"),
                    cuda=minor(cuda) if not (documented or "").startswith(cuda) else None,
                    cudnn=[needs] if needs and needs.startswith(">=") else None,
                    gpuCode=targets(built.get("cuda_compute_capabilities") or []) or None,
                )
                if built.get("is_tensorrt_build") is False:
                    table.set(row, source, tensorRtNone=True)
                assert minor_major(row["cuda"]) == minor_major(cuda), row
                assert not row.get("cudnn") or cudnn in row["cudnn"][0], row
    for version, releases in patches(snapshot, "tensorflow").items():
        arm = pythons_of_all(releases, "linux-aarch64")
        if arm and table.find(release=version):
            table.add(
                "wheel-tensorflow",
                framework="tensorflow",
                release=version,
                variant="tensorflow",
                platform="linux-aarch64",
                cpuOnly=True,
                python=arm,
            )
    return [table]


def onnxruntime(snapshot, matrix):
    table, source = builds(matrix, "onnxruntime"), "wheel-onnxruntime-gpu"
    for version, releases in patches(snapshot, "onnxruntime-gpu").items():
        wheel = wheel_of(releases[0], "linux-x86_64")
        if wheel is None:
            continue
        needed = {soname.split(".so.")[0]: soname.split(".so.")[1] for soname in wheel.get("needed", []) if ".so." in soname}
        rows = [
            row
            for row in table.rows
            if minor(row["release"]) == version
            and row.get("isDefault")
            and row.get("platform") in (None, "linux-x86_64")
        ]
        built = str(wheel.get("constants", {}).get("cuda_version") or "") or None
        if not rows and needed:
            major = needed["libcudart"].split(".")[0]
            rows = [
                table.add(
                    source,
                    framework="onnxruntime",
                    release=version,
                    variant="cuda" + major,
                    isDefault=True,
                    cudaRange=["=" + major],
                    cudnn=["=" + needed["libcudnn"]],
                )
            ]
        for row in rows:
            code = gpu_code(releases)
            table.set(
                row,
                source,
                python=pythons_of_all(releases, "linux-x86_64"),
                gpuCode=fat_targets(code) if code else None,
            )
            if row["release"].count(".") == 1:
                table.set(row, source, released=releases[-1].get("released"))
            if built and row.get("kept") == "derived":
                table.set(row, source, cuda=built)
            if "libnvinfer" in needed:
                table.fill(row, source, tensorRt=["=" + needed["libnvinfer"]])
            if needed:
                have = minor_major(row.get("cuda")) or row["cudaRange"][0].lstrip("=>").split(".")[0]
                assert have == needed["libcudart"].split(".")[0], (row, needed)
                assert needed["libcudnn"] in row["cudnn"][0].lstrip("=>").split(".")[0], (row, needed)
    return [table]


def gpu_code(releases):
    for release in releases:
        wheel = wheel_of(release, "linux-x86_64")
        if wheel and wheel.get("gpuCode"):
            return wheel["gpuCode"]
    return None


def jax(snapshot, matrix):
    table = builds(matrix, "jax")
    for variant, package in (("cuda12", "jax-cuda12-plugin"), ("cuda13", "jax-cuda13-plugin")):
        source = f"wheel-{package}"
        for release in snapshot.releases(package):
            wheel = wheel_of(release, "linux-x86_64")
            if wheel is None:
                continue
            needs = extras(wheel, "with[-_]cuda") or pins(wheel)
            runtime = next((b for n, b in needs.items() if n.startswith("nvidia-cuda-runtime")), "")
            cudnn = next((bounds(b) for n, b in needs.items() if n.startswith("nvidia-cudnn") and bounds(b)), None)
            floor = bounds(runtime)
            major = int(variant[4:])
            fields = {"cudaRange": [f">={minor(floor[2:])},<{major + 1}"] if floor and floor.startswith(">=") else [f"={major}"]}
            table.add(
                source,
                framework="jax",
                release=release["version"],
                variant=variant,
                released=release.get("released"),
                python=pythons(release, wheel),
                cudnn=[cudnn] if cudnn else None,
                **fields,
            )
    return [table]


def torch_tensorrt(snapshot, matrix):
    table, source, seen = builds(matrix, "torch-tensorrt"), "wheel-torch-tensorrt", set()
    for release in snapshot.releases("torch-tensorrt"):
        wheel = wheel_of(release, "linux-x86_64")
        version = minor(release["version"])
        if wheel is None or version in seen:
            continue
        seen.add(version)
        built = {name.strip("_"): value for name, value in wheel.get("constants", {}).items()}
        needs = pins(wheel)
        rows = table.find(release=version, platform=None) or [
            table.add(source, framework="torch-tensorrt", release=version)
        ]
        torch_bound = bounds(needs.get("torch", ""))
        tensorrt = next((bounds(b) for n, b in needs.items() if n.startswith("tensorrt") and bounds(b)), None)
        linked = str(built.get("tensorrt_version") or "")
        table.set(
            rows[0],
            source,
            released=release.get("released"),
            cuda=built.get("cuda_version"),
            tensorRt=[tensorrt if tensorrt and tensorrt.startswith(">=") else f">={linked.split('.post')[0]},<{int(linked.split('.')[0]) + 1}"] if linked else None,
            torch=minor(number_text(torch_bound)) if torch_bound else None,
            python=pythons_of_all(patches(snapshot, "torch-tensorrt")[version], "linux-x86_64"),
        )
    return [table]


def number_text(bound):
    return bound.lstrip("=>").split(",")[0]


def on_torch(name, snapshot, matrix, companions=()):
    """A library on top of torch: one row a release, with the torch that its wheel asks for and that torch's CUDA."""
    table, source = builds(matrix, name), f"wheel-{name}"
    cuda_of = {}
    for release in snapshot.releases("torch"):
        wheel = wheel_of(release, "linux-x86_64")
        if wheel and "constants" in wheel and wheel["constants"].get("cuda"):
            cuda_of[release["version"]] = wheel["constants"]["cuda"]
    for release in snapshot.releases(name):
        wheel = next((wheel_of(release, p) for p in LINUX if wheel_of(release, p)), None)
        if wheel is None or "requires" not in wheel:
            continue
        needs = {**extras(wheel, "srt"), **extras(wheel, "runtime[-_]common"), **pins(wheel)}
        pinned = exactly(needs.get("torch", ""))
        platforms = [w["platform"] for w in release["wheels"] if w["platform"] in LINUX]
        for platform in platforms or [None]:
            fields = {
                "framework": name,
                "release": release["version"],
                "platform": platform,
                "released": release.get("released"),
                "python": pythons(release, wheel),
                "torch": pinned,
            }
            rows = table.find(framework=name, release=release["version"], platform=platform)
            if pinned in cuda_of:
                major = minor_major(cuda_of[pinned])
                fields["cudaRange"] = ["=" + major]
                for row in rows:
                    if row.get("cuda") and minor_major(row["cuda"]) != major:
                        del row["cuda"]
            known = {n: exactly(needs[n]) or bounds(needs[n]) for n in companions if n in needs and bounds(needs[n])}
            if platform == "linux-x86_64" and wheel.get("gpuCode"):
                fields["gpuCode"] = fat_targets(wheel["gpuCode"])
            table.add(source, companions=known or None, **fields)
    return [table]


def vllm(snapshot, matrix):
    return on_torch("vllm", snapshot, matrix, ("torchvision", "torchaudio", "flashinfer-python", "xformers"))


def sglang(snapshot, matrix):
    return on_torch("sglang", snapshot, matrix, ("sgl-kernel", "sglang-kernel", "flashinfer-python", "torchvision", "torchaudio"))


def xformers(snapshot, matrix):
    return on_torch("xformers", snapshot, matrix)


def sgl_kernel(snapshot, matrix):
    return on_torch("sgl-kernel", snapshot, matrix)


def flashinfer(snapshot, matrix):
    return on_torch("flashinfer-python", snapshot, matrix)


def bitsandbytes(snapshot, matrix):
    table, source = builds(matrix, "bitsandbytes"), "wheel-bitsandbytes"
    for release in snapshot.releases("bitsandbytes"):
        wheel = wheel_of(release, "linux-x86_64")
        if wheel is None or not wheel.get("members"):
            continue
        cudas = sorted({f"{m[:-1]}.{m[-1]}" for m in wheel["members"]}, key=number)
        for cuda in cudas:
            code = {k: v for k, v in (wheel.get("gpuCode") or {}).items() if f"cuda{cuda.replace('.', '')}.so" in k}
            table.add(
                source,
                framework="bitsandbytes",
                release=release["version"],
                variant="cuda" + cuda.replace(".", ""),
                platform="linux-x86_64",
                released=release.get("released"),
                cuda=cuda,
                python=pythons(release, wheel),
                gpuCode=fat_targets(code),
            )
    return [table]


def ctranslate2(snapshot, matrix):
    table, source = builds(matrix, "ctranslate2"), "wheel-ctranslate2"
    for release in snapshot.releases("ctranslate2"):
        for platform in LINUX:
            wheel = wheel_of(release, platform)
            if wheel:
                table.add(
                    source,
                    framework="ctranslate2",
                    release=release["version"],
                    platform=platform,
                    released=release.get("released"),
                    python=pythons(release, wheel),
                    gpuCode=fat_targets(wheel["gpuCode"]) if wheel.get("gpuCode") else None,
                )
    return [table]


def cupy(snapshot, matrix):
    table = builds(matrix, "cupy")
    for major in (11, 12, 13):
        package = f"cupy-cuda{major}x"
        for release in snapshot.releases(package):
            for platform in LINUX:
                wheel = wheel_of(release, platform)
                if wheel:
                    table.add(
                        f"wheel-{package}",
                        framework="cupy",
                        release=release["version"],
                        variant=f"cuda{major}x",
                        platform=platform,
                        released=release.get("released"),
                        cudaRange=[f"={major}"] if major > 11 else [">=11.2,<12"],
                        python=pythons(release, wheel),
                    )
    return [table]


def triton(snapshot, matrix):
    table, source = builds(matrix, "triton"), "wheel-triton"
    for release in snapshot.releases("triton"):
        for platform in LINUX:
            wheel = wheel_of(release, platform)
            if wheel is None:
                continue
            found = (wheel_of(release, "linux-x86_64") or wheel).get("strings", {})
            ptxas = found.get("ptxas", {}).get("version", [])
            blackwell = found.get("ptxas-blackwell", {}).get("version", [])
            known = {}
            if ptxas:
                known["ptxas"] = NEWEST_FIRST(ptxas)[0]
            if blackwell:
                known["ptxas-blackwell"] = NEWEST_FIRST(blackwell)[0]
            table.add(
                source,
                framework="triton",
                release=release["version"],
                platform=platform,
                released=release.get("released"),
                python=pythons(release, wheel),
                companions=known or None,
            )
    return [table]


# --- libraries --------------------------------------------------------------------------------------------------------


def tensorrt(snapshot, matrix):
    table, source = matrix.table("tensorrt", "tensorrt", ("version",), ascending=True), "wheel-tensorrt"
    tags, numbers = {}, {}
    for package in ("tensorrt", "tensorrt-bindings", "tensorrt-cu11-bindings", "tensorrt-cu12-bindings", "tensorrt-cu13-bindings"):
        for release in snapshot.releases(package):
            version = ".".join(release["version"].split(".")[:3])
            wheel = wheel_of(release, "linux-x86_64")
            if wheel:
                tags.setdefault(version, set()).update(wheel["python"])
            if release["version"].count(".") == 3 and "post" not in release["version"]:
                numbers.setdefault(version, release["version"])
    for row in table.rows:
        found = [tag for tag in tags.get(row["version"], ()) if tag.count(".") == 1]
        if found:
            table.set(
                row,
                source,
                python=pythons({}, {"python": found}),
                pythonNote="The Pythons that the bindings have wheels for.",
            )
    return [table]


def cudnn(snapshot, matrix):
    table, source = matrix.table("cudnn", "cudnn", ("version",), ascending=True), "wheel-cudnn"
    found = {}
    for major in ("11", "12", "13"):
        for release in snapshot.releases(f"nvidia-cudnn-cu{major}"):
            if release["wheels"] and release["version"].count(".") == 3:
                version = ".".join(release["version"].split(".")[:3])
                entry = found.setdefault(version, {"packages": [], "builds": [], "dates": []})
                entry["packages"].append(major)
                entry["builds"].append(release["version"])
                entry["dates"].append(release["released"])
    for version, entry in found.items():
        rows = table.find(version=version)
        majors = sorted(set(entry["packages"]))
        if not rows:
            row = table.add(source, version=version, build=max(entry["builds"], key=number), packages=majors, released=min(entry["dates"]))
            row.setdefault("cuda", [])
            row.setdefault("minCapability", None)
            row.setdefault("maxCapability", None)
            continue
        table.fill(rows[0], source, build=max(entry["builds"], key=number), released=min(entry["dates"]), packages=majors)
    return [table]


def nccl(snapshot, matrix):
    table, source = matrix.table("nccl", "nccl", ("version",), ascending=True), "wheel-nccl"
    found = {}
    for major in ("11", "12", "13"):
        for release in snapshot.releases(f"nvidia-nccl-cu{major}"):
            if release["wheels"]:
                entry = found.setdefault(release["version"], ([], []))
                entry[0].append(major)
                entry[1].append(release["released"])
    for version, (majors, dates) in found.items():
        table.add(source, version=version, released=min(dates), packages=sorted(majors))
    return [table]


def cuda_components(snapshot, matrix):
    """The component wheels of each toolkit, as the meta package pins them."""
    table, source = matrix.table("cuda-components", "cuda-components", ("toolkit",), ascending=True), "wheel-cuda-toolkit"
    seen = set()
    for release in snapshot.releases("cuda-toolkit"):
        version = ".".join(release["version"].split(".")[:3])
        wheel = wheel_of(release, "any")
        if wheel is None or version in seen or not wheel.get("requires"):
            continue
        seen.add(version)
        known = {}
        for line in wheel["requires"]:
            name, bound, _ = requirement(line)
            pinned = bounds(bound)
            if pinned and pinned.startswith("="):
                known[name] = pinned[1:]
        table.add(source, toolkit=version, released=release["released"], components=dict(sorted(known.items())))
    return [table]


def tf2onnx(snapshot, matrix):
    table, source = matrix.table("tf2onnx", "tf2onnx", ("version",)), "wheel-tf2onnx"
    for release in snapshot.releases("tf2onnx"):
        wheel = wheel_of(release, "any")
        if wheel is None or number(release["version"]) < [1, 5]:
            continue
        constants = wheel.get("constants", {})
        opsets = constants.get("OPSET_TO_IR_VERSION")
        table.add(
            source,
            version=release["version"],
            released=release["released"],
            maxOpset=max(map(int, opsets)) if opsets else None,
            opsetDefault=constants.get("PREFERRED_OPSET"),
        )
    return [table]


def onnx(snapshot, matrix):
    table, source = matrix.table("onnx", "onnx", ("version",), ascending=True), "wheel-onnx"
    releases = snapshot.releases("onnx")
    numbers = next((w["constants"]["VERSION_TABLE"] for r in releases for w in r["wheels"] if "VERSION_TABLE" in w.get("constants", {})), [])
    for entry in numbers:
        version, ir, opset, ml = entry[:4]
        same = table.find(version=version) or table.find(version=minor(version))
        row = same[0] if same else table.add(source, version=version)
        table.set(row, source, irVersion=ir, opset=opset, mlOpset=ml, trainingOpset=entry[4] if len(entry) > 4 else None)
    return [table]


ALL = (
    torch, tensorflow, onnxruntime, jax, torch_tensorrt, vllm, sglang, sgl_kernel, flashinfer, xformers, bitsandbytes,
    ctranslate2, cupy, triton, tensorrt, cudnn, nccl, cuda_components, tf2onnx, onnx,
)
