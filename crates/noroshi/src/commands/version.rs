//! `noroshi version`, `noroshi version compare SCHEME A B`, `noroshi version in SCHEME VERSION RANGE`

mod compare;
mod within;

use std::sync::LazyLock;

use noroshi_model::Language;
use noroshi_versions::{ALL, Scheme, scheme};
use noroshi_words::{knows, say, say_with};

use super::cases;
use crate::{
    cli::{Globals, VersionVerb},
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs, to_stdout},
    talk::Talk,
};

pub(super) fn run(
    verb: Option<&VersionVerb>,
    globals: &Globals,
    talk: &Talk,
) -> Result<Exit, Failure> {
    match verb {
        None => {
            to_stdout(format!("noroshi {}\n", text()).as_bytes())?;
            Ok(Exit::Done)
        }
        Some(VersionVerb::Compare(case)) => compare::run(&case.words(), globals, talk),
        Some(VersionVerb::In(case)) => within::run(&case.words(), globals, talk),
    }
}

/// The version, with the commit where the build names one.
pub(crate) fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| match option_env!("NOROSHI_COMMIT") {
        Some(commit) => format!("{} ({commit})", env!("CARGO_PKG_VERSION")),
        None => env!("CARGO_PKG_VERSION").to_owned(),
    });
    &TEXT
}

const FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Jsonl];

/// An answer to one case: what a terminal shows of it, what it lacks, and how the command ends.
trait Answer: serde::Serialize {
    /// One word.
    fn word(&self) -> String;

    /// Why there is no better answer.
    fn error(&self) -> Option<&str>;
}

/// A case that cannot be answered at all, and how a command ends for it.
struct Refusal {
    why: String,
    exit: Exit,
}

/// Answers the words of one case, or with `-` the lines of standard input, three words with tabs between in each.
fn answer<A: Answer>(
    words: &[&str],
    globals: &Globals,
    talk: &Talk,
    ask: impl Fn(&str, &str, &str) -> Result<A, Refusal>,
    refusal: impl Fn(String) -> A,
) -> Result<Exit, Failure> {
    let language = talk.language();
    let of = |words: &[&str]| match words {
        [name, first, second] => ask(name, first, second),
        _ => Err(Refusal {
            why: say(language, "case-three"),
            exit: Exit::Usage,
        }),
    };
    if words == ["-"] {
        let one = |line: &str| match of(&line.split('\t').collect::<Vec<_>>()) {
            Ok(answer) => (answer, Exit::Done),
            Err(refused) => (refusal(refused.why), Exit::Invalid),
        };
        return cases::answer(language, one, &refusal);
    }
    let outputs = Outputs::choose(globals, FORMATS)?;
    let answer = of(words).map_err(|Refusal { why, exit }| Failure::Case {
        why,
        hint: "hint-version",
        exit,
    })?;
    outputs.write(talk, |format, _| {
        Ok(match format {
            Format::Json => super::json(&answer),
            Format::Jsonl => super::jsonl(&[&answer]),
            _ => format!("{}\n", answer.word()).into_bytes(),
        })
    })?;
    if let Some(why) = answer.error() {
        talk.say("ordering-why", &[("why", why.into())]);
    }
    Ok(Exit::Done)
}

/// The scheme of that name, or what to say where there is none.
fn known(name: &str, language: Language) -> Result<&'static dyn Scheme, Refusal> {
    scheme(name).ok_or_else(|| {
        let names: Vec<_> = ALL.iter().map(|scheme| scheme.name()).collect();
        let names = names.join(", ");
        let values = [("name", name.into()), ("names", names.as_str().into())];
        Refusal {
            why: say_with(language, "ordering-no-scheme", &values),
            exit: Exit::Usage,
        }
    })
}

/// What is said of a text that is no version of the scheme.
fn no_version(language: Language, scheme: &dyn Scheme, text: &str) -> String {
    let shape = say(language, &format!("numbering-{}", scheme.name()));
    told(language, "ordering-not-one", scheme, text, &shape)
}

/// What is said of a text that is no range of the scheme.
fn no_range(language: Language, scheme: &dyn Scheme, text: &str) -> Refusal {
    let own = format!("notation-{}", scheme.name());
    let key = if text.starts_with("vers:") {
        "notation-vers"
    } else if knows(&own) {
        &own
    } else {
        "notation-comparators"
    };
    let shape = say(language, key);
    Refusal {
        why: told(language, "ordering-no-range", scheme, text, &shape),
        exit: Exit::Invalid,
    }
}

fn told(language: Language, key: &str, scheme: &dyn Scheme, text: &str, shape: &str) -> String {
    let text: String = text.chars().take(200).collect();
    let values = [
        ("scheme", scheme.name().into()),
        ("text", text.as_str().into()),
        ("shape", shape.into()),
    ];
    say_with(language, key, &values)
}
