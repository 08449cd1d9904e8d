//! What a figure states: with whom it can be compared, and which values it can mean.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use super::FEW_DAYS;
use super::value::meant;
use super::words::{Role, is};
use crate::article::AnalysedArticle;
use crate::nlp::analysis::{Certainty, Claim, ClaimId, Figure, FigureKind, Period};
use crate::nlp::lexicon::closed::{Class, Classes, closed};
use crate::nlp::token::{TokenKind, tokenize};
use crate::store::codec::{self, Damaged, Input, Stored, stored_fields};
use crate::store::search::matching::sentence_of;
use crate::store::search::words::{Word, is_grammar, read};
use crate::store::sort_key::SortKey;
use crate::text::Span;

/// Values that are more often in each other than this are taken for those of different things.
const FARTHEST: Decimal = Decimal::from_parts(10, 0, 0, false, 0);

/// So many an article states at most, the first ones; a table states more, of which little is said in words. The pairs of an
/// article have to fit into one value of the store.
const MOST_STATED: usize = 50;

/// Longer sentences, in bytes, are none: lists and tables.
const LONGEST_SENTENCE: usize = 1_000;

/// So many words of a clause make keys of their own.
const MOST_TOPICS: usize = 6;

/// Bytes of a key.
pub const KEY: usize = 12;

/// What two figures must agree on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub [u8; KEY]);

impl Stored for Key {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        input.array().map(Self)
    }
}

/// What a figure says under its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The figure's number in its article.
    pub number: u32,
    /// The least value that it can mean; open when absent.
    pub low: Option<Decimal>,
    /// The greatest.
    pub high: Option<Decimal>,
    /// Whether its period is named, and so part of the key; else both articles must be of the same days.
    pub dated: bool,
    /// Hashes of what is done or is so in its clause: "starben", "verletzt".
    pub acts: Vec<u32>,
}

/// What an article says under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// With whom it is compared.
    pub key: Key,
    /// Its values, no two of them excluding each other.
    pub said: Vec<Said>,
}

stored_fields! {
    Said { number, low, high, dated, acts }
    Statement { key, said }
}

impl Said {
    /// Whether the other, of another article, is of the same time and of the same act.
    pub fn is_comparable(&self, order: &SortKey, other: &Self, of: &SortKey) -> bool {
        let time = (self.dated && other.dated) || order.at().duration_since(of.at()).as_secs().abs() <= FEW_DAYS;
        let act = self.acts.is_empty() || other.acts.is_empty() || self.acts.iter().any(|act| other.acts.contains(act));
        time && act
    }

    /// Whether both mean the same values.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.low == other.low && self.high == other.high
    }

    /// Whether not both can be right, and yet both are of one size.
    pub fn excludes(&self, other: &Self) -> bool {
        let below = |high: Option<Decimal>, low: Option<Decimal>| match (high, low) {
            (Some(high), Some(low)) if high < low => {
                let times = (!high.is_zero()).then(|| low.checked_div(high)).flatten().map(|times| times.abs());
                times.is_none_or(|times| times <= FARTHEST && times * FARTHEST >= Decimal::ONE)
            }
            _ => false,
        };
        below(self.high, other.low) || below(other.high, self.low)
    }
}

/// Everything an article states in figures that others may contradict.
pub fn statements(article: &AnalysedArticle) -> Vec<Statement> {
    let mut all: BTreeMap<Key, Vec<Said>> = BTreeMap::new();
    let reader = Reader::new(article);
    let read = article.analysis.figures.iter().filter_map(|figure| reader.read(figure));
    for (key, said) in
        read.flat_map(|read| read.keys().into_iter().map(move |key| (key, read.said.clone()))).take(MOST_STATED)
    {
        all.entry(key).or_default().push(said);
    }
    let statements = all.into_iter().filter_map(|(key, said)| {
        // Who says two values at once says them of two things.
        let agrees = said.iter().all(|one| said.iter().all(|other| !one.excludes(other)));
        let mut distinct: Vec<Said> = Vec::new();
        for one in said {
            if !distinct.iter().any(|known| known.says_the_same(&one)) {
                distinct.push(one);
            }
        }
        agrees.then_some(Statement { key, said: distinct })
    });
    statements.collect()
}

