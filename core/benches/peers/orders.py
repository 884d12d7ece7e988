"""Our orders beside fast-tsp's, on the same instances in the same run.

    python orders.py BINARY [TSPLIB_FOLDER] [--seconds 0.05 0.1 1] [--seeds 5]

BINARY is the built example `tsplib`. Besides the instances of the folder (EUC_2D, with a known
optimum), three are generated: random, clustered, and doors along streets; their gaps are to the
best length that anyone found in this run. Prints a Markdown table of medians over the seeds.
fast-tsp takes no distance above 65,535, so those are within 40 km.
Nodes are shuffled for every seed, for both alike; both get the same wall time, one core each.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

import fast_tsp
import numpy as np

OPTIMA = {
    "berlin52": 7542, "eil101": 629, "kroA200": 29368, "lin318": 42029,
    "pcb442": 50778, "pr1002": 259045, "pr2392": 378032,
}  # fmt: skip


def read(path):
    lines = path.read_text().splitlines()
    first = lines.index("NODE_COORD_SECTION") + 1
    rows = []
    for line in lines[first:]:
        words = line.split()
        if len(words) != 3:
            break
        rows.append([float(word) for word in words[1:]])
    return np.array(rows)


def generated():
    rng = np.random.default_rng(7)
    yield "random-1000", rng.integers(0, 40_000, (1000, 2))
    centres = rng.uniform(0, 36_000, (10, 2))
    spread = rng.normal(0, 800, (1000, 2))
    yield "clustered-1000", (centres[rng.integers(0, 10, 1000)] + spread).round()
    along, line = rng.integers(0, 200, 500) * 200, rng.integers(0, 8, 500) * 5_000
    side = rng.choice([-400, 400], 500)
    across = np.stack([along, line + side], 1)
    turned = rng.integers(0, 2, 500) == 1
    across[turned] = across[turned][:, ::-1]
    yield "streets-500", across


def distances(at):
    apart = at[:, None, :] - at[None, :, :]
    return np.floor(np.sqrt((apart**2).sum(2)) + 0.5).astype(np.int64)


def write(folder, name, at):
    path = folder / f"{name}.tsp"
    rows = "\n".join(f"{i} {x} {y}" for i, (x, y) in enumerate(at, 1))
    path.write_text(
        f"NAME : {name}\nTYPE : TSP\nDIMENSION : {len(at)}\n"
        f"EDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n{rows}\nEOF\n"
    )
    return path


def ours(binary, path, seconds, seed):
    words = [binary, path, "--millis", str(round(seconds * 1000)), "--seed", str(seed)]
    return json.loads(subprocess.check_output(words, text=True))["order"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("tsplib", nargs="?", type=pathlib.Path)
    parser.add_argument("--seconds", nargs="+", type=float, default=[0.05, 0.1, 1.0])
    parser.add_argument("--seeds", type=int, default=5)
    wish = parser.parse_args()
    instances = list(generated())
    if wish.tsplib:
        files = sorted(wish.tsplib.glob("*.tsp"), key=lambda p: OPTIMA.get(p.stem, 0))
        instances = [(p.stem, read(p)) for p in files if p.stem in OPTIMA] + instances
    head = [f"{who} {s:g} s" for s in wish.seconds for who in ("ours", "fast-tsp")]
    print("| over the best known, % | " + " | ".join(head) + " |")
    print("|---|" + "---|" * len(head))
    with tempfile.TemporaryDirectory() as folder:
        for name, at in instances:
            lengths = {column: [] for column in head}
            for seed in range(wish.seeds):
                mixed = at[np.random.default_rng(seed).permutation(len(at))]
                path = write(pathlib.Path(folder), name, mixed)
                matrix = distances(mixed)
                for s in wish.seconds:
                    for who, order in (
                        ("ours", ours(wish.binary, path, s, seed)),
                        ("fast-tsp", fast_tsp.find_tour(matrix, duration_seconds=s)),
                    ):
                        assert sorted(order) == list(range(len(at))), f"{who} lost a stop"
                        length = matrix[order, np.roll(order, -1)].sum()
                        lengths[f"{who} {s:g} s"].append(length)
            best = OPTIMA.get(name) or min(map(min, lengths.values()))
            gaps = [statistics.median(lengths[column]) / best - 1 for column in head]
            print(f"| {name} | " + " | ".join(f"{100 * gap:.3f}" for gap in gaps) + " |", flush=True)


if __name__ == "__main__":
    main()
