//! Nodes with bad luck.

use std::{path::Path, sync::Mutex};

use noroshi_store::{Lease, NodeRow, Reader, Store, StoreError, Writer};

/// The store of a node with bad luck.
pub(crate) struct Frail {
    inner: Box<dyn Store>,
    luck: Luck,
}

enum Luck {
    /// Its leases run out at once, and it believes that it holds them still.
    NotHeardOf,
    /// Something happens just before it takes its first lease.
    Late(Mutex<Option<Box<dyn FnOnce() + Send>>>),
}

impl Frail {
    pub(crate) fn not_heard_of(inner: Box<dyn Store>) -> Self {
        let luck = Luck::NotHeardOf;
        Self { inner, luck }
    }

    pub(crate) fn late(inner: Box<dyn Store>, before: impl FnOnce() + Send + 'static) -> Self {
        let luck = Luck::Late(Mutex::new(Some(Box::new(before))));
        Self { inner, luck }
    }
}

impl Store for Frail {
    fn lease(&self, name: &str, holder: &str, lasts: u64) -> Result<Option<Lease>, StoreError> {
        match &self.luck {
            Luck::NotHeardOf => self.inner.lease(name, holder, 1),
            Luck::Late(before) => {
                if let Some(before) = before.lock().unwrap().take() {
                    before();
                }
                self.inner.lease(name, holder, lasts)
            }
        }
    }

    fn renew(&self, lease: &Lease, lasts: u64) -> Result<bool, StoreError> {
        match self.luck {
            Luck::NotHeardOf => Ok(true),
            Luck::Late(_) => self.inner.renew(lease, lasts),
        }
    }

    fn write(
        &self,
        work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.inner.write(work)
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
