//! Rows as CSV (RFC 4180): UTF-8, a header line, lines that end in CR LF.

use noroshi_model::Language;

use crate::v1::Row;

/// Writes the chosen fields of the rows. Names that are not in [`Row::FIELDS`] give empty cells;
/// faces refuse them before.
pub fn table(rows: &[Row], fields: &[&str], language: Language) -> String {
    let mut out = line(fields.iter().map(|name| (*name).to_owned()));
    for row in rows {
        let cells = fields
            .iter()
            .map(|name| row.field(name, language).unwrap_or_default());
        out.push_str(&line(cells));
    }
    out
}

/// One line of cells, quoted where they must be.
pub fn line(cells: impl IntoIterator<Item = String>) -> String {
    let mut out = String::new();
    for (at, text) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        cell(&mut out, &text);
    }
    out.push_str("\r\n");
    out
}

/// Titles come from strangers, and spreadsheets run a cell that begins like a formula. Such a cell
/// gets an apostrophe in front, which spreadsheets take for "this is text".
fn cell(out: &mut String, text: &str) {
    let is_number = text.parse::<f64>().is_ok();
    let guard = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number;
    let quote = text.contains(['"', ',', '\n', '\r']);
    if quote {
        out.push('"');
    }
    if guard {
        out.push('\'');
    }
    if quote {
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[track_caller]
    fn check(cells: &[&str], expected: &str) {
        assert_eq!(line(cells.iter().map(|c| (*c).to_owned())), expected);
    }

    #[test]
    fn only_what_must_be_quoted_is() {
        check(&["CVE-2021-44228", "10.0"], "CVE-2021-44228,10.0\r\n");
        check(
            &["a, b", "say \"no\"", "two\nlines", "認証"],
            "\"a, b\",\"say \"\"no\"\"\",\"two\nlines\",認証\r\n",
        );
    }

    #[test]
    fn a_title_that_looks_like_a_formula_stays_text() {
        check(
            &["=HYPERLINK(\"x\")", "@SUM(1)", "-1.5", "-x"],
            "\"'=HYPERLINK(\"\"x\"\")\",'@SUM(1),-1.5,'-x\r\n",
        );
    }
}
