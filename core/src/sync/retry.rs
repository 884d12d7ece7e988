//! When to sync next: pure, so that both shells ask and neither decides.
//!
//! After a failure the wait is drawn from all of 0 to `min(300 s, 2^k s)`, k failures in a row
//! (full jitter), so that phones which failed together do not come back together. A server that
//! says how long to wait is obeyed.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::SyncError;

/// What the next sync waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Nothing: there was no sync yet, or something is urgent.
    None,
    /// Company: what was recorded a moment ago is sent with what comes next.
    Gather,
    /// A better moment, after so many failures in a row.
    Backoff {
        /// How many.
        failures: u32,
        /// Milliseconds that the server asked for at least.
        at_least_ms: u64,
    },
    /// News: all is sent, and somebody else may have changed something.
    Poll,
}

/// A schedule, for as long as the app runs. Time is milliseconds on a clock that never jumps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    wait: Wait,
    due_ms: Option<i64>,
    failures: u32,
}

/// Longest wait between two tries.
const MOST_BACKOFF_MS: u64 = 300_000;
/// Longest wait that a server is granted: one that asks for more is asked again.
const MOST_RETRY_AFTER_MS: u64 = 3_600_000;
/// How long what was recorded waits for company.
const GATHER_MS: RangeInclusive<u64> = 20_000..=60_000;
/// How often an idle phone asks for news.
const POLL_MS: RangeInclusive<u64> = 900_000..=1_200_000;
/// No wait after a failure is shorter.
const LEAST_MS: u64 = 100;

impl Default for Retry {
    /// The first sync is due at once.
    fn default() -> Self {
        Self {
            wait: Wait::None,
            due_ms: None,
            failures: 0,
        }
    }
}

impl Retry {
    /// How long to wait from `now_ms` on; zero when a sync is due. `random` is drawn anew for
    /// each call, and used once for each wait.
    pub fn next(&mut self, now_ms: i64, random: u64) -> Duration {
        let most_ms = longest(self.wait);
        let due_ms = match self.due_ms {
            // A due time further away than any that was drawn is on another start's clock.
            Some(due_ms) if due_ms.saturating_sub(now_ms) <= most_ms as i64 => due_ms,
            _ => now_ms.saturating_add(draw(self.wait, random) as i64),
        };
        self.due_ms = Some(due_ms);
        let left_ms = due_ms.saturating_sub(now_ms).max(0);
        Duration::from_millis(left_ms.unsigned_abs())
    }

    /// Notes that a sync begins. Until its end is noted it counts as failed, so that one which is
    /// cut off with the app's process or its task is not begun again without a wait.
    pub fn begin(&mut self) {
        self.failures = self.failures.saturating_add(1);
        self.set(Wait::Backoff {
            failures: self.failures,
            at_least_ms: 0,
        });
    }

    /// Notes how the sync ended that was begun.
    pub fn end(&mut self, error: Option<&SyncError>) {
        match error {
            None => {
                self.failures = 0;
                self.set(Wait::Poll);
            }
            Some(SyncError::Busy { retry_after_s }) => self.set(Wait::Backoff {
                failures: self.failures,
                at_least_ms: (u64::from(*retry_after_s) * 1000).min(MOST_RETRY_AFTER_MS),
            }),
            // These want a person; asking often helps nobody.
            Some(SyncError::Unauthorized | SyncError::UpdateApp | SyncError::Rejected(_)) => {
                self.set(Wait::Poll);
            }
            Some(_) => self.set(Wait::Backoff {
                failures: self.failures,
                at_least_ms: 0,
            }),
        }
    }

    /// Notes that something was recorded. It shortens the wait for news, and no other.
    pub fn recorded(&mut self) {
        if self.wait == Wait::Poll && self.failures == 0 {
            self.set(Wait::Gather);
        }
    }

    /// Notes that something can't wait, an incident or a person who asks for it: the next sync is
    /// due now, whatever the wait was for.
    pub fn at_once(&mut self) {
        self.set(Wait::None);
    }

    fn set(&mut self, wait: Wait) {
        self.wait = wait;
        self.due_ms = None;
    }
}

/// Milliseconds to wait.
fn draw(wait: Wait, random: u64) -> u64 {
    let within =
        |range: RangeInclusive<u64>| range.start() + random % (range.end() - range.start() + 1);
    match wait {
        Wait::None => 0,
        Wait::Gather => within(GATHER_MS),
        Wait::Backoff {
            failures,
            at_least_ms,
        } => at_least_ms + within(LEAST_MS..=backoff_ms(failures)),
        Wait::Poll => within(POLL_MS),
    }
}

fn backoff_ms(failures: u32) -> u64 {
    let seconds = 1_u64 << failures.saturating_sub(1).min(9);
    (seconds * 1000).min(MOST_BACKOFF_MS)
}

