"""What happens to the database: restarted, replaced by its replica."""

import time

from node import Busy
from processes import ended_clearly, finish
from world import LEASE, ROOM, Result


def restarted(world, times):
    """The server is restarted at once, as after a crash."""
    result = Result("database restarted at once in mid-import")
    for at in range(times):
        world.fresh()
        busy = Busy(world.b, world.corpus)
        writer = world.a.start("import", world.corpus.big)
        if not world.in_the_middle(writer, (None, "placing", "copying")[at % 3], (0.3, 6.0)):
            writer.end().must(0)
            busy.end()
            continue
        kept = world.kept()
        acknowledged = busy.acknowledged()
        since = time.monotonic()
        world.at.stop("immediate")
        world.at.start()
        back = time.monotonic() - since
        result.times += 1
        result.saw("back after " + ("less than 5 s" if back < 5 else f"{back:.0f} s"))
        result.went_on(busy.went_on(since), LEASE + ROOM + back)
        ended_clearly(result, writer.end())
        result.wrong += kept.lost(acknowledged)
        finish(world, result, busy)
    return result


def promoted(world, times):
    """The primary dies, and the replica, which has confirmed every transaction, takes its place."""
    result = Result("primary killed, replica promoted in mid-import")
    for at in range(times):
        world.drop("p")
        world.drop("r")
        # The primary alone waits for the replica: what is given on the command line is not copied.
        primary = world.server("p", settings=("synchronous_standby_names=r",))
        replica = world.server("r", of="p")
        world.fresh(hosts="pr")
        busy = Busy(world.b, world.corpus)
        writer = world.a.start("import", world.corpus.big)
        if not world.in_the_middle(writer, (None, "placing", "copying")[at % 3], (0.3, 6.0)):
            writer.end().must(0)
            busy.end()
            continue
        kept, acknowledged = world.kept(), busy.acknowledged()
        since = time.monotonic()
        # Half the time its machine is gone with it, and nobody says so.
        if at % 2:
            world.wires.cut("p", "swallowed")
        primary.kill()
        replica.promote()
        world.at = replica
        took = time.monotonic() - since
        result.times += 1
        result.saw("machine gone" if at % 2 else "process gone")
        # Where nobody says that it is gone, an attempt to connect takes ten seconds, and a link that is used fifteen.
        result.went_on(busy.went_on(since), LEASE + ROOM + took + (30 if at % 2 else 0))
        ended_clearly(result, writer.end())
        result.wrong += kept.lost(acknowledged)
        finish(world, result, busy)
        world.wires.heal("p")
        world.drop("p")
        world.drop("r")
    return result
