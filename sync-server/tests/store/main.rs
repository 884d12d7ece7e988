//! What the server's database must do, on SQLite and on PostgreSQL: the same claims.
#![allow(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

mod by_hand;
mod claims;
#[path = "../common/cluster.rs"]
#[allow(dead_code, unused_imports, reason = "other tests use the rest")]
mod cluster;
#[path = "../common/mod.rs"]
mod common;
mod crowd;
mod left;
mod own_rows;
mod people;
mod refused;
mod snapshots;

use turfwalk_server::db::Db;

/// A database of a test's own, with a small campaign.
pub(crate) enum Store {
    File(tempfile::TempDir),
    Postgres(String),
}

impl Store {
    fn file() -> Self {
        Self::File(tempfile::tempdir().unwrap()).with_campaign()
    }

    fn postgres() -> Self {
        Self::Postgres(cluster::fresh()).with_campaign()
    }

    fn with_campaign(self) -> Self {
        common::campaign(&self.open());
        self
    }

    /// The database as one more process opens it.
    pub(crate) fn open(&self) -> Db {
        match self {
            Self::File(folder) => Db::open(&folder.path().join("turfwalk.db")).unwrap(),
            Self::Postgres(url) => Db::connect(url).unwrap(),
        }
    }
}

macro_rules! on_both_engines {
    ($($module:ident: $($claim:ident),+;)+) => {
        mod on_sqlite {$($(
            #[test]
            fn $claim() {
                super::$module::$claim(&super::Store::file());
            }
        )+)+}
        mod on_postgres {$($(
            #[test]
            fn $claim() {
                super::$module::$claim(&super::Store::postgres());
            }
        )+)+}
    };
}

on_both_engines! {
    claims:
        each_op_has_one_verdict_and_keeps_it,
        an_op_under_a_number_that_another_has_is_a_fork,
        a_gap_is_sent_again_from_where_it_begins,
        a_cursor_with_another_tag_resets_its_stream_alone,
        an_answer_has_so_many_rows_at_most_of_however_many_streams,
        phones_lose_nothing_on_a_way_that_loses_answers,
        a_cut_is_in_force_whole_or_not_at_all,
        lists_have_versions_and_end,
        an_import_repeated_changes_nothing_and_one_that_fails_leaves_nothing,
        a_revoked_or_unknown_token_gets_nothing,
        what_organizers_change_is_in_force;
    left:
        one_comes_to_the_end_of_a_stream_whose_last_row_was_erased,
        what_tells_of_somebody_erased_is_no_fork_in_other_words,
        compacting_leaves_the_end_and_what_says_which_op_added_a_door,
        who_stands_at_what_was_compacted_goes_on_and_who_stands_below_begins_anew,
        an_attempt_is_late_once_its_turf_has_been_taken_back_and_not_before;
    own_rows:
        a_row_comes_as_numbers_only_to_a_phone_that_goes_on_and_holds_the_op,
        what_was_recorded_of_somebody_who_has_moved_since_comes_whole,
        when_a_phone_that_sends_nothing_was_last_here_is_known_to_half_a_minute,
        each_attempt_and_edit_has_the_next_rank_at_its_door,
        what_goes_along_with_somebody_keeps_its_order_at_their_new_door;
    refused:
        what_is_elsewhere_is_answered_as_if_it_were_nowhere,
        of_two_doors_that_drew_the_same_id_the_later_is_refused,
        an_invite_is_used_again_by_the_phone_that_used_it_while_it_is_let_in;
    snapshots:
        a_snapshot_from_before_an_erasure_is_given_to_nobody,
        a_snapshot_is_shared_until_a_thousand_rows_have_come_behind_it,
        a_snapshot_from_before_what_was_compacted_is_given_to_nobody;
    people:
        doors_where_somebody_lives_are_known,
        people_are_found_by_name_by_key_and_by_the_id_of_their_file,
        a_list_without_ids_and_one_with_ids_tell_of_the_same_people,
        an_id_is_never_taken_for_a_name_nor_for_that_of_another_list,
        doors_in_doubt_are_told_street_by_street;
    crowd:
        an_invite_that_many_use_at_once_is_for_one_phone,
        no_reader_skips_a_row_whatever_order_writers_commit_in,
        one_device_that_asks_twice_at_once_is_decided_once,
        what_fails_beside_others_undoes_only_itself;
}

/// The same requests, answered by both engines in the same bytes.
#[test]
fn both_engines_give_the_same_answers() {
    let file = Store::File(tempfile::tempdir().unwrap());
    let sqlite = claims::transcript(&file);
    let postgres = claims::transcript(&Store::Postgres(cluster::fresh()));
    assert!(sqlite.len() > 3_000, "{} bytes", sqlite.len());
    for (ours, theirs) in sqlite.lines().zip(postgres.lines()) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(sqlite.len(), postgres.len());
}
