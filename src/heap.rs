//! The heap that the program allocates from: jemalloc, on Linux with glibc.
//!
//! Beside many threads glibc's own has to be told how many arenas it may have: with eight for each processor it takes twice the memory
//! that is needed, as what one thread lets go of is of no use to another; with one for each processor all wait for each other, and an
//! archive takes half the articles. jemalloc has a cache for each thread before its arenas, and gives back what is free for a second.

use std::os::unix::process::CommandExt;
use std::process::Command;

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static HEAP: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// What jemalloc reads when a program begins.
const SETTINGS: &str = "_RJEM_MALLOC_CONF";

/// Gives the heap one arena for each processor that the program may use. It has to be known when the program begins, so that begins
/// once more, in the same process, unless somebody has set it. Where that fails it goes on with the arenas that there are.
pub fn share() {
    if !cfg!(all(target_os = "linux", target_env = "gnu")) || std::env::var_os(SETTINGS).is_some() {
        return;
    }
    let arenas = std::thread::available_parallelism().map_or(2, usize::from);
    let settings = format!("narenas:{arenas},dirty_decay_ms:1000,muzzy_decay_ms:0,background_thread:true");
    if let Ok(program) = std::env::current_exe() {
        let error = Command::new(program).args(std::env::args_os().skip(1)).env(SETTINGS, settings).exec();
        tracing::debug!(%error, "the program goes on with the arenas that there are");
    }
}
