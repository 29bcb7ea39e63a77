//! Folders, in the order of names, with one listing per level in memory.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
    vec,
};

use super::{Options, Origin, Unpacker, is_standard_input};
use crate::{Receiver, Refusal, Stopped, Taken};

/// Hands out a path that was asked for: a file, a folder, or something that can be read like a file.
pub(crate) fn walk(
    path: &Path,
    options: &Options,
    receiver: &mut dyn Receiver,
) -> Result<Taken, Stopped> {
    if !path.is_dir() {
        return file(path, options, receiver);
    }
    let root = path.canonicalize().ok();
    descend(path, &mut |found| match found {
        Found::File(path) => file(&path, options, receiver),
        Found::Link(path) => link(&path, root.as_deref(), options, receiver),
        Found::Special(path) => refuse(&path, "neither a file nor a folder".to_owned(), receiver),
        Found::Broken(path, error) => refuse(&path, format!("cannot be read: {error}"), receiver),
    })
}

/// Counts the files under the paths and their bytes. What cannot be counted counts as nothing.
pub(crate) fn count(paths: &[PathBuf]) -> (u64, u64) {
    let (mut files, mut bytes) = (0u64, 0u64);
    for path in paths.iter().filter(|p| !is_standard_input(p)) {
        let mut add = |path: &Path| {
            files += 1;
            bytes += fs::metadata(path).map_or(0, |m| m.len());
        };
        if !path.is_dir() {
            add(path);
            continue;
        }
        // Nothing here stops, so there is nothing to learn from the answer.
        let _ = descend(path, &mut |found| {
            if let Found::File(path) = found {
                add(&path);
            }
            Ok(Taken::Continue)
        });
    }
    (files, bytes)
}

enum Found {
    File(PathBuf),
    Link(PathBuf),
    Special(PathBuf),
    Broken(PathBuf, io::Error),
}

struct Level {
    folder: PathBuf,
    names: vec::IntoIter<(OsString, fs::FileType)>,
}

/// Visits a folder and everything below it, without recursion: depth is the disk's affair.
fn descend(
    root: &Path,
    each: &mut dyn FnMut(Found) -> Result<Taken, Stopped>,
) -> Result<Taken, Stopped> {
    let mut levels = Vec::new();
    let (level, mut broken) = list(root);
    levels.push(level);
    while let Some(level) = levels.last_mut() {
        for (path, error) in broken.drain(..) {
            if each(Found::Broken(path, error))? == Taken::Stop {
                return Ok(Taken::Stop);
            }
        }
        let Some((name, kind)) = level.names.next() else {
            levels.pop();
            continue;
        };
        if name == ".git" {
            continue;
        }
        let path = level.folder.join(name);
        let found = if kind.is_dir() {
            let (level, trouble) = list(&path);
            levels.push(level);
            broken = trouble;
            continue;
        } else if kind.is_file() {
            Found::File(path)
        } else if kind.is_symlink() {
            Found::Link(path)
        } else {
            Found::Special(path)
        };
        if each(found)? == Taken::Stop {
            return Ok(Taken::Stop);
        }
    }
    Ok(Taken::Continue)
}

fn list(folder: &Path) -> (Level, Vec<(PathBuf, io::Error)>) {
    let mut names = Vec::new();
    let mut broken = Vec::new();
    match fs::read_dir(folder) {
        Err(error) => broken.push((folder.to_owned(), error)),
        Ok(entries) => {
            for entry in entries {
                match entry.and_then(|e| Ok((e.file_name(), e.file_type()?))) {
                    Ok(found) => names.push(found),
                    Err(error) => broken.push((folder.to_owned(), error)),
                }
            }
        }
    }
    names.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let level = Level {
        folder: folder.to_owned(),
        names: names.into_iter(),
    };
    (level, broken)
}

/// A symbolic link in a folder. Large repositories keep content as links into `.git`; since that
/// folder is passed over, those are followed.
fn link(
    path: &Path,
    root: Option<&Path>,
    options: &Options,
    receiver: &mut dyn Receiver,
) -> Result<Taken, Stopped> {
    let target = match path.canonicalize() {
        Ok(target) => target,
        Err(error) => {
            let reason = format!("a symbolic link that cannot be followed: {error}");
            return refuse(path, reason, receiver);
        }
    };
    match root.and_then(|root| target.strip_prefix(root).ok()) {
        None => {
            let reason = "a symbolic link that leads out of the folder".to_owned();
            refuse(path, reason, receiver)
        }
        Some(inside) if inside.iter().any(|part| part == ".git") && target.is_file() => {
            file(path, options, receiver)
        }
        Some(_) => Ok(Taken::Continue),
    }
}

fn file(path: &Path, options: &Options, receiver: &mut dyn Receiver) -> Result<Taken, Stopped> {
    let opened = fs::File::open(path).and_then(|file| Ok((file.metadata()?, file)));
    let (metadata, mut file) = match opened {
        Ok(opened) => opened,
        Err(error) => return refuse(path, format!("cannot be opened: {error}"), receiver),
    };
    let origin = Origin {
        format: options.format,
        modified: metadata.modified().ok().and_then(millis),
        ..Origin::default()
    };
    let address = path.display().to_string();
    if metadata.is_file() {
        Unpacker::new(options, origin, Some(metadata.len()), receiver).seekable(&address, file)
    } else {
        Unpacker::new(options, origin, None, receiver).stream(&address, &mut file)
    }
}

fn millis(time: std::time::SystemTime) -> Option<i64> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

fn refuse(path: &Path, reason: String, receiver: &mut dyn Receiver) -> Result<Taken, Stopped> {
    receiver.refused(Refusal {
        address: path.display().to_string(),
        reason,
    })
}
