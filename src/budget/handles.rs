//! Connections that the system's limit on open files leaves room for: who ran out of handles could neither take a request
//! nor write the archive.

use std::fs;

/// Handles that are kept for the archive, its search index, pages that are fetched and webhooks: an eighth of all, and so
/// many at least.
const KEPT: usize = 64;

/// As many connections as are wanted, or as few as there is room for. Where the limit can't be read, it is for the system
/// to refuse.
#[must_use]
pub fn connections(wanted: usize) -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let Some(files) = open_files(&limits) else { return wanted };
    let room = room(files);
    if room < wanted {
        tracing::info!(
            files,
            connections = room,
            "the limit on open files leaves room for fewer connections than are set"
        );
    }
    wanted.min(room)
}

/// The limit in force, as Linux tells it.
fn open_files(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn room(files: usize) -> usize {
    files.saturating_sub((files / 8).max(KEPT)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_read_as_linux_tells_it() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units     \n\
                      Max processes             96302                96302                processes \n\
                      Max open files            1024                 524288               files     \n";
        for (text, files, reason) in [
            (limits, Some(1024), "the soft limit is in force"),
            ("Max open files            unlimited            unlimited            files", None, "there is none"),
            ("Max open files", None, "cut off"),
            ("", None, "another system"),
        ] {
            assert_eq!(open_files(text), files, "{reason}");
        }
    }

    #[test]
    fn some_handles_are_always_kept_and_one_connection_is_always_possible() {
        for (files, connections) in [(100_000, 87_500), (1024, 896), (256, 192), (100, 36), (65, 1), (10, 1), (0, 1)] {
            assert_eq!(room(files), connections, "{files} files");
        }
        assert_eq!(super::connections(1), 1, "never more than are wanted");
    }
}
