//! PostgreSQL: any number of server processes on one database.
//!
//! Transactions are READ COMMITTED under row locks that are taken in one order; reads see one
//! snapshot. What a conflict or a lost connection undid is done again. No advisory locks, no
//! LISTEN, no types of its own: the SQL stays portable to PostgreSQL's distributed relatives.

mod failure;
mod pool;
mod text;
mod tls;
mod value;

use std::cell::RefCell;
use std::time::{Duration, Instant};

use postgres::Row;

pub(super) use text::for_postgres;

use self::failure::Failure;
use self::pool::{Connection, Loan, Pool};
use super::super::{DbError, DbServer, random_hex};
use super::{Tx, Value, schema};

/// How often a transaction that met a conflict is done again.
const MOST_CONFLICTS: u32 = 12;
/// How often one is that lost its connection before its commit.
const MOST_LOST: u32 = 3;
/// No try begins later than this after the first: the device asks again, and others wait.
const LAST_TRY: Duration = Duration::from_secs(5);
/// Longest wait before a try, in milliseconds.
const MOST_WAIT_MS: u64 = 500;
/// Connections of one server process.
const CONNECTIONS: usize = 16;

/// What opens a transaction that takes its row locks itself. A wait that does not end is no
/// deadlock, but somebody who stopped: better to answer "busy". Statements are planned once, often
/// while tables are small, and a scan of a small table looks cheapest: it would be kept while the
/// table grows to thousands of phones or doors.
const BESIDE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '10s';
    SET LOCAL enable_seqscan = off";
/// The same for the work of several, of whom one may have to wait long.
const TOGETHER: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '1s';
    SET LOCAL enable_seqscan = off";
/// The same for work that goes one after another, whatever it touches. The one row of `turn` is
/// the lock.
const IN_TURN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '10s';
    SET LOCAL enable_seqscan = off; SELECT id FROM turn WHERE id = 1 FOR UPDATE";
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// The same for work that finds a few rows by their keys.
const READ_FEW: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL enable_seqscan = off";

/// An open PostgreSQL database.
#[derive(Debug)]
pub(in crate::db) struct Postgres {
    pool: Pool,
}

/// A transaction's connection, and what went wrong in it.
#[derive(Debug)]
pub(super) struct Session {
    connection: RefCell<Connection>,
    failure: RefCell<Option<Failure>>,
}

/// How one try ended.
enum Try<T, E> {
    Ended(Result<T, E>),
    Undone(Failure),
}

impl Postgres {
    /// Opens the database and brings it to this version's schema.
    pub(in crate::db) fn open(server: DbServer<'_>) -> Result<Self, DbError> {
        let pool = Pool::to(server, CONNECTIONS)?;
        bring_up(&pool)?;
        Ok(Self { pool })
    }

    /// Opens the standby to read from it, now or once it can be reached; one that won't have this
    /// server however long it waits is told of at once.
    pub(in crate::db) fn standby(server: DbServer<'_>) -> Result<Self, DbError> {
        let pool = Pool::to(server, 4)?;
        match pool.connect() {
            Err(failure) if failure.stays() => Err(failure.into_error()),
            _ => Ok(Self { pool }),
        }
    }

