//! What the databases really hold, read past the code that is tested.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use turfwalk_core::wire::LineHash;

/// Texts that are kept with what they say.
const MOST_PARSED: usize = 4_096;

/// Rows by kind and key.
pub(crate) type Rows = BTreeMap<(String, String), Rc<Value>>;

/// An op by what can't be mistaken: device, incarnation, number, hash of its line.
pub(crate) type Named = (u32, String, u64, String);

/// An op on a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeldOp {
    pub(crate) incarnation: String,
    pub(crate) n: u64,
    pub(crate) line: String,
    pub(crate) state: String,
}

impl HeldOp {
    /// Whether its text was dropped on purpose: it told of somebody who was erased, or its phone
    /// was shut out, and says that it is lost where a restored server asks for it again.
    pub(crate) fn is_dropped(&self) -> bool {
        self.line.is_empty() || says_nothing(&self.line)
    }

    /// Kind and key of what it is recorded for.
    fn names(&self) -> Option<(String, String)> {
        let line = parsed(&self.line)?;
        let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
        if line["kind"] == "retract" {
            return Some(("attempt".into(), text(&line["attempt"])));
        }
        let target = ["target", "about", "heard_at", "at"].map(|field| &line[field]);
        let target = target.into_iter().find_map(Value::as_object);
        match target.and_then(|target| target.iter().next()) {
            Some((kind, id)) => Some((kind.clone(), text(id))),
            None if line["door"].is_object() => {
                Some(("door".into(), text(&line["door"]["beside"])))
            }
            None => Some(("door".into(), text(&line["door"]))),
        }
    }

    /// The key of the row that it makes, as an op of `device`: a door has an id of its own.
    pub(crate) fn key(&self, device: u32) -> String {
        match parsed(&self.line).and_then(|line| line["door"]["id"].as_u64()) {
            Some(door) => door.to_string(),
            None => format!("{device}.{}.{}", self.incarnation, self.n),
        }
    }

    /// What it can't be mistaken for, as an op of `device`.
    pub(crate) fn named(&self, device: u32) -> Named {
        let hash = LineHash::of(&self.line).to_string();
        (device, self.incarnation.clone(), self.n, hash)
    }

    /// What it says, whatever its number is by now.
    pub(crate) fn text(&self) -> &str {
        self.line.split_once(',').map_or("", |(_, text)| text)
    }
}

/// Reads one database.
pub(crate) struct Reader(Connection);

