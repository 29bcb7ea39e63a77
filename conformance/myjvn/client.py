"""A client of MyJVN, written from the public tables of its parameters alone.

Walks every method, every page and every date rule of a server that was filled from a folder of JVN's documents, and
compares what it counts with its own evaluation of these documents. Keeps every answer in a folder, for schemas to be held
against. Standard library only.

client.py ADDRESS DATA ANSWERS
"""

import datetime
import glob
import json
import os
import re
import sys
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET

ADDRESS, DATA, ANSWERS = sys.argv[1:4]
RSS = "{http://purl.org/rss/1.0/}"
SECS = ("{http://jvn.jp/rss/mod_sec/3.0/}", "{http://jvn.jp/rss/mod_sec/}")
TERMS = "{http://purl.org/dc/terms/}"
DC = "{http://purl.org/dc/elements/1.1/}"
VULDEF = "{http://jvn.jp/vuldef/}"
RESULTS = "{http://jvndb.jvn.jp/myjvn/Results}"
STATUS = "{http://jvndb.jvn.jp/myjvn/Status}"
STATISTICS = "{http://jvndb.jvn.jp/myjvn/Statistics}"
ATOM = "{http://www.w3.org/2005/Atom}"
NO_LIMITS = {"rangeDatePublic": "n", "rangeDatePublished": "n", "rangeDateFirstPublished": "n"}
OURS = 10**15

failed = 0
checks = 0
number = 0


def same(what, expected, found):
    global checks, failed
    checks += 1
    if expected != found:
        failed += 1
        print(f"differs: {what}: expected {expected!r}, found {found!r}")


def ask(parameters, post=False):
    global number
    number += 1
    line = urllib.parse.urlencode(parameters, safe="+:/*")
    url = f"{ADDRESS}/myjvn"
    if post:
        request = urllib.request.Request(url, data=line.encode())
    else:
        request = urllib.request.Request(f"{url}?{line}")
    with urllib.request.urlopen(request, timeout=60) as answer:
        body = answer.read()
        kind = answer.headers["Content-Type"]
    ending = "json" if "json" in kind else "xml"
    with open(f"{ANSWERS}/{number:04}.{ending}", "wb") as kept:
        kept.write(body)
    with open(f"{ANSWERS}/{number:04}.request", "w") as kept:
        kept.write(line)
    return body


def xml(method, parameters=None, post=False):
    root = ET.fromstring(ask({"method": method, "feed": "hnd", **(parameters or {})}, post))
    status = root.find(f"{STATUS}Status")
    return root, status.attrib


def total(method, parameters):
    _, status = xml(method, parameters)
    same(f"{method} {parameters} succeeds", "0", status["retCd"])
    return int(status["totalRes"] or -1)


# What the documents say.


def instant(text):
    text = (text or "").strip()
    if not text:
        return None
    if re.search(r"T\d\d:\d\d[+Z]", text):
        text = re.sub(r"(T\d\d:\d\d)", r"\1:00", text)
    return datetime.datetime.fromisoformat(text).astimezone(datetime.timezone(datetime.timedelta(hours=9)))


def text_of(element, *names):
    for name in names:
        found = element.find(name)
        if found is not None and (found.text or "").strip():
            return found.text.strip()
    return ""


def of_item(item):
    def sec(name):
        return [e for space in SECS for e in item.findall(space + name)]

    scores = [c for c in sec("cvss") if c.get("version", "").startswith("3")]
    return {
        "id": [e.text.strip() for e in sec("identifier")][0],
        "text": (text_of(item, RSS + "title") + "\n" + (item.findtext(RSS + "description") or "")).lower(),
        "updated": instant(text_of(item, TERMS + "modified", DC + "date")),
        "first": instant(text_of(item, TERMS + "issued")),
        "public": None,
        "severity": scores[0].get("severity") if scores else None,
        "vector": scores[0].get("vector") if scores else None,
        "cpes": {(e.text or "").strip() for e in sec("cpe")} - {""},
    }


