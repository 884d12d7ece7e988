//! What can still be read of a damaged database: who the phone is, and its ops, each by itself.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Deserialize;

use super::open::connect;
use super::{Key, Store, StoreError, files};

/// What came of the unsent ops of a database that was moved aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Salvaged {
    /// Found again: they will be sent.
    pub found: u64,
    /// Lost: they could not be read.
    pub lost: u64,
}

impl fmt::Display for Salvaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { found, lost } = self;
        write!(
            f,
            "this phone's data could not be opened: {found} unsent records were found again, \
             {lost} could not be read; sync to fetch the lists and all that was sent"
        )
    }
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Found {
    identity: Option<Who>,
    standing: Option<String>,
    seal_key: Option<String>,
    ops: BTreeMap<(String, u64), OpRow>,
}

#[derive(Debug)]
struct Who {
    server: String,
    token: String,
    code: String,
    device: Option<u32>,
    incarnation: String,
    next_n: u64,
    acc: u64,
    dur: u64,
    synced_at_ms: Option<i64>,
}

#[derive(Debug)]
struct OpRow {
    line: String,
    state: String,
    refused: Option<String>,
}

/// Times that a connection which met damage is opened again: it may stay in its error.
const MOST_OPENINGS: usize = 1_000;

/// A reader that goes on after damage.
struct Reader<'a> {
    path: &'a Path,
    key: Option<&'a Key>,
    db: Option<Connection>,
    left: usize,
}

impl Reader<'_> {
    /// What `ask` reads, or `None` if that is damaged.
    fn read<T>(&mut self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Option<T> {
        if self.db.is_none() && self.left > 0 {
            self.left -= 1;
            self.db = connect(self.path, self.key).ok();
        }
        let answer = ask(self.db.as_ref()?);
        if answer.is_err() {
            self.db = None;
        }
        answer.ok()
    }
}

/// Reads what can be read; changes nothing.
///
/// # Errors
/// Whatever is neither damage nor a wrong key, such as [`StoreError::Newer`]. Of a file that is no
/// database, or whose key is gone, nothing is found.
pub(super) fn read(path: &Path, key: Option<&Key>) -> Result<Found, StoreError> {
    let db = match connect(path, key) {
        Ok(db) => db,
        Err(StoreError::Damaged(_) | StoreError::WrongKey) => return Ok(Found::default()),
        Err(error) => return Err(error),
    };
    let mut reader = Reader {
        path,
        key,
        db: Some(db),
        left: MOST_OPENINGS,
    };
    let mut identity = reader.read(identity).flatten();
    // Earlier schemas have no such columns.
    let mut word = |query| reader.read(|db| db.query_row(query, [], |r| r.get(0)));
    let standing = word("SELECT standing FROM identity");
    let seal_key = word("SELECT seal_key FROM identity WHERE seal_key IS NOT NULL");
    let mut ops = BTreeMap::new();
    for order in ["incarnation, n", "incarnation DESC, n DESC"] {
        // A row that can't be read as what it should be is passed over; damage ends the run.
        reader.read(|db| {
            let mut query = db.prepare(&format!(
                "SELECT incarnation, n, line, state, refused FROM op ORDER BY {order}"
            ))?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                if let Ok((key, op)) = op(row) {
                    ops.insert(key, op);
                }
            }
            Ok(())
        });
    }
    if let Some(who) = &mut identity {
        // Only the ops themselves tell the next number exactly, and some of them may be lost: the
        // note beside the file tells how many there were.
        let held = ops.keys().filter(|(life, _)| *life == who.incarnation);
        let noted = who.acc + files::noted_unsent(path).unwrap_or(0);
        let last = held.map(|(_, n)| *n).max().unwrap_or(0).max(noted);
        who.next_n = who.next_n.max(last + 1);
        for n in 1..who.next_n {
            let key = (who.incarnation.clone(), n);
            if ops.contains_key(&key) || (reader.db.is_none() && reader.left == 0) {
                continue;
            }
            let one = reader.read(|db| {
                db.query_row(
                    "SELECT incarnation, n, line, state, refused FROM op
                     WHERE incarnation = ?1 AND n = ?2",
                    params![who.incarnation, n],
                    op,
                )
                .optional()
            });
            ops.extend(one.flatten());
        }
    }
    ops.retain(|(_, n), op| op.state != "pending" || is_line(&op.line, *n));
    Ok(Found {
        identity,
        standing,
        seal_key,
        ops,
    })
}

