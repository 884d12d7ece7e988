//! What may happen, one step at a time, and the little that has to be known to foresee it: who
//! holds which turf, and which door is in which.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

/// Phones of the machine.
pub(crate) const PHONES: usize = 3;
/// Turfs; at the beginning doors `3t - 2` to `3t` are turf `t`'s, the last two one building.
pub(crate) const TURFS: u32 = 4;
/// Doors in turfs at the beginning; two more are in none.
pub(crate) const DOORS: u32 = 12;
/// Doors of the campaign.
pub(crate) const ALL_DOORS: u32 = 14;

/// Doors that a cut may move: the others are flats, and a building stays whole.
const MOVABLE: [u32; 6] = [1, 4, 7, 10, 13, 14];

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// It does not arrive.
    LosesRequest,
    /// It is cut off at this byte as sent, modulo its length.
    CutsRequest(u16),
    /// It arrives, its answer does not.
    LosesAnswer,
    /// Its answer is cut off at this byte, modulo its length.
    CutsAnswer(u16),
    /// It arrives twice, and the second answer comes.
    Doubles,
    /// It arrives at a later step, after others; its answer does not.
    Delays,
}

/// What is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    NotHome,
    Refused,
    LeaveAlone,
    /// Somebody there has moved.
    Moved,
    /// At the entrance of the building, if it is one.
    Entrance,
    /// A person is added.
    Added,
    /// A wish to be left alone, apart from an attempt.
    Wish,
    /// Somebody's name is spelled otherwise, a proposal.
    Renamed,
    /// Somebody speaks another language.
    Speaks,
    /// Somebody, or the household, has a telephone number more.
    Number,
    /// Something went wrong at the door.
    Incident,
    /// A door that is not on the list, beside this one.
    AddedDoor,
}

/// A step. Numbers pick among what there is, whatever there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Record {
        phone: usize,
        door: u8,
        what: What,
    },
    Correct {
        phone: usize,
        pick: u8,
    },
    Retract {
        phone: usize,
        pick: u8,
    },
    /// The line of an op that waits becomes one that no server can read.
    Poison {
        phone: usize,
        pick: u8,
    },
    Sync {
        phone: usize,
        faults: [Fault; 2],
    },
    /// Requests that were held up arrive, the last one first.
    Deliver,
    Kill {
        phone: usize,
    },
    /// From now on this phone has no room for captures, rows or cursors, until all is mended.
    Full {
        phone: usize,
        table: u8,
    },
    Backup {
        phone: usize,
    },
    Restore {
        phone: usize,
    },
    KillServer,
    BackupServer,
    RestoreServer,
    /// A phone's clock jumps, or the server's.
    Clock {
        phone: Option<usize>,
        years: i8,
    },
    /// A device gets another turf.
    Grant {
        phone: usize,
        turf: u32,
    },
    /// A turf is taken back from a device.
    Withdraw {
        phone: usize,
        turf: u32,
    },
    /// Streams keep so many rows that later ones have replaced, and no more.
    Compact {
        keep: u8,
    },
    /// A door comes into a turf that goes on, from one that nobody holds or from none.
    Recut {
        door: u32,
        turf: u32,
    },
    /// The next voter file has another name for somebody, who lives at another door perhaps.
    Reimport {
        person: u32,
        door: u32,
    },
    /// A door moves to another turf with its building and all that was recorded there.
    Move {
        door: u32,
        turf: u32,
    },
    /// Somebody is erased.
    Erase {
        person: u32,
    },
    /// A phone is shut out, for good.
    Revoke {
        phone: usize,
    },
    /// An organizer answers something that was put right.
    Answer {
        pick: u8,
        accepted: bool,
    },
    /// The next version of a turf's walk list.
    Order {
        turf: u32,
    },
    /// Faults end, all that waits is sent, and everything is compared.
    Rest,
}

/// What has to be known to foresee what phones hold.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// Turfs of each phone.
    pub(crate) turfs_of: [BTreeSet<u32>; PHONES],
    /// The turf of each door that is in one.
    pub(crate) turf_of: BTreeMap<u32, u32>,
    /// Turfs that a phone holds, or has held, and those where what was recorded has moved to.
    given_out: BTreeSet<u32>,
    /// Phones that were shut out, and people who were erased: a restore brings back neither.
    pub(crate) shut_out: BTreeSet<usize>,
    pub(crate) erased: BTreeSet<u32>,
    /// The same when the server was last backed up.
    backed_up: Option<Box<Model>>,
}

impl Model {
    fn new() -> Self {
        Self {
            turfs_of: [1, 1, 2].map(|turf| BTreeSet::from([turf])),
            turf_of: (1..=DOORS).map(|door| (door, door.div_ceil(3))).collect(),
            given_out: BTreeSet::from([1, 2]),
            shut_out: BTreeSet::new(),
            erased: BTreeSet::new(),
            backed_up: None,
        }
    }

    /// Doors of a turf.
    pub(crate) fn doors_of(&self, turf: u32) -> impl Iterator<Item = u32> {
        let doors = self.turf_of.iter().filter(move |(_, of)| **of == turf);
        doors.map(|(door, _)| *door)
    }

    /// Whether the door may come into the turf: a turf that was given out gives none away.
    fn may_move(&self, door: u32, turf: u32) -> bool {
        match self.turf_of.get(&door) {
            None => true,
            Some(from) => *from != turf && !self.given_out.contains(from),
        }
    }

    /// A door and those that share its building.
    fn with_neighbours(door: u32) -> Vec<u32> {
        let last = door.div_ceil(3) * 3;
        match door {
            1..=DOORS if door % 3 != 1 => vec![last - 1, last],
            _ => vec![door],
        }
    }

