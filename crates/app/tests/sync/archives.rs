//! The CVE list, which comes as archives: a cursor holds for all of one, or not at all.

use std::io::{Cursor, Write as _};

use noroshi_app::{
    health::reason_parts,
    values::{Health, Party},
};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    Trial,
    server::{Answer, Question, Server, ok, status},
};

pub(crate) const RECORD: &str = r#"{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2026-1000","assignerOrgId":"00000000-0000-4000-8000-000000000000","state":"PUBLISHED","dateUpdated":"2026-01-02T00:00:00.000Z"},"containers":{"cna":{"providerMetadata":{"orgId":"00000000-0000-4000-8000-000000000000"},"descriptions":[{"lang":"en","value":"Fire."}],"affected":[{"vendor":"Example","product":"Hill","versions":[{"version":"1","status":"affected"}]}],"references":[{"url":"https://example.org/"}]}}}"#;

#[test]
fn an_archive_that_is_not_whole_is_their_failure_and_is_asked_for_again() {
    let half = pack(&[("cves/CVE-2026-1000.json", RECORD)]);
    let half = half[..half.len() / 2].to_vec();
    let trial = Trial::new(Server::new(move |q| baseline(q, &half)));
    for _ in 0..2 {
        let (party, reason, _) = trial.fails("cve");
        assert_eq!(
            (party, reason_parts(&reason).0),
            (Party::Them, "incomplete")
        );
        assert_eq!(baselines(&trial), 1);
    }
    let whole = pack(&[("cves/CVE-2026-1000.json", RECORD)]);
    trial.server.now(move |q| baseline(q, &whole));
    trial.done("cve");
    assert_eq!(baselines(&trial), 1);
    trial.done("cve");
    assert_eq!(baselines(&trial), 0, "the cursor moved with its data");
}

#[test]
fn other_files_in_an_archive_are_passed_over() {
    let archive = pack(&[
        (
            "cves/delta.json",
            r#"{"fetchTime":"2026-01-02T00:00:00.000Z"}"#,
        ),
        ("cves/CVE-2026-1000.json", RECORD),
    ]);
    let trial = Trial::new(Server::new(move |q| baseline(q, &archive)));
    let counts = trial.done("cve");
    assert_eq!((counts.new, counts.refused), (1, 0));
    assert_eq!(trial.page("cve").health, Health::Fresh);
}

#[test]
fn an_archive_in_which_nothing_is_understood_is_for_us_and_is_asked_for_again() {
    let odd = RECORD.replace("CVE-2026-1000", "7");
    let archive = pack(&[("cves/CVE-2026-1000.json", &odd)]);
    let trial = Trial::new(Server::new(move |q| baseline(q, &archive)));
    for _ in 0..2 {
        let (party, reason, _) = trial.fails("cve");
        assert_eq!(
            (party, reason_parts(&reason).0),
            (Party::Us, "not-understood")
        );
        assert_eq!(baselines(&trial), 1);
    }
}

/// The CVE list's releases, with this baseline.
pub(crate) fn baseline(question: &Question, archive: &[u8]) -> Answer {
    let target = &question.target;
    if target.contains("_all_CVEs_at_midnight") {
        ok(archive)
    } else if target.contains("delta_CVEs_at_end_of_day") {
        status(404, "")
    } else {
        ok(pack(&[("deltaCves/CVE-2026-1000.json", RECORD)]))
    }
}

/// How often the baseline was asked for since the last time this was asked.
fn baselines(trial: &Trial) -> usize {
    let asked = trial.server.asked();
    let all = |q: &&Question| q.target.contains("_all_CVEs_at_midnight");
    asked.iter().filter(all).count()
}

pub(crate) fn pack(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
