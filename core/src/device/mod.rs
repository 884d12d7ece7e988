//! The façade that an app holds: everything that an app may do is one method of [`Device`].

mod course;
mod doorstep;
mod edits;
mod entrance;
mod export;
mod incidents;
mod keeping;
mod own_order;
mod street_map;
mod unfinished;
mod view;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{Timestamp, Zoned, tz::TimeZone};

pub use crate::lease::{Clock, LeaseState};
pub use crate::store::{Key, Receipts, RefusedOp, Salvaged, Standing};
pub use crate::sync::{SyncError, SyncReport};
pub use course::{Course, NextStop, Whereabouts};
pub use entrance::{DoorBrief, Entrance, Floor};
pub use incidents::{IncidentState, IncidentView};
pub use own_order::WayLeg;
pub use street_map::{MapStreet, StreetMap};
pub use unfinished::{BegunAt, Unfinished};
pub use view::{DoorView, ListSummary, ListView, PersonView, StopState, StopView};

use crate::lease::Lease;
use crate::merge::Refusal;
use crate::model::{
    Attempt, Campaign, Channel, DoorId, Incarnation, Op, OpId, ScriptId, Suppression, Target,
    WalkListId,
};
use crate::script::Script;
use crate::store::{Store, StoreError};
use crate::sync::{Retry, Transport};
use crate::wire::Invite;

/// What goes wrong when an app asks for something.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The phone's database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was to be recorded can't be; nothing was written.
    #[error("{0}")]
    Refused(Refusal),
    /// There is no such thing on this phone.
    #[error("this {what} is not on this phone; sync, then open the list again")]
    NotHere {
        /// Kind of thing.
        what: &'static str,
    },
    /// The text scanned or typed is no invite.
    #[error(transparent)]
    Invite(#[from] crate::wire::InviteError),
    /// The server, or the way to it.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// The lease has ended: lists are locked until the server has been reached. Recording and
    /// sending go on.
    #[error(
        "the lists are locked, since this phone has not reached its server for long; sync to open them, what you recorded is kept"
    )]
    Locked,
    /// The campaign's key for sealed files is not known here yet.
    #[error("this phone has no key to seal a file with yet; sync once, then export again")]
    NothingToSealWith,
    /// The system gives no randomness.
    #[error("the system gives no random numbers; restart the phone")]
    Random,
}

/// One phone's Turfwalk. Methods may be called from any thread; each has ended its writing to
/// disk when it returns.
#[derive(Debug)]
pub struct Device<T> {
    store: Mutex<Store>,
    transport: T,
    syncing: tokio::sync::Mutex<()>,
    retry: Mutex<Retry>,
    /// The lease at the last look, if there was one since the app was started.
    lease: Mutex<Option<Lease>>,
}

impl<T: Transport> Device<T> {
    /// Opens the phone's database at `path`, or makes it, in the clear; requests will go by
    /// `transport`.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for a damaged database: [`Device::open_anew`] goes on from there.
    pub fn open(path: &Path, transport: T) -> Result<Self, DeviceError> {
        Self::over(Store::open(path)?, transport)
    }

    fn over(mut store: Store, transport: T) -> Result<Self, DeviceError> {
        // A sweep that finds no room is due again after each sync; it is no reason not to record.
        if let Err(error @ StoreError::Damaged(_)) = store.tidy() {
            return Err(error.into());
        }
        Ok(Self {
            store: Mutex::new(store),
            transport,
            syncing: tokio::sync::Mutex::new(()),
            retry: Mutex::default(),
            lease: Mutex::default(),
        })
    }

    /// Joins the campaign of an invite as scanned or typed; `name` is what the organizer's page
    /// calls this phone. May be repeated after a lost connection. A phone that was shut out or
    /// has signed out may join by a new invite; what is unsent goes along.
    pub async fn join(&self, invite: &str, name: &str) -> Result<(), DeviceError> {
        let invite: Invite = invite.parse()?;
        let mut token = [0; 32];
        getrandom::fill(&mut token).map_err(|_| DeviceError::Random)?;
        let token: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
        let incarnation = draw()?;
        let _one_at_a_time = self.syncing.lock().await;
        let join = crate::sync::join(
            &self.store,
            &self.transport,
            &invite,
            name,
            &token,
            incarnation,
        );
        join.await?;
        self.retry().at_once();
        Ok(())
    }

    /// Whether the phone has joined a campaign.
    pub fn is_joined(&self) -> Result<bool, DeviceError> {
        Ok(self
            .store()
            .identity()?
            .is_some_and(|it| it.device.is_some() && it.standing != Standing::Leaving))
    }

    /// Sends what is not sent and fetches what is new. A second call waits for the first. Success
    /// renews the lease; what was erased on the way is gone from disk when this returns.
    pub async fn sync(&self) -> Result<SyncReport, DeviceError> {
        let _one_at_a_time = self.syncing.lock().await;
        let fresh = draw()?;
        let now = || Timestamp::now().as_millisecond();
        self.retry().begin();
        let outcome = crate::sync::sync(&self.store, &self.transport, fresh, &now).await;
        self.retry().end(outcome.as_ref().err());
        self.note(outcome)
    }

    /// Waits until the server has something new for this phone, half a minute at most; whether it
    /// has, and a sync is worth its while. For a phone whose screen is on.
    pub async fn wait_for_news(&self) -> Result<bool, DeviceError> {
        Ok(crate::sync::wait(&self.store, &self.transport).await?)
    }

