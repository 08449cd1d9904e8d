//! Quantities, in one normal form.
//!
//! The text is cut into atoms (`atom`), every word is looked up once (`vocabulary`, with the tables in `data`; number
//! words by a compositional parser, `numbers::numword`), and at each atom that can begin a figure the rule families are
//! asked in turn ([`step`]): dates and times first (`dates`), then `reject`, which knows what only looks like a figure, then
//! ordinals, numbers and their ranges (`numbers`) with what they count or measure (`amounts`). `context` says what the
//! words around a figure make of it, and what it takes over from the figures before it. What reads a list of words of its
//! own finds it in `data/lists.tsv` (`lists`). At the end of each rule file stands a small table of cases (`cases`).
//!
//! Linear in the text: each family looks a bounded number of atoms ahead and back. Values beyond what a decimal holds give
//! no figure.

mod amounts;
mod atom;
mod context;
mod dates;
mod draft;
mod fold;
mod key;
mod lists;
mod numbers;
mod reject;
mod scan;
mod vocabulary;

use amounts::{count, money, pair, quantity};
use atom::Shape;
use context::{change, sharing, subject};
use dates::{age, calendar, clock, joined, numbered, relative};
use draft::Draft;
use key::Key;
use lists::List;
use numbers::numerals::Numerals;
use numbers::numword::Form;
use numbers::{compound, digits, oneword, ordinal, portion, roman};
use scan::Scan;
use vocabulary::{Sense, Vocabulary};

use super::analysis::{Analysis, Figure, FigureId, FigureKind};
use super::document::Annotations;
use super::error::DataError;
use super::lexicon::Lexicon;
use super::limits::{self, Allowance, Share};
use crate::text::Span;

/// Reads figures.
#[derive(Debug)]
pub struct FigureReader {
    words: Vocabulary,
}

/// What a family made of an atom.
enum Step {
    /// A figure.
    Found(Draft),
    /// No figure up to this atom.
    Skip(usize),
}

impl FigureReader {
    /// Loads its data.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, DataError> {
        List::check()?;
        Numerals::check()?;
        Ok(Self { words: Vocabulary::new()? })
    }

    /// Figures in text order, without overlap, and none inside of `names`, which stand in text order too.
    #[must_use]
    pub fn read(&self, layers: &Annotations<'_>, names: &[Span]) -> Vec<Figure> {
        let mut analysis = Analysis::default();
        self.read_into(layers, names, &mut analysis);
        analysis.figures
    }

    /// Adds the figures to `analysis`, and a warning where there are more than the text is answered with.
    pub(super) fn read_into(&self, layers: &Annotations<'_>, names: &[Span], analysis: &mut Analysis) {
        let mut allowance = Allowance::new(Share::Figures);
        let scan = Scan::new(&self.words, layers);
        let mut drafts: Vec<Draft> = Vec::new();
        let mut floor = 0;
        let mut i = 0;
        let mut steps = 0;
        while i < scan.atoms.len() && !layers.halts_at(steps) {
            steps += 1;
            match step(&scan, i, floor) {
                Some(Step::Found(draft)) if in_name(span(&scan, &draft), names) => {
                    i = draft.next.max(i + 1);
                    floor = i;
                }
                Some(Step::Found(draft)) if !allowance.admits(span(&scan, &draft).end, weight(&scan, &draft)) => {
                    i = draft.next.max(i + 1);
                    floor = i;
                }
                Some(Step::Found(mut draft)) => {
                    if let Some(both) = drafts.last().and_then(|first| joined::read(&scan, first, &draft)) {
                        draft = both;
                        drafts.pop();
                    }
                    pair::link(&scan, &mut drafts, &mut draft);
                    sharing::take_over(&scan, &mut drafts, &mut draft);
                    floor = draft.next.max(i + 1);
                    i = floor;
                    drafts.push(draft);
                }
                Some(Step::Skip(next)) => {
                    i = next.max(i + 1);
                    floor = i;
                }
                None => i += 1,
            }
        }
        let silent = subject::tell(&scan, layers, &mut drafts);
        analysis.figures = drafts.into_iter().zip(1..).map(|(draft, id)| figure(&scan, draft, FigureId(id))).collect();
        limits::warn(analysis, allowance.left_out(), "figures");
        limits::warn(analysis, silent, "notes on what a figure measures");
    }
}

