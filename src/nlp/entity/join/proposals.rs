//! The stretches of a text that may be names: those that any reader has found, and every other place of their spelling.

use std::collections::{HashMap, HashSet};

use super::super::candidate::{Candidate, Source};
use super::super::derived;
use super::super::hyphened;
use super::super::lists::List;
use super::super::model;
use super::super::words::Words;
use super::{Readings, fixed};
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::fold::{self, BuildFold};
use crate::nlp::limits;
use crate::nlp::tagger::NameClass;
use crate::nlp::token::TokenKind;
use crate::text::Span;

/// Words of a spelling that is looked for elsewhere.
const LOOKED_FOR: usize = 5;

/// A stretch of whole tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Proposal {
    pub span: Span,
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// The same for all spellings that count as one: without case and hyphens, and without a genitive -s where the form
    /// without it stands in the text, too.
    pub form: u64,
    /// It ends in a genitive -s: the form without it stands in the text, too.
    pub genitive: bool,
    /// The form of its last word, where it has several: a person comes again by it.
    pub last: Option<u64>,
    /// The candidate of the rules with the same extent.
    pub ruled: Option<usize>,
}

/// All stretches of a text, in text order, each once.
pub(super) struct Proposals {
    pub all: Vec<Proposal>,
}

impl Proposals {
    pub fn gather(words: &Words<'_>, readings: &Readings<'_>) -> Self {
        let mut spans: Vec<(usize, usize)> = Vec::new();
        let mut forms: HashSet<u64, BuildFold> = HashSet::default();
        let mut surnames: HashSet<u64, BuildFold> = HashSet::default();
        for candidate in readings.ruled.iter().filter(|c| !fixed(c)) {
            spans.push((candidate.first, candidate.end));
            let form = fold::key(bare(words, candidate));
            forms.insert(form);
            if candidate.kind == EntityType::Person && candidate.end - candidate.first > 1 {
                surnames.insert(form);
            }
        }
        for name in readings.understood.names() {
            let (first, end) = one_line(words, model::trimmed(words, name));
            if first >= end {
                continue;
            }
            spans.push((first, end));
            forms.insert(key(words, first, end));
            if name.class == NameClass::Person && end - first > 1 {
                let surname = fold::key(words.word(end - 1));
                forms.insert(surname);
                surnames.insert(surname);
            }
        }
        for name in readings.tagged {
            let (first, end) = one_line(words, model::trimmed(words, name));
            if first < end {
                spans.push((first, end));
            }
        }
        spans.extend(readings.known.iter().filter(|c| !fixed(c)).map(|c| (c.first, c.end)));
        elsewhere(words, &forms, &mut spans);
        without_users(words, readings, &mut spans);
        let surname = |at: usize| {
            let word = words.word(at);
            let mut forms = [Some(word), word.strip_suffix('s')].into_iter().flatten();
            forms.any(|form| surnames.contains(&fold::key(form)))
        };
        spans.retain(|(first, end)| {
            // "Holland-Moritz" of Kevin Holland-Moritz is neither the country nor a noun.
            end - first == 1 && surname(*first) || may_be_name(words, readings, *first, *end)
        });
        spans.sort_unstable();
        spans.dedup();
        Self { all: proposals(words, readings, &forms, &spans) }
    }
}

/// Takes out what is too long, and what the user's names are above.
fn without_users(words: &Words<'_>, readings: &Readings<'_>, spans: &mut Vec<(usize, usize)>) {
    let mut users = vec![false; words.len()];
    for user in readings.ruled.iter().filter(|c| c.source == Source::User) {
        users[user.first..user.end].fill(true);
    }
    spans.retain(|(first, end)| end - first <= limits::NAME_TOKENS && !users[*first..*end].contains(&true));
}

