//! What single package URL types ask for beyond the standard (purl-spec, type definitions).

use super::Purl;
use crate::NotAPurl;

/// Types whose namespace and name are written in small letters.
const SMALL: &[&str] = &[
    "alpm",
    "apk",
    "bitbucket",
    "bitnami",
    "brew",
    "composer",
    "deb",
    "git",
    "github",
    "gitlab",
    "golang",
    "hex",
    "otp",
    "pub",
    "vscode-extension",
];
/// Types of which only the namespace is.
const SMALL_NAMESPACE: &[&str] = &["qpkg", "rpm"];
/// Types of which only the name is.
const SMALL_NAME: &[&str] = &["npm", "oci", "pypi", "vcpkg"];
const WITHOUT_NAMESPACE: &[&str] = &[
    "bazel",
    "bitnami",
    "chrome-extension",
    "cocoapods",
    "conda",
    "cran",
    "hackage",
    "julia",
    "mlflow",
    "nuget",
    "oci",
    "opam",
    "otp",
    "pub",
    "pypi",
    "vcpkg",
];
const WITH_NAMESPACE: &[&str] = &[
    "bitbucket",
    "composer",
    "github",
    "maven",
    "swift",
    "vscode-extension",
];

/// Normalises the components, or says which rule of the type is broken.
pub(super) fn apply(purl: &mut Purl) -> Result<(), NotAPurl> {
    let kind = purl.kind.as_str();
    let small = |text: &mut String| *text = text.to_lowercase();
    if SMALL.contains(&kind) || SMALL_NAMESPACE.contains(&kind) {
        purl.namespace.iter_mut().for_each(small);
    }
    if SMALL.contains(&kind) || SMALL_NAME.contains(&kind) {
        small(&mut purl.name);
    }
    if WITHOUT_NAMESPACE.contains(&kind) && purl.namespace.is_some() {
        return Err(NotAPurl("the type has no namespace"));
    }
    if WITH_NAMESPACE.contains(&kind) && purl.namespace.is_none() {
        return Err(NotAPurl("the type wants a namespace"));
    }
    match kind {
        "pypi" => purl.name = purl.name.replace('_', "-"),
        "pub" => purl.name = purl.name.replace('-', "_"),
        "huggingface" => purl.version.iter_mut().for_each(small),
        // Names at Databricks do not tell case apart, those at Azure do.
        "mlflow"
            if purl
                .qualifier("repository_url")
                .is_some_and(|url| url.contains("databricks")) =>
        {
            small(&mut purl.name);
        }
        "cpan" if purl.name.contains("::") => {
            return Err(NotAPurl("the name is a distribution's, not a module's"));
        }
        "julia" if purl.qualifier("uuid").is_none() => {
            return Err(NotAPurl("the type wants the qualifier uuid"));
        }
        "chrome-extension" => {
            let name =
                purl.name.len() == 32 && purl.name.bytes().all(|b| (b'a'..=b'p').contains(&b));
            let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            let version = purl.version().is_none_or(|version| {
                version.split('.').count() <= 4 && version.split('.').all(part)
            });
            if !name || !version {
                return Err(NotAPurl(
                    "the name is 32 letters from a to p, the version up to four numbers",
                ));
            }
        }
        _ => {}
    }
    Ok(())
}
