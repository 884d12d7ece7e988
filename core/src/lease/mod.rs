//! The lease: how long a phone may show lists without having reached its server.
//!
//! Pure. Time that passes while the phone runs is counted by the clock that nobody can set; what
//! passed while it was off is known from the clock on the wall alone, and is believed only as far
//! as that clock does not contradict itself.

/// The phone's clocks at one moment, as its shell reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The clock on the wall, milliseconds since 1970. May jump.
    pub wall_ms: i64,
    /// Milliseconds since the phone was started, those asleep included. Never jumps.
    pub boot_ms: i64,
    /// Which start that was: another number after each (Android's `BOOT_COUNT`, a number made of
    /// iOS's `kern.bootsessionuuid`). 0 where the system does not tell.
    pub boot: i64,
}

/// How much of a lease is used up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lease {
    /// Milliseconds seen to pass.
    pub used_ms: i64,
    /// Milliseconds that the phone was off, by its clock on the wall.
    pub off_ms: i64,
    /// The clocks at the last look; `None` before the first.
    pub seen: Option<Clock>,
}

/// What a lease allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaseState {
    /// Lists may be shown for so long.
    Open {
        /// Milliseconds until they lock, if the server is not reached before.
        left_ms: i64,
    },
    /// Lists are locked until the server is reached. Recording and sending go on.
    Locked,
}

/// Milliseconds that a lease lasts where the campaign says nothing: seven days.
pub const LEASE_MS: i64 = 7 * 24 * HOUR_MS;
/// The shortest and the longest lease that a campaign can ask for: an hour, ninety days.
pub const LEASE_RANGE_MS: std::ops::RangeInclusive<i64> = HOUR_MS..=90 * 24 * HOUR_MS;

const HOUR_MS: i64 = 60 * 60 * 1000;

impl Lease {
    /// The lease at `now`.
    ///
    /// Within one start of the phone the wall clock counts for nothing, with one exception: where
    /// it goes back by about as much as it had claimed to have passed while the phone was off, it
    /// has been put right, and the claim falls.
    #[must_use]
    pub fn at(self, now: Clock) -> Self {
        let Some(seen) = self.seen else {
            return Self {
                seen: Some(now),
                ..self
            };
        };
        let wall_ms = now.wall_ms.saturating_sub(seen.wall_ms);
        let same_start = now.boot == seen.boot && now.boot_ms >= seen.boot_ms;
        let (passed_ms, off_ms) = if same_start {
            let passed_ms = now.boot_ms.saturating_sub(seen.boot_ms);
            let put_right = self
                .off_ms
                .saturating_add(wall_ms.saturating_sub(passed_ms).min(0));
            let off_ms = if put_right > -HOUR_MS {
                put_right.max(0)
            } else {
                self.off_ms
            };
            (passed_ms, off_ms)
        } else {
            let passed_ms = now.boot_ms.max(0);
            let off_ms = wall_ms.saturating_sub(passed_ms).max(0);
            (passed_ms, self.off_ms.saturating_add(off_ms))
        };
        Self {
            used_ms: self.used_ms.saturating_add(passed_ms),
            off_ms,
            seen: Some(now),
        }
    }

    /// A new lease, from the last look on.
    #[must_use]
    pub fn renewed(self) -> Self {
        Self {
            used_ms: 0,
            off_ms: 0,
            seen: self.seen,
        }
    }

