//! How the types are written down: every member optional, unknown members kept.

/// Declares a JSON object type.
///
/// Each member is an `Option`, absent when `None`; what the type does not know goes into `extra`.
macro_rules! object {
    (
        $(#[$about:meta])*
        $name:ident {
            $( $(#[$doc:meta])* $member:ident: $type:ty $(= $json:literal)? , )*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            $(
                $(#[$doc])*
                #[serde(default, skip_serializing_if = "Option::is_none" $(, rename = $json)?)]
                pub $member: Option<$type>,
            )*
            /// Members that this type does not know.
            #[serde(flatten)]
            pub extra: serde_json::Map<String, serde_json::Value>,
        }
    };
}
