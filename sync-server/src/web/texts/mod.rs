//! Every text of the organizer's page, in one place, so that a translation is one more value.

mod settings;

use turfwalk_core::merge::Refusal;
use turfwalk_core::model::{IncidentKind, Urgency};

use crate::db::SecondCopyNow;
use settings::SettingsTexts;

/// The page's words in one language.
#[derive(Debug)]
pub(in crate::web) struct Texts {
    pub(in crate::web) language: &'static str,
    pub(in crate::web) product: &'static str,
    pub(in crate::web) unnamed: &'static str,
    pub(in crate::web) skip: &'static str,
    pub(in crate::web) reload: &'static str,
    pub(in crate::web) as_of: &'static str,
    pub(in crate::web) last_update: &'static str,
    pub(in crate::web) connected: &'static str,
    pub(in crate::web) lost: &'static str,
    pub(in crate::web) closed: &'static str,
    pub(in crate::web) totals: &'static str,
    pub(in crate::web) doors: &'static str,
    pub(in crate::web) done: &'static str,
    pub(in crate::web) attempts: &'static str,
    pub(in crate::web) phones: &'static str,
    pub(in crate::web) map: &'static str,
    pub(in crate::web) legend: &'static str,
    pub(in crate::web) legend_open: &'static str,
    pub(in crate::web) legend_tried: &'static str,
    pub(in crate::web) legend_done: &'static str,
    pub(in crate::web) legend_left_alone: &'static str,
    pub(in crate::web) legend_loose: &'static str,
    pub(in crate::web) legend_number: &'static str,
    pub(in crate::web) north: &'static str,
    pub(in crate::web) draw: &'static str,
    pub(in crate::web) draw_help: &'static str,
    pub(in crate::web) draw_make: &'static str,
    pub(in crate::web) draw_undo: &'static str,
    pub(in crate::web) draw_cancel: &'static str,
    pub(in crate::web) draw_working: &'static str,
    pub(in crate::web) draw_failed: &'static str,
    pub(in crate::web) draw_stale: &'static str,
    pub(in crate::web) draw_empty: &'static str,
    pub(in crate::web) turfs: &'static str,
    pub(in crate::web) turf: &'static str,
    pub(in crate::web) name: &'static str,
    pub(in crate::web) tried: &'static str,
    pub(in crate::web) work: &'static str,
    pub(in crate::web) on_phones: &'static str,
    pub(in crate::web) no_phone: &'static str,
    pub(in crate::web) receipts: &'static str,
    pub(in crate::web) phone: &'static str,
    pub(in crate::web) receipt: &'static str,
    pub(in crate::web) refused: &'static str,
    pub(in crate::web) last_contact: &'static str,
    pub(in crate::web) never: &'static str,
    pub(in crate::web) no_turf: &'static str,
    pub(in crate::web) quarantine: &'static str,
    pub(in crate::web) quarantine_what: &'static str,
    pub(in crate::web) quarantine_none: &'static str,
    pub(in crate::web) change: &'static str,
    pub(in crate::web) reason: &'static str,
    pub(in crate::web) came: &'static str,
    pub(in crate::web) next: &'static str,
    pub(in crate::web) no_streets: &'static str,
    pub(in crate::web) no_doors: &'static str,
    pub(in crate::web) no_cut: &'static str,
    pub(in crate::web) no_lists: &'static str,
    pub(in crate::web) no_phones: &'static str,
    pub(in crate::web) locked_title: &'static str,
    pub(in crate::web) locked: &'static str,
    pub(in crate::web) signed_out: &'static str,
    pub(in crate::web) not_allowed: &'static str,
    pub(in crate::web) forged_title: &'static str,
    pub(in crate::web) forged: &'static str,
    pub(in crate::web) wait_title: &'static str,
    pub(in crate::web) sign_in: &'static str,
    pub(in crate::web) sign_in_help: &'static str,
    pub(in crate::web) sign_in_wrong: &'static str,
    pub(in crate::web) sign_out: &'static str,
    pub(in crate::web) first_owner: &'static str,
    pub(in crate::web) first_owner_help: &'static str,
    pub(in crate::web) first_owner_make: &'static str,
    pub(in crate::web) password: &'static str,
    pub(in crate::web) password_again: &'static str,
    pub(in crate::web) passwords_differ: &'static str,
    pub(in crate::web) back: &'static str,
    pub(in crate::web) invite: &'static str,
    pub(in crate::web) invited: &'static str,
    pub(in crate::web) invited_help: &'static str,
    /// Where the link leads to this computer alone.
    pub(in crate::web) invited_here: &'static str,
    pub(in crate::web) invited_code: &'static str,
    pub(in crate::web) give: &'static str,
    pub(in crate::web) withdraw: &'static str,
    pub(in crate::web) withdraw_help: &'static str,
    pub(in crate::web) revoke: &'static str,
    pub(in crate::web) revoked: &'static str,
    pub(in crate::web) incidents: &'static str,
    pub(in crate::web) incidents_help: &'static str,
    pub(in crate::web) no_incidents: &'static str,
    pub(in crate::web) urgency: &'static str,
    pub(in crate::web) what: &'static str,
    pub(in crate::web) place: &'static str,
    pub(in crate::web) in_hand: &'static str,
    pub(in crate::web) take_incident: &'static str,
    pub(in crate::web) an_organizer: &'static str,
    pub(in crate::web) settings: SettingsTexts,
    pub(in crate::web) proposals: &'static str,
    pub(in crate::web) proposals_help: &'static str,
    pub(in crate::web) no_proposals: &'static str,
    pub(in crate::web) name_now: &'static str,
    pub(in crate::web) name_proposed: &'static str,
    pub(in crate::web) answer: &'static str,
    pub(in crate::web) accept: &'static str,
    pub(in crate::web) refuse: &'static str,
    pub(in crate::web) audit: &'static str,
    pub(in crate::web) audit_help: &'static str,
    pub(in crate::web) when: &'static str,
    pub(in crate::web) who: &'static str,
    pub(in crate::web) did: &'static str,
    pub(in crate::web) about: &'static str,
    pub(in crate::web) address: &'static str,
    pub(in crate::web) failed_title: &'static str,
    pub(in crate::web) failed: &'static str,
}

