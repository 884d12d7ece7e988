//! TLS to the database: who asks for it gets it or is told why not, and a server is verified.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use turfwalk_core::model::{DeviceId, Incarnation};
use turfwalk_server::db::{Db, DbError, DbServer};

use crate::cluster::{self, Cluster};
use crate::common::campaign;

/// A cluster on 127.0.0.1 with a certificate for that alone, who signed it, and who did not.
struct World {
    cluster: Cluster,
    authority: CertifiedIssuer<'static, KeyPair>,
    signed_it: PathBuf,
    did_not: PathBuf,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let authority = || {
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
        };
        let (ours, other) = (authority(), authority());
        let key = KeyPair::generate().unwrap();
        let server = CertificateParams::new(["127.0.0.1".into()]).unwrap();
        let server = server.signed_by(&key, &ours).unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tls");
        std::fs::create_dir_all(&folder).unwrap();
        let kept = |name: &str, text: String| {
            let file = folder.join(name);
            std::fs::write(&file, text).unwrap();
            file
        };
        World {
            cluster: Cluster::over_tls(&server.pem(), &key.serialize_pem()).unwrap(),
            signed_it: kept("ours.pem", ours.pem()),
            did_not: kept("other.pem", other.pem()),
            authority: ours,
        }
    })
}

/// The address of a fresh database there, and its name.
fn fresh() -> (String, String) {
    let name = world().cluster.database().unwrap();
    (world().cluster.url(&name), name)
}

/// How many of a database's connections by Turfwalk are encrypted, and how many are not.
fn connections(name: &str) -> String {
    let seen = format!(
        "SELECT count(*) FILTER (WHERE ssl), count(*) FILTER (WHERE NOT ssl)
         FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
         WHERE application_name = 'turfwalk' AND datname = '{name}'"
    );
    world().cluster.sql("postgres", &seen).unwrap()
}

#[test]
fn database_and_copy_are_spoken_to_in_tls_where_the_address_asks_for_it() {
    let roots = Some(world().signed_it.as_path());
    for mode in ["prefer", "require", "verify-full"] {
        let (url, name) = fresh();
        let url = format!("{url}?sslmode={mode}");
        let server = DbServer { url: &url, roots };
        let db = Db::connect(server).unwrap().with_copy(server).unwrap();
        campaign(&db);
        // Asks the copy, by a connection that stays.
        db.dur(DeviceId(1), Incarnation(1)).unwrap();
        assert_eq!(connections(&name).trim(), "2|0", "{mode}");
    }
}

#[test]
fn a_server_on_this_machine_is_spoken_to_in_the_clear_unless_the_address_says_otherwise() {
    let (url, name) = fresh();
    let held = Db::connect(&url).unwrap();
    campaign(&held);
    assert_eq!(connections(&name).trim(), "0|1");
    drop(held);
}

/// The one sentence that somebody gets to read.
fn refusal(url: &str, roots: Option<&PathBuf>) -> String {
    let roots = roots.map(PathBuf::as_path);
    let refused = |done: Result<Db, DbError>| done.unwrap_err().to_string();
    let said = refused(Db::connect(DbServer { url, roots }));
    let (sound, _) = fresh();
    let copied = Db::connect(&sound).unwrap();
    let of_copy = refused(copied.with_copy(DbServer { url, roots }));
    assert_eq!(said, of_copy, "database and copy are refused alike");
    assert!(
        !said.contains("127.0.0.1") && !said.contains('\n'),
        "{said}"
    );
    said
}

#[test]
fn a_server_that_nobody_trusted_has_signed_is_refused_however_tls_is_asked_for() {
    let (url, name) = fresh();
    for mode in ["prefer", "require", "verify-ca", "verify-full"] {
        let url = format!("{url}?sslmode={mode}");
        // Another authority than the one that signed it; the system's; none that can be read.
        for roots in [Some(&world().did_not), None] {
            let said = refusal(&url, roots);
            assert!(said.contains("signed by nobody"), "{mode}: {said}");
            assert!(said.contains("--db-roots"), "{said}");
        }
    }
    let url = format!("{url}?sslmode=require");
    let missing = world().did_not.with_extension("none");
    assert!(refusal(&url, Some(&missing)).contains("no certificates can be read"));
    assert_eq!(
        connections(&name).trim(),
        "0|0",
        "and nothing was said to it"
    );
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let (url, _) = fresh();
    let url = url.replace("127.0.0.1", "localhost") + "?sslmode=require";
    let roots = Some(world().signed_it.as_path());
    let said = Db::connect(DbServer { url: &url, roots }).unwrap_err();
    assert!(said.to_string().contains("another name"), "{said}");
}

#[test]
fn a_certificate_that_has_expired_is_refused_whoever_signed_it() {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(["127.0.0.1".into()]).unwrap();
    params.not_before = rcgen::date_time_ymd(2024, 1, 1);
    params.not_after = rcgen::date_time_ymd(2025, 1, 1);
    let expired = params.signed_by(&key, &world().authority).unwrap();
    let cluster = Cluster::over_tls(&expired.pem(), &key.serialize_pem()).unwrap();
    let url = cluster.url(&cluster.database().unwrap());
    for mode in ["prefer", "require", "verify-full"] {
        let url = format!("{url}?sslmode={mode}");
        let said = refusal(&url, Some(&world().signed_it));
        assert!(
            said.contains("certificate has expired; renew it"),
            "{mode}: {said}"
        );
        assert!(!said.contains("--db-roots"), "that would not help: {said}");
    }
}

#[test]
fn a_server_without_tls_is_refused_where_it_is_required_and_taken_where_it_is_preferred() {
    let url = cluster::fresh();
    let required = format!("{url}?sslmode=require");
    assert!(matches!(Db::connect(&required), Err(DbError::NoTls)));
    assert!(refusal(&required, Some(&world().signed_it)).contains("speaks no TLS"));
    campaign(&Db::connect(&format!("{url}?sslmode=prefer")).unwrap());
}

#[test]
fn a_server_that_wants_tls_turns_the_clear_away_and_says_what_to_add() {
    let (certificate, key) = {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["127.0.0.1".into()]).unwrap();
        (params.self_signed(&key).unwrap(), key)
    };
    let cluster = Cluster::over_tls(&certificate.pem(), &key.serialize_pem()).unwrap();
    let name = cluster.database().unwrap();
    cluster
        .admit("hostssl all all 127.0.0.1/32 trust\n")
        .unwrap();
    let file = world().did_not.with_file_name("itself.pem");
    std::fs::write(&file, certificate.pem()).unwrap();
    let url = cluster.url(&name);
    let refused = || Db::connect(&format!("{url}?sslmode=disable"));
    crate::soon(|| refused().is_err());
    let said = refused().unwrap_err();
    assert!(matches!(said, DbError::NotAdmitted), "{said:?}");
    assert!(said.to_string().contains("sslmode=require"), "{said}");

    // The same by the program: the file of roots comes from flag, environment or settings.
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("turfwalk.conf");
    let url = format!("{url}?sslmode=require");
    std::fs::write(&settings, format!("db-roots = {}\n", file.display())).unwrap();
    let program = || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_turfwalk"));
        program
            .env("TURFWALK_DB", &url)
            .arg("--dir")
            .arg(folder.path());
        program.arg("audit");
        program
    };
    let says = |program: &mut Command| program.output().unwrap().status.success();
    assert!(!says(&mut program()), "the system trusts it");
    assert!(says(program().env("TURFWALK_DB_ROOTS", &file)));
    assert!(says(program().arg("--db-roots").arg(&file)));
    assert!(says(program().arg("--config").arg(&settings)));
}