def of_vulinfo(vulinfo):
    data = vulinfo.find(VULDEF + "VulinfoData")
    scores = [c for c in data.iter(VULDEF + "Cvss") if c.get("version", "").startswith("3")]
    overview = data.findtext(f"{VULDEF}VulinfoDescription/{VULDEF}Overview") or ""
    return {
        "id": vulinfo.findtext(VULDEF + "VulinfoID").strip(),
        "text": (text_of(data, VULDEF + "Title") + "\n" + overview).lower(),
        "updated": instant(data.findtext(VULDEF + "DateLastUpdated")),
        "first": instant(data.findtext(VULDEF + "DateFirstPublished")),
        "public": instant(data.findtext(VULDEF + "DatePublic")),
        "severity": scores[0].findtext(VULDEF + "Severity") if scores else None,
        "vector": scores[0].findtext(VULDEF + "Vector") if scores else None,
        "cpes": {(e.text or "").strip() for e in data.iter(VULDEF + "Cpe")} - {""},
    }


def parsed(path):
    with open(path, encoding="utf-8-sig") as file:
        text = file.read()
    # One official example is not well-formed.
    return ET.fromstring(text.replace("retCd= 0", 'retCd="0"').encode())


def held():
    """The entries as a list shows them: the newest of each form, and of the two the item unless VULDEF is newer."""
    items, vulinfos, numbers, alerts = {}, {}, {}, {}
    for path in sorted(glob.glob(f"{DATA}/*/*")):
        if not path.endswith((".xml", ".rdf")) or "schema" in path or "draft" in path:
            continue
        try:
            root = parsed(path)
        except ET.ParseError:
            # The official example again: its Status is not closed either.
            with open(path, encoding="utf-8") as file:
                text = file.read()
            text = re.sub(r"<status:Status[^>]*>", "", text)
            root = ET.fromstring(text.replace("</status:Status>", "").encode())
        for item in root.iter(RSS + "item"):
            keep(items, of_item(item))
        for vulinfo in root.iter(VULDEF + "Vulinfo"):
            keep(vulinfos, of_vulinfo(vulinfo))
        for vendor in root.iter(RESULTS + "Vendor"):
            numbers[("vendor", vendor.get("vid"))] = vendor.get("cpe")
            for product in vendor.iter(RESULTS + "Product"):
                numbers[("product", product.get("pid"))] = product.get("cpe")
        for alert in root.iter(ATOM + "entry"):
            alerts[alert.findtext(ATOM + "id")] = instant(alert.findtext(ATOM + "updated")).year
    shown = {}
    for id in items.keys() | vulinfos.keys():
        item, vulinfo = items.get(id), vulinfos.get(id)
        minute = lambda entry: entry["updated"].replace(second=0)
        if item is None or (vulinfo is not None and minute(vulinfo) > minute(item)):
            shown[id] = dict(vulinfo)
        else:
            shown[id] = dict(item)
        shown[id]["public"] = vulinfo["public"] if vulinfo else None
    return shown, vulinfos, numbers, alerts


def keep(known, entry):
    old = known.get(entry["id"])
    if old is None or old["updated"] <= entry["updated"]:
        known[entry["id"]] = entry


# What the server says.


