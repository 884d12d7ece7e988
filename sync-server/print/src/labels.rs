//! The fixed words of a sheet, in one place for translation.

use serde::{Deserialize, Serialize};

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident: $text:literal,)*) => {
        /// The fixed words of a sheet. `Default` is English; a field left out of
        /// a serialized form keeps its English text.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Labels {
            /// The language as a two-letter code, for the PDF's reader.
            pub language: String,
            $($(#[$doc])* pub $name: String,)*
        }

        impl Default for Labels {
            fn default() -> Self {
                Self { language: "en".into(), $($name: $text.into(),)* }
            }
        }
    };
}

labels! {
    /// Above the title where the sheet names no job.
    walk_list: "Walk list",
    /// Before the list version.
    version: "List version",
    /// Unit of the count of doors.
    doors: "Doors",
    /// Unit of the count of people.
    people: "People",
    /// Minutes of walking.
    walking: "Walking",
    /// Minutes at doors.
    at_doors: "At doors",
    /// Walking and doors together.
    in_all: "In all",
    /// Length of the walk.
    distance: "Distance",
    /// Hours, short.
    hours: "h",
    /// Minutes, short.
    minutes: "min",
    /// Before where the walk begins.
    start: "Start",
    /// At the end of the line on the map.
    end: "End",
    /// Heading of the invite.
    join: "Same list on your phone",
    /// How to use the invite.
    join_how: "Scan with your phone's camera. The code works for one phone.",
    /// Before the time an invite expires.
    join_expires: "Single use, until",
    /// Heading of the legend of outcomes.
    circle: "Circle what happened",
    /// How to fill in and hand back the sheet.
    how: "Circle one code beside each person you came for. To type results in, give the row number, then the code; where a household has several people, the letter too.",
    /// The same on a sheet that names nobody.
    how_unnamed: "Circle one code at each door. To type results in, give the row number, then the code.",
    /// Heading of the list of sections on the cover.
    route: "The walk",
    /// A range of stops; `{from}` and `{to}` are their labels.
    stops: "stops {from}–{to}",
    /// One stop; `{from}` is its label.
    stop: "stop {from}",
    /// Under the first sections, where the cover has no room for all; `{n}` is
    /// how many are left out, two at least.
    more: "… and {n} more stretches",
    /// Heading of the map.
    map: "Map",
    /// On the cover of a sheet without a map.
    no_map: "This sheet has no map: no streets were loaded for this turf.",
    /// In place of the list, when it holds no doors.
    no_doors: "There are no doors on this list. Ask your organizer for another turf.",
    /// Beside a household without names.
    no_name: "Whoever lives here",
    /// Beside a household that must not be knocked at.
    do_not_contact: "Do not contact: do not ring or knock",
    /// After a heading that goes on from the page before.
    continued: "continued",
    /// Beside a building's units; `{n}` is their number.
    units: "{n} doors inside",
    /// At the foot of each page; `{n}` and `{of}` are numbers.
    page: "Page {n} of {of}",
    /// Over the column of row numbers.
    row: "Row",
    /// Over the north arrow: one letter.
    north: "N",
    /// Heading of warnings.
    note: "Please note",
    /// On the cover, for the walker's name.
    walked_by: "Walked by",
    /// On the cover, for the date.
    walked_on: "Date",
}
