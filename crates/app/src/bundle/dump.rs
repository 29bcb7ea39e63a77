//! Dumps: for each source a base and what came since, in a folder with an index of what is there.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::Digest as _;

use super::{
    Applied, ApplyOptions, BundleError, Hashing, Inspected, Manifest, Place, at, container,
    part::Part,
};
use crate::{address, clock, digits::hex, house::House, sync};

/// What is dumped, and who vouches for it.
#[derive(Debug, Clone, Default)]
pub struct DumpOptions {
    /// The sources; all that have spoken where none is named.
    pub sources: Vec<String>,
    /// The file of the key that signs it.
    pub key: Option<PathBuf>,
    /// Begin anew with a base, instead of going on from what is in the folder.
    pub base: bool,
}

/// What a folder of dumps holds: the file `index.json` in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// `noroshi-dump`.
    pub format: String,
    /// The version of the form: 1.
    pub version: u32,
    /// When it was last brought forward (milliseconds since 1970).
    pub made: i64,
    /// The hash of the first row of the ledger it is of.
    pub origin: String,
    /// How far each source goes.
    pub sources: Vec<State>,
    /// The files, in the order in which they are applied.
    pub files: Vec<DumpFile>,
}

/// How far a source goes in a folder of dumps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The source.
    pub source: String,
    /// The ledger's row up to which everything of it is there.
    pub upto: Place,
    /// Its rows in all files.
    pub rows: u64,
    /// When it last answered whole where it was packed (milliseconds since 1970).
    pub last_success: Option<i64>,
}

/// A file of a dump.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DumpFile {
    /// Its name in the folder.
    pub file: String,
    /// The source.
    pub source: String,
    /// Whether it begins at the ledger's beginning.
    pub base: bool,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// The row of the ledger it begins behind.
    pub after: Place,
    /// The row up to which it holds everything of the source.
    pub upto: Place,
    /// Rows in it.
    pub rows: u64,
    /// When it was packed (milliseconds since 1970).
    pub made: i64,
    /// When the source had last answered whole by then (milliseconds since 1970).
    pub last_success: Option<i64>,
}

/// What the form is called, and its version.
const FORMAT: (&str, u32) = ("noroshi-dump", 1);
/// The file that says what a folder holds.
const INDEX: &str = "index.json";
/// The same digests in the form that `sha256sum --check` reads.
const SUMS: &str = "SHA256SUMS";
/// An index is smaller: each file takes half a kilobyte.
const LONGEST: u64 = 64 << 20;

impl House {
    /// Brings a folder of dumps forward: for each source a base where it has none, else what came since. A source that has
    /// nothing new and has not answered since gets no file. Gives the files that are new. `progress` is told the rows
    /// done and the rows there are, source by source.
    ///
    /// # Errors
    ///
    /// [`BundleError`] where there is no such source, nothing has arrived yet, the folder is of another ledger or another
    /// past, or cannot be written. What was written before is in the index.
    pub fn dump(
        &self,
        folder: &Path,
        options: &DumpOptions,
        progress: &dyn Fn(u64, u64),
    ) -> Result<Vec<DumpFile>, BundleError> {
        fs::create_dir_all(folder).map_err(at(folder))?;
        let mut known = self.look(|reader| Ok(reader.sources()?))?;
        known.sort_by(|a, b| a.name.cmp(&b.name));
        for name in &options.sources {
            if !known.iter().any(|row| row.name == *name) {
                return Err(sync::no_such(name).into());
            }
        }
        let mut index = match read(folder)? {
            Some(index) => index,
            None => Index::new(),
        };
        let mut made = Vec::new();
        for row in known {
            let wanted = &options.sources;
            if !wanted.is_empty() && !wanted.contains(&row.name) {
                continue;
            }
            let before = index.state(&row.name).filter(|_| !options.base);
            let begin = before.map(|state| state.upto.clone()).unwrap_or_default();
            let heard = before.is_none_or(|state| state.last_success != row.last_success);
            let part =
                self.look(|reader| Ok(Part::of_source(reader, &row.name, begin.clone())))??;
            // What is in the folder is of another past.
            let part = part.ok_or(BundleError::OtherPast)?;
            if !index.origin.is_empty() && index.origin != part.origin {
                return Err(BundleError::OtherPast);
            }
            index.origin.clone_from(&part.origin);
            let name = match begin.sequence {
                0 => format!("base-{:09}", part.upto.sequence),
                after => format!("{after:09}-{:09}", part.upto.sequence),
            };
            let name = format!("{}-{name}.noroshi", address::encode(&row.name));
            let draft = tempfile::tempfile_in(folder).map_err(at(folder))?;
            let path = folder.join(&name);
            let (mut payload, manifest) = self.pack_part(part, draft, &path, progress)?;
            if manifest.rows == 0 && !heard {
                index.move_on(&manifest);
                continue;
            }
            container::write(&path, &manifest, options.key.as_deref(), &mut payload)?;
            made.push(index.take(name, manifest, &path)?);
            index.write(folder)?;
        }
        index.write(folder)?;
        Ok(made)
    }

