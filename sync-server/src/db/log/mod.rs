//! The turf log: ops in, rows out. PROTOCOL.md says how.
//!
//! `sync` is a request, alone or `together` with others. `take` decides ops, `world` says what a
//! device may tell of, as far as it can from what is `known` of all; `lives` say which are decided
//! already, `places` are locked, `rows` are written under their numbers. `pull` finds what a device lacks, as far as it can from a `look` at what all lack.

mod added;
mod known;
mod lives;
mod look;
mod places;
mod pull;
mod rows;
mod sync;
mod take;
mod together;
mod world;

use turfwalk_core::wire::{OpResult, Sent, Verdict};

use super::sql::values;
use super::{Db, DbError, devices};
pub(super) use lives::Life;
pub(super) use places::next_rank;
pub(super) use pull::stand;
pub(super) use rows::{append, head};
pub use sync::SyncOutcome;
use take::{Push, Taken, take};
pub(super) use together::Together;

/// Most rows in one answer; the device asks again for the rest.
pub const MAX_ROWS: usize = 2_000;
/// The kind of a row of which nothing is left but its number: never sent.
pub(super) const VOID: &str = "void";

/// What came of ops that were taken without an answer to their phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenOps {
    /// Decided now, not before.
    pub new: u64,
    /// Of all of them: refused.
    pub refused: u64,
    /// Whether some are others than those decided under their numbers.
    pub forked: bool,
}

impl Db {
    /// Takes ops that came by another way than the phone's own sync; `None` for a token that
    /// nobody has. The phone learns of it when it syncs.
    pub fn take_ops(
        &self,
        token_hash: &str,
        sent: &Sent,
        now_ms: i64,
    ) -> Result<Option<TakenOps>, DbError> {
        let tag = (self.draw)(4)?;
        self.write(|tx| {
            let comer = devices::by_tokens(tx, &[token_hash])?.remove(token_hash);
            let Some(comer) = comer else {
                return Ok(None);
            };
            let before: u64 = tx
                .maybe(
                    "SELECT acc FROM life WHERE device = ?1 AND incarnation = ?2",
                    values![comer.device.id.0, sent.header.incarnation.to_string()],
                    |r| r.get(0),
                )?
                .unwrap_or(0);
            let push = Push {
                comer: &comer,
                sent,
                tag: &tag,
            };
            let Some(Taken {
                acc, fork, results, ..
            }) = take(tx, &[push], now_ms)?.pop()
            else {
                return Ok(None);
            };
            let refused = |result: &&OpResult| matches!(result.verdict, Verdict::Refused { .. });
            Ok(Some(TakenOps {
                new: acc - before,
                refused: results.iter().filter(refused).count() as u64,
                forked: fork.is_some(),
            }))
        })
    }
}
