//! Bytes as they pass a socket: a relay on loopback that counts and changes nothing.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// Bytes both ways, HTTP's own words included, TCP's not.
#[derive(Debug, Default)]
pub struct Meter {
    up: AtomicU64,
    down: AtomicU64,
}

impl Meter {
    /// Relays to `target` (host and port) from a port of its own, which it returns, for as long
    /// as the runtime lives.
    pub async fn before(target: String) -> std::io::Result<(SocketAddr, Arc<Self>)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let meter = Arc::new(Self::default());
        let counting = Arc::clone(&meter);
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                let (counting, target) = (Arc::clone(&counting), target.clone());
                tokio::spawn(async move {
                    // A server that can't be reached closes the phone's connection, as it would
                    // without the relay.
                    if let Ok(server) = TcpStream::connect(&target).await {
                        counting.relay(phone, server).await;
                    }
                });
            }
        });
        Ok((address, meter))
    }

    /// Bytes sent by phones and by the server so far.
    pub fn bytes(&self) -> (u64, u64) {
        (self.up.load(Relaxed), self.down.load(Relaxed))
    }

    async fn relay(&self, phone: TcpStream, server: TcpStream) {
        let _ = (phone.set_nodelay(true), server.set_nodelay(true));
        let ((from_phone, to_phone), (from_server, to_server)) =
            (phone.into_split(), server.into_split());
        tokio::join!(
            pass(from_phone, to_server, &self.up),
            pass(from_server, to_phone, &self.down),
        );
    }
}

/// Passes on what comes until either side ends, and then ends the other.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, count: &AtomicU64) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(bytes) = from.read(&mut buffer).await {
        count.fetch_add(bytes as u64, Relaxed);
        if bytes == 0 || to.write_all(&buffer[..bytes]).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}
