//! Slows down whoever guesses passwords, and locks nobody out.
//!
//! Wrong passwords are counted by the address that they come from and by the name that they are
//! for; past a few, each next try has to wait, longer each time. A browser that this user has
//! signed in with before is counted by itself alone, so that nobody who guesses at a name, or
//! shares an address, keeps its bearer out. The counts live in this process and are forgotten
//! after an hour without a wrong password.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::db::sha256_hex;

const FORGOTTEN_AFTER: Duration = Duration::from_secs(3600);
/// Most counts held; the lowest are dropped first.
const MOST: usize = 50_000;

/// What wrong passwords are counted by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum By {
    Address(IpAddr),
    /// Hashed: people type passwords into the field for the name.
    Name(String),
    /// Hashed.
    Browser(String),
}

impl By {
    /// Wrong passwords without a wait, and the longest wait after more.
    fn patience(&self) -> (u32, Duration) {
        match self {
            Self::Address(_) | Self::Browser(_) => (10, Duration::from_secs(900)),
            // Short: a name's bearer at a new browser has to get through in between.
            Self::Name(_) => (20, Duration::from_secs(30)),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Wrong {
    count: u32,
    last: Instant,
}

/// The counts of wrong passwords.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    wrong: Mutex<HashMap<By, Wrong>>,
}

/// A try under way: it counts as wrong until it is told to be right.
#[derive(Debug)]
pub(super) struct Try {
    by: Vec<By>,
}

impl Throttle {
    /// Lets a try begin, or says how long to wait. `browser` is the token of a browser that the
    /// bearer of the name has signed in with before.
    pub(super) fn begin(
        &self,
        from: IpAddr,
        name: &str,
        browser: Option<&str>,
        now: Instant,
    ) -> Result<Try, Duration> {
        let by = match browser {
            Some(token) => vec![By::Browser(sha256_hex(token.as_bytes()))],
            None => {
                let name = sha256_hex(name.trim().to_lowercase().as_bytes());
                vec![By::Address(from), By::Name(name)]
            }
        };
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = by.iter().filter_map(|by| wait(by, wrong.get(by)?, now));
        if let Some(wait) = waits.max() {
            return Err(wait);
        }
        for by in &by {
            let held = wrong.entry(by.clone()).or_insert(Wrong {
                count: 0,
                last: now,
            });
            if now.duration_since(held.last) >= FORGOTTEN_AFTER {
                held.count = 0;
            }
            *held = Wrong {
                count: held.count + 1,
                last: now,
            };
        }
        if wrong.len() > MOST {
            wrong.retain(|_, held| now.duration_since(held.last) < FORGOTTEN_AFTER);
        }
        if wrong.len() > MOST {
            wrong.retain(|_, held| held.count > 1);
        }
        Ok(Try { by })
    }

    /// The password was right: the try counts for nothing.
    pub(super) fn right(&self, right: Try) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        for by in right.by {
            if let Some(held) = wrong.get_mut(&by) {
                held.count = held.count.saturating_sub(1);
                if held.count == 0 {
                    wrong.remove(&by);
                }
            }
        }
    }
}

/// What is left of the wait: 1 s after the first wrong password too many, then twice as long each
/// time.
fn wait(by: &By, held: &Wrong, now: Instant) -> Option<Duration> {
    let (free, longest) = by.patience();
    let over = held.count.checked_sub(free)?;
    let wait = Duration::from_secs(1 << over.min(10)).min(longest);
    let gone = now.duration_since(held.last);
    (gone < wait).then(|| wait - gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(n: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, n])
    }

    #[test]
    fn guessing_gets_slower_by_address_and_a_right_password_is_not_held_against_it() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for i in 0..10 {
            throttle.begin(ip(1), &format!("n{i}"), None, now).unwrap();
        }
        let first = throttle.begin(ip(1), "n", None, now).unwrap_err();
        assert_eq!(first, Duration::from_secs(1));
        let later = now + first;
        throttle.begin(ip(1), "n", None, later).unwrap();
        let second = throttle.begin(ip(1), "n", None, later).unwrap_err();
        assert_eq!(second, Duration::from_secs(2));
        throttle.begin(ip(2), "n", None, now).unwrap();
        throttle
            .begin(ip(1), "n", None, later + FORGOTTEN_AFTER)
            .unwrap();

        let fresh = Throttle::default();
        for _ in 0..100 {
            let right = fresh.begin(ip(1), "ann", None, now).unwrap();
            fresh.right(right);
        }
    }

    #[test]
    fn guesses_at_a_name_from_anywhere_do_not_slow_a_browser_that_is_known() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for n in 0..20 {
            throttle.begin(ip(n), "Ann", None, now).unwrap();
        }
        assert!(throttle.begin(ip(99), " ann", None, now).is_err());
        let known = throttle.begin(ip(1), "ann", Some("token"), now).unwrap();
        throttle.right(known);
        // However long it goes on, a new browser waits half a minute at most for the name.
        let of_the_name = wait(
            &By::Name(String::new()),
            &Wrong {
                count: 1000,
                last: now,
            },
            now,
        );
        assert_eq!(of_the_name, Some(Duration::from_secs(30)));
    }

    #[test]
    fn the_counts_stay_bounded() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for n in 0..(MOST as u32 + 10) {
            let from = IpAddr::from(n.to_be_bytes());
            throttle.begin(from, &n.to_string(), None, now).unwrap();
        }
        assert!(throttle.wrong.lock().unwrap().len() <= MOST);
    }
}
