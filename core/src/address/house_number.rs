//! House numbers: what counts in them, which side they are on, how people order them.

use std::cmp::Ordering;
use std::fmt;

use super::fold;

/// Odd or even: in most places, the side of the street.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Parity {
    /// 2, 4, 6 …
    Even,
    /// 1, 3, 5 …
    Odd,
}

/// A house number as written, with its parts for sorting and matching.
///
/// | written | read as |
/// |---|---|
/// | `12`, `0012`, `No. 12` | number 12 |
/// | `12A`, `12 a`, `12-A`, `12bis` | number 12, letter |
/// | `12 1/2`, `12½` | number 12, fraction |
/// | `12-14`, `12–14`, `12/14`, `12;14`, `12A-12C` | a range |
/// | `84-12`, `84-05` | block 84, number 12 (Queens, New York) |
/// | `N6W23001` | grid prefix, number 23001 (Wisconsin) |
/// | `Rose Cottage` | a name, no number |
///
/// `a-b` is a range if `b` is greater by at most 100 and has no leading zero; else it is
/// block and number. So `12-14` in Queens is read as a range, which sorts it just as well.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HouseNumber {
    text: String,
    /// Folded letters before the number, or the whole folded name if there is no number.
    prefix: String,
    block: Option<u32>,
    number: Option<u32>,
    /// Numerator and denominator, `(0, 1)` if none.
    fraction: (u8, u8),
    letter: String,
    end: Option<(u32, String)>,
}

impl HouseNumber {
    /// Reads any text; what has no number is taken as a name.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let folded = without_label(&open_fractions(&fold(text)));
        let mut parsed = Self {
            text: text.to_owned(),
            prefix: squeeze(&folded),
            block: None,
            number: None,
            fraction: (0, 1),
            letter: String::new(),
            end: None,
        };
        let Some((prefix, digits, rest)) = split_number(&folded) else {
            return parsed;
        };
        let Ok(number) = digits.parse() else {
            return parsed;
        };
        parsed.prefix = prefix;
        parsed.number = Some(number);
        parsed.read_rest(number, rest);
        parsed
    }

    /// Reads what follows the first number.
    fn read_rest(&mut self, number: u32, rest: &str) {
        let mut rest = rest.trim();
        if let Some((fraction, after)) = leading_fraction(rest) {
            self.fraction = fraction;
            rest = after;
        }
        let mark = rest.find(['-', '/', ';', ',', '+', '&']);
        let (letter, after) = match mark {
            Some(at) => (&rest[..at], rest[at + 1..].trim()),
            None => (rest, ""),
        };
        self.letter = squeeze(letter);
        if after.is_empty() {
            return;
        }
        let digits = leading_digits(after);
        let Ok(second) = digits.parse::<u32>() else {
            // `12-A`, or `12a-c`: a range of letters.
            if self.letter.is_empty() {
                self.letter = squeeze(after);
            } else {
                self.end = Some((number, squeeze(after)));
            }
            return;
        };
        let zero_led = digits.len() > 1 && digits.starts_with('0');
        let tail = squeeze(leading_letters(&after[digits.len()..]));
        let is_range = second > number && second - number <= 100 && !zero_led;
        if is_range || (second == number && !self.letter.is_empty()) {
            self.end = Some((second, tail));
        } else if rest[letter.len()..].starts_with('-') && self.letter.is_empty() {
            self.block = Some(number);
            self.number = Some(second);
            self.letter = tail;
        } else {
            // `12/3`: house and flat, or conscription and street number; kept as a suffix.
            self.letter = squeeze(rest);
        }
    }

    /// As it was written, trimmed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Odd or even; `None` for a name.
    pub fn parity(&self) -> Option<Parity> {
        self.number.map(|n| {
            if n % 2 == 0 {
                Parity::Even
            } else {
                Parity::Odd
            }
        })
    }

    /// Its place in the count along a street: the number itself; for block and number
    /// `block × 100 + number` (with larger numbers, `× 1000`). `None` for a name.
    pub fn count(&self) -> Option<u32> {
        let number = self.number?;
        Some(match self.block {
            Some(block) if number < 100 => block.saturating_mul(100).saturating_add(number),
            Some(block) => block.saturating_mul(1000).saturating_add(number),
            None => number,
        })
    }

    /// Last number of a range.
    pub fn range_end(&self) -> Option<u32> {
        self.end.as_ref().map(|(end, _)| *end)
    }

    /// Equal for two ways of writing one number (`12A`, `12 a`); for matching, never shown.
    pub fn key(&self) -> String {
        let Some(number) = self.number else {
            return self.prefix.clone();
        };
        let mut key = self.prefix.clone();
        if let Some(block) = self.block {
            key += &format!("{block}-");
        }
        key += &number.to_string();
        if self.fraction.0 > 0 {
            key += &format!(" {}/{}", self.fraction.0, self.fraction.1);
        }
        key += &self.letter;
        if let Some((end, letter)) = &self.end {
            key += &format!("..{end}{letter}");
        }
        key
    }

    fn fraction_order(&self, other: &Self) -> Ordering {
        let (a, b) = (self.fraction, other.fraction);
        (u16::from(a.0) * u16::from(b.1)).cmp(&(u16::from(b.0) * u16::from(a.1)))
    }
}

/// Names after numbers; then by grid prefix, block, number, fraction, letter, range end.
impl Ord for HouseNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number
            .is_none()
            .cmp(&other.number.is_none())
            .then_with(|| self.prefix.cmp(&other.prefix))
            .then_with(|| self.block.cmp(&other.block))
            .then_with(|| self.number.cmp(&other.number))
            .then_with(|| self.fraction_order(other))
            .then_with(|| self.letter.cmp(&other.letter))
            .then_with(|| self.end.cmp(&other.end))
            .then_with(|| self.fraction.cmp(&other.fraction))
            .then_with(|| self.text.cmp(&other.text))
    }
}

