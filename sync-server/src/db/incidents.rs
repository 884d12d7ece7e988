//! Incidents: what phones reported, and who has it in hand.

use turfwalk_core::model::{OpId, Place, Taken};
use turfwalk_core::wire::{Body, IncidentRow, StreamId};

use super::audit::note;
use super::sql::{Tx, values};
use super::{Db, DbError, Deed, Who, log, typed};

/// An incident as organizers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentNow {
    /// What was reported.
    pub row: IncidentRow,
    /// House number and street of the door or building next to it.
    pub line: String,
    /// What people call the phone.
    pub phone: String,
    /// When it got here, milliseconds since 1970.
    pub received_at_ms: i64,
}

impl Db {
    /// Incidents, newest first.
    pub fn incidents(&self) -> Result<Vec<IncidentNow>, DbError> {
        self.read(|tx| {
            let rows = tx.all(
                "SELECT r.value FROM stream_row r WHERE r.kind = 'incident' AND NOT EXISTS
                 (SELECT 1 FROM stream_row n
                  WHERE n.kind = 'incident' AND n.key = r.key AND n.stream = r.stream
                    AND n.seq > r.seq)",
                values![],
                |r| typed::<IncidentRow>("incident", &r.get::<String>(0)?),
            )?;
            let mut found: Vec<IncidentNow> = rows
                .into_iter()
                .map(|row| as_seen(tx, row))
                .collect::<Result<_, _>>()?;
            found.sort_by_key(|now| std::cmp::Reverse((now.received_at_ms, now.row.op)));
            // Once, where a move has left it in two streams.
            found.dedup_by_key(|now| now.row.op);
            Ok(found)
        })
    }

    /// Notes that `by` has an incident in hand; its phone is told at its next sync. Whether it
    /// was there and nobody had it.
    pub fn take_incident(
        &self,
        op: OpId,
        by: &str,
        who: &Who,
        now_ms: i64,
    ) -> Result<bool, DbError> {
        let tag = (self.draw)(4)?;
        self.write(|tx| {
            let newest: Option<(String, String)> = tx.maybe(
                "SELECT stream, value FROM stream_row WHERE kind = 'incident' AND key = ?1
                 ORDER BY seq DESC LIMIT 1",
                values![op.to_string()],
                |r| Ok((r.get(0)?, r.get(1)?)),
            )?;
            let Some((stream, value)) = newest else {
                return Ok(false);
            };
            let mut row: IncidentRow = typed("incident", &value)?;
            if row.taken.is_some() {
                return Ok(false);
            }
            row.taken = Some(Taken {
                by: by.to_owned(),
                at_ms: now_ms,
            });
            let stream: StreamId = stream
                .parse()
                .map_err(|_| DbError::Unreadable { what: "stream" })?;
            log::append(tx, stream, &tag, &Body::Incident(row), None, 0)?;
            note(
                tx,
                now_ms,
                who,
                Deed::IncidentTaken,
                &format!("incident/{op}"),
            )?;
            Ok(true)
        })
    }
}

fn as_seen(tx: &Tx<'_>, row: IncidentRow) -> Result<IncidentNow, DbError> {
    let line = match row.place {
        Place::Door(door) => tx.maybe(
            "SELECT number || ' ' || street FROM door WHERE id = ?1",
            values![door.0],
            |r| r.get(0),
        )?,
        Place::Building(building) => tx.maybe(
            "SELECT line FROM building WHERE id = ?1",
            values![building.0],
            |r| r.get(0),
        )?,
    };
    let phone = tx.maybe(
        "SELECT name FROM device WHERE id = ?1",
        values![row.op.device.0],
        |r| r.get(0),
    )?;
    let received = tx.maybe(
        "SELECT received_at_ms FROM op WHERE device = ?1 AND incarnation = ?2 AND n = ?3",
        values![row.op.device.0, row.op.incarnation.to_string(), row.op.n],
        |r| r.get(0),
    )?;
    Ok(IncidentNow {
        line: line.unwrap_or_default(),
        phone: phone.unwrap_or_default(),
        received_at_ms: received.unwrap_or(row.incident.at_ms),
        row,
    })
}
