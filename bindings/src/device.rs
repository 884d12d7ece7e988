//! The façade that an app holds, each method forwarded to core's of the same name.

use std::path::Path;
use std::time::Duration;

use turfwalk_core::device::{
    Clock, Course, Device as Core, DeviceError as CoreError, DoorView, Entrance, IncidentView, Key,
    LeaseState, ListSummary, ListView, Receipts, RefusedOp, Salvaged, Standing, StreetMap,
    SyncReport, Unfinished, WayLeg, Whereabouts,
};
use turfwalk_core::merge::Facts;
use turfwalk_core::model::{
    Attempt, Basis, Begun, Campaign, Change, Channel, DoorId, Incident, OpId, Place, ScriptId,
    Suppression, Target, WalkListId,
};
use turfwalk_core::script::{Draft, Script};
use turfwalk_core::sync::Http;
use turfwalk_core::walk_list::WalkWish;

use crate::DeviceError;

/// One phone's Turfwalk. Methods may be called from any thread; what they record is on disk
/// when they return. All but `join` and `sync` need no network.
#[derive(Debug, uniffi::Object)]
pub struct Device(Core<Http>);

#[uniffi::export(async_runtime = "tokio")]
impl Device {
    /// Opens the phone's database at `path`, or makes it, in the clear: for tests.
    #[uniffi::constructor]
    pub fn open(path: &str) -> Result<Self, DeviceError> {
        Ok(Self(Core::open(Path::new(path), Http::new()?)?))
    }

    /// Opens the phone's database at `path`, or makes it, encrypted with the 32 bytes of `key`.
    #[uniffi::constructor]
    pub fn open_encrypted(path: &str, key: &[u8]) -> Result<Self, DeviceError> {
        let key = Key::new(key).map_err(CoreError::from)?;
        Ok(Self(Core::open_encrypted(
            Path::new(path),
            &key,
            Http::new()?,
        )?))
    }

    /// Opens a fresh database in place of one that is damaged or whose key is gone; `salvaged`
    /// tells what came of its unsent ops.
    #[uniffi::constructor]
    pub fn open_anew(path: &str, key: Option<Vec<u8>>) -> Result<Self, DeviceError> {
        let key = key.as_deref().map(Key::new).transpose();
        let key = key.map_err(CoreError::from)?;
        Ok(Self(Core::open_anew(
            Path::new(path),
            key.as_ref(),
            Http::new()?,
        )?))
    }

    /// What came of the database before this one, until `forget_salvaged`.
    pub fn salvaged(&self) -> Result<Option<Salvaged>, DeviceError> {
        Ok(self.0.salvaged()?)
    }

    /// Notes that the app has shown what came of the database before this one.
    pub fn forget_salvaged(&self) -> Result<(), DeviceError> {
        Ok(self.0.forget_salvaged()?)
    }

    /// Whether the phone takes part in a campaign; nothing before it has joined one.
    pub fn standing(&self) -> Result<Option<Standing>, DeviceError> {
        Ok(self.0.standing()?)
    }

    /// Leaves the campaign. Lists are erased at once; what is unsent is sent first.
    pub fn sign_out(&self) -> Result<(), DeviceError> {
        Ok(self.0.sign_out()?)
    }

    /// The lease at `now`: to be asked when the app comes to the front and every few minutes.
    pub fn lease(&self, now: Clock) -> Result<Option<LeaseState>, DeviceError> {
        Ok(self.0.lease(now)?)
    }

    /// How long until the next sync is due; nothing while there is nobody to sync with.
    pub fn next_sync_in(&self, now: Clock, random: u64) -> Result<Option<Duration>, DeviceError> {
        Ok(self.0.next_sync_in(now, random)?)
    }

    /// Makes the next sync due at once, after what can't wait.
    pub fn hurry(&self) {
        self.0.hurry();
    }

    /// Joins the campaign of an invite as scanned or typed; `name` is what the organizer's
    /// page calls this phone. May be repeated after a lost connection.
    pub async fn join(&self, invite: &str, name: &str) -> Result<(), DeviceError> {
        Ok(self.0.join(invite, name).await?)
    }

    /// Whether the phone has joined a campaign.
    pub fn is_joined(&self) -> Result<bool, DeviceError> {
        Ok(self.0.is_joined()?)
    }

    /// Sends what is not sent and fetches what is new. A second call waits for the first.
    pub async fn sync(&self) -> Result<SyncReport, DeviceError> {
        Ok(self.0.sync().await?)
    }

    /// Waits until the server has something new for this phone, half a minute at most; whether it
    /// has, and a sync is worth its while. For a phone whose screen is on.
    pub async fn wait_for_news(&self) -> Result<bool, DeviceError> {
        Ok(self.0.wait_for_news().await?)
    }

