#!/bin/sh
# Searches new inputs for one fuzz target, from the class files of the last build: src/test/fuzz.sh CLASS METHOD SECONDS
# What it finds goes to target/fuzz/CLASS.METHOD; a crashing input belongs into the seeds once its cause is mended.
set -eu
class=$1 method=$2 seconds=$3
cd "$(dirname "$0")/../.."
seeds=src/test/resources/dev/gpudoctor/fuzz/${class}Inputs/$method
found=target/fuzz/$class.$method
mkdir -p "$found/corpus"
[ -s target/fuzz/classpath ] || mvn -q dependency:build-classpath -Dmdep.outputFile=target/fuzz/classpath -Dmdep.includeScope=test
classpath=target/test-classes:target/classes:$(cat target/fuzz/classpath)
exec nice -n 19 java -Xmx1g -XX:-UsePerfData -Djazzer.hooks=true -cp "$classpath" com.code_intelligence.jazzer.Jazzer \
    --target_class="dev.gpudoctor.fuzz.$class" --target_method="$method" --instrumentation_includes='dev.gpudoctor.**' \
    --reproducer_path="$found" -artifact_prefix="$found/" -rss_limit_mb=0 -max_total_time="$seconds" \
    -print_final_stats=1 "$found/corpus" "$seeds"
