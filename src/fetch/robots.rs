//! What a site's robots.txt allows, by RFC 9309.
//!
//! Three rules make it up: the groups that name this program count, else those for all; the longest pattern that fits
//! decides, and `Allow` wins where two are as long; `*` is anything and `$` the end. That is less than a crate would bring.

/// By this name sites speak to this program.
pub const TOKEN: &str = "pressespiegel";

/// So much of a robots.txt is read; RFC 9309 wants no less.
pub const MOST_BYTES: usize = 500 * 1024;

/// The rules for this program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules(Vec<Rule>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allows: bool,
    pattern: String,
}

impl Rules {
    /// Reads a robots.txt; what is no rule is passed over.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (mut own, mut general) = (None, None);
        // Which groups the rules that follow belong to, and whether more names may join.
        let (mut is_own, mut is_general, mut naming) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            match key.as_str() {
                "user-agent" => {
                    if !std::mem::replace(&mut naming, true) {
                        (is_own, is_general) = (false, false);
                    }
                    is_own |= names_us(value);
                    is_general |= value == "*";
                    own = own.or_else(|| is_own.then(Vec::new));
                    general = general.or_else(|| is_general.then(Vec::new));
                }
                "allow" | "disallow" => {
                    naming = false;
                    let rule = Rule { allows: key == "allow", pattern: normal(value) };
                    let groups = [(is_own, &mut own), (is_general, &mut general)];
                    for (_, group) in groups.into_iter().filter(|(is_meant, _)| *is_meant && !value.is_empty()) {
                        group.get_or_insert_default().push(rule.clone());
                    }
                }
                _ => {}
            }
        }
        Self(own.or(general).unwrap_or_default())
    }

    /// Whether a path with its query may be asked. Cost: grows with the rules and the path.
    #[must_use]
    pub fn allow(&self, path: &str) -> bool {
        let path = normal(path);
        let fitting = self.0.iter().filter(|rule| fits(&rule.pattern, &path));
        let decides = fitting.max_by_key(|rule| (rule.pattern.len(), rule.allows));
        path == "/robots.txt" || decides.is_none_or(|rule| rule.allows)
    }
}

fn names_us(value: &str) -> bool {
    let ends = value.find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '-' | '_')));
    value[..ends.unwrap_or(value.len())].eq_ignore_ascii_case(TOKEN)
}

/// Letters beyond ASCII as escapes, and escapes in capitals, so that both sides are written the same way.
fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut escape = 0;
    for byte in text.bytes() {
        match byte {
            b'%' => escape = 3,
            _ if !byte.is_ascii() => {
                let [high, low] = [byte >> 4, byte & 15].map(|half| char::from(b"0123456789ABCDEF"[usize::from(half)]));
                normal.extend(['%', high, low]);
            }
            _ => {}
        }
        if byte.is_ascii() {
            normal.push(char::from(if escape > 0 { byte.to_ascii_uppercase() } else { byte }));
        }
        escape = usize::saturating_sub(escape, 1);
    }
    normal
}

fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = pattern.strip_suffix('$').map_or((pattern, false), |front| (front, true));
    let mut pieces = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let mut pieces: Vec<_> = pieces.collect();
    let last = if to_end { pieces.pop() } else { None };
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    match last {
        Some(last) => rest.ends_with(last),
        None => !to_end || rest.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_says_what_may_be_read() {
        let site = "User-agent: *\nDisallow: /intern\nAllow: /intern/presse # offen\nDisallow: /*.pdf$\nDisallow: /suche*?q=\n\
                    Disallow:\nSitemap: https://x/\nUser-Agent: BadBot\nUser-agent: pressespiegel/2.0\nDisallow: /nur-uns\n";
        let general = site.replace("pressespiegel", "other");
        for (text, path, allowed, reason) in [
            ("", "/a", true, "no rules"),
            (general.as_str(), "/a", true, "not named"),
            (&general, "/intern/x", false, "disallowed"),
            (&general, "/intern/presse/x", true, "the longer pattern allows it"),
            (&general, "/a/b.pdf", false, "by its end"),
            (&general, "/a/b.pdf?x", true, "its end is another"),
            (&general, "/suche/alle?q=x", false, "anything between"),
            (&general, "/nur-uns", true, "for others"),
            (site, "/nur-uns", false, "the group of this program"),
            (site, "/intern", true, "its group alone counts"),
            ("User-agent: pressespiegelei\nDisallow: /", "/a", true, "another name that begins so"),
            ("user-agent:PRESSESPIEGEL\ndisallow:/", "/a", false, "in other letters"),
            ("User-agent: *\nDisallow: /\nAllow: /", "/a", true, "as long, and allowed"),
            ("User-agent: *\nDisallow: /%e4", "/%E4", false, "escapes in small letters"),
            ("User-agent: *\nDisallow: /ä", "/%C3%A4", false, "a letter that is not escaped"),
            ("User-agent: *\nDisallow: /", "/robots.txt", true, "the file itself"),
            ("Disallow: /", "/a", true, "a rule of no group"),
            ("\u{feff}User-agent: *\r\nDisallow: /\r\n", "/a", false, "a mark and other ends of lines"),
            ("User-agent: *\nUser-agent: pressespiegel\nDisallow: /", "/a", false, "two names of one group"),
            ("User-agent: *\nDisallow: /\nUser-agent: pressespiegel\nAllow: /b", "/a", true, "a group without a no"),
            ("User-agent: *\nDisallow: /a$", "/ab", true, "the end is meant"),
            ("User-agent: *\nDisallow: *", "/ab", false, "everything"),
        ] {
            assert_eq!(Rules::of(text).allow(path), allowed, "{reason}: {path}");
        }
    }
}
