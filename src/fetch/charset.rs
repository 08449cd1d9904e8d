//! The letters of a page, whatever it says about its charset.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Where a page names its charset, if it does.
const PRESCAN: usize = 4 * 1024;

/// Reads a page by its byte order mark, else by what is in force: the charset of the header, of the page, or none.
///
/// What is UTF-8 is read so, whatever was said, since no other text looks like it; what was said to be UTF-8 and is not
/// is taken for windows-1252, as browsers take pages without a word. Nothing is refused: what can't be read is U+FFFD.
#[must_use]
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    let marked = Encoding::for_bom(bytes);
    let said = marked.map(|(encoding, _)| encoding).or_else(|| named(content_type?)).or_else(|| in_page(bytes));
    let encoding = match said {
        _ if marked.is_none() && std::str::from_utf8(bytes).is_ok() => UTF_8,
        Some(said) if said == UTF_8 && marked.is_none() => WINDOWS_1252,
        Some(said) => said,
        None => WINDOWS_1252,
    };
    encoding.decode(bytes).0.into_owned()
}

/// The charset behind `charset=`.
fn named(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let behind = lower.split_once("charset")?.1.trim_start().strip_prefix('=')?.trim_start();
    let name = behind.trim_start_matches(['"', '\'']);
    let ends = name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')));
    Encoding::for_label(&name.as_bytes()[..ends.unwrap_or(name.len())])
}

fn in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PRESCAN)]);
    head.split("<meta").chain(head.split("<META")).skip(1).find_map(|meta| named(meta.split('>').next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_whatever_it_says() {
        let meta = |charset: &str| format!("<html><meta charset={charset}>");
        let text = |charset: &str, letters: &[u8]| [meta(charset).as_bytes(), letters].concat();
        let (utf8, windows) = ("Käse".as_bytes(), b"K\xe4se \x84x\x93".as_slice());
        for (bytes, header, expected, reason) in [
            (utf8.to_vec(), None, "Käse", "nothing is said, and it is UTF-8"),
            (windows.to_vec(), None, "Käse „x“", "nothing is said, and it is not"),
            (text("utf-8", windows), None, "Käse „x“", "it says UTF-8 and is not"),
            (text("iso-8859-1", windows), None, "Käse „x“", "Latin 1, which is windows-1252"),
            (text("iso-8859-1", utf8), None, "Käse", "it says Latin 1 and is UTF-8"),
            (b"K\xe4se".to_vec(), Some("text/html; charset=utf-8"), "Käse", "the header says UTF-8 and it is not"),
            (b"\xa4".to_vec(), Some("text/html; charset=\"ISO-8859-15\""), "€", "the header names it"),
            (text("koi8-r", b"\xa4"), Some("text/html;charset=iso-8859-15"), "€", "the header wins over the page"),
            (text("iso-8859-15", b"\xa4"), Some("text/html; charset=nonsense"), "€", "the header names nothing"),
            (b"\xff\xfeK\0\xe4\0".to_vec(), Some("text/html; charset=utf-8"), "Kä", "UTF-16 by its mark"),
            (b"\xef\xbb\xbfK\xc3\xa4".to_vec(), None, "Kä", "a mark of UTF-8"),
            (b"<META http-equiv=content-type content='text/html; charset=iso-8859-15'>\xa4".to_vec(), None, "€", "old"),
        ] {
            let read = decode(&bytes, header);
            let shown = read.rsplit('>').next().unwrap();
            assert_eq!(shown, expected, "{reason}");
        }
    }
}
