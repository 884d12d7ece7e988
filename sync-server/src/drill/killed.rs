//! Processes killed with SIGKILL: the server and phones, at random moments.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::field::Field;
use super::{Seen, Wish};
use crate::commands::CommandError;
use crate::town::random::Random;

/// Phones that walk.
const PHONES: u32 = 3;

/// What phones said: marks that they were about to record, and those that are on disk.
#[derive(Debug, Default)]
struct Said {
    begun: Vec<String>,
    recorded: Vec<String>,
}

struct Walker {
    child: Child,
    reader: JoinHandle<()>,
}

impl Walker {
    fn kill(mut self) -> Result<(), CommandError> {
        self.child.kill()?;
        self.child.wait()?;
        self.reader
            .join()
            .map_err(|_| "what a phone said could not be read".into())
    }
}

/// Kills and starts again for a while; then all that phones had promised is on the server once.
pub(super) fn process_kill(wish: &Wish) -> Result<Seen, CommandError> {
    let mut field = Field::new(1)?;
    field.start()?;
    for phone in 0..PHONES {
        field.phone(&name(phone), 1)?;
    }
    let said = Arc::new(Mutex::new(Said::default()));
    let (mut server_kills, mut phone_kills) = (0, 0);
    let mut random = Random::new(wish.seed);
    let mut walkers = (0..PHONES)
        .map(|phone| walker(&field, phone, 0, &said))
        .collect::<Result<Vec<_>, _>>()?;
    let began = Instant::now();
    while began.elapsed() < wish.patience {
        std::thread::sleep(Duration::from_millis(20 + random.next() % 300));
        match random.next() % u64::from(PHONES + 1) {
            0 => {
                field.kill()?;
                server_kills += 1;
                std::thread::sleep(Duration::from_millis(random.next() % 100));
                field.start()?;
            }
            phone => {
                let phone = phone as u32 - 1;
                walkers.remove(phone as usize).kill()?;
                phone_kills += 1;
                let next = walker(&field, phone, phone_kills, &said)?;
                walkers.insert(phone as usize, next);
            }
        }
    }
    for walker in walkers {
        walker.kill()?;
    }
    for phone in 0..PHONES {
        field.rest(&field.open(&name(phone))?)?;
    }
    let there = field.on_server()?;
    let said = said.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(lost) = said.recorded.iter().find(|mark| !there.contains_key(*mark)) {
        return Err(format!("record {lost} was promised and is lost").into());
    }
    if let Some((mark, times)) = there.iter().find(|(_, times)| **times > 1) {
        return Err(format!("record {mark} is there {times} times").into());
    }
    if let Some(mark) = there.keys().find(|mark| !said.begun.contains(mark)) {
        return Err(format!("record {mark} is there, and nobody made it").into());
    }
    Ok(Seen::Held(format!(
        "{server_kills} kills of the server, {phone_kills} of phones; {} records promised, all \
         there once",
        said.recorded.len()
    )))
}

fn name(phone: u32) -> String {
    format!("phone{phone}.db")
}

fn walker(
    field: &Field,
    phone: u32,
    life: u32,
    said: &Arc<Mutex<Said>>,
) -> Result<Walker, CommandError> {
    let mark = format!("{phone}.{life}");
    let mut child = field
        .turfwalk(&["drill-phone", "--mark", &mark, "--file"])?
        .arg(field.file(&name(phone)))
        .stdout(Stdio::piped())
        .spawn()?;
    let out = child.stdout.take().ok_or("the phone has no output")?;
    let said = Arc::clone(said);
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
            match line.split_once(' ') {
                Some(("begins", mark)) => said.begun.push(mark.to_owned()),
                Some(("recorded", mark)) => said.recorded.push(mark.to_owned()),
                _ => {}
            }
        }
    });
    Ok(Walker { child, reader })
}
