"""PostgreSQL servers in namespaces, and questions to them that go past every link."""

import glob
import os
import pathlib
import re
import shutil
import signal
import subprocess

import net

BIN = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda p: int(re.findall(r"\d+", p)[0]))[-1]
# No power fails here, so nothing is gained by waiting for a disk.
SETTINGS = ["fsync=off", "shared_buffers=256MB", "max_wal_size=2GB", "wal_keep_size=512MB", "log_min_messages=fatal"]


class Server:
    """One server: `name` is its namespace."""

    def __init__(self, wires, name, folder, settings=()):
        self.wires, self.name, self.folder = wires, name, pathlib.Path(folder)
        self.data = self.folder / "data"
        self.folder.mkdir(exist_ok=True)
        shutil.chown(self.folder, "postgres", "postgres")
        self.settings = [*SETTINGS, *settings]
        self.prompt = None
        self.runs = False

    def as_postgres(self, *words, **more):
        who = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        command = [*self.wires.inside(self.name), *who, *words]
        return subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **more)

    def make(self, *options):
        init = [f"{BIN}/initdb", "-D", self.data, "-U", "noroshi", "--auth=trust", "--encoding=UTF8"]
        self.as_postgres(*init, "--locale=C.UTF-8", *options, check=True)
        with open(self.data / "pg_hba.conf", "a", encoding="utf-8") as rules:
            rules.write("host all all 10.77.0.0/24 trust\nhost replication all 10.77.0.0/24 trust\n")
        return self.start()

    def copy_of(self, other):
        """Becomes a replica of a server that runs."""
        source = f"host={net.NAMES[other.name]} user=noroshi application_name={self.name}"
        self.as_postgres(f"{BIN}/pg_basebackup", "-D", self.data, "-R", "-c", "fast", "-d", source, check=True)
        return self.start()

    def start(self):
        options = f"-c listen_addresses={net.NAMES[self.name]} -c unix_socket_directories={self.folder}"
        for setting in self.settings:
            options += f" -c {setting}"
        self.as_postgres(
            f"{BIN}/pg_ctl", "-D", self.data, "-l", self.folder / "log", "-o", options, "-w", "-t", "120", "start", check=True
        )
        self.runs = True
        return self

    def stop(self, mode="fast"):
        self.forget()
        if self.runs:
            self.as_postgres(f"{BIN}/pg_ctl", "-D", self.data, "-m", mode, "-w", "stop", check=False)
        self.runs = False

    def kill(self):
        """As if the machine had gone: every process at once, without a word to anybody."""
        self.forget()
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        children = pathlib.Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in [first, *map(int, children)]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self.runs = False

    def promote(self):
        self.as_postgres(f"{BIN}/pg_ctl", "-D", self.data, "-w", "promote", check=True)

    def database(self, name):
        self.ask("postgres", f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def ask(self, database, sql):
        """The rows of an answer, cells parted by `|`. The connection is kept for the next question."""
        if self.prompt is None or self.prompt[0] != database or self.prompt[1].poll() is not None:
            self.forget()
            words = [f"{BIN}/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-U", "noroshi", database]
            pipe = subprocess.PIPE
            self.prompt = database, subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
        talk = self.prompt[1]
        try:
            talk.stdin.write(f"{sql};\n\\echo .\n")
            talk.stdin.flush()
        except BrokenPipeError:
            pass
        rows = []
        while (line := talk.stdout.readline()) != ".\n":
            if not line:
                self.forget()
                raise ConnectionError(f"no answer to {sql}")
            rows.append(line.rstrip("\n"))
        return rows

    def one(self, database, sql):
        return "".join(self.ask(database, sql))

    def forget(self):
        if self.prompt is not None:
            self.prompt[1].kill()
            self.prompt[1].communicate()
            self.prompt = None
