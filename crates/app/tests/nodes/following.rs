//! What one node writes, all others show.

use std::{fs, path::Path, sync::Arc, thread, time::Duration};

use noroshi_app::{House, Question, matching};
use noroshi_cluster::Cluster;

use crate::{Site, kev, on_every_engine, server::Server, server::ok, sync, until};

fn found(house: &House, query: &str) -> usize {
    let question = Question {
        query: query.to_owned(),
        limit: 1,
        with_facets: true,
        ..Question::default()
    };
    house.search(&question).unwrap().total
}

#[test]
fn a_page_of_one_node_shows_at_once_what_another_wrote() {
    on_every_engine(|site| {
        let (a, b) = (site.house("alpha"), site.house("beta"));
        for count in [3, 5, 6] {
            // Asked before as well, so that what is kept in memory has something to be wrong about.
            for query in ["", "exploited:yes", "source:kev"] {
                found(&b, query);
                found(&b, query);
            }
            let server = Server::new(move |_| ok(kev(count)));
            sync(&a, &server.base);
            for query in ["", "exploited:yes", "source:kev"] {
                assert_eq!(found(&b, query), count as usize, "{query}");
            }
            assert_eq!(b.source("kev").unwrap().documents, u64::from(count));
        }
        a.rebuild(&|_, _| ()).unwrap();
        assert_eq!(found(&b, "exploited:yes"), 6);
    });
}

fn segments(folder: &Path) -> usize {
    let files = fs::read_dir(folder.join("match")).into_iter().flatten();
    files
        .flatten()
        .filter(|file| file.path().extension().is_some_and(|e| e == "match"))
        .count()
}

#[test]
fn each_node_has_a_match_index_that_no_other_spoils() {
    on_every_engine(|site| {
        let houses = [site.house("alpha"), site.house("beta")];
        for count in [3, 5, 6, 9] {
            let server = Server::new(move |_| ok(kev(count)));
            sync(&houses[0], &server.base);
            // Both at once: where they share a folder, they share its files.
            thread::scope(|scope| {
                for house in &houses {
                    scope.spawn(|| house.forward_matches(&|_, _| ()).unwrap());
                }
            });
        }
        for (house, node) in houses.iter().zip(["alpha", "beta"]) {
            assert!(segments(&site.folder(node)) > 0, "{node}");
            let check = house.check(&|_, _| ()).unwrap();
            assert!(check.is_clean(), "{check:?}");
        }
        // One that loses its files builds them again, and the other goes on.
        fs::remove_dir_all(site.folder("alpha").join("match")).unwrap();
        let server = Server::new(|_| ok(kev(10)));
        sync(&houses[1], &server.base);
        for house in &houses {
            let again = Arc::clone(house);
            again.forward_matches(&|_, _| ()).unwrap();
            assert!(house.check(&|_, _| ()).unwrap().is_clean());
        }
    });
}

#[test]
fn a_node_forgets_what_a_copy_in_the_place_of_its_database_never_had() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let site = Site::database(cluster);
    let house = site.house("alpha");
    let server = Server::new(|_| ok(kev(3)));
    sync(&house, &server.base);
    let name = site.address.as_ref().unwrap().rsplit('/').next().unwrap();
    let alone = |what: &str| {
        let others = format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        // Whoever was turned out may be back before it is done.
        until(what, || {
            cluster.tell("postgres", &others);
            cluster.try_to_tell("postgres", what)
        });
    };
    alone(&format!("CREATE DATABASE {name}_copy TEMPLATE {name}"));
    // A connection that was used a moment ago is not asked whether it is still there.
    thread::sleep(Duration::from_secs(2));
    let server = Server::new(|_| ok(kev(5)));
    sync(&house, &server.base);
    assert_eq!(found(&house, ""), 5);
    let _ahead = matching::spawn(&house);
    // It looks every two seconds.
    thread::sleep(Duration::from_secs(3));
    alone(&format!("ALTER DATABASE {name} RENAME TO {name}_lost"));
    cluster.tell(
        "postgres",
        &format!("ALTER DATABASE {name}_copy RENAME TO {name}"),
    );
    let shows = || {
        let question = Question {
            limit: 1,
            ..Question::default()
        };
        house.search(&question).ok().map(|page| page.total)
    };
    until("what was lost is forgotten", || shows() == Some(3));
    let server = Server::new(|_| ok(kev(6)));
    sync(&house, &server.base);
    assert_eq!(found(&house, ""), 6);
    assert!(house.check(&|_, _| ()).unwrap().is_clean());
}