/// The period that the sentence of a figure names, if it is one.
pub fn named_period(article: &AnalysedArticle, figure: &Figure) -> Option<Period> {
    let reader = Reader::new(article);
    let sentence = sentence_of(article, figure);
    let clause = clause(reader.text.get(sentence.range())?, sentence, figure.span);
    match reader.dates(figure, sentence, clause).as_slice() {
        [date] => date.period,
        _ => None,
    }
}

/// What was read of a figure.
struct Read {
    /// Kind, unit, what is measured, entities.
    basis: Vec<u8>,
    /// What the clause is about besides; one of them must be shared where things are counted, else all.
    topics: BTreeSet<String>,
    counts: bool,
    /// The periods that are named; empty when none is.
    period: Vec<u8>,
    said: Said,
}

impl Read {
    fn keys(&self) -> Vec<Key> {
        let topics: Vec<Vec<u8>> = if self.counts && !self.topics.is_empty() {
            self.topics.iter().take(MOST_TOPICS).map(codec::to_bytes).collect()
        } else {
            vec![codec::to_bytes(&self.topics.iter().cloned().collect::<Vec<_>>())]
        };
        topics.iter().map(|topic| key(&self.basis, topic, &self.period)).collect()
    }
}

fn key(basis: &[u8], topic: &[u8], period: &[u8]) -> Key {
    let mut hash = Sha256::new();
    for part in [basis, topic, period] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let hash: [u8; 32] = hash.finalize().into();
    let mut key = [0; KEY];
    key.copy_from_slice(&hash[..KEY]);
    Key(key)
}

struct Reader<'a> {
    article: &'a AnalysedArticle,
    text: &'a str,
    /// Names and figures in the text, by their starts.
    known: Vec<Span>,
    /// The longest of them.
    longest: usize,
    /// Dates, by their starts.
    dates: Vec<&'a Figure>,
    claims: HashMap<ClaimId, &'a Claim>,
}

impl<'a> Reader<'a> {
    fn new(article: &'a AnalysedArticle) -> Self {
        let analysis = &article.analysis;
        let mentions = analysis.entities.iter().flat_map(|entity| &entity.mentions).map(|mention| mention.span);
        let mut known: Vec<Span> = mentions.chain(analysis.figures.iter().map(|figure| figure.span)).collect();
        known.sort_unstable_by_key(|span| span.start);
        let mut dates: Vec<_> = analysis.figures.iter().filter(|figure| figure.kind == FigureKind::Date).collect();
        dates.sort_by_key(|date| date.span.start);
        Self {
            article,
            text: &article.article.content.text,
            longest: known.iter().map(|span| span.len()).max().unwrap_or_default(),
            known,
            dates,
            claims: analysis.claims.iter().map(|claim| (claim.id, claim)).collect(),
        }
    }

