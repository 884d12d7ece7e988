//! A phone of the simulated field: PROTOCOL.md's device, kept in memory.
//!
//! It answers what a phone would send next and takes in what the server answers, and holds the
//! server to its word as it goes. What a row says it forgets, but for where one may knock: of the
//! rows that ops made it keeps their number and a sum over their names, which is how thousands of
//! phones are compared at the end.

use std::collections::{BTreeMap, VecDeque};

use turfwalk_core::model::{DeviceId, DoorId, Incarnation, Op, OpId, PersonKey};
use turfwalk_core::wire::{
    Cursor, MAX_INFLATED, MAX_OPS, Page, Reply, RequestHeader, Row, StreamId, VERSION, Verdict,
    op_line, write_push,
};

/// Decided ops whose lines are kept, for a server that comes back from a backup and asks again.
const KEPT: usize = 200;
/// Room for the header line in a request.
const HEADER_ROOM: usize = 64 * 1024;

/// A promise of the server's that did not hold: a sentence, with numbers but without a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Broken(pub(super) String);

/// A captured op, as it is sent.
#[derive(Clone, Debug)]
struct Line {
    n: u64,
    text: String,
    op: Op,
}

/// What became of the ops of one incarnation, from `n` 1 on.
#[derive(Clone, Debug)]
struct Life {
    incarnation: Incarnation,
    verdicts: Vec<Option<Verdict>>,
}

/// How far a stream is held, and what of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    seq: u64,
    tag: String,
    doors: Vec<DoorId>,
    people: Vec<(PersonKey, DoorId)>,
    /// Rows that ops of this field made.
    pub(super) made: Made,
    /// The street pack that its turf names.
    pub(super) streets: Option<String>,
}

/// How many ops, and the sum of their names' hashes: equal for equal sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) ops: u64,
    sum: u64,
}

impl Made {
    /// Adds an op by its name.
    pub(super) fn add(&mut self, name: &str) {
        // FNV-1a.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        self.ops += 1;
        self.sum = self.sum.wrapping_add(hash);
    }
}

/// What a phone does after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing is left on either side.
    Rest,
    /// Ask again at once.
    Ask,
}

/// What an answer brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Took {
    /// Ops that are safe since.
    pub(super) safe: u64,
    /// Of these: refused.
    pub(super) refused: u64,
    /// Rows.
    pub(super) rows: u64,
    /// Streams that were read anew.
    pub(super) resets: u64,
}

/// A phone that has joined.
#[derive(Clone, Debug)]
pub(super) struct Phone {
    pub(super) token: String,
    pub(super) device: DeviceId,
    /// The lowest device of this field: rows of earlier ones are not counted.
    field_from: DeviceId,
    lives: Vec<Life>,
    lines: VecDeque<Line>,
    next_n: u64,
    acc: u64,
    held: BTreeMap<StreamId, Held>,
}

impl Phone {
    pub(super) fn new(token: String, device: DeviceId, incarnation: Incarnation) -> Self {
        Self {
            token,
            device,
            field_from: device,
            lives: vec![Life::new(incarnation)],
            lines: VecDeque::new(),
            next_n: 1,
            acc: 0,
            held: BTreeMap::new(),
        }
    }

    /// Names the first device of the field that this phone is of.
    pub(super) fn in_field_from(&mut self, field_from: DeviceId) {
        self.field_from = field_from;
    }

    /// Captures an op: gives it its number.
    pub(super) fn capture(&mut self, op: Op) -> OpId {
        let n = self.next_n;
        self.next_n += 1;
        self.lines.push_back(Line {
            n,
            text: op_line(n, &op),
            op,
        });
        self.life_mut().verdicts.push(None);
        self.name(n)
    }

    /// Whether an op waits to be decided.
    pub(super) fn is_waiting(&self) -> bool {
        self.acc + 1 < self.next_n
    }

    /// The body of the next request.
    pub(super) fn request(&self) -> String {
        let from = self.acc + 1;
        let header = RequestHeader {
            v: VERSION,
            incarnation: self.life().incarnation,
            from,
            cursors: self.cursors(),
            holds_from: self.lines.front().map_or(0, |line| line.n),
            next_key: None,
        };
        let mut room = MAX_INFLATED - HEADER_ROOM;
        let lines = self.lines.iter().filter(|line| line.n >= from);
        let lines = lines.take(MAX_OPS).map(|line| line.text.as_str());
        let fitting = lines.take_while(|line| {
            let fits = room > line.len();
            room = room.saturating_sub(line.len() + 1);
            fits
        });
        write_push(&header, fitting)
    }

