//! A browser as far as tests need one: plain HTTP/1.1, cookies, forms.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    /// Head as sent, names in lower case.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answered {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find_map(|(held, value)| held.eq_ignore_ascii_case(name).then_some(value))
    }
}

/// Sends bytes as they are and reads until the server closes.
pub(crate) fn raw(server: SocketAddr, request: &[u8]) -> Option<Answered> {
    let mut stream = TcpStream::connect(server).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    // The server may have closed before all is sent.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answered {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

/// A browser with its cookies.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    server: SocketAddr,
    pub(crate) cookies: BTreeMap<String, String>,
    /// Further lines for each request's head.
    pub(crate) head: String,
}

impl Browser {
    pub(crate) fn at(server: SocketAddr) -> Self {
        Self {
            server,
            cookies: BTreeMap::new(),
            head: String::new(),
        }
    }

    fn send(&mut self, method: &str, path: &str, more: &str, body: &str) -> Answered {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let answered = raw(
            self.server,
            format!(
                "{method} {path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\nCookie: {}\r\n{}{more}\
                 Content-Length: {}\r\n\r\n{body}",
                cookies.join("; "),
                self.head,
                body.len()
            )
            .as_bytes(),
        )
        .unwrap();
        for line in answered.head.lines() {
            let Some(cookie) = line.strip_prefix("set-cookie: ") else {
                continue;
            };
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answered
    }

    pub(crate) fn get(&mut self, path: &str) -> Answered {
        self.send("GET", path, "", "")
    }

    pub(crate) fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answered {
        let fields: Vec<_> = form
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace(' ', "+").replace('&', "%26")))
            .collect();
        let media = "Content-Type: application/x-www-form-urlencoded\r\n";
        self.send("POST", path, media, &fields.join("&"))
    }

    /// What the forms of a page carry.
    pub(crate) fn csrf(&mut self, path: &str) -> String {
        let page = self.get(path);
        let found = page
            .body
            .split("name=\"csrf\" content=\"")
            .nth(1)
            .or_else(|| page.body.split("name=\"csrf\" value=\"").nth(1));
        found.unwrap().split('"').next().unwrap().to_owned()
    }

    pub(crate) fn sign_in(&mut self, name: &str, password: &str) -> Answered {
        self.post("/login", &[("name", name), ("password", password)])
    }
}
