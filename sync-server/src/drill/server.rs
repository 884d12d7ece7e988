//! A `turfwalk serve` as a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command};

use crate::commands::CommandError;

/// A server that listens; it is killed with SIGKILL when this is dropped.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    /// The port on loopback that it listens on.
    pub(super) port: u16,
}

impl Server {
    /// Runs `command`, which is to serve on loopback with its output piped; done when it listens.
    pub(super) fn start(command: &mut Command) -> Result<Self, CommandError> {
        let mut child = command.spawn()?;
        let out = child.stdout.take();
        // Kept before it is read: whatever comes, the process is ended.
        let mut server = Self { child, port: 0 };
        let (mut out, mut line) = (
            BufReader::new(out.ok_or("the server has no output")?),
            String::new(),
        );
        out.read_line(&mut line)?;
        // Read to its end, or the server would end with nobody to talk to.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        let port = line
            .split("127.0.0.1:")
            .nth(1)
            .and_then(|rest| rest.split('/').next()?.parse().ok());
        server.port = port.ok_or_else(|| format!("the server did not start: {}", line.trim()))?;
        Ok(server)
    }

    /// The number of its process.
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends the process a signal by its name: `STOP`, `CONT`.
    pub(super) fn signal(&self, name: &str) -> Result<(), CommandError> {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.pid().to_string()])
            .status()?;
        match sent.success() {
            true => Ok(()),
            false => Err("the server's process can't be stopped and continued".into()),
        }
    }

    /// Ends it with SIGKILL.
    pub(super) fn kill(mut self) -> Result<(), CommandError> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Only the process that was started here; what can't be ended is over already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
