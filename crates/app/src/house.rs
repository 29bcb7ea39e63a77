//! The house, opened: one store and what is kept in memory over it.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use noroshi_store::{Ahead, Place, Reader, Store, StoreError};

use crate::{
    answers::Answers,
    columns::Columns,
    lanes::Lanes,
    search::Terms,
    sync::Desk,
    upkeep,
    values::{Row, Sort, VulnerabilityPage},
    watch::Watch,
};

/// An opened installation. Every method may be called from any thread.
pub struct House {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) columns: RwLock<Columns>,
    /// Answers given over the present state.
    pub(crate) answers: Answers,
    /// The sets that words stand for in the present state.
    pub(crate) terms: Terms,
    lanes: Arc<Lanes>,
    /// The runs under way and what they last said.
    pub(crate) watch: Arc<Watch>,
    /// How the sources are asked, and what is kept in memory about them.
    pub(crate) desk: Arc<Desk>,
    sample: AtomicBool,
    /// What this process is called among others on the same store.
    node: RwLock<String>,
    /// The match index as it was last brought forward.
    pub(crate) matches: crate::matching::Held,
    /// What hits the products that are kept here.
    pub(crate) standing: crate::matching::Kept,
    /// What NVD's door looks at.
    pub(crate) nvd: crate::nvd::Shelf<crate::nvd::Nvd>,
    /// As this, for what only others know.
    pub(crate) nvd_others: crate::nvd::Shelf<crate::nvd::CveList>,
    /// As this, for the services beside that of CVEs.
    pub(crate) nvd_pages: crate::nvd::Pages,
    pub(crate) nvd_changes: crate::nvd::Changes,
    /// What the MyJVN door is answered from.
    pub(crate) myjvn: crate::myjvn::Held,
    /// The file of the key that signs what is handed to those who follow.
    bundle_key: RwLock<Option<PathBuf>>,
    /// Who may do what.
    pub(crate) doorkeeper: Arc<crate::identity::Doorkeeper>,
    /// Whether everything in the store is seen here.
    is_whole: bool,
    /// This house as others see it.
    pub(crate) views: crate::sight::Views,
}

/// A question to [`House::search`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Question {
    /// The query line as typed.
    pub query: String,
    /// The order.
    pub sort: Sort,
    /// Position of the first row, from 0.
    pub start: usize,
    /// Rows wanted, at most 1,000.
    pub limit: usize,
    /// Whether facets, charts and the parts of an empty answer are wanted as well.
    pub with_facets: bool,
}

/// The state of the ledger that a reader asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Everything that had arrived by this instant (milliseconds since 1970, inclusive).
    Instant(i64),
    /// Everything up to this place in the ledger.
    Sequence(u64),
}

/// What an identifier leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// One vulnerability.
    One(Box<VulnerabilityPage>),
    /// An advisory that covers several vulnerabilities: their rows.
    Several {
        /// The identifier asked for, in canonical spelling.
        id: String,
        /// The vulnerabilities it covers.
        covers: Vec<Row>,
    },
    /// Nothing here (at that time); the nearest identifiers there are.
    Nothing {
        /// Identifiers that are spelt nearly so.
        nearest: Vec<String>,
    },
}

