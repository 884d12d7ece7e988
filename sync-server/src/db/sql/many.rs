//! One statement about many things: a round trip to the database for all of them.

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
            // As in `in_parts`; who is in a list twice is found once.
            let length = part.len().next_power_of_two();
            let mut all = values.to_vec();
            all.extend(part);
            all.resize(values.len() + length, *last);
            let sql = sql.replace("(?*)", &numbers(values.len(), length));
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

    /// Gives each row of the answers to one question, asked with each of `all`, to `each`: in it
    /// `?*1`, `?*2` … stand for the values of one. Answers come in any order.
    pub(in crate::db) fn each_union<const VALUES: usize>(
        &self,
        sql: &str,
        all: &[[Value<'_>; VALUES]],
        mut each: impl FnMut(&Row<'_>) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        in_parts(all, |part| {
            let questions = (0..part.len()).map(|nth| {
                (1..=VALUES).rev().fold(sql.to_owned(), |sql, value| {
                    let number = format!("?{}", nth * VALUES + value);
                    sql.replace(&format!("?*{value}"), &number)
                })
            });
            let sql = questions.collect::<Vec<_>>().join(" UNION ALL ");
            self.each(&sql, part.as_flattened(), &mut each)
        })
    }

    /// Inserts rows in their order, by a statement that has `(?*)` for the rows; gives what it
    /// returns to `each`.
    pub(in crate::db) fn insert<const COLUMNS: usize>(
        &self,
        sql: &str,
        rows: &[[Value<'_>; COLUMNS]],
        mut each: impl FnMut(&Row<'_>) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        in_parts(rows, |part| {
            let rows = (0..part.len()).map(|nth| numbers(nth * COLUMNS, COLUMNS));
            let list = rows.collect::<Vec<_>>().join(", ");
            self.each(&sql.replace("(?*)", &list), part.as_flattened(), &mut each)
        })
    }
}

/// Does `all` in parts of 32, 16 … and 1: few lengths make few statements to be kept prepared.
fn in_parts<T>(
    all: &[T],
    mut each: impl FnMut(&[T]) -> Result<(), DbError>,
) -> Result<(), DbError> {
    let mut rest = all;
    while !rest.is_empty() {
        let (part, others) = rest.split_at(1 << rest.len().min(MOST / 2).ilog2());
        each(part)?;
        rest = others;
    }
    Ok(())
}

/// `(?4, ?5)` for 2 behind 3.
fn numbers(behind: usize, length: usize) -> String {
    let numbers = (1..=length).map(|nth| format!("?{}", behind + nth));
    format!("({})", numbers.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::{Parameter, Sqlite, values};
    use super::*;

    #[test]
    fn each_of_many_is_inserted_and_found_once_however_many_there_are() {
        for many in [0, 1, 2, 3, 31, 33, 64, 65, 150] {
            let db = Sqlite::in_memory().unwrap();
            let names: Vec<String> = (0..many).map(|nth| format!("{nth:03}")).collect();
            let rows: Vec<_> = names.iter().map(|name| *values![*name, *name]).collect();
            let ids: Vec<Value<'_>> = names.iter().map(Parameter::value).collect();
            let (mut returned, mut listed, mut asked) = (Vec::new(), Vec::new(), Vec::new());
            let put = |names: &mut Vec<String>, r: &Row<'_>| {
                names.push(r.get(0)?);
                Ok(())
            };
            db.write(|tx| {
                let sql = "INSERT INTO setting (name, value) VALUES (?*) RETURNING name";
                tx.insert(sql, &rows, |r| put(&mut returned, r))?;
                let sql =
                    "SELECT name FROM setting WHERE name >= ?1 AND name IN (?*) ORDER BY name";
                tx.each_of(sql, values![""], &ids, |r| put(&mut listed, r))?;
                let sql = "SELECT name FROM setting WHERE name = ?*1 AND value = ?*2";
                tx.each_union(sql, &rows, |r| put(&mut asked, r))
            })
            .unwrap();
            asked.sort_unstable();
            assert_eq!((&returned, &listed, &asked), (&names, &names, &names));
        }
    }
}
