//! The datum in HTML: header, affected products, analysis, related information, references, in that order.
//!
//! One self-contained page: no script, nothing loaded from elsewhere, readable without its few lines of style.

use std::fmt::Write;

use crate::{Datum, FactSet, Lang, Link, System, UNKNOWN, datum_xml::xml_name, xml::escape_into};

/// The whole of the `style` element, so that a server can allow it by its digest and nothing else.
pub const STYLE: &str = "body{margin:auto;max-width:60rem;padding:1rem;line-height:1.6;overflow-wrap:anywhere}\
table{border-collapse:collapse;margin:1rem 0}caption{text-align:start;font-weight:bold}\
td,th{border:1px solid;padding:.25rem .5rem;text-align:start;vertical-align:top}\
dt{font-weight:bold}.text{white-space:pre-wrap}";

/// Escapes text for HTML and shows directional controls, with which a text could pose as another, as U+FFFD.
///
/// Characters that no document may hold become U+FFFD as well, and a carriage return, which HTML has no way to hold,
/// ends a line as it did where it comes from.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    if text.contains(|c| c == '\r' || is_unfit(c)) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        escape_into(&text.replace(is_unfit, "\u{FFFD}"), &mut out);
    } else {
        escape_into(text, &mut out);
    }
    out
}

/// Directional controls; and the control characters and noncharacters that XML allows and HTML does not.
fn is_unfit(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{7F}'..='\u{9F}' | '\u{FDD0}'..='\u{FDEF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

impl Datum {
    /// Writes the datum as a page. `other_language` is the address of the same datum in the other language.
    pub fn to_html(&self, other_language: Option<&str>) -> String {
        let lang = self.lang;
        let mut out = String::new();
        let title = escape(&self.title);
        let id = escape(&self.id);
        let _ = write!(
            out,
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{id} {title}</title>\n",
            lang.tag()
        );
        if let Some(name) = xml_name(self) {
            let name = escape(&name);
            let _ = writeln!(
                out,
                "<link rel=\"alternate\" type=\"application/xml\" href=\"{name}\">"
            );
        }
        if let Some(address) = other_language {
            let (address, tag) = (escape(address), lang.other().tag());
            let _ = writeln!(
                out,
                "<link rel=\"alternate\" hreflang=\"{tag}\" type=\"text/html\" href=\"{address}\">"
            );
        }
        let _ = write!(out, "<style>{STYLE}</style>\n</head>\n<body>\n<main>\n");
        header(self, &mut out);
        affected(self, &mut out);
        analysis(lang, &self.facts, &mut out);
        links(
            lang.pick("関連情報", "Related information"),
            "related",
            lang,
            &self.related,
            &mut out,
        );
        links(
            lang.pick("参考情報", "References"),
            "references",
            lang,
            &self.references,
            &mut out,
        );
        history(self, &mut out);
        out.push_str("</main>\n");
        footer(self, other_language, &mut out);
        out.push_str("</body>\n</html>\n");
        out
    }
}

fn header(datum: &Datum, out: &mut String) {
    let lang = datum.lang;
    let foreign = foreign(datum);
    let _ = writeln!(out, "<header>\n<h1{foreign}>{}</h1>", escape(&datum.title));
    if let Some(only) = only_in(datum) {
        let _ = writeln!(out, "<p>{only}</p>");
    }
    out.push_str("<dl>\n");
    let mut row = |ja: &str, en: &str, value: &str| {
        let _ = writeln!(out, "<dt>{}</dt>\n<dd>{value}</dd>", lang.pick(ja, en));
    };
    row(
        "概要",
        "Overview",
        &format!(
            "<span class=\"text\"{foreign}>{}</span>",
            escape(&datum.overview)
        ),
    );
    let source = datum
        .source_url
        .as_deref()
        .map_or_else(|| none(lang).to_owned(), |url| anchor(url, url));
    row("情報源", "Source", &source);
    row(
        "情報源の種別",
        "Kind of source",
        &escape(datum.class.name(lang)),
    );
    let Datum {
        provider, dates, ..
    } = datum;
    row(
        "分析した組織",
        "Analysing organisation",
        &format!("{} ({})", escape(&provider.name), escape(&provider.code)),
    );
    row(
        "脆弱性の識別番号",
        "Vulnerability identifier",
        &escape(&datum.id),
    );
    row("版", "Revision", &datum.revision.to_string());
    for (ja, en, date) in [
        ("公表日", "Made public", &dates.made_public),
        ("登録日", "First published", &dates.first_published),
        ("最終更新日", "Last updated", &dates.last_updated),
    ] {
        if let Some(date) = date {
            row(ja, en, &time(date));
        }
    }
    out.push_str("</dl>\n</header>\n");
}

fn affected(datum: &Datum, out: &mut String) {
    let lang = datum.lang;
    let foreign = foreign(datum);
    let cell = |text: String| {
        if text.is_empty() {
            format!(">{}", none(lang))
        } else {
            format!("{foreign}>{text}")
        }
    };
    open(
        lang.pick("影響を受ける製品", "Affected products"),
        "affected",
        out,
    );
    if datum.affected.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", none(lang));
    } else {
        let _ = write!(
            out,
            "<table>\n<caption>{}</caption>\n<thead>\n<tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
             <th scope=\"col\">CPE</th><th scope=\"col\">{}</th></tr>\n</thead>\n<tbody>\n",
            lang.pick("製品と CPE 名", "Products and their CPE names"),
            lang.pick("製品", "Product"),
            lang.pick("ベンダ", "Vendor"),
            lang.pick("バージョン", "Versions"),
        );
        for item in &datum.affected {
            let product = item.product.as_deref().unwrap_or_default();
            let vendor = item.vendor.as_deref().unwrap_or_default();
            let _ = writeln!(
                out,
                "<tr><th scope=\"row\"{}</th><td{}</td><td>{}</td><td{}</td></tr>",
                cell(escape(product)),
                cell(escape(vendor)),
                or_none(lang, lines(&item.cpes, "<code>", "</code>")),
                cell(lines(&item.versions, "", "")),
            );
        }
        out.push_str("</tbody>\n</table>\n");
    }
    out.push_str("</section>\n");
}

fn analysis(lang: Lang, sets: &[FactSet], out: &mut String) {
    open(lang.pick("分析", "Analysis"), "analysis", out);
    if sets.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", none(lang));
    }
    for set in sets {
        let name = System::find(&set.system).map_or(set.system.as_str(), |s| s.name);
        let by = set
            .by
            .as_deref()
            .map(|by| format!(" ({})", escape(by)))
            .unwrap_or_default();
        let _ = write!(
            out,
            "<table>\n<caption>{}{by}</caption>\n<thead>\n<tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr>\n\
             </thead>\n<tbody>\n",
            escape(name),
            lang.pick("分析項目", "Item"),
            lang.pick("値", "Value"),
        );
        for fact in &set.facts {
            let mut value = escape(&fact.label);
            if fact.value != UNKNOWN {
                let _ = write!(value, " ({})", escape(&fact.value));
            }
            let _ = writeln!(
                out,
                "<tr><th scope=\"row\">{} ({})</th><td>{value}</td></tr>",
                escape(&fact.name),
                escape(&fact.id),
            );
        }
        out.push_str("</tbody>\n</table>\n");
    }
    out.push_str("</section>\n");
}