fn longest(wait: Wait) -> u64 {
    match wait {
        Wait::None => 0,
        Wait::Gather => *GATHER_MS.end(),
        Wait::Backoff {
            failures,
            at_least_ms,
        } => at_least_ms + backoff_ms(failures),
        Wait::Poll => *POLL_MS.end(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn offline() -> SyncError {
        SyncError::Offline("no signal".into())
    }

    /// What a try comes to while things are bad.
    fn fault() -> impl Strategy<Value = Option<SyncError>> {
        (0..5_u8, any::<u32>()).prop_map(|(kind, retry_after_s)| match kind {
            0 => Some(offline()),
            1 => Some(SyncError::NotAServer),
            2 => Some(SyncError::Unauthorized),
            3 => Some(SyncError::Busy { retry_after_s }),
            _ => None,
        })
    }

    proptest! {
        #[test]
        fn a_failure_is_followed_by_a_wait_and_the_wait_is_bounded(
            faults in prop::collection::vec((fault(), any::<u64>(), any::<bool>()), 1..40),
        ) {
            let (mut retry, mut now_ms) = (Retry::default(), 0);
            for (k, (error, random, is_cut_off)) in faults.iter().enumerate() {
                retry.begin();
                if !is_cut_off {
                    retry.end(error.as_ref());
                }
                let wait = retry.next(now_ms, *random);
                prop_assert!(wait >= Duration::from_millis(LEAST_MS));
                let most_ms = MOST_RETRY_AFTER_MS + MOST_BACKOFF_MS;
                prop_assert!(wait <= Duration::from_millis(most_ms));
                if matches!(error, Some(SyncError::Offline(_))) {
                    prop_assert!(wait <= Duration::from_secs(1 << (k as u32).min(9)));
                    prop_assert!(wait <= Duration::from_secs(300));
                }
                if let (Some(SyncError::Busy { retry_after_s }), false) = (error, is_cut_off) {
                    let asked = Duration::from_secs(u64::from(*retry_after_s).min(3600));
                    prop_assert!(wait >= asked);
                }
                now_ms += wait.as_millis() as i64;
                prop_assert_eq!(retry.next(now_ms, !random), Duration::ZERO);
            }
        }

        #[test]
        fn asking_often_does_not_shorten_the_wait(random: Vec<u64>, failures in 0..20_u32) {
            let mut retry = Retry::default();
            for _ in 0..failures {
                retry.begin();
                retry.end(Some(&offline()));
            }
            let first = retry.next(1_000, 77);
            for random in random {
                prop_assert_eq!(retry.next(1_000, random), first);
            }
        }

        #[test]
        fn after_the_last_fault_a_queue_empties_in_bounded_time(
            faults in prop::collection::vec((fault(), any::<u64>()), 0..40),
            random: u64,
        ) {
            let mut retry = Retry::default();
            let mut now_ms = 0;
            for (error, random) in &faults {
                now_ms += retry.next(now_ms, *random).as_millis() as i64;
                retry.begin();
                retry.end(error.as_ref());
            }
            retry.recorded();
            let left = retry.next(now_ms, random);
            let asked = faults.iter().rev().find_map(|(error, _)| match error {
                Some(SyncError::Busy { .. }) => Some(MOST_RETRY_AFTER_MS),
                _ => None,
            });
            let most_ms = asked.unwrap_or(0) + POLL_MS.end().max(&MOST_BACKOFF_MS);
            prop_assert!(left <= Duration::from_millis(most_ms));
        }

        #[test]
        fn any_clock_is_borne(now: Vec<(i64, u64)>) {
            let mut retry = Retry::default();
            retry.begin();
            retry.end(None);
            for (now_ms, random) in now {
                let wait = retry.next(now_ms, random);
                prop_assert!(wait <= Duration::from_millis(*POLL_MS.end()));
            }
        }
    }

    #[test]
    fn success_resets_the_wait_and_what_is_recorded_then_goes_soon() {
        let mut retry = Retry::default();
        for _ in 0..8 {
            retry.begin();
            retry.end(Some(&offline()));
        }
        retry.begin();
        retry.end(None);
        assert!(retry.next(0, 5) >= Duration::from_millis(*POLL_MS.start()));
        retry.recorded();
        assert!(retry.next(0, 5) <= Duration::from_millis(*GATHER_MS.end()));
        retry.begin();
        retry.end(Some(&offline()));
        assert!(retry.next(0, 5) <= Duration::from_secs(1));
    }

    #[test]
    fn a_wait_is_drawn_from_the_whole_of_its_range_and_from_nothing_beyond() {
        let gathers = |random| {
            let mut retry = Retry::default();
            retry.begin();
            retry.end(None);
            retry.recorded();
            retry.next(0, random)
        };
        assert_eq!(gathers(40_000), Duration::from_secs(60));
        assert_eq!(gathers(40_001), Duration::from_secs(20));
        let mut retry = Retry::default();
        for _ in 0..9 {
            retry.begin();
            retry.end(Some(&offline()));
        }
        assert_eq!(retry.next(0, 255_900), Duration::from_secs(256));
    }

    #[test]
    fn what_is_recorded_hurries_no_sync_that_waits_for_a_person_and_delays_none_that_is_due() {
        let mut retry = Retry::default();
        retry.recorded();
        assert_eq!(retry.next(0, 5), Duration::ZERO);
        retry.begin();
        retry.end(Some(&SyncError::Unauthorized));
        retry.recorded();
        assert!(retry.next(0, 5) >= Duration::from_millis(*POLL_MS.start()));
    }

    #[test]
    fn what_is_urgent_is_due_at_once_and_once_only() {
        let mut retry = Retry::default();
        retry.begin();
        retry.end(Some(&SyncError::Busy { retry_after_s: 60 }));
        assert!(retry.next(0, 9) >= Duration::from_secs(60));
        retry.at_once();
        assert_eq!(retry.next(0, 9), Duration::ZERO);
        retry.begin();
        retry.end(Some(&SyncError::Busy { retry_after_s: 60 }));
        assert!(retry.next(0, 9) >= Duration::from_secs(60));
    }
}
