//! Looks over an installation: what is well, what deserves a look, what has to be mended.

use std::path::Path;

use crate::{
    house::{House, UseError},
    settings::Settings,
    values::{Health, Party, SourcesPage},
};

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What is said of it: faces have a text under this key, and one under `-hint` where it is not well.
    pub key: &'static str,
    /// How it is.
    pub weight: Weight,
    /// What the texts carry, by name.
    pub values: Vec<(&'static str, String)>,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// As it should be.
    Well,
    /// Somebody should know.
    Look,
    /// Somebody must act.
    Bad,
}

impl Weight {
    /// The word used in JSON and in the keys of its texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Look => "look",
            Self::Bad => "bad",
        }
    }
}

/// Below so many bytes left on the disk the next import may not end.
const LITTLE: u64 = 2 << 30;

impl House {
    /// Looks over everything, the weightiest first of each kind of thing. `settings` says how sources are to be asked.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn examine(&self, settings: &Settings) -> Result<Vec<Finding>, UseError> {
        self.configure(settings);
        let status = self.status()?;
        let page = self.sources()?;
        let place = self.store.shown();
        let mut found = vec![well("doctor-store", [("place", place)])];
        if let Some(unwritable) = &page.unwritable {
            found.push(bad(
                "doctor-unwritable",
                [("reason", unwritable.reason.clone())],
            ));
        }
        // Of an embedded store the path is its file, beside which everything else stands.
        let path = self.store.path();
        let folder = path.parent().unwrap_or(path);
        found.extend(openness(folder));
        found.extend(room(
            folder,
            "doctor-room",
            "doctor-little-room",
            status.size,
        ));
        found.extend(room(&std::env::temp_dir(), "", "doctor-little-scratch", 0));
        found.extend(scratch());
        found.push(match status.sequence {
            0 => look("doctor-empty", []),
            rows if status.projected < rows => bad(
                "doctor-behind",
                [("rows", (rows - status.projected).to_string())],
            ),
            rows => well("doctor-built", [("rows", rows.to_string())]),
        });
        if page.sample {
            found.push(look("doctor-sample", []));
        }
        found.extend(sources(&page));
        found.extend(nodes(&page));
        Ok(found)
    }
}

fn sources(page: &SourcesPage) -> Vec<Finding> {
    let asked = page.sources.iter().filter(|s| s.health != Health::Skipped);
    let fresh = asked.clone().filter(|s| s.health == Health::Fresh).count();
    let mut found = Vec::new();
    if fresh > 0 {
        found.push(well("doctor-fresh", [("count", fresh.to_string())]));
    }
    for source in asked.filter(|s| s.health != Health::Fresh) {
        let values = [
            ("source", source.name.clone()),
            ("reason", source.reason.clone()),
        ];
        found.push(match (source.health, source.act) {
            (Health::Late, _) => look("doctor-late", values),
            (_, Party::You) => bad("doctor-failing-you", values),
            (_, Party::Us) => bad("doctor-failing-us", values),
            _ => look("doctor-failing-them", values),
        });
    }
    if found.is_empty() {
        found.push(look("doctor-no-source", []));
    }
    found
}

fn nodes(page: &SourcesPage) -> Vec<Finding> {
    let named = |node: &crate::values::Node| [("node", node.name.clone())];
    let mut found: Vec<Finding> = page
        .nodes
        .iter()
        .filter(|node| node.is_silent)
        .map(|node| look("doctor-silent", named(node)))
        .collect();
    let releases = page.nodes.iter().map(|node| node.release.as_str());
    if releases.collect::<std::collections::BTreeSet<_>>().len() > 1 {
        found.push(look("doctor-releases", []));
    }
    found
}

/// Whether others on this machine may read what is kept; products and lists say what somebody runs.
#[cfg(unix)]
fn openness(folder: &Path) -> Option<Finding> {
    use std::os::unix::fs::PermissionsExt;
    let mode = folder.metadata().ok()?.permissions().mode();
    // Who may not enter the folder reads nothing in it.
    let is_open = mode & 0o007 != 0;
    is_open.then(|| {
        let mode = format!("{:o}", mode & 0o777);
        look(
            "doctor-open",
            [("folder", folder.display().to_string()), ("mode", mode)],
        )
    })
}

#[cfg(not(unix))]
fn openness(_: &Path) -> Option<Finding> {
    None
}

/// How much room is left where a folder is, or will be. Of enough nothing is said where there are no words for it.
#[cfg(unix)]
fn room(folder: &Path, enough: &'static str, little: &'static str, size: u64) -> Option<Finding> {
    let there = folder.ancestors().find(|f| f.exists())?;
    let disk = rustix::fs::statvfs(there).ok()?;
    let left = disk.f_bavail.saturating_mul(disk.f_frsize);
    let values = [
        ("folder", there.display().to_string()),
        ("left", (left >> 20).to_string()),
    ];
    // A rebuild and a joined segment need a part of what is there once more.
    if left < LITTLE.max(size / 4) {
        return Some(bad(little, values));
    }
    (!enough.is_empty()).then(|| well(enough, values))
}

#[cfg(not(unix))]
fn room(_: &Path, _: &'static str, _: &'static str, _: u64) -> Option<Finding> {
    None
}

/// Whether feeds can be unpacked on their way in.
fn scratch() -> Option<Finding> {
    let error = tempfile::tempfile().err()?;
    let folder = std::env::temp_dir().display().to_string();
    Some(bad(
        "doctor-no-scratch",
        [("folder", folder), ("reason", error.to_string())],
    ))
}

fn well<const N: usize>(key: &'static str, values: [(&'static str, String); N]) -> Finding {
    finding(key, Weight::Well, values)
}

fn look<const N: usize>(key: &'static str, values: [(&'static str, String); N]) -> Finding {
    finding(key, Weight::Look, values)
}

fn bad<const N: usize>(key: &'static str, values: [(&'static str, String); N]) -> Finding {
    finding(key, Weight::Bad, values)
}

fn finding<const N: usize>(
    key: &'static str,
    weight: Weight,
    values: [(&'static str, String); N],
) -> Finding {
    Finding {
        key,
        weight,
        values: values.into(),
    }
}
