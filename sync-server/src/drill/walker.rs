//! Phones that walk, each a process to be killed, and what they said before they died.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::field::Field;
use crate::commands::CommandError;

/// What the phones said.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// Marks that they were about to record.
    pub(super) begun: Vec<String>,
    /// Marks that are on disk.
    pub(super) recorded: Vec<String>,
    /// How many records each phone showed as safe and as backed up, at most.
    pub(super) receipts: Vec<(u64, u64)>,
    /// Syncs that failed.
    pub(super) unsynced: u32,
}

/// Phones that walk, by their numbers from 0.
pub(super) struct Walkers {
    walking: Vec<Walker>,
    said: Arc<Mutex<Said>>,
    /// Processes started so far: each has marks of its own.
    lives: u32,
}

struct Walker {
    child: Child,
    reader: JoinHandle<()>,
}

impl Walkers {
    /// So many phones that have joined, set off.
    pub(super) fn set_off(field: &Field, phones: usize) -> Result<Self, CommandError> {
        let mut walkers = Self {
            walking: Vec::new(),
            said: Arc::default(),
            lives: 0,
        };
        walkers.heard(|said| said.receipts.resize(phones, (0, 0)));
        for phone in 0..phones {
            let walker = walkers.start(field, phone)?;
            walkers.walking.push(walker);
        }
        Ok(walkers)
    }

    /// Kills a phone.
    pub(super) fn kill(&mut self, phone: usize) -> Result<(), CommandError> {
        self.walking[phone].child.kill()?;
        self.walking[phone].child.wait()?;
        Ok(())
    }

    /// Starts a phone again that was killed, on the file that it left.
    pub(super) fn start_again(&mut self, field: &Field, phone: usize) -> Result<(), CommandError> {
        self.walking[phone] = self.start(field, phone)?;
        Ok(())
    }

    /// What they have said so far.
    pub(super) fn said(&self) -> Said {
        self.heard(|said| said.clone())
    }

    /// Kills them all; what they said.
    pub(super) fn end(mut self) -> Result<Said, CommandError> {
        for phone in 0..self.walking.len() {
            self.kill(phone)?;
        }
        for walker in std::mem::take(&mut self.walking) {
            let heard = walker.reader.join();
            heard.map_err(|_| "what a phone said could not be read")?;
        }
        Ok(self.said())
    }

    fn heard<T>(&self, with: impl FnOnce(&mut Said) -> T) -> T {
        with(&mut self.said.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn start(&mut self, field: &Field, phone: usize) -> Result<Walker, CommandError> {
        self.lives += 1;
        let mark = format!("{phone}.{}", self.lives);
        let mut child = field
            .turfwalk(&["drill-phone", "--mark", &mark, "--file"])?
            .arg(field.file(&name(phone)))
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().ok_or("the phone has no output")?;
        let said = Arc::clone(&self.said);
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
                said.hear(phone, &line);
            }
        });
        Ok(Walker { child, reader })
    }
}

impl Drop for Walkers {
    fn drop(&mut self) {
        // Those alone that were started here; a dead one can't be killed again.
        for walker in &mut self.walking {
            let _ = walker.child.kill();
            let _ = walker.child.wait();
        }
    }
}

impl Said {
    fn hear(&mut self, phone: usize, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["begins", mark] => self.begun.push(mark.to_owned()),
            ["recorded", mark] => self.recorded.push(mark.to_owned()),
            ["unsynced"] => self.unsynced += 1,
            // With a full stop, so that a number that was cut off with its phone is none.
            ["receipts", safe, backed_up, "."] => {
                if let (Ok(safe), Ok(backed_up)) = (safe.parse(), backed_up.parse()) {
                    let most = &mut self.receipts[phone];
                    *most = (most.0.max(safe), most.1.max(backed_up));
                }
            }
            _ => {}
        }
    }
}

/// The name of a phone, and of its file.
pub(super) fn name(phone: usize) -> String {
    format!("phone{phone}.db")
}