impl PartialOrd for HouseNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for HouseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn open_fractions(text: &str) -> String {
    text.replace('½', " 1/2")
        .replace('¼', " 1/4")
        .replace('¾', " 3/4")
        .replace('⅓', " 1/3")
        .replace('⅔', " 2/3")
}

/// Takes off `no.`, `nr`, `#` and the like where a digit follows.
fn without_label(text: &str) -> String {
    let text = text.trim();
    for label in ["no", "nr", "num", "number", "#"] {
        if let Some(rest) = text.strip_prefix(label) {
            let rest = rest.trim_start_matches(['.', ' ', 'º', '°']);
            if rest.starts_with(|c: char| c.is_ascii_digit()) {
                return rest.to_owned();
            }
        }
    }
    text.to_owned()
}

/// Prefix, digits and rest; the prefix is empty, or a grid's (`n6w` in `N6W23001`), or letters
/// glued to the number (`b12`). Words before a number (`Flat 3`) make a name, not a number.
fn split_number(text: &str) -> Option<(String, &str, &str)> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let digits = leading_digits(text);
        return Some((String::new(), digits, &text[digits.len()..]));
    }
    let head = text
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    let word = &text[..head];
    let digits_at = word
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + 1);
    let letters = word.chars().filter(char::is_ascii_alphabetic).count();
    if digits_at == word.len() || letters > 3 {
        return None;
    }
    Some((
        word[..digits_at].to_owned(),
        &word[digits_at..],
        &text[head..],
    ))
}

fn leading_digits(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    &text[..end]
}

fn leading_letters(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_alphabetic() && c != ' ')
        .unwrap_or(text.len());
    &text[..end]
}

/// A proper fraction with a small denominator at the start, and what follows.
fn leading_fraction(text: &str) -> Option<((u8, u8), &str)> {
    let over = leading_digits(text);
    let rest = text[over.len()..].strip_prefix('/')?;
    let under = leading_digits(rest);
    let fraction: (u8, u8) = (over.parse().ok()?, under.parse().ok()?);
    let proper = fraction.0 > 0 && fraction.0 < fraction.1 && fraction.1 <= 8;
    proper.then(|| (fraction, rest[under.len()..].trim_start()))
}

/// Letters and digits only; `/` is kept between digits.
fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric() || *c == '/')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_as_people_count() {
        let expected = [
            "1",
            "2",
            "9A",
            "10",
            "12",
            "12-14",
            "12A",
            "12B",
            "12 1/2",
            "12 3/4",
            "13",
            "100",
            "84-05",
            "84-12",
            "85-01",
            "N6W23001",
            "N6W23003",
            "Elm Lodge",
            "Rose Cottage",
        ];
        let mut numbers: Vec<_> = expected.iter().map(|t| HouseNumber::parse(t)).collect();
        numbers.reverse();
        numbers.sort();
        let written: Vec<_> = numbers.iter().map(HouseNumber::as_str).collect();
        assert_eq!(written, expected);
    }

    #[test]
    fn spellings_of_one_number_share_a_key() {
        for (a, b) in [
            ("12A", "12 a"),
            ("12-A", "12a"),
            ("12 1/2", "12½"),
            ("0012", "12"),
            ("No. 7", "7"),
            ("12–14", "12-14"),
            ("84-05", "84-5"),
            ("#12", " 12 "),
            ("12 bis", "12BIS"),
        ] {
            assert_eq!(
                HouseNumber::parse(a).key(),
                HouseNumber::parse(b).key(),
                "{a} {b}"
            );
        }
        for (a, b) in [
            ("12", "12A"),
            ("12", "12 1/2"),
            ("12", "12-14"),
            ("1/2", "12"),
            ("84-12", "8412"),
            ("12/3", "123"),
        ] {
            assert_ne!(
                HouseNumber::parse(a).key(),
                HouseNumber::parse(b).key(),
                "{a} {b}"
            );
        }
    }

    #[test]
    fn parity_and_count_follow_the_number_that_counts() {
        use Parity::{Even, Odd};
        for (text, parity, count, end) in [
            ("12", Some(Even), Some(12), None),
            ("13 1/2", Some(Odd), Some(13), None),
            ("12-16", Some(Even), Some(12), Some(16)),
            ("12;14", Some(Even), Some(12), Some(14)),
            ("84-13", Some(Odd), Some(8413), None),
            ("84-112", Some(Even), Some(84), Some(112)),
            ("184-112", Some(Even), Some(184_112), None),
            ("N6W23001", Some(Odd), Some(23001), None),
            ("12a-c", Some(Even), Some(12), Some(12)),
            ("12A-12C", Some(Even), Some(12), Some(12)),
            ("Rose Cottage", None, None, None),
            ("Flat 3", None, None, None),
            ("", None, None, None),
            ("99999999999999", None, None, None),
        ] {
            let number = HouseNumber::parse(text);
            assert_eq!(number.parity(), parity, "{text}");
            assert_eq!(number.count(), count, "{text}");
            assert_eq!(number.range_end(), end, "{text}");
            assert_eq!(number.to_string(), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_parses_and_order_agrees_with_equality(a in "\\PC{0,12}", b in "[0-9A-Za-z /½;-]{0,10}") {
            let (x, y) = (HouseNumber::parse(&a), HouseNumber::parse(&b));
            proptest::prop_assert_eq!(x.cmp(&y), y.cmp(&x).reverse());
            proptest::prop_assert_eq!(x.cmp(&y) == Ordering::Equal, x == y);
        }
    }
}
