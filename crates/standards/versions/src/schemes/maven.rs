//! `maven`: the "Version Order Specification" of Maven's POM reference.

use crate::{
    NotARange, Scheme, Set, Version,
    key::{Key, is_number},
    native,
};

/// Versions of Maven artifacts: tokens with dots, hyphens or a change between digits and letters between them.
///
/// Empty tokens are zero; zeros and words for a release are cut off at the end and before each hyphen. The order of
/// tokens is `alpha` < `beta` < `milestone` < `rc` < `snapshot` < end < release < `sp` < other words < number after a
/// hyphen < number after a dot. The end stands for any number of zeros after dots, so that such zeros count only by
/// what ends them; the key holds them with it: early word (fewer first) < end < late word or number after a hyphen
/// (fewer first) < number after a dot (more first).
///
/// The specification pads the shorter version with zeros after dots or empty words after hyphens, and puts `.sp` and
/// `-sp` in one place, so that `1.sp` would stand before `1` and after it. Here the end has one place.
///
/// `ComparableVersion`, Maven's own code, nests lists where the specification has a sequence. Its answers then depend
/// on the pair: 3.8 says `1-alpha` < `1` < `1.sp` < `1-alpha`. The specification is an order, and is followed.
pub(crate) struct Maven;

impl Scheme for Maven {
    fn name(&self) -> &'static str {
        "maven"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["maven"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        if version
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "[](),".contains(c))
        {
            return Err("space, commas and brackets are not allowed");
        }
        if !version.chars().any(char::is_alphanumeric) {
            return Err("it has letters or digits");
        }
        let mut key = Key::default();
        let mut zeros = 0;
        for token in trimmed(tokens(&version.to_lowercase())) {
            if !token.after_hyphen && token.text.bytes().all(|b| b == b'0') {
                zeros += 1;
            } else {
                write(&mut key, std::mem::take(&mut zeros), &token);
            }
        }
        Ok(key.rank(END).done())
    }

    fn native(&self, range: &str) -> Result<Set<Version>, NotARange> {
        native::maven(self, range)
    }
}

struct Token {
    after_hyphen: bool,
    text: String,
}

impl Token {
    fn is_nothing(&self) -> bool {
        self.text.bytes().all(|b| b == b'0') || is_release(&self.text)
    }
}

fn is_release(word: &str) -> bool {
    matches!(word, "" | "ga" | "final" | "release")
}

fn tokens(version: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut after_hyphen = false;
    let mut text = String::new();
    let mut push = |text: &mut String, after_hyphen: bool, number_follows: bool| {
        let text = match (std::mem::take(text).as_str(), number_follows) {
            ("", _) => "0".to_owned(),
            ("a", true) => "alpha".to_owned(),
            ("b", true) => "beta".to_owned(),
            ("m", true) => "milestone".to_owned(),
            ("cr", _) => "rc".to_owned(),
            (text, _) => text.to_owned(),
        };
        tokens.push(Token { after_hyphen, text });
    };
    for c in version.chars() {
        let changes = text
            .chars()
            .next_back()
            .is_some_and(|last| last.is_ascii_digit() != c.is_ascii_digit());
        if c == '.' || c == '-' {
            push(&mut text, after_hyphen, false);
            after_hyphen = c == '-';
            continue;
        }
        if changes {
            push(&mut text, after_hyphen, c.is_ascii_digit());
            after_hyphen = true;
        }
        text.push(c);
    }
    push(&mut text, after_hyphen, false);
    tokens
}

fn trimmed(tokens: Vec<Token>) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    let cut = |kept: &mut Vec<Token>| {
        while kept.last().is_some_and(Token::is_nothing) {
            kept.pop();
        }
    };
    for token in tokens {
        if token.after_hyphen {
            cut(&mut kept);
        }
        kept.push(token);
    }
    cut(&mut kept);
    kept
}

const END: u8 = 2;

fn write(key: &mut Key, zeros: usize, token: &Token) {
    const EARLY: u8 = 1;
    const LATE: u8 = 3;
    const DOT_NUMBER: u8 = 4;
    const EARLY_WORDS: [&str; 5] = ["alpha", "beta", "milestone", "rc", "snapshot"];
    // Ranks among what comes late.
    const RELEASE: u8 = 0;
    const SERVICE_PACK: u8 = 1;
    const WORD: u8 = 2;
    const HYPHEN_NUMBER: u8 = 3;
    let text = token.text.as_str();
    let early = (1..)
        .zip(EARLY_WORDS)
        .find_map(|(rank, word)| (word == text).then_some(rank));
    if let Some(rank) = early {
        key.rank(EARLY).count(zeros).rank(rank);
    } else if is_number(text) && !token.after_hyphen {
        key.rank(DOT_NUMBER).countdown(zeros).number(text);
    } else {
        key.rank(LATE).count(zeros);
        match text {
            "sp" => key.rank(SERVICE_PACK),
            _ if is_number(text) => key.rank(HYPHEN_NUMBER).number(text),
            _ if is_release(text) => key.rank(RELEASE),
            _ => key.rank(WORD).word(text.as_bytes()),
        };
    }
}
