//! A file named on the command line, or standard input for `-`.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::Context;

/// Opens the file, or standard input for `-`.
pub(super) fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead + Send>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    let file = File::open(path).with_context(|| format!("{} can't be opened", path.display()))?;
    Ok(Box::new(BufReader::new(file)))
}

/// Reads it all as text, of at most so many bytes.
pub(super) fn read_text(path: &Path, most: usize) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let one_more = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let read = open(path)?.take(one_more).read_to_end(&mut bytes);
    read.with_context(|| format!("{} can't be read", path.display()))?;
    anyhow::ensure!(
        bytes.len() <= most,
        "{} has more than {most} bytes; --max-body-bytes takes larger ones",
        path.display()
    );
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        anyhow::anyhow!("{} is not UTF-8: byte {at} can't be read; convert it first", path.display())
    })
}
