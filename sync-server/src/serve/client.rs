//! Who asks: the address behind a request, also through a proxy.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::App;

/// The client of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its address; 0.0.0.0 where none is known.
    pub address: IpAddr,
    /// Whether it is a program on this machine that asks for itself.
    pub is_here: bool,
}

impl Client {
    /// What requests are counted by; `None` for a program on this machine, which has other ways to
    /// be a nuisance, and where nothing is known.
    pub(crate) fn counted(&self) -> Option<IpAddr> {
        let known = !self.is_here && !self.address.is_unspecified();
        known.then(|| self.network())
    }

    /// The address, or of IPv6 the /64 that one customer has.
    pub fn network(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(_) => self.address,
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }

    /// Only a proxy that the organizer named is believed about whom it asks for, and only its own
    /// word, the last of the list.
    fn of(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &[IpAddr]) -> Self {
        let peer = peer
            .unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
            .to_canonical();
        let forwarded = headers.get_all("x-forwarded-for").iter().next_back();
        if proxies.contains(&peer) {
            let last = forwarded
                .and_then(|list| list.to_str().ok())
                .and_then(|list| list.rsplit(',').next())
                .and_then(|last| last.trim().parse::<IpAddr>().ok());
            return Self {
                address: last.map_or(peer, |address| address.to_canonical()),
                is_here: false,
            };
        }
        let through_a_proxy = forwarded.is_some() || headers.contains_key("forwarded");
        Self {
            address: peer,
            is_here: peer.is_loopback() && !through_a_proxy,
        }
    }
}

impl FromRequestParts<Arc<App>> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self::of(
            peer.map(|ConnectInfo(peer)| peer.ip()),
            &parts.headers,
            &app.proxies,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_named_proxy_is_believed_about_whom_it_asks_for() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let mut headers = HeaderMap::new();
        let here = Client::of(Some(ip("127.0.0.1")), &headers, &[]);
        assert_eq!((here.address, here.is_here), (ip("127.0.0.1"), true));
        let mapped = Client::of(Some(ip("::ffff:127.0.0.1")), &headers, &[]);
        assert_eq!(mapped, here);

        headers.insert("x-forwarded-for", "9.9.9.9, 203.0.113.7".parse().unwrap());
        let unnamed = Client::of(Some(ip("127.0.0.1")), &headers, &[]);
        assert_eq!((unnamed.address, unnamed.is_here), (ip("127.0.0.1"), false));
        let named = Client::of(Some(ip("127.0.0.1")), &headers, &[ip("127.0.0.1")]);
        assert_eq!((named.address, named.is_here), (ip("203.0.113.7"), false));
        let other = Client::of(Some(ip("198.51.100.1")), &headers, &[ip("127.0.0.1")]);
        assert_eq!(other.address, ip("198.51.100.1"));
        assert!(!Client::of(None, &headers, &[]).is_here);

        let one = Client::of(Some(ip("2001:db8:1:2:3::4")), &headers, &[]);
        let two = Client::of(Some(ip("2001:db8:1:2:ffff::1")), &headers, &[]);
        assert_eq!(one.network(), two.network());
    }
}
