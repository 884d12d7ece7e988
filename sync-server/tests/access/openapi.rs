//! The description of what devices ask is what the server does.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::browser::{Answered, Browser, raw};
use crate::limits::TOKEN;
use crate::world::{Server, anywhere, app};

/// A request as any program would send it.
fn ask(server: SocketAddr, method: &str, path: &str, token: Option<&str>, body: &str) -> Answered {
    let token = token.map_or(String::new(), |t| format!("Authorization: Bearer {t}\r\n"));
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n{token}\
         Content-Length: {length}\r\n\r\n{body}"
    );
    raw(server, head.as_bytes()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_answer_is_one_that_the_description_has() {
    let server = Server::start(anywhere(), None, app()).await;
    let at = server.address;
    let invite = server.invite(None);
    tokio::task::block_in_place(|| {
        let document: Value =
            serde_json::from_str(&Browser::at(at).get("/v1/openapi.json").body).unwrap();
        assert!(document["openapi"].as_str().unwrap().starts_with("3."));
        let code = invite.split('#').nth(1).unwrap();
        let join = |token: &str| {
            json!({"code": code, "token": token, "incarnation": "00c0ffee00c0ffee", "name": "A"})
                .to_string()
        };
        let hello = "{\"v\":1,\"incarnation\":\"00c0ffee00c0ffee\",\"from\":1}\n";
        let behind = "{\"v\":1,\"incarnation\":\"00c0ffee00c0ffee\",\"from\":1,\
                      \"cursors\":[{\"stream\":\"turf/1\",\"seq\":0,\"tag\":\"00000000\"}]}\n";
        let newer = "{\"v\":99,\"incarnation\":\"00c0ffee00c0ffee\",\"from\":1}\n";
        let many = format!("{hello}{}", "{}\n".repeat(501));
        let nothing = "0".repeat(64);
        let (snapshot, streets) = ("/v1/snapshots/{sha256}", "/v1/streets/{sha256}");
        let me = Some(TOKEN);
        let other = "6".repeat(64);
        let mut seen = BTreeSet::new();
        for (method, path, token, body, status) in [
            ("POST", "/v1/join", None, join(TOKEN).as_str(), 200),
            ("POST", "/v1/join", None, join(&other).as_str(), 403),
            ("POST", "/v1/join", None, "{}", 400),
            ("POST", "/v1/sync", me, hello, 200),
            ("POST", "/v1/sync", me, "hello", 400),
            ("POST", "/v1/sync", me, newer, 400),
            ("POST", "/v1/sync", me, many.as_str(), 413),
            ("POST", "/v1/sync", None, hello, 401),
            ("POST", "/v1/sync", Some(other.as_str()), hello, 401),
            ("POST", "/v1/wait", me, behind, 200),
            ("POST", "/v1/wait", me, "hello", 400),
            ("POST", "/v1/wait", None, hello, 401),
            ("GET", snapshot, me, "", 404),
            ("GET", snapshot, None, "", 401),
            ("GET", streets, me, "", 404),
            ("GET", streets, None, "", 401),
            ("GET", "/v1/openapi.json", None, "", 200),
        ] {
            let answered = ask(at, method, &path.replace("{sha256}", &nothing), token, body);
            assert_eq!(
                answered.status, status,
                "{method} {path}: {}",
                answered.body
            );
            let told = &document["paths"][path][method.to_lowercase()]["responses"];
            let told = &told[status.to_string()];
            assert!(told.is_object(), "{method} {path} answers {status}, untold");
            let kind = answered.header("content-type").unwrap_or_default();
            let kind = kind.split(';').next().unwrap_or_default();
            assert!(
                told["content"].get(kind).is_some(),
                "{method} {path} {status} comes as {kind}, told as {}",
                told["content"]
            );
            seen.insert(path);
        }
        let told: BTreeSet<&str> = document["paths"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(told, seen, "each path is tried");
    });
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_wrongly_is_answered_in_the_form_of_all_refusals() {
    let server = Server::start(anywhere(), None, app()).await;
    let at = server.address;
    let (invite, second) = (server.invite(None), server.invite(None));
    tokio::task::block_in_place(|| {
        let join = |invite: &str| {
            let code = invite.split('#').nth(1).unwrap();
            let join = json!({"code": code, "token": TOKEN, "incarnation": "00c0ffee00c0ffee",
                              "name": "A"});
            ask(at, "POST", "/v1/join", None, &join.to_string())
        };
        let code_of = |answered: &Answered| -> String {
            let body: Value = serde_json::from_str(&answered.body).unwrap();
            assert!(!body["error"].as_str().unwrap().is_empty());
            body["code"].as_str().unwrap().to_owned()
        };
        assert_eq!(join(&invite).status, 200);
        // A token that a device has already makes no second device.
        let again = join(&second);
        assert_eq!((again.status, &*code_of(&again)), (403, "refused"));
        let other = ask(at, "GET", "/v1/sync", Some(TOKEN), "");
        assert_eq!((other.status, &*code_of(&other)), (405, "other_method"));
        let hello = "{\"v\":1,\"incarnation\":\"00c0ffee00c0ffee\",\"from\":1}\n";
        let head = |more: &str| {
            let length = hello.len();
            format!(
                "POST /v1/sync HTTP/1.1\r\nHost: t\r\nConnection: close\r\n{more}\
                 Content-Length: {length}\r\n\r\n{hello}"
            )
        };
        let packed = format!("Authorization: Bearer {TOKEN}\r\nContent-Encoding: zstd\r\n");
        let packed = raw(at, head(&packed).as_bytes()).unwrap();
        assert_eq!((packed.status, &*code_of(&packed)), (400, "malformed"));
        // The scheme's name is written as one likes.
        let lower = head(&format!("Authorization: bearer {TOKEN}\r\n"));
        assert_eq!(raw(at, lower.as_bytes()).unwrap().status, 200);
    });
    server.end().await;
}
