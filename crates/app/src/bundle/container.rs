//! The file around a bundle: a tar archive whose members come in a fixed order.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    path::Path,
};

use super::{
    BundleError, FORMAT, Inspected, Manifest, at, proof,
    sign::{self, Signature},
};

const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "signature.json";
const PAYLOAD: &str = "payload.zst";
/// The first two members are smaller.
const LONGEST: u64 = 8 << 20;

/// Writes a bundle to where it will be found under its name, whole or not at all; `payload` from its beginning.
pub(super) fn write(
    path: &Path,
    manifest: &Manifest,
    key: Option<&Path>,
    payload: &mut File,
) -> Result<(), BundleError> {
    let folder = super::folder_of(path);
    let draft = tempfile::NamedTempFile::new_in(folder).map_err(at(folder))?;
    write_to(draft.as_file(), path, manifest, key, payload)?;
    draft.as_file().sync_all().map_err(at(path))?;
    let kept = draft.persist(path).map_err(|e| at(path)(e.error))?;
    // What is carried is for whoever carries it to read.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        kept.set_permissions(std::fs::Permissions::from_mode(0o644))
            .map_err(at(path))?;
    }
    drop(kept);
    Ok(())
}

/// Writes a bundle to an open file; `path` is what it is called where that fails.
pub(super) fn write_to(
    file: &File,
    path: &Path,
    manifest: &Manifest,
    key: Option<&Path>,
    payload: &mut File,
) -> Result<(), BundleError> {
    let text =
        serde_json::to_vec_pretty(manifest).map_err(|e| BundleError::NotABundle(e.to_string()))?;
    let signature = key.map(|key| sign::sign(&text, key)).transpose()?;
    let mut write = || -> io::Result<()> {
        let mut out = tar::Builder::new(file);
        append(&mut out, MANIFEST, text.len() as u64, &mut text.as_slice())?;
        if let Some(signature) = &signature {
            let text = serde_json::to_vec_pretty(signature)?;
            append(&mut out, SIGNATURE, text.len() as u64, &mut text.as_slice())?;
        }
        append(&mut out, PAYLOAD, manifest.payload_size, payload)?;
        out.into_inner()?.flush()
    };
    write().map_err(at(path))
}

fn append(
    out: &mut tar::Builder<&File>,
    name: &str,
    size: u64,
    bytes: &mut dyn Read,
) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    out.append_data(&mut header, name, bytes)
}

/// Reads what a bundle says of itself; whether its signature holds, its payload is whole, and its rows are those that the
/// manifest names, each linked to the one before it.
///
/// # Errors
///
/// [`BundleError`] where it is no bundle, is damaged, or its signature does not hold.
pub fn inspect(path: &Path) -> Result<Inspected, BundleError> {
    let mut file = File::open(path).map_err(at(path))?;
    inspect_file(&mut file, path)
}

/// As [`inspect`], of an open file from its beginning.
pub(super) fn inspect_file(file: &mut File, path: &Path) -> Result<Inspected, BundleError> {
    let mut inspected = None;
    open(file, path, &mut |seen, payload| {
        proof::of(&seen.manifest, payload)?;
        inspected = Some(seen);
        Ok(())
    })?;
    inspected.ok_or_else(|| BundleError::NotABundle(format!("there is no {PAYLOAD}")))
}

/// Opens a bundle and hands its payload on.
pub(super) fn open(
    file: &mut File,
    path: &Path,
    take: &mut dyn FnMut(Inspected, &mut dyn Read) -> Result<(), BundleError>,
) -> Result<(), BundleError> {
    file.rewind().map_err(at(path))?;
    let size = file.metadata().map_err(at(path))?.len();
    let no_bundle = |e: io::Error| BundleError::NotABundle(e.to_string());
    let mut archive = tar::Archive::new(io::BufReader::new(file));
    let mut manifest: Option<Vec<u8>> = None;
    let mut signed_by = None;
    for entry in archive.entries().map_err(no_bundle)? {
        let mut entry = entry.map_err(no_bundle)?;
        let name = entry.path().map_err(no_bundle)?.display().to_string();
        match (name.as_str(), &manifest) {
            (MANIFEST, None) => manifest = Some(small(&mut entry)?),
            (SIGNATURE, Some(text)) => {
                let signature: Signature = parsed(&small(&mut entry)?)?;
                signed_by = Some(sign::verified(text, &signature)?);
            }
            (PAYLOAD, Some(text)) => {
                let manifest: Manifest = parsed(text)?;
                if (manifest.format.as_str(), manifest.version) != FORMAT {
                    let what = format!("{} {}", manifest.format, manifest.version);
                    return Err(BundleError::NotABundle(what));
                }
                let seen = Inspected {
                    manifest,
                    signed_by,
                    size,
                };
                return take(seen, &mut entry);
            }
            _ => {
                return Err(BundleError::NotABundle(format!(
                    "{name:?} does not belong there"
                )));
            }
        }
    }
    Err(BundleError::NotABundle(format!("there is no {PAYLOAD}")))
}

fn small(entry: &mut dyn Read) -> Result<Vec<u8>, BundleError> {
    let mut bytes = Vec::new();
    let read = entry.take(LONGEST).read_to_end(&mut bytes);
    read.map_err(|e| BundleError::NotABundle(e.to_string()))?;
    Ok(bytes)
}

fn parsed<T: serde::de::DeserializeOwned>(text: &[u8]) -> Result<T, BundleError> {
    serde_json::from_slice(text).map_err(|e| BundleError::NotABundle(e.to_string()))
}
