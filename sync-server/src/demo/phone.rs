//! The demo's phone: a process of its own that is killed in the middle of its walk.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use turfwalk_core::device::{Device, ListView, StopState, StopView};
use turfwalk_core::model::{
    Answer, Attempt, Basis, Channel, DoorId, Note, OpId, Outcome, PersonKey, Scope, ScriptVersion,
    Target,
};
use turfwalk_core::sync::Http;

use crate::commands::{CommandError, say};

/// Stops that the phone walks, at most.
const STOPS: usize = 60;
/// Records after which it is killed.
const KILL_AFTER: usize = 23;

/// What the phone ended its day with.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Day {
    /// Recorded on the phone.
    pub on_phone: u64,
    /// Safe on the server.
    pub safe: u64,
    /// Refused by it.
    pub refused: u64,
    /// Records that it had promised to be on disk when it was killed.
    #[serde(default)]
    pub promised: u64,
    /// Records found after the kill.
    pub found: u64,
}

/// Part of the phone's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Join, fetch the list, walk offline until killed.
    Morning,
    /// Open again, walk on, sync.
    Evening,
}

/// Arguments of the hidden `demo-phone`.
#[derive(Debug, Args)]
pub struct PhoneCommand {
    /// The phone's database
    #[arg(long)]
    file: PathBuf,
    /// The invite's link
    #[arg(long)]
    invite: String,
    /// Which part of the day
    #[arg(long, value_enum)]
    part: Part,
}

/// The phone's whole day, in two processes: the first is killed with SIGKILL while it walks.
pub(super) fn day(file: &Path, invite: &str) -> Result<Day, CommandError> {
    let process = |part: &str| -> Result<Command, CommandError> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["demo-phone", "--part", part, "--invite", invite, "--file"])
            .arg(file);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        Ok(command)
    };
    say!("A phone joins, fetches its list, goes offline and walks …")?;
    let mut morning = process("morning")?.spawn()?;
    let mut promised = 0;
    let lines = BufReader::new(morning.stdout.take().ok_or("the phone says nothing")?).lines();
    for line in lines {
        let line = line?;
        if line.starts_with("recorded ") {
            promised += 1;
        }
        if promised == KILL_AFTER {
            break;
        }
    }
    morning.kill()?;
    let ended = morning.wait()?;
    if promised < KILL_AFTER {
        return Err(
            format!("the phone ended by itself ({ended}) before its walk was half done").into(),
        );
    }
    say!("… and is killed after {promised} records. It opens again, walks on and syncs …")?;
    let evening = process("evening")?.output()?;
    let said = String::from_utf8_lossy(&evening.stdout);
    let report = said
        .lines()
        .rev()
        .find_map(|line| serde_json::from_str::<Day>(line).ok());
    let day = report.ok_or("the phone did not end its day; its message stands above")?;
    if day.found < promised as u64 {
        return Err(format!(
            "the phone lost records: {promised} promised, {} found",
            day.found
        )
        .into());
    }
    Ok(Day {
        promised: promised as u64,
        ..day
    })
}

impl PhoneCommand {
    /// Plays one part of the day.
    pub fn run(self) -> Result<(), CommandError> {
        let device = Device::open(&self.file, Http::new()?)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        match self.part {
            Part::Morning => {
                runtime.block_on(device.join(&self.invite, "Demo phone"))?;
                runtime.block_on(device.sync())?;
                // From here on the net is not used: the rest of the morning is offline.
                walk(&device, 0)?;
                // Wait for the kill, for a minute at most.
                std::thread::sleep(std::time::Duration::from_secs(60));
            }
            Part::Evening => {
                let found = device.receipts()?.on_phone;
                walk(&device, found as usize)?;
                runtime.block_on(device.sync())?;
                let receipts = device.receipts()?;
                let (on_phone, safe, refused) =
                    (receipts.on_phone, receipts.safe, receipts.refused);
                say!(
                    "{}",
                    serde_json::to_string(&Day {
                        on_phone,
                        safe,
                        refused,
                        promised: 0,
                        found
                    })?
                )?;
            }
        }
        Ok(())
    }
}

