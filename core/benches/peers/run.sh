#!/bin/sh
# Runs ours and the peers side by side and prints Markdown tables from this one run.
#
#   run.sh TURFWALK TSPLIB-EXAMPLE DATA
#
# DATA holds `tsplib/*.tsp` and `osm/*`. The peers go into a virtual environment in the cache,
# outside the repository. Each table is one script beside this one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
turfwalk=$1 tsplib=$2 data=$3
if [ ! -d "$data/tsplib" ] || [ ! -d "$data/osm" ]; then
    echo "bench-peers: $data has no tsplib and osm folders; say where the instances are with DATA=…" >&2
    exit 1
fi
venv=${XDG_CACHE_HOME:-$HOME/.cache}/turfwalk/peers
if [ ! -x "$venv/bin/python" ]; then
    echo "Making $venv" >&2
    python3 -m venv "$venv" || {
        echo "bench-peers: python3 makes no virtual environment; install python3-venv" >&2
        exit 1
    }
fi
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
echo "Machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
python=$venv/bin/python
"$python" "$here/orders.py" "$tsplib" "$data/tsplib"
set -- "$data"/tsplib/eil101.tsp:629 "$data"/tsplib/kroA200.tsp:29368 \
    "$data"/tsplib/lin318.tsp:42029 "$data"/tsplib/pcb442.tsp:50778
"$python" "$here/budget.py" --ours "$tsplib" "$@"
"$python" "$here/turfs.py" --turfwalk "$turfwalk" --data "$data"
