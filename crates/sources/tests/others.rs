//! JVN iPedia, JVN, the CVE list, EPSS, and what holds for every source.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod server;

use noroshi_model::Language;
use noroshi_sources::{ALL, Carries, FailureKind, by_name, reference};
use server::{Answer, Server, Trial, gz, ok, sha256, status};

const NOW: &str = "2026-11-23T09:00:00Z";

fn list(files: &[(&str, &str)]) -> Answer {
    let lines: Vec<_> = files
        .iter()
        .map(|(path, content)| {
            format!(
                r#"{{"url":"https://jvndb.jvn.jp{path}","filename":"x","sha256":"{}","size":{},"lastModified":"2026/11/22 09:00:00"}}"#,
                sha256(content),
                content.len()
            )
        })
        .collect();
    ok(format!("[{}]", lines.join(",")))
}

const DETAIL: &str = "/ja/feed/detail/jvndb_detail_2025.rdf";
const YEARS: &str = "/ja/rss/years/jvndb_2025.rdf";
const NEWS: &str = "/ja/rss/jvndb.rdf";
const EN: &str = "/en/feed/detail/jvndb_detail_2025.rdf";

#[test]
fn only_the_file_of_jvn_ipedia_that_changed_is_fetched() {
    let lists = [
        list(&[(NEWS, "<n/>"), (YEARS, "<y/>"), (DETAIL, "<d/>")]),
        list(&[(NEWS, "<n2/>"), (YEARS, "<y/>"), (DETAIL, "<d/>")]),
    ];
    let server = Server::of(&[
        ("/ja/feed/checksum.txt", &lists),
        ("/en/feed/checksum.txt", &[list(&[(EN, "<e/>")])]),
        (NEWS, &[ok("<n/>"), ok("<n2/>")]),
        (YEARS, &[ok("<y/>")]),
        (DETAIL, &[ok("<d/>")]),
        (EN, &[ok("<e/>")]),
    ]);
    let mut trial = Trial::new("jvndb", NOW, server);
    let line = |path, content| format!("{path} = {content}");
    trial.gives(&[
        &line(DETAIL, "<d/>"),
        &line(YEARS, "<y/>"),
        &format!("{NEWS} ~ <n/>"),
        &line(EN, "<e/>"),
    ]);
    assert_eq!(trial.book.expected[0], (Some(3), Some(12)));
    trial.gives(&[&format!("{NEWS} ~ <n2/>")]);
    trial.gives(&[]);
}

#[test]
fn a_file_of_jvn_ipedia_with_another_digest_costs_only_itself_and_is_tried_again() {
    let server = Server::of(&[
        (
            "/ja/feed/checksum.txt",
            &[list(&[(YEARS, "<y/>"), (DETAIL, "<d/>")])],
        ),
        ("/en/feed/checksum.txt", &[list(&[(EN, "<e/>")])]),
        (YEARS, &[ok("<y/>")]),
        (DETAIL, &[ok("<half"), ok("<d/>")]),
        (EN, &[ok("<e/>")]),
    ]);
    let mut trial = Trial::new("jvndb", NOW, server);
    let failure = trial.fails();
    assert_eq!(failure.kind, FailureKind::Digest);
    assert!(failure.address.ends_with(DETAIL));
    assert_eq!(
        trial.book.lines,
        [format!("{YEARS} = <y/>"), format!("{EN} = <e/>")]
    );
    trial.gives(&[&format!("{DETAIL} = <d/>")]);
}

#[test]
fn an_empty_list_of_jvn_ipedia_is_a_failure() {
    let server = Server::new(|q| match q.target.ends_with("checksum.txt") {
        true => ok("[]"),
        false => status(500, ""),
    });
    let failure = Trial::new("jvndb", NOW, server).fails();
    assert_eq!(failure.kind, FailureKind::Content);
    assert!(failure.address.ends_with("/ja/feed/checksum.txt"));
}

