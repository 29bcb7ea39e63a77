//! Text with its language, and points in time.

use noroshi_model::{AssumedZone, moment::rfc3339};
use serde::Serialize;
use utoipa::ToSchema;

/// A text in the language its source states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Text {
    /// BCP 47 tag, lower case; `und` where the source gives none.
    pub lang: String,
    /// The text, unchanged.
    pub text: String,
}

impl From<&noroshi_model::Text> for Text {
    fn from(text: &noroshi_model::Text) -> Self {
        Self {
            lang: text.lang.clone(),
            text: text.value.clone(),
        }
    }
}

/// A point in time as a source stated it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Moment {
    /// The source's own words.
    pub original: String,
    /// RFC 3339 in universal time; `null` where the words could not be read.
    pub instant: Option<String>,
    /// Whether the zone was assumed because the source writes none.
    pub zone_assumed: bool,
}

impl From<&noroshi_model::Moment> for Moment {
    fn from(moment: &noroshi_model::Moment) -> Self {
        Self {
            original: moment.original.clone(),
            instant: moment.instant.map(instant),
            zone_assumed: moment.zone_assumed,
        }
    }
}

/// Milliseconds since 1970 as RFC 3339 in universal time, to the second.
pub fn instant(millis: i64) -> String {
    rfc3339(millis, AssumedZone::Utc)
}

/// Every element of a slice as its wire type.
pub(super) fn each<'a, T, U: From<&'a T>>(values: &'a [T]) -> Vec<U> {
    values.iter().map(U::from).collect()
}