/// Walks on from the first stop that nobody has tried, as many stops as are left of the day.
fn walk(device: &Device<Http>, recorded: usize) -> Result<(), CommandError> {
    let lists = device.walk_lists()?;
    let list = device.walk_list(lists.first().ok_or("no walk list came")?.id)?;
    let open = list
        .stops
        .iter()
        .filter(|stop| stop.state == StopState::Open);
    for (turn, stop) in (recorded..STOPS).zip(open) {
        for op in at_stop(device, &list, stop, turn)? {
            say!("recorded {op}")?;
        }
    }
    Ok(())
}

/// What happens at one stop: every kind of thing that can, in turn.
fn at_stop(
    device: &Device<Http>,
    list: &ListView,
    stop: &StopView,
    turn: usize,
) -> Result<Vec<OpId>, CommandError> {
    let now = || Timestamp::now().as_millisecond();
    let attempt = |target, outcome| Attempt {
        target,
        channel: Channel::Door,
        outcome,
        at_ms: now(),
        list: Some(list.summary.id),
        note: None,
        supersedes: None,
    };
    if let (Some(building), 0) = (stop.building, turn % 2) {
        let why = "the caretaker was out".into();
        let entrance = Target::Building(building);
        return Ok(vec![
            device.record(attempt(entrance, Outcome::Inaccessible { why }))?,
        ]);
    }
    let Some(&door) = stop.doors.first() else {
        return Ok(Vec::new());
    };
    let who = first_person(device, door)?;
    let target = who.map_or(Target::Door(door), Target::Person);
    let talk = |answers: &[(&str, &str)]| Outcome::Canvassed {
        script: list
            .summary
            .script
            .map(|id| ScriptVersion { id, version: 1 }),
        answers: answers
            .iter()
            .map(|(question, value)| Answer {
                question: (*question).into(),
                value: (*value).into(),
            })
            .collect(),
    };
    Ok(match turn % 9 {
        0 | 5 => vec![device.record(attempt(target, talk(&[("support", "yes"), ("help", "no")])))?],
        1 | 6 => vec![device.record(attempt(Target::Door(door), Outcome::NotHome))?],
        2 => {
            // A slip of the thumb, put right.
            let slip = device.record(attempt(target, Outcome::Refused))?;
            vec![
                slip,
                device.correct(slip, attempt(target, talk(&[("support", "undecided")])))?,
            ]
        }
        3 => {
            let scope = if who.is_some() {
                Scope::Person
            } else {
                Scope::Door
            };
            vec![device.record(attempt(target, Outcome::DoNotContact { scope }))?]
        }
        4 => {
            // Somebody who was not on the list.
            let added = device.add_person(door, "Robin Newcomer")?;
            let person = Target::Person(PersonKey::Made(added));
            vec![
                added,
                device.record(attempt(person, talk(&[("support", "leaning")])))?,
            ]
        }
        7 => {
            let mut call = attempt(
                target,
                Outcome::CallBack {
                    when: "Thursday evening".into(),
                },
            );
            call.note = Some(Note {
                text: "works nights".into(),
                basis: Basis::Said,
            });
            vec![device.record(call)?]
        }
        _ => {
            let dropped = Outcome::LiteratureDropped { count: 1 };
            vec![device.record(attempt(Target::Door(door), dropped))?]
        }
    })
}

fn first_person(device: &Device<Http>, door: DoorId) -> Result<Option<PersonKey>, CommandError> {
    // Whatever the hour, the demo plays by daylight: wishes hold, quiet hours don't.
    let noon_ms = 12 * 3_600_000;
    let view = device.door(door, Channel::Door, noon_ms)?;
    let mut free = view.people.iter().filter(|person| person.hold.is_none());
    Ok(free.next().map(|person| person.person.key))
}