    /// How far this phone's records have got: "87 on this phone, 87 safe on the server".
    pub fn receipts(&self) -> Result<Receipts, DeviceError> {
        Ok(self.0.receipts()?)
    }

    /// When the server last answered, by this phone's clock, in milliseconds since 1970.
    pub fn synced_at_ms(&self) -> Result<Option<i64>, DeviceError> {
        Ok(self.0.synced_at_ms()?)
    }

    /// What the server refused, oldest first.
    pub fn refused(&self) -> Result<Vec<RefusedOp>, DeviceError> {
        Ok(self.0.refused()?)
    }

    /// The campaign, once it has been synced.
    pub fn campaign(&self) -> Result<Option<Campaign>, DeviceError> {
        Ok(self.0.campaign()?)
    }

    /// The walk lists on this phone.
    pub fn walk_lists(&self) -> Result<Vec<ListSummary>, DeviceError> {
        Ok(self.0.walk_lists()?)
    }

    /// One walk list with all its stops, in walking order.
    pub fn walk_list(&self, id: WalkListId) -> Result<ListView, DeviceError> {
        Ok(self.0.walk_list(id)?)
    }

    /// What is next on a list and what comes after, from where the walker is, at `at_ms`
    /// (milliseconds since 1970).
    pub fn course(
        &self,
        id: WalkListId,
        at: Whereabouts,
        at_ms: i64,
    ) -> Result<Course, DeviceError> {
        Ok(self.0.course(id, at, at_ms)?)
    }

    /// The way from one stop of a list to another: where to cross, and how far it is.
    pub fn leg(&self, id: WalkListId, from: u32, to: u32) -> Result<Option<WayLeg>, DeviceError> {
        Ok(self.0.leg(id, from, to)?)
    }

    /// Puts what is still to walk of a list in the order that `wish` asks for, on this phone
    /// alone.
    pub fn replan(&self, id: WalkListId, wish: WalkWish) -> Result<ListView, DeviceError> {
        Ok(self.0.replan(id, &wish)?)
    }

    /// Puts a list back in the order that print and organizer have.
    pub fn as_listed(&self, id: WalkListId) -> Result<ListView, DeviceError> {
        Ok(self.0.as_listed(id)?)
    }

    /// The way through what is still to walk of a list, leg by leg: what to draw and to tell.
    pub fn way(&self, id: WalkListId) -> Result<Vec<WayLeg>, DeviceError> {
        Ok(self.0.way(id)?)
    }

    /// The streets to draw around a list. Empty without a street pack.
    pub fn street_map(&self, id: WalkListId) -> Result<StreetMap, DeviceError> {
        Ok(self.0.street_map(id)?)
    }

    /// The stop of a list that has this number, by floors.
    pub fn entrance(&self, id: WalkListId, number: u32) -> Result<Entrance, DeviceError> {
        Ok(self.0.entrance(id, number)?)
    }

    /// The door to knock at next at a stop; after one that was just tried, the next of this round
    /// through the stop, if there is one.
    pub fn next_door(
        &self,
        id: WalkListId,
        number: u32,
        after: Option<DoorId>,
    ) -> Result<Option<DoorId>, DeviceError> {
        Ok(self.0.next_door(id, number, after)?)
    }

    /// Everything that a canvasser sees of a door at `at_ms` (milliseconds since 1970), for
    /// contact by `channel`.
    pub fn door(&self, id: DoorId, channel: Channel, at_ms: i64) -> Result<DoorView, DeviceError> {
        Ok(self.0.door(id, channel, at_ms)?)
    }

    /// One script.
    pub fn script(&self, id: ScriptId) -> Result<Script, DeviceError> {
        Ok(self.0.script(id)?)
    }

    /// Records an attempt, with the note that was kept for its target where it brings none.
    pub fn record(&self, attempt: Attempt) -> Result<OpId, DeviceError> {
        Ok(self.0.record(attempt)?)
    }

    /// Corrects an attempt: `attempt` takes the place of `earlier`, which stays in history.
    pub fn correct(&self, earlier: OpId, attempt: Attempt) -> Result<OpId, DeviceError> {
        Ok(self.0.correct(earlier, attempt)?)
    }

    /// Takes an attempt back: undo.
    pub fn retract(&self, attempt: OpId) -> Result<OpId, DeviceError> {
        Ok(self.0.retract(attempt)?)
    }

    /// Records a wish to be left alone, heard at `heard_at`.
    pub fn suppress(
        &self,
        heard_at: Target,
        suppression: Suppression,
    ) -> Result<OpId, DeviceError> {
        Ok(self.0.suppress(heard_at, suppression)?)
    }