fn links(heading: &str, anchor_id: &str, lang: Lang, links: &[Link], out: &mut String) {
    open(heading, anchor_id, out);
    if links.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", none(lang));
    } else {
        out.push_str("<ul>\n");
        for link in links {
            let said: Vec<&str> = [&link.name, &link.id, &link.title]
                .into_iter()
                .filter_map(|part| part.as_deref())
                .filter(|part| !part.trim().is_empty())
                .collect();
            let url = link.url.as_deref().unwrap_or_default();
            let words = if said.is_empty() {
                url.to_owned()
            } else {
                said.join(": ")
            };
            let _ = writeln!(out, "<li>{}</li>", anchor(url, &words));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</section>\n");
}

/// The original has no such section; ours comes after the five it has.
fn history(datum: &Datum, out: &mut String) {
    if datum.history.is_empty() {
        return;
    }
    open(datum.lang.pick("更新履歴", "History"), "history", out);
    out.push_str("<ol>\n");
    for item in &datum.history {
        let when = item.when.as_deref().map(time).unwrap_or_default();
        let _ = writeln!(
            out,
            "<li>{when} <span class=\"text\"{}>{}</span></li>",
            foreign(datum),
            escape(&item.text)
        );
    }
    out.push_str("</ol>\n</section>\n");
}

fn footer(datum: &Datum, other_language: Option<&str>, out: &mut String) {
    let lang = datum.lang;
    let mut items = Vec::new();
    if let Some(name) = xml_name(datum) {
        items.push(format!(
            "<a type=\"application/xml\" href=\"{}\">XML</a>",
            escape(&name)
        ));
    }
    if let Some(address) = other_language {
        let (tag, name) = (lang.other().tag(), lang.pick("English", "日本語"));
        items.push(format!(
            "<a hreflang=\"{tag}\" lang=\"{tag}\" href=\"{}\">{name}</a>",
            escape(address)
        ));
    }
    if !items.is_empty() {
        let label = lang.pick("他の形式と言語", "Other forms and languages");
        let _ = writeln!(
            out,
            "<footer>\n<nav aria-label=\"{label}\">{}</nav>\n</footer>",
            items.join(" ")
        );
    }
}

/// The attribute of an element whose text is in the provider's language and not the page's.
fn foreign(datum: &Datum) -> String {
    match datum.text_lang.filter(|lang| *lang != datum.lang) {
        Some(lang) => format!(" lang=\"{}\"", lang.tag()),
        None => String::new(),
    }
}

/// Says that the provider has not published this in the language of the page.
pub fn only_in(datum: &Datum) -> Option<String> {
    let lang = datum.text_lang.filter(|lang| *lang != datum.lang)?;
    let name = escape(&datum.provider.name);
    Some(match lang {
        Lang::En => format!("{name} はこの情報を英語でのみ公表しています。"),
        Lang::Ja => format!("{name} has published this in Japanese only."),
    })
}

fn open(heading: &str, id: &str, out: &mut String) {
    let _ = writeln!(
        out,
        "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{heading}</h2>"
    );
}

/// A link where the address is one of the web; anything else, such as `javascript:`, stays text.
fn anchor(url: &str, words: &str) -> String {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        format!(
            "<a href=\"{}\" rel=\"noreferrer\">{}</a>",
            escape(url),
            escape(words)
        )
    } else if url.is_empty() || url == words {
        escape(words)
    } else {
        format!("{} ({})", escape(words), escape(url))
    }
}

/// `time` accepts only machine-readable text; a date we could not read stays plain.
fn time(text: &str) -> String {
    let escaped = escape(text);
    let readable = text.len() >= 10
        && text.is_ascii()
        && text.bytes().enumerate().take(10).all(|(at, b)| match at {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        })
        && (text.len() == 10 || text.as_bytes()[10] == b'T');
    if readable {
        format!("<time datetime=\"{escaped}\">{escaped}</time>")
    } else {
        escaped
    }
}

fn lines(values: &[String], before: &str, after: &str) -> String {
    let all: Vec<String> = values
        .iter()
        .map(|v| format!("{before}{}{after}", escape(v)))
        .collect();
    all.join("<br>")
}

fn or_none(lang: Lang, text: String) -> String {
    if text.is_empty() {
        none(lang).to_owned()
    } else {
        text
    }
}

fn none(lang: Lang) -> &'static str {
    lang.pick("記載なし", "not stated")
}
