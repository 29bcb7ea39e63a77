//! Where data goes and in which form: `--format`, and `-o` as often as wanted.

use std::{
    io::{self, Write},
    path::PathBuf,
    str::FromStr,
};

use clap::ValueEnum;

use crate::{cli::Globals, failure::Failure, render::Style, talk::Talk};

/// The forms in which data can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Jsonl,
    Csv,
    Markdown,
    Atom,
    Sarif,
    Cyclonedx,
    Openvex,
    Csaf,
}

impl Format {
    /// What a list is written in.
    pub(crate) const LIST: &[Self] = &[
        Self::Table,
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::Markdown,
    ];

    /// The word on the command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Atom => "atom",
            Self::Sarif => "sarif",
            Self::Cyclonedx => "cyclonedx",
            Self::Openvex => "openvex",
            Self::Csaf => "csaf",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        // `json` is `json-v1`; when there is a second version, both names stay.
        let word = if word == "json-v1" { "json" } else { word };
        Self::value_variants()
            .iter()
            .copied()
            .find(|f| f.word() == word)
    }

    fn of_file(file: &str) -> Option<Self> {
        let (stem, ending) = file.rsplit_once('.')?;
        match ending {
            // The endings that tools of these forms use.
            "json" if stem.ends_with(".cdx") => Some(Self::Cyclonedx),
            "json" if stem.ends_with(".vex") || stem.ends_with(".openvex") => Some(Self::Openvex),
            "md" => Some(Self::Markdown),
            "txt" => Some(Self::Table),
            "ndjson" => Some(Self::Jsonl),
            "xml" => Some(Self::Atom),
            other => Self::from_word(other),
        }
    }
}

/// One `-o`: `json=r.json`, `r.json`, or a format's name alone for standard output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    format: Option<Format>,
    file: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let file = |name: &str| (name != "-").then(|| PathBuf::from(name));
        if text.is_empty() {
            return Err("[F=]FILE".to_owned());
        }
        if let Some(format) = Format::from_word(text) {
            return Ok(Self {
                format: Some(format),
                file: None,
            });
        }
        if let Some((word, name)) = text.split_once('=')
            && let Some(format) = Format::from_word(word)
        {
            return Ok(Self {
                format: Some(format),
                file: file(name),
            });
        }
        Ok(Self {
            format: None,
            file: file(text),
        })
    }
}

/// Where a command's data goes; known before the work begins, so that a wrong form costs nothing.
#[derive(Debug)]
pub(crate) struct Outputs(Vec<(Format, Option<PathBuf>)>);

impl Outputs {
    /// Chooses, out of the forms that the command has.
    pub(crate) fn choose(globals: &Globals, formats: &'static [Format]) -> Result<Self, Failure> {
        let usual = globals.format;
        let mut chosen: Vec<_> = globals
            .output
            .iter()
            .map(|output| {
                let by_name = || {
                    let file = output.file.as_ref()?.to_str()?;
                    Format::of_file(file).filter(|f| formats.contains(f))
                };
                let format = output.format.or(usual).or_else(by_name);
                (format.unwrap_or(formats[0]), output.file.clone())
            })
            .collect();
        if chosen.is_empty() {
            chosen.push((usual.unwrap_or(formats[0]), None));
        }
        match chosen.iter().find(|(format, _)| !formats.contains(format)) {
            Some((format, _)) => Err(Failure::Format {
                format: *format,
                formats,
            }),
            None => Ok(Self(chosen)),
        }
    }

    /// Writes the data in every chosen form.
    pub(crate) fn write(
        &self,
        talk: &Talk,
        mut render: impl FnMut(Format, &Style) -> Result<Vec<u8>, Failure>,
    ) -> Result<(), Failure> {
        for (format, file) in &self.0 {
            match file {
                None => to_stdout(&render(*format, &talk.style())?)?,
                Some(file) => {
                    let bytes = render(*format, &talk.file_style())?;
                    std::fs::write(file, bytes).map_err(|cause| Failure::File {
                        doing: "error-write",
                        file: file.clone(),
                        cause,
                    })?;
                }
            }
        }
        Ok(())
    }
}

/// Writes bytes to standard output; a closed pipe is its own failure, which is none.
pub(crate) fn to_stdout(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .map_err(Failure::stdout)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Format, Output};

    #[track_caller]
    fn check(text: &str, format: Option<Format>, file: Option<&str>) {
        let expected = Output {
            format,
            file: file.map(PathBuf::from),
        };
        assert_eq!(text.parse(), Ok(expected), "{text}");
    }

    #[test]
    fn a_format_alone_means_standard_output() {
        check("table", Some(Format::Table), None);
        check("json=-", Some(Format::Json), None);
        check("json-v1", Some(Format::Json), None);
    }

    #[test]
    fn what_is_no_format_is_a_file() {
        check("json=r.txt", Some(Format::Json), Some("r.txt"));
        check("r.json", None, Some("r.json"));
        check("a=b.json", None, Some("a=b.json"));
    }
}
