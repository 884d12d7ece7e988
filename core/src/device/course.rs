//! The course through a list: what is next, what comes after it, and how far that is.
//!
//! In which order stops stand is the list's to say, or the walker's own order; who may be
//! contacted is `contact`'s.

use super::own_order::held_list;
use super::view::{self, ListView, StopState, StopView};
use super::{Device, DeviceError, zoned};
use crate::contact::Hold;
use crate::model::WalkListId;
use crate::store::Store;
use crate::sync::Transport;

/// Where the walker is on a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Whereabouts {
    /// Not under way yet.
    #[default]
    Start,
    /// In front of the stop of that number, whatever has been recorded there.
    At(u32),
    /// On the way from the stop of that number.
    Left(u32),
}

/// A list as it lies before its walker: all that a screen of the walk needs.
///
/// A round goes through the stops that nobody has tried, from where the walker is on and then from
/// the top. Later rounds go to those worth coming again, the least often tried first, so that
/// nobody is rung at again while another waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// The list, with all its stops in order; the counts below are positions among them.
    pub list: ListView,
    /// The stop to walk to, or to stand at; none when all is dealt with.
    pub next: Option<NextStop>,
    /// What comes after it in this round, in order.
    pub after: Vec<u32>,
    /// Worth another visit, in order, once this round is over.
    pub later: Vec<u32>,
    /// Dealt with, or to be walked past, in the list's order.
    pub behind: Vec<u32>,
    /// Whether all were tried once, and this round goes to some of them again.
    pub is_again: bool,
    /// Stops of this round still to walk to, the next one included.
    pub stops_to_go: u32,
    /// Metres from the next stop to the last of the round, by the list's order.
    pub metres_to_go: u32,
    /// Seconds for the same, knocking left out.
    pub seconds_to_go: u32,
}

/// The stop to walk to, and what one wants to know on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStop {
    /// The stop.
    pub stop: StopView,
    /// Whether the walker stands in front of it.
    pub is_here: bool,
    /// Number of the stop that the walker comes from, when that is another one:
    /// [`Device::leg`] tells the way.
    pub from: Option<u32>,
    /// Metres to it, where the list tells: from the stop before it, and none from where one stands.
    pub metres: Option<u32>,
    /// Who is to be met, where it is no building.
    pub names: Vec<String>,
    /// Why nobody may be contacted there now, if it is one door.
    pub hold: Option<Hold>,
    /// How one gets in, when somebody found out.
    pub access: Option<String>,
}

impl<T: Transport> Device<T> {
    /// What is next on a list and what comes after, from where the walker is, at `at_ms`
    /// (milliseconds since 1970).
    pub fn course(
        &self,
        id: WalkListId,
        at: Whereabouts,
        at_ms: i64,
    ) -> Result<Course, DeviceError> {
        let store = self.store();
        self.unlocked(&store)?;
        let list = view::list(&store, &held_list(&store, id)?)?;
        let mut course = Course::through(list, at);
        if let Some(next) = &mut course.next {
            look(&store, next, &course.list, at_ms)?;
        }
        Ok(course)
    }
}

/// Looks up whom one meets at the next stop.
fn look(
    store: &Store,
    next: &mut NextStop,
    list: &ListView,
    at_ms: i64,
) -> Result<(), DeviceError> {
    let stop = &next.stop;
    let is_building = stop.building.is_some();
    let channel = view::channel(list.summary.job);
    let at = zoned(store.campaign()?.as_ref(), at_ms);
    // Of a building, one door knows the entrance.
    for id in &stop.doors[..stop
        .doors
        .len()
        .min(if is_building { 1 } else { usize::MAX })]
    {
        let Some(door) = store.door(*id)? else {
            continue;
        };
        let view = view::door(store, door, channel, at.as_ref())?;
        next.access = view.access;
        if is_building {
            break;
        }
        if stop.doors.len() == 1 {
            next.hold = view.hold;
        }
        let met = |hold: &Option<Hold>| !matches!(hold, Some(Hold::LeaveAlone(_)));
        let people = view.people.into_iter().filter(|person| met(&person.hold));
        next.names.extend(people.map(|person| person.person.name));
    }
    Ok(())
}

