//! The client's manners, seen through the simplest source: one file at one address.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod server;

use std::time::Duration;

use noroshi_sources::{Ending, FailureKind, Party};
use server::{Answer, Question, Server, Trial, gz, ok, status};

const FEED: &str = "/sites/default/files/feeds/known_exploited_vulnerabilities.json";
const NOW: &str = "2026-11-23T09:00:00Z";

fn kev(answers: &[Answer]) -> Trial {
    Trial::new("kev", NOW, Server::of(&[(FEED, answers)]))
}

fn line(content: &str) -> String {
    format!("{FEED} = {content}")
}

#[test]
fn a_web_page_with_status_200_is_a_transport_failure_and_never_data() {
    let mut trial = kev(&[ok("<!DOCTYPE html><html>Checking your browser</html>")]);
    let failure = trial.fails();
    assert_eq!(
        (failure.party, failure.kind),
        (Party::Them, FailureKind::Transport)
    );
    assert_eq!(failure.status, Some(200));
    assert!(
        failure.message.contains("a web page instead of data"),
        "{failure}"
    );
    assert!(trial.book.lines.is_empty());
    assert_eq!(trial.server.targets().len(), 4);
}

#[test]
fn a_packed_web_page_and_an_empty_answer_are_no_data_either() {
    for body in [gz("<html>"), gz(""), Vec::new(), b"  \n".to_vec()] {
        let mut trial = kev(&[ok(body)]);
        assert_eq!(trial.fails().kind, FailureKind::Transport);
        assert!(trial.book.lines.is_empty());
    }
}

#[test]
fn after_503_the_next_attempt_comes_later_and_succeeds() {
    let mut trial = kev(&[status(503, "busy"), status(524, ""), ok("{}")]);
    trial.gives(&[&line("{}")]);
    let waits = trial.clock.waits();
    assert_eq!(waits.len(), 2);
    let between = |low, high| Duration::from_secs(low)..=Duration::from_secs(high);
    assert!(between(1, 2).contains(&waits[0]), "{waits:?}");
    assert!(between(2, 4).contains(&waits[1]), "{waits:?}");
}

#[test]
fn retry_after_is_kept() {
    let date = "Mon, 23 Nov 2026 09:00:00 GMT";
    let later = "Mon, 23 Nov 2026 09:00:50 GMT";
    let mut trial = kev(&[
        status(429, "").with("retry-after", "40"),
        status(503, "")
            .with("retry-after", later)
            .with("date", date),
        ok("{}"),
    ]);
    trial.gives(&[&line("{}")]);
    assert_eq!(trial.clock.waits(), [40, 50].map(Duration::from_secs));
}

#[test]
fn a_retry_after_beyond_patience_is_left_to_the_schedule() {
    let mut trial = kev(&[status(429, "").with("retry-after", "3600")]);
    let failure = trial.fails();
    let retry_after = Some(Duration::from_secs(3600));
    assert_eq!(failure.kind, FailureKind::Throttled { retry_after });
    assert_eq!(trial.server.targets().len(), 1);
    assert!(trial.clock.waits().is_empty());
}

