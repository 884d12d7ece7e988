//! `turfwalk key`: the key by which phones know the server, and the next one.

use clap::Subcommand;
use turfwalk_core::wire::ServerKey;

use super::serve::Vouched;
use super::{CommandError, Folder, say};
use crate::db::Deed;
use crate::serve::KeyFile;

/// What to do with the server's key.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Show the server's key, the next one, and how many phones have heard of that
    Show,
    /// Make the key that the server will have next, and tell phones of it as they sync
    Next,
    /// Give the server its next key; phones that have heard of it go on by themselves
    #[command(after_help = "Example: turfwalk key switch")]
    Switch {
        /// Even though some phones have not heard of it, and must then be invited again
        #[arg(long)]
        anyway: bool,
    },
}

impl KeyCommand {
    /// Does it and says what was done.
    ///
    /// # Errors
    /// Where phones do not go by a key of the server's own.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        if Vouched::read(&folder.db)? == Vouched::Others {
            return Err(
                "this server was last started with a certificate of others, or without \
                        TLS: phones pin no key of its own"
                    .into(),
            );
        }
        match self {
            Self::Show => {
                say!("The server's key:  {}", KeyFile::of(&folder.path)?.hash())?;
                match KeyFile::next(&folder.path)? {
                    Some(next) => {
                        say!("Its next key:      {}", next.hash())?;
                        say!("{}", Heard::of(folder, next.hash())?.sentence())?;
                    }
                    None => say!("There is no next key; `turfwalk key next` makes one.")?,
                }
            }
            Self::Next => {
                let is_new = KeyFile::next(&folder.path)?.is_none();
                let next = KeyFile::make_next(&folder.path)?;
                if is_new {
                    folder.note_done(Deed::KeyMade, "server/1")?;
                }
                say!("The next key: {}", next.path().display())?;
                say!("Phones hear of it as they sync. Keep a copy elsewhere: if this machine is")?;
                say!("lost, they go on with whichever server has that key.")?;
                say!("{}", Heard::of(folder, next.hash())?.sentence())?;
            }
            Self::Switch { anyway } => {
                let next = KeyFile::next(&folder.path)?.ok_or(
                    "there is no next key; `turfwalk key next` makes one, and phones hear of it \
                     as they sync",
                )?;
                let heard = Heard::of(folder, next.hash())?;
                if !heard.deaf.is_empty() && !anyway {
                    return Err(format!(
                        "{} They would have to be invited again: wait until they have synced, \
                         shut out those that are lost (`turfwalk device revoke`), or say --anyway; \
                         nothing was changed",
                        heard.sentence()
                    )
                    .into());
                }
                let old = KeyFile::switch(&folder.path)?;
                folder.note_done(Deed::KeySwitched, &format!("phones/{}", heard.phones))?;
                say!("{}", heard.sentence())?;
                say!("The server has its next key; one that runs takes it up in a few seconds.")?;
                say!("Invites that nobody has used yet name the old one: make new ones.")?;
                say!(
                    "The old key, to be deleted once all is well: {}",
                    old.display()
                )?;
            }
        }
        Ok(())
    }
}

/// Who has heard of a key that is to come, of all phones that are not shut out.
struct Heard {
    phones: usize,
    deaf: Vec<String>,
}

impl Heard {
    fn of(folder: &Folder, next: ServerKey) -> Result<Self, CommandError> {
        let mut phones = folder.db.devices()?;
        phones.retain(|phone| !phone.is_shut_out);
        phones.sort_by_key(|phone| phone.id);
        let deaf = phones.iter().filter(|phone| phone.next_key != Some(next));
        Ok(Self {
            phones: phones.len(),
            deaf: deaf.map(|phone| phone.id.to_string()).collect(),
        })
    }

    fn sentence(&self) -> String {
        let Self { phones, deaf } = self;
        match deaf.len() {
            0 => format!("All of {phones} phones have heard of it."),
            some => format!(
                "{some} of {phones} phones have not heard of it yet: {}.",
                deaf.join(", ")
            ),
        }
    }
}
