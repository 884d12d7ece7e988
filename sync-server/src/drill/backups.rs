//! Backups: a phone that comes back from one, and a server whose backup is half there.

use super::field::{Field, record_many};
use super::{Seen, Wish};
use crate::commands::CommandError;

/// A phone's file is put back as it was some records ago, and goes on.
pub(super) fn phone_restored(_: &Wish) -> Result<Seen, CommandError> {
    let mut field = Field::new(1)?;
    field.start()?;
    let phone = field.phone("phone.db", 1)?;
    let mut marks = record_many(&phone, "before", 0..5)?;
    field.sync(&phone)?;
    drop(phone);
    std::fs::copy(field.file("phone.db"), field.file("backup.db"))?;
    let phone = field.open("phone.db")?;
    marks.extend(record_many(&phone, "since", 0..4)?);
    field.sync(&phone)?;
    drop(phone);
    std::fs::copy(field.file("backup.db"), field.file("phone.db"))?;
    let phone = field.open("phone.db")?;
    marks.extend(record_many(&phone, "after", 0..3)?);
    field.rest(&phone)?;
    field.has_just(&marks)?;
    Ok(Seen::Held(
        "4 numbers given out twice; 12 records, all there once, nothing asked of the phone".into(),
    ))
}

/// A backup that was cut off on its way is put back; then the whole one.
pub(super) fn half_restored(_: &Wish) -> Result<Seen, CommandError> {
    let mut field = Field::new(1)?;
    field.start()?;
    let phone = field.phone("phone.db", 1)?;
    let mut marks = record_many(&phone, "before", 0..6)?;
    field.sync(&phone)?;
    let path = |name: &str| field.file(name).to_string_lossy().into_owned();
    let (whole, half) = (path("whole.db"), path("half.db"));
    let (done, said) = field.run(&["backup", "--out", &whole])?;
    if !done {
        return Err(format!("the backup failed: {said}").into());
    }
    marks.extend(record_many(&phone, "since", 0..4)?);
    field.sync(&phone)?;
    field.kill()?;
    let bytes = std::fs::read(&whole)?;
    let mut refused = 0;
    for part in 1..8 {
        std::fs::write(&half, &bytes[..bytes.len() * part / 8])?;
        let (done, said) = field.run(&["restore", &half])?;
        if done {
            return Err(format!("{part} eighths of a backup were put back").into());
        }
        if said.lines().count() != 1 {
            return Err(format!("not one sentence: {said}").into());
        }
        refused += 1;
    }
    field.has_just(&marks)?;
    let (done, said) = field.run(&["restore", &whole])?;
    if !done {
        return Err(format!("the whole backup was not put back: {said}").into());
    }
    let lost = marks.len() - field.on_server()?.len();
    field.start()?;
    field.rest(&phone)?;
    field.has_just(&marks)?;
    Ok(Seen::Held(format!(
        "{refused} cut-off backups refused, nothing changed; the whole one lacked {lost} records, \
         and the phone sent them again"
    )))
}
