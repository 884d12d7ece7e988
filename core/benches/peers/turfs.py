"""Turfs of a town by four methods, judged on the plain road graph.

    python turfs.py --turfwalk BINARY --data FOLDER [--towns FILE:TURFS ...]

FOLDER holds osm/ with the extracts. The binary of this project cuts the town by
`cut --doors --streets` and orders every turf of every method by `order --doors --streets`. Nothing
else is taken from it: the roads are read by pyosmium, doors are all nodes and ways with a house
number, hung on the nearest road of the street that they name, else on the nearest road. For each
method the table has

- km: walking of all turfs in the engine's order, on the plain road graph; `solver km` the same
  with each turf ordered by fast-tsp on that graph;
- heaviest, lightest: work of a turf (2 minutes a door, 1.33 m/s) over the mean;
- broken: turfs whose doors do not hang together, from face to face, without walking past another
  turf's doors: a way along a road on which another turf has doors is none, roads without doors
  are open to all;
- loose: turfs that fall apart where, besides, a corner or a road without doors belongs to the door
  from which it is reached first, so that only its own turf may pass (METIS cuts this graph, and so
  has none);
- stranded: doors with three of their four nearest (as the crow flies) in other turfs;
- split: block faces with two doors or more whose doors are in several turfs;
- on borders: pairs of neighbouring doors (Delaunay) with a busy road, a rail or water between
  them, as a share of the pairs in different turfs over the share among all pairs: above 1 is
  more often than chance;
- seconds of processor time.
"""

import argparse
import csv
import heapq
import json
import math
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fast_tsp
import numpy as np
import osmium
import pymetis
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import Delaunay, cKDTree
from sklearn.cluster import KMeans

AT_DOOR_S = 120.0
SPEED_M_S = 4 / 3
NO_WALK = {"motorway", "motorway_link", "trunk", "trunk_link", "construction", "proposed",
           "raceway", "bus_guideway", "escape", "corridor", "elevator", "platform", "abandoned"}
BUSY = {"primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
        "trunk", "trunk_link", "motorway", "motorway_link"}
SOLVER_S = 0.05
TOWNS = ["helsinki.osm.pbf:23", "baltimore.osm.pbf:20", "north-bayreuth.osm.gz:12",
         "neukolln.osm:4"]


