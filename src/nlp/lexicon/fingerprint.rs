//! One hash over a version and the content of files.

use super::hash::mix;

/// Hash of `version` and the files in their order, as 32 hexadecimal digits. Reads some gigabytes a second; not
/// cryptographic.
#[must_use]
pub fn fingerprint<'a>(version: &str, files: impl Iterator<Item = &'a [u8]>) -> String {
    let mut lanes = [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344];
    absorb(&mut lanes, version.as_bytes());
    for file in files {
        absorb(&mut lanes, file);
    }
    format!("{:016x}{:016x}", mix(lanes[0], lanes[1]), mix(lanes[1], !lanes[0]))
}

fn absorb(lanes: &mut [u64; 2], bytes: &[u8]) {
    let (blocks, rest) = bytes.as_chunks::<16>();
    let word = |b: &[u8]| b.iter().rev().fold(0, |w, &b| (w << 8) | u64::from(b));
    for block in blocks {
        let (low, high) = block.split_at(8);
        lanes[0] = mix(lanes[0], word(low));
        lanes[1] = mix(lanes[1], word(high));
    }
    let (low, high) = rest.split_at(rest.len().min(8));
    lanes[0] = mix(lanes[0], word(low) ^ (bytes.len() as u64).rotate_left(32));
    lanes[1] = mix(lanes[1], word(high) ^ lanes[0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_and_the_version_count() {
        let of = |version: &str, files: &[&'static str]| fingerprint(version, files.iter().map(|f| f.as_bytes()));
        let one = of("1", &["0123456789abcdef!"]);
        assert_eq!(one, of("1", &["0123456789abcdef!"]));
        assert_eq!(one.len(), 32);
        for (version, files) in [
            ("2", &["0123456789abcdef!"][..]),
            ("1", &["0123456789abcdef?"]),
            ("1", &["0123456789abcdef", "!"]),
            ("1", &["0123456789abcdef!", ""]),
            ("1", &[]),
        ] {
            assert_ne!(one, of(version, files), "{version} {files:?}");
        }
    }
}