    /// Applies what a folder of dumps holds and is not here yet, file after file. `progress` is told the rows of a file
    /// done and the rows there are.
    ///
    /// # Errors
    ///
    /// As [`House::apply`]; where there is no index, or a file is missing or not the one that it names.
    pub fn apply_dump(
        &self,
        folder: &Path,
        options: &ApplyOptions,
        progress: &dyn Fn(u64, u64),
    ) -> Result<Vec<Applied>, BundleError> {
        let index = there(folder)?;
        let mut all = Vec::new();
        for file in &index.files {
            let here = self.applied(&index.origin, Some(&file.source))?;
            // One without rows says how old the source is.
            if here.sequence >= file.upto.sequence && file.rows > 0 {
                continue;
            }
            let path = file.checked(folder)?;
            all.push(self.apply(&path, options, progress)?);
        }
        Ok(all)
    }
}

/// Reads what a folder of dumps says of itself, and whether each file is whole and the one that the index names.
///
/// # Errors
///
/// [`BundleError`] where there is no index, or a file is missing or damaged.
pub fn inspect_dump(folder: &Path) -> Result<(Index, Vec<Inspected>), BundleError> {
    let index = there(folder)?;
    let seen = index.files.iter().map(|file| {
        let inspected = container::inspect(&file.checked(folder)?)?;
        let manifest = &inspected.manifest;
        let is_it = manifest.only.as_deref() == Some(&*file.source)
            && manifest.origin == index.origin
            && (&manifest.after, &manifest.upto) == (&file.after, &file.upto);
        match is_it {
            true => Ok(inspected),
            false => Err(BundleError::Damaged(format!(
                "{} is not what the index says",
                file.file
            ))),
        }
    });
    let seen = seen.collect::<Result<_, _>>()?;
    Ok((index, seen))
}

impl Index {
    fn new() -> Self {
        Self {
            format: FORMAT.0.to_owned(),
            version: FORMAT.1,
            made: clock::now(),
            origin: String::new(),
            sources: Vec::new(),
            files: Vec::new(),
        }
    }

    fn state(&self, source: &str) -> Option<&State> {
        self.sources.iter().find(|state| state.source == source)
    }

    /// Notes that everything of a source up to a place is there.
    fn move_on(&mut self, manifest: &Manifest) {
        let Some(source) = &manifest.only else {
            return;
        };
        let known = self
            .sources
            .iter()
            .position(|state| state.source == *source);
        let mut state = match known {
            Some(known) if manifest.after.sequence > 0 => self.sources.swap_remove(known),
            _ => State {
                source: source.clone(),
                upto: Place::default(),
                rows: 0,
                last_success: None,
            },
        };
        self.sources.retain(|state| state.source != *source);
        state.upto = manifest.upto.clone();
        state.rows += manifest.rows;
        let covered = manifest.sources.iter().find(|c| c.source == *source);
        state.last_success = covered.and_then(|covered| covered.last_success);
        self.sources.push(state);
        self.sources.sort_by(|a, b| a.source.cmp(&b.source));
    }