fn status_node(total: u64, count: u64, first: u64) -> String {
    format!(
        r#"<status:Status retCd="0" totalRes="{total}" totalResRet="{count}" firstRes="{first}"/>"#
    )
}

#[test]
fn where_the_list_is_gone_the_api_is_asked_for_overviews_and_details() {
    let server = Server::new(|q| {
        let t = &q.target;
        if !t.starts_with("/myjvn") {
            status(404, "")
        } else if t.contains("lang=en") {
            ok(format!(
                "<item><title>MyJVN　該当する脆弱性対策情報はありません。</title></item>{}",
                status_node(0, 0, 1)
            ))
        } else if let Some((_, ids)) = t.split_once("vulnId=") {
            let entries = ids
                .split('+')
                .map(|id| format!("<VulinfoID>{id}</VulinfoID>"));
            let entries: String = entries.collect();
            ok(format!(
                "<VULDEF-Document/>{entries}{}",
                status_node(2, 2, 1)
            ))
        } else {
            let first = if t.contains("startItem=1&") { 1 } else { 13 };
            let ids: String = (first..first + 12)
                .map(|i| format!("<sec:identifier>JVNDB-2026-{i:06}</sec:identifier>"))
                .collect();
            ok(format!("<rdf:RDF/>{ids}{}", status_node(24, 12, first)))
        }
    });
    let mut trial = Trial::new("jvndb", NOW, server);
    // Nothing was fetched before, and what changed lately is not everything.
    assert_eq!(trial.fails().status, Some(404));
    let asked = trial.server.targets();
    let methods: Vec<_> = asked
        .iter()
        .filter_map(|t| t.split("method=").nth(1)?.split('&').next())
        .collect();
    let round = [
        "getVulnOverviewList",
        "getVulnDetailInfo",
        "getVulnDetailInfo",
    ];
    assert_eq!(methods, [&round[..], &round, &round[..1]].concat());
    assert!(
        asked[1].contains("datePublishedStartY=2026&datePublishedStartM=10&datePublishedStartD=24")
    );
    assert!(
        asked[3].ends_with("vulnId=JVNDB-2026-000011+JVNDB-2026-000012"),
        "{}",
        asked[3]
    );
    // The answer that says "nothing" is no document.
    assert_eq!(trial.book.lines.len(), 6);
    // The next round begins where this one did.
    trial.context.now_ms += 24 * 60 * 60 * 1000;
    let before = asked.len();
    trial.fails();
    assert!(trial.server.targets()[before + 1].contains("StartM=11&datePublishedStartD=23"));
}

#[test]
fn an_answer_of_the_api_that_is_not_whole_is_a_failure_and_the_place_stays() {
    let ids = |first: u64, count: u64| -> String {
        let ids = first..first + count;
        ids.map(|i| format!("<sec:identifier>JVNDB-2026-{i:06}</sec:identifier>"))
            .collect()
    };
    // Fewer entries than announced; another place than asked for; an empty page; details that are not there.
    let answers = [
        ids(1, 3) + &status_node(4, 4, 1),
        ids(5, 2) + &status_node(6, 2, 5),
        status_node(6, 0, 1),
        ids(1, 4) + &status_node(4, 4, 1),
    ];
    for answer in answers {
        let server = Server::new(move |q| match q.target.as_str() {
            t if t.contains("getVulnDetailInfo") => ok(format!(
                "<VulinfoID>JVNDB-2026-000001</VulinfoID>{}",
                status_node(1, 1, 1)
            )),
            t if t.starts_with("/myjvn") => ok(&answer),
            _ => status(404, ""),
        });
        let mut trial = Trial::new("jvndb", NOW, server);
        trial.fails();
        assert!(trial.book.cursor.is_none());
    }
}

