//! Passwords: argon2id with the library's own parameters (19 MiB, two passes; OWASP's "Password
//! Storage" has them), a few at a time.

use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

/// Fewest letters, and most bytes: what is longer would only cost time.
const FEWEST_LETTERS: usize = 10;
const MOST_BYTES: usize = 256;
/// Passwords tried at a time; each takes 19 MiB and a core.
const AT_A_TIME: usize = 2;

/// A password that won't do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short, or absurdly long.
    #[error("a password has at least {FEWEST_LETTERS} letters; choose a longer one")]
    Length,
    /// The system gave no salt, or no memory.
    #[error("the password could not be hashed; try again")]
    Failed,
}

/// A password's hash, as it is stored: takes some tens of milliseconds.
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < FEWEST_LETTERS || password.len() > MOST_BYTES {
        return Err(PasswordError::Length);
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|_| PasswordError::Failed)?.to_string())
}

/// Tries passwords, a few at a time.
#[derive(Debug)]
pub(crate) struct Passwords {
    free: Semaphore,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            free: Semaphore::new(AT_A_TIME),
        }
    }
}

impl Passwords {
    /// Whether the password is the one of that hash. `None` stands for a name that nobody has: it
    /// takes as long and is never right.
    pub(crate) async fn is(&self, password: String, hash: Option<String>) -> bool {
        let Ok(_one_of_few) = self.free.acquire().await else {
            return false;
        };
        let tried = tokio::task::spawn_blocking(move || {
            let known = hash.is_some();
            let hash = hash.as_deref().unwrap_or_else(nobodys);
            verify(&password, hash) && known
        });
        tried.await.unwrap_or(false)
    }
}

fn verify(password: &str, hash: &str) -> bool {
    password.len() <= MOST_BYTES
        && PasswordHash::new(hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
}

/// The hash of a password that nobody has, with the same parameters as all others.
fn nobodys<'a>() -> &'a str {
    static NOBODYS: OnceLock<String> = OnceLock::new();
    NOBODYS.get_or_init(|| {
        Argon2::default()
            .hash_password(b"the password of nobody at all")
            .map(|hash| hash.to_string())
            .unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_opens_what_it_was_hashed_for_and_nobody_has_none() {
        let passwords = Passwords::default();
        let hash = hash_password("correct horse").unwrap();
        // As much work for a name that nobody has: the same parameters, a salt and hash as long.
        let work = |hash: &str| hash.rsplitn(3, '$').last().unwrap().to_owned();
        assert_eq!(work(&hash), "$argon2id$v=19$m=19456,t=2,p=1");
        assert_eq!(
            (work(nobodys()), nobodys().len()),
            (work(&hash), hash.len())
        );
        assert_ne!(hash, hash_password("correct horse").unwrap());
        assert!(
            passwords
                .is("correct horse".into(), Some(hash.clone()))
                .await
        );
        for wrong in ["", "Correct horse", &"x".repeat(1000)] {
            assert!(!passwords.is(wrong.to_owned(), Some(hash.clone())).await);
        }
        let nobody = "the password of nobody at all".to_owned();
        assert!(!passwords.is(nobody, None).await);
        assert!(!passwords.is("correct horse".into(), Some("x".into())).await);
        assert_eq!(hash_password("too short"), Err(PasswordError::Length));
        assert_eq!(hash_password(&"x".repeat(300)), Err(PasswordError::Length));
    }
}
