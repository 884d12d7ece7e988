//! A server on loopback that answers every request with the same bytes.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

/// The server; it ends when dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// One that answers each request by what `answers` has next, and by its last for ever after.
    pub(crate) fn that_says(answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let thread = std::thread::spawn(move || {
            let mut answers = answers.into_iter().peekable();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                stream
                    .set_read_timeout(Some(Duration::from_secs(5)))
                    .unwrap();
                if !read_request(&mut stream) {
                    return;
                }
                let next = answers.next().unwrap();
                // The phone may have hung up: it need not hear a bomb out.
                let _ = stream.write_all(&next);
                if answers.peek().is_none() {
                    answers = vec![next].into_iter().peekable();
                }
            }
        });
        Self {
            url,
            thread: Some(thread),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A connection without a request ends it.
        drop(TcpStream::connect(self.url.trim_start_matches("http://")));
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || std::thread::panicking());
        }
    }
}

/// Reads a request to its end; false if there is none.
fn read_request(stream: &mut TcpStream) -> bool {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return false,
            Ok(read) => bytes.extend_from_slice(&chunk[..read]),
        }
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .map_or(0, |text| text.trim().parse().unwrap());
        if bytes.len() >= end + 4 + length {
            return true;
        }
    }
}

/// An answer: status line without its version, headers each on a line, and body; with its length.
pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}
