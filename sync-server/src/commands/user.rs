//! `turfwalk user`: who may open the organizer's page.

use std::io::{BufRead, IsTerminal};

use clap::Subcommand;
use jiff::Timestamp;

use super::{CommandError, Folder, say};
use crate::db::{Role, RoleError, Who};
use crate::serve::hash_password;

/// What to do with users.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Make a user; the password is asked for twice, or read from standard input
    #[command(after_help = "Example: turfwalk user add Olga --role owner")]
    Add {
        /// What they sign in as
        name: String,
        /// owner, organizer, field-lead, lawyer or viewer
        #[arg(long, value_parser = role)]
        role: Role,
    },
    /// List all users
    List,
    /// Remove a user, and sign them out everywhere
    Remove {
        /// Whom
        name: String,
    },
    /// Give a user another password, and sign them out everywhere
    Password {
        /// Whom
        name: String,
    },
}

fn role(word: &str) -> Result<Role, RoleError> {
    word.parse()
}

impl UserCommand {
    /// Does it and says what was done.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let (db, who) = (&folder.db, Who::Command);
        let now_ms = Timestamp::now().as_millisecond();
        match self {
            Self::Add { name, role } => {
                let password = hash_password(&ask()?)?;
                db.add_user(&name, role, &password, false, &who, now_ms)?;
                say!("{} may sign in as {}", name.trim(), role.word())?;
            }
            Self::List => {
                for user in db.users()? {
                    say!("{}\t{}\t{}", user.id, user.role.word(), user.name)?;
                }
            }
            Self::Remove { name } => {
                db.remove_user(&name, &who, now_ms)?;
                say!("{} is removed, and signed out everywhere", name.trim())?;
            }
            Self::Password { name } => {
                if db.user_named(&name)?.is_none() {
                    return Err(
                        "there is no user of this name; `turfwalk user list` has them all".into(),
                    );
                }
                let password = hash_password(&ask()?)?;
                db.change_password(&name, &password, &who, now_ms)?;
                say!(
                    "{} has a new password, and is signed out everywhere",
                    name.trim()
                )?;
            }
        }
        Ok(())
    }
}

/// A password: typed twice and not shown at a terminal, else the first line of standard input.
fn ask() -> Result<String, CommandError> {
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let password = rpassword::prompt_password("Password: ")?;
    if rpassword::prompt_password("Again: ")? != password {
        return Err("the two passwords are not the same; nothing was changed, try again".into());
    }
    Ok(password)
}
