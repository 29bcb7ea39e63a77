"""Reads two versions a line, with a tab between; answers -1, 0 or 1 as rpm's library does."""

import sys

import rpm

for line in sys.stdin:
    left, right = (rpm.ver(text) for text in line.rstrip("\n").split("\t"))
    print(-1 if left < right else 1 if left > right else 0)