/// Where a figure stands.
fn span(scan: &Scan<'_>, draft: &Draft) -> Span {
    let start = scan.at(draft.first).start as usize;
    let end = scan.before(draft.next, 1).end as usize;
    Span::new(start, end.max(start))
}

/// The bytes that a figure takes in the answer, but for what it measures and whom it names.
fn weight(scan: &Scan<'_>, draft: &Draft) -> usize {
    /// Its id, the names of its fields, its kind.
    const AROUND: usize = 110;
    /// The longest number.
    const NUMBER: usize = 42;
    let numbers = if draft.range.is_some() { 2 } else { usize::from(draft.value.is_some()) };
    let words = [&draft.unit, &draft.per].into_iter().flatten().map(|word| 12 + limits::written(word)).sum::<usize>();
    let told = 28 * usize::from(draft.approximation.is_some()) + 20 * usize::from(draft.change.is_some());
    let period = 60 * usize::from(draft.period.is_some());
    AROUND + limits::placed(span(scan, draft).of(scan.text)) + NUMBER * numbers + words + told + period
}

fn in_name(span: Span, names: &[Span]) -> bool {
    let upto = names.partition_point(|name| name.start <= span.start);
    // A name of one word may hold another ("Meta-Aktie"), hardly more.
    names[upto.saturating_sub(3)..upto].iter().any(|name| span.end <= name.end)
}

