//! The stored form of an article: two records, one of what was sent and one of what was found in it; and that of the
//! user's lexicon.
//!
//! A record is one version byte and an lz4 block of the fields in the byte form of [`super::codec`]. The field lists below *are*
//! format 1: a change in the domain that touches them stops compiling here, and then a new version is due. Later formats
//! of an analysis are format 1 and behind it what [`super::appendix`] tells.
//!
//! Two records, because a list of articles needs no analyses, and a new analysis leaves the text alone.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use super::appendix;
use super::codec::{self, Damaged, Input, Stored, stored_codes, stored_fields};
use super::conflict::Statement;
use super::{LexiconVersion, StoreError};
use crate::article::{Article, ArticleId, ContentHash, NewArticle, Published, Revision};
use crate::nlp::analysis::{
    Approximation, BlockKind, Certainty, Change, Claim, ClaimId, ClaimKind, Cue, Entity, EntityId, EntitySentiment,
    EntityType, Evidence, Figure, FigureId, FigureKind, Medium, Mention, MentionKind, Party, Period, ResolvedBy, Score,
    SentenceSentiment, Sentiment, SentimentLabel, Speaker, Voice, Warning,
};
use crate::nlp::lexicon::user::{UserLexicon, UserName};
use crate::nlp::{Analysis, AnalyzerInfo, Profile};
use crate::text::Span;

/// The first version.
pub(super) const PLAIN: u8 = 1;

/// That of an article which is not what was sent first: behind its fields, which revision it is.
const REVISED: u8 = 2;

/// What statements begin with. Older ones are no block, and begin with how many they are, which is never this.
const STATED: u8 = 0;
const STATEMENTS: &str = "statements";

/// An lz4 block never unpacks to more than this many times its size; a damaged length must not take all memory.
const MAX_EXPANSION: usize = 255;

/// The record of an article without its analysis.
#[must_use]
pub fn pack_article(article: &Article) -> Vec<u8> {
    let mut fields = codec::to_bytes(article);
    match &article.revised {
        None => pack(PLAIN, &fields),
        Some(revision) => {
            revision.put(&mut fields);
            pack(REVISED, &fields)
        }
    }
}

/// Reads [`pack_article`].
///
/// # Errors
/// [`StoreError::Corrupt`] when it is not a record.
pub fn unpack_article(record: &[u8]) -> Result<Article, StoreError> {
    let (version, fields) = unpack(record, REVISED, "an article")?;
    read_article(version, &mut Input::new(&fields)).map_err(|Damaged(problem)| damaged("an article", problem))
}

fn read_article(version: u8, input: &mut Input<'_>) -> Result<Article, Damaged> {
    let mut article = Article::take(input)?;
    if version >= REVISED {
        article.revised = Some(Stored::take(input)?);
    }
    input.end()?;
    Ok(article)
}

/// The record of an analysis and its analyzer.
#[must_use]
pub fn pack_analysis(analysis: &Analysis, analyzer: &AnalyzerInfo) -> Vec<u8> {
    let mut fields = codec::to_bytes(analysis);
    analyzer.put(&mut fields);
    let version = appendix::put(analysis, &mut fields);
    pack(version, &fields)
}

/// Reads [`pack_analysis`].
///
/// # Errors
/// [`StoreError::Corrupt`] when it is not a record.
pub fn unpack_analysis(record: &[u8]) -> Result<(Analysis, AnalyzerInfo), StoreError> {
    let (version, fields) = unpack(record, appendix::NEWEST, "an analysis")?;
    read_analysis(version, &mut Input::new(&fields)).map_err(|Damaged(problem)| damaged("an analysis", problem))
}

fn read_analysis(version: u8, input: &mut Input<'_>) -> Result<(Analysis, AnalyzerInfo), Damaged> {
    let (mut analysis, analyzer) = Stored::take(input)?;
    appendix::take(version, input, &mut analysis)?;
    input.end()?;
    Ok((analysis, analyzer))
}

/// The record of the user's names.
#[must_use]
pub fn pack_names(names: &UserLexicon) -> Vec<u8> {
    pack(PLAIN, &codec::to_bytes(names))
}

/// Reads [`pack_names`].
///
/// # Errors
/// [`StoreError::Corrupt`] when it is not a record.
pub fn unpack_names(record: &[u8]) -> Result<UserLexicon, StoreError> {
    let (_, fields) = unpack(record, PLAIN, "the lexicon")?;
    codec::from_bytes(&fields).map_err(|Damaged(problem)| damaged("the lexicon", problem))
}

