//! The four-step severity bar. Colour only supports it: the word and the number stand beside it.

use noroshi_model::Severity;

use super::Markup;

/// The bar of a band; hatched where nobody gave one.
pub(crate) fn meter(severity: Option<Severity>) -> Markup {
    let (class, steps) = match severity {
        None => ("meter unknown", 0),
        Some(Severity::None) => ("meter none", 0),
        Some(Severity::Low) => ("meter low", 1),
        Some(Severity::Medium) => ("meter medium", 2),
        Some(Severity::High) => ("meter high", 3),
        Some(Severity::Critical) => ("meter critical", 4),
    };
    let mut out = Markup::default();
    out.raw("<svg class=\"").raw(class);
    out.raw("\" viewBox=\"0 0 26 14\" width=\"26\" height=\"14\" aria-hidden=\"true\">");
    for step in 0..4 {
        let height = 5 + 3 * step;
        out.raw("<rect x=\"").number(step * 7);
        out.raw("\" y=\"").number(14 - height);
        out.raw("\" width=\"5\" height=\"").number(height);
        out.raw(if step < steps {
            "\" class=\"on\"/>"
        } else {
            "\"/>"
        });
    }
    out.raw("</svg>");
    out
}