/// English.
pub(in crate::web) const ENGLISH: Texts = Texts {
    language: "en",
    product: "Turfwalk",
    unnamed: "Canvass",
    skip: "Skip to the numbers",
    reload: "Reload",
    as_of: "as of",
    last_update: "last update",
    connected: "live",
    lost: "connection lost, trying again",
    closed: "this page was closed; open the address that turfwalk serve printed",
    totals: "Totals",
    doors: "Doors",
    done: "Done",
    attempts: "Attempts",
    phones: "Phones",
    map: "Map",
    legend: "What the marks mean",
    legend_open: "open",
    legend_tried: "tried, come again",
    legend_done: "done",
    legend_left_alone: "left alone",
    legend_loose: "in no turf",
    legend_number: "number of the turf",
    north: "N",
    draw: "Draw a turf",
    draw_help: "Click the corners of the new turf on the map, or move the cross with the arrow \
                keys and set a corner with space.",
    draw_make: "Make this turf",
    draw_undo: "Remove last corner",
    draw_cancel: "Cancel",
    draw_working: "Making the turf and ordering its walk …",
    draw_failed: "The server does not answer, and nothing was changed. Try again.",
    draw_stale: "The map has changed meanwhile. Reload this page and draw again.",
    draw_empty: "No door that is free lies in there. Draw around doors whose turf no phone holds.",
    turfs: "Turfs",
    turf: "Turf",
    name: "Name",
    tried: "Tried",
    work: "Work",
    on_phones: "On phones",
    no_phone: "none yet",
    receipts: "Receipts by phone",
    phone: "Phone",
    receipt: "Receipt",
    refused: "Refused",
    last_contact: "Last contact",
    never: "not yet",
    no_turf: "none",
    quarantine: "Refused changes",
    quarantine_what: "Kept aside for you to look at; nothing behind them waits.",
    quarantine_none: "None. Everything that came from the phones was taken.",
    change: "Change",
    reason: "Why",
    came: "Came",
    next: "Next:",
    no_streets: "There are no streets yet, so there is no map.",
    no_doors: "There are no doors yet.",
    no_cut: "The doors are not cut into turfs yet.",
    no_lists: "Some turfs have no walk order yet.",
    no_phones: "No phone has joined yet. Print an invite and let the phone scan it.",
    locked_title: "This page is for the organizer",
    locked: "Open the address that turfwalk serve printed when it started. It ends in a key, \
             and it is needed once in each browser.",
    signed_out: "Nobody is signed in at this browser, or it was too long ago.",
    not_allowed: "You are signed in, but this is not for your role. Ask an owner if it should be.",
    forged_title: "This was not sent",
    forged: "The request did not come from this page as it was shown to you. Load the page again, then repeat.",
    wait_title: "Wait a moment",
    sign_in: "Sign in",
    sign_in_help: "With the name and password that an owner of this campaign gave you.",
    sign_in_wrong: "Name and password do not belong together. Try again, or ask an owner for a new password.",
    sign_out: "Sign out",
    first_owner: "Make the first owner",
    first_owner_help: "From then on one signs in here, from anywhere, and the printed key opens nothing any more.",
    first_owner_make: "Make this owner",
    password: "Password",
    password_again: "Password again",
    passwords_differ: "The two passwords are not the same. Type both again.",
    back: "Back",
    invite: "Invite a phone",
    invited: "An invite to turf",
    invited_help: "For one phone, for 24 hours. Let the phone scan the code now: it is shown only this once.",
    invited_here: "This link leads nowhere but to this computer: no other phone can follow it. Start turfwalk serve with --listen 0.0.0.0:8642 and --url, as its help says.",
    invited_code: "QR code of the invite",
    give: "Give",
    withdraw: "Take back",
    withdraw_help: "A phone fetches a turf that it is given at its next sync, and erases one that is taken back; what it recorded there still comes in.",
    revoke: "Shut out",
    revoked: "shut out",
    incidents: "Incidents",
    incidents_help: "Take one in hand, and the canvasser's phone says who has it.",
    no_incidents: "None. What canvassers report from the street stands here.",
    urgency: "Urgency",
    what: "What",
    place: "Next to",
    in_hand: "In hand",
    take_incident: "I have it",
    an_organizer: "an organizer",
    settings: settings::ENGLISH,
    proposals: "Proposals",
    proposals_help: "What canvassers would put right. Phones get your answer at their next sync.",
    no_proposals: "None. Names that canvassers would spell otherwise stand here.",
    name_now: "Name",
    name_proposed: "Should be",
    answer: "Answer",
    accept: "Accept",
    refuse: "Refuse",
    audit: "Audit log",
    audit_help: "Who saw, took out and changed what, the newest first. All of it:",
    when: "When",
    who: "Who",
    did: "Did",
    about: "What",
    address: "From",
    failed_title: "The page can't be shown",
    failed: "The server could not read its database. Look at what turfwalk serve printed, then \
             reload this page.",
};