/// The figure that begins at atom `i`; nothing before atom `floor` is free.
fn step(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Step> {
    match scan.at(i).shape {
        Shape::Digits => at_digits(scan, i, floor),
        Shape::Word => at_word(scan, i, floor).map(Step::Found),
        Shape::Mark(c) if !c.is_ascii() || matches!(c, '$' | '-') => quantity::with_currency_ahead(scan, i, floor)
            .or_else(|| digits::vulgar(scan, i).and_then(|_| quantity::read(scan, i, floor)))
            .or_else(|| money::coins_alone(scan, i))
            .map(Step::Found),
        _ => None,
    }
}

fn at_digits(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Step> {
    let glued = scan.glued(i) && scan.before(i, 1).shape == Shape::Word;
    if let Some(ratio) = portion::ratio(scan, i) {
        return Some(Step::Found(ratio));
    }
    if !glued && let Some(date) = calendar::digits(scan, i).or_else(|| clock::digits(scan, i)) {
        return Some(Step::Found(date));
    }
    if let Some(goals) = count::score(scan, i) {
        return Some(Step::Found(goals));
    }
    if let Some(next) = reject::digits(scan, i) {
        return Some(Step::Skip(next));
    }
    ordinal::digits(scan, i)
        .or_else(|| quantity::read(scan, i, floor))
        .map_or_else(|| Some(Step::Skip(digits::end(scan, i))), |draft| Some(Step::Found(draft)))
}

fn at_word(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Draft> {
    match scan.sense(i) {
        Sense::Numeral(_) => numeral(scan, i, floor),
        Sense::One => one(scan, i, floor),
        Sense::Half => {
            portion::double(scan, i, floor).or_else(|| clock::words(scan, i)).or_else(|| quantity::read(scan, i, floor))
        }
        Sense::Scale(_) | Sense::Dozen | Sense::Several | Sense::Key(Key::Few) => quantity::read(scan, i, floor),
        Sense::Code(_) => quantity::with_currency_ahead(scan, i, floor),
        Sense::Month(_) => calendar::month(scan, i),
        Sense::Weekday(_, short) => relative::weekday(scan, i)
            .or_else(|| if short { quantity::with_currency_ahead(scan, i, floor) } else { None }),
        Sense::Day(_) => relative::day(scan, i),
        Sense::Edge(_) => relative::edge(scan, i).or_else(|| age::decade(scan, i)),
        Sense::Season(_) => relative::season(scan, i),
        Sense::Holiday(_) => relative::holiday(scan, i),
        Sense::Relative(_) | Sense::Position(_) => relative::adjective(scan, i).or_else(|| ordinal::position(scan, i)),
        Sense::DayPart => clock::part(scan, i),
        Sense::Unit(_) if scan.str(i).starts_with("Tag") => relative::named_day(scan, i),
        Sense::Factor(..) => change::factor(scan, i, floor),
        Sense::Key(key) => keyed(scan, i, floor, key),
        Sense::None => {
            let word = scan.str(i);
            if word.starts_with("Vor") {
                return relative::previous(scan, i);
            }
            if word.starts_with("doppelt") || word.starts_with("Doppelt") {
                return portion::double(scan, i, floor);
            }
            if word.starts_with("zuerst") || word.starts_with("Zuerst") {
                return ordinal::first_of_all(scan, i);
            }
            if scan.mark(i + 1, '$') && scan.glued(i + 1) {
                return quantity::with_currency_ahead(scan, i, floor);
            }
            roman::century(scan, i)
        }
        _ if scan.mark(i + 1, '$') && scan.glued(i + 1) => quantity::with_currency_ahead(scan, i, floor),
        _ => None,
    }
}

fn keyed(scan: &Scan<'_>, i: usize, floor: usize, key: Key) -> Option<Draft> {
    match key {
        Key::Rank | Key::Top | Key::Number => ordinal::rank(scan, i),
        Key::Half => portion::half(scan, i, floor),
        Key::Every => portion::every(scan, i, floor),
        Key::Q | Key::H => numbered::lettered_quarter(scan, i),
        Key::Midnight => clock::words(scan, i),
        Key::Weekend => relative::weekend(scan, i),
        Key::AllDay => Some(Draft::new(i, i + 1, FigureKind::Duration).value(rust_decimal::Decimal::ONE).unit("day")),
        _ => None,
    }
}

fn numeral(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Draft> {
    let numeral = scan.numeral(i)?;
    match numeral.form {
        Form::Cardinal => {
            let joined = clock::words(scan, i).or_else(|| ordinal::of_scale(scan, i));
            joined
                .or_else(|| oneword::hanging(scan, i, floor))
                .or_else(|| compound::of_parts(scan, i))
                .or_else(|| quantity::read(scan, i, floor))
        }
        Form::Vague => quantity::read(scan, i, floor),
        Form::Decade => numbered::decade_word(scan, i),
        Form::Ordinal if ordinal::channel(scan, i) => None,
        Form::Ordinal => numbered::period(scan, i).or_else(|| ordinal::word(scan, i)),
        Form::Superlative | Form::Together => ordinal::word(scan, i),
        Form::Part => clock::words(scan, i).or_else(|| oneword::part(scan, i, floor)),
        Form::Suffix(_) | Form::Many(_) | Form::Hour => oneword::read(scan, i, floor),
    }
}

fn one(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Draft> {
    clock::words(scan, i).or_else(|| quantity::read(scan, i, floor)).filter(|draft| {
        // "eines Tages", "ein Mal": idioms.
        !(scan.str(i).eq_ignore_ascii_case("eines")
            && matches!(scan.str(i + 1), "Tages" | "Abends" | "Nachts")
            && draft.next == i + 2)
    })
}

/// Where the noun of `words` stands nearest to a figure, before or behind its first byte.
fn nearest(text: &str, figure: Span, words: &str) -> Option<Span> {
    /// Bytes of a long sentence.
    const REACH: usize = 600;
    let noun = words.split(" … ").next().filter(|noun| !noun.is_empty())?;
    let low = text.floor_char_boundary(figure.start.saturating_sub(REACH));
    let high = text.ceil_char_boundary(figure.end.saturating_add(REACH).min(text.len()));
    let before = text[low..figure.start].rfind(noun).map(|at| low + at);
    let behind = text[figure.start..high].find(noun).map(|at| figure.start + at);
    let distance = |at: &usize| at.abs_diff(figure.start);
    let at = [behind, before].into_iter().flatten().min_by_key(distance)?;
    Some(Span::new(at, at + noun.len()))
}

fn figure(scan: &Scan<'_>, draft: Draft, id: FigureId) -> Figure {
    let stretch = span(scan, &draft);
    let measured = draft.measures.as_deref().and_then(|words| nearest(scan.text, stretch, words));
    let normal = |v: rust_decimal::Decimal| v.normalize();
    Figure {
        id,
        span: stretch,
        kind: draft.kind,
        value: if draft.range.is_some() { None } else { draft.value.map(normal) },
        min: draft.range.map(|r| normal(r.0)),
        max: draft.range.map(|r| normal(r.1)),
        unit: draft.unit,
        approximation: draft.approximation,
        change: draft.change,
        from: draft.from,
        to: draft.to,
        per: draft.per,
        measures: draft.measures,
        measured,
        period: draft.period,
        time: draft.time,
        claim_id: None,
        speaker: None,
        entities: Vec::new(),
    }
}

#[cfg(test)]
mod cases;
