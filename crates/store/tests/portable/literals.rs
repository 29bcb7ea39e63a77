//! The texts in a Rust file, as far as a test needs them: strings of every kind, without comments and characters.

/// A text and the line on which it begins, counted from 1.
#[derive(Debug, PartialEq)]
pub(crate) struct Literal {
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// Every string of a file, up to its unit tests, as the program sees it: escapes are resolved, and a line that ends
/// with a backslash goes on with the next.
pub(crate) fn of(code: &str) -> Vec<Literal> {
    let code = code.split("\n#[cfg(test)]\nmod ").next().unwrap_or(code);
    let mut rest = Rest { code, at: 0 };
    let mut found = Vec::new();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some('/') => rest.skip_to("\n"),
            '/' if rest.peek() == Some('*') => rest.skip_to("*/"),
            '"' => {
                let line = rest.line();
                found.push(Literal {
                    line,
                    text: rest.text(),
                });
            }
            // In names an `r` is a letter; before a quote or a hash it begins a raw string.
            'r' if !rest.is_in_name() => {
                let line = rest.line();
                if let Some(text) = rest.raw() {
                    found.push(Literal { line, text });
                }
            }
            '\'' => rest.character(),
            _ => {}
        }
    }
    found
}

/// What is left of a file.
struct Rest<'a> {
    code: &'a str,
    at: usize,
}

impl Rest<'_> {
    fn left(&self) -> &str {
        &self.code[self.at..]
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn peek(&self) -> Option<char> {
        self.left().chars().next()
    }

    fn line(&self) -> usize {
        self.code[..self.at].matches('\n').count() + 1
    }

    fn skip_to(&mut self, end: &str) {
        let found = self.left().find(end);
        self.at = found.map_or(self.code.len(), |at| self.at + at + end.len());
    }

    /// Whether the character just taken goes on with a name; `br"…"` is none.
    fn is_in_name(&self) -> bool {
        let mut before = self.code[..self.at].chars().rev().skip(1).peekable();
        if before.peek() == Some(&'b') {
            before.next();
        }
        before
            .next()
            .is_some_and(|c| c.is_alphanumeric() || c == '_')
    }

    /// An ordinary string, from behind its first quote.
    fn text(&mut self) -> String {
        let mut text = String::new();
        while let Some(c) = self.next() {
            match c {
                '"' => break,
                '\\' => match self.next() {
                    Some('\n') => {
                        while self.peek().is_some_and(char::is_whitespace) {
                            self.next();
                        }
                    }
                    Some('n') => text.push('\n'),
                    Some('u') => {
                        self.skip_to("}");
                        text.push('\u{FFFD}');
                    }
                    Some(escaped) => text.push(escaped),
                    None => break,
                },
                c => text.push(c),
            }
        }
        text
    }

    /// A raw string, from behind its `r`; `None` where it is something else.
    fn raw(&mut self) -> Option<String> {
        let hashes = self.left().chars().take_while(|c| *c == '#').count();
        let text = self.left()[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let length = text.find(&end)?;
        let text = text[..length].to_owned();
        self.at += hashes + 1 + length + end.len();
        Some(text)
    }

    /// A character or a lifetime, from behind its first quote.
    fn character(&mut self) {
        let mut left = self.left().chars();
        match (left.next(), left.next()) {
            (Some('\\'), Some(escaped)) => {
                self.at += 1 + escaped.len_utf8();
                self.skip_to("'");
            }
            (Some(c), Some('\'')) => self.at += c.len_utf8() + 1,
            _ => {}
        }
    }
}

#[test]
fn strings_are_found_as_the_program_sees_them() {
    let code = r##"
        // "no text"
        /* nor "this" */ fn f<'a>(x: &'a str) -> char { '"' }
        const A: &str = "SELECT a, \
             b FROM \"group\"";
        let b = format!("WHERE {x} = $1
            LIMIT 2", for_r = r#"raw "one""#, c = '\'', d = br"bytes");
        let other = "\u{1}";
#[cfg(test)]
mod tests { const T: &str = "DROP TABLE x"; }
"##;
    let found: Vec<(usize, String)> = of(code).into_iter().map(|l| (l.line, l.text)).collect();
    let expected = [
        (4, "SELECT a, b FROM \"group\""),
        (6, "WHERE {x} = $1\n            LIMIT 2"),
        (7, "raw \"one\""),
        (7, "bytes"),
        (8, "\u{FFFD}"),
    ];
    let expected = expected.map(|(line, text)| (line, text.to_owned()));
    assert_eq!(found, expected);
}
