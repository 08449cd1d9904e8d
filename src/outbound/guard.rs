//! Which machines may be asked: the check of addresses, before and after a name is resolved.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::OutboundError;

/// What is allowed besides `https` to public addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Allowed {
    /// Addresses of this machine and of private networks.
    pub private: bool,
    /// `http`, which everybody on the way can read.
    pub plain_http: bool,
}

/// Resolves names, to addresses that may be asked and no others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resolver(pub Allowed);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let known = !found.is_empty();
            let good: Vec<_> = found.into_iter().filter(|address| allowed.private || is_public(address.ip())).collect();
            if good.is_empty() && known {
                return Err(OutboundError("the name leads to no public address".into()).into());
            }
            Ok(Box::new(good.into_iter()) as Addrs)
        })
    }
}

/// A host that is an address must be one that may be asked: it is connected to without being resolved.
pub(super) fn check_host(url: &Url, allowed: Allowed) -> Result<(), OutboundError> {
    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
        return Err(OutboundError("names no host".into()));
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) if !allowed.private && !is_public(address) => {
            Err(OutboundError("must lead to a public address; others have to be allowed in the settings".into()))
        }
        _ => Ok(()),
    }
}

/// Whether an address is one of the open internet: none of this machine, of a private or local network, of a document, of
/// many receivers, and none that leads to such a one by translation.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let other = match (a, b, c) {
        // "This network", carriers' own, protocols' own, measurements, reserved.
        (0 | 240..=255, ..) | (100, 64..=127, _) | (192, 0, 0) | (192, 88, 99) | (198, 18 | 19, _) => true,
        _ => false,
    };
    !(other
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, third, .., low, lowest] = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    let middle = &address.segments()[2..6];
    match (first, second) {
        // Mapped, and translated by NAT64: as the IPv4 address in it.
        (0, 0) if middle == [0, 0, 0, 0xffff] => embedded(low, lowest),
        (0x64, 0xff9b) if middle == [0; 4] => embedded(low, lowest),
        // 6to4 holds one, too.
        (0x2002, _) => embedded(second, third),
        // Teredo and other protocols' own, documents.
        (0x2001, 0..=0x01ff | 0x0db8) | (0x3fff, 0..=0x0fff) => false,
        // Of the rest only this block is given out.
        (0x2000..=0x3fff, _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_open_internet_are_public() {
        for (address, public, why) in [
            ("93.184.216.34", true, "a server"),
            ("8.8.8.8", true, "a name server"),
            ("172.32.0.1", true, "just behind a private block"),
            ("100.128.0.1", true, "just behind the carriers' block"),
            ("0.0.0.0", false, "this machine"),
            ("127.0.0.1", false, "this machine"),
            ("127.255.255.254", false, "this machine"),
            ("10.1.2.3", false, "private"),
            ("172.16.0.1", false, "private"),
            ("172.31.255.255", false, "private"),
            ("192.168.1.1", false, "private"),
            ("169.254.169.254", false, "link-local, and where clouds tell secrets"),
            ("100.64.0.1", false, "carriers"),
            ("192.0.0.8", false, "protocols"),
            ("192.0.2.1", false, "documents"),
            ("198.18.0.1", false, "measurements"),
            ("198.51.100.1", false, "documents"),
            ("203.0.113.1", false, "documents"),
            ("224.0.0.1", false, "many receivers"),
            ("240.0.0.1", false, "reserved"),
            ("255.255.255.255", false, "everybody"),
            ("2606:2800:220:1::1", true, "a server"),
            ("::", false, "this machine"),
            ("::1", false, "this machine"),
            ("::ffff:10.0.0.1", false, "private, mapped"),
            ("::ffff:8.8.8.8", true, "public, mapped"),
            ("64:ff9b::a00:1", false, "private, translated"),
            ("2002:7f00:1::", false, "this machine, by 6to4"),
            ("2001:0:1::1", false, "Teredo"),
            ("2001:db8::1", false, "documents"),
            ("fc00::1", false, "private"),
            ("fd12:3456::1", false, "private"),
            ("fe80::1", false, "link-local"),
            ("fec0::1", false, "site-local"),
            ("ff02::1", false, "many receivers"),
            ("::127.0.0.1", false, "an old form"),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), public, "{address}: {why}");
        }
    }
}
