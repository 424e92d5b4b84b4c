#!/usr/bin/env bash
# Runs everything that needs a real GPU and checks what came out. Needs no network and no Java.
#
# usage: run-gpu.sh DISTRIBUTION LIBRARIES MODEL OUT
#   DISTRIBUTION  unpacked gpudoctor with its own runtime, lib/onnxruntime included
#   LIBRARIES     folders trt10, trt8 and trt11 with NVIDIA's files; one that is missing is left out
#   MODEL         what make_model.py wrote
#   OUT           where the reports go
set -uo pipefail

doctor=$1/bin/gpudoctor libraries=$2 model=$3 out=$4
failures=0
mkdir -p "$out"
# Where Python's own CUDA libraries lie, for the runtime, cublas and cudnn layers.
site=$(python3 -c 'import nvidia, os; print(":".join(p for base in nvidia.__path__ for p in
    (os.path.join(base, d, "lib") for d in sorted(os.listdir(base))) if os.path.isdir(p)))' 2>/dev/null)

# run NAME WANTED-EXIT ARGUMENT...: one report in JSON and one as text with every step
run() {
    local name=$1 wanted=$2 begin code
    shift 2
    begin=$(date +%s%3N)
    "$doctor" "$@" --format json -o "$out/$name.json" >"$out/$name.log" 2>&1
    code=$?
    printf '%-22s exit %s (wanted %s) in %s ms\n' "$name" "$code" "$wanted" $(($(date +%s%3N) - begin))
    if [ "$code" != "$wanted" ]; then
        failures=$((failures + 1))
        tail -n 15 "$out/$name.log"
    fi
}

# holds NAME TEXT: the JSON report holds this text
holds() {
    if ! grep -qF "$2" "$out/$1.json"; then
        echo "$1.json does not hold: $2"
        failures=$((failures + 1))
    fi
}

# deep NAME ANSWER LIBRARIES FILE: what the TensorRT of that folder says of a model file: takes, refuses or skipped
deep() {
    LD_LIBRARY_PATH=$3 "$doctor" inspect --deep --format json "$4" >"$out/$1.json" 2>"$out/$1.log"
    printf '%-22s exit %s\n' "$1" $?
    holds "$1" "\"answer\" : \"$2\""
    LD_LIBRARY_PATH=$3 "$doctor" inspect --deep "$4" | grep -A 3 -e '  asked' -e 'itself says'
}

nvidia-smi --query-gpu=name,driver_version,memory.used --format=csv,noheader
"$doctor" snapshot -o "$out/snapshot.json" || failures=$((failures + 1))
run check 0 check
"$doctor" check | head -n 40

if [ -d "$libraries/trt10" ]; then
    run trt10 0 smoke --libraries "$libraries/trt10:$site"
    "$doctor" smoke --libraries "$libraries/trt10:$site" -v 2>/dev/null
    run trt10-precisions 0 smoke --libraries "$libraries/trt10" --layer driver,tensorrt,onnx \
        --precision fp32,tf32,fp16,bf16,int8,fp8
    "$doctor" smoke --libraries "$libraries/trt10" --layer driver,tensorrt,onnx --precision fp32,tf32,fp16,bf16,int8,fp8 \
        >"$out/trt10-precisions.txt" 2>/dev/null
    cat "$out/trt10-precisions.txt"
    run trt10-model 0 smoke --libraries "$libraries/trt10" --layer driver,model --model "$model/residual.onnx" \
        --shape image:4x3x128x128 --input "image=$model/image.npy" --reference-outputs "$model/reference.npz" \
        --precision fp32,tf32,fp16,bf16 --compare
    run trt10-int8 0 smoke --libraries "$libraries/trt10" --layer model --model "$model/residual.onnx" \
        --shape image:4x3x128x128 --input "image=$model/image.npy" --precision int8 --calibration "$model/samples" \
        --save-engine "$out/residual.plan"
    ls -l "$out/residual.plan"
    deep trt10-deep-engine takes "$libraries/trt10" "$out/residual.plan"
    deep trt10-deep-onnx takes "$libraries/trt10" "$model/residual.onnx"
    cp "$out/residual.plan" "$out/damaged.plan"
    head -c 4096 /dev/zero | dd of="$out/damaged.plan" bs=1 seek=64 conv=notrunc status=none
    deep trt10-deep-damaged refuses "$libraries/trt10" "$out/damaged.plan"
    if [ -d "$libraries/trt11" ]; then
        deep trt11-deep-engine refuses "$libraries/trt11" "$out/residual.plan"
    fi
    rm -f "$out/residual.plan" "$out/damaged.plan"

    # As NVIDIA's own archive has them: files named by their whole version, and links. Nothing there tells its CUDA.
    named=$libraries/trt10-named
    mkdir -p "$named"
    ln -f "$libraries"/trt10/*.so.10.*.* "$named/"
    for file in "$libraries"/trt10/*.so.10; do
        ln -f "$file" "$named/$(basename "$file").6.0"
        ln -sf "$(basename "$file").6.0" "$named/$(basename "$file")"
    done
    LD_LIBRARY_PATH=$named run trt10-check-open 3 check
    LD_LIBRARY_PATH=$named run trt10-check-smoke 0 check --smoke
    holds trt10-check-smoke "It works all the same: layer tensorrt of the smoke test passed"

    echo "a worker whose parent is killed:"
    "$doctor" smoke --libraries "$libraries/trt10" --layer tensorrt >/dev/null 2>&1 &
    sleep 3
    kill -9 $!
    sleep 1
    if pgrep -f smoke.worker.WorkerMain >/dev/null; then
        echo "still runs"
        failures=$((failures + 1))
    else
        echo "is gone"
    fi
fi

if [ -d "$libraries/trt8" ]; then
    run trt8 0 smoke --libraries "$libraries/trt8" --layer driver,tensorrt
    run trt8-onnx 0 smoke --libraries "$libraries/trt8:$libraries/trt8-stubs" --layer onnx
    run trt8-precisions 0 smoke --libraries "$libraries/trt8:$libraries/trt8-stubs" --layer tensorrt,onnx \
        --precision fp32,tf32,fp16,int8
    run trt8-onnx-no-cublas 1 smoke --libraries "$libraries/trt8" --layer onnx
    "$doctor" smoke --libraries "$libraries/trt8" --layer tensorrt -v 2>/dev/null
fi

if [ -d "$libraries/trt11" ]; then
    run trt11 1 smoke --libraries "$libraries/trt11" --layer driver,tensorrt,onnx
    holds trt11 builder_resource
    "$doctor" smoke --libraries "$libraries/trt11" --layer tensorrt 2>/dev/null
fi

nvidia-smi --query-gpu=memory.used --format=csv,noheader
echo "failures: $failures"
exit $((failures > 0))
