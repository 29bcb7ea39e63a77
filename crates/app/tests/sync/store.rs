//! A store that cannot go on while a source is being asked: that is not the source's doing.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use noroshi_app::{
    House, UseError,
    health::reason_parts,
    values::{Health, Party},
};
use noroshi_store::{Lease, NodeRow, Reader, Sqlite, Store, StoreError, Writer};

use crate::{
    Trial, kev, make, nvd,
    server::{Server, ok},
};

/// A store that holds so many more transactions.
struct Small {
    inner: Sqlite,
    left: Arc<AtomicI64>,
}

impl Store for Small {
    fn write(
        &self,
        work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self.left.fetch_sub(1, Ordering::Relaxed) {
            1.. => self.inner.write(work),
            _ => Err(StoreError::Full),
        }
    }

    fn read(
        &self,
        work: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.inner.read(work)
    }

    fn backup(&self, to: &Path) -> Result<(), StoreError> {
        self.inner.backup(to)
    }

    fn structure(&self) -> Result<Vec<String>, StoreError> {
        self.inner.structure()
    }

    fn projection_digests(&self) -> Result<Vec<(&'static str, String)>, StoreError> {
        self.inner.projection_digests()
    }

    fn lease(&self, name: &str, holder: &str, lasts: u64) -> Result<Option<Lease>, StoreError> {
        self.inner.lease(name, holder, lasts)
    }

    fn renew(&self, lease: &Lease, lasts: u64) -> Result<bool, StoreError> {
        self.inner.renew(lease, lasts)
    }

    fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        self.inner.release(lease)
    }

    fn beat(&self, node: &NodeRow) -> Result<(), StoreError> {
        self.inner.beat(node)
    }

    fn leave(&self, node: &str) -> Result<(), StoreError> {
        self.inner.leave(node)
    }

    fn size(&self) -> u64 {
        self.inner.size()
    }

    fn path(&self) -> &Path {
        self.inner.path()
    }

    fn version(&self) -> u32 {
        self.inner.version()
    }
}

fn trial(server: Server) -> (Trial, Arc<AtomicI64>) {
    let left = Arc::new(AtomicI64::new(i64::MAX));
    let own = Arc::clone(&left);
    let trial = Trial::with(server, |folder| {
        let inner = Sqlite::open(folder).unwrap();
        House::over(Box::new(Small { inner, left })).unwrap()
    });
    (trial, own)
}

#[test]
fn a_full_store_is_named_and_no_source_is_blamed() {
    let (trial, left) = trial(Server::new(|_| ok(kev(3))));
    trial.done("kev");
    let (before, then) = (trial.digests(), trial.page("kev"));
    trial.server.now(|_| ok(kev(5)));
    left.store(0, Ordering::Relaxed);
    for names in [&["kev".to_owned()][..], &[]] {
        let ended = trial.house.sync(names, &trial.options(), &|_, _| ());
        let Err(error @ UseError::Store(StoreError::Full)) = ended else {
            panic!("{ended:?}");
        };
        let words = error.to_string();
        assert!(words.contains("store"), "{words}");
        let named = noroshi_sources::ALL.iter().map(|s| s.name());
        assert!(!named.into_iter().any(|name| words.contains(name)));
    }
    let page = trial.page("kev");
    // Whoever runs this program makes room; the source has done nothing wrong.
    assert_eq!((page.health, page.act), (Health::Failing, Party::You));
    let (key, words) = reason_parts(&page.reason);
    assert_eq!(
        (key, words),
        ("store", StoreError::Full.to_string().as_str())
    );
    assert_eq!(page.last_success, then.last_success);
    assert_eq!(trial.digests(), before);
    left.store(i64::MAX, Ordering::Relaxed);
    assert_eq!(trial.done("kev").new, 2);
    let page = trial.page("kev");
    assert_eq!((page.health, page.reason.as_str()), (Health::Fresh, ""));
}

#[test]
fn a_store_that_fills_up_on_the_way_keeps_what_it_acknowledged() {
    // More than one transaction's worth.
    let year = make::nvd(1, &nvd::entries(6_000));
    let none = make::nvd(1, &[]);
    let (trial, left) = trial(Server::new(move |question| {
        nvd::feed_of(question, &year, &none, "").unwrap_or_else(|| nvd::page(0, 0, 0, 0))
    }));
    left.store(1, Ordering::Relaxed);
    let ended = trial
        .house
        .sync(&["nvd".to_owned()], &trial.options(), &|_, _| ());
    assert!(
        matches!(ended, Err(UseError::Store(StoreError::Full))),
        "{ended:?}"
    );
    let kept = trial.house.status().unwrap().sequence;
    assert!(kept > 0 && kept < 6_000, "{kept}");
    assert_eq!(trial.page("nvd").act, Party::You);
    left.store(i64::MAX, Ordering::Relaxed);
    trial.done("nvd");
    assert_eq!(trial.page("nvd").documents, 6_000);
    assert!(trial.house.check(&|_, _| ()).unwrap().is_clean());
}
