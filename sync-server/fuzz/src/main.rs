//! libFuzzer over what `tests/decoders` claims of each decoder. `DECODER` says which is fed; the
//! arguments are libFuzzer's own. `run.sh` builds this, feeds each for its time and keeps what
//! covers something new.

#![no_main]

#[path = "../../tests/decoders/claims.rs"]
mod claims;
#[path = "../../tests/decoders/phone.rs"]
mod phone;
#[path = "../../tests/decoders/server.rs"]
mod server;

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use phone::Phone;
use server::Server;

/// Whether an input was read.
type Claim = Box<dyn FnMut(&[u8]) -> bool>;

thread_local! {
    static CLAIM: RefCell<Claim> = RefCell::new(claim());
}

/// The claim about the decoder that is to be fed.
fn claim() -> Claim {
    let name = std::env::var("DECODER").unwrap_or_default();
    match name.as_str() {
        "csv" => Box::new(claims::csv),
        "frame" => framed(),
        "osm" => Box::new(claims::osm),
        "pack" => Box::new(|body| {
            let [first, second] =
                [1, 2].map(|version| claims::pack(&claims::sealed(version, body)));
            first || second
        }),
        "phone" => {
            let mut phone = Phone::new();
            Box::new(move |body| phone.answered(body))
        }
        "push" => pushed(),
        "reply" => Box::new(claims::reply),
        "small" => Box::new(claims::small),
        "snapshot" => Box::new(claims::snapshot),
        _ => panic!("DECODER is one of the names in run.sh, not {name:?}"),
    }
}

/// What is no zstd frame is given in one, since changes to packed bytes seldom unpack.
fn framed() -> Claim {
    let mut phone = Phone::new();
    Box::new(move |input| match input {
        [0x28, 0xb5, 0x2f, 0xfd, ..] => phone.given(input),
        _ => zstd::encode_all(input, 1).is_ok_and(|frame| phone.given(&frame)),
    })
}

/// Each server is sent some requests only: an input counts as much behind others as by itself.
fn pushed() -> Claim {
    let mut server = Server::new();
    let mut sent = 0_u32;
    Box::new(move |body| {
        sent += 1;
        if sent.is_multiple_of(100) {
            server = Server::new();
        }
        server.takes(body)
    })
}

// libFuzzer's own hook ends the process also where a panic of a library is caught. One that is not
// ends it all the same, and `tests/decoders` says what it was of the input that is kept.
fuzz_target!(
    init: std::panic::set_hook(Box::new(|_| {})),
    |data: &[u8]| {
        CLAIM.with_borrow_mut(|claim| claim(data));
    }
);