    /// Adds a person who was not on the list; the op names them from now on
    /// (`PersonKey.Made`).
    pub fn add_person(&self, door: DoorId, name: &str) -> Result<OpId, DeviceError> {
        Ok(self.0.add_person(door, name)?)
    }

    /// Whether to stay at a door after something was recorded about `met`, since somebody else may
    /// still be met there.
    pub fn stays(
        &self,
        id: DoorId,
        met: Target,
        channel: Channel,
        at_ms: i64,
    ) -> Result<bool, DeviceError> {
        Ok(self.0.stays(id, &met, channel, at_ms)?)
    }

    /// Records that a field of a person, or of the household behind a door, is other than what is
    /// shown. Another name waits for an organizer; all else holds at once.
    pub fn edit(&self, about: Target, change: Change, at_ms: i64) -> Result<OpId, DeviceError> {
        Ok(self.0.edit(about, change, at_ms)?)
    }

    /// What was put right of a person or household, and what became of each edit.
    pub fn facts(&self, about: Target) -> Result<Facts, DeviceError> {
        Ok(self.0.facts(&about)?)
    }

    /// Adds a door that is not on the list, beside one that is, and returns its id. It stands on
    /// the list at once.
    pub fn add_door(
        &self,
        beside: DoorId,
        number: &str,
        street: &str,
        unit: Option<String>,
    ) -> Result<DoorId, DeviceError> {
        Ok(self.0.add_door(beside, number, street, unit.as_deref())?)
    }

    /// Keeps a conversation as it is typed, in place of the one before with the same target.
    /// Recording an attempt for the target throws it away, and takes its note along.
    pub fn keep_draft(&self, draft: Draft) -> Result<(), DeviceError> {
        Ok(self.0.keep_draft(&draft)?)
    }

    /// Keeps a remark about a target as it is typed; it goes along with the next attempt that is
    /// recorded for the target.
    pub fn keep_note(&self, target: Target, text: &str, basis: Basis) -> Result<(), DeviceError> {
        Ok(self.0.keep_note(target, text, basis)?)
    }

    /// The conversation begun with a target, if there is one.
    pub fn draft(&self, target: Target) -> Result<Option<Draft>, DeviceError> {
        Ok(self.0.draft(&target)?)
    }

    /// All conversations half done: to go on with after the app was killed.
    pub fn drafts(&self) -> Result<Vec<Draft>, DeviceError> {
        Ok(self.0.drafts()?)
    }

    /// Throws a conversation away.
    pub fn drop_draft(&self, target: Target) -> Result<(), DeviceError> {
        Ok(self.0.drop_draft(&target)?)
    }

    /// Keeps what is being typed to put something right, for each field of each target apart.
    /// Recording the edit throws it away, and so does an empty text.
    pub fn keep_change(&self, about: Target, change: Change) -> Result<(), DeviceError> {
        Ok(self.0.keep_change(&about, &change)?)
    }

    /// What was begun to be put right of a target and is not recorded.
    pub fn changes_begun(&self, about: Target) -> Result<Vec<Change>, DeviceError> {
        Ok(self.0.changes_begun(&about)?)
    }

    /// Keeps a page for something new as it is filled in. Recording it throws it away, and so does a
    /// page on which nothing is left.
    pub fn keep_begun(&self, begun: Begun) -> Result<(), DeviceError> {
        Ok(self.0.keep_begun(&begun)?)
    }

    /// Pages that were begun and are not recorded; while lists are locked, a report alone.
    pub fn begun(&self) -> Result<Vec<Begun>, DeviceError> {
        Ok(self.0.begun()?)
    }

    /// All that was begun and is not recorded, and where: for Today to list. While lists are locked, a
    /// report alone, and not where.
    pub fn unfinished(&self) -> Result<Vec<Unfinished>, DeviceError> {
        Ok(self.0.unfinished()?)
    }

    /// A place to report an incident next to, where nobody says one; also while lists are locked.
    pub fn last_place(&self) -> Result<Option<Place>, DeviceError> {
        Ok(self.0.last_place()?)
    }

    /// Reports an incident next to a door or building; the next sync is due at once.
    pub fn report(&self, at: Place, incident: Incident) -> Result<OpId, DeviceError> {
        Ok(self.0.report(at, incident)?)
    }

    /// Incidents reported by this phone, newest first, and how far each has got.
    pub fn incidents(&self) -> Result<Vec<IncidentView>, DeviceError> {
        Ok(self.0.incidents()?)
    }

    /// Writes what is unsent to a file at `path` that only the campaign's server can open, and
    /// returns how many ops are in it.
    pub fn export_unsent(&self, path: &str) -> Result<u64, DeviceError> {
        Ok(self.0.export_unsent(Path::new(path))?)
    }
}
