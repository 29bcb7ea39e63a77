//! How the types are written down: every member optional, unknown members and nulls kept.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Declares a JSON object type.
///
/// Each member is an `Option`, absent when `None`. What the type does not know goes into `extra`, and
/// so does a known member whose value is `null`: the schema allows `null` for some lists, and it is
/// not the same text as an absent member.
macro_rules! object {
    (
        $(#[$about:meta])*
        $name:ident {
            $( $(#[$doc:meta])* $member:ident: $type:ty $(= $json:literal)? , )*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
        pub struct $name {
            $(
                $(#[$doc])*
                #[serde(skip_serializing_if = "Option::is_none" $(, rename = $json)?)]
                pub $member: Option<$type>,
            )*
            /// Members that this type does not know, and those that are `null`.
            #[serde(flatten)]
            pub extra: serde_json::Map<String, serde_json::Value>,
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                let mut members = serde_json::Map::deserialize(reader)?;
                Ok(Self {
                    $( $member: crate::members::take(&mut members, object!(@name $member $($json)?))
                        .map_err(serde::de::Error::custom)?, )*
                    extra: members,
                })
            }
        }
    };
    (@name $member:ident) => { stringify!($member) };
    (@name $member:ident $json:literal) => { $json };
}

/// Takes a member out of an object, unless it is `null`.
pub(crate) fn take<T: DeserializeOwned>(
    members: &mut Map<String, Value>,
    name: &str,
) -> Result<Option<T>, String> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(_) => members
            .remove(name)
            .map(serde_json::from_value)
            .transpose()
            .map_err(|error| format!("{name}: {error}")),
    }
}