def overviews(shown):
    every = len(shown)
    same("all entries", every, total("getVulnOverviewList", NO_LIMITS))
    order = sorted(shown.values(), key=lambda e: (e["updated"], e["id"]), reverse=True)
    for size in (1, 7, 50):
        ids, start = [], 1
        while True:
            page = {**NO_LIMITS, "startItem": start, "maxCountItem": size}
            root, status = xml("getVulnOverviewList", page)
            found = [e.text for space in SECS for e in root.iter(space + "identifier")]
            same(f"page at {start}", (str(start), str(len(found)), str(every)),
                 (status["firstRes"], status["totalResRet"], status["totalRes"]))
            if not found:
                titles = [e.text for e in root.iterfind(f"{RSS}item/{RSS}title")]
                same("the placeholder", ["MyJVN　該当する脆弱性対策情報はありません。"], titles)
                break
            ids += found
            start += len(found)
        same(f"entries in pages of {size}", [e["id"] for e in order], ids)
    for letter, word in zip("nlmhc", ("None", "Low", "Medium", "High", "Critical")):
        expected = sum(1 for e in shown.values() if e["severity"] == word)
        same(f"severity {word}", expected, total("getVulnOverviewList", {**NO_LIMITS, "severity": letter}))
    for vector in {e["vector"] for e in shown.values() if e["vector"]}:
        metrics = vector.split("/", 1)[1]
        expected = sum(1 for e in shown.values() if e["vector"] and e["vector"].split("/", 1)[1] == metrics)
        asked = {**NO_LIMITS, "vector": f"CVSS:3.0/{metrics}"}
        same(f"vector {vector}", expected, total("getVulnOverviewList", asked))
    for keyword in ("脆弱性", "クロスサイトスクリプティング", "apache", "LOG4J", "ファームウェア", "*", "nothing at all", "a"):
        expected = sum(1 for e in shown.values() if keyword.lower() in e["text"])
        same(f"keyword {keyword}", expected, total("getVulnOverviewList", {**NO_LIMITS, "keyword": keyword}))
    names = sorted({cpe for e in shown.values() for cpe in e["cpes"]})
    for cpe in names:
        expected = sum(1 for e in shown.values() if any(cpe.lower() == c.lower() for c in e["cpes"]))
        # A percent sign of the name is encoded once more by the name's own rule, and once by that of addresses.
        asked = {**NO_LIMITS, "cpeName": cpe.replace("%", "%25")}
        same(f"cpeName {cpe}", expected, total("getVulnOverviewList", asked))
        vendor = cpe.split(":")[2]
        expected = sum(1 for e in shown.values() if any(c.split(":")[2].lower() == vendor.lower() for c in e["cpes"]))
        asked = {**NO_LIMITS, "cpeName": f"cpe:/*:{vendor.replace('%', '%25')}:*"}
        same(f"vendor {vendor}", expected, total("getVulnOverviewList", asked))
    pair = names[0], names[-1]
    expected = sum(1 for e in shown.values() if set(pair) & e["cpes"])
    asked = {**NO_LIMITS, "cpeName": "+".join(n.replace("%", "%25") for n in pair)}
    same("two names", expected, total("getVulnOverviewList", asked))


FAMILIES = (
    ("public", "rangeDatePublic", "datePublic"),
    ("updated", "rangeDatePublished", "datePublished"),
    ("first", "rangeDateFirstPublished", "dateFirstPublished"),
)


