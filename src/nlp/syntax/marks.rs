//! Pairs quotation marks of every German style.
//!
//! One pass with a stack: linear in the number of marks. Marks that nothing closes run to the end of their sentence,
//! or over paragraphs that each begin with the same opening mark, as printers set long quotations.

use super::Tagged;
use crate::nlp::token::TokenKind;

/// Words between quotation marks, the marks included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quoted {
    /// Token index of the opening mark.
    pub(crate) open: usize,
    /// Token index of the closing mark, or of the last token when nothing closes it.
    pub(crate) close: usize,
    /// Whether there is a closing mark.
    pub(crate) closed: bool,
    /// How many quotations it stands in.
    pub(crate) depth: u8,
}

/// Deeper nesting is not read; nobody writes it, and it keeps later stages linear.
const DEEPEST: usize = 3;

/// Tokens behind the end of a paragraph where what is open is looked for the mark that closes it.
const FAR: usize = 200;

/// What a mark can do where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Open,
    Close,
    /// Closes if something of its family is open, else opens.
    Either,
    /// An apostrophe, or nothing we know.
    Neither,
}

/// Marks that can close one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// „ “ ” "
    Double,
    /// ‚ ‘ ’ '
    Single,
    /// » «
    Guillemet,
    /// › ‹
    SingleGuillemet,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    token: usize,
    /// Second token of a doubled mark: '' or ,, .
    last: usize,
    family: Family,
    role: Role,
    char: char,
}

struct Pending {
    mark: Mark,
    paragraph: usize,
}

/// Finds quotations in text order of their opening marks.
pub(crate) fn pair(layers: Tagged<'_, '_>) -> Vec<Quoted> {
    let mut found = Vec::new();
    let mut stack: Vec<Pending> = Vec::new();
    let mut paragraph = 0;
    let mut i = 0;
    let mut sentence = 0;
    while i < layers.tokens.len() {
        while sentence + 1 < layers.sentences.len() && layers.sentences[sentence].tokens.end <= i {
            sentence += 1;
        }
        let now = layers.sentences.get(sentence).map_or(0, |s| s.paragraph);
        if now != paragraph {
            paragraph = now;
            if continues(layers, i, &stack, &mut paragraph) {
                if let Some(pending) = stack.first_mut() {
                    pending.paragraph = now;
                }
                i += 1;
                continue;
            }
            match stack.as_mut_slice() {
                [pending] if runs_on(layers, i, pending) => pending.paragraph = now,
                _ => settle(layers, &mut stack, &mut found),
            }
        }
        let Some(mark) = mark_at(layers, i) else {
            i += 1;
            continue;
        };
        i = mark.last + 1;
        apply(layers, mark, paragraph, &mut stack, &mut found);
    }
    settle(layers, &mut stack, &mut found);
    found.sort_by_key(|q| (q.open, std::cmp::Reverse(q.close)));
    nest(&mut found);
    found
}

/// A paragraph that begins with the mark that is still open continues the quotation.
fn continues(layers: Tagged<'_, '_>, i: usize, stack: &[Pending], paragraph: &mut usize) -> bool {
    let [pending] = stack else { return false };
    *paragraph > 0
        && pending.paragraph + 1 == *paragraph
        && mark_at(layers, i).is_some_and(|m| m.char == pending.mark.char && m.role != Role::Close)
}

/// The next mark closes what is open, though a paragraph ended: "„Wir klagen.", and in the next one "Wir gehen bis zum Ende.“".
fn runs_on(layers: Tagged<'_, '_>, i: usize, pending: &Pending) -> bool {
    let marks = (i..layers.tokens.len().min(i + FAR)).filter_map(|at| mark_at(layers, at));
    let mut marks = marks.filter(|mark| mark.role != Role::Neither && mark.family == pending.mark.family);
    pending.mark.role == Role::Open
        && marks.next().is_some_and(|mark| mark.role == Role::Close && closes(mark, pending.mark))
}

