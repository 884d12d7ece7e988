//! Every text of the organizer's page, in one place, so that a translation is one more value.

use turfwalk_core::merge::Refusal;
use turfwalk_core::model::{IncidentKind, Urgency};

use crate::db::SecondCopyNow;

/// The page's words in one language.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) language: &'static str,
    pub(super) product: &'static str,
    pub(super) unnamed: &'static str,
    pub(super) skip: &'static str,
    pub(super) reload: &'static str,
    pub(super) as_of: &'static str,
    pub(super) last_update: &'static str,
    pub(super) connected: &'static str,
    pub(super) lost: &'static str,
    pub(super) closed: &'static str,
    pub(super) totals: &'static str,
    pub(super) doors: &'static str,
    pub(super) done: &'static str,
    pub(super) attempts: &'static str,
    pub(super) phones: &'static str,
    pub(super) map: &'static str,
    pub(super) legend: &'static str,
    pub(super) legend_open: &'static str,
    pub(super) legend_tried: &'static str,
    pub(super) legend_done: &'static str,
    pub(super) legend_left_alone: &'static str,
    pub(super) legend_loose: &'static str,
    pub(super) legend_number: &'static str,
    pub(super) north: &'static str,
    pub(super) draw: &'static str,
    pub(super) draw_help: &'static str,
    pub(super) draw_make: &'static str,
    pub(super) draw_undo: &'static str,
    pub(super) draw_cancel: &'static str,
    pub(super) draw_working: &'static str,
    pub(super) draw_failed: &'static str,
    pub(super) draw_stale: &'static str,
    pub(super) draw_empty: &'static str,
    pub(super) turfs: &'static str,
    pub(super) turf: &'static str,
    pub(super) name: &'static str,
    pub(super) tried: &'static str,
    pub(super) work: &'static str,
    pub(super) on_phones: &'static str,
    pub(super) no_phone: &'static str,
    pub(super) receipts: &'static str,
    pub(super) phone: &'static str,
    pub(super) receipt: &'static str,
    pub(super) refused: &'static str,
    pub(super) last_contact: &'static str,
    pub(super) never: &'static str,
    pub(super) no_turf: &'static str,
    pub(super) quarantine: &'static str,
    pub(super) quarantine_what: &'static str,
    pub(super) quarantine_none: &'static str,
    pub(super) change: &'static str,
    pub(super) reason: &'static str,
    pub(super) came: &'static str,
    pub(super) next: &'static str,
    pub(super) no_streets: &'static str,
    pub(super) no_doors: &'static str,
    pub(super) no_cut: &'static str,
    pub(super) no_lists: &'static str,
    pub(super) no_phones: &'static str,
    pub(super) locked_title: &'static str,
    pub(super) locked: &'static str,
    pub(super) signed_out: &'static str,
    pub(super) not_allowed: &'static str,
    pub(super) forged_title: &'static str,
    pub(super) forged: &'static str,
    pub(super) wait_title: &'static str,
    pub(super) sign_in: &'static str,
    pub(super) sign_in_help: &'static str,
    pub(super) sign_in_wrong: &'static str,
    pub(super) sign_out: &'static str,
    pub(super) first_owner: &'static str,
    pub(super) first_owner_help: &'static str,
    pub(super) first_owner_make: &'static str,
    pub(super) password: &'static str,
    pub(super) password_again: &'static str,
    pub(super) passwords_differ: &'static str,
    pub(super) back: &'static str,
    pub(super) invite: &'static str,
    pub(super) invited: &'static str,
    pub(super) invited_help: &'static str,
    /// Where the link leads to this computer alone.
    pub(super) invited_here: &'static str,
    pub(super) invited_code: &'static str,
    pub(super) give: &'static str,
    pub(super) withdraw: &'static str,
    pub(super) withdraw_help: &'static str,
    pub(super) revoke: &'static str,
    pub(super) revoked: &'static str,
    pub(super) incidents: &'static str,
    pub(super) incidents_help: &'static str,
    pub(super) no_incidents: &'static str,
    pub(super) urgency: &'static str,
    pub(super) what: &'static str,
    pub(super) place: &'static str,
    pub(super) in_hand: &'static str,
    pub(super) take_incident: &'static str,
    pub(super) an_organizer: &'static str,
    pub(super) proposals: &'static str,
    pub(super) proposals_help: &'static str,
    pub(super) no_proposals: &'static str,
    pub(super) name_now: &'static str,
    pub(super) name_proposed: &'static str,
    pub(super) answer: &'static str,
    pub(super) accept: &'static str,
    pub(super) refuse: &'static str,
    pub(super) audit: &'static str,
    pub(super) audit_help: &'static str,
    pub(super) when: &'static str,
    pub(super) who: &'static str,
    pub(super) did: &'static str,
    pub(super) about: &'static str,
    pub(super) address: &'static str,
    pub(super) failed_title: &'static str,
    pub(super) failed: &'static str,
}

