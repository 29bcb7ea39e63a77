"""Two servers that share the asking of a source: the one that asks is killed, or stopped for longer than its lease."""

import json
import signal
import time

from world import ROOM, Result

LEASE = 60
# The schedule of the others looks this often whether it is their turn.
LOOK = 30


def taken_over(world, times):
    """The node that holds the lease on a source is killed or stopped in the middle of its run."""
    result = Result("node that asks a source killed, or stopped for 100 s")
    names = [source["name"] for source in json.loads(world.a.run("source", "list", where="").out)["sources"]]
    settings = "".join(
        f'[source.{name}]\nfolder = "{world.corpus.big}"\nevery_minutes = 1\n' if name == "cve" else f"[source.{name}]\non = false\n"
        for name in names
    )
    nodes = {"a": world.a, "b": world.b}
    for at in range(times):
        world.fresh()
        for node in nodes.values():
            node.configure(settings)
        servers = {name: node.serve() for name, node in nodes.items()}
        try:
            one(world, result, servers, is_killed=at % 2 == 0)
        finally:
            for name, node in nodes.items():
                node.close()
                node.configure()
        result.wrong += world.complete()
        result.saw("compared with an undisturbed import")
    return result


def one(world, result, servers, is_killed):
    held = "until > extract(epoch FROM clock_timestamp()) * 1000"
    holder = wait(lambda: world.ask(f"SELECT holder FROM leases WHERE name = 'source:cve' AND {held}"), 60)
    wait(lambda: world.ask("SELECT count(*) FROM revisions LIMIT 1") != "0", 60)
    time.sleep(world.random.uniform(0, 1.5))
    victim = servers[holder]
    victim.signal(signal.SIGSTOP)
    since = time.monotonic()
    kept = world.kept()
    before = int(kept.sequence)
    in_the_middle = before < world.corpus.documents - len(world.corpus.files())
    if is_killed:
        victim.signal(signal.SIGKILL)
        victim.end()
    result.times += 1
    result.saw(("killed" if is_killed else "stopped") + (" in the middle of its run" if in_the_middle else " after its run"))
    expected = f"SELECT count(*) FROM revisions WHERE sequence > {before}"
    if in_the_middle:
        went_on = wait(lambda: world.ask(expected) != "0", 150)
        result.went_on(time.monotonic() - since if went_on else None, LEASE + LOOK + ROOM)
    if not is_killed:
        time.sleep(max(0, since + 100 - time.monotonic()))
        victim.signal(signal.SIGCONT)
    whole = f"SELECT count(*) FROM revisions HAVING count(*) = {world.corpus.documents - len(world.corpus.files())}"
    result.hold("the run comes to its end", wait(lambda: world.ask(whole), 150), world.ask("SELECT count(*) FROM revisions"))
    for name, node in (("a", world.a), ("b", world.b)):
        if not (is_killed and name == holder):
            status, _, text = node.page("/sources")
            result.hold(f"node {name} answers", status == 200, f"{status} {text[:200]}")
    failing = world.ask("SELECT failures, reason FROM sources WHERE name = 'cve'")
    result.hold("the failure is not laid to the source", failing == "0|", failing)
    result.wrong += kept.lost()


def wait(ask, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := ask():
            return found
        time.sleep(0.05)
    return None
