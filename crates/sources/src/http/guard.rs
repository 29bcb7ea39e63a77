//! Keeps a redirect from leading the program into the network behind it.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs},
    sync::{Arc, Mutex, PoisonError},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Where an address lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Area {
    /// This machine.
    Loopback,
    /// A network that the internet does not reach, or no network at all.
    Private,
    /// The internet.
    Public,
}

impl Area {
    pub(crate) fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(v4) => Self::of_v4(v4),
            IpAddr::V6(v6) => Self::of_v6(v6),
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        let [a, b, c, _] = address.octets();
        let private = address.is_private()
            || address.is_link_local()
            || address.is_broadcast()
            || address.is_multicast()
            || a == 0
            || (a == 100 && (64..128).contains(&b))
            || (a == 198 && (b == 18 || b == 19))
            || (a == 192 && b == 0 && c == 0)
            || a >= 240;
        match (address.is_loopback(), private) {
            (true, _) => Self::Loopback,
            (_, true) => Self::Private,
            _ => Self::Public,
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        // An IPv4 address in another coat: mapped, compatible, behind a translator, or in a tunnel.
        if let Some(v4) = address.to_ipv4_mapped() {
            return Self::of_v4(v4);
        }
        if address.is_loopback() {
            return Self::Loopback;
        }
        let parts = address.segments();
        let is_compatible = parts[..6] == [0; 6] && !address.is_unspecified();
        if is_compatible || parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
            let [.., a, b, c, d] = address.octets();
            return Self::of_v4(Ipv4Addr::new(a, b, c, d));
        }
        if parts[0] == 0x2002 {
            let [_, _, a, b, c, d, ..] = address.octets();
            return Self::of_v4(Ipv4Addr::new(a, b, c, d));
        }
        if address.is_unspecified()
            || address.is_multicast()
            || address.is_unique_local()
            || address.is_unicast_link_local()
            // Site-local, the unique local of old.
            || parts[0] & 0xffc0 == 0xfec0
        {
            Self::Private
        } else {
            Self::Public
        }
    }
}

/// Resolves names. Those that a redirect brought up are held to the areas a redirect may lead to;
/// checking what is connected to, and not a look-up before it, leaves no gap between the two.
#[derive(Debug, Clone, Default)]
pub(crate) struct Guard {
    from_redirects: Arc<Mutex<HashMap<String, bool>>>,
}

impl Guard {
    /// A host that the settings name may lie anywhere.
    pub(crate) fn trust(&self, host: &str) {
        self.hosts().remove(host);
    }

    /// A host that a redirect names lies in the internet, or, where `loopback`, on this machine.
    pub(crate) fn watch(&self, host: &str, loopback: bool) {
        self.hosts().insert(host.to_owned(), loopback);
    }

    fn hosts(&self) -> std::sync::MutexGuard<'_, HashMap<String, bool>> {
        // The map is whole after every step, whoever panicked.
        self.from_redirects
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a name was not resolved.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResolveError {
    #[error("the name {0} cannot be resolved")]
    Unknown(String, #[source] io::Error),
    #[error("a redirect leads into a private network, to {0}, and is not followed")]
    Private(String),
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let watched = self.hosts().get(&host).copied();
        Box::pin(async move {
            let found = tokio::task::spawn_blocking(move || look_up(&host, watched)).await?;
            Ok(Box::new(found?.into_iter()) as Addrs)
        })
    }
}

fn look_up(host: &str, watched: Option<bool>) -> Result<Vec<SocketAddr>, ResolveError> {
    let found: Vec<_> = (host, 0)
        .to_socket_addrs()
        .map_err(|e| ResolveError::Unknown(host.to_owned(), e))?
        .collect();
    let Some(loopback) = watched else {
        return Ok(found);
    };
    let allowed: Vec<_> = found
        .into_iter()
        .filter(|address| may_lead_to(Area::of(address.ip()), loopback))
        .collect();
    if allowed.is_empty() {
        return Err(ResolveError::Private(host.to_owned()));
    }
    Ok(allowed)
}

/// Whether a redirect may lead there; `loopback` where the settings' own host is this machine.
pub(crate) fn may_lead_to(area: Area, loopback: bool) -> bool {
    match area {
        Area::Public => true,
        Area::Loopback => loopback,
        Area::Private => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, ResolveError, look_up};

    #[test]
    fn private_addresses_are_known_in_every_coat() {
        let private = "10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 \
                       224.0.0.1 255.255.255.255 fe80::1 fd00::1 fec0::1 :: ::ffff:10.0.0.1 64:ff9b::a00:1 \
                       ::10.0.0.1 2002:a00:1::1";
        for address in private.split_whitespace() {
            assert_eq!(
                Area::of(address.parse().unwrap()),
                Area::Private,
                "{address}"
            );
        }
        for address in [
            "127.0.0.1",
            "127.9.9.9",
            "::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "2002:7f00:1::",
        ] {
            assert_eq!(
                Area::of(address.parse().unwrap()),
                Area::Loopback,
                "{address}"
            );
        }
        for address in [
            "8.8.8.8",
            "100.128.0.1",
            "2001:db8::1",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ] {
            assert_eq!(
                Area::of(address.parse().unwrap()),
                Area::Public,
                "{address}"
            );
        }
    }

    #[test]
    fn a_name_from_a_redirect_may_not_resolve_to_this_machine() {
        assert!(look_up("localhost", None).is_ok());
        assert!(look_up("localhost", Some(true)).is_ok());
        let refused = look_up("localhost", Some(false));
        assert!(matches!(refused, Err(ResolveError::Private(host)) if host == "localhost"));
    }
}
