#!/bin/sh
# Packs target/gpudoctor with its manual into target/dist. Every file has the time of the release and the order of its
# name, so that a second build gives the same bytes; only class-data archives differ from run to run.
# Usage: package.sh VERSION TIMESTAMP TARGET_DIRECTORY RUNTIME_JDK ARM64_JDK ARM64_JMODS
set -eu
version=$1 timestamp=$2 target=$3 jdk=$4 arm64_jdk=$5 arm64_jmods=$6
out=$target/dist
stage=$target/packaging
name=gpudoctor-$version
# What is linked into a runtime: what jdeps names for gpudoctor and its libraries, and less of it where that serves.
modules=java.base,java.xml,java.logging,java.desktop,jdk.unsupported
SOURCE_DATE_EPOCH=$(date -u -d "$timestamp" +%s)
export SOURCE_DATE_EPOCH LC_ALL=C
umask 022
rm -rf "$out" "$stage"
mkdir -p "$out" "$stage"

# A whole program in a folder; without the libraries of the other platform where one is named.
program() {
    mkdir -p "$1/share/man" "$1/share/bash-completion/completions" "$1/share/fish/vendor_completions.d"
    cp -R "$target/gpudoctor/." "$1"
    cp -R "$target/manual/man1" "$1/share/man/man1"
    "$target/gpudoctor/bin/gpudoctor" completion bash >"$1/share/bash-completion/completions/gpudoctor"
    "$target/gpudoctor/bin/gpudoctor" completion fish >"$1/share/fish/vendor_completions.d/gpudoctor.fish"
    cp LICENSE README.md CHANGELOG.md SECURITY.md "$1"
    rm -f "$1"/lib/*.jsa "$1"/lib/*.aot
    if [ -n "${2-}" ]; then rm -rf "$1/lib/native/$2" "$1"/lib/workers/*/"$2" "$1/lib/onnxruntime/$2"; fi
    find "$1" -type f -name '*.so' -exec chmod 644 {} +
    chmod -R u=rwX,go=rX "$1"
    chmod 755 "$1/bin/gpudoctor" "$1/lib/make-archives"
}

stamp() {
    find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

pack() {
    stamp "$1"
    tar -C "$(dirname "$1")" --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 \
        --numeric-owner -cf - "$(basename "$1")" | gzip -9n >"$2"
}

# runtime JDK PROGRAM [JLINK_OPTION...]: links its own Java into a program.
runtime() {
    linker=$1/bin/jlink home=$2/runtime
    shift 2
    "$linker" --add-modules "$modules" --output "$home" --strip-java-debug-attributes --no-header-files --no-man-pages "$@"
    # The newest C library that any of its files asks for; the launcher compares it with the one that is there.
    find "$home" -type f \( -name '*.so' -o -path '*/bin/*' \) -exec grep -aoh 'GLIBC_2\.[0-9]*' {} + \
        | sed 's/GLIBC_//' | sort -Vu | tail -n 1 >"$home/glibc"
}

program "$stage/any/$name"
pack "$stage/any/$name" "$out/$name.tar.gz"

program "$stage/x86_64/$name" linux-arm64
runtime "$jdk" "$stage/x86_64/$name"
# The JVM compares the times of the jars with those it saw when it made an archive.
stamp "$stage/x86_64/$name"
machine=$stage/machine
src/main/packaging/archive-machine.sh "$machine"
LD_LIBRARY_PATH=$machine/usr/lib VIRTUAL_ENV=$machine/env "$stage/x86_64/$name/lib/make-archives" \
    "check --from docs/examples/healthy-h200.json" "check --from docs/examples/cudnn-on-a-gpu-it-dropped.json" \
    "check --root $machine --python /env" "check --root $machine --python /env --format json" \
    "check --root $machine --format html" "check --root $machine --format sarif" \
    "check --root $machine --format junit" "check --root $machine --format markdown" "snapshot --root $machine"
pack "$stage/x86_64/$name" "$out/$name-linux-x86_64.tar.gz"

program "$stage/arm64/$name" linux-x86_64
if [ -n "$arm64_jmods" ]; then
    runtime "$arm64_jdk" "$stage/arm64/$name" --module-path "$arm64_jmods"
else
    echo "package.sh: the arm64 archive gets NO RUNTIME and needs a Java there; -Darm64.jmods=DIRECTORY" \
        "(src/main/packaging/arm64-jdk.sh fetches it) and -Darm64.jdk=JDK of the same release link one" >&2
fi
pack "$stage/arm64/$name" "$out/$name-linux-arm64.tar.gz"

# The Debian package: the program below /usr/lib, found by its link in /usr/bin.
deb=$stage/deb
program "$deb/usr/lib/gpudoctor"
mkdir -p "$deb/DEBIAN" "$deb/usr/bin" "$deb/usr/share/doc/gpudoctor" "$deb/usr/share/man"
mv "$deb/usr/lib/gpudoctor/share/man/man1" "$deb/usr/share/man/man1"
mv "$deb/usr/lib/gpudoctor/share/bash-completion" "$deb/usr/lib/gpudoctor/share/fish" "$deb/usr/share"
mv "$deb/usr/lib/gpudoctor/LICENSE" "$deb/usr/share/doc/gpudoctor/copyright"
mv "$deb/usr/lib/gpudoctor/CHANGELOG.md" "$deb/usr/share/doc/gpudoctor/changelog"
rm -rf "$deb/usr/lib/gpudoctor/share" "$deb"/usr/lib/gpudoctor/*.md
gzip -9n "$deb"/usr/share/man/man1/*.1 "$deb/usr/share/doc/gpudoctor/changelog"
ln -s ../lib/gpudoctor/bin/gpudoctor "$deb/usr/bin/gpudoctor"
cp src/main/packaging/debian/postinst src/main/packaging/debian/prerm "$deb/DEBIAN"
chmod 755 "$deb/DEBIAN/postinst" "$deb/DEBIAN/prerm"
size=$(du -sk --apparent-size "$deb/usr" | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@SIZE@/$size/" src/main/packaging/debian/control >"$deb/DEBIAN/control"
(cd "$deb" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
stamp "$deb"
dpkg-deb --root-owner-group -Zxz --build "$deb" "$out/gpudoctor_${version}_all.deb" >/dev/null

# What Maven knows of are the dependencies; presets, JNI libraries and runtimes are shipped, too.
java -cp "$target/gpudoctor/lib/*" src/main/packaging/BillOfMaterials.java "$target/bom.json" "$out/$name.cdx.json" \
    "$stage/any/$name" "$stage/x86_64/$name" "$stage/arm64/$name"
(cd "$out" && sha256sum gpudoctor* >SHA256SUMS)
ls -l "$out"
