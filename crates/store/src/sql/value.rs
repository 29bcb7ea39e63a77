//! Values as both engines know them, and their ways to the types of the house.

use std::borrow::Cow;

use crate::StoreError;

/// A value of a row, or one bound to a question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(Cow<'a, str>),
    Blob(&'a [u8]),
}

/// A row while it is looked at.
pub(crate) trait Row {
    /// The value of a column, counted from 0.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where its bytes are none of its type, such as text that is not UTF-8.
    fn value(&self, column: usize) -> Result<Value<'_>, StoreError>;
}

impl dyn Row + '_ {
    /// The value of a column as a type of the house.
    pub(crate) fn get<T: FromValue>(&self, column: usize) -> Result<T, StoreError> {
        T::from_value(self.value(column)?).ok_or_else(|| StoreError::Damaged {
            what: format!("column {column} of a row holds a value of another type or size"),
        })
    }
}

/// What a value can become; `None` where it cannot.
pub(crate) trait FromValue: Sized {
    fn from_value(value: Value<'_>) -> Option<Self>;
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

macro_rules! whole_numbers {
    ($($type:ty),*) => {$(
        impl FromValue for $type {
            fn from_value(value: Value<'_>) -> Option<Self> {
                match value {
                    Value::Integer(number) => Self::try_from(number).ok(),
                    _ => None,
                }
            }
        }
    )*};
}

whole_numbers!(i64, u64, u32, u8, usize);

impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(number != 0),
            _ => None,
        }
    }
}

impl FromValue for f32 {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it was written as such a number"
            )]
            Value::Real(number) => Some(number as Self),
            _ => None,
        }
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.into_owned()),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Blob(bytes) => Some(bytes.to_owned()),
            _ => None,
        }
    }
}

macro_rules! becomes_a_value {
    ($($type:ty: $value:ident => $made:expr;)*) => {$(
        impl<'a> From<$type> for Value<'a> {
            fn from($value: $type) -> Self {
                $made
            }
        }
    )*};
}

becomes_a_value! {
    i64: number => Value::Integer(number);
    u8: number => Value::Integer(number.into());
    u32: number => Value::Integer(number.into());
    // Sequences, sizes and counts: no ledger reaches half of them.
    u64: number => Value::Integer(number.cast_signed());
    usize: number => Value::Integer((number as u64).cast_signed());
    bool: is => Value::Integer(is.into());
    f32: number => Value::Real(number.into());
    &'a str: text => Value::Text(Cow::Borrowed(text));
    &'a String: text => Value::Text(Cow::Borrowed(text));
    String: text => Value::Text(Cow::Owned(text));
    &'a [u8]: bytes => Value::Blob(bytes);
    &'a Vec<u8>: bytes => Value::Blob(bytes);
}

impl<'a, T: Into<Self>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// Values for a question, each from a type of the house.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::sql::Value::from($value)),*] };
}
pub(crate) use values;
