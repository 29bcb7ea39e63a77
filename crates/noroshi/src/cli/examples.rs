//! Examples, which people read before anything else: at most three per command.

use noroshi_model::Language;
use noroshi_words::say;

use crate::render::text::pad;

/// The examples of a command, each a line that can be pasted and the key of what it does.
const ALL: &[(&str, &[(&str, &str)])] = &[
    (
        "noroshi",
        &[
            ("noroshi serve --demo", "example-demo"),
            ("noroshi search 'openssl score>=7'", "example-search"),
            ("noroshi show CVE-2021-44228 --lang ja", "example-show"),
        ],
    ),
    (
        "serve",
        &[
            ("noroshi serve", "example-serve"),
            ("noroshi serve --demo", "example-demo"),
            (
                "noroshi serve --listen 127.0.0.1:0 --no-sync",
                "example-serve-port",
            ),
        ],
    ),
    (
        "match",
        &[
            ("noroshi match sbom.cdx.json", "example-match"),
            (
                "noroshi match sbom.cdx.json --fail-on 'severity>=high'",
                "example-match-fail",
            ),
            (
                "noroshi match web-01 --vex vex.json -o table -o csv=hits.csv",
                "example-match-vex",
            ),
        ],
    ),
    (
        "search",
        &[
            (
                "noroshi search 'openssl score>=7 changed:30d'",
                "example-search",
            ),
            (
                "noroshi search 認証 --sort score --limit 50",
                "example-search-ja",
            ),
            (
                "noroshi search exploited:yes -o table -o csv=kev.csv",
                "example-search-outputs",
            ),
        ],
    ),
    (
        "show",
        &[
            ("noroshi show CVE-2021-44228", "example-show"),
            (
                "noroshi show CVE-2021-44228 --at 2022-01-31",
                "example-show-at",
            ),
            (
                "noroshi show CVE-2021-44228 --source nvd --original",
                "example-show-original",
            ),
        ],
    ),
    (
        "history",
        &[
            ("noroshi history CVE-2021-44228", "example-history"),
            (
                "noroshi history CVE-2021-44228 --material",
                "example-history-material",
            ),
            (
                "noroshi history CVE-2021-44228 --format jsonl",
                "example-history-jsonl",
            ),
        ],
    ),
    (
        "import",
        &[
            ("noroshi import nvdcve-2.0-2024.json.gz", "example-import"),
            ("noroshi import feeds/ cves.zip", "example-import-folder"),
            (
                "curl -s https://example.org/kev.json | noroshi import - --as kev",
                "example-import-stdin",
            ),
        ],
    ),
    (
        "score",
        &[
            (
                "noroshi score CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                "example-score",
            ),
            (
                "noroshi score AV:N/AC:L/Au:N/C:P/I:P/A:P AV:N/AC:M/Au:N/C:P/I:P/A:P",
                "example-score-two",
            ),
            ("noroshi score - < vectors.txt", "example-score-stdin"),
        ],
    ),
    (
        "cpe",
        &[
            (
                "noroshi cpe match cpe:/a:openssl:openssl cpe:/a:openssl:openssl:3.0.13",
                "example-cpe-match",
            ),
            ("noroshi cpe match - < pairs.tsv", "example-cpe-match-stdin"),
        ],
    ),
    (
        "cpe-match",
        &[
            (
                "noroshi cpe match cpe:/a:openssl:openssl cpe:/a:openssl:openssl:3.0.13",
                "example-cpe-match",
            ),
            (
                "noroshi cpe match 'cpe:2.3:o:cisco:ios:12.*' cpe:2.3:o:cisco:ios:12.2xl",
                "example-cpe-match-short",
            ),
            ("noroshi cpe match - < pairs.tsv", "example-cpe-match-stdin"),
        ],
    ),
    (
        "bundle",
        &[
            (
                "noroshi bundle pack base.noroshi --key key",
                "example-bundle-pack",
            ),
            (
                "noroshi bundle pack week27.noroshi --since last --key key",
                "example-bundle-since",
            ),
            (
                "noroshi bundle apply week27.noroshi --trust KEY",
                "example-bundle-apply",
            ),
            (
                "noroshi bundle dump /srv/dumps --key key",
                "example-bundle-dump",
            ),
        ],
    ),
    (
        "user",
        &[
            (
                "noroshi user add kei --role administrator",
                "example-user-add",
            ),
            ("noroshi user change kei --disable", "example-user-disable"),
            ("noroshi user trail", "example-trail"),
        ],
    ),
    (
        "token",
        &[
            (
                "noroshi token add kei --scope read,products --days 30",
                "example-token-add",
            ),
            ("noroshi token list --user kei", "example-token-list"),
        ],
    ),
    (
        "doctor",
        &[
            ("noroshi doctor", "example-doctor"),
            ("noroshi doctor --format json", "example-doctor-json"),
        ],
    ),
    (
        "sync",
        &[
            ("noroshi sync", "example-sync"),
            ("noroshi sync nvd jvndb", "example-sync-names"),
            ("noroshi sync --dry-run", "example-sync-dry-run"),
        ],
    ),
    (
        "source",
        &[
            ("noroshi source list", "example-source-list"),
            ("noroshi source show nvd", "example-source-show"),
        ],
    ),
    (
        "product",
        &[
            (
                "noroshi product import sbom.cdx.json",
                "example-product-import",
            ),
            (
                "noroshi product add router --product RouterOS --version 9.1",
                "example-product-add",
            ),
            ("noroshi product list", "example-product-list"),
        ],
    ),
    (
        "product-list",
        &[
            ("noroshi product list --group web", "example-product-group"),
            (
                "noroshi product list -o csv=products.csv",
                "example-product-csv",
            ),
        ],
    ),
    (
        "product-add",
        &[
            (
                "noroshi product add router --product RouterOS --version 9.1",
                "example-product-add",
            ),
            (
                "noroshi product add tls --purl pkg:deb/debian/openssl@3.0.11-1",
                "example-product-add-purl",
            ),
            (
                "noroshi product add router --group office",
                "example-product-regroup",
            ),
        ],
    ),
    (
        "product-import",
        &[
            (
                "noroshi product import sbom.cdx.json --group web",
                "example-product-import",
            ),
            ("noroshi product import sboms/", "example-product-folder"),
            (
                "rpm -qa | noroshi product import - --name host-1",
                "example-product-stdin",
            ),
        ],
    ),
    (
        "product-show",
        &[
            ("noroshi product show shop", "example-product-show"),
            (
                "noroshi product show shop --format csv",
                "example-product-components",
            ),
            (
                "noroshi product show shop --original > sbom.json",
                "example-product-original",
            ),
        ],
    ),
    (
        "product-remove",
        &[
            ("noroshi product remove shop", "example-product-remove"),
            ("noroshi product remove shop --undo", "example-product-undo"),
        ],
    ),
    (
        "product-confirm",
        &[
            (
                "noroshi product confirm pkg:npm/lodash cpe:a:lodash:lodash",
                "example-product-confirm",
            ),
            (
                "noroshi product confirm pkg:npm/tar cpe:a:gnu:tar --refuse",
                "example-product-refuse",
            ),
            ("noroshi product confirm", "example-product-verdicts"),
        ],
    ),
    (
        "db",
        &[
            ("noroshi db status", "example-db-status"),
            ("noroshi db check", "example-db-check"),
            ("noroshi db backup noroshi-backup.db", "example-db-backup"),
            (
                "noroshi --data restored db restore noroshi-backup.db",
                "example-db-restore",
            ),
            ("noroshi db move --to /srv/noroshi", "example-db-move"),
        ],
    ),
    (
        "help",
        &[
            ("noroshi help query", "example-help-query"),
            ("noroshi help search", "example-help-search"),
            ("noroshi help exit-codes --lang ja", "example-help-ja"),
        ],
    ),
    (
        "completion",
        &[(
            "noroshi completion bash > ~/.local/share/bash-completion/completions/noroshi",
            "example-completion",
        )],
    ),
    (
        "version",
        &[
            (
                "noroshi version compare deb 1.0~rc1 1.0",
                "example-version-compare",
            ),
            (
                "noroshi version in npm 1.4.2 '^1.2 || 2.x'",
                "example-version-in",
            ),
            ("noroshi version in - < cases.tsv", "example-version-stdin"),
        ],
    ),
    (
        "version-compare",
        &[
            (
                "noroshi version compare deb 1.0~rc1 1.0",
                "example-version-compare",
            ),
            (
                "noroshi version compare - < cases.tsv",
                "example-version-stdin",
            ),
        ],
    ),
    (
        "version-in",
        &[
            (
                "noroshi version in npm 1.4.2 '^1.2 || 2.x'",
                "example-version-in",
            ),
            (
                "noroshi version in pypi 4.1 'vers:pypi/>=4|!=4.1|<5'",
                "example-version-in-vers",
            ),
            ("noroshi version in - < cases.tsv", "example-version-stdin"),
        ],
    ),
    (
        "man",
        &[
            ("noroshi man | man -l -", "example-man"),
            ("noroshi man ~/.local/share/man/man1", "example-man-folder"),
        ],
    ),
];

/// The examples of a command under their heading; empty where it has none.
pub(super) fn of(command: &str, language: Language) -> String {
    let Some((_, lines)) = ALL.iter().find(|(name, _)| *name == command) else {
        return String::new();
    };
    let widest = lines
        .iter()
        .map(|(line, _)| line.len())
        .max()
        .unwrap_or(0)
        .min(58);
    let mut out = format!("{}\n", say(language, "help-examples"));
    for (line, key) in *lines {
        out.push_str(&format!(
            "  {}  # {}\n",
            pad(line, widest, false),
            say(language, key)
        ));
    }
    out
}
