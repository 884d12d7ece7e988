//! The words of the page on which the campaign and its script are set.

/// Labels and what is said beside them.
#[derive(Debug)]
pub(in crate::web) struct SettingsTexts {
    pub(in crate::web) title: &'static str,
    pub(in crate::web) help: &'static str,
    pub(in crate::web) time_zone: &'static str,
    pub(in crate::web) quiet: &'static str,
    pub(in crate::web) cool_down: &'static str,
    pub(in crate::web) lease: &'static str,
    pub(in crate::web) emergency: &'static str,
    pub(in crate::web) help_line: &'static str,
    pub(in crate::web) notice: &'static str,
    pub(in crate::web) held_by: &'static str,
    pub(in crate::web) purpose: &'static str,
    pub(in crate::web) source: &'static str,
    pub(in crate::web) contact: &'static str,
    pub(in crate::web) save: &'static str,
    pub(in crate::web) script: &'static str,
    pub(in crate::web) script_help: &'static str,
    pub(in crate::web) script_title: &'static str,
    pub(in crate::web) opening: &'static str,
    pub(in crate::web) questions: &'static str,
    pub(in crate::web) save_script: &'static str,
}

pub(super) const ENGLISH: SettingsTexts = SettingsTexts {
    title: "Campaign",
    help: "Phones have what you change at their next sync.",
    time_zone: "Time zone, as Europe/Berlin",
    quiet: "When nobody is contacted, as 21:00-09:00, or none",
    cool_down: "Hours before somebody who was spoken with is tried again",
    lease: "Hours without a sync after which phones lock their lists",
    emergency: "The number to call in danger",
    help_line: "Your own number, for canvassers",
    notice: "What people at the door are told of their data",
    held_by: "Who holds them",
    purpose: "What for",
    source: "Where they come from",
    contact: "Where one asks to see, correct or erase them",
    save: "Save the campaign",
    script: "Script",
    script_help: "Each change is a new version; what was answered keeps the version that it followed.",
    script_title: "Title",
    opening: "What to say first",
    questions: "Questions, as JSON: key, text, form (choice, number, text), branches",
    save_script: "Save the script",
};
