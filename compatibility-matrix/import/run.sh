#!/bin/sh
# Turns a folder of research files into matrix rows and prints what changed: run.sh RESEARCH_DIR
set -eu
research=$(cd "${1:?usage: run.sh RESEARCH_DIR}" && pwd)
cd "$(dirname "$0")/../.."
mvn -q compile dependency:build-classpath -Dmdep.outputFile=target/import.classpath -Dmdep.includeScope=runtime -Dspotless.check.skip
exec java -cp "target/classes:$(cat target/import.classpath)" \
  compatibility-matrix/import/ImportResearch.java "$research" compatibility-matrix