/// The record of what an article states in figures.
#[must_use]
pub fn pack_statements(statements: &[Statement]) -> Vec<u8> {
    pack(STATED, &codec::to_bytes(&statements.to_vec()))
}

/// Reads [`pack_statements`].
///
/// # Errors
/// [`StoreError::Corrupt`] when it is not a record.
pub fn unpack_statements(record: &[u8]) -> Result<Vec<Statement>, StoreError> {
    let statements = match record.split_first() {
        Some((&STATED, block)) => codec::from_bytes(&unpacked(block, STATEMENTS)?),
        _ => codec::from_bytes(record),
    };
    statements.map_err(|Damaged(problem)| damaged(STATEMENTS, problem))
}

fn damaged(what: &str, problem: &str) -> StoreError {
    StoreError::Corrupt(format!("the record of {what}: {problem}"))
}

pub(super) fn pack(version: u8, fields: &[u8]) -> Vec<u8> {
    let mut record = vec![version];
    record.extend_from_slice(&lz4_flex::compress_prepend_size(fields));
    record
}

/// The version of a record, which must be `newest` or older, and its fields.
fn unpack(record: &[u8], newest: u8, what: &str) -> Result<(u8, Vec<u8>), StoreError> {
    match record.split_first() {
        Some((&version, block)) if (PLAIN..=newest).contains(&version) => Ok((version, unpacked(block, what)?)),
        Some((version, _)) => Err(damaged(what, &format!("version {version} is unknown"))),
        None => Err(damaged(what, "it is empty")),
    }
}

/// What an lz4 block holds.
fn unpacked(block: &[u8], what: &str) -> Result<Vec<u8>, StoreError> {
    let damaged = |problem: &str| damaged(what, problem);
    let (size, _) = lz4_flex::block::uncompressed_size(block).map_err(|e| damaged(&e.to_string()))?;
    if size / MAX_EXPANSION > block.len() {
        return Err(damaged("it claims to be larger than it can be"));
    }
    lz4_flex::decompress_size_prepended(block).map_err(|e| damaged(&e.to_string()))
}

impl Stored for ArticleId {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        input.array().map(Self::from_bytes)
    }
}

impl Stored for ContentHash {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        input.array().map(Self)
    }
}

/// Parts the name of an analyzer from its profile.
const PROFILE_MARK: char = '\t';

/// Format 1 has no place for the profile, and one without it is read as before: it stands behind the name, unless it is
/// the one that all analyzers had when that format was made.
impl Stored for AnalyzerInfo {
    fn put(&self, out: &mut Vec<u8>) {
        match self.profile {
            Profile::Fast => self.name.put(out),
            Profile::Accurate => format!("{}{PROFILE_MARK}{}", self.name, self.profile.as_str()).put(out),
        }
        self.version.put(out);
        self.fingerprint.put(out);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        let named = String::take(input)?;
        let accurate = named.strip_suffix(Profile::Accurate.as_str()).and_then(|name| name.strip_suffix(PROFILE_MARK));
        let (name, profile) = match accurate {
            Some(name) => (name.to_owned(), Profile::Accurate),
            None => (named, Profile::Fast),
        };
        Ok(Self { name, version: Stored::take(input)?, profile, fingerprint: Stored::take(input)? })
    }
}

impl Stored for UserLexicon {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        self.names().iter().for_each(|name| name.put(out));
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        Ok(Self::from_archive(Vec::take(input)?))
    }
}

impl Stored for Timestamp {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_second().put(out);
        self.subsec_nanosecond().put(out);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        Self::new(Stored::take(input)?, Stored::take(input)?).map_err(|_| Damaged("a moment lies outside the calendar"))
    }
}

impl Stored for Date {
    fn put(&self, out: &mut Vec<u8>) {
        self.year().put(out);
        self.month().put(out);
        self.day().put(out);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        Self::new(Stored::take(input)?, Stored::take(input)?, Stored::take(input)?)
            .map_err(|_| Damaged("a day is not in the calendar"))
    }
}

impl Stored for Time {
    fn put(&self, out: &mut Vec<u8>) {
        self.hour().put(out);
        self.minute().put(out);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        Self::new(Stored::take(input)?, Stored::take(input)?, 0, 0).map_err(|_| Damaged("a time is not on the clock"))
    }
}

impl Stored for Decimal {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.serialize());
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        input.array().map(Self::deserialize)
    }
}

impl Stored for Span {
    fn put(&self, out: &mut Vec<u8>) {
        self.start.put(out);
        self.len().put(out);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        let start = usize::take(input)?;
        let end = start.checked_add(usize::take(input)?).ok_or(Damaged("a span is too long"))?;
        Ok(Self { start, end })
    }
}

