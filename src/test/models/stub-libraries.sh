#!/bin/sh
# Builds empty libraries in place of the GPU libraries that PyTorch links against: stub-libraries.sh TORCH_LIB FOLDER
# PyTorch then imports on a machine without them; nothing in them is ever called on the CPU.
set -eu
cd "$1"
mkdir -p "$2"
nm -D --undefined-only ./*.so | awk '{print $2}' | sed 's/@.*//' | grep -E '^(cu|nv|nccl|__cuda|__nv)' | sort -u > "$2/undefined"
nm -D --defined-only ./*.so | awk '{print $3}' | sed 's/@.*//' | sort -u > "$2/defined"
comm -23 "$2/undefined" "$2/defined" | sed 's/.*/void *&(void) { return 0; }/' > "$2/stub.c"
for library in $(readelf -d ./*.so | sed -n 's/.*Shared library: \[\(lib\(cu\|nv\|nccl\)[^]]*\)\]/\1/p' | sort -u); do
  # the loader wants the version that PyTorch asks for, where it asks for one
  readelf -V ./*.so | awk -v file="$library" '
    /File: / { mine = index($0, "File: " file " ") }
    mine && /Name: / { sub(/.*Name: /, ""); print $1 " { global: *; };" }' | sort -u | head -n 1 > "$2/versions"
  if [ -s "$2/versions" ]; then
    cc -shared -w -fPIC -o "$2/$library" -Wl,-soname,"$library" -Wl,--version-script,"$2/versions" "$2/stub.c"
  else
    cc -shared -w -fPIC -o "$2/$library" -Wl,-soname,"$library" "$2/stub.c"
  fi
done