fn apply(layers: Tagged<'_, '_>, mark: Mark, paragraph: usize, stack: &mut Vec<Pending>, found: &mut Vec<Quoted>) {
    let opener = match mark.role {
        Role::Neither | Role::Open => None,
        Role::Close | Role::Either => stack.iter().rposition(|p| closes(mark, p.mark)),
    };
    match (mark.role, opener) {
        (Role::Close | Role::Either, Some(at)) => {
            let open = stack[at].mark.token;
            stack.truncate(at);
            // Marks around nothing are no quotation.
            if mark.token > open + 1 {
                found.push(Quoted { open, close: mark.last, closed: true, depth: 0 });
            }
        }
        (Role::Open | Role::Either, _) => {
            // The same mark opened twice: the first one was never closed.
            if let Some(at) = stack.iter().position(|p| p.mark.char == mark.char && p.mark.family == mark.family) {
                let lost = stack.drain(at..).next();
                if let Some(lost) = lost {
                    found.extend(unclosed(layers, lost.mark.token, mark.token));
                }
            }
            if stack.len() < DEEPEST {
                stack.push(Pending { mark, paragraph });
            }
        }
        (Role::Close | Role::Neither, _) => {}
    }
}

fn closes(mark: Mark, open: Mark) -> bool {
    mark.family == open.family
        && match open.char {
            '»' => mark.char == '«',
            '«' => mark.char == '»',
            '›' => mark.char == '‹',
            '‹' => mark.char == '›',
            _ => true,
        }
}

/// What is left open at the end of a paragraph runs to the end of its sentence; only the outermost counts.
fn settle(layers: Tagged<'_, '_>, stack: &mut Vec<Pending>, found: &mut Vec<Quoted>) {
    if let Some(first) = stack.first() {
        found.extend(unclosed(layers, first.mark.token, layers.tokens.len()));
    }
    stack.clear();
}

fn unclosed(layers: Tagged<'_, '_>, open: usize, before: usize) -> Option<Quoted> {
    let sentence = layers.sentences.get(layers.sentence_of(open))?;
    let close = sentence.tokens.end.min(before).checked_sub(1)?;
    // A single mark left alone is an apostrophe.
    let single = "'’‘‚".contains(layers.word(open));
    (close > open + 1 && !single).then_some(Quoted { open, close, closed: false, depth: 0 })
}

fn nest(found: &mut [Quoted]) {
    let mut ends: Vec<usize> = Vec::new();
    for quoted in found {
        while ends.last().is_some_and(|&end| end < quoted.open) {
            ends.pop();
        }
        quoted.depth = u8::try_from(ends.len()).unwrap_or(u8::MAX);
        ends.push(quoted.close);
    }
}

fn mark_at(layers: Tagged<'_, '_>, i: usize) -> Option<Mark> {
    let token = layers.tokens[i];
    let word = layers.word(i);
    let char = word.chars().next()?;
    if !matches!(token.kind, TokenKind::Quote | TokenKind::Punctuation | TokenKind::Symbol) {
        return None;
    }
    let next = layers.tokens.get(i + 1);
    let doubled = next.is_some_and(|n| n.span.start == token.span.end) && layers.word(i + 1) == word;
    let space_before = layers.text[..token.span.start].chars().next_back().is_none_or(opens_after);
    if char == ',' && doubled {
        let role = if space_before { Role::Open } else { Role::Neither };
        return Some(Mark { token: i, last: i + 1, family: Family::Double, role, char: '„' });
    }
    if token.kind != TokenKind::Quote && !matches!(char, '\'' | '`' | '´') {
        return None;
    }
    let last = if doubled && matches!(char, '\'' | '`' | '´' | '‚' | '’' | '‘') { i + 1 } else { i };
    let end = layers.tokens[last].span.end;
    let space_after = layers.text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric() && !"„‚»«›‹\"".contains(c));
    let by_space = match (space_before, space_after) {
        (true, false) => Role::Open,
        (false, true) => Role::Close,
        _ => Role::Either,
    };
    let double = last > i || word.len() > char.len_utf8();
    let (family, role) = match char {
        '„' => (Family::Double, Role::Open),
        '“' => (Family::Double, if by_space == Role::Open { Role::Either } else { by_space }),
        '”' => (Family::Double, if by_space == Role::Open { Role::Either } else { Role::Close }),
        '"' | '〝' | '〞' | '＂' => (Family::Double, by_space),
        '»' | '«' => (Family::Guillemet, by_space),
        '›' | '‹' => (Family::SingleGuillemet, by_space),
        '‚' if double => (Family::Double, Role::Open),
        '‚' => (Family::Single, Role::Open),
        '\'' | '’' | '‘' | '`' | '´' | '‛' if double => (Family::Double, by_space),
        '\'' | '’' | '‘' | '`' | '´' | '‛' if by_space == Role::Either => (Family::Single, Role::Neither),
        '\'' | '’' | '‘' | '`' | '´' | '‛' => (Family::Single, by_space),
        _ => return None,
    };
    Some(Mark {
        token: i,
        last,
        family,
        role,
        char: if matches!(char, '“' | '”') { char } else { char_of(char, double) },
    })
}