    /// Draws the conclusions of a sync. Not async, so that no future holds the store's lock.
    fn note(&self, outcome: Result<SyncReport, SyncError>) -> Result<SyncReport, DeviceError> {
        let mut store = self.store();
        let is_leaving = store
            .identity()?
            .is_some_and(|it| it.standing == Standing::Leaving);
        match &outcome {
            Ok(report) => {
                self.renew_lease(&store)?;
                if !is_leaving {
                    store.set_standing(match report.wiped {
                        true => Standing::ShutOut,
                        false => Standing::In,
                    })?;
                }
            }
            Err(SyncError::Unauthorized) if !is_leaving => store.set_standing(Standing::ShutOut)?,
            Err(_) => {}
        }
        match store.tidy() {
            Err(error) if outcome.is_ok() => Err(error.into()),
            _ => Ok(outcome?),
        }
    }

    /// How far this phone's records have got: "87 on this phone, 87 safe on the server".
    pub fn receipts(&self) -> Result<Receipts, DeviceError> {
        Ok(self.store().receipts()?)
    }

    /// When the server last answered, by this phone's clock, in milliseconds since 1970.
    pub fn synced_at_ms(&self) -> Result<Option<i64>, DeviceError> {
        Ok(self
            .store()
            .identity()?
            .and_then(|identity| identity.synced_at_ms))
    }

    /// What the server refused, oldest first.
    pub fn refused(&self) -> Result<Vec<RefusedOp>, DeviceError> {
        Ok(self.store().refused()?)
    }

    /// The campaign, once it has been synced.
    pub fn campaign(&self) -> Result<Option<Campaign>, DeviceError> {
        Ok(self.store().campaign()?)
    }

    /// The walk lists on this phone. One without stops is over and not among them.
    ///
    /// # Errors
    /// [`DeviceError::Locked`] after the lease has ended, as for all that shows a list or a door.
    pub fn walk_lists(&self) -> Result<Vec<ListSummary>, DeviceError> {
        let store = self.store();
        self.unlocked(&store)?;
        let lists = store.walk_lists()?;
        lists
            .iter()
            .filter(|list| !list.stops.is_empty())
            .map(|list| Ok(view::list(&store, list)?.summary))
            .collect()
    }

    /// One walk list with all its stops, in walking order.
    pub fn walk_list(&self, id: WalkListId) -> Result<ListView, DeviceError> {
        let store = self.store();
        self.unlocked(&store)?;
        let list = store
            .walk_list(id)?
            .ok_or(DeviceError::NotHere { what: "walk list" })?;
        Ok(view::list(&store, &list)?)
    }

    /// Everything that a canvasser sees of a door at `at_ms` (milliseconds since 1970), for
    /// contact by `channel`.
    pub fn door(&self, id: DoorId, channel: Channel, at_ms: i64) -> Result<DoorView, DeviceError> {
        let store = self.store();
        self.unlocked(&store)?;
        let door = store
            .door(id)?
            .ok_or(DeviceError::NotHere { what: "door" })?;
        let at = zoned(store.campaign()?.as_ref(), at_ms);
        Ok(view::door(&store, door, channel, at.as_ref())?)
    }

    /// One script.
    pub fn script(&self, id: ScriptId) -> Result<Script, DeviceError> {
        self.store()
            .script(id)?
            .ok_or(DeviceError::NotHere { what: "script" })
    }

    /// Records an attempt. It is on disk when this returns. One without a note takes along what
    /// [`Device::keep_note`] or a talk half done has kept for its target.
    pub fn record(&self, attempt: Attempt) -> Result<OpId, DeviceError> {
        self.capture(Op::Attempt(attempt))
    }

    /// Corrects an attempt: `attempt` takes the place of `earlier`, which stays in history.
    pub fn correct(&self, earlier: OpId, attempt: Attempt) -> Result<OpId, DeviceError> {
        self.record(Attempt {
            supersedes: Some(earlier),
            ..attempt
        })
    }

    /// Takes an attempt back: undo.
    pub fn retract(&self, attempt: OpId) -> Result<OpId, DeviceError> {
        self.capture(Op::Retract { attempt })
    }

    /// Records a wish to be left alone, heard at `heard_at`.
    pub fn suppress(
        &self,
        heard_at: Target,
        suppression: Suppression,
    ) -> Result<OpId, DeviceError> {
        self.capture(Op::Suppress {
            heard_at,
            suppression,
        })
    }

    /// Adds a person who was not on the list; the op names them from now on
    /// ([`crate::model::PersonKey::Made`]).
    pub fn add_person(&self, door: DoorId, name: &str) -> Result<OpId, DeviceError> {
        self.capture(Op::AddPerson {
            door,
            name: name.to_owned(),
        })
    }

    fn capture(&self, op: Op) -> Result<OpId, DeviceError> {
        let id = self.store().capture(op)?.map_err(DeviceError::Refused)?;
        self.retry().recorded();
        Ok(id)
    }

    fn retry(&self) -> MutexGuard<'_, Retry> {
        self.retry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held_lease(&self) -> MutexGuard<'_, Option<Lease>> {
        self.lease.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        crate::sync::locked(&self.store)
    }
}

/// `at_ms` on the clocks of the campaign; `None` when its time zone is not known here, in which
/// case rules about the hour are left to the canvasser.
fn zoned(campaign: Option<&Campaign>, at_ms: i64) -> Option<Zoned> {
    let zone = TimeZone::get(&campaign?.time_zone).ok()?;
    Some(Timestamp::from_millisecond(at_ms).ok()?.to_zoned(zone))
}

fn draw() -> Result<Incarnation, DeviceError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|_| DeviceError::Random)?;
    Ok(Incarnation(u64::from_le_bytes(bytes)))
}
