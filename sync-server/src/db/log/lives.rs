//! How far each device's ops are decided, under the lock that decides duplicates.

use std::collections::{BTreeMap, BTreeSet};

use turfwalk_core::model::{DeviceId, Incarnation};

use crate::db::DbError;
use crate::db::sql::{Parameter, Row, Tx, Value, values};

/// A device's life.
pub(in crate::db) type Life = (DeviceId, Incarnation);

/// Up to where the ops of a life are decided, and up to where they are backed up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Receipts {
    pub(super) acc: u64,
    pub(super) dur: u64,
}

/// The lives of devices.
pub(super) fn lives(
    tx: &Tx<'_>,
    devices: &BTreeSet<DeviceId>,
) -> Result<BTreeMap<Life, Receipts>, DbError> {
    let (mut lives, devices) = (BTreeMap::new(), ids(devices));
    tx.each_of(LIVES, values![], &devices, |r| put(&mut lives, r))?;
    Ok(lives)
}

/// Locks all lives of the devices of `wanted`, each of which is noted if it is new.
pub(super) fn lock_lives(
    tx: &Tx<'_>,
    wanted: &BTreeSet<Life>,
) -> Result<BTreeMap<Life, Receipts>, DbError> {
    let devices: BTreeSet<DeviceId> = wanted.iter().map(|life| life.0).collect();
    let (mut lives, devices) = (BTreeMap::new(), ids(&devices));
    let sql = format!("{LIVES} ORDER BY device, incarnation");
    tx.each_locked(&sql, &devices, |r| put(&mut lives, r))?;
    let new = wanted.iter().filter(|life| !lives.contains_key(*life));
    let new: BTreeMap<Life, u64> = new.map(|life| (*life, 0)).collect();
    // Another request of the device may note it first.
    lives.extend(note(tx, &new, "life.acc")?);
    Ok(lives)
}

/// Notes up to where lives are decided now.
pub(super) fn raise(tx: &Tx<'_>, acc: &BTreeMap<Life, u64>) -> Result<(), DbError> {
    note(tx, acc, "excluded.acc").map(|_| ())
}

const LIVES: &str = "SELECT device, incarnation, acc, backed_up FROM life WHERE device IN (?*)";

/// Notes lives, ascending, or sets them to `acc` where they are known already; as they are then.
fn note(
    tx: &Tx<'_>,
    lives: &BTreeMap<Life, u64>,
    acc: &str,
) -> Result<BTreeMap<Life, Receipts>, DbError> {
    let texts: Vec<String> = lives.keys().map(|life| life.1.to_string()).collect();
    let rows = lives.iter().zip(&texts);
    let rows = rows.map(|(((device, _), acc), text)| *values![device.0, *text, *acc]);
    let sql = format!(
        "INSERT INTO life (device, incarnation, acc) VALUES (?*)
         ON CONFLICT (device, incarnation) DO UPDATE SET acc = {acc}
         RETURNING device, incarnation, acc, backed_up"
    );
    let mut there = BTreeMap::new();
    tx.insert(&sql, &rows.collect::<Vec<_>>(), |r| put(&mut there, r))?;
    Ok(there)
}

fn put(lives: &mut BTreeMap<Life, Receipts>, r: &Row<'_>) -> Result<(), DbError> {
    let incarnation = r.get::<String>(1)?.parse();
    let incarnation = incarnation.map_err(|_| DbError::Unreadable { what: "life" })?;
    let receipts = Receipts {
        acc: r.get(2)?,
        dur: r.get(3)?,
    };
    lives.insert((DeviceId(r.get(0)?), incarnation), receipts);
    Ok(())
}

fn ids(devices: &BTreeSet<DeviceId>) -> Vec<Value<'_>> {
    devices.iter().map(|device| device.0.value()).collect()
}
