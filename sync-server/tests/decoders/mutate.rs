//! Sound inputs, made unsound by a seed.

/// SplitMix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`; 0 where that is nothing.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        match n {
            0 => 0,
            n => (self.next() % n as u64) as usize,
        }
    }
}

/// What decoders stumble over, among text.
const WORDS: [&str; 24] = [
    "null",
    "-1",
    "0",
    "1e308",
    "-0.0",
    "4294967296",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775809",
    "\"\"",
    "{}",
    "[]",
    "[[[[[[[[",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\u{0}",
    "\u{feff}",
    "\r",
    "\n",
    "\"",
    ",",
    "true",
    "\u{1F3E0}\u{301}",
];

/// One to a few changes of `input`, some with a piece of `other`.
pub(crate) fn mutated(input: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        let most = 1 << random.below(8);
        let end = (at + 1 + random.below(most)).min(bytes.len());
        match random.below(10) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][random.below(5)],
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at.min(end)..end)),
            4 => {
                let piece = bytes[at.min(end)..end].to_vec();
                let times = 1 + random.below(20);
                bytes.splice(at..at, piece.repeat(times));
            }
            5 => {
                let from = random.below(other.len());
                let to = (from + random.below(200)).min(other.len());
                bytes.splice(at..end.max(at), other[from..to].iter().copied());
            }
            6 => drop(bytes.splice(at..at, WORDS[random.below(WORDS.len())].bytes())),
            7 => number(&mut bytes, at, random),
            8 => bytes.splice(at..at, [random.next() as u8]).for_each(drop),
            _ => {
                let deep = 1 << random.below(14);
                let open = [b"[".as_slice(), b"{\"a\":", b"(", b"\""][random.below(4)];
                bytes.splice(at..at, open.repeat(deep));
            }
        }
    }
    // A large input tells no more than a small one, and takes longer.
    bytes.truncate(1 << 18);
    bytes
}

/// Another number in the place of the first one behind `at`.
fn number(bytes: &mut Vec<u8>, at: usize, random: &mut Random) {
    let digit = |byte: &u8| byte.is_ascii_digit();
    let Some(from) = bytes[at..].iter().position(digit).map(|from| at + from) else {
        return;
    };
    let to = bytes[from..].iter().position(|byte| !digit(byte));
    let to = to.map_or(bytes.len(), |to| from + to);
    let word = match random.below(3) {
        0 => random.below(20).to_string(),
        1 => random.next().to_string(),
        _ => WORDS[random.below(10)].to_owned(),
    };
    bytes.splice(from..to, word.into_bytes());
}
