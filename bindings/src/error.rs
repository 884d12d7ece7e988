//! Core's errors, sorted by what an app does about them.

use turfwalk_core::device::{DeviceError as Core, SyncError};
use turfwalk_core::store::StoreError;

/// What an app can do when something fails: a case for each. The message is one sentence
/// for people, without anybody's name, address or note. Whatever fails, what was recorded
/// before stays on the phone.
#[derive(Debug, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum DeviceError {
    /// The phone's storage is full: ask for space, then repeat.
    #[error("{0}")]
    StorageFull(#[source] Core),
    /// The phone's database is damaged: open it anew, then show what was salvaged.
    #[error("{0}")]
    Damaged(#[source] Core),
    /// The key does not open the phone's database: unlock the phone and repeat; if the key is
    /// gone for good, open it anew.
    #[error("{0}")]
    WrongKey(#[source] Core),
    /// The lease has ended: show the locked screen, sync.
    #[error("{0}")]
    Locked(#[source] Core),
    /// The data or the server is newer than this app: lead to the update.
    #[error("{0}")]
    UpdateApp(#[source] Core),
    /// The phone has joined no campaign: lead to scanning an invite.
    #[error("{0}")]
    NotJoined(#[source] Core),
    /// What was to be recorded can't be, and nothing was written: mend the entry.
    #[error("{0}")]
    Refused(#[source] Core),
    /// The list, door or script has gone from this phone: go back and load again.
    #[error("{0}")]
    NotHere(#[source] Core),
    /// What was scanned or typed is no invite: scan again.
    #[error("{0}")]
    BadInvite(#[source] Core),
    /// No answer: go on offline, sync later.
    #[error("{0}")]
    Offline(#[source] Core),
    /// Something else answered: open the network's log-in page.
    #[error("{0}")]
    NotAServer(#[source] Core),
    /// The server shows another key than the invite named, and nothing was sent: show the
    /// sentence, lead to another network and to the organizer.
    #[error("{0}")]
    ServerKeyChanged(#[source] Core),
    /// The server does not know this phone any more: lead to scanning a new invite. Nothing is
    /// wiped.
    #[error("{0}")]
    Unauthorized(#[source] Core),
    /// The server does not accept this invite or this request: show its sentence, ask the
    /// organizer.
    #[error("{0}")]
    Rejected(#[source] Core),
    /// The server asks to wait: sync later.
    #[error("{0}")]
    Busy(#[source] Core),
    /// The server failed: sync later, tell the organizer if it stays so.
    #[error("{0}")]
    Server(#[source] Core),
    /// The phone itself failed, its disk or its randomness: repeat, then report.
    #[error("{0}")]
    Phone(#[source] Core),
}

impl From<Core> for DeviceError {
    fn from(error: Core) -> Self {
        let case = match &error {
            Core::Store(store) | Core::Sync(SyncError::Store(store)) => match store {
                StoreError::Full => Self::StorageFull,
                StoreError::Damaged(_) => Self::Damaged,
                StoreError::WrongKey => Self::WrongKey,
                StoreError::Newer => Self::UpdateApp,
                StoreError::NotJoined => Self::NotJoined,
                StoreError::UnsentElsewhere { .. } => Self::Rejected,
                StoreError::KeyLength | StoreError::NoCipher => Self::Phone,
                StoreError::Migration(_) | StoreError::File(_) => Self::Phone,
                StoreError::Unreadable { .. } => Self::Phone,
                StoreError::Database(_) => Self::Phone,
            },
            Core::Refused(_) => Self::Refused,
            Core::NotHere { .. } => Self::NotHere,
            Core::Invite(_) => Self::BadInvite,
            Core::Sync(SyncError::Offline(_)) => Self::Offline,
            Core::Sync(SyncError::NotAServer) => Self::NotAServer,
            Core::Sync(SyncError::ServerKeyChanged) => Self::ServerKeyChanged,
            Core::Sync(SyncError::Unauthorized) => Self::Unauthorized,
            Core::Sync(SyncError::Rejected(_)) => Self::Rejected,
            Core::Sync(SyncError::Busy { .. }) => Self::Busy,
            Core::Sync(SyncError::UpdateApp) => Self::UpdateApp,
            Core::Sync(SyncError::Server(_)) => Self::Server,
            Core::NothingToSealWith => Self::Refused,
            Core::Locked => Self::Locked,
            Core::Random => Self::Phone,
        };
        case(error)
    }
}

impl From<SyncError> for DeviceError {
    fn from(error: SyncError) -> Self {
        Core::from(error).into()
    }
}