    fn after(mut self, step: &Step) -> Self {
        match *step {
            Step::Move { door, turf } => {
                let doors = Self::with_neighbours(door).into_iter();
                self.turf_of.extend(doors.map(|door| (door, turf)));
                self.given_out.insert(turf);
            }
            Step::Reimport { door, .. } => {
                self.given_out.extend(self.turf_of.get(&door).copied());
            }
            Step::Erase { person } => {
                self.erased.insert(person);
            }
            Step::Revoke { phone } => {
                self.shut_out.insert(phone);
                self.turfs_of[phone].clear();
            }
            Step::Grant { phone, turf } => {
                self.turfs_of[phone].insert(turf);
                self.given_out.insert(turf);
            }
            Step::Withdraw { phone, turf } => {
                self.turfs_of[phone].remove(&turf);
            }
            Step::Recut { door, turf } => {
                self.turf_of.insert(door, turf);
            }
            Step::BackupServer => {
                let mut now = self.clone();
                now.backed_up = None;
                self.backed_up = Some(Box::new(now));
            }
            Step::RestoreServer => {
                if let Some(then) = self.backed_up.take() {
                    let mut turfs_of = then.turfs_of.clone();
                    for phone in &self.shut_out {
                        turfs_of[*phone].clear();
                    }
                    self = Self {
                        backed_up: Some(then.clone()),
                        turfs_of,
                        shut_out: self.shut_out,
                        erased: self.erased,
                        ..*then
                    };
                }
            }
            _ => {}
        }
        self
    }
}

/// The reference: what is foreseen.
#[derive(Debug)]
pub(crate) struct Foreseen;

impl ReferenceStateMachine for Foreseen {
    type State = Model;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Model> {
        Just(Model::new()).boxed()
    }

    fn transitions(_: &Model) -> BoxedStrategy<Step> {
        step().boxed()
    }

    fn apply(model: Model, step: &Step) -> Model {
        model.after(step)
    }

    fn preconditions(model: &Model, step: &Step) -> bool {
        match *step {
            Step::Recut { door, turf } => model.may_move(door, turf),
            Step::Move { door, turf } => model.turf_of.get(&door) != Some(&turf),
            Step::Reimport { person, .. } | Step::Erase { person } => {
                !model.erased.contains(&person)
            }
            Step::Revoke { phone } | Step::Grant { phone, .. } => !model.shut_out.contains(&phone),
            _ => true,
        }
    }
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        6 => Just(Fault::None),
        1 => Just(Fault::LosesRequest),
        1 => any::<u16>().prop_map(Fault::CutsRequest),
        1 => Just(Fault::LosesAnswer),
        2 => any::<u16>().prop_map(Fault::CutsAnswer),
        1 => Just(Fault::Doubles),
        1 => Just(Fault::Delays),
    ]
}

fn what() -> impl Strategy<Value = What> {
    use What::{
        Added, AddedDoor, Entrance, Incident, LeaveAlone, Moved, NotHome, Number, Refused, Renamed,
        Speaks, Wish,
    };
    prop::sample::select(vec![
        NotHome, NotHome, Refused, LeaveAlone, Moved, Entrance, Added, Wish, Renamed, Speaks,
        Number, Incident, AddedDoor,
    ])
}

fn step() -> impl Strategy<Value = Step> {
    let phone = || 0..PHONES;
    let turf = || 1..=TURFS;
    prop_oneof![
        24 => (phone(), any::<u8>(), what())
            .prop_map(|(phone, door, what)| Step::Record { phone, door, what }),
        8 => (phone(), any::<u8>()).prop_map(|(phone, pick)| Step::Correct { phone, pick }),
        4 => (phone(), any::<u8>()).prop_map(|(phone, pick)| Step::Retract { phone, pick }),
        2 => (phone(), any::<u8>()).prop_map(|(phone, pick)| Step::Poison { phone, pick }),
        24 => (phone(), [fault(), fault()])
            .prop_map(|(phone, faults)| Step::Sync { phone, faults }),
        3 => Just(Step::Deliver),
        3 => phone().prop_map(|phone| Step::Kill { phone }),
        1 => (phone(), 0..3_u8).prop_map(|(phone, table)| Step::Full { phone, table }),
        2 => phone().prop_map(|phone| Step::Backup { phone }),
        2 => phone().prop_map(|phone| Step::Restore { phone }),
        2 => Just(Step::KillServer),
        1 => Just(Step::BackupServer),
        1 => Just(Step::RestoreServer),
        3 => (prop::option::of(phone()), -10..=10_i8)
            .prop_map(|(phone, years)| Step::Clock { phone, years }),
        2 => (phone(), turf()).prop_map(|(phone, turf)| Step::Grant { phone, turf }),
        1 => (phone(), turf()).prop_map(|(phone, turf)| Step::Withdraw { phone, turf }),
        1 => (0..20_u8).prop_map(|keep| Step::Compact { keep }),
        2 => (prop::sample::select(MOVABLE.to_vec()), turf())
            .prop_map(|(door, turf)| Step::Recut { door, turf }),
        2 => (1..=DOORS, 1..=ALL_DOORS)
            .prop_map(|(person, door)| Step::Reimport { person, door }),
        2 => (1..=ALL_DOORS, turf()).prop_map(|(door, turf)| Step::Move { door, turf }),
        1 => (1..=DOORS).prop_map(|person| Step::Erase { person }),
        1 => phone().prop_map(|phone| Step::Revoke { phone }),
        2 => (any::<u8>(), any::<bool>())
            .prop_map(|(pick, accepted)| Step::Answer { pick, accepted }),
        2 => turf().prop_map(|turf| Step::Order { turf }),
        3 => Just(Step::Rest),
    ]
}
