"""The most worth within a limit: our `budget` beside PyVRP and OR-Tools.

    python budget.py --ours path/to/tsplib [--seeds 3] [--generations 1,2,3,4] \
        kroA200.tsp:29368 lin318.tsp ...

Each TSPLIB file becomes the instances of OPLib's generations 1 to 4: the limit is half the best
round tour (the number behind the colon; without one the tour that ours finds in 5 s), in the fourth
another part for each file; every node has a score, and the tour starts and ends at node 1. A gap is how far below the best score of the
same run a median over seeds lies. Ours is timed on one core with everything that it sets up; so are
the peers, without the reading of files.
"""

import argparse
import json
import math
import pathlib
import statistics
import subprocess
import tempfile


# The limits of generation 4, in percent of the best round tour; its scores are those of the second.
PERCENT = {"berlin52": 60, "eil101": 65, "kroA200": 90, "lin318": 85, "pcb442": 20}


def coordinates(path):
    points, inside = [], False
    for line in path.read_text().splitlines():
        words = line.split()
        if line.startswith("NODE_COORD_SECTION"):
            inside = True
        elif inside and len(words) == 3:
            points.append((float(words[1]), float(words[2])))
        elif inside:
            break
    if not points or "EUC_2D" not in path.read_text():
        raise SystemExit(f"{path}: only EUC_2D instances are taken")
    return points


def matrix(points):
    return [[int(math.hypot(a[0] - b[0], a[1] - b[1]) + 0.5) for b in points] for a in points]


def scores(generation, distances):
    n = len(distances)
    if generation == 1:
        return [1] * n
    if generation in (2, 4):
        return [1 + (7141 * i + 73) % 100 for i in range(n)]
    farthest = max(distances[0])
    return [1 + 99 * d // farthest for d in distances[0]]


def op_file(points, prizes, limit):
    lines = [
        "TYPE : OP",
        f"DIMENSION : {len(points)}",
        f"COST_LIMIT : {limit}",
        "EDGE_WEIGHT_TYPE : EUC_2D",
        "NODE_COORD_SECTION",
    ]
    lines += [f"{i + 1} {x} {y}" for i, (x, y) in enumerate(points)]
    lines += ["NODE_SCORE_SECTION"] + [f"{i + 1} {p}" for i, p in enumerate(prizes)]
    return "\n".join(lines + ["DEPOT_SECTION", "1", "-1", "EOF", ""])


def checked(order, distances, prizes, limit):
    """The score of a tour, after its cost was recomputed."""
    assert order[0] == 0 and len(set(order)) == len(order)
    cost = sum(distances[a][b] for a, b in zip(order, order[1:] + order[:1]))
    assert cost <= limit, (cost, limit)
    return sum(prizes[i] for i in order)


def run_ours(binary, path, millis, seed):
    command = [binary, path, "--path", "closed", "--millis", str(millis), "--seed", str(seed)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def run_pyvrp(distances, prizes, limit, seconds, seed):
    import pyvrp
    from pyvrp.stop import MaxRuntime

    n = len(distances)
    # A prize has to outweigh any way saved; more than this and its penalties get lost.
    worth = 1_000
    model = pyvrp.Model()
    if hasattr(pyvrp, "Location"):
        locations = [model.add_location(0, 0) for _ in range(n)]
        depot = model.add_depot(locations[0])
        for i in range(1, n):
            model.add_client(locations[i], prize=prizes[i] * worth, required=False)
        nodes = locations
    else:
        depot = model.add_depot(0, 0)
        nodes = [depot] + [
            model.add_client(0, 0, prize=prizes[i] * worth, required=False) for i in range(1, n)
        ]
    model.add_vehicle_type(1, start_depot=depot, end_depot=depot, max_distance=limit)
    for a in range(n):
        for b in range(n):
            if a != b:
                model.add_edge(nodes[a], nodes[b], distance=distances[a][b])
    result = model.solve(stop=MaxRuntime(seconds), seed=seed, display=False)
    if not result.is_feasible() or not result.best.routes():
        return [0]
    route = result.best.routes()[0]
    if hasattr(route, "visits"):
        return [0] + list(route.visits())
    return [0] + [activity.idx + 1 for activity in route if activity.is_client()]


def run_ortools(distances, prizes, limit, seconds):
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    n = len(distances)
    manager = pywrapcp.RoutingIndexManager(n, 1, 0)
    routing = pywrapcp.RoutingModel(manager)
    way = routing.RegisterTransitCallback(
        lambda a, b: distances[manager.IndexToNode(a)][manager.IndexToNode(b)]
    )
    routing.SetArcCostEvaluatorOfAllVehicles(way)
    routing.AddDimension(way, 0, limit, True, "way")
    for i in range(1, n):
        routing.AddDisjunction([manager.NodeToIndex(i)], prizes[i] * 1_000)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    parameters.time_limit.FromMilliseconds(int(seconds * 1000))
    found = routing.SolveWithParameters(parameters)
    order, index = [], routing.Start(0)
    while not routing.IsEnd(index):
        order.append(manager.IndexToNode(index))
        index = found.Value(routing.NextVar(index))
    return order


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", required=True, help="the example tsplib, built for release")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--generations", default="1,2,3,4")
    parser.add_argument("--peer-seconds", type=float, default=5.0)
    parser.add_argument("instances", nargs="+", metavar="FILE[:OPTIMUM]")
    wish = parser.parse_args()
    millis = [100, 1000]
    names = [f"ours {m} ms" for m in millis]
    names += [f"{peer} {wish.peer_seconds:g} s" for peer in ("PyVRP", "OR-Tools")]
    print("| instance | limit | best score | " + " | ".join(names) + " |")
    print("|---" * (3 + len(names)) + "|")
    gaps = {name: [] for name in names}
    for instance in wish.instances:
        file, _, optimum = instance.partition(":")
        path = pathlib.Path(file)
        points = coordinates(path)
        distances = matrix(points)
        tour = int(optimum) if optimum else run_ours(wish.ours, path, 5000, 0)["length"]
        for generation in map(int, wish.generations.split(",")):
            percent = PERCENT.get(path.stem, 50) if generation == 4 else 50
            limit = -(-tour * percent // 100)
            prizes = scores(generation, distances)
            found = {name: [] for name in names}
            with tempfile.TemporaryDirectory() as folder:
                made = pathlib.Path(folder) / "instance.oplib"
                made.write_text(op_file(points, prizes, limit))
                for seed in range(wish.seeds):
                    for m, name in zip(millis, names):
                        walk = run_ours(wish.ours, made, m, seed)
                        score = checked(walk["order"], distances, prizes, limit)
                        assert score == walk["score"]
                        found[name].append(score)
            for seed in range(wish.seeds):
                order = run_pyvrp(distances, prizes, limit, wish.peer_seconds, seed)
                found[names[2]].append(checked(order, distances, prizes, limit))
            # OR-Tools has no seed: one run says it all.
            order = run_ortools(distances, prizes, limit, wish.peer_seconds)
            found[names[3]].append(checked(order, distances, prizes, limit))
            best = max(max(values) for values in found.values())
            cells = []
            for name in names:
                gap = 100 * (1 - statistics.median(found[name]) / best)
                gaps[name].append(gap)
                cells.append(f"{gap:.2f} %")
            label = f"{path.stem} gen{generation}"
            print(f"| {label} | {limit} | {best} | " + " | ".join(cells) + " |", flush=True)
    medians = [f"{statistics.median(gaps[name]):.2f} %" for name in names]
    print("| median | | | " + " | ".join(medians) + " |")


if __name__ == "__main__":
    main()
