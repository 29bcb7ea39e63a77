"""What happens to a node: killed, stopped for longer than its lease, cut off."""

import re
import shutil
import signal
import time

from corpus import Corpus, longer
from node import Busy
from world import LEASE, ROOM, Result

# What a process that was held up says when it finds out.
CLEAR = re.compile(r"taken over|does not answer")


def ended_clearly(result, done, may_finish=True):
    """A process that was disturbed ends with an error that says so, or had nothing to lose and comes to its end."""
    if done.code == 0 and may_finish:
        result.saw("it finished")
        return
    said = CLEAR.search(done.said)
    result.saw(f"exit {done.code}, “{said.group()}”" if said else f"exit {done.code}")
    result.hold("a clear message", done.code not in (0, None) and said, f"exit {done.code}: {done.said}")


def others_are_well(result, busy):
    """The other node may be told to wait; it is never told something unclear."""
    for done in busy.failures():
        said = re.search(r"busy|does not answer|taken over", done.said)
        result.hold("the other node's messages", done.code and said, f"exit {done.code}: {done.said}")
        if said:
            result.saw(f"other: exit {done.code}, “{said.group()}”")


def killed(world, times):
    """SIGKILL of the process that holds the lease, in mid-import."""
    result = Result("SIGKILL of the lease's holder in mid-import")
    phases = [None, "copying", None, "placing"]
    busy = None
    while result.times < times:
        if busy is None:
            world.fresh()
            busy = Busy(world.b, world.corpus)
        writer = world.a.start("import", world.corpus.big)
        if not world.in_the_middle(writer, phases[result.times % len(phases)]):
            # It came to its end: everything is compared, and another database is filled.
            writer.end().must(0)
            finish(world, result, busy)
            busy = None
            continue
        # Stopped, so that nothing changes between looking and killing.
        writer.signal(signal.SIGSTOP)
        if world.holder() != "a":
            writer.signal(signal.SIGCONT)
            writer.end().must(0)
            continue
        phase, kept, acknowledged = world.phase(), world.kept(), busy.acknowledged()
        writer.signal(signal.SIGKILL)
        since = time.monotonic()
        writer.end()
        result.times += 1
        result.saw(phase)
        result.went_on(busy.went_on(since))
        result.wrong += kept.lost(acknowledged)
    if busy is not None:
        finish(world, result, busy)
    return result


def finish(world, result, busy):
    busy.end()
    others_are_well(result, busy)
    acknowledged = busy.acknowledged()
    result.wrong += world.kept().lost(acknowledged)
    result.wrong += world.complete()
    result.saw("compared with an undisturbed import")


def stopped(world, times):
    """SIGSTOP for longer than the lease, then SIGCONT."""
    result = Result("SIGSTOP for 40 s in mid-import, then SIGCONT")
    phases = ["copying", None, "placing", None, "thinking"]
    for at in range(times):
        world.fresh()
        busy = Busy(world.b, world.corpus)
        writer = world.a.start("import", world.corpus.big)
        if not world.in_the_middle(writer, phases[at % len(phases)], (0.3, 4.0)):
            writer.end().must(0)
            busy.end()
            continue
        writer.signal(signal.SIGSTOP)
        since = time.monotonic()
        phase, kept = world.phase(), world.kept()
        result.times += 1
        result.saw(phase)
        result.went_on(busy.went_on(since))
        time.sleep(max(0, since + 40 - time.monotonic()))
        acknowledged = busy.acknowledged()
        writer.signal(signal.SIGCONT)
        ended_clearly(result, writer.end())
        result.wrong += kept.lost(acknowledged)
        finish(world, result, busy)
    return result