    /// Runs `work` while none of the other work that takes its turn runs.
    pub(in crate::db) fn write_in_turn<T, E: From<DbError>>(
        &self,
        work: impl FnMut(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write(IN_TURN, work)
    }

    /// Runs `work` beside any other.
    pub(in crate::db) fn write_beside<T, E: From<DbError>>(
        &self,
        work: impl FnMut(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write(BESIDE, work)
    }

    /// The same, which soon gives up waiting for a lock.
    pub(in crate::db) fn write_together<T, E: From<DbError>>(
        &self,
        work: impl FnMut(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write(TOGETHER, work)
    }

    /// Runs `work`, which can't be done again, in turn.
    pub(in crate::db) fn write_once<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut work = Some(work);
        for lost in 0..=MOST_LOST {
            let tried = self.attempt(IN_TURN, |tx| {
                let work = work
                    .take()
                    .expect("a transaction that began is not tried again");
                work(tx)
            });
            match tried {
                Try::Ended(done) => return done,
                Try::Undone(failure) if work.is_none() || lost == MOST_LOST => {
                    return Err(failure.into_error().into());
                }
                Try::Undone(_) => pause(lost),
            }
        }
        Err(DbError::Busy.into())
    }

    fn write<T, E: From<DbError>>(
        &self,
        begin: &str,
        mut work: impl FnMut(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (mut conflicts, mut lost) = (0, 0);
        let until = Instant::now() + LAST_TRY;
        loop {
            let failure = match self.attempt(begin, &mut work) {
                Try::Ended(done) => return done,
                Try::Undone(failure) => failure,
            };
            match failure {
                failure if Instant::now() > until => return Err(failure.into_error().into()),
                Failure::Conflict if conflicts < MOST_CONFLICTS => conflicts += 1,
                Failure::Unreachable if lost < MOST_LOST => lost += 1,
                failure => return Err(failure.into_error().into()),
            }
            pause(conflicts + lost);
        }
    }

    /// One try of a writing transaction.
    fn attempt<T, E: From<DbError>>(
        &self,
        begin: &str,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Try<T, E> {
        let mut loan = match self.pool.lend() {
            Ok(loan) => loan,
            Err(failure) => return Try::Undone(failure),
        };
        if let Err(error) = loan.connection().batch(begin) {
            return Try::Undone(loan.give_up(Failure::of(&error)));
        }
        let (done, failure) = run(&mut loan, work);
        let Some(failure) = failure else {
            return match done {
                Ok(done) => match loan.connection().batch("COMMIT") {
                    Ok(()) => {
                        loan.give_back();
                        Try::Ended(Ok(done))
                    }
                    Err(error) => match loan.give_up(Failure::of_commit(&error)) {
                        // The database said no: nothing of it is there.
                        Failure::Conflict => Try::Undone(Failure::Conflict),
                        failure => Try::Ended(Err(failure.into_error().into())),
                    },
                },
                Err(refused) => {
                    loan.roll_back();
                    Try::Ended(Err(refused))
                }
            };
        };
        match failure {
            Failure::Unreachable => drop(loan.give_up(failure.clone())),
            _ => loan.roll_back(),
        }
        match (failure, done) {
            (failure @ (Failure::Conflict | Failure::Unreachable), _) => Try::Undone(failure),
            (_, Err(error)) => Try::Ended(Err(error)),
            // The transaction was over at the first failure, whatever became of it in `work`.
            (failure, Ok(_)) => Try::Ended(Err(failure.into_error().into())),
        }
    }

    /// Runs `work` on one snapshot.
    pub(in crate::db) fn read<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.read_as(READ, work)
    }

    /// The same for `work` that finds a few rows by their keys.
    pub(in crate::db) fn read_few<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.read_as(READ_FEW, work)
    }

    fn read_as<T, E: From<DbError>>(
        &self,
        begin: &str,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (mut lost, until) = (0, Instant::now() + LAST_TRY);
        let mut loan = loop {
            let begun =
                self.pool
                    .lend()
                    .and_then(|mut loan| match loan.connection().batch(begin) {
                        Ok(()) => Ok(loan),
                        Err(error) => Err(loan.give_up(Failure::of(&error))),
                    });
            match begun {
                Ok(loan) => break loan,
                Err(Failure::Unreachable) if lost < MOST_LOST && Instant::now() < until => {
                    pause(lost);
                }
                Err(failure) => return Err(failure.into_error().into()),
            }
            lost += 1;
        };
        let (done, failure) = run(&mut loan, work);
        match failure {
            Some(failure @ Failure::Unreachable) => drop(loan.give_up(failure)),
            _ => loan.roll_back(),
        }
        done
    }
}

/// Runs `work` on a lent connection, which is closed if it panics.
fn run<T>(loan: &mut Loan<'_>, work: impl FnOnce(&Tx<'_>) -> T) -> (T, Option<Failure>) {
    let session = Session {
        connection: RefCell::new(loan.take()),
        failure: RefCell::default(),
    };
    let done = work(&Tx::postgres(&session));
    loan.put_back(session.connection.into_inner());
    (done, session.failure.into_inner())
}

impl Session {
    /// All rows of an answer.
    pub(super) fn query(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, DbError> {
        self.noted(self.connection.borrow_mut().query(sql, values))
    }

    /// How many rows a statement changed.
    pub(super) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, DbError> {
        self.noted(self.connection.borrow_mut().execute(sql, values))
    }

    fn noted<T>(&self, done: Result<T, postgres::Error>) -> Result<T, DbError> {
        done.map_err(|error| {
            let failure = Failure::of(&error);
            *self.failure.borrow_mut() = Some(failure.clone());
            failure.into_error()
        })
    }
}

/// Waits a random while, longer with every try, so that two that met don't meet again.
fn pause(tries: u32) {
    let most = (10 << tries.min(10)).min(MOST_WAIT_MS);
    let drawn = random_hex(2).ok();
    let drawn = drawn.and_then(|hex| u64::from_str_radix(&hex, 16).ok());
    std::thread::sleep(Duration::from_millis(drawn.unwrap_or(0) % most));
}

/// Brings the database to this version's schema. Servers that start at once go one after another.
fn bring_up(pool: &Pool) -> Result<(), DbError> {
    let error = |error: postgres::Error| Failure::of(&error).into_error();
    let runner = schema::postgres_runner()?;
    let mut migrating = pool.connect().map_err(Failure::into_error)?;
    let mut tries = 0;
    // Two who make one table at the same time can meet in the catalogue: the later asks again.
    while let Err(met) = migrating.batch(
        "CREATE TABLE IF NOT EXISTS turn (id BIGINT PRIMARY KEY);
         INSERT INTO turn (id) VALUES (1) ON CONFLICT DO NOTHING",
    ) {
        if tries == MOST_CONFLICTS || !Failure::met_in_catalogue(&met) {
            return Err(error(met));
        }
        tries += 1;
        pause(tries);
    }
    let mut turn = pool.connect().map_err(Failure::into_error)?;
    turn.batch("BEGIN; SELECT id FROM turn WHERE id = 1 FOR UPDATE")
        .map_err(error)?;
    let (client, newest) = (migrating.client(), schema::newest(&runner));
    let has_history = client
        .query_one(
            "SELECT count(*) FROM information_schema.tables
             WHERE table_schema = current_schema() AND table_name = 'refinery_schema_history'",
            &[],
        )
        .map_err(error)?;
    if has_history.get::<_, i64>(0) > 0 {
        let row = client.query_one(schema::NEWEST, &[]).map_err(error)?;
        if row.get::<_, Option<i32>>(0).map(i64::from) > newest {
            return Err(DbError::Newer);
        }
    }
    runner.run(client)?;
    turn.batch("COMMIT").map_err(error)
}
