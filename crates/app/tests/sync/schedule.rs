//! The schedule: what is due is asked, what is not is left alone, and it ends at once without loss.

use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use noroshi_app::{
    Settings, schedule,
    values::{Health, SourcePage},
};

use crate::{
    Trial, kev,
    nvd::{feed, page, whole},
    server::{Server, ok},
};

#[test]
fn stopped_in_the_middle_and_resumed_it_ends_in_the_same_projections() {
    let undisturbed = Trial::new(Server::new(whole));
    undisturbed.done("nvd");

    let (say, said) = mpsc::channel();
    let (go, gone) = mpsc::channel();
    let trial = Trial::new(Server::new(move |question| {
        if let Some(answer) = feed(question, "") {
            return answer;
        }
        if question.target.contains("startIndex=0&") {
            return page(0, 2, 2, 3);
        }
        say.send(()).ok();
        gone.recv().ok();
        page(2, 1, 1, 3)
    }));
    let handle = schedule::spawn(&trial.house, only(&trial, "nvd"));
    said.recv_timeout(Duration::from_secs(20)).unwrap();
    let running = trial.page("nvd");
    assert!(running.progress.is_some());
    assert_eq!(
        running.health,
        Health::Skipped,
        "it has never answered whole"
    );
    handle.stop();
    go.send(()).unwrap();
    drop(handle);
    let stopped = trial.page("nvd");
    assert!(stopped.progress.is_none());
    assert_eq!(stopped.last_success, None);
    assert!(!stopped.reason.starts_with("transport"), "nobody failed");

    trial.server.now(whole);
    trial.done("nvd");
    assert_eq!(trial.digests(), undisturbed.digests());
}

#[test]
fn what_is_due_is_asked_once_and_a_restart_does_not_ask_again() {
    let trial = Trial::new(Server::new(|_| ok(kev(3))));
    let handle = schedule::spawn(&trial.house, only(&trial, "kev"));
    let found = wait(&trial, "kev", |page| page.last_success.is_some());
    assert_eq!((found.health, found.documents), (Health::Fresh, 3));
    assert!(found.next > found.last_success);
    drop(handle);
    assert_eq!(trial.server.asked().len(), 1);
    let handle = schedule::spawn(&trial.house, only(&trial, "kev"));
    thread::sleep(Duration::from_millis(300));
    drop(handle);
    assert_eq!(trial.server.asked().len(), 0);
}

#[test]
fn it_ends_at_once_while_nothing_is_due() {
    let trial = Trial::new(Server::new(|_| ok(kev(3))));
    trial.done("kev");
    let handle = schedule::spawn(&trial.house, only(&trial, "kev"));
    thread::sleep(Duration::from_millis(50));
    let began = Instant::now();
    drop(handle);
    assert!(began.elapsed() < Duration::from_secs(1));
}

/// The trial's settings with all other sources switched off.
fn only(trial: &Trial, name: &str) -> Settings {
    let mut settings = trial.settings.clone();
    for (other, own) in &mut settings.sources {
        own.off = other != name;
    }
    settings
}

#[track_caller]
fn wait(trial: &Trial, name: &str, until: impl Fn(&SourcePage) -> bool) -> SourcePage {
    let patience = Instant::now() + Duration::from_secs(20);
    loop {
        let page = trial.page(name);
        if until(&page) {
            return page;
        }
        assert!(Instant::now() < patience, "{page:?}");
        thread::sleep(Duration::from_millis(20));
    }
}
