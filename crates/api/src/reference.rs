//! The page of the reference manual about the API.

/// An address, an example that the sample answers, and what comes back.
struct Address {
    address: &'static str,
    example: &'static str,
    about: &'static str,
}

const ADDRESSES: &[Address] = &[
    Address {
        address: "/search.json",
        example: "/search.json?q=log4j&limit=1",
        about: "an answer: rows, facets, charts, what was not understood; also `/.json`",
    },
    Address {
        address: "/search.csv",
        example: "/search.csv?q=log4j&fields=id,score,title",
        about: "the rows as CSV",
    },
    Address {
        address: "/search.atom",
        example: "/search.atom?q=exploited:yes",
        about: "the rows as a feed: any query can be subscribed to",
    },
    Address {
        address: "/v/{id}.json",
        example: "/v/CVE-2021-44228.json",
        about: "one vulnerability: all records, compared item by item; for an advisory that covers several, their rows",
    },
    Address {
        address: "/v/{id}/history.json",
        example: "/v/CVE-2021-44228/history.json?material=yes",
        about: "every revision of its records and what changed",
    },
    Address {
        address: "/changes.json",
        example: "/changes.json?after=10&limit=2",
        about: "what arrived in the ledger after a place in it, in its order: source, name, digest, dates; see [below](#following)",
    },
    Address {
        address: "/original/{digest}",
        example: "/original/2c341adea3718162010ffd331bd980d3b436feadb69959d13c8307301a6cea2c",
        about: "a document byte for byte, by the SHA-256 digest in a record's `provenance`",
    },
    Address {
        address: "/sources.json",
        example: "/sources.json",
        about: "the sources and how they fare; where there are several nodes, each of them and what it does",
    },
    Address {
        address: "/sources/{name}.json",
        example: "/sources/nvd.json",
        about: "one source",
    },
    Address {
        address: "/products.json",
        example: "/products.json?limit=10",
        about: "the products that people keep here, all or those of a `group`, each with how it stands: how many components come to what, and the worst that affects it",
    },
    Address {
        address: "/products/{name}.json",
        example: "/products/shop.json?limit=10",
        about: "one product: its components with their names and places, notes and refusals, every state it was in",
    },
    Address {
        address: "/products/{name}/matches.json",
        example: "/products/shop/matches.json",
        about: "what hits a product, and why: the matches that are affected or unknown, with everything that each speaker says",
    },
    Address {
        address: "/help/{topic}.json",
        example: "/help/query.json",
        about: "a topic of the manual inside the program, as Markdown; `/help.json` lists the topics",
    },
    Address {
        address: "/vrda/feed/{ja,en}/atom.xml",
        example: "/vrda/feed/ja/atom.xml",
        about: "the VRDA feed of JVN iPedia's entries; its data stand beside it, see [VRDA feed](vrda-feed.md)",
    },
    Address {
        address: "/rest/json/cves/2.0",
        example: "/rest/json/cves/2.0?cveId=CVE-2021-44228",
        about: "what NVD sent, under NVD's own addresses and parameters; its other services and its feeds stand beside it, see [NVD API](nvd-api.md)",
    },
];

const PARAMETERS: &[(&str, &str)] = &[
    ("q", "the query line; see [query](query.md)"),
    (
        "sort",
        "`changed` (usual), `public`, `seen`, `score`, `epss`, `id`",
    ),
    ("start", "position of the first row, from 0"),
    ("limit", "rows or components, at most 1,000; usually 50"),
    ("fields", "of CSV: names separated by commas"),
    (
        "at",
        "of a vulnerability: the state at the end of a day, at an instant, or at a place in the ledger",
    ),
    ("group", "of products: only those of this group"),
    (
        "all",
        "of matches: `yes` for everything that is said, also what is not affected",
    ),
    (
        "after",
        "of changes: the row of the ledger behind which they are asked for; usually 0, the beginning",
    ),
    (
        "link",
        "of changes: the hash of that row, as an answer named it",
    ),
    ("source", "of changes: only those of this source"),
    (
        "wait",
        "of changes: seconds to wait where nothing has arrived, at most 30",
    ),
    ("material", "of a history: `yes` for material changes only"),
    ("lang", "`ja` or `en`, before `Accept-Language`"),
];

/// The examples of the manual: every one is answered from the sample.
pub fn examples() -> Vec<&'static str> {
    ADDRESSES.iter().map(|a| a.example).collect()
}

/// The page of the reference manual about the API, in Markdown.
pub fn reference() -> String {
    let mut page = String::from(
        "# API\n\n\
         Every page is JSON at the same address: put `.json` behind it, or ask with \
         `Accept: application/json`. All documents carry `version`, now 1; members are added, never \
         taken away or given another meaning, within a version. The command line's `--format json` \
         writes the same.\n\n\
         | address | what comes back | example |\n| --- | --- | --- |\n",
    );
    for address in ADDRESSES {
        page.push_str(&format!(
            "| `{}` | {} | `{}` |\n",
            address.address, address.about, address.example
        ));
    }
    page.push_str("\n## Parameters\n\n| name | meaning |\n| --- | --- |\n");
    for (name, about) in PARAMETERS {
        page.push_str(&format!("| `{name}` | {about} |\n"));
    }
    page.push_str(
        "\n## A list asked about once\n\n\
         `POST /match.json` takes a list of components as its body (an SBOM, a package list, a lock file, a \
         table; at most 32 MiB; the kind is recognised) and answers as `/products/{name}/matches.json` \
         does. Nothing is kept. `curl --data-binary @sbom.cdx.json http://127.0.0.1:8080/match.json`\n",
    );
    page.push_str(
        "\n## Following\n\n\
         `next` of `/changes.json` is the address at which to go on, whether something arrived or not; with `wait=30` \
         the answer comes as soon as something does. An answer looks through 50,000 rows at most, so it may be empty \
         and yet have moved on where `source` seldom speaks. Every row carries the hash of the one before it; where \
         the row at `after` is not the one that `link` names, or is not there, the ledger is another one (restored \
         from an earlier copy, say), and the answer is 409: begin at 0.\n",
    );
    page.push_str(
        "\n## Paging, caching, errors\n\n\
         Where more rows follow, `next` in the body and `Link: rel=\"next\"` hold their address.\n\n\
         Answers that stand on the ledger alone carry `ETag`; asking again with `If-None-Match` gives \
         304 until something arrives. What also moves with the clock (the health of sources) carries \
         none.\n\n\
         Errors are problem details (RFC 9457, `application/problem+json`) in the client's language, \
         with `hint` (what to do) and `nearest` (what is spelt nearly so). While the store does not \
         answer, the status is 503, and `Retry-After` says after how many seconds to ask again.\n\n\
         Instants are RFC 3339 in universal time. A date that a source stated keeps the source's own \
         words in `original`; `zone_assumed` says that the source wrote no zone. A score, a product, a \
         date is never given without who said it (`by`, `source`).\n",
    );
    page
}
