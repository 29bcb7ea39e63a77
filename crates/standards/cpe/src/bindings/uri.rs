//! The URI (NISTIR 7695, 6.1), which is also how CPE 2.2 writes names: `cpe:/a:vendor:product:…`.

use crate::{Attribute, Error, Name, Note, Value, build::Builder, value::Token};

/// The components of a URI; the edition may be packed with four more.
const COMPONENTS: [Attribute; 7] = [
    Attribute::Part,
    Attribute::Vendor,
    Attribute::Product,
    Attribute::Version,
    Attribute::Update,
    Attribute::Edition,
    Attribute::Language,
];

/// What a packed edition holds, in its order (6.1.2.1.3).
const PACKED: [Attribute; 5] = [
    Attribute::Edition,
    Attribute::SwEdition,
    Attribute::TargetSw,
    Attribute::TargetHw,
    Attribute::Other,
];

/// The characters that a percent form may stand for (table 6-1).
const ENCODED: &[u8] = b"!\"#$%&'()*+,/:;<=>?@[\\]^`{|}~";

/// Reads what follows `cpe:/`.
pub(crate) fn read(text: &str, builder: &mut Builder) -> Result<(), Error> {
    let mut found = [""; 11];
    let mut components = text.split(':');
    for attribute in COMPONENTS {
        found[attribute.index()] = components.next().unwrap_or_default();
    }
    let mut more = components.peekable();
    if more.peek().is_some() {
        if more.any(|component| !component.is_empty()) {
            return Err(Error::TooMany { limit: 7 });
        }
        builder.tolerate(Note::TrailingColons, Error::TooMany { limit: 7 })?;
    }
    if let Some(packed) = found[Attribute::Edition.index()].strip_prefix('~') {
        let tildes = packed.matches('~').count() + 1;
        if tildes > PACKED.len() {
            return Err(Error::Packing { found: tildes });
        }
        if tildes < PACKED.len() {
            builder.tolerate(Note::Packing, Error::Packing { found: tildes })?;
        }
        let mut values = packed.split('~');
        for attribute in PACKED {
            found[attribute.index()] = values.next().unwrap_or_default();
        }
    }
    for attribute in Attribute::ALL {
        value(found[attribute.index()], attribute, builder)?;
    }
    Ok(())
}

fn value(text: &str, attribute: Attribute, builder: &mut Builder) -> Result<(), Error> {
    match text {
        "" => builder.any(attribute),
        "-" => builder.na(attribute),
        "*" => {
            builder.tolerate(Note::Star { attribute }, Error::Wildcard { attribute })?;
            builder.any(attribute);
        }
        _ => {
            let tokens = decode(text, attribute, builder)?;
            builder.value(attribute, tokens.into_iter())?;
        }
    }
    Ok(())
}

fn decode(text: &str, attribute: Attribute, builder: &mut Builder) -> Result<Vec<Token>, Error> {
    let mut tokens = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if character == '%' {
            rest = percent(rest, attribute, builder, &mut tokens)?;
            continue;
        }
        rest = &rest[character.len_utf8()..];
        tokens.push(match character {
            '*' | '?' => {
                let note = Note::BareWildcard { attribute };
                builder.tolerate(
                    note,
                    Error::Unquoted {
                        attribute,
                        character,
                    },
                )?;
                Token::Wildcard(character)
            }
            // CPE 2.2 names have bare tildes; 6.1.3.2 decodes them with quoting.
            '.' | '-' | '_' | '~' => Token::Quoted(character),
            other => {
                if other.is_ascii_punctuation() {
                    builder.unquoted(attribute, other)?;
                }
                Token::Bare(other)
            }
        });
    }
    Ok(tokens)
}

/// Decodes the form at the beginning of `rest` and returns what follows it.
///
/// Forms that CPE does not have are read as UTF-8, since that is what percent forms mean elsewhere.
fn percent<'a>(
    rest: &'a str,
    attribute: Attribute,
    builder: &mut Builder,
    tokens: &mut Vec<Token>,
) -> Result<&'a str, Error> {
    let none = || Error::Percent {
        attribute,
        form: rest.chars().take(3).collect(),
    };
    let first = form(rest).ok_or_else(none)?;
    match first {
        1 => tokens.push(Token::Wildcard('?')),
        2 => tokens.push(Token::Wildcard('*')),
        byte if ENCODED.contains(&byte) => tokens.push(Token::Quoted(char::from(byte))),
        byte => {
            builder.tolerate(Note::Percent { attribute }, none())?;
            let mut bytes = vec![byte];
            let mut after = &rest[3..];
            while byte >= 0x80
                && let Some(next) = form(after)
                && (0x80..0xc0).contains(&next)
            {
                bytes.push(next);
                after = &after[3..];
            }
            let decoded = std::str::from_utf8(&bytes).map_err(|_| none())?;
            tokens.extend(decoded.chars().map(Token::Quoted));
            return Ok(after);
        }
    }
    Ok(&rest[3..])
}

fn form(text: &str) -> Option<u8> {
    let digits = text.strip_prefix('%')?.get(..2)?;
    let hexadecimal = digits.bytes().all(|b| b.is_ascii_hexdigit());
    hexadecimal.then(|| u8::from_str_radix(digits, 16).ok())?
}

/// Writes a name as a URI, trailing colons left out (6.1.2).
pub(crate) fn write(name: &Name) -> String {
    let mut uri = String::with_capacity(name.text().len());
    uri.push_str("cpe:/");
    let packed = PACKED[1..]
        .iter()
        .any(|attribute| name.get(*attribute) != Value::Any);
    for attribute in COMPONENTS {
        if attribute == Attribute::Edition && packed {
            for attribute in PACKED {
                uri.push('~');
                encode(name.get(attribute), &mut uri);
            }
        } else {
            encode(name.get(attribute), &mut uri);
        }
        uri.push(':');
    }
    uri.truncate(uri.trim_end_matches(':').len().max("cpe:/".len()));
    uri
}

fn encode(value: Value<'_>, uri: &mut String) {
    let text = match value {
        Value::Any => return,
        Value::Na => {
            uri.push('-');
            return;
        }
        Value::Text(text) => text,
    };
    // A value that is a hyphen, which the standard does not allow, must not look like NA.
    if text.formatted() == "\\-" {
        uri.push_str("%2d");
        return;
    }
    for token in text.tokens() {
        match token {
            Token::Wildcard('?') => uri.push_str("%01"),
            Token::Wildcard(_) => uri.push_str("%02"),
            Token::Bare(c) | Token::Quoted(c) => match c {
                'a'..='z' | '0'..='9' | '_' | '.' | '-' => uri.push(c),
                other => {
                    for byte in other.encode_utf8(&mut [0; 4]).bytes() {
                        uri.push_str(&format!("%{byte:02x}"));
                    }
                }
            },
        }
    }
}
