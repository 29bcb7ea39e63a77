//! A store that holds so many more transactions, and one that has no file of its own.

use std::{
    path::Path,
    sync::atomic::{AtomicI64, Ordering},
};

use noroshi_store::{Lease, NodeRow, Reader, Sqlite, Store, StoreError, Writer};

/// A store over another.
pub(crate) struct Small {
    pub(crate) inner: Box<dyn Store>,
    /// How many transactions may still write.
    pub(crate) left: AtomicI64,
    pub(crate) has_file: bool,
}

impl Small {
    /// One that holds so many transactions.
    pub(crate) fn with(folder: &Path, left: i64) -> Self {
        Self {
            inner: Box::new(Sqlite::open(folder).unwrap()),
            left: AtomicI64::new(left),
            has_file: true,
        }
    }
}

impl Store for Small {
    fn write(
        &self,
        work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self.left.fetch_sub(1, Ordering::Relaxed) {
            1.. => self.inner.write(work),
            // As where the disk fills up at the very end of it.
            _ => self.inner.write(&mut |writer| {
                work(writer)?;
                Err(StoreError::Full)
            }),
        }
    }

    fn read(
        &self,
        work: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.inner.read(work)
    }

    fn backup(&self, to: &Path) -> Result<(), StoreError> {
        assert!(self.has_file, "it cannot");
        self.inner.backup(to)
    }

    fn backs_up_itself(&self) -> bool {
        self.has_file
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
