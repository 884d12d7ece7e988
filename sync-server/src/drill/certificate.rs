//! A server's certificate has run out.

use std::path::Path;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use turfwalk_core::device::{Device, DeviceError, SyncError};
use turfwalk_core::sync::Http;
use turfwalk_core::wire::{Invite, ServerAddress};

use super::field::{Field, record_many};
use super::{Seen, Wish};
use crate::commands::CommandError;

/// Phones that pin the server's key go on; one that goes by authorities sends nothing and keeps
/// all.
pub(super) fn expired(_: &Wish) -> Result<Seen, CommandError> {
    let mut field = Field::new(1)?.serving_by(&[]);
    field.start()?;
    let phone = field.phone("phone.db", 1)?;
    let mut marks = record_many(&phone, "before", 0..3)?;
    field.sync(&phone)?;
    field.kill()?;
    let file = field.dir().join("server-key.pem");
    let key = KeyPair::from_pem(&std::fs::read_to_string(&file)?)?;
    run_out(&key, &file)?;
    field.start()?;
    marks.extend(record_many(&phone, "after", 0..3)?);
    field.rest(&phone)?;

    // Who trusts authorities is not let in by a certificate of yesterday, whoever signed it.
    let invite: Invite = field.invite(1)?.parse()?;
    let unpinned = ServerAddress {
        key: None,
        ..invite.server.parse()?
    };
    let link = Invite {
        server: unpinned.to_string(),
        ..invite
    };
    let other = Device::open(&field.file("other.db"), Http::new()?)?;
    match field.wait(other.join(&link.to_string(), "Other")) {
        Err(DeviceError::Sync(SyncError::NotAServer)) => {}
        Ok(()) => return Err("a certificate that has run out was taken".into()),
        Err(error) => return Err(format!("not told apart: {error}").into()),
    }
    field.has_just(&marks)?;
    Ok(Seen::Held(
        "certificate of the year 2000: the phone that pins the key sent all; one that goes by \
         authorities spoke to nobody, and its invite is still good"
            .into(),
    ))
}

/// Writes the key with a certificate for it that has run out.
fn run_out(key: &KeyPair, file: &Path) -> Result<(), CommandError> {
    let mut params = CertificateParams::new(["localhost", "127.0.0.1"].map(String::from))?;
    params.not_before = date_time_ymd(1999, 1, 1);
    params.not_after = date_time_ymd(2000, 1, 1);
    let certificate = params.self_signed(key)?;
    std::fs::write(file, key.serialize_pem() + &certificate.pem())?;
    Ok(())
}
