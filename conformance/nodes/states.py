"""A database that is slow, full, read-only, or a version too new: a clear state, and no damage."""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import net
from node import Busy
from processes import finish
from world import Result

HERE = Path(__file__).parent
PAGES = ["/", "/search?q=overflow", "/sources"]
BUSY = 10


def says(result, what, done, code, words):
    """A command ends with this code and these words."""
    result.hold(what, done.code == code and re.search(words, done.said), f"exit {done.code}: {done.said}")
    if done.code == code and re.search(words, done.said):
        result.saw(f"{what}: exit {code}")


def pages(result, node, slowest, status=200):
    """Every page answers, and none takes long; gives the slowest."""
    longest = 0.0
    for path in [*PAGES, f"/v/{node.world.corpus.known}"]:
        found, took, text = node.page(path)
        result.hold(f"page {path}", found == status, f"{found}: {text[:200]}")
        longest = max(longest, took)
    result.hold("pages in time", longest < slowest, f"{longest:.1f} s")
    return longest


def slow(world, times):
    """The database is 50 ms away and back."""
    result = Result("database 50 ms away")
    world.drop("r")
    for _ in range(times):
        relay = subprocess.Popen([
            *world.wires.inside("r"), sys.executable, "-B", HERE / "relay.py",
            f"{net.NAMES['r']}:5432", f"{net.NAMES['p']}:5432", "25",
        ])
        try:
            time.sleep(1)
            world.fresh(hosts="r")
            result.times += 1
            began = time.monotonic()
            world.a.run("import", world.corpus.big, seconds=600).must(0)
            result.saw(f"import in {time.monotonic() - began:.0f} s")
            server = world.a.serve()
            for what in ("at first", "afterwards"):
                result.saw(f"slowest page {what} {pages(result, world.a, BUSY):.1f} s")
            server.process.terminate()
            result.hold("serve ends", server.end(60).code == 0)
        finally:
            relay.kill()
            relay.wait()
        world.hosts = "p"
        result.wrong += world.complete()
    return result


def narrow(world, times):
    """So little passes in a second that a transaction takes longer than a lease, and the other node writes too."""
    result = Result("link of 6 Mbit/s, and the other node writes too")
    for _ in range(times):
        world.fresh()
        if not world.wires.narrow("a", "6mbit"):
            result.skip("no link can be made narrow here")
            return result
        result.times += 1
        busy = Busy(world.b, world.corpus)
        began = time.monotonic()
        done = world.a.run("import", world.corpus.big, seconds=600)
        world.wires.widen("a")
        result.hold("the import comes to its end", done.code == 0, f"exit {done.code}: {done.said}")
        result.saw(f"import in {time.monotonic() - began:.0f} s")
        gaps = [after[0] - before[0] for before, after in zip(busy.ended, busy.ended[1:])]
        result.saw(f"the other node waited {max(gaps, default=0):.0f} s at most")
        finish(world, result, busy)
    return result


def full(world, times):
    """No space for the tables, then for the log."""
    result = Result("database full, then given space")
    for _ in range(times):
        for what, size in (("tables", "110m"), ("log", "24m")):
            world.drop("r")
            home, log = world.folder / "db-r", world.folder / "log-r"
            for folder in (home, log):
                folder.mkdir(exist_ok=True)
            small = home if what == "tables" else log
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", small], check=True)
            shutil.chown(log, "postgres", "postgres")
            try:
                one_full(world, result, what, small)
            finally:
                world.drop("r")
                subprocess.run(["umount", "-l", small], check=True)
                shutil.rmtree(log)
    return result


def one_full(world, result, what, small):
    settings = ("max_wal_size=16MB", "min_wal_size=8MB", "wal_keep_size=0")
    server = world.server("r", settings, ("--wal-segsize=4", f"--waldir={world.folder}/log-r/log"))
    world.fresh(hosts="r", at="r")
    world.b.run("import", world.corpus.shared[0]).must(0)
    kept = world.kept()
    result.times += 1
    done = world.a.run("import", world.corpus.big)
    # Without space for its log the server itself ends.
    says(result, f"import, no space for the {what}", done, 5, "no space is left" if what == "tables" else "no space|does not answer")
    if what == "tables":
        says(result, "db status while full", world.b.run("db", "status"), 0, "")
        served = world.b.serve()
        pages(result, world.b, BUSY)
        served.process.terminate()
        served.end(60)
    subprocess.run(["mount", "-o", "remount,size=2g", small], check=True)
    if not alive(server):
        result.saw("the server had ended and was started")
        server.stop("immediate")
        server.start()
    result.wrong += kept.lost()
    result.wrong += world.complete()
    result.saw("compared with an undisturbed import")