impl Texts {
    /// A count with its thousands apart: `2,000`.
    pub(in crate::web) fn count(&self, n: u64) -> String {
        let digits = n.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    /// How much of a whole is done. Rounded down, so that 100 % means all of it.
    pub(in crate::web) fn share(&self, done: u32, all: u32) -> String {
        match all {
            0 => "–".into(),
            _ => format!("{} %", u64::from(done) * 100 / u64::from(all)),
        }
    }

    /// `12 of 340`.
    pub(in crate::web) fn done_of(&self, done: u32, all: u32) -> String {
        format!("{} of {}", self.count(done.into()), self.count(all.into()))
    }

    /// Minutes of work: `45 min`, `1 h 50 min`.
    pub(in crate::web) fn minutes(&self, minutes: u32) -> String {
        match (minutes / 60, minutes % 60) {
            (0, min) => format!("{min} min"),
            (h, 0) => format!("{h} h"),
            (h, min) => format!("{h} h {min} min"),
        }
    }

    /// After too many wrong passwords.
    pub(in crate::web) fn wait(&self, seconds: u32) -> String {
        format!("There were too many wrong passwords. Try again in {seconds} s.")
    }

    /// The receipt's line.
    pub(in crate::web) fn safe(&self, safe: u64) -> String {
        format!("{} safe on server", self.count(safe))
    }

    /// What the second copy, a standby or a backup, has of all that phones brought.
    pub(in crate::web) fn second_copy(&self, now: SecondCopyNow) -> String {
        match now {
            SecondCopyNow::Missing => {
                "No second copy: name the standby with --copy to have phones say what is backed up."
                    .into()
            }
            SecondCopyNow::Lacks(0) => "All of it is backed up.".into(),
            SecondCopyNow::Lacks(1) => "1 change is not backed up yet.".into(),
            SecondCopyNow::Lacks(ops) => {
                format!("{} changes are not backed up yet.", self.count(ops))
            }
            SecondCopyNow::Silent => "The second copy does not answer: nothing more is backed up \
                                      until it does."
                .into(),
        }
    }

    /// A moment as seen from now. A moment to come, by a clock that was set back, is now.
    pub(in crate::web) fn ago(&self, now_ms: i64, then_ms: i64) -> String {
        let minutes = now_ms.saturating_sub(then_ms).max(0) / 60_000;
        let said = |n: i64, one: &str| match n {
            1 => format!("1 {one} ago"),
            _ => format!("{n} {one}s ago"),
        };
        match minutes {
            0 => "under a minute ago".into(),
            1..60 => said(minutes, "minute"),
            60..1440 => said(minutes / 60, "hour"),
            _ => said(minutes / 1440, "day"),
        }
    }

    /// A phone in the list of refused changes.
    pub(in crate::web) fn phone_named(&self, name: &str, id: u32) -> String {
        match name.trim() {
            "" => format!("phone {id}"),
            name => format!("{name} (phone {id})"),
        }
    }

    /// Incidents that nobody has in hand.
    pub(in crate::web) fn incidents_wait(&self, open: usize, urgent: usize) -> String {
        let waiting = match open {
            1 => "1 incident waits for somebody".to_owned(),
            open => format!("{open} incidents wait for somebody"),
        };
        match urgent {
            0 => format!("{waiting}."),
            urgent => format!("{waiting}, {urgent} of them urgent."),
        }
    }

    /// How soon somebody has to act.
    pub(in crate::web) fn urgency_of(&self, urgency: Urgency) -> &'static str {
        match urgency {
            Urgency::Now => "At once",
            Urgency::Today => "Today",
            Urgency::ForInformation => "To be known",
        }
    }

