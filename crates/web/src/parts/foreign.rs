//! Text of sources: escaped, isolated in direction, shortened, with invisible controls made visible.

use std::fmt::Write;

use noroshi_model::Text;

use super::Markup;

/// How much of the folded rest a page carries; beyond it the original is one link away.
const REST_MOST: usize = 20_000;

/// How a foreign text is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Foreign<'a> {
    /// Characters shown before the text is cut.
    pub(crate) limit: usize,
    /// The words on the fold, for example "Show the rest"; `None` cuts without a fold.
    pub(crate) more: Option<&'a str>,
    /// Whether it stands in a line (`bdi`) or is a block of its own (`div`).
    pub(crate) block: bool,
}

impl Foreign<'_> {
    /// Shows a text in its language.
    pub(crate) fn text(self, text: &Text) -> Markup {
        self.show(&text.value, &text.lang)
    }

    /// Shows a text; an empty language leaves the attribute out.
    pub(crate) fn show(self, value: &str, lang: &str) -> Markup {
        let (head, rest) = cut(value.trim(), self.limit);
        let mut out = Markup::default();
        let element = if self.block { "div" } else { "bdi" };
        out.raw("<").raw(element);
        if self.block {
            out.raw(" class=\"foreign\" dir=\"auto\"");
        }
        if is_tag(lang) {
            out.raw(" lang=\"").text(lang).raw("\"");
        }
        out.raw(">").text(&visible(head));
        if !rest.is_empty() {
            out.raw("…");
            if let (Some(more), true) = (self.more, self.block) {
                let (kept, dropped) = cut(rest, REST_MOST);
                out.raw("<details><summary>").text(more).raw("</summary>");
                out.raw("<div dir=\"auto\">").text(&visible(kept));
                if !dropped.is_empty() {
                    out.raw("… (+").number(dropped.chars().count()).raw(")");
                }
                out.raw("</div></details>");
            }
        }
        out.raw("</").raw(element).raw(">");
        out
    }
}

/// A foreign word for places that cannot hold elements (titles, attributes): cut, controls visible.
pub(crate) fn plain(value: &str, limit: usize) -> String {
    let (head, rest) = cut(value.trim(), limit);
    let mut out = visible(head);
    if !rest.is_empty() {
        out.push('…');
    }
    out
}

/// Splits after `limit` characters, at a space near the end where there is one.
fn cut(text: &str, limit: usize) -> (&str, &str) {
    let Some((hard, _)) = text.char_indices().nth(limit) else {
        return (text, "");
    };
    let soft = text[..hard]
        .rfind(char::is_whitespace)
        .filter(|at| *at >= hard - hard / 4)
        .unwrap_or(hard);
    text.split_at(soft)
}

/// Shows controls that would reorder or hide text: U+202E becomes ⟨U+202E⟩.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
            | '\u{80}'..='\u{9F}'
            | '\u{7F}' => {
                let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
            }
            '\r' => {}
            '\n' | '\t' => out.push(c),
            // Control pictures stand for the other controls, U+0000 among them.
            c if c < ' ' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('␀')),
            c => out.push(c),
        }
    }
    out
}

/// Whether a language tag is fit for an attribute; `und` says nothing.
fn is_tag(lang: &str) -> bool {
    !lang.is_empty()
        && lang != "und"
        && lang.len() <= 35
        && lang.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::{Foreign, cut, plain};

    const LINE: Foreign<'_> = Foreign {
        limit: 40,
        more: None,
        block: false,
    };

    #[test]
    fn script_is_text() {
        let shown = LINE.show("<script>alert(1)</script>", "en").to_string();
        assert_eq!(
            shown,
            "<bdi lang=\"en\">&lt;script&gt;alert(1)&lt;/script&gt;</bdi>"
        );
    }

    #[test]
    fn reordering_controls_become_visible() {
        let shown = LINE.show("a\u{202E}cod.exe\u{0}", "\"><b>").to_string();
        assert_eq!(shown, "<bdi>a⟨U+202E⟩cod.exe␀</bdi>");
    }

    #[test]
    fn long_lines_are_cut_and_folded() {
        let long = "x".repeat(100_000);
        assert!(LINE.show(&long, "").to_string().len() < 100);
        let block = Foreign {
            limit: 40,
            more: Some("more"),
            block: true,
        };
        let shown = block.show(&long, "").to_string();
        assert!(
            shown.contains("<details>") && shown.len() < 21_000,
            "{}",
            shown.len()
        );
        assert_eq!(plain(&long, 3), "xxx…");
    }

    #[test]
    fn a_cut_prefers_a_space() {
        assert_eq!(cut("one two three", 9), ("one two", " three"));
        assert_eq!(cut("認証の不備", 3), ("認証の", "不備"));
        assert_eq!(cut("short", 9), ("short", ""));
    }
}
