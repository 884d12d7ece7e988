//! Processes killed with SIGKILL at random moments: the server, phones, both at once, and a
//! backup that is being written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::field::{Field, marks};
use super::walker::{Said, Walkers, name};
use super::{Seen, Wish};
use crate::commands::CommandError;
use crate::db::Db;
use crate::town::random::Random;

/// Phones that walk.
const PHONES: usize = 3;
/// After so long all comes to rest and is counted, and another field begins: a phone that has
/// recorded for an hour at twelve doors would do little but look through them.
const ROUND: Duration = Duration::from_secs(30);

/// What was done, and what came of it.
#[derive(Debug, Default)]
struct Tally {
    rounds: u64,
    server_kills: u64,
    phone_kills: u64,
    backups: u64,
    backup_kills: u64,
    recorded: u64,
    unspoken: u64,
    receipts_checked: u64,
}

/// Kills and starts again for as long as it is wished, in rounds.
pub(super) fn process_kill(wish: &Wish) -> Result<Seen, CommandError> {
    let began = Instant::now();
    let mut tally = Tally::default();
    while tally.rounds == 0 || began.elapsed() < wish.patience {
        let left = wish.patience.saturating_sub(began.elapsed());
        let seed = wish.seed.wrapping_add(tally.rounds);
        round(seed, left.min(ROUND), &mut tally)
            .map_err(|error| format!("in the round of seed {seed}: {error}"))?;
        tally.rounds += 1;
    }
    Ok(Seen::Held(format!(
        "{} rounds from seed {} on: {} kills of the server, {} of phones, {} of {} backups; {} \
         records promised and {} more on disk before their phone could say so, all there once; \
         no receipt ahead of the server's file in {} looks",
        tally.rounds,
        wish.seed,
        tally.server_kills,
        tally.phone_kills,
        tally.backup_kills,
        tally.backups,
        tally.recorded,
        tally.unspoken,
        tally.receipts_checked
    )))
}

fn round(seed: u64, lasts: Duration, tally: &mut Tally) -> Result<(), CommandError> {
    let mut field = Field::new(1)?;
    field.start()?;
    for phone in 0..PHONES {
        field.phone(&name(phone), 1)?;
    }
    let mut random = Random::new(seed);
    let mut walkers = Walkers::set_off(&field, PHONES)?;
    let mut backups = Vec::new();
    let began = Instant::now();
    while began.elapsed() < lasts {
        let pause = |random: &mut Random, most_ms| {
            std::thread::sleep(Duration::from_millis(random.next() % most_ms));
        };
        pause(&mut random, 300);
        // Of eight: two a server's, four a phone's, one both, one a backup's.
        let turn = random.below(8);
        let phone = random.below(PHONES);
        if turn == 7 {
            back_up(&field, &mut random, &mut backups, tally)?;
            continue;
        }
        if turn >= 2 {
            walkers.kill(phone)?;
            tally.phone_kills += 1;
        }
        if turn < 2 || turn == 6 {
            field.kill()?;
            tally.server_kills += 1;
            // Opened anew: what was told as safe is in the file, whatever the dead server thought.
            told_no_more(&Db::open(&field.database())?, &walkers.said(), |it| it.0)?;
            tally.receipts_checked += 1;
            pause(&mut random, 100);
            field.start()?;
        }
        if turn >= 2 {
            walkers.start_again(&field, phone)?;
        }
    }
    let said = walkers.end()?;
    field.kill()?;
    told_no_more(&Db::open(&field.database())?, &said, |it| it.0)?;
    let copies = backups.iter().rev();
    match copies.into_iter().find(|path| path.exists()) {
        Some(newest) => told_no_more(&Db::open(newest)?, &said, |it| it.1)?,
        None if said.receipts.iter().all(|told| told.1 == 0) => {}
        None => return Err("a record is told as backed up, and there is no backup".into()),
    }
    tally.receipts_checked += 2;
    field.start()?;
    at_rest(&mut field, &said, tally)
}

/// Everything is sent; then the server's file, opened anew, has each record once, the phones have
/// sent no other, and each phone has all that the server has.
fn at_rest(field: &mut Field, said: &Said, tally: &mut Tally) -> Result<(), CommandError> {
    let mut on_phones = 0;
    let mut phones = Vec::new();
    for phone in 0..PHONES {
        let phone = field.open(&name(phone))?;
        field.rest(&phone)?;
        on_phones += phone.receipts()?.on_phone;
        phones.push(phone);
    }
    for phone in &phones {
        field.sync(phone)?;
    }
    field.kill()?;
    if !Db::is_backup(&field.database())? {
        return Err("the server's file is damaged".into());
    }
    let db = Db::open(&field.database())?;
    let there = marks(&db)?;
    let recorded: BTreeSet<&String> = said.recorded.iter().collect();
    let begun: BTreeSet<&String> = said.begun.iter().collect();
    if let Some(lost) = recorded.iter().find(|mark| !there.contains_key(**mark)) {
        return Err(format!("record {lost} was promised and is lost").into());
    }
    if let Some((mark, times)) = there.iter().find(|(_, times)| **times > 1) {
        return Err(format!("record {mark} is there {times} times").into());
    }
    if let Some(mark) = there.keys().find(|mark| !begun.contains(mark)) {
        return Err(format!("record {mark} is there, and nobody made it").into());
    }
    let decided: u64 = db.devices()?.iter().map(|device| device.safe).sum();
    let refused = db.refused_ops()?;
    if (decided, on_phones, refused) != (there.len() as u64, there.len() as u64, 0) {
        return Err(format!(
            "the phones hold {on_phones} records, {decided} were decided, {refused} refused, and \
             {} are there",
            there.len()
        )
        .into());
    }
    for phone in &phones {
        let held = field.held_by(phone)?;
        if held != there {
            let (held, there) = (held.len(), there.len());
            return Err(format!("a phone shows {held} records of the turf's {there}").into());
        }
    }
    tally.recorded += recorded.len() as u64;
    tally.unspoken += (there.len() - recorded.len()) as u64;
    Ok(())
}

/// An error if a phone was told of more records than this database has of it.
fn told_no_more(
    db: &Db,
    said: &Said,
    which: impl Fn(&(u64, u64)) -> u64,
) -> Result<(), CommandError> {
    let there: BTreeMap<String, u64> = db
        .devices()?
        .into_iter()
        .map(|device| (device.name, device.safe))
        .collect();
    for (phone, told) in said.receipts.iter().enumerate() {
        let there = there.get(&name(phone)).copied().unwrap_or(0);
        let told = which(told);
        if told > there {
            return Err(format!(
                "{} was told that {told} records are kept, and {there} are",
                name(phone)
            )
            .into());
        }
    }
    Ok(())
}

/// Writes a backup; every other one is killed on its way.
fn back_up(
    field: &Field,
    random: &mut Random,
    backups: &mut Vec<PathBuf>,
    tally: &mut Tally,
) -> Result<(), CommandError> {
    let path = field.file(&format!("backup{}.db", backups.len()));
    let mut writing = field
        .turfwalk(&["backup", "--out"])?
        .arg(&path)
        .stdout(Stdio::null())
        .spawn()?;
    tally.backups += 1;
    backups.push(path);
    if random.percent(50) {
        std::thread::sleep(Duration::from_millis(random.next() % 150));
        writing.kill()?;
        tally.backup_kills += 1;
        writing.wait()?;
    } else if !writing.wait()?.success() {
        return Err("a backup failed".into());
    }
    Ok(())
}
