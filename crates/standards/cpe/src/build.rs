//! Puts a name together: the one place that knows what a value may hold.

use crate::{
    Attribute, Error, Name, Note, Strictness,
    name::Reading,
    value::{Text, Token},
};

/// What a value may hold quoted (NISTIR 7695, 5.3.2 and figure 6-3), beside the two wildcards and the backslash.
/// The hyphen and the period stand bare in a formatted string.
const PUNCTUATION: &str = "!\"#$%&'()+,/:;<=>@[]^`{|}~";

/// Takes values in the order of the attributes.
pub(crate) struct Builder {
    strictness: Strictness,
    text: String,
    ends: [u16; 11],
    wild: u16,
    notes: Vec<Note>,
}

impl Builder {
    pub(crate) fn new(strictness: Strictness) -> Self {
        Self {
            strictness,
            text: String::with_capacity(64),
            ends: [0; 11],
            wild: 0,
            notes: Vec::new(),
        }
    }

    pub(crate) fn trimmed<'a>(&mut self, text: &'a str) -> &'a str {
        let trimmed = text.trim();
        if self.strictness == Strictness::Strict || trimmed.len() == text.len() {
            return text;
        }
        self.note(Note::Space);
        trimmed
    }

    /// Notes a liberty, or ends with the error where none are taken.
    pub(crate) fn tolerate(&mut self, note: Note, error: Error) -> Result<(), Error> {
        match self.strictness {
            Strictness::Strict => Err(error),
            Strictness::Tolerant => {
                self.note(note);
                Ok(())
            }
        }
    }

    pub(crate) fn any(&mut self, attribute: Attribute) {
        self.text.push('*');
        self.end(attribute);
    }

    pub(crate) fn na(&mut self, attribute: Attribute) {
        self.text.push('-');
        self.end(attribute);
    }

    /// A value without quoting or wildcards.
    pub(crate) fn plain(&mut self, attribute: Attribute, text: &str) -> Result<(), Error> {
        self.value(attribute, text.chars().map(Token::Quoted))
    }

    /// A string value. A bare character is one that the binding shows as it is; whether it had to be quoted is
    /// for the binding to say, with [`Builder::unquoted`].
    pub(crate) fn value(
        &mut self,
        attribute: Attribute,
        tokens: impl Iterator<Item = Token>,
    ) -> Result<(), Error> {
        let start = self.text.len();
        let mut upper = false;
        let mut ends = Ends::default();
        for token in tokens {
            ends.take(token).ok_or(Error::Wildcard { attribute })?;
            let (character, wildcard) = match token {
                Token::Wildcard(c) => (c, true),
                Token::Bare(c) | Token::Quoted(c) => (c, false),
            };
            if wildcard {
                self.text.push(character);
                continue;
            }
            match character {
                'a'..='z' | '0'..='9' | '_' | '.' | '-' => self.text.push(character),
                'A'..='Z' => {
                    upper = true;
                    self.text.push(character.to_ascii_lowercase());
                }
                '*' | '?' | '\\' => self.text.extend(['\\', character]),
                c if PUNCTUATION.contains(c) => self.text.extend(['\\', c]),
                c => {
                    let error = Error::Character {
                        attribute,
                        character: c,
                    };
                    if c.is_control() {
                        return Err(error);
                    }
                    let note = Note::Character {
                        attribute,
                        character: c,
                    };
                    self.tolerate(note, error)?;
                    self.text.extend(c.to_lowercase());
                }
            }
        }
        if upper && self.strictness == Strictness::Tolerant {
            self.note(Note::UpperCase);
        }
        if ends.wildcards {
            self.wild |= 1 << attribute.index();
        }
        self.check(attribute, start, ends)?;
        self.end(attribute);
        Ok(())
    }

    /// A character that its binding wants quoted stands bare.
    pub(crate) fn unquoted(&mut self, attribute: Attribute, character: char) -> Result<(), Error> {
        let note = Note::Unquoted {
            attribute,
            character,
        };
        self.tolerate(
            note,
            Error::Unquoted {
                attribute,
                character,
            },
        )
    }

    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn finish(mut self) -> Reading {
        self.text.pop();
        Reading {
            name: Name::new(self.text.into_boxed_str(), self.ends, self.wild),
            notes: self.notes,
        }
    }

    /// What holds for a value as a whole.
    fn check(&mut self, attribute: Attribute, start: usize, ends: Ends) -> Result<(), Error> {
        match &self.text[start..] {
            "" => return Err(Error::Empty { attribute }),
            // Only reached by a quoted hyphen: it keeps its quote, or it would be NA.
            "-" => {
                self.tolerate(Note::Hyphen { attribute }, Error::Hyphen { attribute })?;
                self.text.insert(start, '\\');
            }
            _ if ends.wildcards && !ends.body && ends.star => {
                return Err(Error::Wildcard { attribute });
            }
            text => match attribute {
                Attribute::Part if !matches!(text, "a" | "o" | "h") => {
                    let found = Text(text).plain().chars().take(40).collect();
                    return Err(Error::Part { found });
                }
                Attribute::Language if !is_language(text) => {
                    let found = Text(text).plain().chars().take(40).collect();
                    self.tolerate(Note::Language, Error::Language { found })?;
                }
                _ => {}
            },
        }
        Ok(())
    }

    fn end(&mut self, attribute: Attribute) {
        // A name's text is never longer than three times Name::LONGEST.
        self.ends[attribute.index()] = u16::try_from(self.text.len()).unwrap_or(u16::MAX);
        self.text.push(':');
    }

    fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// Follows where wildcards stand: one `*` or a run of `?` at either end (NISTIR 7695, 5.3.2).
#[derive(Default, Clone, Copy)]
struct Ends {
    /// Whether anything but wildcards has come.
    body: bool,
    /// Whether any wildcard has come.
    wildcards: bool,
    /// Whether a `*` has come.
    star: bool,
    /// The wildcard that came last, on the same side.
    last: Option<char>,
    /// Whether a wildcard has come after the body: nothing else may follow.
    closed: bool,
}

impl Ends {
    fn take(&mut self, token: Token) -> Option<()> {
        let Token::Wildcard(wildcard) = token else {
            self.last = None;
            self.body = true;
            return (!self.closed).then_some(());
        };
        self.wildcards = true;
        self.star |= wildcard == '*';
        self.closed |= self.body;
        let allowed = matches!((self.last, wildcard), (None, _) | (Some('?'), '?'));
        self.last = Some(wildcard);
        allowed.then_some(())
    }
}

/// A language and perhaps a region (NISTIR 7695, 5.3.3.10 and figure 6-3).
fn is_language(text: &str) -> bool {
    let (language, region) = match text.split_once('-') {
        Some((language, region)) => (language, Some(region)),
        None => (text, None),
    };
    let letters = |text: &str| text.bytes().all(|b| b.is_ascii_alphabetic());
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    (2..=3).contains(&language.len())
        && letters(language)
        && region.is_none_or(|region| {
            (region.len() == 2 && letters(region)) || (region.len() == 3 && digits(region))
        })
}