/// Whether nothing rules out that the tokens are one name.
fn may_be_name(words: &Words<'_>, readings: &Readings<'_>, first: usize, end: usize) -> bool {
    if end == first + 1 {
        // "EU", "Euro-Zone": capital letters, or what ends in a common noun, that are a name where the lexicon has them.
        let listed = [List::NoName, List::Function, List::CommonStreet, List::CompanyForm]
            .iter()
            .any(|list| words.on(first, *list));
        let common = || {
            words.on(first, List::NoAcronym)
                || words.on(first, List::Descriptive)
                || is_noun_with_name(words, first)
                || is_noun_of_name(words, readings, first)
        };
        // "dpa/lni": a service of the agency.
        let small = || !words.upper(first) && words.before(first).is_some_and(|before| words.word(before) == "/");
        let adjective = || !words.upper(first) && derived::stem(words.word(first)).is_some();
        return !listed && (!common() && !small() && !adjective() || is_known(readings, first, end));
    }
    // "OpenAI (ChatGPT)", "Scholz Merz": a name of several known ones is known as such.
    let known = &readings.known[readings.known.partition_point(|c| c.first < first)..];
    let inside = known.iter().take_while(|c| c.first < end).filter(|c| c.end <= end && !c.part && !c.doubtful);
    let whole = inside.clone().any(|c| (c.first, c.end) == (first, end));
    // "MDR Thüringen", "SPD Bayern": a body's own one for a place.
    let body = inside.clone().find(|c| c.first == first && c.kind == EntityType::Organization).map(|c| c.end);
    let place = |c: &Candidate| c.kind == EntityType::Location && !c.genitive;
    let seat = |at: usize| inside.clone().any(|c| (c.first, c.end) == (at, end) && place(c));
    let branch = body.is_some_and(seat);
    // "LG Braunschweig": a club, whatever its words are.
    let from = readings.ruled.partition_point(|c| c.first < first);
    let mut ruled = readings.ruled[from..].iter().take_while(|c| c.first == first);
    let mut formed = || ruled.any(|c| c.end == end && c.source >= Source::Form);
    whole || branch || inside.count() < 2 || formed()
}

/// Bytes of the common noun that a longer name ends in: "Galaxy Tab S10-Reihe"; not those of what the name itself is, "Quelm
/// Food-Gruppe", nor in a title in quotation marks, of a club or behind a given name.
fn noun_tail(words: &Words<'_>, first: usize, end: usize) -> usize {
    let Some((_, tail)) = words.word(end - 1).rsplit_once('-') else { return 0 };
    let lexicon = words.lexicon;
    let own = lexicon.nouns.type_noun(tail).is_some() || lexicon.heads.by_ending(&tail.to_lowercase()).is_some();
    let title = words.joined(end - 1) && words.layers.tokens[end].kind == TokenKind::Quote;
    let other = words.on(first, List::ClubPrefix) || lexicon.people.given(words.word(first)).is_some();
    if end > first + 1 && !own && !title && !other && is_noun_with_name(words, end - 1) { tail.len() + 1 } else { 0 }
}

/// "Wero-Lösung", "QSE-5-Zellen": the last part is a common noun, which makes no name of the whole.
fn is_noun_with_name(words: &Words<'_>, at: usize) -> bool {
    let Some((before, tail)) = words.word(at).rsplit_once('-') else { return false };
    before.len() > 1 && tail.len() > 3 && words.is_dictionary_noun(tail) && !hyphened::is_whole(words, at)
}

/// What the lexicon knows from a token on.
fn known_at<'r>(readings: &'r Readings<'_>, first: usize) -> impl Iterator<Item = &'r Candidate> + Clone {
    let from = readings.known.partition_point(|c| c.first < first);
    readings.known[from..].iter().take_while(move |c| c.first == first)
}

/// Whether the lexicon surely knows these tokens as a name.
fn is_known(readings: &Readings<'_>, first: usize, end: usize) -> bool {
    known_at(readings, first).any(|c| c.end == end && !c.part && !c.doubtful)
}

/// "Nato-Beitritt": the lexicon knows the first part and not the whole, and the last part makes no name of it, unless it is
/// a place as the first is: "Steglitz-Zehlendorf".
fn is_noun_of_name(words: &Words<'_>, readings: &Readings<'_>, at: usize) -> bool {
    let word = words.word(at);
    if !word.contains('-') || hyphened::is_whole(words, at) {
        return false;
    }
    let span = words.layers.tokens[at].span;
    let own = || known_at(readings, at).filter(|c| c.end == at + 1);
    let place = |part: &dyn Fn(&Candidate) -> bool| own().any(|c| c.kind == EntityType::Location && part(c));
    if place(&|c| c.span.start == span.start) && place(&|c| c.span.end == span.end) {
        return false;
    }
    own().any(|c| c.part && !c.doubtful && c.span.start == span.start) && own().all(|c| c.part)
}

