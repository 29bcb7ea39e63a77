//! Redirects that lead nowhere, or where nobody may lead the program.

use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crate::{server::status, trial::failure};

#[test]
fn redirects_in_circles() {
    failure("redirects_in_circles").check(|asked| {
        let target = format!("/{}{}", asked.door, asked.path);
        status(302, "").with("location", &target)
    });
}

#[test]
fn redirects_into_private_networks() {
    // Somebody who would notice.
    let guarded = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = guarded.local_addr().unwrap().port();
    let visits = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&visits);
    thread::spawn(move || {
        for _ in guarded.incoming() {
            seen.fetch_add(1, Ordering::Relaxed);
        }
    });
    failure("redirects_into_private_networks").check(move |asked| {
        let target = match asked.door {
            "cve" => format!("http://127.0.0.1:{port}/admin"),
            "epss" => format!("http://localhost:{port}/admin"),
            "jvn" => format!("http://[::1]:{port}/"),
            "jvndb" => "http://10.0.0.1/".to_owned(),
            "kev" => "file:///etc/passwd".to_owned(),
            _ => "http://169.254.169.254/latest/meta-data".to_owned(),
        };
        status(302, "").with("location", &target)
    });
    assert_eq!(visits.load(Ordering::Relaxed), 0);
}
