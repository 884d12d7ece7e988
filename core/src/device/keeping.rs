//! What a phone does on bad days: the lease, leaving, a database that is gone, the next sync.

use std::path::Path;
use std::time::Duration;

use super::{Device, DeviceError};
use crate::lease::{Clock, Lease, LeaseState};
use crate::store::{Key, Salvaged, Standing, Store};
use crate::sync::Transport;

/// Progress of the lease that is worth a write to disk, in milliseconds.
const KEEP_EVERY_MS: i64 = 5 * 60 * 1000;

impl<T: Transport> Device<T> {
    /// Opens the phone's database at `path`, or makes it, encrypted with `key`.
    ///
    /// # Errors
    /// [`crate::store::StoreError::WrongKey`] where the key does not fit, and
    /// [`crate::store::StoreError::NoCipher`] where this build can't encrypt.
    pub fn open_encrypted(path: &Path, key: &Key, transport: T) -> Result<Self, DeviceError> {
        Self::over(Store::open_with(path, Some(key))?, transport)
    }

    /// Opens a fresh database in place of one that is damaged or whose key is gone; the old file
    /// is moved aside. Unsent ops that can be read go on in the fresh one, and
    /// [`Device::salvaged`] tells how many. Lists and all that was sent come with the next sync,
    /// after joining again where the old file does not tell any more who the phone was.
    pub fn open_anew(path: &Path, key: Option<&Key>, transport: T) -> Result<Self, DeviceError> {
        Self::over(Store::open_anew(path, key)?, transport)
    }

    /// What came of the database before this one, until [`Device::forget_salvaged`].
    pub fn salvaged(&self) -> Result<Option<Salvaged>, DeviceError> {
        Ok(self.store().salvaged()?)
    }

    /// Notes that the app has shown what came of the database before this one.
    pub fn forget_salvaged(&self) -> Result<(), DeviceError> {
        Ok(self.store().forget_salvaged()?)
    }

    /// Whether the phone takes part in a campaign; `None` before it has joined one.
    pub fn standing(&self) -> Result<Option<Standing>, DeviceError> {
        let identity = self.store().identity()?;
        Ok(identity
            .filter(|identity| identity.device.is_some())
            .map(|identity| identity.standing))
    }

    /// Leaves the campaign. Lists are erased at once. What is unsent is never deleted: syncs go on
    /// until it has been sent, and only then the phone forgets who it was. It may join again at
    /// any time.
    pub fn sign_out(&self) -> Result<(), DeviceError> {
        self.store().sign_out()?;
        self.retry().at_once();
        Ok(())
    }

    /// The lease at `now`. An app asks when it comes to the front, and every few minutes while it
    /// is there: lists are shown or locked by what was last told here. `None` before there is
    /// anything to lock.
    pub fn lease(&self, now: Clock) -> Result<Option<LeaseState>, DeviceError> {
        let store = self.store();
        let mut held = self.held_lease();
        if store.identity()?.is_none_or(|it| it.synced_at_ms.is_none()) {
            return Ok(None);
        }
        let kept = store.lease()?;
        let lease = held.unwrap_or(kept).at(now);
        let length_ms = store.lease_length_ms()?;
        let is_news = kept.seen.is_none_or(|seen| seen.boot != now.boot)
            || lease.used_ms.saturating_sub(kept.used_ms) >= KEEP_EVERY_MS
            || lease.off_ms != kept.off_ms
            || kept.state(length_ms) == LeaseState::Locked
            || lease.state(length_ms) == LeaseState::Locked;
        // Held before it is written: a full disk must not keep a lease from ending.
        *held = Some(lease);
        if is_news && lease != kept {
            store.keep_lease(&lease)?;
        }
        Ok(Some(lease.state(length_ms)))
    }

    /// How long until the next sync is due; zero when it is, `None` when there is nobody to sync
    /// with. An app sets its timer by this after each sync, after what it records, and when it
    /// comes to the front. `random` is any number drawn anew.
    pub fn next_sync_in(&self, now: Clock, random: u64) -> Result<Option<Duration>, DeviceError> {
        if self.standing()?.is_none() {
            return Ok(None);
        }
        Ok(Some(self.retry().next(now.boot_ms, random)))
    }

    /// Notes that what was recorded can't wait: the next sync is due at once, even where the last
    /// one failed a moment ago.
    pub fn hurry(&self) {
        self.retry().at_once();
    }

    /// An error unless lists may be shown.
    pub(super) fn unlocked(&self, store: &Store) -> Result<(), DeviceError> {
        let held = *self.held_lease();
        let lease: Lease = match held {
            Some(lease) => lease,
            None => store.lease()?,
        };
        match lease.state(store.lease_length_ms()?) {
            LeaseState::Open { .. } => Ok(()),
            LeaseState::Locked => Err(DeviceError::Locked),
        }
    }

    /// A new lease, from the last look at the clocks on.
    pub(super) fn renew_lease(&self, store: &Store) -> Result<(), DeviceError> {
        let mut held = self.held_lease();
        let lease = match *held {
            Some(lease) => lease.renewed(),
            None => store.lease()?.renewed(),
        };
        *held = Some(lease);
        Ok(store.keep_lease(&lease)?)
    }
}
