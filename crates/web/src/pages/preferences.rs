//! Language, theme and single keys, kept in cookies.

use axum::Form;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use noroshi_model::Language;

use crate::links;
use crate::visit::Theme;

pub(crate) async fn save(Form(fields): Form<Vec<(String, String)>>) -> Response {
    let mut cookies = Vec::new();
    let mut back = "/";
    for (name, value) in &fields {
        let known = match name.as_str() {
            "lang" => Language::from_tag(value).map(Language::tag),
            "theme" => Theme::from_word(value).map(Theme::word),
            "keys" => ["on", "off"].into_iter().find(|word| word == value),
            "return" if links::is_local(value) => {
                back = value;
                None
            }
            _ => None,
        };
        if let Some(word) = known {
            let cookie = format!("{name}={word}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
            cookies.push((header::SET_COOKIE, cookie));
        }
    }
    (
        StatusCode::SEE_OTHER,
        [(header::LOCATION, back.to_owned())],
        AppendHeaders(cookies),
    )
        .into_response()
}
