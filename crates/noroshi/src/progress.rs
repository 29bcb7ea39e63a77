//! Progress: one line per thing under way, on a terminal only.

use std::sync::Mutex;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use noroshi_app::values::Progress;
use noroshi_words::number;

use crate::{render::text::clean, talk::Talk};

/// Lines of progress; nothing where talk is not on a terminal.
pub(crate) struct Bars {
    shown: Option<Shown>,
}

struct Shown {
    all: MultiProgress,
    /// One line per name, in the order they came.
    lines: Mutex<Vec<(String, ProgressBar)>>,
}

impl Bars {
    pub(crate) fn new(talk: &Talk) -> Self {
        let shown = talk.shows_progress().then(|| Shown {
            all: MultiProgress::new(),
            lines: Mutex::new(Vec::new()),
        });
        Self { shown }
    }

    /// Shows how far something is.
    pub(crate) fn show(&self, name: &str, progress: &Progress) {
        let Some(shown) = &self.shown else { return };
        let Ok(mut lines) = shown.lines.lock() else {
            return;
        };
        let at = lines.iter().position(|(n, _)| n == name);
        let at = at.unwrap_or_else(|| {
            let bar = shown.all.add(line(progress));
            lines.push((name.to_owned(), bar));
            lines.len() - 1
        });
        let bar = &lines[at].1;
        if let Some(expected) = progress.files_expected {
            bar.set_length(expected);
            bar.set_position(progress.files);
        }
        let mut message = name.to_owned();
        if progress.entries > 0 {
            let (entries, new) = (number(progress.entries), number(progress.revisions));
            message.push_str(&format!("  {entries} +{new}  {}", clean(&progress.now)));
        }
        bar.set_message(message);
        bar.tick();
    }

    /// Shows how many of all are done.
    pub(crate) fn count(&self, name: &str, done: u64, all: u64) {
        let progress = Progress {
            files: done,
            files_expected: Some(all),
            ..Progress::default()
        };
        self.show(name, &progress);
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        if let Some(shown) = &self.shown {
            // What remains on the screen is the report, not the way to it.
            if let Ok(lines) = shown.lines.lock() {
                for (_, bar) in lines.iter() {
                    bar.finish_and_clear();
                }
            }
        }
    }
}

fn line(progress: &Progress) -> ProgressBar {
    let (bar, template) = match progress.files_expected {
        Some(expected) => (
            ProgressBar::new(expected),
            "{bar:20} {pos}/{len}  {wide_msg}",
        ),
        None => (ProgressBar::new_spinner(), "{spinner} {wide_msg}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}
