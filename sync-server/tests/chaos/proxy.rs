//! A proxy on loopback that does to connections what it is told to.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep};
use std::time::Duration;

/// Which bytes of a connection are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// From the phone.
    Up,
    /// To it.
    Down,
}

/// What a connection meets with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    None,
    /// After so many bytes of one way both ways are over.
    Cut(Way, usize),
    /// After so many bytes one way is over; the other goes on.
    HalfClose(Way, usize),
    /// After so many bytes one way stands still for a while.
    Stall(Way, usize, Duration),
    /// One way goes by so many bytes at a time.
    Dribble(Way, usize),
    /// The server is told everything twice, on two connections at once.
    Double,
}

/// The bytes that came of one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Passed {
    /// From the phone, those included that were not passed on.
    pub(crate) up: Vec<u8>,
    /// From the server.
    pub(crate) down: Vec<u8>,
}

/// A running proxy; it ends when dropped.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    server: SocketAddr,
    /// For the next connections; those after them meet with nothing.
    troubles: Mutex<VecDeque<Trouble>>,
    passed: Mutex<Vec<Arc<Mutex<Passed>>>>,
    open: Mutex<Vec<TcpStream>>,
    over: AtomicBool,
}

impl Proxy {
    pub(crate) fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            server,
            troubles: Mutex::default(),
            passed: Mutex::default(),
            open: Mutex::default(),
            over: AtomicBool::new(false),
        });
        let taking = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            for client in listener.incoming() {
                if taking.over.load(Ordering::SeqCst) {
                    return;
                }
                taking.take(client.unwrap());
            }
        });
        Self {
            address,
            shared,
            thread: Some(thread),
        }
    }

    /// What the next connection meets with, or the one after those that are told already.
    pub(crate) fn next(&self, trouble: Trouble) {
        self.shared.troubles.lock().unwrap().push_back(trouble);
    }

    /// Nothing is in the way of anybody any more.
    pub(crate) fn mend(&self) {
        self.shared.troubles.lock().unwrap().clear();
    }

    /// Ends all connections there are, as when a phone leaves one network for another.
    pub(crate) fn sever(&self) {
        for client in self.shared.open.lock().unwrap().drain(..) {
            // One that is over already can't be ended.
            let _ = client.shutdown(Shutdown::Both);
        }
    }

    /// The bytes of all connections since the last asking, in the order of their beginning.
    pub(crate) fn passed(&self) -> Vec<Passed> {
        let passed = std::mem::take(&mut *self.shared.passed.lock().unwrap());
        let copy = |it: &Arc<Mutex<Passed>>| it.lock().unwrap().clone();
        passed.iter().map(copy).collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            assert!(thread.join().is_ok() || std::thread::panicking());
        }
    }
}

impl Shared {
    fn take(&self, client: TcpStream) {
        let next = self.troubles.lock().unwrap().pop_front();
        let trouble = next.unwrap_or(Trouble::None);
        let passed = Arc::new(Mutex::new(Passed::default()));
        self.passed.lock().unwrap().push(Arc::clone(&passed));
        self.open.lock().unwrap().push(client.try_clone().unwrap());
        // A server that is gone is a connection that ends at once.
        let Ok(server) = TcpStream::connect(self.server) else {
            return;
        };
        let twin = (trouble == Trouble::Double).then(|| {
            let twin = TcpStream::connect(self.server).unwrap();
            let mut answer = twin.try_clone().unwrap();
            // What the server says to it is nobody's.
            std::thread::spawn(move || std::io::copy(&mut answer, &mut std::io::sink()));
            twin
        });
        for way in [Way::Up, Way::Down] {
            let (from, to) = match way {
                Way::Up => (&client, &server),
                Way::Down => (&server, &client),
            };
            let pump = Pump {
                way,
                from: from.try_clone().unwrap(),
                to: to.try_clone().unwrap(),
                twin: match way {
                    Way::Up => twin.as_ref().map(|twin| twin.try_clone().unwrap()),
                    Way::Down => None,
                },
                trouble,
                passed: Arc::clone(&passed),
            };
            std::thread::spawn(move || pump.run());
        }
    }
}

/// One way of one connection.
struct Pump {
    way: Way,
    from: TcpStream,
    to: TcpStream,
    twin: Option<TcpStream>,
    trouble: Trouble,
    passed: Arc<Mutex<Passed>>,
}

impl Pump {
    /// Passes bytes on until one side is done or the trouble says so. A side that has gone away
    /// is the end of this way, and no error.
    fn run(mut self) {
        let mut done = 0;
        let mut bytes = [0; 16 * 1024];
        self.set_nodelay();
        loop {
            if !self.goes_on(done) {
                return self.swallow();
            }
            let most = self.most(done).min(bytes.len());
            let read = match self.from.read(&mut bytes[..most]) {
                Ok(0) | Err(_) => break,
                Ok(read) => read,
            };
            self.note(&bytes[..read]);
            if let Some(twin) = &mut self.twin {
                let _ = twin.write_all(&bytes[..read]);
            }
            if self.to.write_all(&bytes[..read]).is_err() {
                break;
            }
            done += read;
        }
        let _ = self.to.shutdown(Shutdown::Write);
        if let Some(twin) = &self.twin {
            let _ = twin.shutdown(Shutdown::Write);
        }
    }

    fn set_nodelay(&self) {
        let _ = self.to.set_nodelay(true);
    }

    /// Bytes that may be passed on before the trouble is looked at again.
    fn most(&self, done: usize) -> usize {
        match self.trouble {
            Trouble::Cut(way, at) | Trouble::HalfClose(way, at) | Trouble::Stall(way, at, _)
                if way == self.way && at > done =>
            {
                at - done
            }
            Trouble::Dribble(way, piece) if way == self.way => piece,
            _ => usize::MAX,
        }
    }

    /// Does what the trouble says at this byte; whether more is passed on.
    fn goes_on(&self, done: usize) -> bool {
        match self.trouble {
            Trouble::Cut(way, at) if way == self.way && at == done => {
                let _ = self.to.shutdown(Shutdown::Both);
                let _ = self.from.shutdown(Shutdown::Both);
                false
            }
            Trouble::HalfClose(way, at) if way == self.way && at == done => {
                let _ = self.to.shutdown(Shutdown::Write);
                false
            }
            Trouble::Stall(way, at, time) if way == self.way && at == done => {
                sleep(time);
                true
            }
            Trouble::Dribble(way, _) if way == self.way => {
                sleep(Duration::from_millis(1));
                true
            }
            _ => true,
        }
    }

    /// Reads away what comes and goes nowhere.
    fn swallow(mut self) {
        let mut bytes = [0; 4096];
        while let Ok(read @ 1..) = self.from.read(&mut bytes) {
            self.note(&bytes[..read]);
        }
    }

    fn note(&self, bytes: &[u8]) {
        let mut passed = self.passed.lock().unwrap();
        match self.way {
            Way::Up => passed.up.extend_from_slice(bytes),
            Way::Down => passed.down.extend_from_slice(bytes),
        }
    }
}
