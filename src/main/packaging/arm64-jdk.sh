#!/usr/bin/env bash
# Fetches what jlink needs to link a runtime for arm64 on another processor: the jmods of Debian's JDK for arm64, of the
# feature release of the JDK that links. Needs apt-get of a Debian system that has this release; installs nothing.
#
#   arm64-jdk.sh DIRECTORY JDK   prints the folder for -Darm64.jmods; what is there is not fetched again
set -euo pipefail
directory=$(mkdir -p "$1" && cd "$1" && pwd)
release=$("$2/bin/jlink" --version | sed 's/[^0-9].*//')
jmods=$directory/tree/usr/lib/jvm/java-$release-openjdk-arm64/jmods

fetch() {
    rm -rf "$directory/part"
    mkdir -p "$directory"/{lists/partial,cache/archives/partial,part}
    # The same archives that this system has, for the other architecture.
    apt-get indextargets --format 'deb $(SITE) $(CODENAME) main' 'Origin: Debian' 'Component: main' \
        'Created-By: Packages' | sort -u >"$directory/sources.list"
    local options=(-qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o APT::Sandbox::User=root
        -o Dir::Etc::sourcelist="$directory/sources.list" -o Dir::Etc::sourceparts=-
        -o Dir::State::lists="$directory/lists" -o Dir::Cache="$directory/cache")
    apt-get "${options[@]}" update
    (cd "$directory/part" && apt-get "${options[@]}" download "openjdk-$release-jdk-headless:arm64")
    dpkg -x "$directory"/part/*.deb "$directory/part"
    rm -rf "$directory/tree" "$directory"/part/*.deb
    mv "$directory/part" "$directory/tree"
}

[ -f "$jmods/java.base.jmod" ] || fetch >&2
[ -f "$jmods/java.base.jmod" ]
echo "$jmods"
