//! Who asks: the other end of the connection, or whom a trusted proxy names there.

use std::{net::IpAddr, str::FromStr};

use axum::http::{HeaderMap, header};

/// Addresses with a common beginning, such as `10.0.0.0/8`, or one alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: u128,
    /// Leading bits that count, of 128.
    bits: u8,
}

/// A text that names no network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotANetwork(pub String);

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let wrong = || NotANetwork(text.to_owned());
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let own = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(own), |b| b.trim().parse::<u8>().map_err(|_| wrong()))?;
        if bits > own {
            return Err(wrong());
        }
        Ok(Self {
            address: number(address),
            bits: 128 - own + bits,
        })
    }
}

impl Network {
    fn holds(&self, address: IpAddr) -> bool {
        // A shift by all 128 bits leaves nothing to compare.
        let shift = u32::from(128 - self.bits);
        let beginning = |number: u128| number.checked_shr(shift).unwrap_or(0);
        beginning(self.address) == beginning(number(address))
    }
}

/// As IPv6 writes it, in which an IPv4 address has a place of its own.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// Who asks, and whether a proxy stands between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Client {
    pub(crate) address: IpAddr,
    pub(crate) through_proxy: bool,
    /// Whether a trusted proxy says that the connection to it is encrypted.
    pub(crate) is_secure: bool,
}

impl Client {
    /// The client of a request: the last address in `X-Forwarded-For` that no trusted proxy has, as long as a trusted
    /// one says so. What stands further in front may have been made up by the client.
    pub(crate) fn of(peer: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> Self {
        let peer = peer.to_canonical();
        let trusted = |address: IpAddr| proxies.iter().any(|network| network.holds(address));
        let mut client = Self {
            address: peer,
            through_proxy: headers.contains_key("x-forwarded-for")
                || headers.contains_key(header::FORWARDED)
                || headers.contains_key(header::VIA),
            is_secure: trusted(peer)
                && headers
                    .get("x-forwarded-proto")
                    .is_some_and(|proto| proto.as_bytes().eq_ignore_ascii_case(b"https")),
        };
        let lines = headers.get_all("x-forwarded-for").iter().rev();
        let named = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.rsplit(','));
        for name in named {
            if !trusted(client.address) {
                break;
            }
            let Some(address) = read(name.trim()) else {
                break;
            };
            client.address = address;
        }
        client
    }

    /// Whether it sits at this machine.
    pub(crate) fn is_here(&self) -> bool {
        self.address.is_loopback() && !self.through_proxy
    }
}

/// An address, with or without brackets and port.
fn read(name: &str) -> Option<IpAddr> {
    let bare = name
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .map_or(name, |(address, _)| address);
    let without_port = || {
        let (address, port) = bare.rsplit_once(':')?;
        port.parse::<u16>().ok()?;
        address.parse().ok()
    };
    let address: Option<IpAddr> = bare.parse().ok().or_else(without_port);
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::http::{HeaderMap, HeaderValue};

    use super::{Client, Network};

    #[track_caller]
    fn check(peer: &str, forwarded: &[&'static str], proxies: &[&str], client: &str) {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        let proxies: Vec<Network> = proxies.iter().map(|p| p.parse().unwrap()).collect();
        let found = Client::of(peer.parse().unwrap(), &headers, &proxies);
        assert_eq!(found.address, client.parse::<IpAddr>().unwrap());
    }

    #[test]
    fn only_a_trusted_proxy_says_who_asks() {
        check("192.0.2.1", &["198.51.100.7"], &[], "192.0.2.1");
        check(
            "192.0.2.1",
            &["198.51.100.7"],
            &["192.0.2.0/24"],
            "198.51.100.7",
        );
        check(
            "192.0.2.1",
            &["198.51.100.7"],
            &["192.0.3.0/24"],
            "192.0.2.1",
        );
        check(
            "::ffff:192.0.2.1",
            &["198.51.100.7"],
            &["192.0.2.1"],
            "198.51.100.7",
        );
    }

    #[test]
    fn what_a_client_made_up_in_front_of_its_own_address_counts_for_nothing() {
        let proxies = ["10.0.0.0/8", "192.0.2.1"];
        check(
            "192.0.2.1",
            &["203.0.113.9, 198.51.100.7, 10.1.1.1"],
            &proxies,
            "198.51.100.7",
        );
        check(
            "192.0.2.1",
            &["127.0.0.1", "198.51.100.7"],
            &proxies,
            "198.51.100.7",
        );
        check("192.0.2.1", &["nobody, 10.1.1.1"], &proxies, "10.1.1.1");
        check("192.0.2.1", &["[2001:db8::5]:443"], &proxies, "2001:db8::5");
        check(
            "192.0.2.1",
            &["198.51.100.7:5000"],
            &proxies,
            "198.51.100.7",
        );
    }

    #[test]
    fn who_came_through_a_proxy_does_not_sit_at_this_machine() {
        let mut headers = HeaderMap::new();
        let here = |headers: &HeaderMap| Client::of([127, 0, 0, 1].into(), headers, &[]).is_here();
        assert!(here(&headers));
        headers.insert("via", HeaderValue::from_static("1.1 proxy"));
        assert!(!here(&headers));
    }

    #[test]
    fn what_names_no_network_is_refused() {
        for wrong in [
            "",
            "10.0.0.0/33",
            "::/129",
            "example.org",
            "10.0.0/8",
            "10.0.0.0/-1",
        ] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
        let every: Network = "::/0".parse().unwrap();
        assert!(every.holds([8, 8, 8, 8].into()));
    }
}