/// English.
pub(super) const ENGLISH: Texts = Texts {
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
    pub(super) fn count(&self, n: u64) -> String {
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
    pub(super) fn share(&self, done: u32, all: u32) -> String {
        match all {
            0 => "–".into(),
            _ => format!("{} %", u64::from(done) * 100 / u64::from(all)),
        }
    }

    /// `12 of 340`.
    pub(super) fn done_of(&self, done: u32, all: u32) -> String {
        format!("{} of {}", self.count(done.into()), self.count(all.into()))
    }

    /// Minutes of work: `45 min`, `1 h 50 min`.
    pub(super) fn minutes(&self, minutes: u32) -> String {
        match (minutes / 60, minutes % 60) {
            (0, min) => format!("{min} min"),
            (h, 0) => format!("{h} h"),
            (h, min) => format!("{h} h {min} min"),
        }
    }

    /// After too many wrong passwords.
    pub(super) fn wait(&self, seconds: u32) -> String {
        format!("There were too many wrong passwords. Try again in {seconds} s.")
    }

    /// The receipt's line.
    pub(super) fn safe(&self, safe: u64) -> String {
        format!("{} safe on server", self.count(safe))
    }

    /// What the second copy, a standby or a backup, has of all that phones brought.
    pub(super) fn second_copy(&self, now: SecondCopyNow) -> String {
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
    pub(super) fn ago(&self, now_ms: i64, then_ms: i64) -> String {
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
    pub(super) fn phone_named(&self, name: &str, id: u32) -> String {
        match name.trim() {
            "" => format!("phone {id}"),
            name => format!("{name} (phone {id})"),
        }
    }

    /// Incidents that nobody has in hand.
    pub(super) fn incidents_wait(&self, open: usize, urgent: usize) -> String {
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
    pub(super) fn urgency_of(&self, urgency: Urgency) -> &'static str {
        match urgency {
            Urgency::Now => "At once",
            Urgency::Today => "Today",
            Urgency::ForInformation => "To be known",
        }
    }

    /// What kind of thing happened.
    pub(super) fn incident_kind(&self, kind: IncidentKind) -> &'static str {
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
    pub(super) fn map_said(&self, turfs: usize, doors: u32, done: u32, tried: u32) -> String {
        format!(
            "Map of {turfs} turfs with {doors} doors, {done} done and {tried} tried; the table of \
             turfs has the same numbers"
        )
    }

    /// A name is missing or too long.
    pub(super) fn draw_name(&self, most: usize) -> String {
        format!("Give the turf a name of up to {most} letters.")
    }

    /// Too few corners, or too many.
    pub(super) fn draw_corners(&self, most: usize) -> String {
        format!("An area has 3 to {most} corners. Draw it again.")
    }

    /// What came of a drawn area.
    pub(super) fn drawn(&self, name: &str, turf: u32, doors: usize, minutes: u32) -> String {
        let work = self.minutes(minutes);
        format!("{name} is turf {turf} now: {doors} doors, {work}. Its walk is ordered.")
    }

    /// Progress of a turf, for those who do not see the bar.
    pub(super) fn bar_said(&self, turf: &str) -> String {
        format!("doors done in {turf}")
    }

    /// Length of the scale bar.
    pub(super) fn metres(&self, metres: u32) -> String {
        match metres {
            1000.. if metres.is_multiple_of(1000) => format!("{} km", metres / 1000),
            _ => format!("{metres} m"),
        }
    }

    /// Why a change was refused. `None` stands for a word of another version.
    pub(super) fn refusal(&self, refusal: Option<Refusal>) -> &'static str {
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
