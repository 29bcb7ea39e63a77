//! The daily CSV file.

use std::fmt::Write as _;

/// A file that was read; its texts are those of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scores<'a> {
    /// The model's version, for example `v2025.03.14`.
    pub model_version: Option<&'a str>,
    /// The day of the scores as written.
    pub score_date: Option<&'a str>,
    /// Whether the file has a column for the percentile.
    pub has_percentile: bool,
    /// The scores in the file's order.
    pub rows: Vec<Row<'a>>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// The score of one vulnerability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// The CVE number as written.
    pub cve: &'a str,
    /// Probability of exploitation activity in the next 30 days, 0.0 to 1.0.
    pub epss: f64,
    /// Share of vulnerabilities with the same or a lower score, 0.0 to 1.0.
    pub percentile: Option<f64>,
}

/// A line that could not be read, or could be read only in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line's number, from 1.
    pub line: usize,
    /// What was wrong.
    pub what: String,
}

/// The text is not a file of scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no column `{column}` in line {line}")]
pub struct NotScores {
    /// The column that is missing.
    pub column: &'static str,
    /// The line where the names of the columns should be.
    pub line: usize,
}

/// Reads a file.
///
/// # Errors
///
/// [`NotScores`] where the columns `cve` and `epss` are not there. A bad line is a [`Problem`].
pub fn read(text: &str) -> Result<Scores<'_>, NotScores> {
    let mut scores = Scores {
        // A line has some 28 characters.
        rows: Vec::with_capacity(text.len() / 28),
        ..Scores::default()
    };
    let mut lines = text
        .strip_prefix('\u{feff}')
        .unwrap_or(text)
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty());

    let mut heading = lines.next();
    while let Some((number, comment)) =
        heading.and_then(|(number, line)| Some((number, line.strip_prefix('#')?)))
    {
        read_comment(comment, number, &mut scores);
        heading = lines.next();
    }
    let (number, heading) = heading.unwrap_or((1, ""));
    let column = |name: &str| heading.split(',').position(|n| n.trim() == name);
    let missing = |column| NotScores {
        column,
        line: number,
    };
    let cve = column("cve").ok_or(missing("cve"))?;
    let epss = column("epss").ok_or(missing("epss"))?;
    let percentile = column("percentile");
    scores.has_percentile = percentile.is_some();

    for (line, text) in lines {
        let mut name = "";
        let mut score = None;
        let mut share = None;
        for (index, field) in text.split(',').enumerate() {
            if index == cve {
                name = field.trim();
            } else if index == epss {
                score = probability(field);
            } else if Some(index) == percentile {
                share = Some(probability(field));
            }
        }
        let mut problem = |what: String| scores.problems.push(Problem { line, what });
        let Some(epss) = score.filter(|_| !name.is_empty()) else {
            problem("no CVE number with a score between 0 and 1".to_owned());
            continue;
        };
        if percentile.is_some() && share.flatten().is_none() {
            problem("no percentile between 0 and 1".to_owned());
        }
        scores.rows.push(Row {
            cve: name,
            epss,
            percentile: share.flatten(),
        });
    }
    Ok(scores)
}

impl Scores<'_> {
    /// Writes the file: the same values in the same order. Lines that could not be read are not
    /// among them.
    pub fn write(&self) -> String {
        let mut text = String::with_capacity(self.rows.len() * 28 + 100);
        let members = [
            ("model_version", self.model_version),
            ("score_date", self.score_date),
        ];
        let comment: Vec<String> = members
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}:{}", value?)))
            .collect();
        if !comment.is_empty() {
            text.push('#');
            text.push_str(&comment.join(","));
            text.push('\n');
        }
        text.push_str(if self.has_percentile {
            "cve,epss,percentile\n"
        } else {
            "cve,epss\n"
        });
        for row in &self.rows {
            // Writing to a string cannot fail.
            let _ = write!(text, "{},{}", row.cve, row.epss);
            if self.has_percentile {
                text.push(',');
                if let Some(percentile) = row.percentile {
                    let _ = write!(text, "{percentile}");
                }
            }
            text.push('\n');
        }
        text
    }
}

/// Reads `model_version:v2025.03.14,score_date:2026-01-30T12:55:00Z`.
fn read_comment<'a>(comment: &'a str, line: usize, scores: &mut Scores<'a>) {
    for part in comment.split(',') {
        match part.split_once(':').map(|(n, v)| (n.trim(), v.trim())) {
            Some(("model_version", value)) => scores.model_version = Some(value),
            Some(("score_date", value)) => scores.score_date = Some(value),
            _ => scores.problems.push(Problem {
                line,
                what: "an unknown part of the comment".to_owned(),
            }),
        }
    }
}

fn probability(text: &str) -> Option<f64> {
    let value: f64 = text.trim().parse().ok()?;
    (0.0..=1.0).contains(&value).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{NotScores, read};

    #[track_caller]
    fn check(text: &str, rows: &[(&str, f64, Option<f64>)], problems: &[usize]) {
        let file = read(text).unwrap();
        let found: Vec<_> = file
            .rows
            .iter()
            .map(|r| (r.cve, r.epss, r.percentile))
            .collect();
        assert_eq!(found, rows);
        let lines: Vec<_> = file.problems.iter().map(|p| p.line).collect();
        assert_eq!(lines, problems);
        if problems.is_empty() {
            assert_eq!(read(&file.write()).unwrap(), file);
        }
    }

    #[test]
    fn early_files_have_neither_comment_nor_percentile() {
        check(
            "cve,epss\nCVE-2020-5902,0.65117\n",
            &[("CVE-2020-5902", 0.65117, None)],
            &[],
        );
    }

    #[test]
    fn columns_are_found_by_name() {
        check(
            "percentile,model,cve,epss\r\n0.5,x,CVE-2020-5902,1e-05\r\n",
            &[("CVE-2020-5902", 0.00001, Some(0.5))],
            &[],
        );
    }

    #[test]
    fn a_bad_line_costs_itself() {
        check(
            "#model_version:v1\ncve,epss,percentile\nCVE-1,2.0,0.1\nCVE-2,0.2\n\nCVE-3,nan,0\nCVE-4,0.4,0.5\n",
            &[("CVE-2", 0.2, None), ("CVE-4", 0.4, Some(0.5))],
            &[3, 4, 6],
        );
    }

    proptest::proptest! {
        #[test]
        fn every_line_is_a_row_or_a_problem(body in "[a-zC0-9.,#\\-\n\u{0}é]{0,80}") {
            let text = format!("cve,epss,percentile\n{body}");
            let file = read(&text).unwrap();
            let lines = body.lines().filter(|l| !l.trim().is_empty()).count();
            assert!(file.rows.len() + file.problems.len() >= lines);
        }
    }

    #[test]
    fn other_tables_are_not_scores() {
        assert_eq!(
            read("id,score\n1,2\n"),
            Err(NotScores {
                column: "cve",
                line: 1
            })
        );
        assert!(read("").is_err());
    }
}
