//! Connections, lent to one transaction at a time, each with its prepared statements.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Row, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::super::super::{DbError, DbServer};
use super::super::Value;
use super::failure::Failure;
use super::text::numbered;
use super::tls;

/// How long one waits for a connection that others have.
const LEND_WAIT: Duration = Duration::from_secs(5);
/// How long connecting may take.
const CONNECT_WAIT: Duration = Duration::from_secs(3);
/// How long a peer that answers nothing is believed in.
const SILENCE: Duration = Duration::from_secs(20);
/// Statements prepared on one connection; the code has fewer.
const MOST_STATEMENTS: usize = 500;

/// Connections to one database.
pub(super) struct Pool {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    most: usize,
    shelf: Mutex<Shelf>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct Shelf {
    idle: Vec<Connection>,
    lent: usize,
}

/// A connection; `None` once it is closed.
pub(super) struct Connection {
    client: Option<Client>,
    statements: HashMap<String, Statement>,
}

/// A lent connection. One that is neither given back nor rolled back is closed: the database
/// then undoes what it had open.
#[derive(Debug)]
pub(super) struct Loan<'a> {
    pool: &'a Pool,
    connection: Connection,
    is_clean: bool,
}

impl Pool {
    /// Connects nothing yet.
    pub(super) fn to(server: DbServer<'_>, most: usize) -> Result<Self, DbError> {
        let mut config = tls::config(server.url)?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_WAIT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
        }
        config.keepalives_idle(SILENCE);
        if config.get_application_name().is_none() {
            config.application_name("turfwalk");
        }
        Ok(Self {
            tls: tls::connector(&config, server)?,
            config,
            most,
            shelf: Mutex::default(),
            returned: Condvar::new(),
        })
    }

    /// A connection of one's own.
    pub(super) fn connect(&self) -> Result<Connection, Failure> {
        let client = match &self.tls {
            Some(tls) => self.config.connect(tls.clone()),
            None => self.config.connect(NoTls),
        };
        let client = client.map_err(|error| Failure::of(&error))?;
        Ok(Connection {
            client: Some(client),
            statements: HashMap::new(),
        })
    }

    /// A connection until it is given back.
    pub(super) fn lend(&self) -> Result<Loan<'_>, Failure> {
        let until = Instant::now() + LEND_WAIT;
        let mut shelf = self.shelf();
        while shelf.idle.is_empty() && shelf.lent == self.most {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Failure::Waited);
            }
            let waited = self.returned.wait_timeout(shelf, left);
            shelf = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        let idle = shelf.idle.pop();
        shelf.lent += 1;
        drop(shelf);
        // From here on the loan gives the place back, also where connecting fails.
        let mut loan = Loan {
            pool: self,
            connection: Connection::closed(),
            is_clean: false,
        };
        loan.connection = match idle {
            Some(idle) => idle,
            None => self.connect()?,
        };
        Ok(loan)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

impl Loan<'_> {
    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// The connection itself, until it is put back.
    pub(super) fn take(&mut self) -> Connection {
        std::mem::replace(&mut self.connection, Connection::closed())
    }

    pub(super) fn put_back(&mut self, connection: Connection) {
        self.connection = connection;
    }

    /// Back to the pool, with no transaction open.
    pub(super) fn give_back(mut self) {
        self.is_clean = true;
    }

    /// Back to the pool, with what was done undone.
    pub(super) fn roll_back(mut self) {
        self.is_clean = self.connection.batch("ROLLBACK").is_ok();
    }

    /// Closed; where the database is gone, so are the other connections to it.
    pub(super) fn give_up(self, why: Failure) -> Failure {
        if matches!(why, Failure::Unreachable | Failure::Unsure) {
            let idle = std::mem::take(&mut self.pool.shelf().idle);
            drop(idle);
        }
        why
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let connection = self.take();
        let mut shelf = self.pool.shelf();
        shelf.lent -= 1;
        if self.is_clean {
            shelf.idle.push(connection);
        }
        drop(shelf);
        self.pool.returned.notify_one();
    }
}

impl Connection {
    fn closed() -> Self {
        Self {
            client: None,
            statements: HashMap::new(),
        }
    }

    pub(super) fn client(&mut self) -> &mut Client {
        self.client.as_mut().expect("a lent connection is open")
    }

    /// Runs statements without parameters.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), postgres::Error> {
        self.client().batch_execute(sql)
    }

    pub(super) fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, postgres::Error> {
        let statement = self.prepared(sql)?;
        self.client().query(&statement, &parameters(values))
    }

    pub(super) fn execute(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<u64, postgres::Error> {
        let statement = self.prepared(sql)?;
        self.client().execute(&statement, &parameters(values))
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, postgres::Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        if self.statements.len() >= MOST_STATEMENTS {
            self.statements.clear();
        }
        let statement = self.client().prepare(&numbered(sql))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl Drop for Connection {
    /// A client has a runtime of its own, which must not end inside another's.
    fn drop(&mut self) {
        let Some(client) = self.client.take() else {
            return;
        };
        self.statements.clear();
        if tokio::runtime::Handle::try_current().is_ok() {
            std::thread::spawn(move || drop(client));
        }
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

fn parameters<'a>(values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}