#[test]
fn what_has_not_changed_is_not_handed_out_again() {
    let answer = ok("{}")
        .with("etag", "\"1\"")
        .with("last-modified", "Mon, 23 Nov 2026 08:00:00 GMT");
    // The third time the server knows no conditions and sends the same bytes.
    let mut trial = kev(&[answer, status(304, ""), ok("{}"), ok("{\"new\":1}")]);
    trial.gives(&[&line("{}")]);
    trial.gives(&[]);
    trial.gives(&[]);
    trial.gives(&[&line("{\"new\":1}")]);
    let second = &trial.server.questions()[1].headers;
    assert_eq!(second["if-none-match"], "\"1\"");
    assert_eq!(second["if-modified-since"], "Mon, 23 Nov 2026 08:00:00 GMT");
    assert_eq!(
        second["user-agent"],
        concat!("noroshi/", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn an_answer_cut_off_on_the_way_is_asked_for_again_and_never_handed_out_in_part() {
    let mut trial = kev(&[ok("{\"vulnera").cut_by(10), ok("{}")]);
    trial.gives(&[&line("{}")]);
    let mut trial = kev(&[ok("{\"vulnera").cut_by(10)]);
    let failure = trial.fails();
    assert_eq!(
        (failure.party, failure.kind),
        (Party::Them, FailureKind::Transport)
    );
    assert!(trial.book.lines.is_empty());
}

#[test]
fn a_redirect_into_a_private_network_is_not_followed() {
    for target in [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://[fd00::1]/",
        "file:///etc/passwd",
    ] {
        let mut trial = kev(&[status(302, "").with("location", target)]);
        let failure = trial.fails();
        assert_eq!(failure.kind, FailureKind::Transport);
        assert!(failure.message.contains("not followed"), "{failure}");
        assert_eq!(trial.server.targets().len(), 1, "{target}");
    }
}

#[test]
fn a_redirect_beside_it_is_followed_but_not_in_circles() {
    let there = Server::of(&[
        (FEED, &[status(301, "").with("location", "/new")]),
        ("/new", &[ok("{}")]),
    ]);
    Trial::new("kev", NOW, there).gives(&[&line("{}")]);
    let mut circle = kev(&[status(302, "").with("location", FEED)]);
    assert!(circle.fails().message.contains("circles"));
    assert_eq!(circle.server.targets().len(), 6);
}

#[test]
fn a_redirect_from_this_machine_to_this_machine_by_name_is_followed() {
    let there = Server::new(|q| match q.target.as_str() {
        "/x" => ok("{}"),
        _ => status(307, "").with("location", &by_name(q, "/x")),
    });
    Trial::new("kev", NOW, there).gives(&[&line("{}")]);
}

/// The server that was asked, by this machine's name.
fn by_name(question: &Question, path: &str) -> String {
    let port = question.headers["host"].rsplit_once(':').unwrap().1;
    format!("http://localhost:{port}{path}")
}

#[test]
fn a_redirect_to_another_port_of_this_machine_is_not_followed() {
    let other = Server::new(|_| ok("{}"));
    let (_, port) = other.base.rsplit_once(':').unwrap();
    for host in ["127.0.0.1", "[::1]", "localhost", "127.0.0.2"] {
        let target = format!("http://{host}:{port}/admin?do=it");
        let mut trial = kev(&[status(302, "").with("location", &target)]);
        let failure = trial.fails();
        let words = format!("to http://{host}:{port}; not followed");
        assert!(failure.message.ends_with(&words), "{failure}");
        assert_eq!(trial.server.targets().len(), 1, "{target}");
    }
    assert!(other.targets().is_empty());
}

#[test]
fn an_answer_packed_for_the_way_is_unpacked() {
    let mut trial = kev(&[ok(gz("{}")).with("content-encoding", "gzip")]);
    trial.gives(&[&line("{}")]);
    assert_eq!(
        trial.server.questions()[0].headers["accept-encoding"],
        "gzip"
    );
}

#[test]
fn secrets_are_not_shown() {
    let mut trial = kev(&[]);
    trial.context.api_key = Some("secret".to_owned());
    assert!(!format!("{:?}", trial.context).contains("secret"));
    trial.context.base_url = Some("http://name:secret@127.0.0.1:1".to_owned());
    let failure = trial.fails();
    assert_eq!(failure.kind, FailureKind::Configuration);
    assert!(!format!("{failure:?}").contains("secret"));
}

#[test]
fn a_client_may_go_to_another_thread() {
    fn check<T: Send>() {}
    check::<noroshi_sources::http::Http>();
}

#[test]
fn a_key_does_not_follow_a_redirect_to_another_place() {
    let server = Server::new(|q| match q.target.as_str() {
        "/x" => ok("{\"totalResults\":0,\"vulnerabilities\":[]}"),
        t if t.starts_with("/rest/") => status(302, "").with("location", &by_name(q, "/x")),
        _ => status(404, ""),
    });
    let mut trial = Trial::new("nvd", NOW, server);
    trial.context.api_key = Some("secret".to_owned());
    trial.gives(&[]);
    let asked = trial.server.questions();
    let [.., first, other] = &asked[..] else {
        panic!("{asked:?}");
    };
    assert_eq!(first.headers["apikey"], "secret");
    assert!(!other.headers.contains_key("apikey"));
}

#[test]
fn an_answer_that_drips_is_given_up_and_one_past_its_deadline_is_not_asked_for_again() {
    let drip = || ok(vec![b'1'; 4_000]).dripping(1, Duration::from_millis(5));
    let mut slow = kev(&[drip()]);
    slow.options.timeout = Duration::from_millis(200);
    slow.options.slowest = 100_000;
    slow.options.attempts = 2;
    slow.real = true;
    assert!(slow.fails().message.contains("too slowly"));
    assert_eq!(slow.server.targets().len(), 2);
    let mut late = kev(&[drip()]);
    late.options.deadline = Duration::from_millis(200);
    late.real = true;
    assert!(late.fails().message.contains("takes too long"));
    assert_eq!(late.server.targets().len(), 1);
}

#[test]
fn an_answer_beyond_the_limit_is_given_up() {
    let mut trial = kev(&[ok(vec![b' '; 100_000])]);
    trial.options.longest_body = 10_000;
    assert!(trial.fails().message.contains("longer than 10000 bytes"));
}

#[test]
fn a_bomb_in_an_answer_is_found_before_it_is_handed_out() {
    let mut trial = kev(&[ok(gz(vec![b'1'; 4 << 20]))]);
    trial.options.limits.ratio_after = 1 << 20;
    let failure = trial.fails();
    assert!(failure.message.contains("decompression bomb"), "{failure}");
    assert!(trial.book.lines.is_empty());
}

#[test]
fn nobody_there_is_their_fault_and_no_such_name_is_ours() {
    let mut trial = kev(&[]);
    trial.context.base_url = Some("http://127.0.0.1:1".to_owned());
    let failure = trial.fails();
    assert_eq!((failure.party, failure.status), (Party::Them, None));
    trial.context.base_url = Some("http://nobody.invalid".to_owned());
    let failure = trial.fails();
    assert_eq!(failure.party, Party::Us, "{failure}");
    trial.context.base_url = Some("no address".to_owned());
    let failure = trial.fails();
    assert_eq!(
        (failure.party, failure.kind),
        (Party::You, FailureKind::Configuration)
    );
}

#[test]
fn offline_is_skipped_and_no_failure() {
    let mut trial = kev(&[ok("{}")]);
    trial.context.offline = true;
    let outcome = trial.fetch().unwrap();
    assert!(matches!(outcome.ending, Ending::Skipped { .. }));
    assert!(trial.server.targets().is_empty());
}

#[test]
fn a_receiver_that_stops_ends_the_fetch_quietly() {
    let mut trial = kev(&[ok("{}")]);
    trial.book.stop_after = Some(1);
    assert_eq!(trial.fetch().unwrap().ending, Ending::Stopped);
}

#[test]
fn https_works_without_a_request_being_made() {
    // Only that the client can be built: the certificates and the cryptography are found.
    let mut trial = kev(&[]);
    trial.context.base_url = Some("https://127.0.0.1:1".to_owned());
    let failure = trial.fails();
    assert_eq!(
        (failure.party, failure.kind),
        (Party::Them, FailureKind::Transport),
        "{failure}"
    );
}