    /// What kind of thing happened.
    pub(in crate::web) fn incident_kind(&self, kind: IncidentKind) -> &'static str {
        match kind {
            IncidentKind::Violence => "Violence or threat",
            IncidentKind::Injury => "Somebody hurt or ill",
            IncidentKind::Harassment => "Harassment",
            IncidentKind::Animal => "Animal",
            IncidentKind::UnsafePlace => "Unsafe place",
            IncidentKind::Police => "Police or guard",
            IncidentKind::VotingTrouble => "Trouble with voting",
            IncidentKind::Complaint => "Complaint",
            IncidentKind::LostItem => "Lost phone or material",
            IncidentKind::Other => "Other",
        }
    }

    /// What the map shows, for those who do not see it.
    pub(in crate::web) fn map_said(
        &self,
        turfs: usize,
        doors: u32,
        done: u32,
        tried: u32,
    ) -> String {
        format!(
            "Map of {turfs} turfs with {doors} doors, {done} done and {tried} tried; the table of \
             turfs has the same numbers"
        )
    }

    /// A name is missing or too long.
    pub(in crate::web) fn draw_name(&self, most: usize) -> String {
        format!("Give the turf a name of up to {most} letters.")
    }

    /// Too few corners, or too many.
    pub(in crate::web) fn draw_corners(&self, most: usize) -> String {
        format!("An area has 3 to {most} corners. Draw it again.")
    }

    /// What came of a drawn area.
    pub(in crate::web) fn drawn(
        &self,
        name: &str,
        turf: u32,
        doors: usize,
        minutes: u32,
    ) -> String {
        let work = self.minutes(minutes);
        format!("{name} is turf {turf} now: {doors} doors, {work}. Its walk is ordered.")
    }

    /// Progress of a turf, for those who do not see the bar.
    pub(in crate::web) fn bar_said(&self, turf: &str) -> String {
        format!("doors done in {turf}")
    }

    /// Length of the scale bar.
    pub(in crate::web) fn metres(&self, metres: u32) -> String {
        match metres {
            1000.. if metres.is_multiple_of(1000) => format!("{} km", metres / 1000),
            _ => format!("{metres} m"),
        }
    }

    /// Why a change was refused. `None` stands for a word of another version.
    pub(in crate::web) fn refusal(&self, refusal: Option<Refusal>) -> &'static str {
        match refusal {
            Some(Refusal::Malformed) => "it could not be read",
            Some(Refusal::UnknownDoor) => "its door is not in a turf of this phone",
            Some(Refusal::UnknownBuilding) => "its building is not in a turf of this phone",
            Some(Refusal::UnknownPerson) => "its person is not in a turf of this phone",
            Some(Refusal::UnknownAttempt) => "the attempt that it corrects is not known",
            Some(Refusal::OutcomeDoesNotFit) => "its outcome does not fit whom it was recorded for",
            Some(Refusal::Erased) => "its person has been erased",
            Some(Refusal::DoorTaken) => "the id of the added door is in use",
            Some(Refusal::Revoked) => "its phone has been shut out",
            Some(Refusal::BadText) => "a text in it is too long, or missing",
            None => "a reason that this version does not know",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        let t = &ENGLISH;
        for (n, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(t.count(n), text);
        }
        assert_eq!(t.share(1999, 2000), "99 %");
        assert_eq!(t.share(0, 0), "–");
        assert_eq!(
            [t.minutes(45), t.minutes(60), t.minutes(110)],
            ["45 min", "1 h", "1 h 50 min"]
        );
        assert_eq!([t.metres(500), t.metres(2000)], ["500 m", "2 km"]);
    }

    #[test]
    fn a_moment_is_told_from_now_and_never_lies_in_the_future() {
        let t = &ENGLISH;
        for (ms, text) in [
            (-5_000, "under a minute ago"),
            (59_999, "under a minute ago"),
            (60_000, "1 minute ago"),
            (3_599_000, "59 minutes ago"),
            (7_200_000, "2 hours ago"),
            (86_400_000, "1 day ago"),
        ] {
            assert_eq!(t.ago(1_000_000_000 + ms, 1_000_000_000), text);
        }
    }
}
