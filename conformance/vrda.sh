#!/bin/sh
# Writes a feed of invented records, validates each datum against our schema with xmllint, and reads the feeds with
# feedparser, which many feed readers are built on. Prints a table; fails when anything does.
#
# With the address of a running server, for example http://127.0.0.1:8080, takes what that gives instead: both feeds,
# every datum they link to, in both forms, and the feed of a search.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

command -v xmllint >/dev/null || { echo "xmllint is missing: install libxml2-utils" >&2; exit 2; }
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet feedparser html5lib

if [ $# -gt 0 ]; then
    "$work/venv/bin/python" - "$work/out" "${1%/}" <<'PYTHON'
import pathlib, sys, urllib.request
import feedparser

out, base = pathlib.Path(sys.argv[1]), sys.argv[2]

def fetch(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()

for lang in ("ja", "en"):
    folder = out / lang
    folder.mkdir(parents=True)
    (folder / "atom.xml").write_bytes(fetch(f"{base}/vrda/feed/{lang}/atom.xml"))
    (folder / "search.atom").write_bytes(fetch(f"{base}/search.atom?lang={lang}"))
    for entry in feedparser.parse((folder / "atom.xml").read_bytes()).entries:
        for link in entry.links:
            (folder / link.href.rsplit("/", 1)[1]).write_bytes(fetch(link.href))
PYTHON
else
    cargo run --quiet --package noroshi-outlets --example vrda_sample -- "$work/out"
fi

failed=0
row() { printf '%-46s %-12s %s\n' "$1" "$2" "$3"; }
row "document" "tool" "result"
for file in "$work"/out/*/*_*.xml; do
    name=${file#"$work"/out/}
    if xmllint --nonet --noout --schema docs/reference/vrda-datum.xsd "$file" 2>"$work/errors"; then
        row "$name" xmllint valid
    else
        row "$name" xmllint "NOT VALID"; cat "$work/errors"; failed=1
    fi
done

"$work/venv/bin/python" - "$work/out" "${1:-}" <<'PYTHON' || failed=1
import pathlib, sys, xml.etree.ElementTree as ET
import feedparser, html5lib

out = pathlib.Path(sys.argv[1])
# Of a server it is not known what it holds.
invented = not sys.argv[2]
failed = False

def row(name, tool, problems, good):
    global failed
    failed = failed or bool(problems)
    print(f"{name:<46} {tool:<12} {'; '.join(problems) or good}")

for lang, other in (("ja", "en"), ("en", "ja")):
    feed = feedparser.parse((out / lang / "atom.xml").read_bytes())
    problems = []
    def want(ok, what):
        if not ok:
            problems.append(what)
    want(not feed.bozo, f"not well-formed: {feed.get('bozo_exception')}")
    want(feed.version == "atom10", f"version {feed.version}")
    links = [(l.rel, l.get("hreflang")) for l in feed.feed.links]
    want(("alternate", other) in links, "no link to the other language")
    want(len(feed.entries) == 3 if invented else feed.entries, f"{len(feed.entries)} entries")
    for entry in feed.entries:
        kinds = sorted(l.type for l in entry.links)
        want(kinds == ["application/xml", "text/html"], f"links {kinds}")
        want(all((out / lang / l.href.rsplit("/", 1)[1]).is_file() for l in entry.links), "a link leads nowhere")
        want("<script" not in entry.content[0].value, "script in the content")
        want("vrda_datum" in entry, "no extension")
        want(entry.updated_parsed is not None, "no date")
    if invented:
        want([t.term for t in feed.entries[0].tags] == ["cpe:/a:example:soft", "cpe:/a:example:server"], "categories")
    row(f"{lang}/atom.xml", "feedparser", problems, f"{len(feed.entries)} entries")

    feed = feedparser.parse((out / lang / "search.atom").read_bytes())
    good = not feed.bozo and (len(feed.entries) == 3 if invented else feed.entries)
    problems = [] if good else [str(feed.get("bozo_exception", f"{len(feed.entries)} entries"))]
    row(f"{lang}/search.atom", "feedparser", problems, f"{len(feed.entries)} entries")

    for page in sorted((out / lang).glob("*.html")):
        # Strict: any error of the HTML5 parsing algorithm is raised.
        problems = []
        try:
            tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.read_text("utf-8"))
            if tree.get("lang") != lang: problems.append("lang")
            if tree.findall(".//script"): problems.append("script")
            if any(t.find("caption") is None for t in tree.iter("table")): problems.append("table without caption")
            if any(th.get("scope") not in ("row", "col") for th in tree.iter("th")): problems.append("th without scope")
        except html5lib.html5parser.ParseError as error:
            problems.append(f"parse error: {error}")
        row(f"{lang}/{page.name}", "html5lib", problems, "no errors")

# The extension, cut out of the feed, for the schema.
for lang in ("ja", "en"):
    root = ET.parse(out / lang / "atom.xml").getroot()
    for number, datum in enumerate(root.iter("{urn:noroshi:vrda:1}datum")):
        ET.ElementTree(datum).write(out / lang / f"extension-{number}.xml", "utf-8", True)
sys.exit(failed)
PYTHON

for file in "$work"/out/*/extension-*.xml; do
    name=${file#"$work"/out/}
    if xmllint --nonet --noout --schema docs/reference/vrda-datum.xsd "$file" 2>"$work/errors"; then
        row "$name" xmllint valid
    else
        row "$name" xmllint "NOT VALID"; cat "$work/errors"; failed=1
    fi
done
exit "$failed"