    /// Notes a file.
    fn take(
        &mut self,
        name: String,
        manifest: Manifest,
        path: &Path,
    ) -> Result<DumpFile, BundleError> {
        self.move_on(&manifest);
        let source = manifest.only.clone().unwrap_or_default();
        let base = manifest.after.sequence == 0;
        if base {
            // What went on from an earlier base is not needed any more.
            self.files.retain(|file| file.source != source);
        }
        let (sha256, size) = sum(path)?;
        let last_success = self.state(&source).and_then(|state| state.last_success);
        let file = DumpFile {
            file: name,
            source,
            base,
            sha256,
            size,
            after: manifest.after,
            upto: manifest.upto,
            rows: manifest.rows,
            made: manifest.made,
            last_success,
        };
        self.files.retain(|known| known.file != file.file);
        self.files.push(file.clone());
        Ok(file)
    }

    /// Writes it, and the digests as others read them.
    fn write(&mut self, folder: &Path) -> Result<(), BundleError> {
        self.made = clock::now();
        let text = serde_json::to_vec_pretty(self).unwrap_or_default();
        let lines = self.files.iter();
        let sums: String = lines
            .map(|file| format!("{}  {}\n", file.sha256, file.file))
            .collect();
        put(folder, SUMS, sums.as_bytes())?;
        put(folder, INDEX, &text)
    }
}

impl DumpFile {
    /// Where it is, if it is the one that the index names.
    fn checked(&self, folder: &Path) -> Result<PathBuf, BundleError> {
        let path = folder.join(&self.file);
        if Path::new(&self.file).file_name() != Some(self.file.as_ref()) {
            return Err(BundleError::NotABundle(format!(
                "{:?} is no name",
                self.file
            )));
        }
        let found = sum(&path)?;
        match found == (self.sha256.to_ascii_lowercase(), self.size) {
            true => Ok(path),
            false => Err(BundleError::Damaged(format!(
                "{} has another digest than the index says",
                self.file
            ))),
        }
    }
}

/// The index of a folder; `None` where it has none.
fn read(folder: &Path) -> Result<Option<Index>, BundleError> {
    let path = folder.join(INDEX);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(at(&path)(cause)),
    };
    let limited = io::BufReader::new(io::Read::take(file, LONGEST));
    let index: Index =
        serde_json::from_reader(limited).map_err(|e| BundleError::NotABundle(e.to_string()))?;
    match (index.format.as_str(), index.version) == FORMAT {
        true => Ok(Some(index)),
        false => {
            let what = format!("{} {}", index.format, index.version);
            Err(BundleError::NotABundle(what))
        }
    }
}

fn there(folder: &Path) -> Result<Index, BundleError> {
    read(folder)?.ok_or_else(|| BundleError::NotABundle(format!("there is no {INDEX}")))
}

/// The digest and the size of a file.
fn sum(path: &Path) -> Result<(String, u64), BundleError> {
    let mut file = File::open(path).map_err(at(path))?;
    let mut hashing = Hashing::of(io::sink());
    io::copy(&mut file, &mut hashing).map_err(at(path))?;
    Ok((hex(&hashing.hasher.finalize()), hashing.size))
}

/// Writes a small file to where it will be found under its name, whole or not at all.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), BundleError> {
    let path = folder.join(name);
    let mut draft = tempfile::NamedTempFile::new_in(folder).map_err(at(folder))?;
    io::Write::write_all(&mut draft, bytes).map_err(at(&path))?;
    draft.as_file().sync_all().map_err(at(&path))?;
    let kept = draft.persist(&path).map_err(|e| at(&path)(e.error))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        kept.set_permissions(fs::Permissions::from_mode(0o644))
            .map_err(at(&path))?;
    }
    drop(kept);
    Ok(())
}