/// Why a use failed.
#[derive(Debug, thiserror::Error)]
pub enum UseError {
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no format of that name.
    #[error("there is no format named {name}")]
    NoSuchFormat {
        /// The name asked for.
        name: String,
        /// The nearest there is.
        nearest: Option<&'static str>,
    },
    /// There is no source of that name.
    #[error("there is no source named {name}")]
    NoSuchSource {
        /// The name asked for.
        name: String,
        /// The nearest there is.
        nearest: Option<&'static str>,
    },
    /// A file or folder to read does not exist or cannot be read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// Which.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// There is no product of that name.
    #[error("there is no product named {name}")]
    NoSuchProduct {
        /// The name asked for.
        name: String,
        /// The nearest there is.
        nearest: Option<String>,
    },
    /// A product's list cannot be read.
    #[error("{file} is no readable list: {reason}")]
    NotAList {
        /// The file it came in.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no user of that name.
    #[error("there is no user named {name}")]
    NoSuchUser {
        /// The name asked for.
        name: String,
    },
    /// A part of what was asked for is not for whoever asks.
    #[error("a part of it is not for whoever asks")]
    Withheld,
    /// A list names nothing that its product could be called after.
    #[error("{file} does not say what it lists, and no name is given")]
    NoName {
        /// The file it came in.
        file: String,
    },
    /// The match index is being built for the first time.
    #[error("the match index is being built: {done} of {all} entries of the ledger are read")]
    NotReady {
        /// Entries of the ledger read so far.
        done: u64,
        /// Entries to read.
        all: u64,
    },
    /// A store that is to be filled holds something else already; it was left as it is.
    #[error("{place} holds something else: {reason}")]
    Occupied {
        /// Where it is.
        place: String,
        /// How it shows.
        reason: String,
    },
    /// A store that is to be moved, or a backup, is not as it was written.
    #[error("{place} is not as it was written: {what}")]
    NotWhole {
        /// Where it is.
        place: String,
        /// Which row, and how it shows.
        what: String,
    },
    /// Something that was given cannot be what it is said to be.
    #[error("{value:?} cannot be used as {what}: {reason}")]
    Unfit {
        /// What it was given as: `name`, `group`, `version`, `vendor`, `product`, `note`, `cpe`, `purl`,
        /// `key`, `by`.
        what: &'static str,
        /// The value, or its beginning.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl UseError {
    /// After how many seconds it is worth asking again, where the fault is one that passes by itself or by somebody
    /// else's hand: a store that is away, or busy for longer than is waited for.
    pub fn passes_after(&self) -> Option<u32> {
        match self {
            Self::Store(StoreError::Unreachable { .. } | StoreError::Busy) => Some(5),
            _ => None,
        }
    }
}

impl House {
    /// Opens the installation in a folder, creating an empty one where there is none.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be used or the store was written by a newer release.
    pub fn open(folder: &Path) -> Result<Self, UseError> {
        Self::at(&Place::from(folder))
    }

    /// Opens the installation at a place, creating an empty one where there is none.
    ///
    /// # Errors
    ///
    /// As [`House::open`]; where a database does not answer or lets us not in.
    pub fn at(place: &Place) -> Result<Self, UseError> {
        let house = Self::over(place.open()?)?;
        if let Place::Database { node, .. } = place {
            house.call(node);
        }
        Ok(house)
    }

    /// Opens an installation over a store.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn over(store: Box<dyn Store>) -> Result<Self, UseError> {
        let sample = is_sample(&*store)?;
        // A rebuild that was interrupted is finished first. Where that fails the store opens all the
        // same: its status says how far the projections are, and a check says why.
        upkeep::forward(&*store, &|_, _| ()).ok();
        Ok(Self::with(store.into(), sample))
    }

    /// The same house over a store in which less is seen.
    pub(crate) fn over_the_same(&self, store: Arc<dyn Store>) -> Self {
        let view = Self {
            lanes: Arc::clone(&self.lanes),
            watch: Arc::clone(&self.watch),
            desk: Arc::clone(&self.desk),
            doorkeeper: Arc::clone(&self.doorkeeper),
            is_whole: false,
            ..Self::with(store, self.is_sample())
        };
        view.call(&self.node());
        view
    }

    fn with(store: Arc<dyn Store>, sample: bool) -> Self {
        Self {
            lanes: Arc::new(Lanes::new(store.is_far())),
            store,
            columns: RwLock::default(),
            answers: Answers::default(),
            terms: Terms::default(),
            watch: Arc::default(),
            desk: Arc::default(),
            sample: AtomicBool::new(sample),
            node: RwLock::new("noroshi".to_owned()),
            matches: Default::default(),
            standing: Default::default(),
            nvd: Default::default(),
            nvd_others: Default::default(),
            nvd_pages: Default::default(),
            nvd_changes: Default::default(),
            myjvn: Default::default(),
            bundle_key: RwLock::default(),
            doorkeeper: Default::default(),
            is_whole: true,
            views: Default::default(),
        }
    }

    /// Says which key signs the parts of the ledger that are handed to those who follow it.
    pub fn sign_with(&self, key: Option<PathBuf>) {
        let known = self.bundle_key.write();
        *known.unwrap_or_else(PoisonError::into_inner) = key;
    }

    /// The file of that key.
    pub(crate) fn bundle_key(&self) -> Option<PathBuf> {
        let known = self.bundle_key.read();
        known.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether this store holds the built-in sample: every page says so.
    pub fn is_sample(&self) -> bool {
        self.sample.load(Ordering::Relaxed)
    }

    /// Says what this process is called among others on the same store.
    pub fn call(&self, node: &str) {
        let mut known = self.node.write().unwrap_or_else(PoisonError::into_inner);
        node.clone_into(&mut known);
    }

    /// What this process is called among others on the same store.
    pub(crate) fn node(&self) -> String {
        let known = self.node.read().unwrap_or_else(PoisonError::into_inner);
        known.clone()
    }

    /// How far the ledger has been followed by what is kept in memory.
    pub(crate) fn followed(&self) -> u64 {
        let columns = self.columns.read().unwrap_or_else(PoisonError::into_inner);
        columns.sequence
    }

    /// Fails where a part of what is here is kept from whoever asks: the ledger goes on as a whole, with the chain that
    /// proves it.
    pub(crate) fn is_whole(&self) -> Result<(), UseError> {
        self.is_whole.then_some(()).ok_or(UseError::Withheld)
    }

    /// The queues in which its faces wait for a turn.
    pub fn lanes(&self) -> Arc<Lanes> {
        Arc::clone(&self.lanes)
    }

    /// Says for ever that this store holds the sample.
    pub(crate) fn mark_as_sample(&self) -> Result<(), UseError> {
        self.store.write(&mut |writer| writer.set("sample", "1"))?;
        self.sample.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Looks anew whether this store holds the sample, after it was filled.
    pub(crate) fn remember_sample(&self) -> Result<(), UseError> {
        let sample = is_sample(&*self.store)?;
        self.sample.store(sample, Ordering::Relaxed);
        Ok(())
    }

    /// Runs a reading use over one consistent state, with the columns of that state.
    pub(crate) fn read<T>(
        &self,
        work: impl Fn(&dyn Reader, &Columns) -> Result<T, UseError>,
    ) -> Result<T, UseError> {
        self.read_exactly(|reader, columns, _| work(reader, columns))
    }

    /// As [`House::read`], for a use that says first what it will ask for.
    pub(crate) fn read_ahead<T>(
        &self,
        of: Ahead<'_>,
        work: impl Fn(&dyn Reader, &Columns) -> Result<T, UseError>,
    ) -> Result<T, UseError> {
        self.read_after(Some(of), |reader, columns, _| work(reader, columns))
    }

    /// As [`House::read`], and says whether the columns are of the reader's very state: they may be a
    /// moment ahead, and what was answered over both must then not be kept.
    pub(crate) fn read_exactly<T>(
        &self,
        work: impl Fn(&dyn Reader, &Columns, bool) -> Result<T, UseError>,
    ) -> Result<T, UseError> {
        self.read_after(None, work)
    }

    fn read_after<T>(
        &self,
        ahead: Option<Ahead<'_>>,
        work: impl Fn(&dyn Reader, &Columns, bool) -> Result<T, UseError>,
    ) -> Result<T, UseError> {
        let mut answer = None;
        self.store.read(&mut |reader| {
            ahead.map_or(Ok(()), |of| reader.ahead(of))?;
            let state = reader.state()?;
            let mut columns = self.columns.read().unwrap_or_else(PoisonError::into_inner);
            if columns.is_behind(&state) {
                drop(columns);
                self.columns
                    .write()
                    .unwrap_or_else(PoisonError::into_inner)
                    .refresh(reader)?;
                columns = self.columns.read().unwrap_or_else(PoisonError::into_inner);
            }
            answer = Some(work(reader, &columns, columns.is_of(&state)));
            Ok(())
        })?;
        answer.unwrap_or_else(|| {
            Err(UseError::Store(StoreError::Damaged {
                what: "the store gave no state to read".to_owned(),
            }))
        })
    }

    /// As [`House::read`], for uses that need no columns and shall not wait for them.
    pub(crate) fn look<T>(
        &self,
        work: impl Fn(&dyn Reader) -> Result<T, UseError>,
    ) -> Result<T, UseError> {
        let mut answer = None;
        self.store.read(&mut |reader| {
            answer = Some(work(reader));
            Ok(())
        })?;
        answer.unwrap_or_else(|| {
            Err(UseError::Store(StoreError::Damaged {
                what: "the store gave no state to read".to_owned(),
            }))
        })
    }
}

fn is_sample(store: &dyn Store) -> Result<bool, StoreError> {
    let mut sample = false;
    store.read(&mut |reader| {
        sample = reader.setting("sample")?.is_some();
        Ok(())
    })?;
    Ok(sample)
}
