//! The value of an attribute.

use std::borrow::Cow;

/// The value of an attribute (NISTIR 7695, 5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Value<'a> {
    /// The logical value ANY: no restriction.
    Any,
    /// The logical value NA: not applicable, or not used.
    Na,
    /// A string.
    Text(Text<'a>),
}

/// A string value: lower case, quoted as in a formatted string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Text<'a>(pub(crate) &'a str);

impl<'a> Value<'a> {
    /// As it stands in a formatted string: `*`, `-`, or the quoted text.
    pub fn formatted(self) -> &'a str {
        match self {
            Self::Any => "*",
            Self::Na => "-",
            Self::Text(text) => text.0,
        }
    }

    /// The string without quoting; `None` for ANY and NA.
    pub fn plain(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Any | Self::Na => None,
            Self::Text(text) => Some(text.plain()),
        }
    }
}

impl<'a> Text<'a> {
    /// As it stands in a formatted string: what is no letter, digit, `.`, `-` or `_` has a backslash before it.
    pub fn formatted(self) -> &'a str {
        self.0
    }

    /// Without quoting. A wildcard looks like the character then; ask [`Text::has_wildcards`] first.
    pub fn plain(self) -> Cow<'a, str> {
        if !self.0.contains('\\') {
            return Cow::Borrowed(self.0);
        }
        Cow::Owned(self.tokens().map(Token::character).collect())
    }

    /// Whether an unquoted `*` or `?` stands at an end.
    pub fn has_wildcards(self) -> bool {
        self.tokens()
            .any(|token| matches!(token, Token::Wildcard(_)))
    }

    pub(crate) fn tokens(self) -> impl Iterator<Item = Token> + 'a {
        let mut characters = self.0.chars();
        std::iter::from_fn(move || {
            Some(match characters.next()? {
                '\\' => Token::Quoted(characters.next()?),
                wildcard @ ('*' | '?') => Token::Wildcard(wildcard),
                other => Token::Bare(other),
            })
        })
    }
}

/// A character of a value with what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// A character as it is.
    Bare(char),
    /// A character that was quoted, which has no special meaning.
    Quoted(char),
    /// An unquoted `*` or `?`.
    Wildcard(char),
}

impl Token {
    fn character(self) -> char {
        match self {
            Self::Bare(c) | Self::Quoted(c) | Self::Wildcard(c) => c,
        }
    }
}
