#!/usr/bin/env python3
"""Stands between two programs on this machine, and counts the bytes that go through.

relay.py PORT COUNTS     to that port; writes both directions' sums to the file COUNTS after each connection and second

Prints its own address once it listens.
"""

import os
import socket
import sys
import threading
import time

port, counts = int(sys.argv[1]), sys.argv[2]
sums = {"asked": 0, "answered": 0}
lock = threading.Lock()


def carry(source, target, what):
    try:
        while piece := source.recv(1 << 16):
            with lock:
                sums[what] += len(piece)
            target.sendall(piece)
    except OSError:
        pass
    for end, how in ((target, socket.SHUT_WR), (source, socket.SHUT_RD)):
        try:
            end.shutdown(how)
        except OSError:
            pass


def tell():
    while True:
        with lock:
            text = f"{sums['asked']} {sums['answered']}\n"
        with open(counts + ".new", "w") as out:
            out.write(text)
        os.replace(counts + ".new", counts)
        time.sleep(0.2)


listener = socket.create_server(("127.0.0.1", 0))
print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
threading.Thread(target=tell, daemon=True).start()
while True:
    here, _ = listener.accept()
    there = socket.create_connection(("127.0.0.1", port))
    for pair in ((here, there, "asked"), (there, here, "answered")):
        threading.Thread(target=carry, args=pair, daemon=True).start()