impl Stored for Published {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Moment { at, day, text } => {
                out.push(0);
                at.put(out);
                day.put(out);
                text.put(out);
            }
            Self::Day(day) => {
                out.push(1);
                day.put(out);
            }
            Self::Month(day) => {
                out.push(2);
                day.put(out);
            }
        }
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        match input.array()? {
            [0] => Ok(Self::Moment { at: Stored::take(input)?, day: Stored::take(input)?, text: Stored::take(input)? }),
            [1] => Ok(Self::Day(Stored::take(input)?)),
            [2] => Ok(Self::Month(Stored::take(input)?)),
            _ => Err(Damaged("unknown form of a date")),
        }
    }
}

macro_rules! stored_newtype {
    ($($name:ident),+) => {$(
        impl Stored for $name {
            fn put(&self, out: &mut Vec<u8>) {
                self.0.put(out);
            }

            fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
                Stored::take(input).map(Self)
            }
        }
    )+};
}

stored_newtype!(EntityId, ClaimId, FigureId);

stored_fields! {
    Article { id, received_at, content_hash, content; revised }
    Revision { number, at }
    NewArticle { text, title, url, source, authors, published_at, language, external_id, metadata }
    Analysis { language, entities, claims, figures, sentiment, warnings; blocks }
    Warning { code, message }
    UserName { id, name, kind, subtype, wikidata, aliases }
    LexiconVersion { number, changed_at, names, analyzer }
    Entity { id, name, kind, subtype, wikidata, salience, mentions, sentiment; confidence, role }
    Mention { span, kind, in_claim }
    Claim {
        id, kind, spans, speaker, cue, frame, addressee, medium, certainty, negated, nested_in, confidence, entities,
        figures, sentiment;
        restated_by
    }
    Speaker { name, entity_id, spans, resolved_by }
    Cue { lemma, spans }
    Party { name, spans }
    Figure {
        id, span, kind, value, min, max, unit, approximation, change, per, measures, period, claim_id, speaker, entities;
        from, to, measured, time
    }
    Period { start, end }
    Score { score, label }
    EntitySentiment { overall, author, quoted; basis }
    Sentiment { document, magnitude, sentences }
    SentenceSentiment { span, score, evidence }
    Evidence { span, weight }
}

stored_codes! {
    BlockKind { Furniture = 1 }
    EntityType {
        Person = 1, Organization = 2, Location = 3, Product = 4, Event = 5, Law = 6, Work = 7, Other = 8,
    }
    MentionKind { Name = 1, Nominal = 2, Pronoun = 3, Derived = 4 }
    ClaimKind {
        Direct = 1, Indirect = 2, Reported = 3, FreeIndirect = 4, IndirectFreeIndirect = 5, Assertion = 6,
    }
    Certainty {
        Asserted = 1, Hedged = 2, Denied = 3, Doubted = 4, Demanded = 5, Announced = 6, Questioned = 7,
    }
    Medium { Speech = 1, Writing = 2, Thought = 3, Unknown = 4 }
    ResolvedBy { Name = 1, Surname = 2, Nominal = 3, Pronoun = 4, Continuation = 5 }
    FigureKind {
        Money = 1, Percentage = 2, Count = 3, Number = 4, Quantity = 5, Ordinal = 6, Rank = 7, Multiple = 8,
        Fraction = 9, Date = 10, Time = 11, Duration = 12, Age = 13, Temperature = 14, Rate = 15,
    }
    Approximation {
        About = 1, Nearly = 2, MoreThan = 3, Several = 4, AtLeast = 5, LessThan = 6, AtMost = 7,
    }
    Change { Up = 1, Down = 2 }
    Voice { Author = 1, Quoted = 2 }
    SentimentLabel { Positive = 1, Neutral = 2, Negative = 3, Mixed = 4 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::conflict::{Key, Said};

    #[test]
    fn statements_are_read_as_they_are_packed_and_as_they_were_before() {
        let said = |number| Said { number, low: Some(Decimal::TEN), high: None, dated: true, acts: vec![7, 8] };
        let statements: Vec<_> =
            (0..40).map(|n| Statement { key: Key([n; 12]), said: vec![said(1), said(2)] }).collect();
        let (packed, before) = (pack_statements(&statements), codec::to_bytes(&statements));
        assert!(packed.len() < before.len());
        for record in [&packed, &before] {
            assert_eq!(unpack_statements(record).ok().as_ref(), Some(&statements));
            for length in 0..record.len() {
                assert!(unpack_statements(&record[..length]).is_err(), "only {length} bytes");
            }
        }
    }
}
