//! One node at a time asks a source.

use std::{
    sync::{
        Arc,
        mpsc::{self, Sender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use noroshi_app::{
    House, SyncOptions, SyncOutcome, health::reason_parts, schedule, values::Health,
};
use noroshi_store::SourceRow;

use crate::{
    Site,
    frail::Frail,
    kev, kev_page, on_every_engine,
    server::{Answer, Server, ok, status},
    settings, sync, until,
};

/// A run that waits for the answer of its source until it is let go.
struct Held {
    run: JoinHandle<SyncOutcome>,
    go: Sender<()>,
}

impl Held {
    fn new(house: &Arc<House>, answer: impl Fn() -> Answer + Send + 'static) -> Self {
        let (asked, was_asked) = mpsc::channel();
        let (go, gone) = mpsc::channel();
        let server = Server::new(move |_| {
            asked.send(()).ok();
            gone.recv().ok();
            answer()
        });
        let house = Arc::clone(house);
        let run = thread::spawn(move || sync(&house, &server.base));
        was_asked.recv_timeout(Duration::from_secs(60)).unwrap();
        Self { run, go }
    }

    fn let_go(self) -> SyncOutcome {
        self.go.send(()).unwrap();
        self.run.join().unwrap()
    }
}

/// What is kept of the source's state.
fn row(site: &Site) -> Option<SourceRow> {
    let mut row = None;
    let store = site.place("observer").open().unwrap();
    let look = store.read(&mut |reader| {
        row = reader.sources()?.into_iter().find(|s| s.name == "kev");
        Ok(())
    });
    look.unwrap();
    row
}

#[test]
fn a_source_that_another_node_asks_is_left_alone_and_the_node_is_named() {
    on_every_engine(|site| {
        let (a, b) = (site.house("alpha"), site.house("beta"));
        let held = Held::new(&a, || ok(kev(3)));
        let nobody = Server::new(|_| status(500, ""));
        let SyncOutcome::Skipped { why } = sync(&b, &nobody.base) else {
            panic!("it was asked");
        };
        assert_eq!(reason_parts(&why), ("elsewhere", "alpha"));
        assert!(nobody.asked().is_empty());
        assert_eq!(kev_page(&b).asked_by.as_deref(), Some("alpha"));
        assert_eq!(kev_page(&a).asked_by, None);
        assert!(kev_page(&a).progress.is_some());
        assert!(matches!(held.let_go(), SyncOutcome::Done(c) if c.new == 3));
        // The lease is given back, and what was stored is there.
        let server = Server::new(|_| ok(kev(4)));
        assert!(matches!(sync(&b, &server.base), SyncOutcome::Done(c) if c.new == 1));
        assert_eq!(kev_page(&a).documents, 4);
    });
}

#[test]
fn what_two_schedules_find_due_is_asked_once() {
    on_every_engine(|site| {
        let server = Server::new(|_| ok(kev(3)));
        let houses = [site.house("alpha"), site.house("beta")];
        let schedules = houses
            .each_ref()
            .map(|house| schedule::spawn(house, settings(&server.base)));
        until("both see that it was asked", || {
            let seen = |house: &Arc<House>| kev_page(house).last_success.is_some();
            houses.iter().all(seen)
        });
        // Who came second has looked again by then.
        thread::sleep(Duration::from_millis(1_500));
        drop(schedules);
        assert_eq!(server.asked().len(), 1);
    });
}

#[test]
fn what_another_node_asked_while_this_one_waited_for_its_turn_is_not_due_any_more() {
    on_every_engine(|site| {
        let b = site.house("beta");
        let (first, second) = (Server::new(|_| ok(kev(3))), Server::new(|_| ok(kev(3))));
        let base = first.base.clone();
        let before = move || {
            assert!(matches!(sync(&b, &base), SyncOutcome::Done(_)));
        };
        let late = Frail::late(site.place("alpha").open().unwrap(), before);
        let a = House::over(Box::new(late)).unwrap();
        let options = SyncOptions {
            settings: settings(&second.base),
            due_only: true,
            ..SyncOptions::default()
        };
        let report = a.sync(&["kev".to_owned()], &options, &|_, _| ()).unwrap();
        let SyncOutcome::Skipped { why } = &report.sources[0].outcome else {
            panic!("{report:?}");
        };
        assert_eq!(reason_parts(why).0, "not-asked");
        assert_eq!((first.asked().len(), second.asked().len()), (1, 0));
    });
}

/// A node is held up in the middle of a run until its lease has run out and another has asked the source; then the
/// answer comes.
fn check_loser(answer: impl Fn() -> Answer + Clone + Send + 'static) {
    on_every_engine(|site| {
        let frail = Frail::not_heard_of(site.place("alpha").open().unwrap());
        let a = Arc::new(House::over(Box::new(frail)).unwrap());
        a.call("alpha");
        let b = site.house("beta");
        let held = Held::new(&a, answer.clone());
        let server = Server::new(|_| ok(kev(3)));
        assert!(matches!(sync(&b, &server.base), SyncOutcome::Done(c) if c.new == 3));
        let (before, digests) = (row(site), b.projection_digests().unwrap());
        let outcome = held.let_go();
        assert_eq!(outcome, SyncOutcome::Overtaken { by: None });
        assert_eq!(row(site), before);
        assert_eq!(b.projection_digests().unwrap(), digests);
        assert_eq!(a.status().unwrap().sequence, 3);
        for house in [&a, &b] {
            let page = kev_page(house);
            assert_eq!((page.health, page.reason.as_str()), (Health::Fresh, ""));
        }
        // Nothing keeps it from asking again.
        let server = Server::new(|_| ok(kev(5)));
        let again = site.house("alpha");
        assert!(matches!(sync(&again, &server.base), SyncOutcome::Done(c) if c.new == 2));
    });
}

#[test]
fn a_node_that_was_overtaken_writes_nothing_more() {
    check_loser(|| ok(kev(9)));
}

#[test]
fn a_node_that_was_overtaken_blames_no_source() {
    check_loser(|| status(500, ""));
}

#[test]
fn the_lease_of_a_run_that_is_stopped_is_given_back() {
    on_every_engine(|site| {
        let (say, said) = mpsc::channel();
        let (go, gone) = mpsc::channel();
        let server = Server::new(move |_| {
            say.send(()).ok();
            gone.recv().ok();
            ok(kev(3))
        });
        let (a, b) = (site.house("alpha"), site.house("beta"));
        let schedule = schedule::spawn(&a, settings(&server.base));
        said.recv_timeout(Duration::from_secs(60)).unwrap();
        schedule.stop();
        go.send(()).unwrap();
        drop(schedule);
        let server = Server::new(|_| ok(kev(3)));
        assert!(matches!(sync(&b, &server.base), SyncOutcome::Done(_)));
    });
}
