//! Counts what goes in and what comes out, so that a small file cannot become endless.

use std::{
    cell::Cell,
    io,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::Limits;

/// The counts of one file on disk, shared by every reader stacked upon it.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    read: Cell<u64>,
    out: Cell<u64>,
    size: Option<u64>,
    progress: Option<Arc<AtomicU64>>,
}

impl Meter {
    pub(crate) fn new(size: Option<u64>, progress: Option<Arc<AtomicU64>>) -> Rc<Self> {
        Rc::new(Self {
            size,
            progress,
            ..Self::default()
        })
    }

    /// Counts packed bytes taken from the file. A zip may read the same bytes again and again; they
    /// count once, or overlapping entries would excuse one another.
    fn took(&self, bytes: usize) {
        let before = self.read.get();
        let now = before.saturating_add(bytes as u64);
        let now = self.size.map_or(now, |size| now.min(size));
        self.read.set(now);
        if let Some(progress) = &self.progress {
            progress.fetch_add(now.saturating_sub(before), Ordering::Relaxed);
        }
    }

    fn gave(&self, bytes: usize, limits: &Limits) -> io::Result<()> {
        let out = self.out.get().saturating_add(bytes as u64);
        self.out.set(out);
        if let Some(total) = limits.total
            && out > total
        {
            let reason = format!("more than {total} bytes came out of it");
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        if out > limits.ratio_after && out / limits.ratio.max(1) > self.read.get() {
            let reason = format!(
                "more than {} times larger than its packed form; taken for a decompression bomb",
                limits.ratio
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        Ok(())
    }
}

/// Counts packed bytes.
pub(crate) struct Counted<R> {
    pub(crate) inner: R,
    pub(crate) meter: Rc<Meter>,
}

impl<R: io::Read> io::Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.meter.took(count);
        Ok(count)
    }
}

impl<R: io::Seek> io::Seek for Counted<R> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Counts unpacked bytes and ends with an error at a limit.
pub(crate) struct Limited<R> {
    pub(crate) inner: R,
    pub(crate) meter: Rc<Meter>,
    pub(crate) limits: Limits,
}

impl<R: io::Read> io::Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.meter.gave(count, &self.limits)?;
        Ok(count)
    }
}
