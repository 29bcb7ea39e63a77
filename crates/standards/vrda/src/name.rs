//! The file name of a datum: `JVNiPedia_JVNDB-2099-000001_AD_1.html`.

use std::fmt;

use crate::Class;

/// The form in which a datum is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// `.html`
    Html,
    /// `.xml`
    Xml,
}

/// The parts of a datum's file name, known to be safe in a path and an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName {
    provider: String,
    id: String,
    class: Class,
    revision: u32,
    form: Form,
}

impl FileName {
    /// Puts a name together.
    ///
    /// `None` where a part holds anything but ASCII letters, digits, `-`, `.` and (in the id) `_`, starts with a
    /// point, or is empty or longer than 64 characters; or where the revision is 0.
    pub fn new(provider: &str, id: &str, class: &Class, revision: u32, form: Form) -> Option<Self> {
        let plain = |text: &str, extra: &[u8]| {
            (1..=64).contains(&text.len())
                && !text.starts_with('.')
                && text.bytes().all(|b| {
                    b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || extra.contains(&b)
                })
        };
        let ok =
            plain(provider, b"") && plain(id, b"_") && plain(class.code(), b"") && revision > 0;
        ok.then(|| Self {
            provider: provider.to_owned(),
            id: id.to_owned(),
            class: class.clone(),
            revision,
            form,
        })
    }

    /// Reads a name: `{provider}_{id}_{class}_{revision}.{html|xml}`. `None` for any other.
    pub fn parse(name: &str) -> Option<Self> {
        let (stem, form) = match name.rsplit_once('.')? {
            (stem, "html") => (stem, Form::Html),
            (stem, "xml") => (stem, Form::Xml),
            _ => return None,
        };
        // From the right, so that an id may hold an underscore.
        let (rest, revision) = stem.rsplit_once('_')?;
        let (rest, class) = rest.rsplit_once('_')?;
        let (provider, id) = rest.split_once('_')?;
        let digits = !revision.starts_with('0') && revision.bytes().all(|b| b.is_ascii_digit());
        let revision = digits.then(|| revision.parse().ok()).flatten()?;
        Self::new(provider, id, &Class::from_code(class), revision, form)
    }

    /// The provider's code.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// The vulnerability's identifier.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The class of the analysed information.
    pub fn class(&self) -> &Class {
        &self.class
    }

    /// The revision, from 1.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// The form.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The same datum in another form.
    pub fn in_form(&self, form: Form) -> Self {
        Self {
            form,
            ..self.clone()
        }
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ending = match self.form {
            Form::Html => "html",
            Form::Xml => "xml",
        };
        let Self {
            provider,
            id,
            class,
            revision,
            ..
        } = self;
        write!(f, "{provider}_{id}_{}_{revision}.{ending}", class.code())
    }
}
