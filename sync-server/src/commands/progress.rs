//! Progress on the terminal, for every step that may take longer than a second.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over bytes or things; drawn on the error stream, and only on a terminal.
pub(crate) fn bar(what: &'static str, total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:24} {bar:32} {percent:>3} %  {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(total).with_style(style).with_message(what);
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

/// A turning wheel, for a step that can't tell how far it is.
pub(crate) fn wheel(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(what);
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}