    /// What it allows, where it lasts `length_ms`.
    pub fn state(&self, length_ms: i64) -> LeaseState {
        let left_ms = length_ms.saturating_sub(self.used_ms.saturating_add(self.off_ms));
        if left_ms > 0 {
            LeaseState::Open { left_ms }
        } else {
            LeaseState::Locked
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const YEARS_MS: i64 = 10 * 365 * 24 * HOUR_MS;
    const START: Clock = Clock {
        wall_ms: 1_800_000_000_000,
        boot_ms: 5_000,
        boot: 1,
    };

    /// What happens to a phone.
    #[derive(Clone, Debug)]
    enum Event {
        /// Time passes.
        Pass(i64),
        /// Its clock is set while it runs.
        Jump(i64),
        /// It is off for a while, then on for a while before anybody looks.
        Restart(i64, i64),
    }

    fn event() -> impl Strategy<Value = Event> {
        let jump = prop_oneof![Just(-YEARS_MS), Just(YEARS_MS), -HOUR_MS..HOUR_MS];
        prop_oneof![
            (0..2 * 24 * HOUR_MS).prop_map(Event::Pass),
            jump.prop_map(Event::Jump),
            (0..3 * 24 * HOUR_MS, 0..HOUR_MS).prop_map(|(off, on)| Event::Restart(off, on)),
        ]
    }

    fn after(now: Clock, event: &Event) -> (Clock, i64) {
        match *event {
            Event::Pass(ms) => (
                Clock {
                    wall_ms: now.wall_ms + ms,
                    boot_ms: now.boot_ms + ms,
                    ..now
                },
                ms,
            ),
            Event::Jump(ms) => (
                Clock {
                    wall_ms: now.wall_ms + ms,
                    ..now
                },
                0,
            ),
            Event::Restart(off, on) => (
                Clock {
                    wall_ms: now.wall_ms + off + on,
                    boot_ms: on,
                    boot: now.boot + 1,
                },
                off + on,
            ),
        }
    }

    proptest! {
        #[test]
        fn a_lease_ends_when_its_time_has_passed_whatever_the_clock_on_the_wall_says(
            events in prop::collection::vec(event(), 1..30),
        ) {
            let (mut now, mut lease, mut passed) = (START, Lease::default().at(START), 0);
            // A clock that was put back by less than an hour may take that much off a claim.
            let mut doubt = 0;
            for event in &events {
                let (next, ms) = after(now, event);
                now = next;
                passed += ms;
                if let Event::Jump(ms) = event
                    && (-HOUR_MS..0).contains(ms)
                {
                    doubt -= ms;
                }
                lease = lease.at(now);
                match lease.state(LEASE_MS) {
                    LeaseState::Locked => prop_assert!(passed >= LEASE_MS),
                    LeaseState::Open { .. } => prop_assert!(passed < LEASE_MS + doubt),
                }
            }
        }

        #[test]
        fn any_clocks_are_looked_at_without_overflow(
            clocks in prop::collection::vec(any::<(i64, i64, i64)>(), 1..20),
        ) {
            let mut lease = Lease::default();
            for (wall_ms, boot_ms, boot) in clocks {
                lease = lease.at(Clock { wall_ms, boot_ms, boot });
                prop_assert!(lease.used_ms >= 0 && lease.off_ms >= 0);
            }
        }
    }

    #[test]
    fn a_clock_that_was_wrong_after_a_restart_opens_the_lists_again_when_it_is_put_right() {
        let wrong = Clock {
            wall_ms: START.wall_ms + YEARS_MS + HOUR_MS,
            boot_ms: 60_000,
            boot: 2,
        };
        let lease = Lease::default().at(START).at(wrong);
        assert_eq!(lease.state(LEASE_MS), LeaseState::Locked);
        let right = Clock {
            wall_ms: START.wall_ms + HOUR_MS + 60_000,
            boot_ms: 120_000,
            boot: 2,
        };
        let left_ms = LEASE_MS - HOUR_MS - 60_000;
        assert_eq!(
            lease.at(right).state(LEASE_MS),
            LeaseState::Open { left_ms }
        );
    }

    #[test]
    fn a_restart_shows_by_a_smaller_uptime_where_the_system_does_not_number_them() {
        let unnumbered = |clock: Clock| Clock { boot: 0, ..clock };
        let before = Clock {
            boot_ms: 9 * HOUR_MS,
            ..unnumbered(START)
        };
        let after = Clock {
            wall_ms: before.wall_ms + LEASE_MS,
            boot_ms: HOUR_MS,
            boot: 0,
        };
        let lease = Lease::default().at(before).at(after);
        assert_eq!(lease.state(LEASE_MS), LeaseState::Locked);
    }

    #[test]
    fn a_renewed_lease_lasts_from_the_last_look() {
        let later = Clock {
            boot_ms: START.boot_ms + 2 * LEASE_MS,
            ..START
        };
        let lease = Lease::default().at(START).at(later);
        assert_eq!(lease.state(LEASE_MS), LeaseState::Locked);
        assert_eq!(
            lease.renewed().state(LEASE_MS),
            LeaseState::Open { left_ms: LEASE_MS }
        );
    }
}
