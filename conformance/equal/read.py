#!/usr/bin/env python3
"""Reads every part that an instance hands to one who follows, and does nothing with it. Prints the bytes.

read.py ADDRESS [AFTER]
"""

import io
import json
import sys
import tarfile
import urllib.request

base, after, size = sys.argv[1].rstrip("/"), int(sys.argv[2]) if len(sys.argv) > 2 else 0, 0
while True:
    with urllib.request.urlopen(f"{base}/bundle?after={after}", timeout=600) as answer:
        part = answer.read()
    size += len(part)
    upto = json.load(tarfile.open(fileobj=io.BytesIO(part)).extractfile("manifest.json"))["upto"]["sequence"]
    if upto == after:
        break
    after = upto
print(size)
