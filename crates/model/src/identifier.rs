//! Identifiers of vulnerabilities and advisories, known to be well formed.

use std::fmt;

/// The series an identifier belongs to, best known first: the order in which a vulnerability
/// chooses the name it is shown under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// `CVE-YYYY-NNNN…` of the CVE Program.
    Cve,
    /// `JVNDB-YYYY-NNNNNN`, a registration in JVN iPedia.
    Jvndb,
    /// `JVN#NNNNNNNN`, coordinated under Japan's early warning partnership.
    Jvn,
    /// `JVNVU#NNNNNNNN` (before 2012 six digits), coordinated with partners overseas.
    JvnVu,
    /// `JVNTA#NNNNNNNN`, a technical alert of JPCERT/CC.
    JvnTa,
    /// `GHSA-xxxx-xxxx-xxxx`, GitHub's advisory database.
    Ghsa,
    /// `EUVD-YYYY-NNNN`, the European Union's vulnerability database.
    Euvd,
    /// `VU#NNNNNN`, a vulnerability note of CERT/CC.
    CertVu,
    /// `RUSTSEC-YYYY-NNNN`, the advisory database of RustSec.
    Rustsec,
    /// `GO-YYYY-NNNN`, the Go vulnerability database.
    Go,
    /// `PYSEC-YYYY-N…`, the advisory database of the Python Packaging Authority.
    Pysec,
    /// `MYJVN-ALT-YYYY-NNNN`, an alert of IPA.
    MyJvnAlert,
    /// Anything else a source uses as its own identifier, kept as written.
    Other,
}

/// An identifier in its canonical spelling.
///
/// Private field: every value has passed [`Identifier::parse`] or [`Identifier::other`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    scheme: Scheme,
    text: String,
}

