//! Between the engines, in both directions.

use std::sync::atomic::AtomicI64;

use noroshi_app::{House, UseError};
use noroshi_cluster::Cluster;
use noroshi_model::Product;
use noroshi_store::{Database, Postgres, StoreError};
use tempfile::TempDir;

use crate::{Own, empty, same, same_store, small::Small, write};

/// A new database, opened as often as it is asked for.
struct Base {
    address: String,
    folder: TempDir,
}

impl Base {
    /// `None`, and a word about it, where PostgreSQL is not installed.
    fn new() -> Option<Self> {
        let address = Cluster::shared()?.database();
        let folder = tempfile::tempdir().unwrap();
        Some(Self { address, folder })
    }

    fn open(&self) -> Postgres {
        let database = Database {
            address: self.address.clone(),
            ..Database::default()
        };
        Postgres::open(&database, self.folder.path(), "here").unwrap()
    }

    fn house(&self) -> House {
        House::over(Box::new(self.open())).unwrap()
    }
}

#[test]
fn everything_goes_into_a_database_and_back() {
    let Some(base) = Base::new() else { return };
    let own = Own::full();
    let there = own.move_to(&base.open()).unwrap();
    assert!(there.is_equal, "{there:?}");
    same_store(&own.store(), &base.open());
    let again = own.move_to(&base.open()).unwrap();
    assert!(again.is_equal && again.rows == 0, "{again:?}");
    let check = base.house().check(&|_, _| ()).unwrap();
    assert!(check.is_clean(), "{check:?}");
    let (back, folder) = empty();
    let report = base.house().move_to(&back, &|_, _, _| ()).unwrap();
    assert!(report.is_equal, "{report:?}");
    assert_eq!((report.rows, report.to), (there.rows, there.from));
    drop(back);
    same(&own, folder);
}

#[test]
fn stopped_after_every_transaction_it_goes_on_and_ends_equal() {
    let Some(base) = Base::new() else { return };
    let own = Own::full();
    own.import_world(2_500);
    let mut stops = 0;
    loop {
        let to = Small {
            inner: Box::new(base.open()),
            left: AtomicI64::new(1),
            has_file: false,
        };
        match own.move_to(&to) {
            Err(UseError::Store(StoreError::Full)) => stops += 1,
            done => {
                assert!(done.unwrap().is_equal);
                break;
            }
        }
    }
    assert!(stops > 9, "{stops}");
    same_store(&own.store(), &base.open());
}

#[test]
fn a_database_that_holds_something_else_is_left_as_it_was() {
    let Some(base) = Base::new() else { return };
    let to = base.open();
    let product = Product {
        name: "own".to_owned(),
        ..Product::default()
    };
    write(&to, &mut |w| w.put_product(&product, 1).map(drop));
    let before = crate::kept(&to);
    let refused = Own::full().move_to(&to);
    assert!(
        matches!(refused, Err(UseError::Occupied { .. })),
        "{refused:?}"
    );
    assert_eq!(crate::kept(&to), before);
}

#[test]
fn a_backup_of_a_database_is_a_file_that_fills_another() {
    let (Some(base), Some(other)) = (Base::new(), Base::new()) else {
        return;
    };
    let own = Own::full();
    own.move_to(&base.open()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("noroshi.db");
    base.house().backup(&file).unwrap();
    // The folder of this node need not be there yet.
    let scratch = other.folder.path().join("new");
    let filled = other
        .house()
        .restore(&file, &scratch, &|_, _, _| ())
        .unwrap();
    assert!(filled.is_equal, "{filled:?}");
    same_store(&own.store(), &other.open());
    same(&own, folder);
}
