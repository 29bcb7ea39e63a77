"""Pages through two instances and compares the documents byte for byte.

Usage: same.py ADDRESS ADDRESS
"""

import hashlib
import re
import sys
import urllib.request


def pages(address):
    """The digest of each page's list, and how many entries there are."""
    start, total = 0, 1
    while start < total:
        url = f"{address.rstrip('/')}/rest/json/cves/2.0?startIndex={start}&resultsPerPage=500"
        with urllib.request.urlopen(url, timeout=300) as answer:
            body = answer.read()
        head, documents = body.split(b'"vulnerabilities":[', 1)
        count, total = (int(re.search(b'"%s":([0-9]+)' % name, head)[1]) for name in (b"resultsPerPage", b"totalResults"))
        yield hashlib.sha256(documents).hexdigest(), count
        start += count


one, other = (list(pages(address)) for address in sys.argv[1:3])
differ = sum(a != b for a, b in zip(one, other)) + abs(len(one) - len(other))
print(f"{sum(c for _, c in one)} documents, {sum(c for _, c in other)} in the copy, {differ} of {len(one)} pages differ")
sys.exit(1 if differ else 0)