def alive(server):
    try:
        return server.one("postgres", "SELECT 1") == "1"
    except (ConnectionError, OSError):
        return False


def read_only(world, times):
    """The server takes no writing transaction; and a replica that may only be read."""
    result = Result("database read-only, and a hot standby")
    for _ in range(times):
        world.drop("r")
        world.fresh()
        world.b.run("import", world.corpus.shared[0], world.corpus.single).must(0)
        kept = world.kept()
        result.times += 1
        world.at.ask("postgres", "ALTER SYSTEM SET default_transaction_read_only = on")
        world.at.ask("postgres", "SELECT pg_reload_conf()")
        time.sleep(1)
        only_read(world, result, "read-only")
        world.at.ask("postgres", "ALTER SYSTEM RESET default_transaction_read_only")
        world.at.ask("postgres", "SELECT pg_reload_conf()")
        time.sleep(1)
        result.hold("it goes on by itself", soon(lambda: world.a.page("/sources")[2], lambda t: "cannot write" not in t))
        world.a.close()

        world.server("r", of="p")
        caught_up = "SELECT count(*) FROM pg_stat_replication WHERE replay_lsn = pg_current_wal_lsn()"
        result.hold("the replica follows", soon(lambda: world.ask(caught_up), lambda found: found == "1"))
        world.hosts = "r"
        only_read(world, result, "hot standby")
        world.a.close()
        world.hosts = "p"
        result.wrong += kept.lost()
        result.wrong += world.complete()
        world.drop("r")
    return result


def only_read(world, result, kind):
    says(result, f"{kind}: import", world.a.run("import", world.corpus.big), 5, "read-only")
    says(result, f"{kind}: db status", world.a.run("db", "status"), 0, "")
    server = world.a.serve()
    result.hold(f"{kind}: serve runs", server.runs(), server.end(1).said if not server.runs() else "")
    if server.runs():
        pages(result, world.a, BUSY)
        told = soon(lambda: world.a.page("/sources")[2], lambda text: "cannot write" in text)
        result.hold(f"{kind}: the page of the sources says so", told)
        if told:
            result.saw(f"{kind}: serve answers and says so")


def soon(ask, is_so, seconds=45):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if is_so(ask()):
            return True
        time.sleep(0.5)
    return False


def newer(world, times):
    """A newer release prepared the schema."""
    result = Result("schema of a newer release")
    for _ in range(times):
        world.fresh()
        world.b.run("import", world.corpus.shared[0]).must(0)
        known = int(world.ask("SELECT max(schema) FROM versions"))
        state = (
            "SELECT md5(string_agg(t::text, '' ORDER BY sequence)) FROM revisions t",
            "SELECT md5(string_agg(t::text, '' ORDER BY name)) FROM leases t",
            "SELECT string_agg(t::text, '' ORDER BY schema) FROM versions t",
            "SELECT count(*) FROM records",
        )
        result.times += 1
        world.ask(f"INSERT INTO versions (schema, works_from) VALUES ({known + 1}, {known + 1})")
        before = [world.ask(sql) for sql in state]
        for words in (["import", world.corpus.big], ["db", "status"], ["sync"], ["search", "overflow"]):
            says(result, words[0], world.a.run(*words), 5, "newer")
        server = world.a.start("serve", "--listen", "127.0.0.1:8080")
        says(result, "serve", server.end(30), 5, "newer")
        result.hold("nothing changed", [world.ask(sql) for sql in state] == before)
        world.ask(f"UPDATE versions SET works_from = {known} WHERE schema = {known + 1}")
        served = world.a.serve()
        pages(result, world.a, BUSY)
        served.process.terminate()
        served.end(60)
        wrong = world.complete()
        result.wrong += wrong
        if not wrong:
            result.saw("one that still fits: works")
        result.hold("its version stays", world.ask("SELECT max(schema) FROM versions") == str(known + 1))
    return result
