//! How much memory there is: the container's limit, or else the machine's.

use std::fs;
use std::path::{Path, PathBuf};

/// What the process needs when nothing is in flight: program, models, threads, connections.
const PROCESS: usize = 96 << 20;

/// Pages in the store's cache take about twice their size.
const CACHE: usize = 2;

/// So much of what is left is planned with, in percent: the allocator never packs tightly.
const PLANNED: usize = 70;

/// Never less than this, however small the machine: with less hardly an article could be read.
const LEAST: usize = 32 << 20;

/// A budget for this machine: 70 % of its memory, or of the container's limit, less 96 MiB and twice the store's cache.
#[must_use]
pub fn default_bytes(store_cache_bytes: usize) -> usize {
    planned(machine_limit().unwrap_or(usize::MAX), store_cache_bytes)
}

fn planned(limit: usize, store_cache_bytes: usize) -> usize {
    let at_rest = store_cache_bytes.saturating_mul(CACHE).saturating_add(PROCESS);
    (limit.saturating_sub(at_rest) / 100 * PLANNED).max(LEAST)
}

/// The least of the container's limit (cgroup version 2 or 1) and the machine's memory, in bytes; `None` where neither
/// can be read.
fn machine_limit() -> Option<usize> {
    let read = |path: &Path| fs::read_to_string(path).ok();
    let own = read(Path::new("/proc/self/cgroup")).unwrap_or_default();
    let container = limit_files(&own).iter().filter_map(|path| bytes(&read(path)?)).min();
    let machine = read(Path::new("/proc/meminfo")).and_then(|text| total(&text));
    container.into_iter().chain(machine).min()
}

/// Where the limits of a process in these groups stand: its own group's and those of all groups around it.
fn limit_files(own_groups: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for line in own_groups.lines() {
        let mut parts = line.splitn(3, ':');
        let (Some(_), Some(controllers), Some(group)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let (root, file) = match controllers {
            "" => ("/sys/fs/cgroup", "memory.max"),
            list if list.split(',').any(|one| one == "memory") => ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
            _ => continue,
        };
        // Inside a container the group's path may be that of the host; then only the root is there.
        let ancestors = Path::new(group.trim_start_matches('/')).ancestors();
        files.extend(ancestors.map(|group| Path::new(root).join(group).join(file)));
    }
    files
}

/// A limit as the kernel writes it; `max` is none.
fn bytes(text: &str) -> Option<usize> {
    text.trim().parse().ok()
}

/// `MemTotal` of `/proc/meminfo`.
fn total(meminfo: &str) -> Option<usize> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kib: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kib.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_looked_for_in_the_own_group_and_all_around_it() {
        for (groups, expected, reason) in [
            ("0::/\n", vec!["/sys/fs/cgroup/memory.max"], "version 2 in a container"),
            (
                "0::/a/b\n",
                vec!["/sys/fs/cgroup/a/b/memory.max", "/sys/fs/cgroup/a/memory.max", "/sys/fs/cgroup/memory.max"],
                "version 2 on a host",
            ),
            (
                "9:cpu,memory:/d\n8:pids:/d\n",
                vec!["/sys/fs/cgroup/memory/d/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.limit_in_bytes"],
                "version 1",
            ),
            ("nonsense\n", vec![], "not the kernel's"),
        ] {
            let expected: Vec<_> = expected.into_iter().map(PathBuf::from).collect();
            assert_eq!(limit_files(groups), expected, "{reason}");
        }
    }

    #[test]
    fn the_process_at_rest_is_left_out_of_the_budget() {
        assert_eq!(planned(1 << 30, 32 << 20) >> 20, 604, "the container of docker/compose.yaml");
        assert_eq!(planned(100 << 20, 32 << 20), LEAST);
        assert!(planned(usize::MAX, 0) > 1 << 60, "where no limit is known there is none");
    }

    #[test]
    fn the_kernels_numbers_are_read() {
        for (text, expected, reason) in
            [("1073741824\n", Some(1 << 30), "a limit"), ("max\n", None, "no limit"), ("", None, "an empty file")]
        {
            assert_eq!(bytes(text), expected, "{reason}");
        }
        assert_eq!(total("MemTotal:        2048 kB\nMemFree: 1 kB\n"), Some(2 << 20));
        assert_eq!(total("MemFree: 1 kB\n"), None);
        assert!(machine_limit().is_none_or(|limit| limit > 1 << 20), "this machine's memory");
    }
}
