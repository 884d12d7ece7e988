//! Requests that come while others are under way, and then go together: in one transaction, each
//! statement about all of them. None is answered before its commit.

use std::collections::{HashSet, VecDeque};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

use turfwalk_core::wire::{Sent, ServerKey};

use super::SyncOutcome;
use crate::db::DbError;

/// Groups under way at a time: while one waits for the disk or a lock, another is worked on …
const AT_ONCE: usize = 2;
/// … if so many wait that they are worth a transaction.
const ENOUGH: usize = 8;
/// Most requests of a group.
const MOST: usize = 64;
/// Ops of a request above which it goes alone, so that none waits for it.
const MOST_OPS: usize = 100;

/// What a device asks for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) token_hash: &'a str,
    pub(super) sent: &'a Sent,
}

impl Asked<'_> {
    /// The key that the device says it keeps for later.
    pub(super) fn next_key(&self) -> Option<ServerKey> {
        self.sent.header.next_key
    }
}

/// Who waits for the next group.
#[derive(Debug, Default)]
pub(in crate::db) struct Together {
    desk: Mutex<Desk>,
}

#[derive(Debug, Default)]
struct Desk {
    waiting: VecDeque<Waiting>,
    under_way: usize,
}

#[derive(Debug)]
struct Waiting {
    token_hash: String,
    sent: Sent,
    tell: Sender<Told>,
}

/// What one who waits is told.
#[derive(Debug)]
enum Told {
    /// Its answer.
    Done(Result<SyncOutcome, DbError>),
    /// To do the work for these, of which it is the first.
    Lead(Vec<Waiting>),
}

