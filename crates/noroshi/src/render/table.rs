//! Tables: the same columns always, as text, Markdown or CSV.

use crate::output::Format;

use super::{
    Style, Tone,
    text::{clean, cut, pad, width},
};

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    heading: String,
    right: bool,
    /// Columns of text at least kept on a terminal that is too narrow; `None` where it is never cut.
    narrow: Option<usize>,
}

impl Column {
    pub(crate) fn new(heading: impl Into<String>) -> Self {
        Self {
            heading: heading.into(),
            right: false,
            narrow: None,
        }
    }

    /// A column of numbers.
    pub(crate) fn right(mut self) -> Self {
        self.right = true;
        self
    }

    /// A column that gives way on a narrow terminal, down to so many columns of text.
    pub(crate) fn gives_way(mut self, least: usize) -> Self {
        self.narrow = Some(least);
        self
    }
}

/// A cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    pub(crate) fn new(text: impl AsRef<str>) -> Self {
        Self {
            text: clean(text.as_ref()),
            tone: Tone::Plain,
        }
    }

    pub(crate) fn toned(text: impl AsRef<str>, tone: Tone) -> Self {
        Self {
            tone,
            ..Self::new(text)
        }
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

/// A table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(crate) fn new(columns: Vec<Column>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    pub(crate) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// In the form asked for, of those that tables have; as text in any other.
    pub(crate) fn written(&self, format: Format, style: &Style) -> Vec<u8> {
        match format {
            Format::Csv => self.csv(),
            Format::Markdown => self.markdown(),
            _ => self.text(style),
        }
        .into_bytes()
    }

    /// As text: fitted to the terminal, never cut elsewhere.
    pub(crate) fn text(&self, style: &Style) -> String {
        let widths = self.widths(style.width);
        let mut out = String::new();
        let heading = self
            .columns
            .iter()
            .map(|c| (c.heading.as_str(), Tone::Faint));
        self.line(&mut out, &widths, heading, style);
        for row in &self.rows {
            let cells = row.iter().map(|c| (c.text.as_str(), c.tone));
            self.line(&mut out, &widths, cells, style);
        }
        out
    }

    fn line<'a>(
        &self,
        out: &mut String,
        widths: &[usize],
        cells: impl Iterator<Item = (&'a str, Tone)>,
        style: &Style,
    ) {
        let mut line = String::new();
        for (at, (text, tone)) in cells.enumerate() {
            let shown = cut(text, widths[at]);
            let padding = " ".repeat(widths[at].saturating_sub(width(&shown)));
            if at > 0 {
                line.push_str("  ");
            }
            let painted = style.paint.tone(tone, &shown);
            if self.columns[at].right {
                line.push_str(&padding);
                line.push_str(&painted);
            } else {
                line.push_str(&painted);
                line.push_str(&padding);
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }

    /// The columns' widths: as wide as their texts; where the terminal is narrower, columns that may
    /// give way do.
    fn widths(&self, terminal: Option<usize>) -> Vec<usize> {
        let mut widths: Vec<usize> = self.columns.iter().map(|c| width(&c.heading)).collect();
        for row in &self.rows {
            for (at, cell) in row.iter().enumerate() {
                widths[at] = widths[at].max(width(&cell.text));
            }
        }
        let Some(terminal) = terminal else {
            return widths;
        };
        let gaps = 2 * widths.len().saturating_sub(1);
        let mut over = (widths.iter().sum::<usize>() + gaps).saturating_sub(terminal);
        while over > 0 {
            // In proportion to what each needs, so that a long title keeps more than a long product.
            let widest = (0..widths.len())
                .filter_map(|at| Some((at, self.columns[at].narrow?)))
                .filter(|(at, least)| widths[*at] > *least)
                .max_by_key(|(at, least)| widths[*at] * 1000 / least.max(&1));
            let Some((at, _)) = widest else { break };
            widths[at] -= 1;
            over -= 1;
        }
        widths
    }

    /// As a Markdown table.
    pub(crate) fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut out = line(self.columns.iter().map(|c| escaped(&c.heading)).collect());
        let rule = |c: &Column| if c.right { "---:" } else { "---" }.to_owned();
        out.push_str(&line(self.columns.iter().map(rule).collect()));
        for row in &self.rows {
            out.push_str(&line(row.iter().map(|c| escaped(c.text.trim())).collect()));
        }
        out
    }

    /// As CSV, with the columns' headings.
    pub(crate) fn csv(&self) -> String {
        let heading = self.columns.iter().map(|c| c.heading.clone());
        let mut out = noroshi_api::csv::line(heading);
        for row in &self.rows {
            let cells = row.iter().map(|c| c.text.trim().to_owned());
            out.push_str(&noroshi_api::csv::line(cells));
        }
        out
    }
}

/// Text that Markdown shows as it is.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Lines of a name and a value, the names padded to one width.
pub(crate) fn pairs(lines: &[(String, String)], style: &Style) -> String {
    let widest = lines.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let mut out = String::new();
    for (name, value) in lines {
        let name = style.paint.tone(Tone::Faint, &pad(name, widest, false));
        out.push_str(format!("{name}  {}", clean(value)).trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use noroshi_model::Language;

    use super::{super::Paint, Cell, Column, Style, Table};

    fn table() -> Table {
        let mut table = Table::new(vec![
            Column::new("ID"),
            Column::new("SCORE").right(),
            Column::new("TITLE").gives_way(8),
        ]);
        table.row(vec![
            "CVE-2099-0001".into(),
            "9.8".into(),
            "Buffer overflow in certificate check".into(),
        ]);
        table.row(vec![
            "CVE-2099-0002".into(),
            Cell::new(""),
            "証明書の検証処理における | 不備".into(),
        ]);
        table
    }

    fn style(width: Option<usize>) -> Style {
        Style {
            language: Language::En,
            paint: Paint::new(false),
            width,
        }
    }

    #[test]
    fn nothing_is_cut_where_there_is_no_terminal() {
        insta::assert_snapshot!(table().text(&style(None)), @r"
        ID             SCORE  TITLE
        CVE-2099-0001    9.8  Buffer overflow in certificate check
        CVE-2099-0002         証明書の検証処理における | 不備
        ");
    }

    #[test]
    fn a_narrow_terminal_costs_the_title_and_not_the_identifier() {
        insta::assert_snapshot!(table().text(&style(Some(40))), @r"
        ID             SCORE  TITLE
        CVE-2099-0001    9.8  Buffer overflow i…
        CVE-2099-0002         証明書の検証処理…
        ");
    }

    #[test]
    fn markdown_and_csv_hold_the_same() {
        insta::assert_snapshot!(table().markdown(), @r"
        | ID | SCORE | TITLE |
        | --- | ---: | --- |
        | CVE-2099-0001 | 9.8 | Buffer overflow in certificate check |
        | CVE-2099-0002 |  | 証明書の検証処理における \| 不備 |
        ");
        assert_eq!(
            table().csv().replace("\r\n", "\n"),
            "ID,SCORE,TITLE\nCVE-2099-0001,9.8,Buffer overflow in certificate check\n\
             CVE-2099-0002,,証明書の検証処理における | 不備\n"
        );
    }
}
