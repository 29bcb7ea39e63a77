"""The program on a node: run to its end, started, stopped; and a second one that keeps importing."""

import os
import re
import signal
import subprocess
import threading
import time

import net


class Done:
    """How a command ended."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err
        lines = [re.sub(r"\s+", " ", line).strip() for line in err.splitlines()]
        self.said = " ".join(line for line in lines if line)

    def must(self, code):
        if self.code != code:
            raise AssertionError(f"exit {self.code}, expected {code}: {self.said}")
        return self


class Started:
    """A command that runs."""

    def __init__(self, command):
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
        self.pid = self.process.pid

    def signal(self, which):
        os.kill(self.pid, which)

    def runs(self):
        return self.process.poll() is None

    def end(self, seconds=300):
        """How it ended; one that does not end is killed, and its code is None."""
        try:
            out, err = self.process.communicate(timeout=seconds)
            return Done(self.process.returncode, out, err)
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, err = self.process.communicate()
            return Done(None, out, err)


class Node:
    """A node in its namespace, with a folder and settings of its own."""

    def __init__(self, world, name):
        self.world, self.name = world, name
        self.folder = world.folder / f"node-{name}"
        self.folder.mkdir(exist_ok=True)
        self.settings = self.folder / "noroshi.toml"
        self.configure()
        self.running = []

    def configure(self, more=""):
        self.settings.write_text(f'[store]\nnode = "{self.name}"\n{more}', encoding="utf-8")

    def clear(self):
        """Forgets the embedded store."""
        for path in self.folder.glob("noroshi.db*"):
            path.unlink()

    def start(self, *words, where=None):
        """`where` is the database's address, else the one that the scenario is about; empty: the node's folder."""
        command = [*self.world.wires.inside(self.name), "env", "LC_ALL=C.UTF-8", self.world.noroshi, *words]
        flags = ["--config", self.settings, "--data", self.folder, "--quiet", "--no-progress", "--lang", "en"]
        flags += ["--format", "json"] if words[0] != "serve" else []
        command += [*flags, "--database", self.world.address() if where is None else where]
        started = Started([str(word) for word in command])
        self.running.append(started)
        return started

    def run(self, *words, seconds=300, **more):
        return self.start(*words, **more).end(seconds)

    def page(self, path, seconds=30):
        """Status, seconds and text of a page of this node's server."""
        fetch = (
            "import sys, time, urllib.request, urllib.error\nbegan = time.monotonic()\n"
            "try: answer = urllib.request.urlopen(sys.argv[1], timeout=float(sys.argv[2]))\n"
            "except urllib.error.HTTPError as error: answer = error\n"
            "text = answer.read().decode()\nprint(answer.status, time.monotonic() - began)\nprint(text)"
        )
        address = f"http://127.0.0.1:8080{path}"
        command = [*self.world.wires.inside(self.name), "python3", "-c", fetch, address, str(seconds)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return 0, seconds, done.stderr.strip().splitlines()[-1]
        first, _, text = done.stdout.partition("\n")
        status, took = first.split()
        return int(status), float(took), text

    def serve(self, seconds=60):
        """A server that answers."""
        server = self.start("serve", "--listen", "127.0.0.1:8080")
        until = time.monotonic() + seconds
        while time.monotonic() < until and server.runs():
            if self.page("/sources", 5)[0]:
                return server
            time.sleep(0.2)
        return server

    def close(self):
        for started in self.running:
            if started.runs():
                started.signal(signal.SIGCONT)
                started.process.kill()
                started.process.communicate()
        self.running.clear()


class Busy:
    """The other node: it imports one document after the other, and now and then a piece of what the first one imports."""

    def __init__(self, node, corpus):
        self.node, self.corpus = node, corpus
        self.ended = []
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.go_on, daemon=True)
        self.thread.start()

    def go_on(self):
        turn = 0
        files = self.corpus.files()
        while not self.stop.is_set():
            paths = [files[turn % len(files)]]
            if turn % 10 == 9:
                paths = [self.corpus.shared[turn // 10 % len(self.corpus.shared)]]
            done = self.node.run("import", *map(str, paths), seconds=150)
            self.ended.append((time.monotonic(), done, paths[0]))
            turn += done.code == 0
            self.stop.wait(0.3)

    def went_on(self, since, patience=150):
        """Seconds from then to the end of its first import that holds after it; None where there was none."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            for at, done, _ in list(self.ended):
                if at > since and done.code == 0:
                    return at - since
            time.sleep(0.05)
        return None

    def acknowledged(self):
        return [path for _, done, path in list(self.ended) if done.code == 0 and path.suffix == ".json"]

    def failures(self):
        return [done for _, done, _ in list(self.ended) if done.code != 0]

    def end(self):
        self.stop.set()
        self.thread.join(180)


def address(database, hosts="pr"):
    """Where the nodes find a database."""
    places = ",".join(net.NAMES[host] for host in hosts)
    attributes = "?target_session_attrs=read-write" if len(hosts) > 1 else ""
    return f"postgresql://noroshi@{places}/{database}{attributes}"
