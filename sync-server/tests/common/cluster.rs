//! The cluster that the tests of one binary share, and a plain connection to one.

use std::sync::OnceLock;

pub(crate) use turfwalk_server::drill::Cluster;

/// The shared one, without a care for power cuts.
pub(crate) fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED.get_or_init(|| {
        Cluster::new(&["fsync=off", "full_page_writes=off", "max_connections=200"]).unwrap()
    })
}

/// The address of a fresh, empty database in the shared one.
pub(crate) fn fresh() -> String {
    shared().url(&shared().database().unwrap())
}

/// A plain connection to a cluster's first database.
pub(crate) fn client(cluster: &Cluster) -> postgres::Client {
    postgres::Client::connect(&cluster.url("postgres"), postgres::NoTls).unwrap()
}