def dates(shown):
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).date()
    day = lambda entry, key: entry[key].date() if entry[key] else None
    for key, range_name, name in FAMILIES:
        days = [day(e, key) for e in shown.values()]
        known = sorted({d for d in days if d})
        count = lambda start, end: sum(1 for d in days if d and start <= d <= end)
        asked = {**NO_LIMITS, range_name: "w"}
        same(f"{name} past week", count(today - datetime.timedelta(6), today), total("getVulnOverviewList", asked))
        for year in sorted({d.year for d in known}):
            asked = {**NO_LIMITS, f"{name}StartY": year, f"{name}EndY": year}
            expected = count(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
            same(f"{name} {year}", expected, total("getVulnOverviewList", asked))
        for d in known:
            start = {f"{name}StartY": d.year, f"{name}StartM": d.month, f"{name}StartD": d.day}
            end = {f"{name}EndY": d.year, f"{name}EndM": d.month, f"{name}EndD": d.day}
            far = datetime.date(1, 1, 1), datetime.date(9999, 1, 1)
            # Dates stand in for the range, which is a week where nothing is said.
            others = {k: v for k, v in NO_LIMITS.items() if k != range_name}
            same(f"{name} from {d}", count(d, far[1]), total("getVulnOverviewList", {**others, **start}))
            same(f"{name} to {d}", count(far[0], d), total("getVulnOverviewList", {**others, **end}))
            same(f"{name} on {d}", count(d, d), total("getVulnOverviewList", {**others, **start, **end}))
        months = sorted({(d.year, d.month) for d in known})
        for year, month in months:
            asked = {**NO_LIMITS, f"{name}StartY": year, f"{name}StartM": f"{month:02}",
                     f"{name}EndY": year, f"{name}EndM": month}
            expected = sum(1 for d in days if d and (d.year, d.month) == (year, month))
            same(f"{name} {year}-{month}", expected, total("getVulnOverviewList", asked))
    week = today - datetime.timedelta(6)
    fresh = [e for e in shown.values() if all(e[k] and week <= e[k].date() <= today for k, _, _ in FAMILIES)]
    same("a call that says nothing", len(fresh), total("getVulnOverviewList", {}))


def details(shown, vulinfos):
    ids = sorted(shown)
    for at in range(0, len(ids), 10):
        root, status = xml("getVulnDetailInfo", {"vulnId": "+".join(ids[at:at + 10])}, post=at % 20 == 0)
        found = [e.text for e in root.iter(VULDEF + "VulinfoID") if (e.text or "").startswith("JVNDB-")]
        same("details", (ids[at:at + 10], str(len(found))), (found, status["totalRes"]))
        for vulinfo in root.iter(VULDEF + "Vulinfo"):
            detail = of_vulinfo(vulinfo)
            expected = vulinfos.get(detail["id"])
            if expected:
                same(f"what {detail['id']} says", expected, detail)
    _, status = xml("getVulnDetailInfo", {"vulnId": "JVNDB-1999-999999"})
    same("an entry that there is not", ("0", "0"), (status["retCd"], status["totalRes"]))


def lists(numbers):
    for method, tag, number in (("getVendorList", "Vendor", "vid"), ("getProductList", "Product", "pid")):
        found, start = {}, 1
        while True:
            root, status = xml(method, {"startItem": start, "maxCountItem": 5000})
            page = {e.get(number): e.get("cpe") for e in root.iter(RESULTS + tag)}
            if not page:
                break
            found.update(page)
            start += len(page)
        same(f"all of {method}", int(status["totalRes"]), len(found))
        known = {n for kind, n in numbers if kind == tag.lower()}
        missing = known - found.keys()
        # A vendor without products stands in no list of products, but has its number all the same.
        same(f"{method}: numbers of JVN that are missing", set(), missing)
        others = found.keys() - known
        same(f"{method}: numbers that are neither JVN's nor ours", [], [n for n in others if int(n) < OURS])
        one = sorted(known)[0]
        parameter = "productId" if tag == "Product" else None
        if parameter:
            same(parameter, 1, total(method, {parameter: one}))


def alerts_of(alerts):
    same("alerts", len(alerts), total("getAlertList", {}))
    for year in set(alerts.values()):
        expected = sum(1 for y in alerts.values() if y == year)
        same(f"alerts of {year}", expected, total("getAlertList", {"datePublished": year}))
        answer = json.loads(ask({"method": "getAlertList", "feed": "hnd", "ft": "json", "datePublished": year}))
        same(f"alerts of {year} in JSON", expected, len(answer["feed"]["entry"]))


def statistics(shown):
    years = [e["public"].year for e in shown.values() if e["public"]]
    for theme, table in (("sumJvnDb", "sumJvnDb"), ("sumCvss", "sumCvss")):
        root, _ = xml("getStatistics", {"theme": theme})
        rows = {r.get("date"): int(r.get("cntAll")) for r in root.iterfind(f"{STATISTICS}{table}/{STATISTICS}resData")}
        for year in range(min(years), max(years) + 1):
            in_year = [e for e in shown.values() if e["public"] and e["public"].year == year]
            if theme == "sumCvss":
                in_year = [e for e in in_year if e["severity"]]
            same(f"{theme} {year}", len(in_year), rows.get(str(year)))
    for theme in ("sumAll", "sumJvnDb", "sumCvss", "sumCwe"):
        for step in "yqm":
            xml("getStatistics", {"theme": theme, "type": step, "cweId": "CWE-79"} if theme in ("sumAll", "sumCwe")
                else {"theme": theme, "type": step})


def faults():
    for parameters, code in (
        ({"method": "getVendorList", "feed": "sec"}, "XX00000001"),
        ({"feed": "hnd"}, "XX00000002"),
        ({"method": "getNothing"}, "XX00000003"),
        ({"method": "getVulnDetailInfo"}, "XX00000004"),
        ({"method": "getVulnOverviewList", "maxCountItem": 51}, "XX00000005"),
        ({"method": "getVulnOverviewList", "vendorId": 1, "productId": 1}, "XX00000006"),
        ({"method": "getVulnOverviewList", "keyword": "\0"}, "XX00000007"),
        ({"method": "getVulnDetailInfo", "vulnId": "JVNDB-2099-000001+" * 1001}, "XX00000008"),
    ):
        root = ET.fromstring(ask(parameters, post=True))
        status = root.find(f"{STATUS}Status").attrib
        same(f"the code of {parameters}"[:120], ("1", code), (status["retCd"], status["errCd"]))
    for method, more in (("getOvalList", {}), ("getOvalData", {"ovalId": "x"}), ("getXccdfList", {}),
                         ("getXccdfData", {"benchmarkId": "x"}), ("getCPEdictionary", {}), ("getCvrfInfo", {"cvrfdoc": "x"})):
        same(method, 0, total(method, more))


def oka(method, parameters=None):
    answer = json.loads(ask({"method": method, "feed": "oka", **(parameters or {})}))
    status = answer["status"]
    same(f"oka {method} {parameters}", (0, "4.0.0"), (status["retCd"], status["version"]))
    return answer, status


def version_4(shown, vulinfos, alerts):
    ids, start = [], 1
    while True:
        answer, status = oka("getVulnOverviewList", {"startItem": start})
        found = [entry["id"] for entry in answer["feed"]["entry"]]
        if not found:
            break
        ids += found
        start += len(found)
    order = sorted(shown.values(), key=lambda e: (e["updated"], e["id"]), reverse=True)
    same("oka: all entries, newest first", [e["id"] for e in order], ids)
    count = lambda parameters: oka("getVulnOverviewList", parameters)[1]["totalRes"]
    for word in ("None", "Low", "Medium", "High", "Critical"):
        expected = sum(1 for e in shown.values() if e["severity"] == word)
        same(f"oka: severity {word}", expected, count({"cvssV3Severity": word.upper()}))
    for key, name, first in (("updated", "modified", 1998), ("first", "created", 1998), ("public", "public", 1989)):
        days = [e[key].date() for e in shown.values() if e[key]]
        for d in sorted(set(days)):
            text = d.strftime("%Y%m%d")
            same(f"oka: {name} from {d}", sum(1 for x in days if x >= d), count({f"{name}StartDate": text}))
            same(f"oka: {name} to {d}", sum(1 for x in days if x <= d), count({f"{name}EndDate": text}))
            same(f"oka: {name} on {d}", days.count(d), count({f"{name}StartDate": text, f"{name}EndDate": text}))
    for cpe in sorted({cpe for e in shown.values() for cpe in e["cpes"]}):
        part, vendor, product = cpe.removeprefix("cpe:/").split(":")[:3]
        expected = sum(1 for e in shown.values() if cpe in e["cpes"])
        name = f"cpe:2.3:{part}:{vendor}:{product}".replace("%", "%25")
        same(f"oka: {name}", expected, count({"nameType": "cpe", "productName": name}))
        expected = sum(1 for e in shown.values() if any(c.split(":")[2] == vendor for c in e["cpes"]))
        name = f"jvnpid:1.0::{vendor}:*".replace("%", "%25")
        same(f"oka: {name}", expected, count({"nameType": "jvnpid", "productName": name}))
    for id in sorted(shown):
        answer, _ = oka("getVulnDetailInfo", {"vulnId": id})
        tracking = answer["document"]["tracking"]
        same(f"oka: {id}", id, tracking["id"])
        if id in vulinfos:
            same(f"oka: {id} public", vulinfos[id]["public"], instant(tracking["public_date"]))
    ids = sorted(shown)[:10]
    answer, _ = oka("getVulnDetailInfo", {"vulnId": "+".join(ids)})
    same("oka: several", ids, [d["document"]["tracking"]["id"] for d in answer["objects"][2]["VULDEF-Document"]])
    oka("getVulnDetailInfo", {"vulnId": ids[0], "ft": "jvnstix"})
    for method, most in (("getVendorList", 5000), ("getProductList", 5000)):
        answer, status = oka(method, {"maxCountItem": most})
        hnd = total(method, {})
        same(f"oka: {method}", hnd, status["totalRes"])
    same("oka: alerts", len(alerts), oka("getAlertList")[1]["totalRes"])
    first = [e["first"] for e in shown.values()]
    answer, _ = oka("getStatistics", {"pubStartDate": min(first).year, "pubEndDate": max(first).year})
    for row in answer["data"]:
        same(f"oka: {row['year']}", sum(1 for d in first if d.year == row["year"]), row["total_vulninfo"])
    oka("getStatistics")


def main():
    os.makedirs(ANSWERS, exist_ok=True)
    shown, vulinfos, numbers, alerts = held()
    overviews(shown)
    dates(shown)
    details(shown, vulinfos)
    lists(numbers)
    alerts_of(alerts)
    statistics(shown)
    faults()
    version_4(shown, vulinfos, alerts)
    print(f"{len(shown)} entries, {len(alerts)} alerts, {len(numbers)} numbers; "
          f"{number} requests, {checks} comparisons, {failed} differ")
    sys.exit(1 if failed else 0)


main()
