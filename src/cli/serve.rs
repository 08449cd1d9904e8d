//! `pressespiegel serve`: the service, until SIGTERM or Ctrl-C.

use std::os::unix::process::CommandExt;
use std::process::Command;

use super::output;
use crate::app::{self, Service};
use crate::config::Config;
use crate::telemetry;

/// Serves until told to stop; then running requests end and the archive is flushed.
pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    telemetry::start_log(&config.log);
    share_heaps();
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

/// How many heaps glibc gives to the threads of a process.
const HEAPS: &str = "MALLOC_ARENA_MAX";

/// With eight heaps for each processor, as glibc has it, twice the memory is taken after some questions that is needed: what one
/// thread lets go of is of no use to another. One for each processor is as fast. It reads this when a program begins, so the
/// program begins once more, in the same process, unless somebody has set it.
fn share_heaps() {
    if !cfg!(target_env = "gnu") || std::env::var_os(HEAPS).is_some() {
        return;
    }
    let heaps = std::thread::available_parallelism().map_or(2, usize::from);
    if let Ok(program) = std::env::current_exe() {
        let error = Command::new(program).args(std::env::args_os().skip(1)).env(HEAPS, heaps.to_string()).exec();
        tracing::debug!(%error, "the program goes on with the heaps that there are");
    }
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
