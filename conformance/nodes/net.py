"""Namespaces on one machine, wired to a switch that stands in a namespace too: nothing outside is touched."""

import os
import subprocess

NAMES = {"a": "10.77.0.1", "b": "10.77.0.2", "p": "10.77.0.3", "r": "10.77.0.4"}


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


class Net:
    """The nodes `a` and `b`, the primary `p`, the replica `r`."""

    def __init__(self):
        self.tag = f"noroshi-{os.getpid()}"
        self.made = []

    def make(self):
        self.switch = self.namespace("switch")
        ip("-n", self.switch, "link", "add", "bridge", "type", "bridge")
        ip("-n", self.switch, "link", "set", "bridge", "up")
        for name, address in NAMES.items():
            space = self.namespace(name)
            ip("-n", self.switch, "link", "add", "name", f"to-{name}", "type", "veth", "peer", "name", "eth0", "netns", space)
            ip("-n", self.switch, "link", "set", f"to-{name}", "master", "bridge", "up")
            ip("-n", space, "addr", "add", f"{address}/24", "dev", "eth0")
            ip("-n", space, "link", "set", "eth0", "up")

    def namespace(self, name):
        space = f"{self.tag}-{name}"
        ip("netns", "add", space)
        self.made.append(space)
        ip("-n", space, "link", "set", "lo", "up")
        return space

    def inside(self, name):
        """What a command begins with that runs there."""
        return ["ip", "netns", "exec", f"{self.tag}-{name}"]

    def cut(self, name, how):
        """`swallowed`: packets vanish on their way, and nobody says so. `down`: the cable is out."""
        if how == "down":
            ip("-n", self.switch, "link", "set", f"to-{name}", "down")
        else:
            ip("-n", self.switch, "link", "set", f"to-{name}", "nomaster")

    def heal(self, name):
        ip("-n", self.switch, "link", "set", f"to-{name}", "master", "bridge", "up")

    def narrow(self, name, rate):
        """Lets so much pass in a second that leaves there; false where the system cannot do that."""
        shape = ["qdisc", "add", "dev", "eth0", "root", "tbf", "rate", rate, "burst", "64kbit", "latency", "50ms"]
        return subprocess.run([*self.inside(name), "tc", *shape], check=False, capture_output=True).returncode == 0

    def widen(self, name):
        subprocess.run([*self.inside(name), "tc", "qdisc", "del", "dev", "eth0", "root"], check=False, capture_output=True)

    def close(self):
        for space in self.made:
            subprocess.run(["ip", "netns", "del", space], check=False, capture_output=True)
