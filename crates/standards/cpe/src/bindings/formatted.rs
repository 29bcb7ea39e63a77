//! The formatted string (NISTIR 7695, 6.2): `cpe:2.3:a:vendor:product:…`.

use crate::{Attribute, Error, Note, build::Builder, value::Token};

/// Reads what follows `cpe:2.3:`.
pub(crate) fn read(text: &str, builder: &mut Builder) -> Result<(), Error> {
    let mut components = Components(Some(text));
    for attribute in Attribute::ALL {
        match components.next() {
            Some(component) => value(component, attribute, builder)?,
            None => {
                let found = attribute.index();
                builder.tolerate(Note::Truncated { found }, Error::TooFew { found })?;
                for missing in &Attribute::ALL[found..] {
                    builder.any(*missing);
                }
                return Ok(());
            }
        }
    }
    match components.0 {
        None => Ok(()),
        Some(rest) if rest.bytes().all(|b| b == b':') => {
            builder.tolerate(Note::TrailingColons, Error::TooMany { limit: 11 })
        }
        Some(_) => Err(Error::TooMany { limit: 11 }),
    }
}

/// Reads one component.
pub(crate) fn value(text: &str, attribute: Attribute, builder: &mut Builder) -> Result<(), Error> {
    match text {
        "*" => builder.any(attribute),
        "-" => builder.na(attribute),
        "" => {
            builder.tolerate(Note::Empty { attribute }, Error::Empty { attribute })?;
            builder.any(attribute);
        }
        _ if text.bytes().all(|b| b == b'?') => {
            let note = Note::OnlyWildcards { attribute };
            builder.tolerate(note, Error::Wildcard { attribute })?;
            builder.value(attribute, text.chars().map(Token::Wildcard))?;
        }
        _ if text.bytes().all(is_unreserved) => {
            builder.value(attribute, text.chars().map(Token::Bare))?;
        }
        _ => {
            let tokens = tokens(text, attribute, builder)?;
            builder.value(attribute, tokens.into_iter())?;
        }
    }
    Ok(())
}

fn tokens(text: &str, attribute: Attribute, builder: &mut Builder) -> Result<Vec<Token>, Error> {
    let mut tokens = Vec::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        tokens.push(match character {
            '\\' => match characters.next() {
                None => {
                    builder.tolerate(Note::Quote { attribute }, Error::Quote { attribute })?;
                    Token::Quoted('\\')
                }
                // The hyphen alone keeps its quote: `\-` is no NA.
                Some('-') if text.len() == 2 => Token::Quoted('-'),
                Some(quoted) if quoted.is_ascii() && is_unreserved(quoted as u8) => {
                    builder.tolerate(Note::Quote { attribute }, Error::Quote { attribute })?;
                    Token::Bare(quoted)
                }
                Some(quoted) => Token::Quoted(quoted),
            },
            wildcard @ ('*' | '?') => Token::Wildcard(wildcard),
            plain => {
                if plain.is_ascii_punctuation() && !is_unreserved(plain as u8) {
                    builder.unquoted(attribute, plain)?;
                }
                Token::Bare(plain)
            }
        });
    }
    Ok(tokens)
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

/// The components between colons that are not quoted; what is left is in the field.
struct Components<'a>(Option<&'a str>);

impl<'a> Iterator for Components<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.0?;
        let mut quoted = false;
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'\\' => quoted = !quoted,
                b':' if !quoted => {
                    self.0 = Some(&text[at + 1..]);
                    return Some(&text[..at]);
                }
                _ => quoted = false,
            }
        }
        self.0 = None;
        Some(text)
    }
}