impl Reader {
    pub(crate) fn of(file: &std::path::Path) -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(file, flags).unwrap();
        db.set_prepared_statement_cache_capacity(64);
        // A plan holds for any parameters: else each new one would be planned anew.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .unwrap();
        Self(db)
    }

    /// Nothing, for while a file is replaced.
    pub(crate) fn nowhere() -> Self {
        Self(Connection::open_in_memory().unwrap())
    }

    pub(crate) fn execute(&self, sql: &str) {
        self.0.execute_batch(sql).unwrap();
    }

    fn all<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Vec<T> {
        let mut query = self.0.prepare_cached(sql).unwrap();
        let rows = query.query_map(values, read).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Ops of a phone, oldest first.
    pub(crate) fn held_ops(&self) -> Vec<HeldOp> {
        let sql = "SELECT incarnation, n, line, state FROM op ORDER BY incarnation, n";
        self.all(sql, [], |r| {
            Ok(HeldOp {
                incarnation: r.get(0)?,
                n: r.get(1)?,
                line: r.get(2)?,
                state: r.get(3)?,
            })
        })
    }

    /// Keys of all rows of a phone, overlays included.
    pub(crate) fn held_keys(&self) -> BTreeSet<String> {
        self.all("SELECT key FROM row", [], |r| r.get(0))
            .into_iter()
            .collect()
    }

    /// Whether a phone holds what an op is recorded for.
    pub(crate) fn holds_what_is_named(&self, op: &HeldOp) -> bool {
        let sql = "SELECT 1 FROM row WHERE kind = ?1 AND key = ?2";
        op.names().is_some_and(|(kind, key)| {
            !self.all(sql, [kind, key], |r| r.get::<_, u8>(0)).is_empty()
        })
    }

    /// Whether the server has decided just this op; what it told of may have been erased since.
    pub(crate) fn has_decided(&self, (device, incarnation, n, hash): &Named) -> bool {
        let sql =
            "SELECT 1 FROM op WHERE device = ?1 AND incarnation = ?2 AND n = ?3 AND hash = ?4";
        let name = rusqlite::params![device, incarnation, n, hash];
        !self.all(sql, name, |r| r.get::<_, u8>(0)).is_empty()
    }

    /// In which stream of the server the row of an op is, and its number there.
    pub(crate) fn made_at(&self, device: u32, op: &HeldOp) -> Option<(String, u64)> {
        let sql = "SELECT stream, seq FROM op WHERE device = ?1 AND incarnation = ?2 AND n = ?3
                   AND stream IS NOT NULL";
        let name = rusqlite::params![device, op.incarnation, op.n];
        self.all(sql, name, |r| Ok((r.get(0)?, r.get(1)?))).pop()
    }

    /// Kind and key of the rows of a phone that no server has numbered.
    pub(crate) fn overlays(&self) -> Vec<(String, String)> {
        let sql = "SELECT kind, key FROM row WHERE seq IS NULL ORDER BY kind, key";
        self.all(sql, [], |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// Rows of a phone that a server has numbered, each with its stream.
    pub(crate) fn held_rows(&self) -> BTreeMap<(String, String), (String, Rc<Value>)> {
        let sql = "SELECT kind, key, stream, value FROM row WHERE stream IS NOT NULL";
        let rows = self.all(sql, [], |r| {
            let name = (r.get(0)?, r.get(1)?);
            Ok((name, (r.get(2)?, value(&r.get::<_, String>(3)?))))
        });
        rows.into_iter().collect()
    }

    /// One row of a phone.
    pub(crate) fn row(&self, kind: &str, key: &str) -> Rc<Value> {
        let sql = "SELECT value FROM row WHERE kind = ?1 AND key = ?2";
        let rows = self.all(sql, [kind, key], |r| r.get::<_, String>(0));
        value(rows.first().unwrap())
    }

    /// People of the server, each with their door and its turf, if it is in one.
    pub(crate) fn people(&self) -> Vec<(String, u64, Option<u32>)> {
        let sql = "SELECT p.key, p.door, d.turf FROM person p JOIN door d ON d.id = p.door";
        self.all(sql, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    }

    /// The newest row of what was put right of each person: its key, the person, its stream, and
    /// where it stands.
    pub(crate) fn edits_of_people(&self) -> Vec<(String, String, String, String)> {
        let sql = "SELECT key, CAST(coalesce(value ->> '$.about.person', '') AS TEXT), stream, place, max(seq)
                   FROM stream_row WHERE kind = 'edit' GROUP BY key, stream ORDER BY key";
        let mut edits = self.all(sql, [], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
        });
        edits.retain(|(_, person, ..): &(String, String, String, String)| !person.is_empty());
        edits
    }

    /// Keys of a phone's rows of one kind.
    pub(crate) fn keys_of(&self, kind: &str) -> Vec<String> {
        self.all(
            "SELECT key FROM row WHERE kind = ?1 ORDER BY key",
            [kind],
            |r| r.get(0),
        )
    }

    /// How far a phone has each stream: number and tag.
    pub(crate) fn cursors(&self) -> BTreeMap<String, (u64, String)> {
        let sql = "SELECT stream, seq, tag FROM cursor";
        let rows = self.all(sql, [], |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?))));
        rows.into_iter().collect()
    }

    /// The ops that a phone holds, each with its mark.
    pub(crate) fn held_marks(&self, device: u32) -> BTreeMap<Named, String> {
        let ops = self.held_ops().into_iter();
        ops.filter(|op| !op.is_dropped())
            .map(|op| {
                let mark = mark(&op.line).unwrap_or_else(|| format!("retraction of {device}"));
                (op.named(device), mark)
            })
            .collect()
    }

    /// The ops that the server has decided, each with the mark of its one effect or of its line
    /// in quarantine; without those that told of somebody who was erased.
    ///
    /// # Errors
    /// Where an op has no effect, or not just one.
    pub(crate) fn decided_marks(&self) -> Result<BTreeMap<Named, String>, String> {
        type Made = (u32, String, u64);
        let sql = "SELECT device, incarnation, n, kind, value FROM stream_row WHERE n IS NOT NULL";
        let mut made: BTreeMap<Made, Vec<(String, String)>> = BTreeMap::new();
        for (name, row) in self.all(sql, [], |r| {
            Ok(((r.get(0)?, r.get(1)?, r.get(2)?), (r.get(3)?, r.get(4)?)))
        }) {
            made.entry(name).or_default().push(row);
        }
        let sql = "SELECT device, incarnation, n, hash, refused, line FROM op";
        let ops = self.all(sql, [], |r| {
            let name: Made = (r.get(0)?, r.get(1)?, r.get(2)?);
            let decided: (String, Option<String>, Option<String>) =
                (r.get(3)?, r.get(4)?, r.get(5)?);
            Ok((name, decided))
        });
        let mut marks = BTreeMap::new();
        for (name, (hash, refused, line)) in ops {
            let rows = made.remove(&name).unwrap_or_default();
            let text = match (refused, line, &rows[..]) {
                (Some(_), Some(line), []) => line,
                (Some(word), None, []) if word == "erased" => continue,
                (None, _, [(_, value)]) => value.clone(),
                (None, _, []) => match self.answered(&name) {
                    Some(value) => value,
                    None if self.has_erased() => continue,
                    None => return Err(format!("op {name:?} has no effect any more")),
                },
                (refused, ..) => {
                    return Err(format!(
                        "op {name:?}, refused as {refused:?}, has {} effects",
                        rows.len()
                    ));
                }
            };
            if says_nothing(&text) {
                continue;
            }
            let mark = mark(&text).unwrap_or_else(|| format!("retraction of {}", name.0));
            marks.insert((name.0, name.1, name.2, hash), mark);
        }
        match made.into_keys().next() {
            Some(name) => Err(format!(
                "the effect of an op that was never decided: {name:?}"
            )),
            None => Ok(marks),
        }
    }

    /// The newest version of an edit that an organizer has answered: it goes on without its
    /// op's number.
    fn answered(&self, (device, incarnation, n): &(u32, String, u64)) -> Option<String> {
        let sql = "SELECT value FROM stream_row WHERE kind = 'edit' AND key = ?1
                   ORDER BY seq DESC LIMIT 1";
        self.all(sql, [format!("{device}.{incarnation}.{n}")], |r| r.get(0))
            .pop()
    }

    fn has_erased(&self) -> bool {
        !self
            .all("SELECT person FROM erasure", [], |r| r.get::<_, String>(0))
            .is_empty()
    }

    /// Edits that no organizer has answered.
    pub(crate) fn open_edits(&self) -> Vec<String> {
        let sql = "SELECT key FROM stream_row WHERE kind = 'edit' GROUP BY key
                   HAVING max(value ->> '$.decided.by') IS NULL ORDER BY key";
        self.all(sql, [], |r| r.get(0))
    }

    /// Whether rows of a stream were emptied where they stand: something has left it.
    pub(crate) fn has_emptied(&self, stream: &str) -> bool {
        let sql = "SELECT seq FROM stream_row WHERE stream = ?1 AND kind = 'void' LIMIT 1";
        !self.all(sql, [stream], |r| r.get::<_, u64>(0)).is_empty()
    }

    /// Lines in quarantine.
    pub(crate) fn quarantine(&self) -> Vec<String> {
        let sql = "SELECT line FROM op WHERE refused IS NOT NULL AND line IS NOT NULL";
        self.all(sql, [], |r| r.get(0))
    }

    /// What the rows of a stream up to `seq` add up to, and the tag at `seq`.
    pub(crate) fn fold(&self, stream: &str, seq: u64) -> (Rows, Option<String>) {
        let sql = "SELECT seq, tag, kind, key, value, place FROM stream_row
                   WHERE stream = ?1 AND seq <= ?2 ORDER BY seq";
        let (mut rows, mut tag) = (Rows::new(), None);
        let mut places: BTreeMap<(String, String), Option<String>> = BTreeMap::new();
        let mut query = self.0.prepare_cached(sql).unwrap();
        let mut found = query.query(rusqlite::params![stream, seq]).unwrap();
        while let Some(r) = found.next().unwrap() {
            if r.get::<_, u64>(0).unwrap() == seq {
                tag = Some(r.get(1).unwrap());
            }
            let name: (String, String) = (r.get(2).unwrap(), r.get(3).unwrap());
            let value = value(&r.get::<_, String>(4).unwrap());
            match name.0.as_str() {
                "void" => {}
                "gone" => rows.retain(|name, _| places[name].as_deref() != Some(&name_of(&value))),
                "left" | "erased" => {
                    rows.remove(&("person".to_owned(), name.1));
                    let list = value["ops"].as_array().or(value["edits"].as_array());
                    for op in list.into_iter().flatten() {
                        rows.retain(|(_, key), _| op != key.as_str());
                    }
                }
                _ => {
                    places.insert(name.clone(), r.get(5).unwrap());
                    rows.insert(name, value);
                }
            }
        }
        (rows, tag)
    }

    /// Numbers of a stream's rows.
    pub(crate) fn numbers(&self, stream: &str) -> Vec<u64> {
        let sql = "SELECT seq FROM stream_row WHERE stream = ?1 ORDER BY seq";
        self.all(sql, [stream], |r| r.get(0))
    }

    /// Streams of the server that were compacted, with their heads.
    pub(crate) fn compacted(&self) -> Vec<(String, u64)> {
        let sql = "SELECT name, head FROM stream WHERE floor > 0";
        self.all(sql, [], |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// Streams of the server.
    pub(crate) fn streams(&self) -> Vec<(String, u64)> {
        self.all("SELECT name, head FROM stream ORDER BY name", [], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
    }
}

/// Whether a line stands for an op whose text is gone.
fn says_nothing(line: &str) -> bool {
    ["\"kind\":\"erased\"", "\"kind\":\"lost\""]
        .iter()
        .any(|kind| line.contains(kind))
}

/// The place that a `gone` row tells of, as rows name it.
fn name_of(gone: &Value) -> String {
    let place = gone["place"].as_object().unwrap();
    let (kind, id) = place.iter().next().unwrap();
    format!("{kind}/{id}")
}

/// What a row says; without the mark of an attempt that came late, which is for organizers and
/// does not come back to the phone that sent it.
fn value(text: &str) -> Rc<Value> {
    parsed(text).unwrap()
}

/// The same, where a text is JSON. Rows and lines are read again and again: each is parsed once.
fn parsed(text: &str) -> Option<Rc<Value>> {
    thread_local! {
        static PARSED: RefCell<HashMap<String, Rc<Value>>> = RefCell::default();
    }
    PARSED.with_borrow_mut(|parsed| {
        if let Some(value) = parsed.get(text) {
            return Some(Rc::clone(value));
        }
        if parsed.len() >= MOST_PARSED {
            parsed.clear();
        }
        let mut value: Value = serde_json::from_str(text).ok()?;
        if let Some(fields) = value.as_object_mut() {
            fields.remove("late");
        }
        let value = Rc::new(value);
        parsed.insert(text.to_owned(), Rc::clone(&value));
        Some(value)
    })
}

/// The mark that the machine wrote into a note or a name: `#phone.number#`.
pub(crate) fn mark(text: &str) -> Option<String> {
    let (_, rest) = text.split_once('#')?;
    let (mark, _) = rest.split_once('#')?;
    Some(format!("#{mark}#"))
}

/// How often each mark is there.
pub(crate) fn counted<'a>(marks: impl Iterator<Item = &'a String>) -> BTreeMap<String, u32> {
    let mut count = BTreeMap::new();
    for mark in marks {
        *count.entry(mark.clone()).or_default() += 1;
    }
    count
}