impl Course {
    /// The course through `list` from where the walker is; [`NextStop`] without names, hold and
    /// access.
    fn through(list: ListView, at: Whereabouts) -> Self {
        let stops = &list.stops;
        let place = |number| stops.iter().position(|stop| stop.number == number);
        let (from, stays) = match at {
            Whereabouts::Start => (0, None),
            Whereabouts::At(number) => {
                let here = place(number);
                let stays = here.filter(|i| stops[*i].state != StopState::LeaveAlone);
                (here.unwrap_or(0), stays)
            }
            Whereabouts::Left(number) => (place(number).map_or(0, |i| i + 1), None),
        };
        let to_walk = |i: &usize| stops[*i].is_to_walk();
        let round = stops.iter().filter(|stop| stop.is_to_walk());
        let round = round.map(|stop| stop.round).min();
        let in_round = |i: &usize| to_walk(i) && Some(stops[*i].round) == round;
        let turned = || (from..stops.len()).chain(0..from);
        let next = stays.or_else(|| turned().find(in_round));

        let after: Vec<usize> = turned()
            .filter(in_round)
            .filter(|i| Some(*i) != next)
            .collect();
        let later = turned().filter(|i| to_walk(i) && !in_round(i) && Some(*i) != next);
        let later: Vec<u32> = later.map(|i| i as u32).collect();
        let behind = (0..stops.len()).filter(|i| !to_walk(i) && Some(*i) != next);
        let behind: Vec<u32> = behind.map(|i| i as u32).collect();
        // Those between are walked past. Nobody has measured the way from the end to the top.
        let way = turned()
            .skip_while(|i| Some(*i) != next)
            .skip(1)
            .take_while({
                let mut left = after.len();
                move |i| {
                    let goes_on = left > 0;
                    left -= usize::from(goes_on && in_round(i));
                    goes_on
                }
            })
            .filter(|i| *i > 0);
        let (metres_to_go, seconds_to_go) = way.fold((0, 0), |(m, s), i| {
            (m + stops[i].walk_m, s + stops[i].walk_s)
        });
        let ahead = next.map(|i| {
            let is_here = stays == Some(i);
            let follows = matches!(at, Whereabouts::Left(_)) && from == i && i > 0;
            NextStop {
                stop: stops[i].clone(),
                is_here,
                from: match at {
                    Whereabouts::At(number) | Whereabouts::Left(number) if !is_here => Some(number),
                    _ => None,
                }
                .filter(|number| *number != stops[i].number),
                metres: match is_here {
                    true => Some(0),
                    false => follows.then_some(stops[i].walk_m),
                },
                names: Vec::new(),
                hold: None,
                access: None,
            }
        });
        Self {
            stops_to_go: (after.len() + usize::from(next.is_some())) as u32,
            is_again: round.is_some_and(|round| round > 0),
            next: ahead,
            after: after.into_iter().map(|i| i as u32).collect(),
            later,
            behind,
            metres_to_go,
            seconds_to_go,
            list,
        }
    }
}

