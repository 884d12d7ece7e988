//! Settings from a file: `name = value` a line, named as the flags are. Flags go before the
//! environment, and both before the file.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Command, CommandFactory};

use super::{Cli, CommandError};

/// The command line with what the file of `--config` adds to it: the settings that the command has,
/// where neither a flag nor the environment gives them.
///
/// # Errors
/// For a file that can't be read, a line that is no setting, and a name that no flag of `serve` or
/// of all commands has.
pub fn with_config(args: Vec<OsString>) -> Result<Vec<OsString>, CommandError> {
    let command = Cli::command();
    // What is wrong with the command line is said when it is really read.
    let Ok(given) = command
        .clone()
        .ignore_errors(true)
        .try_get_matches_from(&args)
    else {
        return Ok(args);
    };
    let Some(file) = given.get_one::<PathBuf>("config") else {
        return Ok(args);
    };
    let text = std::fs::read_to_string(file).map_err(|error| {
        format!(
            "can't read the settings in {}: {error}; name another file with --config",
            file.display()
        )
    })?;
    add(args.clone(), &command, &given, &text, file)
}

fn add(
    mut args: Vec<OsString>,
    command: &Command,
    given: &ArgMatches,
    text: &str,
    file: &Path,
) -> Result<Vec<OsString>, CommandError> {
    let serve = command
        .find_subcommand("serve")
        .ok_or("there is no `serve`; this is a mistake in Turfwalk, please report it")?;
    let of_serve = given.subcommand_matches("serve");
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |what: &str| {
            format!(
                "line {number} of {}: {what}; a line is `name = value`, named as a flag of \
                 `turfwalk serve`",
                file.display()
            )
        };
        let (name, value) = line.split_once('=').ok_or_else(|| wrong("no setting"))?;
        let (name, value) = (name.trim(), value.trim().trim_matches('"'));
        let has = |command: &Command| {
            let mut flags = command.get_arguments();
            flags.find(|arg| arg.get_long() == Some(name)).cloned()
        };
        let (flag, matches) = match (has(command), has(serve)) {
            (Some(flag), _) => (flag, Some(given)),
            (None, Some(flag)) => (flag, of_serve),
            (None, None) => return Err(wrong("a name that is not known").into()),
        };
        let Some(matches) = matches else {
            continue; // another command than the one that the setting is for
        };
        let id = flag.get_id().as_str();
        let source = |of: &ArgMatches| of.value_source(id);
        let sources = [Some(matches), of_serve, innermost(given)];
        let is_given = sources.into_iter().flatten().any(|of| {
            of.try_contains_id(id).is_ok()
                && matches!(
                    source(of),
                    Some(ValueSource::CommandLine | ValueSource::EnvVariable)
                )
        });
        if is_given {
            continue;
        }
        match (flag.get_action(), value) {
            (ArgAction::SetTrue, "true") => args.push(format!("--{name}").into()),
            (ArgAction::SetTrue, "false") => {}
            (ArgAction::SetTrue, _) => return Err(wrong("neither true nor false").into()),
            _ => args.push(format!("--{name}={value}").into()),
        }
    }
    Ok(args)
}

/// Of the command that is really run, however deep: global flags may stand behind it.
fn innermost(matches: &ArgMatches) -> Option<&ArgMatches> {
    let mut inner = matches.subcommand()?.1;
    while let Some((_, next)) = inner.subcommand() {
        inner = next;
    }
    Some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str, args: &[&str]) -> Result<Vec<String>, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let config = format!("--config={}", file.path().display());
        let all = ["turfwalk", &config]
            .into_iter()
            .chain(args.iter().copied());
        let all: Vec<OsString> = all.map(OsString::from).collect();
        let more = with_config(all.clone()).map_err(|error| error.to_string())?;
        let added = more[all.len()..].iter();
        Ok(added.map(|arg| arg.to_str().unwrap().to_owned()).collect())
    }

    #[test]
    fn flags_go_before_the_file_and_a_command_takes_its_own_settings_only() {
        let text = "# ours\n\nlisten = 0.0.0.0:1\nplain-http = true\ndir = \"/data\"\nproxy = 10.0.0.1\nproxy = 10.0.0.2\n";
        let all = ["--listen=0.0.0.0:1", "--plain-http", "--dir=/data"];
        let proxies = ["--proxy=10.0.0.1", "--proxy=10.0.0.2"];
        assert_eq!(
            with(text, &["serve"]).unwrap(),
            [&all[..], &proxies].concat()
        );
        let mine = ["serve", "--listen", "127.0.0.1:9", "--dir", "here"];
        assert_eq!(with(text, &mine).unwrap(), [&all[1..2], &proxies].concat());
        assert_eq!(with(text, &["audit"]).unwrap(), ["--dir=/data"]);
    }

    #[test]
    fn a_line_that_is_no_setting_is_named() {
        for (text, what) in [
            ("\nlisten", "line 2"),
            ("lisen = 0.0.0.0:1", "not known"),
            ("plain-http = perhaps", "neither"),
        ] {
            let error = with(text, &["serve"]).unwrap_err();
            assert!(error.contains(what), "{error}");
        }
    }

    #[test]
    fn the_file_that_comes_along_is_taken() {
        let text = include_str!("../../deploy/turfwalk.conf");
        let added = with(text, &["serve"]).unwrap();
        assert_eq!(added, ["--listen=0.0.0.0:8642", "--log=json"]);
    }
}