impl Together {
    /// The answer to a request that `all` gives to it and to others; `None` if it is to be tried
    /// alone, because `all` failed and others may be why.
    pub(super) fn sync(
        &self,
        asked: &Asked<'_>,
        all: impl Fn(&[Asked<'_>]) -> Result<Vec<SyncOutcome>, DbError>,
    ) -> Option<Result<SyncOutcome, DbError>> {
        if asked.sent.ops.len() > MOST_OPS {
            return None;
        }
        let (tell, told) = channel();
        let mut group = self.come(Waiting {
            token_hash: asked.token_hash.to_owned(),
            sent: asked.sent.clone(),
            tell,
        });
        loop {
            if let Some(group) = group.take() {
                self.lead(group, &all);
            }
            match told.recv() {
                Ok(Told::Done(done)) => return Some(done),
                Ok(Told::Lead(others)) => group = Some(others),
                Err(_) => return None,
            }
        }
    }

    /// The group to be led at once, if not too many are under way.
    fn come(&self, waiting: Waiting) -> Option<Vec<Waiting>> {
        let mut desk = self.desk();
        desk.waiting.push_back(waiting);
        let begins = match desk.under_way {
            0 => true,
            under_way => under_way < AT_ONCE && desk.waiting.len() >= ENOUGH,
        };
        if !begins {
            return None;
        }
        desk.under_way += 1;
        Some(desk.next_group())
    }

    fn lead(
        &self,
        group: Vec<Waiting>,
        all: impl Fn(&[Asked<'_>]) -> Result<Vec<SyncOutcome>, DbError>,
    ) {
        let _under_way = UnderWay(self);
        let asked = group.iter().map(|waiting| Asked {
            token_hash: &waiting.token_hash,
            sent: &waiting.sent,
        });
        let asked: Vec<Asked<'_>> = asked.collect();
        let done: Vec<Result<SyncOutcome, DbError>> = match all(&asked) {
            Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
            Err(error) if asked.len() == 1 => vec![Err(error)],
            // Perhaps it was committed: that is for the devices to find out.
            Err(DbError::Unsure) => group.iter().map(|_| Err(DbError::Unsure)).collect(),
            // Nobody of them is why.
            Err(DbError::Unreachable) => group.iter().map(|_| Err(DbError::Unreachable)).collect(),
            Err(_) => Vec::new(),
        };
        for (waiting, done) in group.iter().zip(done) {
            // One that is gone has panicked.
            waiting.tell.send(Told::Done(done)).ok();
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// Who goes next: of each device one request.
    fn next_group(&mut self) -> Vec<Waiting> {
        let mut devices = HashSet::new();
        let (mut group, mut later) = (Vec::new(), VecDeque::new());
        for waiting in self.waiting.drain(..) {
            if group.len() < MOST && devices.insert(waiting.token_hash.clone()) {
                group.push(waiting);
            } else {
                later.push_back(waiting);
            }
        }
        self.waiting = later;
        group
    }
}

/// A group until it is done, or its leader panics: then the next one begins.
struct UnderWay<'a>(&'a Together);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut desk = self.0.desk();
        while let group = desk.next_group()
            && let Some(first) = group.first()
        {
            let tell = first.tell.clone();
            if tell.send(Told::Lead(group)).is_ok() {
                return;
            }
        }
        desk.under_way -= 1;
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::thread;

    use turfwalk_core::wire::read_push;

    use super::*;

    /// Groups as they went, each by the tokens in it.
    #[derive(Default)]
    struct Went(Mutex<Vec<Vec<String>>>);

    impl Went {
        fn note(&self, all: &[Asked<'_>]) -> usize {
            let group = all.iter().map(|asked| asked.token_hash.to_owned());
            self.0.lock().unwrap().push(group.collect());
            all.len()
        }
    }

    fn done(how_many: usize) -> Vec<SyncOutcome> {
        (0..how_many).map(|_| SyncOutcome::Unauthorized).collect()
    }

    /// A request with so many ops.
    fn sent(ops: usize) -> Sent {
        let header =
            r#"{"v":1,"incarnation":"0000000000000001","from":1,"cursors":[],"holds_from":0}"#;
        let ops = (1..=ops).map(|n| format!("{{\"n\":{n},\"kind\":\"erased\"}}\n"));
        read_push(format!("{header}\n{}", ops.collect::<String>()).as_bytes()).unwrap()
    }

    /// `first` goes, the others come while it is under way; what each was told, by how the groups
    /// end that are not the first one.
    fn come(
        others: &[&str],
        end: impl Fn() -> Result<(), DbError> + Sync,
    ) -> (Vec<Vec<String>>, Vec<Option<bool>>) {
        let sent = sent(0);
        let (together, went) = (Together::default(), Went::default());
        let all_wait = || together.desk().waiting.len() == others.len();
        let asked = |token_hash| Asked {
            token_hash,
            sent: &sent,
        };
        let told = thread::scope(|scope| {
            let first = scope.spawn(|| {
                together.sync(&asked("first"), |all| {
                    while !all_wait() {
                        thread::yield_now();
                    }
                    Ok(done(went.note(all)))
                })
            });
            while together.desk().under_way == 0 {
                thread::yield_now();
            }
            let others = others.iter().map(|token_hash| {
                let (together, went, end, asked) = (&together, &went, &end, &asked);
                scope.spawn(move || {
                    let all = |all: &[Asked<'_>]| {
                        let how_many = went.note(all);
                        end().map(|()| done(how_many))
                    };
                    let told = AssertUnwindSafe(|| together.sync(&asked(token_hash), all));
                    let told = catch_unwind(told).unwrap_or(None);
                    told.map(|told| told.is_ok())
                })
            });
            let others: Vec<_> = others.collect();
            assert!(matches!(first.join().unwrap(), Some(Ok(_))));
            others.into_iter().map(|it| it.join().unwrap()).collect()
        });
        assert_eq!(together.desk().under_way, 0);
        (went.0.into_inner().unwrap(), told)
    }

    #[test]
    fn who_comes_while_others_are_under_way_goes_with_all_who_wait() {
        let (went, told) = come(&["a", "b", "c", "d"], || Ok(()));
        let sizes: Vec<usize> = went.iter().map(Vec::len).collect();
        assert_eq!((sizes, told), (vec![1, 4], vec![Some(true); 4]));
    }

    #[test]
    fn two_requests_of_a_device_go_one_after_the_other() {
        let (went, told) = come(&["a", "a", "b"], || Ok(()));
        assert_eq!((went.len(), told), (3, vec![Some(true); 3]));
        assert_eq!((went[1].len(), &*went[2]), (2, &["a".to_owned()][..]));
    }

    #[test]
    fn a_group_that_fails_is_tried_one_by_one_unless_that_helps_nobody() {
        assert_eq!(come(&["a", "b"], || Err(DbError::Busy)).1, [None; 2]);
        let may_be_committed = come(&["a", "b"], || Err(DbError::Unsure)).1;
        let no_database = come(&["a", "b"], || Err(DbError::Unreachable)).1;
        assert_eq!(
            (may_be_committed, no_database),
            (vec![Some(false); 2], vec![Some(false); 2])
        );
    }

    #[test]
    fn a_group_whose_leader_panics_lets_the_next_one_go() {
        let (went, told) = come(&["a", "b", "b"], || panic!("in the middle"));
        assert_eq!((went.len(), told), (3, vec![None; 3]));
    }

    #[test]
    fn a_second_group_begins_once_enough_wait_and_no_third_and_none_is_too_large() {
        let together = Together::default();
        let come = |nth: usize| {
            let group = together.come(Waiting {
                token_hash: nth.to_string(),
                sent: sent(0),
                tell: channel().0,
            });
            group.map(|group| (nth, group.len()))
        };
        let began: Vec<_> = (1..=100).filter_map(come).collect();
        assert_eq!(began, [(1, 1), (1 + ENOUGH, ENOUGH)]);
        let mut desk = together.desk();
        assert_eq!((desk.next_group().len(), desk.waiting.len()), (MOST, 27));
    }

    #[test]
    fn what_takes_long_goes_alone() {
        let goes_together = |ops| {
            let (together, sent) = (Together::default(), sent(ops));
            let token_hash = "a";
            let asked = Asked {
                token_hash,
                sent: &sent,
            };
            together.sync(&asked, |all| Ok(done(all.len()))).is_some()
        };
        assert_eq!([100, 101, 150].map(goes_together), [true, false, false]);
    }

    #[test]
    fn one_that_fails_by_itself_is_not_tried_again() {
        let (token_hash, sent) = ("a", sent(0));
        let asked = Asked {
            token_hash,
            sent: &sent,
        };
        let told = Together::default().sync(&asked, |_| Err(DbError::Busy));
        assert!(matches!(told, Some(Err(DbError::Busy))));
    }
}
