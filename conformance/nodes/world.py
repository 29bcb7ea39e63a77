"""The nodes, their database and the documents, as a scenario finds them."""

import os
import random
import shutil
import time

import node
from corpus import Kept, complete, seen_by
from database import Server

LEASE = 15
# What a start of the program, a connection and a small import may take on a machine with other work.
ROOM = 8


class Trouble(Exception):
    """A scenario could not be brought about."""


class World:
    """Everything that scenarios share. Each asks for a fresh database."""

    def __init__(self, wires, noroshi, data, folder, corpus, seed):
        self.wires, self.noroshi, self.data, self.folder, self.corpus = wires, noroshi, data, folder, corpus
        self.random = random.Random(seed)
        self.servers = {}
        self.at, self.database, self.hosts = None, None, "p"
        self.count = 0
        self.a, self.b = node.Node(self, "a"), node.Node(self, "b")

    def server(self, name, settings=(), options=(), of=None):
        """A server of that name, made or started where it is not there; `of`: as a replica of that one."""
        known = self.servers.get(name)
        if known is None:
            known = Server(self.wires, name, self.folder / f"db-{name}", settings)
            self.servers[name] = known.copy_of(self.servers[of]) if of else known.make(*options)
        elif not known.runs:
            known.start()
        return known

    def drop(self, name):
        """Takes a server away with all it holds."""
        gone = self.servers.pop(name, None)
        if gone is not None:
            gone.stop("immediate")
            shutil.rmtree(gone.data)

    def fresh(self, hosts="p", at="p"):
        """An empty database with its tables."""
        self.count += 1
        self.at, self.hosts = self.servers[at], hosts
        self.database = self.at.database(f"world{self.count}")
        self.b.run("db", "status").must(0)

    def address(self):
        return node.address(self.database, self.hosts)

    def ask(self, sql):
        return self.at.one(self.database, sql)

    def holder(self):
        """Who holds the right to write."""
        held = "until > extract(epoch FROM clock_timestamp()) * 1000"
        return self.ask(f"SELECT holder FROM leases WHERE name = 'pen' AND {held}")

    def phase(self):
        """How far node a is with its transaction, as the server sees it."""
        found = self.ask(
            "SELECT coalesce(max(CASE WHEN query LIKE 'COPY %' AND state = 'active' THEN 2"
            " WHEN backend_xid IS NOT NULL THEN 1 ELSE 0 END), 0)"
            " FROM pg_stat_activity WHERE client_addr = '10.77.0.1'"
            f" AND datname = '{self.database}'"
        )
        return ("thinking", "placing", "copying")[int(found)]

    def in_the_middle(self, writer, phase=None, within=(0.3, 8.0)):
        """Waits for a random moment at which `writer`, of node a, holds the right to write; false where it ended."""
        until = time.monotonic() + self.random.uniform(*within)
        limit = until + 90
        while writer.runs():
            now = time.monotonic()
            if now > limit:
                raise Trouble(f"node a was never {phase or 'writing'}")
            if now > until and self.holder() == "a" and (phase is None or self.phase() == phase):
                return True
            time.sleep(0.002 if phase else 0.02)
        return False

    def kept(self):
        return Kept(self)

    def complete(self, by=None):
        return complete(self, by or self.b)

    def seen(self, by):
        return seen_by(by)

    def close(self):
        for one in (self.a, self.b):
            one.close()
        for server in self.servers.values():
            server.stop("immediate")


class Result:
    """A row of the table."""

    def __init__(self, scenario):
        self.scenario, self.times, self.waits, self.found, self.wrong = scenario, 0, [], {}, []

    def saw(self, what):
        self.found[what] = self.found.get(what, 0) + 1

    def went_on(self, seconds, limit=LEASE + ROOM):
        """When the other node went on after the fault."""
        if seconds is None:
            self.wrong.append("the other node did not go on")
            return
        self.waits.append(seconds)
        if seconds > limit:
            self.wrong.append(f"the other node went on after {seconds:.1f} s only, expected {limit} s at most")

    def skip(self, why):
        """Nothing may be skipped unseen."""
        self.saw(f"skipped: {why}")
        if os.environ.get("NOROSHI_NO_SKIPS"):
            self.wrong.append(f"skipped: {why}")

    def hold(self, what, is_so, otherwise=""):
        if not is_so:
            self.wrong.append(f"{what}: {otherwise}" if otherwise else what)
