//! Charts as plain SVG: no script, no inline style. Each stands beside a sentence and a table that say
//! the same, so it is hidden from screen readers.

use noroshi_app::values::{Bar, Mark, MarkKind};

use super::Markup;

/// Upright columns, one per bar, for a run of years.
pub(crate) fn columns(bars: &[Bar]) -> Markup {
    const WIDTH: usize = 600;
    const HEIGHT: usize = 120;
    let mut out = Markup::default();
    let most = bars.iter().map(|b| b.count).max().unwrap_or(0).max(1);
    let step = WIDTH / bars.len().max(1);
    // A label needs some 44 units; years that do not fit are left to the table.
    let every = 44_usize.div_ceil(step.max(1));
    open(&mut out, WIDTH, HEIGHT + 22, "chart columns");
    out.raw("<line class=\"axis\" x1=\"0\" x2=\"").number(WIDTH);
    out.raw("\" y1=\"")
        .number(HEIGHT)
        .raw("\" y2=\"")
        .number(HEIGHT)
        .raw("\"/>");
    for (place, bar) in bars.iter().enumerate() {
        let height = scaled(bar.count, most, HEIGHT - 6);
        let gap = if step > 6 { 2 } else { 0 };
        let width = (step - gap).clamp(1, 56);
        out.raw("<rect x=\"").number(place * step);
        out.raw("\" y=\"").number(HEIGHT - height);
        out.raw("\" width=\"").number(width);
        out.raw("\" height=\"").number(height).raw("\"/>");
        if (bars.len() - 1 - place).is_multiple_of(every) {
            out.raw("<text x=\"").number(place * step + width / 2);
            out.raw("\" y=\"")
                .number(HEIGHT + 16)
                .raw("\" text-anchor=\"middle\">");
            out.text(&bar.label).raw("</text>");
        }
    }
    out.raw("</svg>");
    out
}

/// Lying bars with their label and count, for severity bands. `names` are the labels in words.
pub(crate) fn lanes(bars: &[Bar], names: &[String]) -> Markup {
    const WIDTH: usize = 600;
    const LANE: usize = 26;
    const LABEL: usize = 96;
    const COUNT: usize = 84;
    let mut out = Markup::default();
    let most = bars.iter().map(|b| b.count).max().unwrap_or(0).max(1);
    open(&mut out, WIDTH, bars.len() * LANE, "chart lanes");
    for (place, (bar, name)) in bars.iter().zip(names).enumerate() {
        let y = place * LANE;
        let width = scaled(bar.count, most, WIDTH - LABEL - COUNT);
        out.raw("<text x=\"0\" y=\"")
            .number(y + 17)
            .raw("\">")
            .text(name)
            .raw("</text>");
        out.raw("<rect class=\"").text(band_class(&bar.label));
        out.raw("\" x=\"")
            .number(LABEL)
            .raw("\" y=\"")
            .number(y + 5);
        out.raw("\" width=\"")
            .number(width)
            .raw("\" height=\"16\"/>");
        out.raw("<text class=\"count\" x=\"")
            .number(LABEL + width + 8);
        out.raw("\" y=\"").number(y + 17).raw("\">");
        out.text(&noroshi_words::number(
            i64::try_from(bar.count).unwrap_or(i64::MAX),
        ));
        out.raw("</text>");
    }
    out.raw("</svg>");
    out
}

/// The points in a vulnerability's life on one line, to scale. The list beside it names them.
pub(crate) fn strip(marks: &[Mark]) -> Markup {
    let mut out = Markup::default();
    let (Some(first), Some(last)) = (
        marks.iter().map(|m| m.when).min(),
        marks.iter().map(|m| m.when).max(),
    ) else {
        return out;
    };
    // i128: a hostile date may lie thousands of years away.
    let span = (i128::from(last) - i128::from(first)).max(1);
    // Shares of the width, so that points stay round on any screen.
    out.raw("<svg class=\"chart strip\" width=\"100%\" height=\"28\" aria-hidden=\"true\" focusable=\"false\">");
    out.raw("<line class=\"axis\" x1=\"0\" x2=\"100%\" y1=\"14\" y2=\"14\"/>");
    for mark in marks {
        let along = (i128::from(mark.when) - i128::from(first)) * 980 / span + 10;
        let (whole, tenth) = (along / 10, along % 10);
        let square = matches!(mark.kind, MarkKind::Exploited | MarkKind::Due);
        out.raw(if square {
            "<rect class=\""
        } else {
            "<circle class=\""
        });
        out.raw(mark.kind.word());
        out.raw(if square { "\" x=\"" } else { "\" cx=\"" });
        out.number(whole).raw(".").number(tenth);
        out.raw(if square {
            "%\" y=\"9\" width=\"10\" height=\"10\" transform=\"translate(-5)\"/>"
        } else {
            "%\" cy=\"14\" r=\"6\"/>"
        });
    }
    out.raw("</svg>");
    out
}

fn open(out: &mut Markup, width: usize, height: usize, class: &str) {
    out.raw("<svg class=\"").raw(class);
    out.raw("\" viewBox=\"0 0 ")
        .number(width)
        .raw(" ")
        .number(height);
    out.raw("\" aria-hidden=\"true\" focusable=\"false\">");
}

/// At least one unit for anything that is not nothing.
fn scaled(count: usize, most: usize, length: usize) -> usize {
    if count == 0 {
        0
    } else {
        (count.saturating_mul(length) / most).max(1)
    }
}

/// Our own class for a band; a label we do not know gets none.
fn band_class(label: &str) -> &str {
    match label {
        "critical" | "high" | "medium" | "low" | "none" => label,
        _ => "unknown",
    }
}
