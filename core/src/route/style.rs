//! What a style of walking means: weights on crossings, or a choice of doors.

use std::fmt;
use std::str::FromStr;

use crate::address::Parity;
use crate::model::Style;
use crate::streets::CrossingWeights;

impl Style {
    /// All styles.
    pub const ALL: [Self; 5] = [
        Self::Quickest,
        Self::OneSide,
        Self::Zigzag,
        Self::Odd,
        Self::Even,
    ];

    /// What crossings weigh while the order is chosen. How long the walk takes is told without.
    pub fn weights(self) -> CrossingWeights {
        match self {
            Self::Quickest | Self::Odd | Self::Even => CrossingWeights::QUICKEST,
            Self::OneSide => CrossingWeights::ONE_SIDE,
            Self::Zigzag => CrossingWeights::ZIGZAG,
        }
    }

    /// Whether a house number of this parity is visited. A house without a number (`None`) is
    /// neither odd nor even.
    pub fn keeps(self, parity: Option<Parity>) -> bool {
        match self {
            Self::Quickest | Self::OneSide | Self::Zigzag => true,
            Self::Odd => parity == Some(Parity::Odd),
            Self::Even => parity == Some(Parity::Even),
        }
    }

    /// Its name in commands and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quickest => "quickest",
            Self::OneSide => "one-side",
            Self::Zigzag => "zigzag",
            Self::Odd => "odd",
            Self::Even => "even",
        }
    }
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no style.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no style {0}: take quickest, one-side, zigzag, odd or even")]
pub struct NoSuchStyle(String);

impl FromStr for Style {
    type Err = NoSuchStyle;

    fn from_str(name: &str) -> Result<Self, NoSuchStyle> {
        Self::ALL
            .into_iter()
            .find(|style| style.name() == name)
            .ok_or_else(|| NoSuchStyle(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_read_by_the_name_it_is_shown_by() {
        for style in Style::ALL {
            assert_eq!(style.to_string().parse(), Ok(style));
        }
        assert!("fastest".parse::<Style>().is_err());
    }

    #[test]
    fn odd_and_even_part_the_numbers_and_leave_names_out() {
        for parity in [Some(Parity::Odd), Some(Parity::Even), None] {
            assert!(Style::Zigzag.keeps(parity));
            let kept = Style::ALL[3..].iter().filter(|s| s.keeps(parity)).count();
            assert_eq!(kept, usize::from(parity.is_some()));
        }
    }
}
