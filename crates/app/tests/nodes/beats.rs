//! Each node says that it is there, and all see it.

use noroshi_app::{nodes, values::Node};
use noroshi_cluster::Cluster;

use crate::{Site, kev, on_every_engine, server::Server, server::ok, sync, until};

fn names(nodes: &[Node]) -> Vec<&str> {
    nodes.iter().map(|node| node.name.as_str()).collect()
}

#[test]
fn every_node_sees_every_other_how_far_it_is_and_when_it_leaves() {
    on_every_engine(|site| {
        let (a, b) = (site.house("alpha"), site.house("beta"));
        a.beat(5).unwrap();
        b.beat(7).unwrap();
        let server = Server::new(|_| ok(kev(3)));
        sync(&a, &server.base);
        a.follow().unwrap();
        a.forward_matches(&|_, _| ()).unwrap();
        a.beat(5).unwrap();
        for house in [&a, &b] {
            let page = house.sources().unwrap();
            assert_eq!(names(&page.nodes), ["alpha", "beta"]);
            let [one, other] = &page.nodes[..] else {
                panic!("{page:?}")
            };
            assert_eq!((one.sequence, one.behind), (3, 0));
            assert_eq!((one.matched, one.matches_behind), (3, 0));
            assert_eq!((other.sequence, other.behind), (0, 3));
            assert_eq!((one.started, other.started), (5, 7));
            assert!(!one.is_silent && !other.is_silent);
            assert!((page.now - one.heard).abs() < 60_000);
            assert_ne!(one.is_here, other.is_here);
        }
        drop(nodes::spawn(&a));
        let left = b.sources().unwrap().nodes;
        assert!(!names(&left).contains(&"alpha"), "{left:?}");
    });
}

#[test]
fn a_node_alone_on_a_file_of_its_own_is_not_worth_a_word_and_one_on_a_database_is() {
    on_every_engine(|site| {
        let a = site.house("alpha");
        a.beat(5).unwrap();
        let nodes = a.sources().unwrap().nodes;
        assert_eq!(nodes.len(), usize::from(site.address.is_some()));
    });
}

#[test]
fn a_serving_node_follows_the_ledger_though_nobody_asks_it() {
    on_every_engine(|site| {
        let (a, b) = (site.house("alpha"), site.house("beta"));
        let server = Server::new(|_| ok(kev(3)));
        sync(&a, &server.base);
        let _beat = nodes::spawn(&b);
        until("it has followed", || {
            b.beat(0).unwrap();
            let nodes = a.sources().unwrap().nodes;
            a.beat(0).unwrap();
            nodes.iter().any(|n| n.name == "beta" && n.sequence == 3)
        });
    });
}

#[test]
fn a_node_that_was_silent_for_a_day_is_forgotten() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let site = Site::database(cluster);
    let (a, b) = (site.house("alpha"), site.house("beta"));
    b.beat(5).unwrap();
    let address = site.address.clone().unwrap();
    let database = address.rsplit('/').next().unwrap();
    let silent_for = |hours: u32| {
        let seconds = hours * 3600;
        let sql = format!("UPDATE nodes SET seen = seen - {seconds}000 WHERE name = 'beta'");
        cluster.tell(database, &sql);
        a.beat(5).unwrap();
        a.sources().unwrap().nodes
    };
    let nodes = silent_for(23);
    assert_eq!(names(&nodes), ["alpha", "beta"]);
    assert!(nodes[1].is_silent && !nodes[0].is_silent);
    assert_eq!(names(&silent_for(2)), ["alpha"]);
}