    fn read(&self, figure: &Figure) -> Option<Read> {
        let exact = self.text.get(figure.span.range())?;
        let noun = figure.measures.as_deref()?;
        if !is_measured(figure) || self.is_open(figure) {
            return None;
        }
        let (low, high) = meant(figure, exact)?;
        let sentence = sentence_of(self.article, figure);
        if sentence.len() > LONGEST_SENTENCE {
            return None;
        }
        let clause = clause(self.text.get(sentence.range())?, sentence, figure.span);
        let words = shifted(read(self.text.get(sentence.range())?), sentence.start);
        let words: Vec<Word> = words.into_iter().filter(|word| !word.span.overlaps(figure.span)).collect();
        let inside: Vec<&Word> = words.iter().filter(|word| clause.contains(word.span)).collect();
        let before = inside.iter().rev().find(|word| word.span.end <= figure.span.start);
        let is_result = before.is_some_and(|word| word.terms.form == "auf");
        // "nahmen … teil" is no part.
        let is_part = |word: &&Word| is(word, Role::Part) && self.text.get(word.span.range()) != Some("teil");
        let any = |words: &[&Word], role| words.iter().any(|word| is(word, role));
        let measured: Vec<Word> = read(&format!("x {noun}")).into_iter().skip(1).collect();
        if words.iter().any(|word| is(word, Role::Open))
            || inside.iter().any(is_part)
            || (!is_result && any(&inside, Role::Earlier))
            || before.is_some_and(|word| is(word, Role::Before))
        {
            return None;
        }
        let dates = self.dates(figure, sentence, clause);
        let period = self.period(&dates)?;
        let moves = words.iter().chain(&measured).any(|word| is(word, Role::Moving));
        let is_day = |date: &&Figure| date.period.is_some_and(|day| day.start == day.end);
        if moves && !dates.iter().any(is_day) {
            return None;
        }
        let (mut topics, mut acts) = (BTreeSet::new(), BTreeSet::new());
        for word in inside.iter().filter(|word| !self.is_known(figure, word.span)) {
            let exact = self.text.get(word.span.range()).unwrap_or_default();
            let Some(form) = word.terms.own.first().filter(|_| !is_empty_word(exact, word)) else { continue };
            if exact.starts_with(char::is_uppercase) {
                topics.extend(Some(form.clone()).filter(|_| !is_named(figure, &word.terms.form)));
            } else if let Some(act) = word.terms.own.last() {
                acts.insert(hash(act));
            }
        }
        Some(Read {
            basis: basis(figure, &measured, &self.attributes(figure, &inside))?,
            topics,
            counts: figure.kind == FigureKind::Count,
            said: Said { number: figure.id.0, low, high, dated: !period.is_empty(), acts: acts.into_iter().collect() },
            period,
        })
    }

    /// Whether it is said to be otherwise, wanted, or yet to come.
    fn is_open(&self, figure: &Figure) -> bool {
        let claim = figure.claim_id.and_then(|id| self.claims.get(&id));
        claim.is_some_and(|claim| claim.negated || !matches!(claim.certainty, Certainty::Asserted))
    }

    /// The adjectives right before the noun of what is measured: "der operative Gewinn", not "starben 14 Menschen".
    fn attributes(&self, figure: &Figure, clause: &[&Word]) -> Vec<String> {
        let Some(measured) = figure.measured else { return Vec::new() };
        let before = clause.iter().rev().skip_while(|word| word.span.end > measured.start);
        let mut next = measured.start;
        let adjectives = before.take_while(|word| {
            let exact = self.text.get(word.span.range()).unwrap_or_default();
            let joined = self.text.get(word.span.end..next).is_some_and(|between| between.trim().is_empty());
            next = word.span.start;
            joined && exact.starts_with(char::is_lowercase) && !is_empty_word(exact, word)
        });
        adjectives.filter_map(|word| word.terms.own.last().cloned()).collect()
    }

    /// The dates of the clause, else those of the sentence.
    fn dates(&self, figure: &Figure, sentence: Span, clause: Span) -> Vec<&'a Figure> {
        let dates = |of: Span| {
            let from = self.dates.partition_point(|date| date.span.start < of.start);
            let inside = self.dates[from..].iter().take_while(move |date| date.span.end <= of.end);
            inside.filter(|date| date.id != figure.id).copied()
        };
        let named: Vec<_> = dates(clause).collect();
        if named.is_empty() { dates(sentence).collect() } else { named }
    }

    /// The periods of these dates, or what they are called. `None` when one of them lies ahead.
    fn period(&self, dates: &[&Figure]) -> Option<Vec<u8>> {
        let published = SortKey::of(&self.article.article).at().to_zoned(jiff::tz::TimeZone::UTC).date();
        let mut times: BTreeSet<Vec<u8>> = BTreeSet::new();
        for date in dates {
            match date.period {
                Some(Period { start, .. }) if start > published => return None,
                Some(Period { start, end }) => times.insert(codec::to_bytes(&(start, end))),
                None => times.insert(codec::to_bytes(&self.text.get(date.span.range())?.to_lowercase())),
            };
        }
        Some(times.into_iter().flatten().collect())
    }

    /// Whether these words are a figure, what it measures, or a name: told already.
    fn is_known(&self, figure: &Figure, span: Span) -> bool {
        let first = self.known.partition_point(|known| known.start + self.longest < span.start);
        let mut near = self.known[first..].iter().take_while(|known| known.start < span.end);
        near.any(|known| known.overlaps(span)) || figure.measured.is_some_and(|measured| measured.overlaps(span))
    }
}

