//! Reads tables written as interactive Python: statements with the answers expected.

/// A statement and what it must print; empty where it prints nothing.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) line: usize,
    pub(crate) statement: String,
    pub(crate) expected: String,
}

impl Case {
    /// Whether the statement must fail.
    pub(crate) fn fails(&self) -> bool {
        self.expected.starts_with("Traceback")
    }
}

pub(crate) fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut answering = false;
    for (number, line) in text.lines().enumerate() {
        if let Some(statement) = line.strip_prefix(">>> ") {
            cases.push(Case {
                line: number + 1,
                statement: statement.split("#doctest").next().unwrap().to_owned(),
                expected: String::new(),
            });
            let case = cases.last_mut().unwrap();
            let comment = case.statement.find(" #").unwrap_or(case.statement.len());
            case.statement.truncate(comment);
            case.statement = case.statement.trim().to_owned();
            answering = true;
        } else if line.trim().is_empty() || line.starts_with("- TEST") || line.starts_with("---") {
            answering = false;
        } else if answering {
            let case = cases.last_mut().unwrap();
            if !case.expected.is_empty() {
                case.expected.push('\n');
            }
            case.expected.push_str(line);
        }
    }
    cases
}

/// The value of a string literal, and what follows it.
pub(crate) fn literal(text: &str) -> Option<(String, &str)> {
    let (raw, text) = match text.strip_prefix('r') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let quote = ["'''", "'", "\""]
        .into_iter()
        .find(|q| text.starts_with(q))?;
    let mut rest = &text[quote.len()..];
    let mut value = String::new();
    while !rest.starts_with(quote) {
        let character = rest.chars().next()?;
        rest = &rest[character.len_utf8()..];
        value.push(character);
        if character == '\\' {
            let next = rest.chars().next()?;
            rest = &rest[next.len_utf8()..];
            // Only these escapes occur; the others keep their backslash, as Python does.
            if !raw && matches!(next, '\\' | '\'' | '"') {
                value.pop();
            }
            value.push(next);
        }
    }
    Some((value, &rest[quote.len()..]))
}
