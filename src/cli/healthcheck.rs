//! `pressespiegel healthcheck`: is the service ready? For the container's `HEALTHCHECK`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, ensure};

use crate::config::Config;
use crate::outbound;

const PATIENCE: Duration = Duration::from_secs(3);

/// Asks `/readyz`.
pub(super) fn run(url: Option<String>, config: &Config) -> anyhow::Result<()> {
    let base = url.unwrap_or_else(|| format!("http://{}", reachable(config.server.listen)));
    let address = format!("{}/readyz", base.trim_end_matches('/'));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let client = outbound::client_builder()?.no_proxy().timeout(PATIENCE).build()?;
    let status = runtime.block_on(async { client.get(&address).send().await.map(|answer| answer.status()) });
    let status = status.with_context(|| format!("{address} does not answer"))?;
    ensure!(status.is_success(), "{address} answers {status}");
    super::output::print("ready")
}

/// Where a service that listens on `listen` can be reached from the same machine.
pub(super) fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_on_all_interfaces_is_asked_on_loopback() {
        for (listen, asked) in
            [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:80", "[::1]:80"), ("192.0.2.1:80", "192.0.2.1:80")]
        {
            assert_eq!(reachable(listen.parse().unwrap()), asked.parse().unwrap());
        }
    }
}