/// Whether a word is part of the id, and so of the name, of an entity that the figure is about.
fn is_named(figure: &Figure, form: &str) -> bool {
    figure.entities.iter().any(|id| id.0.split([':', '-']).any(|part| part == form))
}

/// Whether it is a measure of something, and neither a change nor what something rose from.
fn is_measured(figure: &Figure) -> bool {
    let kind = matches!(
        figure.kind,
        FigureKind::Money
            | FigureKind::Percentage
            | FigureKind::Count
            | FigureKind::Number
            | FigureKind::Quantity
            | FigureKind::Rate
            | FigureKind::Temperature
    );
    let is_point = figure.unit.as_deref() == Some("percentage_point");
    kind && !is_point && !figure.entities.is_empty() && figure.change.is_none() && figure.to.is_none()
}

/// The part of a sentence between the marks around a figure.
fn clause(text: &str, sentence: Span, figure: Span) -> Span {
    let mut clause = sentence;
    for token in tokenize(text) {
        let is_mark = matches!(token.kind, TokenKind::Punctuation | TokenKind::Terminal | TokenKind::Quote)
            && !matches!(token.span.of(text), "-" | "/" | "'");
        let (start, end) = (token.span.start + sentence.start, token.span.end + sentence.start);
        if is_mark && end <= figure.start {
            clause.start = end;
        } else if is_mark && start >= figure.end {
            clause.end = start;
            break;
        }
    }
    clause
}

fn shifted(words: Vec<Word>, by: usize) -> Vec<Word> {
    let shift = |word: Word| Word { span: Span::new(word.span.start + by, word.span.end + by), ..word };
    words.into_iter().map(shift).collect()
}

/// Whether a word tells nothing of the matter: a word of the grammar, a number, or one that stands beside every figure.
fn is_empty_word(exact: &str, word: &Word) -> bool {
    let classes = closed().of_uncapitalised(exact);
    let is_listed = exact.starts_with(char::is_lowercase) && classes != Classes::default();
    is_listed
        || classes.has(Class::VerbPrefix)
        || is_grammar(exact)
        || !exact.starts_with(char::is_alphabetic)
        || is(word, Role::Light)
}

fn hash(word: &str) -> u32 {
    let hash: [u8; 32] = Sha256::digest(word.as_bytes()).into();
    u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]])
}

/// What must agree, as bytes.
fn basis(figure: &Figure, measured: &[Word], attributes: &[String]) -> Option<Vec<u8>> {
    let mut entities: BTreeSet<&str> = figure.entities.iter().map(|id| id.0.as_str()).collect();
    if entities.iter().any(|id| !id.starts_with("person:")) {
        // Persons are mostly those who say it.
        entities.retain(|id| !id.starts_with("person:"));
    }
    let measured: BTreeSet<&str> =
        measured.iter().filter_map(|word| word.terms.own.first()).chain(attributes).map(String::as_str).collect();
    if entities.is_empty() || measured.is_empty() {
        return None;
    }
    let mut basis = codec::to_bytes(&figure.kind);
    figure.unit.put(&mut basis);
    figure.per.put(&mut basis);
    for part in [measured, entities] {
        part.len().put(&mut basis);
        for text in part {
            text.to_owned().put(&mut basis);
        }
    }
    Some(basis)
}
