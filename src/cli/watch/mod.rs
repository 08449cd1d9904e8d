//! `pressespiegel watch FEED…`: follows RSS and Atom feeds and sends what is new in them to a running service.
//!
//! What was sent is remembered in a small file, written anew after each article, so that whatever ends this command costs
//! nothing: at worst an article is sent twice, and the service knows it. A feed that did not change is not read again (`ETag`,
//! `Last-Modified`); one that does not answer is asked less and less often.

mod article;
mod feed;
mod state;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::healthcheck::reachable;
use super::output;
use super::settings::{SettingFlags, Watching};
use crate::app;
use crate::config::Config;
use crate::telemetry;
use feed::{Polled, Poller};
use state::State;

/// A feed that does not answer is asked no less often than so.
const LONGEST_PAUSE: Duration = Duration::from_hours(6);

/// The arguments.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Addresses of feeds, RSS or Atom.
    #[arg(required = true)]
    feeds: Vec<String>,
    /// Address of the service; by default the one that `serve` would listen on with the same settings. Its key is read
    /// from `PRESSESPIEGEL_KEY`.
    #[arg(long)]
    url: Option<String>,
    /// Asks each feed once and ends, for cron; exits 1 when something has to be tried again.
    #[arg(long)]
    once: bool,
    /// How often a feed is asked, in seconds.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=604_800))]
    interval_seconds: u64,
    /// File that remembers what was sent.
    #[arg(long, default_value = "pressespiegel-watch.json")]
    state: PathBuf,
    /// What is sent: the text of the page that an item links, or what the feed itself holds of it.
    #[arg(long, value_enum, default_value_t = From::Pages)]
    from: From,
    /// Who published it; by default the host of the page.
    #[arg(long)]
    source: Option<String>,
    #[command(flatten)]
    pub(super) settings: SettingFlags<Watching>,
}

/// Where the text of an item is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum From {
    /// The page that it links.
    Pages,
    /// The feed.
    Items,
}

/// Follows the feeds until SIGTERM or Ctrl-C, or once.
pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<()> {
    telemetry::start_log(&config.log);
    let base = arguments.url.clone().unwrap_or_else(|| format!("http://{}", reachable(config.server.listen)));
    let poller = Poller {
        fetcher: app::build_fetcher(&config.fetch)?,
        service: article::Service::new(&base, config.auth.key.as_ref().map(|key| key.0.clone()))?,
        from: arguments.from,
        source: arguments.source.clone(),
    };
    let mut state = State::read(&arguments.state)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let work = async {
            if arguments.once {
                once(&poller, &arguments.feeds, &mut state).await
            } else {
                follow(&poller, arguments, &mut state).await
            }
        };
        tokio::select! {
            done = work => done,
            // Everything that was sent is remembered already.
            stopped = super::serve::stop_signal() => stopped.map(drop),
        }
    })
}

async fn once(poller: &Poller, feeds: &[String], state: &mut State) -> anyhow::Result<()> {
    let mut left = 0;
    for feed in feeds {
        left += usize::from(!look(poller, feed, state).await?.is_done);
    }
    if left > 0 {
        bail!("of {left} feed(s) something has to be tried again; what was sent is remembered");
    }
    Ok(())
}

async fn follow(poller: &Poller, arguments: &Arguments, state: &mut State) -> anyhow::Result<()> {
    let interval = Duration::from_secs(arguments.interval_seconds);
    let mut due: Vec<(Instant, u32)> = arguments.feeds.iter().map(|_| (Instant::now(), 0)).collect();
    loop {
        let Some((at, (next, failures))) = due.iter_mut().enumerate().min_by_key(|(_, (next, _))| *next) else {
            return Ok(());
        };
        tokio::time::sleep_until((*next).into()).await;
        let Polled { is_done, wish, .. } = look(poller, &arguments.feeds[at], state).await?;
        *failures = if is_done { 0 } else { failures.saturating_add(1) };
        *next = Instant::now() + pause(interval, *failures, wish);
    }
}

/// How long a feed is left alone: longer with each failure, and as long as it wants.
fn pause(interval: Duration, failures: u32, wish: Option<Duration>) -> Duration {
    let longest = LONGEST_PAUSE.max(interval);
    let pause = interval.saturating_mul(1 << failures.min(16)).min(longest);
    pause.max(wish.unwrap_or_default().min(longest))
}

async fn look(poller: &Poller, feed: &str, state: &mut State) -> anyhow::Result<Polled> {
    let found = poller.poll(feed, state).await.with_context(|| format!("{feed} can't be followed"))?;
    let Polled { new, corrected, known, .. } = found;
    if new + corrected + known > 0 {
        output::print(&format!("{feed}: {new} new, {corrected} corrected, {known} known already"))?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_that_fails_is_asked_less_and_less_often() {
        let seconds = |failures, wish: Option<u64>| {
            pause(Duration::from_mins(5), failures, wish.map(Duration::from_secs)).as_secs()
        };
        assert_eq!([0, 1, 2, 7, 60].map(|failures| seconds(failures, None)), [300, 600, 1_200, 21_600, 21_600]);
        assert_eq!((seconds(1, Some(900)), seconds(1, Some(10)), seconds(0, Some(1 << 40))), (900, 600, 21_600));
        assert_eq!(pause(Duration::from_hours(48), 3, None), Duration::from_hours(48), "never more often than usual");
    }
}
