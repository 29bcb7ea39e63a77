//! How often one client may ask: a bucket that fills with time.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Clients remembered at most. With more, those whose bucket is full again are forgotten, then all.
const CLIENTS: usize = 50_000;

/// The pace that one client may keep.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Requests per second; 0 for no limit.
    rate: f64,
    burst: f64,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Pace {
    pub(crate) fn new(rate: u32, burst: u32) -> Self {
        Self {
            rate: rate.into(),
            burst: burst.max(1).into(),
            buckets: Mutex::default(),
        }
    }

    /// Takes a request of a client; where it asked too often, how long it should wait.
    pub(crate) fn take(&self, client: IpAddr, now: Instant) -> Result<(), Duration> {
        if self.rate == 0.0 {
            return Ok(());
        }
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= CLIENTS {
            buckets.retain(|_, bucket| self.left(bucket, now) < self.burst);
            if buckets.len() >= CLIENTS {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(network(client)).or_insert(Bucket {
            left: self.burst,
            at: now,
        });
        let left = self.left(bucket, now);
        let is_enough = left >= 1.0;
        *bucket = Bucket {
            left: if is_enough { left - 1.0 } else { left },
            at: now,
        };
        if is_enough {
            Ok(())
        } else {
            Err(Duration::from_secs_f64((1.0 - left) / self.rate))
        }
    }

    fn left(&self, bucket: &Bucket, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        (bucket.left + passed * self.rate).min(self.burst)
    }
}

/// Whoever has one IPv6 address has 2^64 of them.
fn network(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V4(_) => client,
        IpAddr::V6(address) => {
            std::net::Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::IpAddr,
        time::{Duration, Instant},
    };

    use super::{CLIENTS, Pace};

    #[test]
    fn after_a_burst_a_client_keeps_to_the_rate() {
        let (pace, began) = (Pace::new(10, 3), Instant::now());
        let client: IpAddr = [192, 0, 2, 1].into();
        let at = |ms| began + Duration::from_millis(ms);
        for _ in 0..3 {
            assert_eq!(pace.take(client, at(0)), Ok(()));
        }
        assert_eq!(pace.take(client, at(0)), Err(Duration::from_millis(100)));
        assert_eq!(pace.take(client, at(101)), Ok(()));
        assert!(pace.take(client, at(101)).is_err());
        // Another client is not concerned, and after a pause there is a burst again, and no more than one.
        assert_eq!(pace.take([192, 0, 2, 2].into(), at(101)), Ok(()));
        let taken = (0..9).filter(|_| pace.take(client, at(60_000)).is_ok());
        assert_eq!(taken.count(), 3);
    }

    #[test]
    fn addresses_of_one_network_share_a_pace_where_everybody_has_many() {
        let (pace, now) = (Pace::new(1, 1), Instant::now());
        let client = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!(pace.take(client("2001:db8::1"), now).is_ok());
        assert!(pace.take(client("2001:db8::2"), now).is_err());
        assert!(pace.take(client("2001:db8:0:1::1"), now).is_ok());
    }

    #[test]
    fn the_clients_remembered_are_bounded() {
        let (pace, now) = (Pace::new(1, 5), Instant::now());
        for n in 0..u32::try_from(2 * CLIENTS + 10).unwrap() {
            pace.take(std::net::Ipv4Addr::from_bits(n).into(), now).ok();
        }
        assert!(pace.buckets.lock().unwrap().len() <= CLIENTS);
    }
}
