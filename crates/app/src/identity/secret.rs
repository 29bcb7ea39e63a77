//! Secrets: made, kept as digests, compared.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};

use crate::{digits::hex, house::UseError};

/// How long a password has to be, in characters (NIST SP 800-63B-4 §3.1.1.2 asks for 15 where there is no second factor).
pub const SHORTEST: usize = 15;
/// Longer ones are refused, so that nobody makes us hash a book (bytes).
pub const LONGEST: usize = 1024;

/// 256 random bits in hexadecimal digits.
///
/// # Errors
///
/// Where the system gives no random bytes.
pub fn random() -> Result<String, UseError> {
    let mut bytes = [0; 32];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| UseError::Unfit {
        what: "random",
        value: String::new(),
        reason: "the system gives no random bytes".to_owned(),
    })?;
    Ok(hex(&bytes))
}

/// What is kept of a secret of 256 random bits: its digest. Nobody finds the secret again from it.
pub(super) fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// What is kept of a password: Argon2id with 19 MiB and two passes, with a salt of its own, in the PHC format.
///
/// # Errors
///
/// [`UseError::Unfit`] where it is too short or too long.
pub(super) fn hashed(password: &str) -> Result<String, UseError> {
    let unfit = |reason: String| UseError::Unfit {
        what: "password",
        value: String::new(),
        reason,
    };
    if password.chars().count() < SHORTEST || password.len() > LONGEST {
        return Err(unfit(format!(
            "it has fewer than {SHORTEST} characters, or more than {LONGEST} bytes"
        )));
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|e| unfit(e.to_string()))?.to_string())
}

/// Whether it is the password that a hash was made of. Where there is no hash it takes as long and says no.
pub(super) fn is_right(password: &str, hash: Option<&str>) -> bool {
    /// Made of a password that nobody has.
    const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let is_known = hash.is_some();
    let Ok(hash) = PasswordHash::new(hash.unwrap_or(NOBODYS)) else {
        return false;
    };
    password.len() <= LONGEST
        && Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
        && is_known
}

#[cfg(test)]
mod tests {
    use super::{hashed, is_right, random};

    #[test]
    fn only_the_password_itself_is_right() {
        let password = "正しい馬 battery staple";
        let hash = hashed(password).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(is_right(password, Some(&hash)));
        assert!(!is_right("another password", Some(&hash)));
        assert!(!is_right(password, None));
        assert!(!is_right(password, Some("no hash at all")));
        assert_ne!(
            hash,
            hashed(password).unwrap(),
            "each has a salt of its own"
        );
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert!(hashed("fourteen chars").is_err());
        assert!(hashed("fifteen chars!!").is_ok());
        assert!(hashed(&"x".repeat(1025)).is_err());
        assert!(!is_right(&"x".repeat(1 << 20), None));
    }

    #[test]
    fn random_bits_do_not_come_twice() {
        let (one, other) = (random().unwrap(), random().unwrap());
        assert!(one.len() == 64 && one != other);
    }
}