#[test]
fn a_list_of_jvn_ipedia_that_lacks_most_years_is_a_failure_and_what_it_names_is_taken() {
    let years: Vec<String> = (2021..2026)
        .map(|year| format!("/ja/feed/detail/jvndb_detail_{year}.rdf"))
        .collect();
    let all: Vec<_> = years.iter().map(|path| (path.as_str(), "<d/>")).collect();
    let lists = [list(&all), list(&[(&years[4], "<e/>")])];
    let mut script = vec![("/ja/feed/checksum.txt", &lists[..])];
    let (en, old, new) = (
        [list(&[(EN, "<e/>")])],
        [ok("<d/>")],
        [ok("<d/>"), ok("<e/>")],
    );
    script.push(("/en/feed/checksum.txt", &en));
    script.push((EN, &new[1..]));
    script.extend(years[..4].iter().map(|path| (path.as_str(), &old[..])));
    script.push((&years[4], &new));
    let mut trial = Trial::new("jvndb", NOW, Server::of(&script));
    trial.fetch().unwrap();
    let failure = trial.fails();
    assert!(failure.message.contains("lacks 4 of 5 years"), "{failure}");
    assert_eq!(trial.book.lines, [format!("{} = <e/>", years[4])]);
}

#[test]
fn a_day_of_the_cve_list_reached_while_our_clock_was_ahead_is_given_up() {
    let base = zip(&[("cves.zip", &zip(&[("cves/a.json", b"1")]))]);
    let server = Server::new(move |q| match q.target.contains("_all_CVEs_at_midnight") {
        true => ok(&base),
        false => status(404, ""),
    });
    let mut trial = Trial::new("cve", NOW, server);
    let now = trial.context.now_ms;
    trial.context.now_ms += 365 * 24 * 60 * 60 * 1000;
    trial.fetch().unwrap();
    trial.context.now_ms = now;
    trial.fetch().unwrap();
    assert_eq!(trial.book.lines.len(), 1, "the baseline again");
}

#[test]
fn an_error_of_the_api_stands_in_its_status_node() {
    let error = r#"<Result><status:Status retCd="1" errCd="XX1" errMsg="no"/></Result>"#;
    let server = Server::new(move |q| match q.target.starts_with("/myjvn") {
        true => ok(error),
        false => status(404, ""),
    });
    let mut trial = Trial::new("jvndb", NOW, server);
    assert_eq!(trial.fails().status, Some(404));
    assert!(trial.book.lines.is_empty());
}

#[test]
fn one_language_of_jvn_may_fail_without_the_other() {
    let server = Server::of(&[("/en/rss/jvn.rdf", &[ok("<rdf/>")])]);
    let mut trial = Trial::new("jvn", NOW, server);
    assert_eq!(trial.fails().status, Some(404));
    assert_eq!(trial.book.lines, ["/en/rss/jvn.rdf ~ <rdf/>"]);
    assert!(trial.book.cursor.as_ref().unwrap().contains("\"en\""));
}

