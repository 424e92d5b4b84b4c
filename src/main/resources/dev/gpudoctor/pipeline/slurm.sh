#!/bin/sh
# Health check and prolog for Slurm: drains a node on which gpudoctor finds an error, with the reason, and resumes it once
# the error is gone. Install it on each node as /etc/slurm/gpudoctor.sh, executable, and name it in slurm.conf:
#
#     HealthCheckProgram=/etc/slurm/gpudoctor.sh
#     HealthCheckInterval=300
#     HealthCheckNodeState=ANY,CYCLE
#     Prolog=/etc/slurm/gpudoctor.sh        # also, if no job may start on a node that just broke
#
# Only exit code 1 of gpudoctor drains. Where it has no answer (2: its input, 3: not decided, 70: a fault of its own,
# 124: out of time) nothing changes, and the log says so. A node that somebody else drained is left alone.
set -u

# Slurm runs a health check with neither PATH nor SLURM_CONF, without which scontrol fails silently.
PATH=${PATH:-}${PATH:+:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
SLURM_CONF=${SLURM_CONF:-/etc/slurm/slurm.conf}
[ ! -e "$SLURM_CONF" ] || export SLURM_CONF

gpudoctor=${GPUDOCTOR:-gpudoctor}
# A directory that all nodes share, for `gpudoctor fleet DIRECTORY`; empty for none.
reports=${GPUDOCTOR_REPORTS:-}
node=${SLURMD_NODENAME:-$(hostname -s)}

say() {
    logger -t gpudoctor "$1" 2>/dev/null
    echo "gpudoctor: $1" >&2
}

# Slurm kills a health check after 60 seconds. A prolog keeps a job waiting, so it stores nothing.
if [ -n "$reports" ] && [ -z "${SLURM_JOB_ID:-}" ]; then
    line=$(timeout -k 5 50 "$gpudoctor" check --no-policy --timeout 40 --format line \
        --report json="$reports/.$node.tmp" 2>/dev/null)
    code=$?
    case $code in
        0 | 1 | 3) mv -f "$reports/.$node.tmp" "$reports/$node.json" || say "can't write to $reports" ;;
    esac
else
    line=$(timeout -k 5 50 "$gpudoctor" check --no-policy --timeout 40 --format line 2>/dev/null)
    code=$?
fi

case $code in
    0 | 1) ;;
    *)
        say "no answer on $node (exit $code${line:+, $line}); nothing changed"
        exit 0
        ;;
esac

# A prolog must not call Slurm: it refuses the job, and Slurm drains the node and queues the job again.
if [ -n "${SLURM_JOB_ID:-}" ]; then
    [ "$code" -eq 0 ] && exit 0
    say "$line on $node; job $SLURM_JOB_ID is refused"
    exit 1
fi

if ! shown=$(scontrol -o show node "$node" 2>&1); then
    say "scontrol does not show $node: $shown"
    exit 0
fi
case $shown in
    *" Reason="*) reason=${shown#* Reason=} ;;
    *) reason= ;;
esac

case $code:$reason in
    1:) change="state=drain" ;;
    1:"gpudoctor: $line"*) exit 0 ;;
    1:"gpudoctor: "*) change="state=drain" ;;
    0:"gpudoctor: "*) change="state=resume" ;;
    *) exit 0 ;;
esac
if [ "$change" = state=drain ]; then
    scontrol update nodename="$node" "$change" reason="gpudoctor: $line" || say "can't drain $node"
    say "$line on $node; drained"
else
    scontrol update nodename="$node" "$change" || say "can't resume $node"
    say "$line on $node; resumed"
fi
exit 0
