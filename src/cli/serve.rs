//! `pressespiegel serve`: the service, until SIGTERM or Ctrl-C.

use super::output;
use crate::app::{self, Service};
use crate::config::Config;
use crate::heap;
use crate::telemetry;

/// Serves until told to stop; then running requests end and the archive is flushed.
pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    telemetry::start_log(&config.log);
    heap::share();
    let metrics = telemetry::start_metrics()?;
    app::block_on(async {
        let service = Service::start(config, metrics).await?;
        // The one line on standard output: scripts and tests that asked for port 0 read the address here.
        let line = format!("listening on http://{}", service.address());
        // The service is there, whether or not somebody reads its address.
        if let Err(error) = output::print(&line) {
            tracing::warn!(%error, "the address can't be written to standard output");
        }
        service.run_until(stop_signal()).await
    })
}

/// Resolves at SIGTERM (what containers send) or SIGINT (Ctrl-C).
pub(super) async fn stop_signal() -> anyhow::Result<&'static str> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
    })
}