fn identity(db: &Connection) -> rusqlite::Result<Option<Who>> {
    db.query_row(
        "SELECT server, token, code, device, incarnation, next_n, acc, dur, synced_at_ms
         FROM identity",
        [],
        |r| {
            Ok(Who {
                server: r.get(0)?,
                token: r.get(1)?,
                code: r.get(2)?,
                device: r.get(3)?,
                incarnation: r.get(4)?,
                next_n: r.get(5)?,
                acc: r.get(6)?,
                dur: r.get(7)?,
                synced_at_ms: r.get(8)?,
            })
        },
    )
    .optional()
}

fn op(r: &Row<'_>) -> rusqlite::Result<((String, u64), OpRow)> {
    let op = OpRow {
        line: r.get(2)?,
        state: r.get(3)?,
        refused: r.get(4)?,
    };
    Ok(((r.get(0)?, r.get(1)?), op))
}

/// Whether this is op `n`'s line, as far as one can tell.
fn is_line(line: &str, n: u64) -> bool {
    #[derive(Deserialize)]
    struct Numbered {
        n: u64,
    }
    serde_json::from_str::<Numbered>(line).is_ok_and(|line| line.n == n)
}

impl Store {
    /// Fills this fresh database with what was found in another. `noted` is how many ops were
    /// unsent there by the note beside it, for when the database itself does not tell.
    pub(super) fn take_over(
        &mut self,
        found: &Found,
        noted: Option<u64>,
    ) -> Result<(), StoreError> {
        let tx = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        if let Some(who) = &found.identity {
            tx.execute(
                "INSERT INTO identity
                 (one, server, token, code, device, incarnation, next_n, acc, dur, synced_at_ms,
                  standing, seal_key)
                 VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                params![
                    who.server,
                    who.token,
                    who.code,
                    who.device,
                    who.incarnation,
                    who.next_n,
                    who.acc,
                    who.dur,
                    who.synced_at_ms,
                    found.standing.as_deref().unwrap_or("in"),
                    found.seal_key,
                ],
            )?;
        }
        for ((incarnation, n), op) in &found.ops {
            tx.execute(
                "INSERT INTO op (incarnation, n, line, state, refused) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![incarnation, n, op.line, op.state, op.refused],
            )?;
        }
        let pending = found.ops.values().filter(|op| op.state == "pending");
        let unsent = pending.count() as u64;
        let expected = match &found.identity {
            Some(who) => Some(who.next_n.saturating_sub(who.acc + 1)),
            None => noted,
        };
        let lost = expected.unwrap_or(0).saturating_sub(unsent);
        tx.execute(
            "INSERT INTO salvage (one, found, lost) VALUES (1, ?1, ?2)",
            [unsent, lost],
        )?;
        tx.commit()?;
        Ok(())
    }

    /// What came of the database before this one, if it was moved aside and the app has not
    /// shown that yet.
    pub fn salvaged(&self) -> Result<Option<Salvaged>, StoreError> {
        let mut query = self.db.prepare_cached("SELECT found, lost FROM salvage")?;
        let found = query.query_row([], |r| {
            Ok(Salvaged {
                found: r.get(0)?,
                lost: r.get(1)?,
            })
        });
        Ok(found.optional()?)
    }

    /// Notes that the app has shown it.
    pub fn forget_salvaged(&self) -> Result<(), StoreError> {
        self.db.execute("DELETE FROM salvage", [])?;
        Ok(())
    }
}
