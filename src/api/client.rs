//! Who has sent a request: by the key, or by the address.
//!
//! Behind a proxy every request comes from the proxy's address. Where that is one of the trusted, `X-Forwarded-For` tells
//! whose request it was: from the right, the first address that is no trusted proxy's, since everything to the left of it
//! may be made up. Deliberately absent: the header `Forwarded`, which few proxies send by themselves.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::http::header::{HeaderMap, X_FORWARDED_FOR};
use actix_web::{HttpRequest, web};
use ipnet::IpNet;

use super::auth;
use super::state::AppState;

/// Who is counted as one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Client {
    /// Who holds a key, by its name.
    Key(String),
    /// Who has none.
    Address(IpAddr),
}

impl Client {
    /// Who has sent a request.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        let key = auth::holder(request).map(|holder| Self::Key(holder.name().to_owned()));
        key.or_else(|| Some(Self::Address(address(request)?)))
    }
}

/// The address that a request comes from.
pub(crate) fn address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let state = request.app_data::<web::Data<AppState>>();
    Some(state.map_or(peer, |state| state.proxies.behind(peer, request.headers())))
}

/// Networks whose proxies are believed. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Proxies(Arc<[IpNet]>);

impl Proxies {
    /// Those in these networks.
    #[must_use]
    pub fn new(networks: &[IpNet]) -> Self {
        Self(networks.into())
    }

    fn trust(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    fn behind(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let told: Vec<&str> = headers.get_all(X_FORWARDED_FOR).filter_map(|value| value.to_str().ok()).collect();
        let mut nearest = peer;
        for entry in told.iter().rev().flat_map(|value| value.rsplit(',')) {
            if !self.trust(nearest) {
                break;
            }
            let Ok(address) = entry.trim().parse::<IpAddr>() else { break };
            nearest = address;
        }
        nearest
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn a_client_is_told_by_trusted_proxies_alone() {
        let proxies = Proxies::new(&["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]);
        for (peer, headers, address, reason) in [
            ("192.0.2.1", &[][..], "192.0.2.1", "no proxy"),
            ("192.0.2.1", &["198.51.100.7"], "192.0.2.1", "whoever is not trusted may say what they like"),
            ("10.0.0.1", &["198.51.100.7"], "198.51.100.7", "a proxy"),
            ("::ffff:10.0.0.1", &["198.51.100.7"], "198.51.100.7", "a proxy, by a socket for both families"),
            ("::1", &["2001:db8::7"], "2001:db8::7", "by IPv6"),
            ("10.0.0.1", &["198.51.100.7, 10.0.0.2"], "198.51.100.7", "two proxies"),
            ("10.0.0.1", &["203.0.113.9, 198.51.100.7"], "198.51.100.7", "what stands before may be made up"),
            ("10.0.0.1", &["203.0.113.9", "198.51.100.7"], "198.51.100.7", "in two headers"),
            ("10.0.0.1", &["198.51.100.7, unknown"], "10.0.0.1", "not an address"),
            ("10.0.0.1", &[], "10.0.0.1", "the proxy itself"),
            ("10.0.0.1", &["10.0.0.2"], "10.0.0.2", "a machine of the trusted network"),
        ] {
            let mut sent = HeaderMap::new();
            for header in headers {
                sent.append(X_FORWARDED_FOR, HeaderValue::from_static(header));
            }
            let found = proxies.behind(peer.parse().unwrap(), &sent);
            assert_eq!(found, address.parse::<IpAddr>().unwrap(), "{reason}");
        }
        let alone = Proxies::default();
        let mut sent = HeaderMap::new();
        sent.append(X_FORWARDED_FOR, HeaderValue::from_static("198.51.100.7"));
        let peer = IpAddr::from([127, 0, 0, 1]);
        assert_eq!(alone.behind(peer, &sent), peer, "nobody is trusted unless that is set");
    }
}
