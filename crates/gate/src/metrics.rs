//! `/metrics`: how this process and its sources fare, in the text format of Prometheus (0.0.4).

use std::{
    fmt::{Display, Write},
    sync::{Arc, atomic::Ordering::Relaxed},
};

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use noroshi_app::{
    House, UseError,
    values::{Health, SourcesPage},
};

use crate::count::Counts;

const KIND: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The answer: what the gate counted, and what the house says of its sources and nodes. Where the house cannot answer
/// that part is missing, and `noroshi_up` is 0.
pub(crate) async fn answer(house: Arc<House>, counts: &Counts) -> Response {
    let asked = tokio::task::spawn_blocking(move || -> Result<_, UseError> {
        Ok((house.sources()?, house.status()?.size))
    });
    let asked = asked.await.ok().and_then(Result::ok);
    let mut text = Text::default();
    text.gauge("up", "Whether the store answers.", asked.is_some().into());
    gate(&mut text, counts);
    if let Some((sources, size)) = &asked {
        text.gauge("store_bytes", "Bytes that the store takes.", *size);
        house_of(&mut text, sources);
    }
    if let Some(resident) = resident() {
        text.gauge(
            "resident_memory_bytes",
            "Resident memory of this process.",
            resident,
        );
    }
    (
        StatusCode::OK,
        [
            (header::CONTENT_TYPE, KIND),
            (header::CACHE_CONTROL, "no-store"),
        ],
        text.0,
    )
        .into_response()
}

fn gate(text: &mut Text, counts: &Counts) {
    text.head("build_info", "gauge", "The release, in its label.");
    text.line("build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    text.gauge(
        "connections",
        "Open connections.",
        counts.connections.load(Relaxed),
    );
    text.gauge(
        "requests_in_flight",
        "Requests that wait for their answer.",
        counts.in_flight.load(Relaxed),
    );
    text.head(
        "refused_total",
        "counter",
        "Requests that the gate refused.",
    );
    for (reason, count) in [
        ("rate", &counts.too_often),
        ("time", &counts.too_long),
        ("identity", &counts.denied),
    ] {
        text.line("refused_total", &[("reason", reason)], count.load(Relaxed));
    }
    text.head(
        "requests_total",
        "counter",
        "Requests by the first part of their address and the class of their status.",
    );
    for (name, page) in counts.pages() {
        for (class, count) in (1..).zip(&page.statuses) {
            let (class, count) = (format!("{class}xx"), count.load(Relaxed));
            if count > 0 {
                text.line(
                    "requests_total",
                    &[("page", name), ("status", &class)],
                    count,
                );
            }
        }
    }
    text.head(
        "request_seconds",
        "histogram",
        "Time until an answer began.",
    );
    for (name, page) in counts.pages() {
        for (upto, count) in page.within() {
            text.line(
                "request_seconds_bucket",
                &[("page", name), ("le", &upto.to_string())],
                count,
            );
        }
        text.line(
            "request_seconds_bucket",
            &[("page", name), ("le", "+Inf")],
            page.all(),
        );
        text.line("request_seconds_sum", &[("page", name)], page.seconds());
        text.line("request_seconds_count", &[("page", name)], page.all());
    }
}

fn house_of(text: &mut Text, page: &SourcesPage) {
    text.gauge("ledger_sequence", "The ledger's last row.", page.sequence);
    text.gauge(
        "unwritable",
        "Whether nothing can be written.",
        page.unwritable.is_some().into(),
    );
    text.head(
        "source_state",
        "gauge",
        "1 for the state that a source is in.",
    );
    for source in &page.sources {
        for state in [
            Health::Fresh,
            Health::Late,
            Health::Failing,
            Health::Skipped,
        ] {
            let is = u8::from(source.health == state);
            text.line(
                "source_state",
                &[("source", &source.name), ("state", state.word())],
                is,
            );
        }
    }
    let mut each =
        |name: &str,
         kind: &str,
         help: &str,
         of: &dyn Fn(&noroshi_app::values::SourcePage) -> Option<f64>| {
            text.head(name, kind, help);
            for source in &page.sources {
                if let Some(value) = of(source) {
                    text.line(name, &[("source", &source.name)], value);
                }
            }
        };
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts and dates far below 2^53"
    )]
    {
        let date = |millis: Option<i64>| millis.map(|millis| millis as f64 / 1000.0);
        each(
            "source_last_success_timestamp_seconds",
            "gauge",
            "When a source last answered whole.",
            &|s| date(s.last_success),
        );
        each(
            "source_newest_timestamp_seconds",
            "gauge",
            "The newest date of change that a source states.",
            &|s| date(s.newest),
        );
        each(
            "source_records",
            "gauge",
            "Current records of a source.",
            &|s| Some(s.records as f64),
        );
        each(
            "source_revisions_total",
            "counter",
            "Revisions of a source in the ledger.",
            &|s| Some(s.revisions as f64),
        );
        each(
            "source_notes",
            "gauge",
            "Notes on current documents of a source.",
            &|s| Some(s.notes as f64),
        );
        each(
            "source_refusals",
            "gauge",
            "Entries refused in a source's last run.",
            &|s| Some(s.refusals as f64),
        );
    }
    text.head(
        "node_behind",
        "gauge",
        "Rows of the ledger that a node has not followed yet.",
    );
    for node in &page.nodes {
        text.line("node_behind", &[("node", &node.name)], node.behind);
    }
}

/// Resident memory in bytes, where the system says it in Linux's way.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.0,
            "# HELP noroshi_{name} {help}\n# TYPE noroshi_{name} {kind}"
        );
    }

    fn gauge(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, "gauge", help);
        self.line(name, &[], value);
    }

    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> = labels
            .iter()
            .map(|(label, value)| {
                let value = value
                    .replace('\\', r"\\")
                    .replace('"', "\\\"")
                    .replace('\n', r"\n");
                format!("{label}=\"{value}\"")
            })
            .collect();
        let labels = match labels.len() {
            0 => String::new(),
            _ => format!("{{{}}}", labels.join(",")),
        };
        let _ = writeln!(self.0, "noroshi_{name}{labels} {value}");
    }
}
