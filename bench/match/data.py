"""Writes the same records as two folders that sbom-cve-check takes for its databases and that `noroshi import` reads:
one file per CVE, the newest state of each. NVD's as its mirror keeps them, the CVE list's as its repository does.

    data.py REAL OUT        REAL is the folder of real data (nvd, cve5), OUT gets `nvd` and `cvelist`
"""

import json, pathlib, subprocess, sys

FEEDS = ["nvd/feed-2.0-2024-05/*.zst", "nvd/feed-2.0-2026/*.zst", "nvd/modified/*.zst"]
RECORDS = "cve5/vulnrichment.tar.zst"


def unpacked(path):
    return subprocess.run(["zstd", "-dcq", "--long=27", path], check=True, stdout=subprocess.PIPE).stdout


def nvd(real, out):
    # A later state may stand in an earlier file: the date inside decides.
    newest = {}
    for path in sorted(p for pattern in FEEDS for p in real.glob(pattern)):
        for entry in json.loads(unpacked(path))["vulnerabilities"]:
            cve = entry["cve"]
            if cve["id"] not in newest or newest[cve["id"]] < cve["lastModified"]:
                newest[cve["id"]] = cve["lastModified"]
                folder = out / f"CVE-{cve['id'].split('-')[1]}" / f"{cve['id'][:-2]}xx"
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{cve['id']}.json").write_text(json.dumps(cve, ensure_ascii=False, indent=1))
    return len(newest)


def cvelist(real, out):
    folder = out / "cves"
    folder.mkdir(parents=True)
    tar = subprocess.Popen(["zstd", "-dcq", "--long=27", real / RECORDS], stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", folder], stdin=tar.stdout, check=True)
    return sum(1 for _ in folder.glob("*/*/CVE-*.json"))


def main():
    real, out = map(pathlib.Path, sys.argv[1:3])
    for name, fill in (("nvd", nvd), ("cvelist", cvelist)):
        (out / name).mkdir(parents=True)
        print(f"{name}: {fill(real, out / name)} records", flush=True)
        # The program wants a repository and takes its head for the state of its index.
        git = ["git", "-C", out / name, "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
        subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], check=True)
        subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message=records"], check=True)


main()
