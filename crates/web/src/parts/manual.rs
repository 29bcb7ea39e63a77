//! The manual's Markdown as HTML: just the shapes that our own help texts have.

use super::Markup;

/// A help text below its title. A heading has an identifier by its place: `part-1`, `part-2`, ...
pub(crate) fn manual(text: &str) -> Markup {
    let mut out = Markup::default();
    let mut parts = 0;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let mut following = |start: &str| {
            let mut found = Vec::new();
            while let Some(next) = lines.next_if(|l| l.starts_with(start)) {
                found.push(next);
            }
            found
        };
        if line.is_empty() {
            continue;
        } else if let Some(title) = line.strip_prefix("## ") {
            parts += 1;
            out.raw("<h2 id=\"part-").number(parts).raw("\">");
            inline(&mut out, title);
            out.raw("</h2>\n");
        } else if line.starts_with("```") {
            // A long line scrolls, by keyboard too.
            out.raw("<pre tabindex=\"0\"><code>");
            for (place, line) in lines.by_ref().take_while(|l| *l != "```").enumerate() {
                out.raw(if place > 0 { "\n" } else { "" }).text(line);
            }
            out.raw("</code></pre>\n");
        } else if let Some(item) = line.strip_prefix("- ") {
            out.raw("<ul>");
            let rest = following("- ");
            let rest = rest.iter().filter_map(|l| l.strip_prefix("- "));
            for item in std::iter::once(item).chain(rest) {
                out.raw("<li>");
                inline(&mut out, item);
                out.raw("</li>");
            }
            out.raw("</ul>\n");
        } else if line.starts_with('|') {
            table(&mut out, line, &following("|"));
        } else {
            out.raw("<p>");
            inline(&mut out, line);
            out.raw("</p>\n");
        }
    }
    out
}

/// A table: its first row are the headings, its first column names each row.
fn table(out: &mut Markup, heading: &str, rows: &[&str]) {
    let cells = |row: &'_ str| -> Vec<String> {
        let row = row.trim().trim_matches('|');
        row.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    out.raw("<table><thead><tr>");
    for cell in cells(heading) {
        out.raw("<th scope=\"col\">");
        inline(out, &cell);
        out.raw("</th>");
    }
    out.raw("</tr></thead><tbody>\n");
    // The second line only draws.
    for row in rows.iter().skip(1) {
        out.raw("<tr>");
        for (place, cell) in cells(row).iter().enumerate() {
            let (open, close) = match place {
                0 => ("<th scope=\"row\">", "</th>"),
                _ => ("<td>", "</td>"),
            };
            out.raw(open);
            inline(out, cell);
            out.raw(close);
        }
        out.raw("</tr>\n");
    }
    out.raw("</tbody></table>\n");
}

/// Bold and code within a line.
fn inline(out: &mut Markup, line: &str) {
    for (place, piece) in line.split('`').enumerate() {
        if place % 2 == 1 {
            code(out, piece);
            continue;
        }
        for (place, piece) in piece.split("**").enumerate() {
            let (open, close) = match place % 2 {
                1 => ("<b>", "</b>"),
                _ => ("", ""),
            };
            out.raw(open).text(piece).raw(close);
        }
    }
}

/// Code; a link where it is a page of ours or the command that shows a topic.
fn code(out: &mut Markup, piece: &str) {
    let topic = piece
        .strip_prefix("noroshi help ")
        .filter(|name| noroshi_words::topics::ALL.iter().any(|t| t.name == *name));
    let address = match topic {
        Some(name) => Some(format!("/help/{name}")),
        None => PAGES.contains(&piece).then(|| piece.to_owned()),
    };
    if let Some(address) = &address {
        out.raw("<a href=\"").text(address).raw("\">");
    }
    out.raw("<code>").text(piece).raw("</code>");
    if address.is_some() {
        out.raw("</a>");
    }
}

/// Addresses that help texts name and that are pages.
const PAGES: [&str; 2] = ["/sources", "/help/keys"];

#[cfg(test)]
mod tests {
    use super::manual;

    #[test]
    fn every_shape_of_a_help_text_becomes_html() {
        check("a\n\nb", "<p>a</p>\n<p>b</p>\n");
        check("## A & B", "<h2 id=\"part-1\">A &amp; B</h2>\n");
        check(
            "- **a**: b\n- c",
            "<ul><li><b>a</b>: b</li><li>c</li></ul>\n",
        );
        check(
            "```console\n$ a <b>\n$ c\n```\nd",
            "<pre tabindex=\"0\"><code>$ a &lt;b&gt;\n$ c</code></pre>\n<p>d</p>\n",
        );
        check(
            "| a | b |\n| --- | --- |\n| `c` | d |",
            "<table><thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead><tbody>\n\
             <tr><th scope=\"row\"><code>c</code></th><td>d</td></tr>\n</tbody></table>\n",
        );
        check(
            "see `noroshi help dates` and `noroshi help no`",
            "<p>see <a href=\"/help/dates\"><code>noroshi help dates</code></a> and \
             <code>noroshi help no</code></p>\n",
        );
    }

    #[track_caller]
    fn check(text: &str, html: &str) {
        assert_eq!(manual(text).to_string(), html);
    }
}
