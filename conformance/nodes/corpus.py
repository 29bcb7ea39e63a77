"""The documents: cut out of the real data, imported once without any fault, and compared with that afterwards."""

import io
import json
import subprocess
import tarfile

# So many single documents are for the other node; so many are in each of the pieces that both nodes import.
SINGLE, PIECE, PIECES = 400, 800, 5


class Corpus:
    """`big` is what one node imports, `single` what the other does, `shared` pieces of `big`."""

    def __init__(self, data, folder, change=None, most=None):
        """`change` makes other documents of these, `most` takes so many only."""
        folder.mkdir()
        self.big = folder / "big.tar"
        self.single = folder / "single"
        self.single.mkdir()
        self.shared = [folder / f"piece-{at}.tar" for at in range(PIECES)]
        archive = f"{data}/cve5/vulnrichment.tar.zst"
        with subprocess.Popen(["zstd", "-dcq", archive], stdout=subprocess.PIPE) as unpacked:
            with tarfile.open(fileobj=unpacked.stdout, mode="r|") as entries:
                found = [(e.name, entries.extractfile(e).read()) for e in entries if e.isfile()]
        if change:
            found = [(name, change(body)) for name, body in found[:most]]
        step = len(found) // SINGLE
        alone, rest = found[::step][:SINGLE], [f for at, f in enumerate(found) if at % step or at >= step * SINGLE]
        for name, body in alone:
            (self.single / name.rsplit("/", 1)[1]).write_bytes(body)
        pack(self.big, rest)
        for at, path in enumerate(self.shared):
            begin = at * (len(rest) - PIECE) // (PIECES - 1)
            pack(path, rest[begin : begin + PIECE])
        self.documents = len(found)
        self.known = found[step // 2][0].rsplit("/", 1)[1].removesuffix(".json")
        self.expected = None

    def files(self):
        return sorted(self.single.iterdir())

    def undisturbed(self, node):
        """What the embedded store makes of all of it."""
        node.run("import", str(self.big), str(self.single), where="").must(0)
        self.expected = seen_by(node, where="")
        node.clear()
        assert self.expected["sequence"] == self.documents, self.expected


def longer(body):
    """The same document with what it says said many times over: a transaction of such documents is a large one."""
    document = json.loads(body)
    for words in document["containers"]["cna"].get("descriptions", []):
        text = words["value"]
        words["value"] = " ".join([text] * (1 + 16_000 // (len(text) + 1)))
    return json.dumps(document).encode()


def pack(path, entries):
    with tarfile.open(path, "w") as archive:
        for name, body in entries:
            entry = tarfile.TarInfo(name)
            entry.size = len(body)
            archive.addfile(entry, io.BytesIO(body))


def seen_by(node, **where):
    check = json.loads(node.run("db", "check", **where).out)
    status = json.loads(node.run("db", "status", **where).out)
    return {
        "whole": check["clean"],
        "faults": check["faults"],
        "projections": check["projections"],
        "sequence": status["sequence"],
    }


def complete(world, node):
    """Imports everything to its end, once more for nothing, and gives what is wrong with what stands there then."""
    wrong = []
    for path in (world.corpus.big, world.corpus.single):
        done = node.run("import", str(path))
        if done.code != 0:
            wrong.append(f"the import that follows ends with {done.code}: {done.said}")
            return wrong
    again = node.run("import", str(world.corpus.big), str(world.corpus.single))
    total = json.loads(again.out)["total"]
    if total["new"] + total["changed"]:
        wrong.append(f"a second import adds {total['new']} and {total['changed']}")
    found, expected = seen_by(node), world.corpus.expected
    if not found["whole"]:
        wrong.append(f"db check: {found['faults'][:3]}")
    if found["sequence"] != expected["sequence"]:
        wrong.append(f"{found['sequence']} revisions, expected {expected['sequence']}")
    for name, digest in expected["projections"].items():
        if found["projections"][name] != digest:
            wrong.append(f"{name}: {found['projections'][name]}, expected {digest}")
    twice = world.ask("SELECT count(*) - count(DISTINCT (key, document)) FROM revisions")
    if twice != "0":
        wrong.append(f"{twice} revisions stand there twice")
    return wrong


class Kept:
    """What was committed at a moment, to be there afterwards."""

    def __init__(self, world):
        self.world = world
        self.sequence, self.link = world.ask(
            "SELECT coalesce(max(sequence), 0), (SELECT encode(link, 'hex') FROM revisions ORDER BY sequence DESC LIMIT 1)"
            " FROM revisions"
        ).split("|")

    def lost(self, acknowledged=()):
        """What of it is not there any more; `acknowledged` are documents whose import ended well."""
        wrong = []
        if self.sequence != "0":
            found = self.world.ask(f"SELECT encode(link, 'hex') FROM revisions WHERE sequence = {self.sequence}")
            if found != self.link:
                wrong.append(f"row {self.sequence} of the ledger is lost")
        names = ", ".join(f"'{path.stem}'" for path in acknowledged)
        if names:
            there = self.world.ask(
                f"SELECT count(DISTINCT k.name) FROM keys k JOIN revisions r ON r.key = k.id WHERE k.name IN ({names})"
            )
            if int(there) != len(acknowledged):
                wrong.append(f"{len(acknowledged) - int(there)} of {len(acknowledged)} acknowledged documents are lost")
        return wrong
