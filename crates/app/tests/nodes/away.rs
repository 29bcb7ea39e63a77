//! A database that cannot be written, or does not answer: the house stands, says so, and goes on by itself.

use noroshi_app::{
    House, Question, SyncOptions, UseError, health::reason_parts, matching, nodes, schedule,
    values::Health,
};
use noroshi_cluster::Cluster;
use noroshi_store::StoreError;

use crate::{Site, kev, kev_page, server::Server, server::ok, settings, sync, until};

fn total(house: &House) -> Result<usize, UseError> {
    let question = Question {
        limit: 1,
        ..Question::default()
    };
    house.search(&question).map(|page| page.total)
}

#[test]
fn over_a_database_that_cannot_be_written_pages_are_there_and_say_who_must_act() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let site = Site::database(cluster);
    let server = Server::new(|_| ok(kev(3)));
    sync(&site.house("alpha"), &server.base);
    server.asked();
    let address = site.address.clone().unwrap();
    let database = address.rsplit('/').next().unwrap();
    let alter = format!("ALTER DATABASE {database} SET default_transaction_read_only = on");
    cluster.tell("postgres", &alter);

    let house = site.house("beta");
    let handles = (
        nodes::spawn(&house),
        matching::spawn(&house),
        schedule::spawn(&house, settings(&server.base)),
    );
    until("it knows", || house.sources().unwrap().unwritable.is_some());
    assert_eq!(total(&house).unwrap(), 3);
    let unwritable = house.sources().unwrap().unwritable.unwrap();
    assert_eq!(reason_parts(&unwritable.reason).0, "unwritable");
    let options = SyncOptions {
        settings: settings(&server.base),
        ..SyncOptions::default()
    };
    let refused = house.sync(&["kev".to_owned()], &options, &|_, _| ());
    assert!(
        matches!(refused, Err(UseError::Store(StoreError::ReadOnly))),
        "{refused:?}"
    );
    // No source is to blame for it, and none was asked.
    assert_eq!(kev_page(&house).health, Health::Fresh);
    assert!(server.asked().is_empty());
    drop(handles);

    let alter = format!("ALTER DATABASE {database} RESET default_transaction_read_only");
    cluster.tell("postgres", &alter);
    let cut = format!(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{database}'"
    );
    cluster.tell("postgres", &cut);
    until("it can write again", || house.beat(0).is_ok());
    assert_eq!(house.sources().unwrap().unwritable, None);
    sync(&house, &server.base);
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn a_database_that_goes_away_is_missed_only_while_it_is() {
    let Some(cluster) = Cluster::own() else {
        return;
    };
    let site = Site::database(&cluster);
    let server = Server::new(|_| ok(kev(3)));
    let house = site.house("alpha");
    sync(&house, &server.base);
    let _handles = (
        nodes::spawn(&house),
        matching::spawn(&house),
        schedule::spawn(&house, settings(&server.base)),
    );
    for _ in 0..2 {
        assert_eq!(total(&house).unwrap(), 3);
        cluster.crash();
        for _ in 0..3 {
            let error = total(&house).unwrap_err();
            assert!(error.passes_after().is_some(), "{error:?}");
        }
        cluster.restart();
        until("it is back", || total(&house).is_ok());
    }
    house.beat(0).unwrap();
    assert_eq!(house.sources().unwrap().unwritable, None);
}
