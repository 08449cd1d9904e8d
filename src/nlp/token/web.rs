//! Web addresses, e-mail addresses, hashtags and account names.

use super::TokenKind;
use super::scan::Scanner;

/// Endings that make a dotted word a domain. Those that are common German words (`in`, `es`, `am`) are left out:
/// a missing space after a full stop is more frequent.
#[rustfmt::skip]
const DOMAINS: &[&str] = &[
    "ai", "app", "at", "biz", "ch", "cn", "co", "com", "de", "dev", "edu", "eu", "fm", "fr", "gov", "info", "io",
    "js", "jp", "ly", "me", "net", "news", "nl", "org", "pl", "ru", "shop", "tv", "uk", "us",
];

impl Scanner<'_> {
    /// The end of the web or e-mail address that starts at `start`.
    pub(super) fn address(&mut self, start: usize) -> Option<(usize, TokenKind)> {
        let bytes = self.text.as_bytes();
        if matches!(bytes[start] | 0x20, b'h' | b'w' | b'f') {
            let rest = &bytes[start..];
            let found = ["http://", "https://", "ftp://", "www."]
                .iter()
                .find(|p| rest.len() > p.len() && rest[..p.len()].eq_ignore_ascii_case(p.as_bytes()));
            if let Some(prefix) = found {
                let end = self.url_end(start + prefix.len());
                return (end > start + prefix.len()).then_some((end, TokenKind::Url));
            }
        }
        if start < self.no_email_before {
            return None;
        }
        let mut at = start;
        while bytes.get(at).is_some_and(|&b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'+' | b'-')) {
            at += 1;
        }
        if bytes.get(at) != Some(&b'@') || at == start {
            self.no_email_before = at;
            return None;
        }
        let mut end = at + 1;
        let mut dot = false;
        while let Some(&b) = bytes.get(end) {
            let joined = matches!(b, b'.' | b'-') && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
            if !b.is_ascii_alphanumeric() && !joined {
                break;
            }
            dot |= b == b'.';
            end += 1;
        }
        self.no_email_before = end;
        dot.then_some((end, TokenKind::Email))
    }

    /// The end of a web address that has begun before `at`; sentence punctuation at its end is not part of it.
    fn url_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let stop = |c: char| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '<' | '>' | '"' | '„' | '“' | '”' | '»' | '«' | '‹' | '›' | '‘' | '’' | '|' | '…')
        };
        let mut url = &rest[..rest.find(stop).unwrap_or(rest.len())];
        // Counted once: a bracket at the end belongs to the address only if it was opened in it.
        let mut open = url.bytes().filter(|&b| b == b'(').count();
        let mut close = url.bytes().filter(|&b| b == b')').count();
        while let Some(&b) = url.as_bytes().last() {
            match b {
                b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b']' | b'*' => {}
                b')' if close > open => close -= 1,
                b'(' => open -= 1,
                _ => break,
            }
            url = &url[..url.len() - 1];
        }
        at + url.len()
    }

    /// The end of the domain whose last label would start after the full stop at `dot`, and what kind of token
    /// the whole is: with a path it is an address.
    pub(super) fn domain(&self, dot: usize) -> Option<(usize, TokenKind)> {
        let bytes = self.text.as_bytes();
        let from = dot + 1;
        let len = bytes[from..].iter().take(7).take_while(|b| b.is_ascii_alphabetic()).count();
        let end = from + len;
        let label = &self.text[from..end];
        if !DOMAINS.contains(&label) || self.peek(end).is_some_and(char::is_alphanumeric) {
            return None;
        }
        if bytes.get(end) == Some(&b'/') && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) {
            return Some((self.url_end(end + 1), TokenKind::Url));
        }
        Some((end, TokenKind::Word))
    }

    /// `#thema`, `@name`, or just the sign.
    pub(super) fn tag(&mut self, at: usize) -> usize {
        let mut end = at + 1;
        while let Some(c) = self.peek(end) {
            let hyphen = c == '-' && self.peek(end + 1).is_some_and(char::is_alphabetic) && end > at + 1;
            if !c.is_alphanumeric() && c != '_' && !hyphen {
                break;
            }
            end += c.len_utf8();
        }
        let kind = if end > at + 1 { TokenKind::Tag } else { TokenKind::Punctuation };
        self.push(at, end, kind)
    }
}
