//! Too many tries: whoever guesses has to wait, longer each time.

use std::{collections::HashMap, net::IpAddr};

/// Wrong passwords for one name from one address before the waiting begins; it doubles with each further one.
const OF_BOTH: u32 = 5;
/// Wrong passwords from one address, whatever the name.
const OF_ADDRESS: u32 = 20;
/// Wrong passwords for one name, wherever from. Many, or anybody could keep somebody out.
const OF_NAME: u32 = 100;
/// The first wait, and the longest (milliseconds).
const FIRST: i64 = 30_000;
const LONGEST: i64 = 60 * 60 * 1000;
/// What is kept in memory of tries; the oldest are forgotten before there are more.
const MOST: usize = 50_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Of {
    Both(String, Option<IpAddr>),
    Address(Option<IpAddr>),
    Name(String),
}

#[derive(Debug, Default, Clone, Copy)]
struct Tries {
    wrong: u32,
    last: i64,
    until: i64,
}

/// Who tried how often.
#[derive(Debug, Default)]
pub(super) struct Lockout(HashMap<Of, Tries>);

impl Lockout {
    /// How many seconds somebody has to wait before they may try; `None` where they may now.
    pub(super) fn wait(&self, name: &str, from: Option<IpAddr>, now: i64) -> Option<u64> {
        let of = keys(name, from);
        let until = of.iter().filter_map(|(of, _)| Some(self.0.get(of)?.until));
        let left = until.max().unwrap_or(0) - now;
        (left > 0).then(|| left.unsigned_abs().div_ceil(1000))
    }

    /// Counts a wrong password. Says whether a wait begins.
    pub(super) fn failed(&mut self, name: &str, from: Option<IpAddr>, now: i64) -> bool {
        self.make_room();
        let mut begins = false;
        for (of, most) in keys(name, from) {
            let tries = self.0.entry(of).or_default();
            // A day without a try, and all is forgotten.
            if now - tries.last > 24 * LONGEST {
                *tries = Tries::default();
            }
            tries.wrong = tries.wrong.saturating_add(1);
            tries.last = now;
            if tries.wrong >= most {
                let doubled = (tries.wrong - most).min(10);
                tries.until = now + (FIRST << doubled).min(LONGEST);
                begins |= tries.wrong == most;
            }
        }
        begins
    }

    /// Somebody knew the password: their own tries are forgotten, not those of their address.
    pub(super) fn forgive(&mut self, name: &str, from: Option<IpAddr>) {
        self.0.remove(&Of::Both(name.to_owned(), from));
        self.0.remove(&Of::Name(name.to_owned()));
    }

    fn make_room(&mut self) {
        if self.0.len() + 3 <= MOST {
            return;
        }
        let mut last: Vec<i64> = self.0.values().map(|tries| tries.last).collect();
        let half = last.len() / 2;
        let (_, middle, _) = last.select_nth_unstable(half);
        let middle = *middle;
        self.0.retain(|_, tries| tries.last > middle);
    }
}

fn keys(name: &str, from: Option<IpAddr>) -> [(Of, u32); 3] {
    // Nobody makes us keep a book.
    let name: String = name.chars().take(64).collect();
    [
        (Of::Both(name.clone(), from), OF_BOTH),
        (Of::Address(from), OF_ADDRESS),
        (Of::Name(name), OF_NAME),
    ]
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::{LONGEST, Lockout, MOST};

    fn address(last: u8) -> Option<IpAddr> {
        Some([192, 0, 2, last].into())
    }

    #[test]
    fn who_guesses_waits_longer_each_time_and_nobody_else_does() {
        let mut lockout = Lockout::default();
        for at in 1..5 {
            assert!(!lockout.failed("a", address(1), at));
            assert_eq!(lockout.wait("a", address(1), at), None);
        }
        assert!(lockout.failed("a", address(1), 5), "a wait begins");
        assert_eq!(lockout.wait("a", address(1), 5), Some(30));
        assert_eq!(lockout.wait("a", address(2), 5), None);
        assert_eq!(lockout.wait("b", address(1), 5), None);
        assert_eq!(lockout.wait("a", address(1), 30_005), None);
        assert!(!lockout.failed("a", address(1), 30_005), "it goes on");
        assert_eq!(lockout.wait("a", address(1), 30_005), Some(60));
        for _ in 0..100 {
            lockout.failed("a", address(1), 30_005);
        }
        assert_eq!(lockout.wait("a", address(1), 30_005), Some(3600));
        assert_eq!(lockout.wait("a", address(1), 30_005 + LONGEST), None);
    }

    #[test]
    fn an_address_that_tries_every_name_waits_as_well() {
        let mut lockout = Lockout::default();
        for at in 0..20 {
            lockout.failed(&format!("user {at}"), address(1), at);
        }
        assert!(lockout.wait("one more", address(1), 20).is_some());
        assert_eq!(lockout.wait("one more", address(2), 20), None);
    }

    #[test]
    fn who_knew_the_password_begins_anew() {
        let mut lockout = Lockout::default();
        for at in 0..4 {
            lockout.failed("a", address(1), at);
        }
        lockout.forgive("a", address(1));
        assert!(!lockout.failed("a", address(1), 5));
    }

    #[test]
    fn what_is_kept_of_tries_has_an_end() {
        let mut lockout = Lockout::default();
        for at in 0..i64::try_from(MOST).unwrap() {
            lockout.failed(&at.to_string(), address(1), at);
        }
        assert!(lockout.0.len() <= MOST);
    }
}