class Town:
    """Roads and doors of an extract, in metres around its middle."""

    def __init__(self, path):
        self.path = str(path)
        places, roads, barriers, doors = {}, [], [], []
        ways = osmium.FileProcessor(self.path).with_locations()
        for o in ways:
            if o.is_node():
                if "addr:housenumber" in o.tags:
                    doors.append((o.tags["addr:housenumber"], o.tags.get("addr:street", ""),
                                  o.location.lat, o.location.lon))
            elif o.is_way():
                line = [(n.ref, n.location.lat, n.location.lon)
                        for n in o.nodes if n.location.valid()]
                if len(line) < 2:
                    continue
                kind = o.tags.get("highway")
                if "addr:housenumber" in o.tags and "addr:interpolation" not in o.tags:
                    ring = line[:-1] if line[0][0] == line[-1][0] else line
                    doors.append((o.tags["addr:housenumber"], o.tags.get("addr:street", ""),
                                  sum(p[1] for p in ring) / len(ring),
                                  sum(p[2] for p in ring) / len(ring)))
                # A service road in a tunnel leads to a garage: nobody's front door is there.
                garage = kind == "service" and "foot" not in o.tags \
                    and o.tags.get("tunnel", "no") not in ("no", "building_passage")
                if kind and kind not in NO_WALK and not garage and o.tags.get("foot") != "no" \
                        and (o.tags.get("access") not in ("no", "private") or "foot" in o.tags):
                    roads.append((line, o.tags.get("name", "")))
                if kind in BUSY or o.tags.get("railway") in ("rail", "light_rail") \
                        or o.tags.get("waterway") in ("river", "canal", "stream") \
                        or o.tags.get("natural") == "water":
                    barriers.append(line)
                for ref, lat, lon in line:
                    places[ref] = (lat, lon)
        lats = [d[2] for d in doors]
        self.lat0 = float(np.mean(lats))
        self.lon0 = float(np.mean([d[3] for d in doors]))
        self.doors = doors
        self.xy = np.array([self.metres(d[2], d[3]) for d in doors])
        self.barriers = [np.array([self.metres(p[1], p[2]) for p in line]) for line in barriers]
        self.lay(roads, places)
        self.hang()

    def metres(self, lat, lon):
        return ((lon - self.lon0) * 111195.08 * math.cos(math.radians(self.lat0)),
                (lat - self.lat0) * 111195.08)

    def lay(self, roads, places):
        self.node = {}
        self.at = []
        self.edges = []  # (u, v, metres, name) between successive nodes of a way
        for line, name in roads:
            for (a, *_), (b, *_) in zip(line, line[1:]):
                for ref in (a, b):
                    if ref not in self.node:
                        self.node[ref] = len(self.at)
                        self.at.append(self.metres(*places[ref]))
                u, v = self.node[a], self.node[b]
                if u != v:
                    metres = math.dist(self.at[u], self.at[v])
                    self.edges.append((u, v, max(metres, 0.01), street_key(name)))
        self.at = np.array(self.at)
        self.drop_specks()

    def drop_specks(self):
        """Scraps of road by themselves are no places for doors."""
        n = len(self.at)
        u = [e[0] for e in self.edges]
        v = [e[1] for e in self.edges]
        _, part = connected_components(csr_matrix((np.ones(len(u)), (u, v)), (n, n)), False)
        large = np.bincount(part) >= 30
        self.edges = [e for e in self.edges if large[part[e[0]]]]

    def hang(self):
        """Each door on the nearest segment of its street within 150 m, else on the nearest."""
        a = np.array([self.at[e[0]] for e in self.edges])
        b = np.array([self.at[e[1]] for e in self.edges])
        d = b - a
        length2 = np.maximum((d ** 2).sum(1), 1e-9)
        by_name = defaultdict(list)
        for i, e in enumerate(self.edges):
            by_name[e[3]].append(i)
        everything = np.arange(len(self.edges))
        self.on = []  # (edge, metres from u, left of it)
        for (number, street, *_), p in zip(self.doors, self.xy):
            named = np.array(by_name.get(street_key(street), []) if street else [], int)
            for chosen, within in ((named, 150.0), (everything, math.inf)):
                if not len(chosen):
                    continue
                t = np.clip(((p - a[chosen]) * d[chosen]).sum(1) / length2[chosen], 0, 1)
                away = p - (a[chosen] + d[chosen] * t[:, None])
                far = np.hypot(away[:, 0], away[:, 1])
                k = int(far.argmin())
                if far[k] <= within:
                    e = int(chosen[k])
                    left = d[e][0] * away[k][1] - d[e][1] * away[k][0] > 0
                    self.on.append((e, float(t[k] * self.edges[e][2]), bool(left)))
                    break

    def matrix(self):
        """Metres from door to door; where no road leads a kilometre and the straight line."""
        n = len(self.at)
        w = {}
        for u, v, metres, _ in self.edges:
            key = (min(u, v), max(u, v))
            w[key] = min(w.get(key, math.inf), metres)
        u, v = zip(*w)
        graph = csr_matrix((list(w.values()), (u, v)), (n, n))
        ends = sorted({x for e, *_ in self.on for x in self.edges[e][:2]})
        index = {x: i for i, x in enumerate(ends)}
        between = dijkstra(graph, False, ends)[:, ends]
        us = np.array([index[self.edges[e][0]] for e, *_ in self.on])
        vs = np.array([index[self.edges[e][1]] for e, *_ in self.on])
        to_u = np.array([t for _, t, _ in self.on])
        to_v = np.array([self.edges[e][2] - t for e, t, _ in self.on])
        m = np.full((len(self.on),) * 2, math.inf)
        for x, dx in ((us, to_u), (vs, to_v)):
            for y, dy in ((us, to_u), (vs, to_v)):
                m = np.minimum(m, between[np.ix_(x, y)] + dx[:, None] + dy[None, :])
        e = np.array([e for e, *_ in self.on])
        same = e[:, None] == e[None, :]
        m[same] = np.minimum(m, np.abs(to_u[:, None] - to_u[None, :]))[same]
        np.fill_diagonal(m, 0)
        crow = np.hypot(*(self.xy[:, None, :] - self.xy[None, :, :]).transpose(2, 0, 1))
        return np.where(np.isfinite(m), m, 1000 + crow)

    def faces(self):
        """The doors of each block face, and which doors are neighbours on the streets.

        A face is one side of a chain of road between junctions. Neighbours are doors that follow
        each other on a face, that face each other, that are the first ones at a junction, and
        those between which a road without doors leads: its junctions belong to the doors from
        which they are reached first. A road with doors is nobody's way to elsewhere.
        """
        at_node = defaultdict(list)
        for i, (u, v, *_) in enumerate(self.edges):
            at_node[u].append(i)
            at_node[v].append(i)
        doors_on = defaultdict(list)
        for d, (e, t, left) in enumerate(self.on):
            doors_on[e].append((t, left, d))
        junctions = [x for x, es in at_node.items() if len(es) != 2]
        ends_here = set(junctions)
        faces, pairs, seen = [], set(), set()
        first_at = defaultdict(set)
        empty = defaultdict(list)
        for start in junctions + list(at_node):
            for first in at_node[start]:
                if first in seen:
                    continue
                here, e, gone, doors = start, first, 0.0, []
                while True:
                    seen.add(e)
                    u, v, metres, _ = self.edges[e]
                    forward = u == here
                    for t, left, d in doors_on[e]:
                        doors.append((gone + (t if forward else metres - t), left == forward, d))
                    gone += metres
                    here = v if forward else u
                    onward = [f for f in at_node[here] if f not in seen]
                    if here in ends_here or not onward:
                        break
                    e = onward[0]
                if not doors:
                    empty[start].append((here, gone))
                    empty[here].append((start, gone))
                    continue
                rows = [sorted((t, d) for t, s, d in doors if s == side) for side in (True, False)]
                for row, across in (rows, rows[::-1]):
                    if row:
                        faces.append([d for _, d in row])
                        first_at[start].add(row[0][1])
                        first_at[here].add(row[-1][1])
                    pairs.update((x[1], y[1]) for x, y in zip(row, row[1:]))
                    for t, d in row:
                        k = sum(1 for x in across if x[0] < t)
                        pairs.update((d, across[j][1])
                                     for j in (k - 1, k) if 0 <= j < len(across))
        # Places that roads without doors join are one: open to whoever comes there.
        nodes = sorted({*first_at, *empty})
        at = {x: i for i, x in enumerate(nodes)}
        roads = [(at[x], at[y]) for x, ways in empty.items() for y, _ in ways]
        u, v = zip(*roads) if roads else ((), ())
        _, place = connected_components(
            csr_matrix((np.ones(len(u)), (u, v)), (len(at),) * 2), False)
        self.open_at = {x: int(place[i]) for x, i in at.items()}
        self.first_at = defaultdict(set)
        for x, doors in first_at.items():
            for d in doors:
                self.first_at[d].add(x)
        owners = {x: set(doors) for x, doors in first_at.items()}
        todo = [(0.0, x, min(doors)) for x, doors in first_at.items()]
        heapq.heapify(todo)
        far = {x: 0.0 for x in first_at}
        while todo:
            gone, x, door = heapq.heappop(todo)
            if gone > far[x]:
                continue
            owners.setdefault(x, {door})
            for y, metres in empty[x]:
                if gone + metres < far.get(y, math.inf):
                    far[y] = gone + metres
                    heapq.heappush(todo, (far[y], y, door))
        for doors in first_at.values():
            pairs.update((a, b) for a in doors for b in doors)
        for x, ways in empty.items():
            for y, _ in ways:
                pairs.update((a, b) for a in owners.get(x, ()) for b in owners.get(y, ()))
        return {(min(p), max(p)) for p in pairs if p[0] != p[1]}, faces

    def neighbours(self):
        """Pairs of neighbouring doors and whether a barrier lies between each."""
        moved = self.xy + np.random.default_rng(1).normal(0, 0.05, self.xy.shape)
        pairs = set()
        for t in Delaunay(moved).simplices:
            for i in range(3):
                a, b = int(t[i]), int(t[(i + 1) % 3])
                if math.dist(self.xy[a], self.xy[b]) < 200:
                    pairs.add((min(a, b), max(a, b)))
        pairs = sorted(pairs)
        p = self.xy[[a for a, _ in pairs]]
        q = self.xy[[b for _, b in pairs]]
        hit = np.zeros(len(pairs), bool)
        cross = lambda o, a, b: (a[..., 0] - o[..., 0]) * (b[..., 1] - o[..., 1]) \
            - (a[..., 1] - o[..., 1]) * (b[..., 0] - o[..., 0])
        for line in self.barriers:
            for a, b in zip(line, line[1:]):
                hit |= (cross(p, q, a) * cross(p, q, b) < 0) \
                    & (cross(a[None], b[None], p) * cross(a[None], b[None], q) < 0)
        return pairs, hit