    /// Takes an answer in; `fresh` is the incarnation for the case of a fork.
    pub(super) fn apply(
        &mut self,
        reply: &Reply,
        fresh: Incarnation,
    ) -> Result<(Next, Took), Broken> {
        let header = &reply.header;
        let before = self.acc;
        if header.fork.is_some() || header.acc >= self.next_n {
            let decided = header.fork.map_or(header.acc, |fork| fork - 1);
            self.note(reply)?;
            self.begin_again(decided, fresh);
            return Ok((Next::Ask, Took::default()));
        }
        let mut took = self.note(reply)?;
        if header.acc < before {
            // The server was restored from a backup: what lies above goes out again.
            let decided = usize::try_from(header.acc).unwrap_or(usize::MAX);
            let forgotten = self.life_mut().verdicts.iter_mut().skip(decided);
            forgotten.for_each(|verdict| *verdict = None);
            if self
                .lines
                .front()
                .is_some_and(|line| line.n > header.acc + 1)
            {
                return Err(Broken(format!(
                    "the server went back by more ops than the {KEPT} that a simulated phone keeps"
                )));
            }
        }
        self.acc = header.acc;
        took.safe = header.acc.saturating_sub(before);
        for page in &reply.pages {
            if !header.streams.contains(&page.cursor.stream) {
                return Err(Broken(
                    "rows came of a stream that is not the phone's".into(),
                ));
            }
            self.take(page)?;
            took.rows += page.rows.len() as u64;
            took.resets += u64::from(page.reset);
        }
        self.held
            .retain(|stream, _| header.streams.contains(stream));
        while self.lines.len() > KEPT && self.lines[KEPT].n <= self.acc {
            self.lines.pop_front();
        }
        let moved = self.acc > before || !reply.pages.is_empty();
        if header.more || (self.is_waiting() && moved) {
            return Ok((Next::Ask, took));
        }
        if self.is_waiting() {
            return Err(Broken(
                "the server takes no more of what a phone has".into(),
            ));
        }
        Ok((Next::Rest, took))
    }

    /// Forgets every stream, so that the next answers bring all rows anew and whole.
    pub(super) fn forget(&mut self) {
        self.held.clear();
        self.lines.clear();
    }

    /// What is held of each stream.
    pub(super) fn held(&self) -> impl Iterator<Item = (StreamId, &Held)> {
        self.held.iter().map(|(stream, held)| (*stream, held))
    }

    /// Every op captured, with what became of it.
    pub(super) fn ops(&self) -> impl Iterator<Item = (OpId, Option<Verdict>)> {
        self.lives.iter().flat_map(|life| {
            (1..).zip(&life.verdicts).map(|(n, verdict)| {
                let id = OpId {
                    device: self.device,
                    incarnation: life.incarnation,
                    n,
                };
                (id, *verdict)
            })
        })
    }

    /// A door that is held, by any number.
    pub(super) fn door(&self, any: usize) -> Option<DoorId> {
        let doors = self.held.values().flat_map(|held| &held.doors);
        let count = doors.clone().count();
        doors.copied().nth(any.checked_rem(count)?)
    }

    /// A person behind `door`, if one is held.
    pub(super) fn person(&self, door: DoorId) -> Option<PersonKey> {
        let mut people = self.held.values().flat_map(|held| &held.people);
        people.find(|(_, at)| *at == door).map(|(key, _)| *key)
    }

    fn cursors(&self) -> Vec<Cursor> {
        self.held()
            .map(|(stream, held)| Cursor {
                stream,
                seq: held.seq,
                tag: held.tag.clone(),
            })
            .collect()
    }

    fn life(&self) -> &Life {
        self.lives.last().expect("a phone always has a life")
    }

    fn life_mut(&mut self) -> &mut Life {
        self.lives.last_mut().expect("a phone always has a life")
    }

    fn name(&self, n: u64) -> OpId {
        OpId {
            device: self.device,
            incarnation: self.life().incarnation,
            n,
        }
    }

