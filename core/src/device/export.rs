//! Unsent ops as a file: for a phone that can't reach its server.

use std::io::Write;
use std::path::Path;

use super::{Device, DeviceError};
use crate::store::StoreError;
use crate::sync::Transport;
use crate::wire::{RequestHeader, SealKey, VERSION, seal, write_push};

impl<T: Transport> Device<T> {
    /// Writes what is unsent to a file at `path` that only the campaign's server can open
    /// (`turfwalk import ops`), and returns how many ops are in it. They stay on the phone until a
    /// sync has told that the server has them; sent twice, they count once.
    ///
    /// # Errors
    /// [`DeviceError::NothingToSealWith`] before the first sync. The file is written whole or not at all.
    pub fn export_unsent(&self, path: &Path) -> Result<u64, DeviceError> {
        let (token, request, ops) = {
            let store = self.store();
            let identity = store.joined()?;
            let header = RequestHeader {
                v: VERSION,
                incarnation: identity.incarnation,
                from: identity.acc + 1,
                cursors: Vec::new(),
                holds_from: store.holds_from()?,
                next_key: None,
            };
            let lines = store.outbox(header.from, usize::MAX >> 1, usize::MAX >> 1)?;
            let request = write_push(&header, lines.iter().map(String::as_str));
            (identity.token, request, lines.len() as u64)
        };
        let key: SealKey = self
            .campaign()?
            .and_then(|campaign| campaign.seal_key)
            .and_then(|key| key.parse().ok())
            .ok_or(DeviceError::NothingToSealWith)?;
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|_| DeviceError::Random)?;
        let file =
            seal(&key, &token, &request, random).map_err(|_| DeviceError::NothingToSealWith)?;
        write_whole(path, &file).map_err(StoreError::File)?;
        Ok(ops)
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let mut file = std::fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)
}
