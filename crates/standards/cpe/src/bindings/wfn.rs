//! The WFN as text (NISTIR 7695, 5.5): `wfn:[part="a", vendor="…", …]`.

use crate::{Attribute, Error, Name, Note, Value, build::Builder, value::Token};

/// Reads what follows `wfn:[`.
pub(crate) fn read(text: &str, builder: &mut Builder) -> Result<(), Error> {
    let mut found: [Option<Given<'_>>; 11] = [None; 11];
    let mut rest = text.trim_start();
    let at = |rest: &str| "wfn:[".len() + text.len() - rest.len();
    while !rest.starts_with(']') {
        let wrong = |rest: &str| Error::Wfn { at: at(rest) };
        let (name, after) = rest.split_once('=').ok_or_else(|| wrong(rest))?;
        let name = name.trim();
        let Some(attribute) = Attribute::named(name) else {
            let found = name.chars().take(40).collect();
            return Err(Error::NoAttribute { found });
        };
        let (given, after) = given(after.trim_start()).ok_or_else(|| wrong(after))?;
        if found[attribute.index()].replace(given).is_some() {
            return Err(Error::Twice { attribute });
        }
        rest = after.trim_start();
        if let Some(next) = rest.strip_prefix(',') {
            rest = next.trim_start();
            if rest.starts_with(']') {
                return Err(wrong(rest));
            }
        } else if !rest.starts_with(']') {
            return Err(wrong(rest));
        }
    }
    if rest != "]" {
        return Err(Error::Wfn { at: at(rest) });
    }
    for attribute in Attribute::ALL {
        match found[attribute.index()] {
            None | Some(Given::Any) => builder.any(attribute),
            Some(Given::Na) => builder.na(attribute),
            Some(Given::Text("")) => {
                builder.tolerate(Note::Empty { attribute }, Error::Empty { attribute })?;
                builder.any(attribute);
            }
            Some(Given::Text(text)) => {
                let tokens = tokens(text, attribute, builder)?;
                builder.value(attribute, tokens.into_iter())?;
            }
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Given<'a> {
    Any,
    Na,
    Text(&'a str),
}

/// A value and what follows it.
fn given(text: &str) -> Option<(Given<'_>, &str)> {
    if let Some(rest) = text.strip_prefix("ANY") {
        return Some((Given::Any, rest));
    }
    if let Some(rest) = text.strip_prefix("NA") {
        return Some((Given::Na, rest));
    }
    let rest = text.strip_prefix('"')?;
    let mut quoted = false;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'\\' => quoted = !quoted,
            b'"' if !quoted => return Some((Given::Text(&rest[..at]), &rest[at + 1..])),
            _ => quoted = false,
        }
    }
    None
}

fn tokens(text: &str, attribute: Attribute, builder: &mut Builder) -> Result<Vec<Token>, Error> {
    let mut tokens = Vec::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        tokens.push(match character {
            '\\' => {
                let quoted = characters.next().unwrap_or('\\');
                if quoted.is_ascii_alphanumeric() || quoted == '_' {
                    builder.tolerate(Note::Quote { attribute }, Error::Quote { attribute })?;
                }
                Token::Quoted(quoted)
            }
            wildcard @ ('*' | '?') => Token::Wildcard(wildcard),
            plain => {
                if plain.is_ascii_punctuation() && plain != '_' {
                    builder.unquoted(attribute, plain)?;
                }
                Token::Bare(plain)
            }
        });
    }
    Ok(tokens)
}

/// Writes all attributes in order.
pub(crate) fn write(name: &Name) -> String {
    let mut wfn = String::with_capacity(name.text().len() + 128);
    wfn.push_str("wfn:[");
    for (attribute, value) in name.values() {
        if attribute != Attribute::Part {
            wfn.push_str(", ");
        }
        wfn.push_str(attribute.name());
        wfn.push('=');
        match value {
            Value::Any => wfn.push_str("ANY"),
            Value::Na => wfn.push_str("NA"),
            Value::Text(text) => {
                wfn.push('"');
                for token in text.tokens() {
                    match token {
                        Token::Wildcard(c) => wfn.push(c),
                        Token::Bare(c @ ('.' | '-')) | Token::Quoted(c) => wfn.extend(['\\', c]),
                        Token::Bare(c) => wfn.push(c),
                    }
                }
                wfn.push('"');
            }
        }
    }
    wfn.push(']');
    wfn
}
