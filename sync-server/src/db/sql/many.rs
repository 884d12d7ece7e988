//! One statement about many things: a round trip to the database for all of them.

use std::fmt::Write as _;

use super::super::DbError;
use super::{Row, Tx, Value};

/// Most things in one statement.
const MOST: usize = 64;

impl Tx<'_> {
    /// Runs a statement that has `(?*)` for the list of `ids`, and `values` for `?1`, `?2` …;
    /// gives each row of its answers to `each`. More than 64 are asked for in parts, in order.
    pub(in crate::db) fn each_of(
        &self,
        sql: &str,
        values: &[Value<'_>],
        ids: &[Value<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        for part in ids.chunks(MOST) {
            let Some(last) = part.last() else { continue };
            // Few lengths make few statements to be kept prepared.
            let length = part.len().next_power_of_two();
            let mut all = values.to_vec();
            all.extend(part);
            all.resize(values.len() + length, *last);
            let list = (0..length).map(|nth| format!("?{}", values.len() + nth + 1));
            let list: Vec<String> = list.collect();
            let sql = sql.replace("(?*)", &format!("({})", list.join(", ")));
            self.each(&sql, &all, &mut each)?;
        }
        Ok(())
    }

    /// The same, and locks the rows until the transaction ends, in the order that `sql` ends with.
    /// Where one connection writes, it has every lock already.
    pub(in crate::db) fn each_locked(
        &self,
        sql: &str,
        ids: &[Value<'_>],
        each: impl FnMut(&Row<'_>) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        match self.is_alone() {
            true => self.each_of(sql, &[], ids, each),
            false => self.each_of(&format!("{sql} FOR NO KEY UPDATE"), &[], ids, each),
        }
    }

    /// Inserts rows in their order, by a statement that has `(?*)` for the rows; gives what it
    /// returns to `each`.
    pub(in crate::db) fn insert<const COLUMNS: usize>(
        &self,
        sql: &str,
        rows: &[[Value<'_>; COLUMNS]],
        mut each: impl FnMut(&Row<'_>) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        let mut rest = rows;
        while !rest.is_empty() {
            let length = 1 << rest.len().min(MOST / 2).ilog2();
            let (part, others) = rest.split_at(length);
            rest = others;
            let mut list = String::new();
            for row in 0..length {
                list += if row == 0 { "(" } else { ", (" };
                for column in 0..COLUMNS {
                    let comma = if column == 0 { "" } else { ", " };
                    write!(list, "{comma}?{}", row * COLUMNS + column + 1).ok();
                }
                list.push(')');
            }
            self.each(&sql.replace("(?*)", &list), part.as_flattened(), &mut each)?;
        }
        Ok(())
    }
}