    /// Notes what became of the ops that were sent. Said twice, it must be the same.
    fn note(&mut self, reply: &Reply) -> Result<Took, Broken> {
        let mut took = Took::default();
        for result in &reply.results {
            let index = usize::try_from(result.n - 1).unwrap_or(usize::MAX);
            let verdicts = &mut self.life_mut().verdicts;
            let Some(known) = verdicts.get_mut(index) else {
                return Err(Broken("an op was answered that was never sent".into()));
            };
            match known {
                Some(known) if *known != result.verdict => {
                    return Err(Broken("one op has two different results".into()));
                }
                Some(_) => {}
                None => {
                    *known = Some(result.verdict);
                    took.refused += u64::from(result.is_refused());
                }
            }
        }
        Ok(took)
    }

    /// A new life after a fork: what is not decided is numbered again from 1.
    fn begin_again(&mut self, decided: u64, fresh: Incarnation) {
        let old = self.life().incarnation;
        let device = self.device;
        let kept = usize::try_from(decided).unwrap_or(usize::MAX);
        self.life_mut().verdicts.truncate(kept);
        self.lines.retain(|line| line.n > decided);
        let rename = |id: OpId| {
            if id.device != device || id.incarnation != old || id.n <= decided {
                return id;
            }
            OpId {
                device,
                incarnation: fresh,
                n: id.n - decided,
            }
        };
        for line in &mut self.lines {
            line.n -= decided;
            line.op = line.op.clone().rename(&rename);
            line.text = op_line(line.n, &line.op);
        }
        let mut life = Life::new(fresh);
        life.verdicts.resize(self.lines.len(), None);
        self.lives.push(life);
        (self.acc, self.next_n) = (0, self.lines.len() as u64 + 1);
    }

    fn take(&mut self, page: &Page) -> Result<(), Broken> {
        let (device, incarnation) = (self.device, self.life().incarnation);
        let field_from = self.field_from;
        let held = self.held.entry(page.cursor.stream).or_default();
        if page.reset {
            *held = Held::default();
        }
        for row in &page.rows {
            if row.seq() <= held.seq {
                return Err(Broken("a row came twice, or out of its order".into()));
            }
            held.seq = row.seq();
            match row {
                Row::Own(_, n, _) => held.made.add(
                    &OpId {
                        device,
                        incarnation,
                        n: *n,
                    }
                    .to_string(),
                ),
                Row::Full(_, kind, value) => held.put(kind, value, field_from),
            }
        }
        if page.cursor.seq < held.seq {
            return Err(Broken("a page's cursor lies before its last row".into()));
        }
        held.seq = page.cursor.seq;
        held.tag.clone_from(&page.cursor.tag);
        Ok(())
    }
}

impl Life {
    fn new(incarnation: Incarnation) -> Self {
        Self {
            incarnation,
            verdicts: Vec::new(),
        }
    }
}

impl Held {
    fn put(&mut self, kind: &str, value: &serde_json::Value, field_from: DeviceId) {
        let number = |name: &str| value.get(name)?.as_u64()?.try_into().ok();
        if let Some(name) = op_name(kind, value)
            && name.parse::<OpId>().is_ok_and(|id| id.device >= field_from)
        {
            self.made.add(name);
        }
        match kind {
            "door" => {
                if let Some(door) = number("id").map(DoorId)
                    && !self.doors.contains(&door)
                {
                    self.doors.push(door);
                }
            }
            "person" => {
                let key = value.get("key").cloned().map(serde_json::from_value);
                if let (Some(Ok(key)), Some(door)) = (key, number("door").map(DoorId)) {
                    self.people.retain(|(known, _)| *known != key);
                    self.people.push((key, door));
                }
            }
            "turf" => {
                let streets = value.get("streets").and_then(|streets| streets.as_str());
                self.streets = streets.map(str::to_owned);
            }
            _ => {}
        }
    }
}

/// The name of the op that made a row, for the kinds that ops make.
pub(super) fn op_name<'a>(kind: &str, value: &'a serde_json::Value) -> Option<&'a str> {
    match kind {
        "attempt" | "retraction" | "suppression" => value.get("op")?.as_str(),
        "person" => value.get("key")?.as_str(),
        _ => None,
    }
}
