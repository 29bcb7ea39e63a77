//! `noroshi version`

use std::sync::LazyLock;

use crate::{exit::Exit, failure::Failure, output::to_stdout};

pub(super) fn run() -> Result<Exit, Failure> {
    to_stdout(format!("noroshi {}\n", text()).as_bytes())?;
    Ok(Exit::Done)
}

/// The version, with the commit where the build names one.
pub(crate) fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| match option_env!("NOROSHI_COMMIT") {
        Some(commit) => format!("{} ({commit})", env!("CARGO_PKG_VERSION")),
        None => env!("CARGO_PKG_VERSION").to_owned(),
    });
    &TEXT
}