impl StopView {
    /// Whether somebody is still to be met here.
    fn is_to_walk(&self) -> bool {
        matches!(self.state, StopState::Open | StopState::TryAgain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::ListSummary;
    use crate::model::{DoorId, Job, TurfId, WalkTotals};
    use crate::walk_list::StreetSide;

    /// A list of stops 1, 2, 3 …, 10 m from one to the next: `o`pen, `d`one, to be `l`eft alone,
    /// or tried so many times.
    fn list(states: &str) -> ListView {
        let stop = |(number, state): (u32, char)| StopView {
            number,
            building: None,
            doors: vec![DoorId(number)],
            house: number.to_string(),
            street: "Elm Street".into(),
            side: StreetSide::One,
            at: None,
            walk_m: 10,
            walk_s: 8,
            crossings: 0,
            state: match state {
                'o' => StopState::Open,
                'd' => StopState::Done,
                'l' => StopState::LeaveAlone,
                _ => StopState::TryAgain,
            },
            round: state.to_digit(10).map_or(0, |tries| tries + 1),
        };
        ListView {
            summary: ListSummary {
                id: WalkListId(1),
                turf: TurfId(1),
                name: "List".into(),
                job: Job::Canvass,
                script: None,
                version: 1,
                replanned: false,
                doors: states.len() as u32,
                done: 0,
                totals: WalkTotals::default(),
                on_streets: true,
            },
            stops: (1..).zip(states.chars()).map(stop).collect(),
            left_out: Vec::new(),
        }
    }

    /// Numbers of what is next and what comes after it.
    fn queue(states: &str, at: Whereabouts) -> Vec<u32> {
        let course = Course::through(list(states), at);
        let next = course.next.iter().map(|next| next.stop.number);
        let after = course.after.iter();
        next.chain(after.map(|i| course.list.stops[*i as usize].number))
            .collect()
    }

    use Whereabouts::{At, Left, Start};

    #[test]
    fn the_next_stop_is_the_first_open_one_from_where_the_walker_is_and_then_from_the_top() {
        for (at, expected) in [
            (Start, &[2, 3, 5][..]),
            (Left(3), &[5, 2, 3]),
            (Left(5), &[2, 3, 5]),
            (Left(99), &[2, 3, 5]),
            (At(3), &[3, 5, 2]),
        ] {
            assert_eq!(queue("doo1o", at), expected, "{at:?}");
        }
    }

    #[test]
    fn the_walker_stays_where_something_is_left_to_do_and_passes_who_is_to_be_left_alone() {
        assert_eq!(queue("o1o", At(2)), [2, 3, 1]);
        assert_eq!(queue("odo", At(2)), [2, 3, 1]);
        assert_eq!(queue("olo", At(2)), [3, 1]);
        assert!(queue("ld", Start).is_empty());
    }

    #[test]
    fn no_stop_is_lost_or_told_twice() {
        for states in ["", "o", "l", "1", "oo1ldo2d", "12d1l", "d0d1"] {
            let places = (1..=states.len() as u32).flat_map(|n| [At(n), Left(n)]);
            for at in places.chain([Start, Left(77)]) {
                let course = Course::through(list(states), at);
                let next = course.next.iter().map(|next| next.stop.number - 1);
                let mut all: Vec<u32> = next
                    .chain(course.after)
                    .chain(course.later)
                    .chain(course.behind)
                    .collect();
                all.sort_unstable();
                let expected: Vec<u32> = (0..states.len() as u32).collect();
                assert_eq!(all, expected, "{states} {at:?}");
            }
        }
    }

    #[test]
    fn those_to_try_again_come_when_none_is_open_any_more_and_the_least_tried_first() {
        let first = Course::through(list("1o1"), Start);
        assert!(!first.is_again);
        assert_eq!(first.later, [0, 2]);
        let second = Course::through(list("1d1"), Left(1));
        assert!(second.is_again);
        assert_eq!(queue("1d1", Left(1)), [3, 1]);
        // Tried again, the first waits until the others have been tried as often.
        assert_eq!(queue("2d1", Left(1)), [3]);
        assert_eq!(queue("2d2", Left(3)), [1, 3]);
        assert_eq!(queue("0o1", Start), [2]);
        assert_eq!(
            queue("0d1", Start),
            [1],
            "on an earlier list, not on this one"
        );
    }

    #[test]
    fn the_lists_metres_hold_from_one_stop_to_the_one_after_it_alone() {
        let next = |at| Course::through(list("odoo"), at).next.unwrap();
        assert_eq!(
            (next(Left(3)).metres, next(Left(3)).from),
            (Some(10), Some(3))
        );
        assert_eq!((next(Left(1)).metres, next(Left(1)).from), (None, Some(1)));
        assert_eq!((next(Left(4)).metres, next(Left(4)).from), (None, Some(4)));
        assert_eq!((next(Start).metres, next(Start).from), (None, None));
        assert_eq!((next(At(3)).metres, next(At(3)).from), (Some(0), None));
        assert!(next(At(3)).is_here && !next(Left(3)).is_here);
        let past = Course::through(list("olo"), At(2)).next.unwrap();
        assert_eq!(
            (past.stop.number, past.from, past.is_here),
            (3, Some(2), false)
        );
    }

    #[test]
    fn metres_to_go_are_those_past_the_stops_between() {
        let to_go = |states, at| {
            let course = Course::through(list(states), at);
            (
                course.stops_to_go,
                course.metres_to_go,
                course.seconds_to_go,
            )
        };
        assert_eq!(to_go("oooo", Start), (4, 30, 24));
        assert_eq!(to_go("oddo1d", Start), (2, 30, 24));
        assert_eq!(to_go("oooo", Left(3)), (4, 20, 16));
        assert_eq!(to_go("oddd", Left(1)), (1, 0, 0));
        assert_eq!(to_go("dl", Start), (0, 0, 0));
    }
}