impl Identifier {
    /// Reads an identifier as people type it: any case, full width, surrounding space.
    ///
    /// Returns `None` where the text is not an identifier of a known scheme.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        // Ordinary sources are ASCII; only what people type needs folding.
        let folded;
        let text = if text.is_ascii() {
            text
        } else {
            folded = crate::tokens::fold_width(text);
            folded.trim()
        };
        if !(4..=64).contains(&text.len()) || !text.is_ascii() {
            return None;
        }
        let upper = text.to_ascii_uppercase();
        let (scheme, text) = if let Some(rest) = upper.strip_prefix("CVE-") {
            (Scheme::Cve, year_and_serial(rest, 4..=19).then_some(upper)?)
        } else if let Some(rest) = upper.strip_prefix("JVNDB-") {
            (
                Scheme::Jvndb,
                year_and_serial(rest, 6..=6).then_some(upper)?,
            )
        } else if let Some(rest) = upper.strip_prefix("EUVD-") {
            (
                Scheme::Euvd,
                year_and_serial(rest, 4..=19).then_some(upper)?,
            )
        } else if let Some(rest) = upper.strip_prefix("RUSTSEC-") {
            (
                Scheme::Rustsec,
                year_and_serial(rest, 4..=19).then_some(upper)?,
            )
        } else if let Some(rest) = upper.strip_prefix("GO-") {
            (Scheme::Go, year_and_serial(rest, 4..=19).then_some(upper)?)
        } else if let Some(rest) = upper.strip_prefix("PYSEC-") {
            (
                Scheme::Pysec,
                year_and_serial(rest, 1..=19).then_some(upper)?,
            )
        } else if let Some(rest) = upper.strip_prefix("MYJVN-ALT-") {
            let ok = rest.split('-').all(|part| part.len() == 4 && digits(part));
            (Scheme::MyJvnAlert, ok.then_some(upper)?)
        } else if let Some(rest) = upper.strip_prefix("GHSA-") {
            let ok = rest.split('-').count() == 3
                && rest
                    .split('-')
                    .all(|p| p.len() == 4 && p.bytes().all(|b| b.is_ascii_alphanumeric()));
            (
                Scheme::Ghsa,
                ok.then(|| format!("GHSA-{}", rest.to_ascii_lowercase()))?,
            )
        } else if let Some(rest) = upper.strip_prefix("JVNVU") {
            (Scheme::JvnVu, format!("JVNVU#{}", serial(rest, &[6, 8])?))
        } else if let Some(rest) = upper.strip_prefix("JVNTA") {
            (Scheme::JvnTa, format!("JVNTA#{}", serial(rest, &[6, 8])?))
        } else if let Some(rest) = upper.strip_prefix("JVN") {
            (Scheme::Jvn, format!("JVN#{}", serial(rest, &[8])?))
        } else if let Some(rest) = upper.strip_prefix("VU#") {
            (
                Scheme::CertVu,
                format!("VU#{}", serial(rest, &[3, 4, 5, 6, 7])?),
            )
        } else {
            return None;
        };
        Some(Self { scheme, text })
    }

    /// Takes a source's own identifier as it is, where no known scheme fits.
    pub fn other(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::parse(&text).unwrap_or(Self {
            scheme: Scheme::Other,
            text,
        })
    }

    /// Finds the identifier that a web address stands for: JVN's and JVN iPedia's own pages,
    /// advisory pages of GitHub, RustSec, Go and OSV, CERT/CC notes.
    pub fn from_address(url: &str) -> Option<Self> {
        let rest = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"))?;
        let (host, path) = rest.split_once('/')?;
        let segments = || path.split(['/', '?', '#']).filter(|s| !s.is_empty());
        let stem = |s: &str| s.strip_suffix(".html").unwrap_or(s).to_owned();
        match host.trim_start_matches("www.") {
            // `/jp/JVN12345678/index.html`, `/en/vu/JVNVU12345678/`
            "jvn.jp" => segments()
                .find_map(|s| Self::parse(&stem(s)).filter(|id| id.text.starts_with("JVN"))),
            // `/ja/contents/2022/JVNDB-2022-000001.html`, `/jvndb/JVNDB-2022-000001`
            "jvndb.jvn.jp" => segments()
                .find_map(|s| Self::parse(&stem(s)).filter(|id| id.scheme == Scheme::Jvndb)),
            "github.com" => {
                segments().find_map(|s| Self::parse(s).filter(|id| id.scheme == Scheme::Ghsa))
            }
            // `/advisories/RUSTSEC-2021-0079.html`, `/vuln/GO-2024-3228`, `/vulnerability/PYSEC-2024-55`
            "rustsec.org" => segments()
                .find_map(|s| Self::parse(&stem(s)).filter(|id| id.scheme == Scheme::Rustsec)),
            "pkg.go.dev" | "vuln.go.dev" => segments().find_map(|s| {
                let stem = s.strip_suffix(".json").unwrap_or(s);
                Self::parse(stem).filter(|id| id.scheme == Scheme::Go)
            }),
            // A page about another CVE does not make a record one about that CVE.
            "osv.dev" => path
                .strip_prefix("vulnerability/")
                .and_then(|_| segments().nth(1).and_then(Self::parse))
                .filter(|id| !id.is_cve()),
            "kb.cert.org" => {
                let at = path.find("/id/").map(|i| &path[i + 4..])?;
                let id = at.trim_start_matches("VU").trim_start_matches('#');
                Self::parse(&format!("VU#{}", id.split(['/', '?', '#']).next()?))
            }
            _ => None,
        }
    }

    /// The scheme.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The canonical spelling, for example `JVNVU#91234567`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether this names a vulnerability of its own accord, as a CVE number does.
    pub fn is_cve(&self) -> bool {
        self.scheme == Scheme::Cve
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn year_and_serial(rest: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    rest.split_once('-').is_some_and(|(year, serial)| {
        year.len() == 4 && digits(year) && lengths.contains(&serial.len()) && digits(serial)
    })
}

/// The digits after an optional `#`, as JVN writes them in text (`JVN#12345678`) and in addresses.
fn serial<'a>(rest: &'a str, lengths: &[usize]) -> Option<&'a str> {
    let rest = rest.strip_prefix('#').unwrap_or(rest);
    (digits(rest) && lengths.contains(&rest.len())).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::Identifier;

    #[track_caller]
    fn check(typed: &str, expected: Option<&str>) {
        assert_eq!(
            Identifier::parse(typed).as_ref().map(Identifier::as_str),
            expected
        );
    }

    #[test]
    fn case_space_and_width_do_not_matter() {
        check(" cve-2021-44228 ", Some("CVE-2021-44228"));
        check("ＣＶＥ－２０２１－４４２２８", Some("CVE-2021-44228"));
        check("jvn#12345678", Some("JVN#12345678"));
        check("ghsa-JFH8-c2jp-5v3q", Some("GHSA-jfh8-c2jp-5v3q"));
    }

    #[test]
    fn jvn_numbers_are_read_from_addresses_too() {
        check("JVN12345678", Some("JVN#12345678"));
        check("JVNVU912345", Some("JVNVU#912345"));
    }

    #[test]
    fn databases_of_package_ecosystems_are_known() {
        check("rustsec-2021-0079", Some("RUSTSEC-2021-0079"));
        check("GO-2024-3228", Some("GO-2024-3228"));
        check("pysec-2024-55", Some("PYSEC-2024-55"));
        check("PYSEC-2021-1", Some("PYSEC-2021-1"));
        check("RUSTSEC-2021-79", None);
        check("GO-2024-32b8", None);
        check("go-live", None);
    }

    #[test]
    fn what_is_too_short_or_has_letters_is_nothing() {
        check("CVE-2099-001", None);
        check("CVE-2099-00O1", None);
        check("JVNDB-2021-44228", None);
        check("JVN#1234567", None);
        check("OpenSSL", None);
    }

    #[track_caller]
    fn address(url: &str, expected: Option<&str>) {
        assert_eq!(
            Identifier::from_address(url)
                .as_ref()
                .map(Identifier::as_str),
            expected
        );
    }

    #[test]
    fn addresses_of_advisories_name_them() {
        address(
            "https://jvn.jp/jp/JVN64806328/index.html",
            Some("JVN#64806328"),
        );
        address("http://jvn.jp/en/vu/JVNVU91234567/", Some("JVNVU#91234567"));
        address(
            "https://jvndb.jvn.jp/ja/contents/2022/JVNDB-2022-000001.html",
            Some("JVNDB-2022-000001"),
        );
        address(
            "http://jvndb.jvn.jp/jvndb/JVNDB-2012-000012",
            Some("JVNDB-2012-000012"),
        );
        address(
            "https://github.com/a/b/security/advisories/GHSA-jfh8-c2jp-5v3q",
            Some("GHSA-jfh8-c2jp-5v3q"),
        );
        address("https://www.kb.cert.org/vuls/id/930724", Some("VU#930724"));
        address(
            "https://rustsec.org/advisories/RUSTSEC-2021-0079.html",
            Some("RUSTSEC-2021-0079"),
        );
        address("https://pkg.go.dev/vuln/GO-2024-3228", Some("GO-2024-3228"));
        address(
            "https://vuln.go.dev/ID/GO-2024-3228.json",
            Some("GO-2024-3228"),
        );
        address(
            "https://osv.dev/vulnerability/PYSEC-2024-55",
            Some("PYSEC-2024-55"),
        );
        address("https://osv.dev/vulnerability/CVE-2021-44228", None);
        address("https://osv.dev/list?q=GHSA-jfh8-c2jp-5v3q", None);
        address("https://example.org/CVE-2021-44228", None);
    }
}