fn proposals(
    words: &Words<'_>,
    readings: &Readings<'_>,
    forms: &HashSet<u64, BuildFold>,
    spans: &[(usize, usize)],
) -> Vec<Proposal> {
    let mut ruled: HashMap<(usize, usize), usize> = HashMap::new();
    for (at, candidate) in readings.ruled.iter().enumerate().filter(|(_, c)| !fixed(c)) {
        ruled.insert((candidate.first, candidate.end), at);
    }
    let proposal = |&(first, end): &(usize, usize)| {
        let tokens = &words.layers.tokens;
        let ruled = ruled.get(&(first, end)).copied();
        let formed = ruled.is_some_and(|at| readings.ruled[at].source >= Source::Form);
        // "Verbraucherzentrale Nordrhein-Westfalen".
        let whole = formed || is_known(readings, end - 1, end);
        let tail = if whole { 0 } else { noun_tail(words, first, end) };
        let span = Span::new(tokens[first].span.start, tokens[end - 1].span.end - tail);
        // "auf X.": the lexicon leaves out the dot that ends the sentence.
        let shorter = |c: &&Candidate| c.end == end && !c.part && c.span.start == span.start && c.span.end < span.end;
        let span = known_at(readings, first).find(shorter).map_or(span, |c| c.span);
        let text = span.of(words.layers.text);
        let stem = text.strip_suffix('s').map(|stem| fold::key(stem.trim_end_matches(['\'', '’'])));
        let bare = stem.filter(|stem| forms.contains(stem));
        let form = bare.unwrap_or_else(|| fold::key(text));
        let last = (end > first + 1).then(|| fold::key(words.word(end - 1)));
        Proposal { span, first, end, form, genitive: bare.is_some(), last, ruled }
    };
    let proposals = spans.iter().map(proposal);
    proposals.filter(|p| p.span.end - p.span.start <= limits::NAME_BYTES).collect()
}

/// The candidate's words without a genitive -s.
fn bare<'a>(words: &Words<'a>, candidate: &Candidate) -> &'a str {
    let word = match candidate.kind {
        // The surname is what comes again.
        EntityType::Person if candidate.end > candidate.first => words.word(candidate.end - 1),
        _ => candidate.span.of(words.layers.text),
    };
    if candidate.genitive { word.strip_suffix('s').unwrap_or(word) } else { word }
}

fn key(words: &Words<'_>, first: usize, end: usize) -> u64 {
    (first..end).fold(fold::EMPTY, |key, i| fold::extend(key, words.word(i)).0)
}

/// The tokens up to the first line break between them.
fn one_line(words: &Words<'_>, (first, end): (usize, usize)) -> (usize, usize) {
    let tokens = &words.layers.tokens;
    let breaks = |i: &usize| words.layers.text[tokens[*i - 1].span.end..tokens[*i].span.start].contains('\n');
    (first, (first + 1..end).find(breaks).unwrap_or(end))
}

/// Adds every place where a spelling stands, with a genitive -s or without.
fn elsewhere(words: &Words<'_>, forms: &HashSet<u64, BuildFold>, spans: &mut Vec<(usize, usize)>) {
    for first in (0..words.len()).take_while(|i| !words.layers.halts_at(*i)) {
        if !(words.shapes[first].upper || words.shapes[first].camel) {
            continue;
        }
        let mut key = fold::EMPTY;
        for i in first..words.len().min(first + LOOKED_FOR) {
            if i > first && !words.joined(i - 1) {
                break;
            }
            let word = words.word(i);
            let stem = word.strip_suffix('s').filter(|stem| stem.len() > 2);
            let owned = stem.map(|stem| fold::extend(key, stem.trim_end_matches(['\'', '’'])).0);
            key = fold::extend(key, word).0;
            if forms.contains(&key) || owned.is_some_and(|owned| forms.contains(&owned)) {
                spans.push(one_line(words, (first, i + 1)));
            }
        }
    }
}
