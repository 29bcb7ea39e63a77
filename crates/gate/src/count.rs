//! What is counted of requests: few numbers, however many addresses there are.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// The first parts of addresses that are counted apart; everything else is `other`.
const PAGES: &[&str] = &[
    "assets",
    "changes",
    "cvesearch",
    "en",
    "feeds",
    "help",
    "ja",
    "match",
    "metrics",
    "myjvn",
    "original",
    "preferences",
    "products",
    "rest",
    "search",
    "sources",
    "v",
    "vrda",
];
const HOME: &str = "home";
const OTHER: &str = "other";

/// Upper ends of the classes of time, in seconds.
pub(crate) const UPTO: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// Everything that is counted.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// In the order of [`PAGES`], then the two others.
    pages: [Page; PAGES.len() + 2],
    pub(crate) connections: AtomicU64,
    pub(crate) in_flight: AtomicU64,
    pub(crate) too_often: AtomicU64,
    pub(crate) too_long: AtomicU64,
    pub(crate) denied: AtomicU64,
}

/// What is counted of one kind of address.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// By the first digit of the status, from 1.
    pub(crate) statuses: [AtomicU64; 5],
    /// By time, each in the first class it fits; the last has no end.
    times: [AtomicU64; UPTO.len() + 1],
    micros: AtomicU64,
}

impl Counts {
    pub(crate) fn took(&self, path: &str, status: u16, time: Duration) {
        let page = &self.pages[place(path)];
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        page.statuses[class].fetch_add(1, Relaxed);
        let seconds = time.as_secs_f64();
        let fits = UPTO.iter().position(|upto| seconds <= *upto);
        page.times[fits.unwrap_or(UPTO.len())].fetch_add(1, Relaxed);
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        page.micros.fetch_add(micros, Relaxed);
    }

    /// The kinds of addresses by name that were asked for.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (&'static str, &Page)> {
        let names = PAGES.iter().copied().chain([HOME, OTHER]);
        names.zip(&self.pages).filter(|(_, page)| page.all() > 0)
    }
}

impl Page {
    pub(crate) fn all(&self) -> u64 {
        self.times.iter().map(|count| count.load(Relaxed)).sum()
    }

    /// Requests that took no longer than each of [`UPTO`].
    pub(crate) fn within(&self) -> impl Iterator<Item = (f64, u64)> {
        let mut sum = 0;
        UPTO.iter().zip(&self.times).map(move |(upto, count)| {
            sum += count.load(Relaxed);
            (*upto, sum)
        })
    }

    pub(crate) fn seconds(&self) -> f64 {
        Duration::from_micros(self.micros.load(Relaxed)).as_secs_f64()
    }
}

fn place(path: &str) -> usize {
    let first = path.trim_start_matches('/').split(['/', '.']).next();
    match first.unwrap_or_default() {
        "" => PAGES.len(),
        first => {
            let known = PAGES.iter().position(|page| *page == first);
            known.unwrap_or(PAGES.len() + 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Counts;

    #[test]
    fn addresses_are_counted_by_their_first_part_and_classes_of_time_add_up() {
        let counts = Counts::default();
        for path in [
            "/",
            "/.json",
            "/search",
            "/search.json",
            "/v/CVE-2099-0001",
            "/v/x/history",
            "/%00",
            "/wp-admin",
        ] {
            counts.took(path, 200, Duration::from_millis(3));
        }
        counts.took("/search", 503, Duration::from_secs(60));
        let pages: Vec<_> = counts
            .pages()
            .map(|(name, page)| (name, page.all()))
            .collect();
        assert_eq!(pages, [("search", 3), ("v", 2), ("home", 2), ("other", 2)]);
        let (_, search) = counts.pages().next().unwrap();
        let within: Vec<u64> = search.within().map(|(_, count)| count).collect();
        assert_eq!(within, [0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
        assert_eq!(
            search
                .statuses
                .each_ref()
                .map(|s| s.load(std::sync::atomic::Ordering::Relaxed)),
            [0, 2, 0, 0, 1]
        );
    }
}
