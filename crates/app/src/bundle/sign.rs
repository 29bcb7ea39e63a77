//! Signatures: Ed25519 (RFC 8032) over the bytes of the manifest.

use std::{fs, io::Write, path::Path};

use ring::{
    rand::SystemRandom,
    signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey},
};
use serde::{Deserialize, Serialize};

use super::{BundleError, at};
use crate::digits::{hex, unhex};

/// Who vouches for a manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Signature {
    /// `Ed25519`.
    algorithm: String,
    /// Hexadecimal.
    public_key: String,
    /// Hexadecimal.
    signature: String,
}

const ALGORITHM: &str = "Ed25519";
/// A key's file is smaller.
const LONGEST: u64 = 4096;

/// Makes a new key and keeps it in a file that is for its owner alone; gives the public half, hexadecimal.
///
/// # Errors
///
/// Where the file exists already or cannot be written.
pub fn make_key(file: &Path) -> Result<String, BundleError> {
    let no_key = || BundleError::NoKey(file.display().to_string());
    let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| no_key())?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file).map_err(at(file))?;
    let written = writeln!(out, "{}", hex(key.as_ref())).and_then(|()| out.sync_all());
    written.map_err(at(file))?;
    public_key(file)
}

/// The public half of a key, hexadecimal.
///
/// # Errors
///
/// Where the file cannot be read or holds no key.
pub fn public_key(file: &Path) -> Result<String, BundleError> {
    Ok(hex(read(file)?.public_key().as_ref()))
}

pub(super) fn sign(manifest: &[u8], key: &Path) -> Result<Signature, BundleError> {
    let key = read(key)?;
    Ok(Signature {
        algorithm: ALGORITHM.to_owned(),
        public_key: hex(key.public_key().as_ref()),
        signature: hex(key.sign(manifest).as_ref()),
    })
}

/// The key whose signature holds.
pub(super) fn verified(manifest: &[u8], signature: &Signature) -> Result<String, BundleError> {
    let (Some(public), Some(signed)) = (unhex(&signature.public_key), unhex(&signature.signature))
    else {
        return Err(BundleError::Forged);
    };
    if signature.algorithm != ALGORITHM {
        return Err(BundleError::Forged);
    }
    let holds = UnparsedPublicKey::new(&ED25519, &public).verify(manifest, &signed);
    holds.map_err(|_| BundleError::Forged)?;
    Ok(hex(&public))
}

fn read(file: &Path) -> Result<Ed25519KeyPair, BundleError> {
    let no_key = || BundleError::NoKey(file.display().to_string());
    let size = fs::metadata(file).map_err(at(file))?.len();
    if size > LONGEST {
        return Err(no_key());
    }
    let text = fs::read_to_string(file).map_err(at(file))?;
    let bytes = unhex(text.trim()).ok_or_else(no_key)?;
    Ed25519KeyPair::from_pkcs8(&bytes).map_err(|_| no_key())
}