#[test]
fn scores_come_from_the_current_file_or_from_the_newest_day() {
    let content = "#model_version:v2026,score_date:2026-11-22\ncve,epss,percentile\n";
    let yesterday = "/epss_scores-2026-11-22.csv.gz";
    let server = Server::of(&[(yesterday, &[ok(gz(content))])]);
    let mut trial = Trial::new("epss", NOW, server);
    trial.gives(&[&format!("{yesterday} = {content}")]);
    assert_eq!(
        trial.server.targets()[..2],
        [
            "/epss_scores-current.csv.gz",
            "/epss_scores-2026-11-23.csv.gz"
        ]
    );
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn the_cve_list_gives_its_baseline_then_its_days_and_hours() {
    let base = zip(&[(
        "cves.zip",
        &zip(&[("cves/a.json", b"1"), ("cves/b.json", b"2")]),
    )]);
    let whole_day = "/cve_2026-11-23_at_end_of_day/2026-11-23_delta_CVEs_at_end_of_day.zip";
    let server = Server::of(&[
        // The release of 09:00 is late.
        (
            "/cve_2026-11-23_0800Z/2026-11-23_all_CVEs_at_midnight.zip.zip",
            &[ok(base)],
        ),
        (
            "/cve_2026-11-23_0800Z/2026-11-23_delta_CVEs_at_0800Z.zip",
            &[ok(zip(&[("8.json", b"8")]))],
        ),
        (
            "/cve_2026-11-23_2300Z/2026-11-23_delta_CVEs_at_2300Z.zip",
            &[ok(zip(&[("23.json", b"23")]))],
        ),
        (
            whole_day,
            &[status(404, ""), ok(zip(&[("day.json", b"d")]))],
        ),
        (
            "/cve_2026-11-24_0100Z/2026-11-24_delta_CVEs_at_0100Z.zip",
            &[ok(zip(&[("1.json", b"1")]))],
        ),
    ]);
    let mut trial = Trial::new("cve", NOW, server);
    let names = |trial: &Trial| -> Vec<String> {
        let lines = trial.book.lines.iter();
        lines
            .map(|l| l.split_once('#').unwrap().1.to_owned())
            .collect()
    };
    trial.fetch().unwrap();
    assert_eq!(
        names(&trial),
        [
            "cves.zip#cves/a.json = 1",
            "cves.zip#cves/b.json = 2",
            "8.json = 8"
        ]
    );
    // An hour that has no release yet is asked for, and that is all.
    let before = trial.server.targets().len();
    trial.gives(&[]);
    assert_eq!(trial.server.targets().len(), before + 1);
    // After midnight the day's last hour stands in for its own file, which comes later.
    trial.context.now_ms += 16 * 60 * 60 * 1000;
    trial.fetch().unwrap();
    assert_eq!(names(&trial), ["23.json = 23", "1.json = 1"]);
    trial.fetch().unwrap();
    assert_eq!(names(&trial), ["day.json = d"]);
}

#[test]
fn a_cve_list_without_a_baseline_is_a_failure() {
    let mut trial = Trial::new("cve", NOW, Server::of(&[]));
    let failure = trial.fails();
    assert_eq!(failure.kind, FailureKind::Content);
    assert!(failure.message.contains("no release"));
}

#[test]
fn the_cve_list_may_be_a_folder_even_offline() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("CVE-2099-0001.json"), "{}").unwrap();
    let mut trial = Trial::new("cve", NOW, Server::of(&[]));
    trial.context.folder = Some(folder.path().to_owned());
    trial.context.offline = true;
    trial.fetch().unwrap();
    assert!(trial.book.lines[0].ends_with("CVE-2099-0001.json = {}"));
    trial.context.folder = Some(folder.path().join("missing"));
    assert_eq!(trial.fails().kind, FailureKind::Configuration);
}

#[test]
fn a_cursor_of_another_shape_begins_again() {
    for source in ALL {
        let server = Server::new(|_| status(404, ""));
        let mut trial = Trial::new(source.name(), NOW, server);
        trial.book.cursor = Some("[\"what is this\"]".to_owned());
        assert!(trial.fetch().is_err(), "{}", source.name());
    }
}

#[test]
fn every_source_describes_itself() {
    assert!(ALL.is_sorted_by_key(|s| s.name()));
    let page = reference();
    for source in ALL {
        let about = source.about();
        assert!(std::ptr::eq(by_name(about.name).unwrap().about(), about));
        let is_ours = source.carries() == Carries::Bundles;
        assert!(about.home.starts_with("https://") || is_ours);
        assert!(!about.formats.is_empty() && !about.addresses.is_empty());
        assert!(about.every_minutes >= 30 || is_ours, "{}", about.name);
        assert_ne!(source.title(Language::Ja), source.title(Language::En));
        assert!(page.contains(&format!("\n## {}\n", about.name)));
        assert!(page.contains(about.terms) && page.contains(about.attribution));
    }
    assert!(by_name("nobody").is_none());
}