def stopped_while_copying(world, times):
    """SIGSTOP of a process that copies a large transaction, while the server waits for more of it."""
    result = Result("SIGSTOP for 60 s in the middle of a large COPY, then SIGCONT")
    usual = world.corpus
    world.corpus = Corpus(world.data, world.folder / "large", longer, 9_000)
    try:
        world.corpus.undisturbed(world.a)
        for _ in range(times):
            world.fresh()
            busy = Busy(world.b, world.corpus)
            # So that a copy takes long enough to be stopped in.
            if not world.wires.narrow("a", "20mbit"):
                result.skip("no link can be made narrow here")
            writer = world.a.start("import", world.corpus.big)
            since = stopped_there(world, writer)
            world.wires.widen("a")
            if since is None:
                done = writer.end()
                result.hold("it is stopped while it copies", False, f"exit {done.code}: {done.said}")
            else:
                result.times += 1
                result.went_on(busy.went_on(since, 60))
                time.sleep(max(0, since + 60 - time.monotonic()))
                writer.signal(signal.SIGCONT)
                ended_clearly(result, writer.end())
            finish(world, result, busy)
    finally:
        world.corpus = usual
        shutil.rmtree(world.folder / "large", ignore_errors=True)
    return result


def stopped_there(world, writer):
    """Stops it where the server waits for more; in a transaction that locks the leases, if there is one such."""
    waits = (
        "SELECT count(*) FROM pg_stat_activity WHERE client_addr = '10.77.0.1' AND query LIKE 'COPY %'"
        " AND state = 'active' AND wait_event = 'ClientRead'"
    )
    locked = (
        "SELECT count(*) FROM pg_stat_activity s JOIN pg_locks l USING (pid) WHERE client_addr = '10.77.0.1'"
        " AND l.relation = 'leases'::regclass AND l.mode = 'RowShareLock'"
    )
    patience = time.monotonic() + 12
    while writer.runs():
        if world.ask(waits) == "0" or (time.monotonic() < patience and world.ask(locked) == "0"):
            continue
        writer.signal(signal.SIGSTOP)
        since = time.monotonic()
        time.sleep(0.5)
        if world.ask(waits) != "0":
            return since
        writer.signal(signal.SIGCONT)
    return None


def cut_off(world, times):
    """The link between a node and the database: cut for 40 s, and healed."""
    result = Result("link of the writing node cut for 40 s, then healed")
    for at in range(times):
        how = ("swallowed", "down")[at % 2]
        world.fresh()
        busy = Busy(world.b, world.corpus)
        writer = world.a.start("import", world.corpus.big)
        if not world.in_the_middle(writer, (None, "placing", "copying")[at % 3], (0.3, 4.0)):
            writer.end().must(0)
            busy.end()
            continue
        world.wires.cut("a", how)
        since = time.monotonic()
        phase, kept = world.phase(), world.kept()
        result.times += 1
        result.saw(f"{phase}, {how}")
        result.went_on(busy.went_on(since))
        time.sleep(max(0, since + 40 - time.monotonic()))
        acknowledged = busy.acknowledged()
        world.wires.heal("a")
        ended_clearly(result, writer.end())
        result.wrong += kept.lost(acknowledged)
        finish(world, result, busy)
    return result


def cut_for_good(world, times):
    """The link stays cut: the process finds out by itself."""
    result = Result("link of the writing node cut for good")
    for at in range(times):
        world.fresh()
        busy = Busy(world.b, world.corpus)
        writer = world.a.start("import", world.corpus.big)
        if not world.in_the_middle(writer, None, (0.3, 4.0)):
            writer.end().must(0)
            busy.end()
            continue
        world.wires.cut("a", ("swallowed", "down")[at % 2])
        since = time.monotonic()
        kept = world.kept()
        result.times += 1
        result.went_on(busy.went_on(since))
        done = writer.end(240)
        took = time.monotonic() - since
        result.saw(f"it ended after {took:.0f} s")
        result.hold("it ends by itself within 60 s", took < 60, f"after {took:.0f} s")
        ended_clearly(result, done, may_finish=False)
        world.wires.heal("a")
        result.wrong += kept.lost(busy.acknowledged())
        finish(world, result, busy)
    return result
