//! The parameters of our own addresses, as they are described. What they mean stands in the words, by their names.

use serde_json::{Value, json};
use utoipa::{
    IntoParams,
    openapi::{
        Object, Required, Schema, Type,
        path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
        schema::{ArrayBuilder, ObjectBuilder},
    },
};

use crate::{
    cursor::{OF_A_HISTORY, OF_A_SEARCH, OF_MATCHES},
    parameters::{LONGEST_WAIT, MOST_ROWS, MOST_START, SORTS, YES_OR_NO},
    v1::Row,
};

/// A parameter in the address line.
pub(crate) fn query(name: &str, schema: impl Into<Schema>, example: Option<Value>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .schema(Some(schema.into()))
        .example(example)
        .build()
}

/// A part of the path.
pub(crate) fn part(name: &str, schema: impl Into<Schema>, example: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(schema.into()))
        .example(Some(json!(example)))
        .build()
}

/// Any text.
pub(crate) fn text() -> Object {
    Object::with_type(Type::String)
}

/// One of these words.
pub(crate) fn one_of(words: &[&str]) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.iter().copied()))
        .build()
}

/// A whole number from 0 on.
pub(crate) fn whole(most: usize) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(0_u64))
        .maximum(Some(most as u64))
        .build()
}

/// Text that has this shape.
pub(crate) fn shaped(pattern: &str) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(pattern))
        .build()
}

macro_rules! parameters {
    ($($name:ident => $parameter:expr;)*) => {$(
        #[doc = concat!("The parameter ", stringify!($name), ".")]
        pub(crate) struct $name;

        impl IntoParams for $name {
            fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
                vec![$parameter]
            }
        }
    )*};
}

parameters! {
    Query => query("q", text(), Some(json!("log4j")));
    Sort => query("sort", one_of(&SORTS), None);
    Start => query("start", whole(MOST_START), None);
    Limit => query("limit", whole(MOST_ROWS), Some(json!(5)));
    Cursor => query("cursor", shaped(OF_A_SEARCH), None);
    HistoryCursor => query("cursor", shaped(OF_A_HISTORY), None);
    MatchCursor => query("cursor", shaped(OF_MATCHES), None);
    ProductCursor => query("cursor", text(), None);
    At => query("at", shaped(AT), None);
    Material => query("material", one_of(&YES_OR_NO), Some(json!("yes")));
    Fields => fields();
    Group => query("group", text(), None);
    All => query("all", one_of(&YES_OR_NO), None);
    After => query("after", whole(MOST_START), Some(json!(10)));
    Link => query("link", text(), None);
    Source => query("source", text(), None);
    Wait => query("wait", whole(LONGEST_WAIT), None);
    Lang => query("lang", one_of(&["ja", "en"]), None);
    Id => part("id", text(), "CVE-2021-44228");
    Digest => part("digest", shaped("^[0-9a-fA-F]{64}$"), DIGEST);
    SourceName => part("name", text(), "nvd");
    ProductName => part("name", text(), "shop");
    Topic => part("topic", text(), "query");
}

/// A document of the sample.
const DIGEST: &str = "2c341adea3718162010ffd331bd980d3b436feadb69959d13c8307301a6cea2c";

/// A place in the ledger, a day, or an instant. Which days there are no pattern says.
const AT: &str = "^([0-9]{1,15}|(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])\
                  (T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-](0[0-9]|1[0-2]):[0-5][0-9]))?)$";

/// Names separated by commas.
fn fields() -> Parameter {
    ParameterBuilder::new()
        .name("fields")
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .schema(Some(
            ArrayBuilder::new()
                .items(one_of(&Row::FIELDS))
                .min_items(Some(1)),
        ))
        .style(Some(ParameterStyle::Form))
        .explode(Some(false))
        .example(Some(json!(["id", "score", "title"])))
        .build()
}
