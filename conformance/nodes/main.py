"""Runs the scenarios one after the other and prints the table. See run.sh."""

import os
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

import engines
import processes
import sources
import states
from corpus import Corpus
from net import Net
from world import Result, World

# Name, what it does, repetitions in a short run and in a full one.
SCENARIOS = [
    ("killed", processes.killed, 4, 50),
    ("stopped", processes.stopped, 1, 5),
    ("copying", processes.stopped_while_copying, 1, 2),
    ("cut", processes.cut_off, 1, 6),
    ("gone", processes.cut_for_good, 1, 2),
    ("sources", sources.taken_over, 1, 4),
    ("restarted", engines.restarted, 1, 6),
    ("slow", states.slow, 1, 1),
    ("narrow", states.narrow, 1, 1),
    ("full", states.full, 1, 2),
    ("read-only", states.read_only, 1, 2),
    ("newer", states.newer, 1, 2),
    ("promoted", engines.promoted, 1, 6),
]


def main(data, noroshi, *only):
    is_full = bool(os.environ.get("FULL"))
    seed = int(os.environ.get("SEED", "1"))
    unknown = set(only) - {name for name, *_ in SCENARIOS}
    if unknown:
        sys.exit(f"no scenario {', '.join(unknown)}; there are {', '.join(name for name, *_ in SCENARIOS)}")
    folder = Path(tempfile.mkdtemp(prefix="nodes-"))
    folder.chmod(0o755)
    wires, world, results = Net(), None, []
    began = time.monotonic()
    try:
        wires.make()
        corpus = Corpus(data, folder / "corpus")
        world = World(wires, noroshi, data, folder, corpus, seed)
        world.server("p")
        corpus.undisturbed(world.a)
        for name, scenario, few, many in SCENARIOS:
            if only and name not in only:
                continue
            if name != "promoted":
                world.server("p")
            results.append((name, one(scenario, world, many if is_full else few)))
    finally:
        if world is not None:
            world.close()
        wires.close()
        shutil.rmtree(folder, ignore_errors=True)
    table(results)
    print(f"\n{corpus.documents} documents, seed {seed}, {(time.monotonic() - began) / 60:.0f} minutes")
    sys.exit(1 if any(result.wrong for _, result in results) else 0)


def one(scenario, world, times):
    began = time.monotonic()
    try:
        result = scenario(world, times)
    except Exception:  # Whatever it is, the other scenarios are run, and the table says so.
        result = Result(scenario.__doc__)
        result.wrong.append(traceback.format_exc())
    world.a.close()
    world.b.close()
    for name in ("a", "b", "p", "r"):
        world.wires.heal(name)
    took = time.monotonic() - began
    print(f"{'NOT' if result.wrong else 'ok '} {result.scenario} ({result.times} times, {took:.0f} s)", flush=True)
    for line in result.wrong:
        print(f"    {line}", flush=True)
    return result


def table(results):
    print("\n| scenario | times | what was found | the other node went on after |\n| --- | ---: | --- | --- |")
    for _, result in results:
        found = "; ".join(what + (f" ({count})" if count > 1 else "") for what, count in sorted(result.found.items()))
        if result.wrong:
            found += f"; WRONG: {len(result.wrong)}"
        waits = sorted(result.waits)
        after = f"{waits[0]:.1f} to {waits[-1]:.1f} s, half within {waits[len(waits) // 2]:.1f} s" if waits else ""
        print(f"| {result.scenario} | {result.times} | {found} | {after} |")


main(*sys.argv[1:])