def street_key(name):
    return re.sub(r"[^\w]", "", name.lower())


class Judge:
    def __init__(self, town, turfwalk):
        self.town, self.turfwalk = town, turfwalk
        self.metres = town.matrix()
        touching, self.faces = town.faces()
        self.beside = defaultdict(set)
        for a, b in touching:
            self.beside[a].add(b)
            self.beside[b].add(a)
        self.tie()
        self.pairs, self.barred = town.neighbours()
        _, near = cKDTree(town.xy).query(town.xy, 5)
        self.near = [[int(j) for j in row if j != i][:4] for i, row in enumerate(near)]

    def tie(self):
        """Parts that no street joins are tied where the streets between are shortest."""
        n = len(self.town.doors)
        while True:
            seen, todo = {0}, [0]
            while todo:
                for d in self.beside[todo.pop()] - seen:
                    seen.add(d)
                    todo.append(d)
            if len(seen) == n:
                return
            inside = np.isin(np.arange(n), list(seen))
            gap = np.where(inside[:, None] & ~inside[None, :], self.metres, math.inf)
            i, j = divmod(int(gap.argmin()), n)
            self.beside[i].add(j)
            self.beside[j].add(i)

    def tour(self, doors):
        """An open walk by fast-tsp, through one more stop that is free to reach."""
        n = len(doors)
        if n < 3:
            return doors
        m = np.zeros((n + 1, n + 1), int)
        m[:n, :n] = np.minimum(np.rint(self.metres[np.ix_(doors, doors)] * 10), 65535)
        tour = fast_tsp.find_tour(m.tolist(), duration_seconds=SOLVER_S) if n > 3 \
            else fast_tsp.solve_tsp_exact(m.tolist())
        k = tour.index(n)
        return [doors[i] for i in tour[k + 1:] + tour[:k]]

    def length(self, order):
        return sum(float(self.metres[a, b]) for a, b in zip(order, order[1:]))

    def by_engine(self, doors):
        with tempfile.TemporaryDirectory() as folder:
            sheet = write_sheet(self.town, doors, folder)
            out = subprocess.run(
                [self.turfwalk, "order", "--doors", sheet, "--streets", self.town.path, "--json"],
                check=True, capture_output=True).stdout
        report = json.loads(out)
        return [int(i) for i in report["stops"] + report["unplaced"]]

    def judge(self, turf_of):
        turfs = defaultdict(list)
        for d, t in enumerate(turf_of):
            turfs[t].append(d)
        turfs = list(turfs.values())
        with ThreadPoolExecutor(2) as pool:
            walked = list(pool.map(lambda t: self.length(self.by_engine(t)), turfs))
        solved = [self.length(self.tour(t)) for t in turfs]
        work = np.array([w / SPEED_M_S + AT_DOOR_S * len(t) for w, t in zip(walked, turfs)])
        of = np.array(turf_of)
        cut = np.array([of[a] != of[b] for a, b in self.pairs])
        whole = [f for f in self.faces if len(f) > 1]
        return {
            "km": sum(walked) / 1000,
            "solver km": sum(solved) / 1000,
            "heaviest": work.max() / work.mean(),
            "lightest": work.min() / work.mean(),
            "broken %": 100 * np.mean([self.broken(t, of) for t in turfs]),
            "loose %": 100 * np.mean([self.loose(t, of) for t in turfs]),
            "stranded %": 100 * np.mean([sum(of[j] != of[i] for j in row) >= 3
                                         for i, row in enumerate(self.near)]),
            "split %": 100 * np.mean([len({of[d] for d in f}) > 1 for f in whole]),
            "on borders": self.barred[cut].mean() / self.barred.mean() if self.barred.any()
            and cut.any() else math.nan,
        }

    def broken(self, doors, of):
        """Whether no way joins all doors that keeps off the stretches of road where only other
        turfs have doors. From face to face of one stretch, doors are joined as neighbours are."""
        mine, n = of[doors[0]], len(doors)
        index = {d: i for i, d in enumerate(doors)}
        ways = [(index[a], index[b]) for a in doors for b in self.beside[a] if of[b] == mine]
        for d in doors:
            ways += [(index[d], n + self.town.open_at[x]) for x in self.town.first_at[d]]
        u, v = zip(*ways) if ways else ((), ())
        size = n + len(self.town.open_at)
        _, part = connected_components(csr_matrix((np.ones(len(u)), (u, v)), (size, size)), False)
        return len(set(part[:n])) > 1

    def loose(self, doors, of):
        mine = of[doors[0]]
        seen, todo = {doors[0]}, [doors[0]]
        while todo:
            for d in self.beside[todo.pop()]:
                if of[d] == mine and d not in seen:
                    seen.add(d)
                    todo.append(d)
        return len(seen) < len(doors)

    def giant(self, turfs):
        """One walk through all doors, cut where the heaviest piece is lightest, then shortest."""
        n = len(self.town.doors)
        m = np.zeros((n + 1, n + 1), int)
        m[:n, :n] = np.minimum(np.rint(self.metres * 10), 65535)
        tour = fast_tsp.find_tour(m.tolist(), duration_seconds=20.0)
        k = tour.index(n)
        order = tour[k + 1:] + tour[:k]
        step = [0.0] + [float(self.metres[a, b]) for a, b in zip(order, order[1:])]
        work = np.cumsum([AT_DOOR_S + s / SPEED_M_S for s in step])
        fair = work[-1] / turfs
        for slack in (0.03, 0.04, 0.05, 0.07, 0.1, 0.2, 1.0):
            # best[k][i]: least walking of the first i doors in k pieces within the slack.
            best = np.full((turfs + 1, n + 1), math.inf)
            came = np.zeros((turfs + 1, n + 1), int)
            best[0][0] = 0
            for k in range(1, turfs + 1):
                for i in range(n):
                    if best[k - 1][i] == math.inf:
                        continue
                    spent = work[i:] - work[i] + AT_DOOR_S
                    j = np.flatnonzero((spent >= fair * (1 - slack)) & (spent <= fair * (1 + slack)))
                    cost = best[k - 1][i] - (step[i] if i else 0)
                    for x in j + i + 1:
                        if cost < best[k][x]:
                            best[k][x], came[k][x] = cost, i
            if best[turfs][n] < math.inf:
                break
        turf_of, end = [0] * n, n
        for k in range(turfs, 0, -1):
            for x in order[came[k][end]:end]:
                turf_of[x] = k
            end = came[k][end]
        return turf_of

    def metis(self, turfs):
        """Parts of the graph of doors that are neighbours on the streets; the weight of a door
        follows the work that its turf came to."""
        n = len(self.town.doors)
        links = [{j: max(1, int(10000 / (10 + self.metres[i, j]))) for j in self.beside[i]}
                 for i in range(n)]
        starts, near, worth = [0], [], []
        for row in links:
            near += row
            worth += row.values()
            starts.append(len(near))
        weight = np.full(n, AT_DOOR_S)
        best = None
        for _ in range(12):
            _, part = pymetis.part_graph(
                turfs, pymetis.CSRAdjacency(starts, near), eweights=worth,
                vweights=[int(w) for w in weight],
                options=pymetis.Options(contig=1, ufactor=20, seed=1, niter=50, ncuts=4))
            part = np.array(part)
            work = np.zeros(turfs)
            for t in range(turfs):
                doors = [int(d) for d in np.flatnonzero(part == t)]
                work[t] = len(doors) * AT_DOOR_S + self.length(self.tour(doors)) / SPEED_M_S
            off = work.max() / work.mean()
            if best is None or off < best[0]:
                best = (off, part.copy())
            guess = np.bincount(part, weight, turfs)
            ratio = np.where(guess > 0, work / np.maximum(guess, 1), 1)
            weight = np.maximum(weight * ratio[part] ** 0.7, 1)
        return best[1].tolist()

    def kmeans(self, turfs):
        return KMeans(turfs, n_init=5, random_state=1).fit_predict(self.town.xy).tolist()

    def ours(self, turfs):
        with tempfile.TemporaryDirectory() as folder:
            sheet = write_sheet(self.town, range(len(self.town.doors)), folder)
            out = subprocess.run(
                [self.turfwalk, "cut", "--doors", sheet, "--streets", self.town.path,
                 "--turfs", str(turfs), "--json"], check=True, capture_output=True).stdout
        report = json.loads(out)
        turf_of = [-1] * len(self.town.doors)
        for t, turf in enumerate(report["turfs"]):
            for d in turf["doors"]:
                turf_of[int(d)] = t
        assert all(t >= 0 for t in turf_of), "every door with a point ends in a turf"
        return turf_of


