//! What a page may cost before it is read: markup can make a parser work and hold far more than its length.
//!
//! Elements that nest deeply are walked again and again; formatting that is never closed (`<b><i><u>…`) is repeated by
//! the rules of HTML in every paragraph that follows; a tag with many attributes compares each with all others. So the
//! tags are counted first, in one pass, and a page that would become more than any page of a newspaper is not parsed.
//! A reference to a character (`&auml;`) counts like an element, as each makes the parser begin anew.

use super::words::{self, Kind as Word};

/// Elements that the page may become, repeated ones counted.
const MOST_ELEMENTS: usize = 50_000;

/// Elements inside one another.
const DEEPEST: usize = 400;

/// Attributes of one tag.
const MOST_ATTRIBUTES: usize = 200;

/// How many elements a page may become; `None` where it is more than any page of a newspaper has. Cost: one pass.
pub(super) fn elements(html: &str) -> Option<usize> {
    let tags = Tags { rest: html };
    let mut open = Open::default();
    let mut elements = html.bytes().filter(|byte| *byte == b'&').count();
    for tag in tags {
        if tag.attributes > MOST_ATTRIBUTES {
            return None;
        }
        if tag.closes {
            open.close(&tag.name);
            continue;
        }
        elements += 1 + open.formatting + tag.attributes / 10;
        if elements > MOST_ELEMENTS || open.nested + open.formatting > DEEPEST {
            return None;
        }
        if !tag.is_empty && kind(&tag.name) != Kind::Void {
            open.open(tag.name);
        }
    }
    (elements <= MOST_ELEMENTS).then_some(elements)
}

/// What an element means for what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Holds nothing.
    Void,
    /// Goes on behind the end of what it stands in.
    Formatting,
    /// Ends by itself where the next one begins.
    Passing,
    /// All others.
    Plain,
}

fn kind(name: &str) -> Kind {
    match name {
        _ if words::is(Word::Void, name) => Kind::Void,
        _ if words::is(Word::Formatting, name) => Kind::Formatting,
        _ if words::is(Word::Passing, name) => Kind::Passing,
        _ => Kind::Plain,
    }
}

/// The elements that are open.
#[derive(Default)]
struct Open {
    stack: Vec<(String, Kind)>,
    nested: usize,
    formatting: usize,
}

impl Open {
    fn open(&mut self, name: String) {
        let kind = kind(&name);
        self.nested += usize::from(kind == Kind::Plain);
        self.formatting += usize::from(kind == Kind::Formatting);
        self.stack.push((name, kind));
    }

    fn close(&mut self, name: &str) {
        // No deeper than what may be open: else a page of end tags would cost its square.
        let reach = self.stack.iter().rev().take(2 * DEEPEST);
        let Some(above) = reach.clone().position(|(open, _)| open == name) else { return };
        let at = self.stack.len() - 1 - above;
        if self.stack[at].1 == Kind::Formatting {
            // Inside of a table or a list of options the end of what began outside is not heard.
            let heard = self.stack[at + 1..].iter().all(|(_, kind)| *kind != Kind::Plain);
            if heard {
                self.stack.remove(at);
                self.formatting -= 1;
            }
            return;
        }
        let stays: Vec<_> = self.stack.drain(at..).filter(|(_, kind)| *kind == Kind::Formatting).collect();
        self.stack.extend(stays);
        self.nested = self.stack.iter().filter(|(_, kind)| *kind == Kind::Plain).count();
    }
}

struct Tag {
    name: String,
    closes: bool,
    is_empty: bool,
    attributes: usize,
}

/// The tags of a page, those in comments and scripts left out.
struct Tags<'a> {
    rest: &'a str,
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        loop {
            let at = self.rest.find('<')?;
            self.rest = &self.rest[at + 1..];
            if let Some(comment) = self.rest.strip_prefix("!--") {
                self.rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
                continue;
            }
            let closes = self.rest.starts_with('/');
            let inner = self.rest.strip_prefix('/').unwrap_or(self.rest);
            if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let name_ends = inner.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>');
            let (name, inside) = inner.split_at(name_ends.unwrap_or(inner.len()));
            let name = name.to_ascii_lowercase();
            let (length, attributes) = attributes(inside);
            let is_empty = inside[..length].ends_with('/');
            self.rest = inside.get(length + 1..).unwrap_or_default();
            if !closes && words::is(Word::Raw, &name) {
                self.skip_to_end(&name);
            }
            return Some(Tag { name, closes, is_empty, attributes });
        }
    }
}

impl Tags<'_> {
    /// To the end tag of an element that holds no tags.
    fn skip_to_end(&mut self, name: &str) {
        let mut rest = self.rest;
        while let Some(at) = rest.find("</") {
            let behind = &rest[at + 2..];
            if behind.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                self.rest = &rest[at..];
                return;
            }
            rest = behind;
        }
        self.rest = "";
    }
}

/// Where a tag ends, and how many attributes it has; what follows its name is given.
fn attributes(inside: &str) -> (usize, usize) {
    let (mut count, mut quote, mut before) = (0, None, b' ');
    for (at, byte) in inside.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, b'>') => return (at, count),
            (None, _) => {
                let separates = |b: u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'"' | b'\'');
                count += usize::from(separates(before) && !separates(byte) && byte != b'=');
            }
        }
        if !(byte.is_ascii_whitespace() && before == b'=') {
            before = byte;
        }
    }
    (inside.len(), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_costs_more_than_its_length_is_not_parsed() {
        let many = |unit: &str, n: usize| unit.repeat(n);
        let numbered = |n: usize| (0..n).map(|i| format!("<b x={i}>")).collect::<Vec<_>>().concat();
        for (html, expected, reason) in [
            (String::new(), true, "nothing"),
            (format!("<p>{}</p>", many("Text. ", 100_000)), true, "a long text"),
            (many("<p>Text.</p>", 20_000), true, "many paragraphs"),
            (many("<p>Text.", 20_000), true, "paragraphs that end by themselves"),
            (many("<div><b>x</b><br></div>", 15_000), true, "formatting that is closed"),
            (format!("<script>{}</script>", many("a<b>c", 200_000)), true, "a script"),
            (format!("<!--{}-->", many("<b>", 200_000)), true, "a comment"),
            (format!("<a title=\"{}\">", many("a ", 5_000)), true, "a long title"),
            (format!("<p>{}", many("<br>", 49_000)), true, "ends of lines"),
            (many("<div>", 500), false, "deep"),
            (many("<p>", 50_001), false, "more elements than any page has"),
            (format!("{}{}", numbered(100), many("<p>x</p>", 2_000)), false, "formatting repeated in each paragraph"),
            (many("<b><select></b></select>", 500), false, "ends that are not heard"),
            (format!("<a {}>", many("x ", 500)), false, "many attributes"),
            (format!("<a {}>", many("x=''", 500)), false, "many attributes without blanks"),
            (many("<SpAn>", 500), false, "in capitals"),
            (many("&auml;", 50_001), false, "references"),
        ] {
            assert_eq!(elements(&html).is_some(), expected, "{reason}");
        }
    }

    #[test]
    fn the_end_of_a_tag_is_not_looked_for_in_its_values() {
        for (tag, length, count) in
            [(" a=\"x>y\" b='>' c>rest", 16, 3), ("/>", 1, 0), (" a = \"b c\" d>", 12, 2), (" a=b c", 6, 2)]
        {
            assert_eq!(attributes(tag), (length, count), "{tag}");
        }
    }
}
