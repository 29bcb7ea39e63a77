//! Text in columns: what a terminal may be shown, how wide it is, where it breaks.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Text from outside, safe for a terminal on one line: line breaks and tabs become spaces, other
/// control characters and the marks that turn the reading direction become `U+FFFD`.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_control() || turns_direction(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// How many columns a text takes; East-Asian wide characters take two.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most `most` columns, with `…` where something is cut off.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide + 1 > most {
            break;
        }
        used += wide;
        out.push(c);
    }
    out.push('…');
    out
}

/// The text padded with spaces to `to` columns.
pub(crate) fn pad(text: &str, to: usize, right: bool) -> String {
    let space = " ".repeat(to.saturating_sub(width(text)));
    if right {
        format!("{space}{text}")
    } else {
        format!("{text}{space}")
    }
}

/// Breaks a text into lines of at most `most` columns: at spaces, and between wide characters, where
/// Japanese breaks. A word that is longer than a line (an address) stays whole.
pub(crate) fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for piece in pieces(text) {
        let wide = width(piece);
        let fits = used + width(piece.trim_end()) <= most;
        if !fits && !line.is_empty() && !closes(piece) {
            lines.push(line.trim_end().to_owned());
            line.clear();
            used = 0;
        }
        line.push_str(piece);
        used += wide;
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The parts between which a line may break.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let wide = |c: char| c.width() == Some(2);
        let breaks =
            before.is_some_and(|b| (b == ' ' && c != ' ') || wide(b) || (wide(c) && b != ' '));
        if breaks && at > start {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

/// Marks that must not begin a line in Japanese.
fn closes(piece: &str) -> bool {
    piece.chars().next().is_some_and(|c| {
        "、。，．）」』】〉》・ー？！ぁぃぅぇぉっゃゅょァィゥェォッャュョ".contains(c)
    })
}

#[cfg(test)]
mod tests {
    use super::{clean, cut, pad, wrap};

    #[test]
    fn nothing_from_outside_moves_the_cursor_or_turns_the_text() {
        assert_eq!(
            clean("a\u{1b}[2Jb\u{0}c\u{202e}d"),
            "a\u{fffd}[2Jb\u{fffd}c\u{fffd}d"
        );
        assert_eq!(clean("two\r\nlines\n"), "two lines");
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(cut("証明書の検証", 7), "証明書…");
        assert_eq!(cut("証明書", 6), "証明書");
        assert_eq!(pad("証明", 6, false), "証明  ");
        assert_eq!(pad("9.8", 5, true), "  9.8");
    }

    #[test]
    fn lines_break_at_spaces_and_between_wide_characters() {
        assert_eq!(
            wrap("update to 3.0.14 now", 10),
            ["update to", "3.0.14 now"]
        );
        assert_eq!(
            wrap("証明書の検証処理に、不備", 12),
            ["証明書の検証", "処理に、不備"]
        );
        assert_eq!(wrap("検証処理、不備", 8), ["検証処理、", "不備"]);
        assert_eq!(
            wrap("https://example.org/long", 8),
            ["https://example.org/long"]
        );
        assert_eq!(wrap("", 8), [""]);
    }
}
