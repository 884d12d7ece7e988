//! Databases of older releases, a server's and phones', meet this one. The older programs are not
//! run: what they left on disk is kept with the tests, as SQL.

use std::process::Stdio;
use std::time::Duration;

use turfwalk_core::model::{DeviceId, Incarnation, OpId};

use super::field::{Field, record_many};
use super::{Seen, Wish};
use crate::commands::CommandError;
use crate::db::file_of_dump;
use crate::town::random::Random;

/// Servers: turf 1 with doors 1 and 3, and one phone, of whose ops 1 was taken and 2 refused.
const SERVERS: [&str; 7] = [
    include_str!("../../tests/schemas/v1.sql"),
    include_str!("../../tests/schemas/v2.sql"),
    include_str!("../../tests/schemas/v3.sql"),
    include_str!("../../tests/schemas/v4.sql"),
    include_str!("../../tests/schemas/v5.sql"),
    include_str!("../../tests/schemas/v6.sql"),
    include_str!("../../tests/schemas/v8.sql"),
];
/// That phone, with ops 3 and 4 unsent.
const PHONES: [&str; 5] = [
    include_str!("../../../core/tests/schemas/v1.sql"),
    include_str!("../../../core/tests/schemas/v2.sql"),
    include_str!("../../../core/tests/schemas/v3.sql"),
    include_str!("../../../core/tests/schemas/v4.sql"),
    include_str!("../../../core/tests/schemas/v5.sql"),
];
/// Where the phones' server was.
const NOWHERE: &str = "http://127.0.0.1:1";
/// The phone's life.
const LIFE: Incarnation = Incarnation(0x00C0_FFEE);

/// Each server with each phone; each upgrade of a server is killed once on its way, or before or
/// after it.
pub(super) fn upgrade(wish: &Wish) -> Result<Seen, CommandError> {
    let mut random = Random::new(wish.seed);
    let mut killed = 0;
    for (server, dump) in (1..).zip(SERVERS) {
        for (phone, unsent) in (1..).zip(PHONES) {
            killed += u32::from(meet(dump, unsent, &mut random).map_err(|error| {
                format!("a server of schema {server} and a phone of schema {phone}: {error}")
            })?);
        }
    }
    Ok(Seen::Held(format!(
        "{} server databases by {} phone databases of older schemas, {killed} upgrades killed on \
         their way: what was unsent is there once, what was decided stays so, both go on. The \
         older programs were not run",
        SERVERS.len(),
        PHONES.len()
    )))
}

/// One server's database and one phone's; whether the upgrade was killed before its end.
fn meet(server: &str, phone: &str, random: &mut Random) -> Result<bool, CommandError> {
    let mut field = Field::of_dump(server)?;
    let mut upgrading = field
        .turfwalk(&["campaign"])?
        .stdout(Stdio::null())
        .spawn()?;
    std::thread::sleep(Duration::from_millis(random.next() % 100));
    upgrading.kill()?;
    let was_killed = !upgrading.wait()?.success();

    field.start()?;
    let phone = phone.replace(NOWHERE, &field.url());
    file_of_dump(&field.file("phone.db"), &phone)?;
    let phone = field.open("phone.db")?;
    let before = phone.receipts()?;
    if (before.on_phone, before.safe) != (4, 2) {
        return Err(format!("the phone came up with {before:?}").into());
    }
    field.rest(&phone)?;
    let marks = record_many(&phone, "since", 0..2)?;
    field.rest(&phone)?;
    let after = phone.receipts()?;
    if (after.on_phone, after.safe, after.refused) != (6, 6, 1) {
        return Err(format!("the phone shows {after:?}").into());
    }
    let db = field.folder()?.db;
    let mut ops: Vec<OpId> = db.export()?.iter().map(|row| row.row.op).collect();
    ops.sort();
    let op = |n| OpId {
        device: DeviceId(1),
        incarnation: LIFE,
        n,
    };
    if ops != [1, 3, 4, 5, 6].map(op) {
        return Err(format!("{} records are there, or others than were made", ops.len()).into());
    }
    if db.quarantine()?.len() != 1 {
        return Err("what was refused is not in quarantine once".into());
    }
    let held = field.held_by(&phone)?;
    match marks.iter().all(|mark| held.get(mark) == Some(&1)) {
        true => Ok(was_killed),
        false => Err("the phone does not show what it has recorded".into()),
    }
}