fn char_of(char: char, double: bool) -> char {
    if double { '"' } else { char }
}

fn opens_after(c: char) -> bool {
    c.is_whitespace() || "([{–—-/:„‚»«›‹\"".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::syntax::testing::Read;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let read = Read::new(text);
        let layers = read.tagged();
        let found: Vec<&str> = pair(layers)
            .iter()
            .map(|q| &text[layers.tokens[q.open].span.start..layers.tokens[q.close].span.end])
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn every_style_is_paired() {
        for text in [
            "Er sagte: „Wir kommen.“",
            "Er sagte: „Wir kommen.”",
            "Er sagte: “Wir kommen.”",
            "Er sagte: \"Wir kommen.\"",
            "Er sagte: »Wir kommen.«",
            "Er sagte: «Wir kommen.»",
            "Er sagte: ›Wir kommen.‹",
            "Er sagte: ‹Wir kommen.›",
            "Er sagte: ‚Wir kommen.‘",
            "Er sagte: 'Wir kommen.'",
            "Er sagte: ''Wir kommen.''",
            "Er sagte: „Wir kommen.\"",
            "Er sagte: « Wir kommen. »",
        ] {
            let at = text.find(": ").map_or(0, |at| at + 2);
            check(text, &[&text[at..]]);
        }
    }

    #[test]
    fn quotations_nest() {
        check("„Er rief ‚Halt!‘ und lief“, sagte sie.", &["„Er rief ‚Halt!‘ und lief“", "‚Halt!‘"]);
        check("«Er rief ‹Halt!› und lief», sagte sie.", &["«Er rief ‹Halt!› und lief»", "‹Halt!›"]);
        check("„Das Wort „Krise“ meide ich“, sagte sie.", &["„Das Wort", "„Krise“"]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        check("Hans' Auto steht vor Max’ Haus.", &[]);
        check("Das war's, sagt er.", &[]);
    }

    #[test]
    fn an_open_mark_ends_with_its_sentence() {
        check("„Wir kommen, sagte er. Dann ging er.", &["„Wir kommen, sagte er."]);
    }

    #[test]
    fn a_quotation_runs_over_paragraphs_that_open_again() {
        let text = "„Wir kommen.\n\n„Und wir bleiben.“\n\nEr ging.";
        check(text, &["„Wir kommen.\n\n„Und wir bleiben.“"]);
    }

    #[test]
    fn a_quotation_runs_on_where_the_next_mark_closes_it() {
        check("„Wir kommen.\n\nWir bleiben.“\n\nEr ging.", &["„Wir kommen.\n\nWir bleiben.“"]);
        check("„Wir kommen.\n\nEr ging.\n\n„Wir bleiben.“", &["„Wir kommen.", "„Wir bleiben.“"]);
        check("„Wir kommen.\n\nEr ging.", &["„Wir kommen."]);
        check("Das ist 3\" lang.\n\nEr sagte „ja“.", &["„ja“"]);
    }

    #[test]
    fn a_mark_alone_and_empty_marks_are_nothing() {
        check("Das ist 3\" lang.", &[]);
        check("Er sagte „“ nichts.", &[]);
    }
}
