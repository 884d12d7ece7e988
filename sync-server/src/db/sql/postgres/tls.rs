//! TLS to the database: when it is spoken, and who vouches for the server.
//!
//! When says `sslmode` in the address, as PostgreSQL's own clients read it: `disable`, `prefer`
//! (where the server offers it) or `require`, which `verify-ca` and `verify-full` come to here.
//! Unlike with those clients a server that is spoken TLS with is always verified: signer, dates and
//! name. Where the address says nothing it is `prefer`, but for a server on this machine: nothing
//! goes over a wire there, and its certificate is often one that nobody signed.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use postgres::Config;
use postgres::config::{Host, SslMode};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::super::super::{DbError, DbServer};

/// What an address says of how to connect.
pub(super) fn config(url: &str) -> Result<Config, DbError> {
    let (place, options) = url.rsplit_once('?').unwrap_or((url, ""));
    let mut text = place.to_owned();
    if !options.is_empty() {
        let options = ["verify-ca", "verify-full"]
            .iter()
            .fold(options.to_owned(), |options, mode| {
                options.replace(&format!("sslmode={mode}"), "sslmode=require")
            });
        text = format!("{place}?{options}");
    }
    // The address stays out of every message: it has a password in it.
    let mut config: Config = text.parse().map_err(|_| DbError::Address)?;
    if !text.contains("sslmode=") && is_here(&config) {
        config.ssl_mode(SslMode::Disable);
    }
    Ok(config)
}

/// Whether each host is this machine.
fn is_here(config: &Config) -> bool {
    let names = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    names && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

/// What verifies the server; `None` where no TLS is to be spoken.
pub(super) fn connector(
    config: &Config,
    server: DbServer<'_>,
) -> Result<Option<MakeRustlsConnect>, DbError> {
    if config.get_ssl_mode() == SslMode::Disable {
        return Ok(None);
    }
    let mut roots = RootCertStore::empty();
    match server.roots {
        Some(file) => {
            for root in read(file)? {
                roots.add(root).map_err(|_| unreadable(file))?;
            }
        }
        None => {
            // A root that can't be read vouches for nobody.
            let held = rustls_native_certs::load_native_certs().certs;
            roots.add_parsable_certificates(held);
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Some(MakeRustlsConnect::new(config)))
}

fn read(file: &Path) -> Result<Vec<CertificateDer<'static>>, DbError> {
    let roots: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file)
        .map_err(|_| unreadable(file))?
        .collect();
    let roots = roots.map_err(|_| unreadable(file))?;
    match roots.is_empty() {
        true => Err(unreadable(file)),
        false => Ok(roots),
    }
}

fn unreadable(file: &Path) -> DbError {
    DbError::Refused(format!(
        "no certificates can be read from {}; name a file of them in PEM with --db-roots",
        file.display()
    ))
}

/// Why the server's certificate is not taken, if that is what went wrong, and what to do about it:
/// a part of a sentence.
pub(super) fn distrust(error: &postgres::Error) -> Option<&'static str> {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let tls = error
            .downcast_ref::<std::io::Error>()
            .and_then(|error| error.get_ref())
            .and_then(|error| error.downcast_ref::<rustls::Error>());
        if let Some(tls) = tls {
            use CertificateError::{
                BadSignature, Expired, ExpiredContext, NotValidForName, NotValidForNameContext,
                UnknownIssuer,
            };
            return match tls {
                rustls::Error::InvalidCertificate(why) => Some(match why {
                    // Another key under the name of one that is trusted.
                    UnknownIssuer | BadSignature => {
                        "is signed by nobody who is trusted here; \
                         name the file of those who sign it with --db-roots"
                    }
                    Expired | ExpiredContext { .. } => {
                        "has expired; renew it there, or set this machine's clock, if that is wrong"
                    }
                    NotValidForName | NotValidForNameContext { .. } => {
                        "is for another name than --db has; write that name there, \
                         or have a certificate made for this one"
                    }
                    _ => "is not valid; have another one made",
                }),
                _ => None,
            };
        }
        cause = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_is_spoken_as_the_address_says_and_to_other_machines_where_it_can_be() {
        use SslMode::{Disable, Prefer, Require};
        for (url, mode) in [
            ("postgres://t@db.example/t", Prefer),
            ("postgres://t@127.0.0.1,db.example/t", Prefer),
            ("postgres://t@127.0.0.1:5432/t", Disable),
            ("postgres://t@localhost,[::1]/t", Disable),
            ("postgres://t@localhost/t?sslmode=prefer", Prefer),
            ("postgres://t@localhost/t?sslmode=require", Require),
            ("postgres://t@db.example/t?sslmode=disable", Disable),
            ("postgres://t@db.example/t?sslmode=verify-full", Require),
            (
                "postgres://t@east,west/t?sslmode=verify-ca&connect_timeout=2",
                Require,
            ),
        ] {
            assert_eq!(config(url).unwrap().get_ssl_mode(), mode, "{url}");
        }
        let unknown = config("postgres://t@db.example/t?sslmode=sometimes");
        assert!(matches!(unknown, Err(DbError::Address)));
    }
}
