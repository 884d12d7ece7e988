//! What goes into a statement and what comes out of a row, on both engines.

use std::borrow::Cow;

use super::super::DbError;

/// A value for a statement's parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::db) enum Value<'a> {
    /// Nothing.
    Null,
    /// A number.
    Int(i64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

/// A cell of a row, as the engine holds it.
#[derive(Clone, Copy, Debug)]
pub(in crate::db) enum Held<'r> {
    Null,
    Int(i64),
    Text(&'r str),
    Blob(&'r [u8]),
}

/// What a cell can be read as.
pub(in crate::db) trait Cell: Sized {
    /// The value, or `None` if the cell holds something else.
    fn read(held: Held<'_>) -> Option<Self>;
}

/// What a parameter can be given as.
pub(in crate::db) trait Parameter {
    /// As the engine takes it.
    fn value(&self) -> Value<'_>;
}

/// The parameters of a statement: `values![id.0, name]`.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$($crate::db::sql::Parameter::value(&$value)),*]
    };
}
pub(in crate::db) use values;

macro_rules! number {
    ($($t:ty),*) => {$(
        impl Parameter for $t {
            /// Numbers above 2^63 are given to nothing: ids, places in streams, times.
            fn value(&self) -> Value<'_> {
                Value::Int(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
        impl Cell for $t {
            fn read(held: Held<'_>) -> Option<Self> {
                match held {
                    Held::Int(number) => Self::try_from(number).ok(),
                    _ => None,
                }
            }
        }
    )*};
}
number!(u8, u32, i32, u64, i64, usize);

impl Parameter for str {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Parameter for String {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Parameter for Vec<u8> {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl Parameter for [u8] {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl<T: Parameter> Parameter for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, T::value)
    }
}

impl<T: Parameter + ?Sized> Parameter for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

impl Cell for String {
    fn read(held: Held<'_>) -> Option<Self> {
        match held {
            Held::Text(text) => Some(text.to_owned()),
            _ => None,
        }
    }
}

impl Cell for Vec<u8> {
    fn read(held: Held<'_>) -> Option<Self> {
        match held {
            Held::Blob(bytes) => Some(bytes.to_owned()),
            _ => None,
        }
    }
}

impl<T: Cell> Cell for Option<T> {
    fn read(held: Held<'_>) -> Option<Self> {
        match held {
            Held::Null => Some(None),
            held => T::read(held).map(Some),
        }
    }
}

/// A cell read as `T`.
pub(super) fn read<T: Cell>(held: Held<'_>) -> Result<T, DbError> {
    T::read(held).ok_or(DbError::Unreadable { what: "column" })
}

/// Text without the one character that PostgreSQL can't hold: NUL, which no name has and a line
/// from a broken phone may. On SQLite too, so that both hold the same.
pub(super) fn storable(text: &str) -> Cow<'_, str> {
    match text.contains('\0') {
        true => Cow::Owned(text.replace('\0', "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_is_the_only_character_that_is_replaced() {
        assert_eq!(storable("a\0b"), "a\u{fffd}b");
        assert_eq!(storable("Mäki \u{1}"), "Mäki \u{1}");
    }
}