def write_sheet(town, doors, folder):
    path = Path(folder) / "doors.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "number", "street", "unit", "lat", "lon"])
        for d in doors:
            number, street, lat, lon = town.doors[d]
            out.writerow([d, number, street, "", f"{lat:.7f}", f"{lon:.7f}"])
    return path


def cpu_s():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--turfwalk", required=True, help="this project's binary")
    args.add_argument("--data", type=Path, required=True, help="folder with osm/")
    args.add_argument("--tsplib-example", help="not used")
    args.add_argument("--towns", nargs="*", default=TOWNS, metavar="FILE:TURFS")
    args.add_argument("--methods", nargs="*", default=[], help="first words; all if left out")
    args = args.parse_args()
    for town in args.towns:
        name, turfs = town.rsplit(":", 1)
        path = args.data / "osm" / name
        judge = Judge(Town(path), args.turfwalk)
        print(f"\n{path.name}: {len(judge.town.doors)} doors, {turfs} turfs\n")
        head = None
        for name, method in [("k-means", judge.kmeans), ("METIS with feedback", judge.metis),
                             ("giant walk", judge.giant), ("ours", judge.ours)]:
            if args.methods and name.split()[0] not in args.methods:
                continue
            began = cpu_s()
            turf_of = method(int(turfs))
            seconds = cpu_s() - began
            row = {"method": name, **judge.judge(turf_of), "CPU s": seconds}
            if head is None:
                head = list(row)
                print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
            cells = [v if isinstance(v, str) else f"{v:.2f}" for v in row.values()]
            print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
