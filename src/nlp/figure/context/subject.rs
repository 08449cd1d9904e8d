//! What a figure measures: the noun beside it ("20 Minuten Verspätung"), the whole it is a share of, the noun that governs
//! it ("eine Bewertung von …"), or what its clause speaks of ([`super::clause`]).

use super::approximator;
use super::change;
use super::clause::ClauseReader;
use crate::nlp::analysis::FigureKind;
use crate::nlp::document::Annotations;
use crate::nlp::figure::amounts::count;
use crate::nlp::figure::atom::Shape;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;
use crate::nlp::limits::{self, Allowance, Share};
use crate::nlp::morph::{Case, Pos};

/// What a note takes in the answer beside its words.
const MEASURES: usize = 14;

/// Lets every draft say what it measures; the two ends of a change measure the same.
///
/// Returns how many could not say it, because it would be too much for the text.
pub(crate) fn tell(scan: &Scan<'_>, layers: &Annotations<'_>, drafts: &mut [Draft]) -> usize {
    let mut allowance = Allowance::new(Share::Measures);
    let mut clauses = ClauseReader::new(scan, drafts);
    for (_, draft) in drafts.iter_mut().enumerate().take_while(|(at, _)| !layers.halts_at(*at)) {
        let end = scan.before(draft.next, 1).end as usize;
        let told = of(scan, &mut clauses, draft).map(|words| match limits::shortened(&words, limits::PHRASE_BYTES) {
            short if short.len() < words.len() => short.to_owned(),
            _ => words,
        });
        draft.measures = told.filter(|words| allowance.admits(end, MEASURES + limits::written(words)));
    }
    for i in 0..drafts.len() {
        let partner = drafts[i].from.or(drafts[i].to).and_then(|id| drafts.get((id.0 as usize).wrapping_sub(1)));
        if let Some(measures) = partner.and_then(|p| p.measures.clone()).filter(|_| drafts[i].measures.is_none()) {
            let end = scan.before(drafts[i].next, 1).end as usize;
            drafts[i].measures =
                Some(measures).filter(|words| allowance.admits(end, MEASURES + limits::written(words)));
        }
    }
    allowance.left_out()
}

/// The words for what `draft` measures, as they stand in the text.
fn of(scan: &Scan<'_>, clauses: &mut ClauseReader<'_, '_>, draft: &Draft) -> Option<String> {
    match draft.kind {
        FigureKind::Date | FigureKind::Time | FigureKind::Ordinal | FigureKind::Rank => return None,
        FigureKind::Age => return person(scan, draft),
        FigureKind::Count => return draft.measures.clone(),
        FigureKind::Number => return governor(scan, draft).or_else(|| clauses.of(draft, true)),
        _ => {}
    }
    if draft.measures.is_some() {
        return draft.measures.clone();
    }
    if draft.kind == FigureKind::Duration && (draft.period.is_some() || spans(scan, draft)) {
        return None;
    }
    let shared = matches!(draft.kind, FigureKind::Percentage | FigureKind::Fraction);
    let inside = if shared { whole(scan, draft.next) } else { None };
    inside.or_else(|| beside(scan, draft)).or_else(|| governor(scan, draft)).or_else(|| clauses.of(draft, false))
}

/// "in drei Stunden", "nach zwei Wochen": the time in which something happens, and no length of it.
fn spans(scan: &Scan<'_>, draft: &Draft) -> bool {
    let led = approximator::led_by(scan, draft.first).map(|k| scan.sense(k));
    matches!(led, Some(Sense::Key(Key::In | Key::After | Key::Before | Key::Since)))
}

/// "die 17-jährige Schülerin", "ein 26 Jahre alter Mann".
fn person(scan: &Scan<'_>, draft: &Draft) -> Option<String> {
    let noun = scan.str(draft.next - 1).starts_with('J') && scan.hyphen(draft.next.wrapping_sub(2));
    let k = draft.next;
    if noun || !scan.near(k) || !scan.is_word(k) || draft.next - draft.first > 1 && scan.str(k - 1).len() < 5 {
        return None;
    }
    text(scan, k, count::noun(scan, k)?)
}

/// "20 Minuten Verspätung", "300 Euro Strafe", "5 Prozent mehr Lohn": the noun right after the amount.
fn beside(scan: &Scan<'_>, draft: &Draft) -> Option<String> {
    let compared = matches!(scan.str(draft.next), "mehr" | "weniger") && !scan.is(draft.next + 1, Key::Than);
    let k = draft.next + usize::from(compared);
    if !scan.near(k) || !scan.near(draft.next) || !scan.is_word(k) || scan.hyphen(draft.next) {
        return None;
    }
    let next = count::noun(scan, k)?;
    let common = scan.morph(next - 1).is_some_and(|m| {
        let genitive = m.case == Some(Case::Genitive) && scan.str(next - 1).ends_with('s');
        m.pos == Pos::Noun && (compared || !genitive)
    });
    (common && scan.sense(next - 1) == Sense::None).then(|| text(scan, k, next))?
}

fn text(scan: &Scan<'_>, first: usize, next: usize) -> Option<String> {
    let (from, to) = (scan.at(first).start as usize, scan.at(next.checked_sub(1)?).end as usize);
    scan.text.get(from..to).map(Into::into)
}

/// "75 % seines Umsatzes", "67 Prozent der rund 840 000 Teilnehmer": the whole that a share is of.
fn whole(scan: &Scan<'_>, next: usize) -> Option<String> {
    let mut k = next;
    // "30 Prozent an der Reederei"
    let at = usize::from(scan.is(k, Key::On) && scan.sense(k + 1) == Sense::Det);
    let opens = matches!(scan.sense(k + at), Sense::Det | Sense::Key(Key::From)) && scan.near(k);
    if opens {
        k += 1 + at;
    }
    for _ in 0..if opens { 5 } else { 1 } {
        if !scan.near(k) || !scan.joined(next.saturating_sub(1), k) {
            return None;
        }
        if scan.capital(k) {
            return text(scan, k, count::extend(scan, k));
        }
        if !opens
            && scan.is_word(k)
            && matches!(scan.sense(k), Sense::Stop | Sense::Regular(_) | Sense::Key(_) | Sense::Up | Sense::Down)
        {
            return None;
        }
        k += 1;
    }
    None
}

/// "Bewertung von 40 Milliarden", "Umsatz in Höhe von …", "Rückgang um …": the noun before the preposition.
fn governor(scan: &Scan<'_>, draft: &Draft) -> Option<String> {
    let k =
        approximator::led_by(scan, draft.first).and_then(|k| k.checked_sub(1)).filter(|_| scan.near(draft.first))?;
    let over = scan.str(k + 1) == "über";
    if !(over || matches!(scan.sense(k + 1), Sense::Key(Key::From | Key::By | Key::Onto))) {
        return None;
    }
    // "in Höhe von", "im Wert von", "im Umfang von"
    let frame = scan.is(k, Key::Amount) || matches!(scan.str(k), "Wert" | "Umfang");
    if frame && matches!(scan.sense(k.wrapping_sub(1)), Sense::Key(Key::In | Key::InThe)) {
        let noun = k.checked_sub(2)?;
        return scan.capital(noun).then(|| text(scan, start_of(scan, noun), noun + 1))?;
    }
    let plain = scan.capital(k)
        && matches!(scan.sense(k), Sense::None | Sense::Up | Sense::Down | Sense::Key(Key::Plus | Key::Minus));
    // "um" and "auf" go with a noun of change only: "der Preis für Öl um 2 Prozent".
    if !plain || !over && !scan.is(k + 1, Key::From) && change::noun(scan, k).is_none() {
        return None;
    }
    let head = head_before(scan, k);
    text(scan, start_of(scan, head), count::extend(scan, head).min(k + 1).max(head + 1))
}

/// "die Kosten des Projekts", "der Gewinn vor Steuern": the noun that the one at `k` belongs to, or `k`.
fn head_before(scan: &Scan<'_>, k: usize) -> usize {
    let first = start_of(scan, k);
    let link = |b: usize| {
        matches!(scan.str(b), "des" | "vor" | "für" | "pro" | "je")
            || scan.str(b) == "der" && scan.morph(k).is_some_and(|m| m.case == Some(Case::Genitive))
    };
    let noun = |b: usize| scan.capital(b) && scan.sense(b) == Sense::None && scan.near(b + 1);
    match first.checked_sub(2) {
        Some(b) if link(b + 1) && noun(b) => b,
        _ => k,
    }
}

/// The first atom of a hyphenated word that ends at `k`.
fn start_of(scan: &Scan<'_>, mut k: usize) -> usize {
    while k >= 2 && scan.glued(k) && scan.hyphen(k - 1) && matches!(scan.at(k - 2).shape, Shape::Word | Shape::Digits) {
        k -= 2;
    }
    k
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check_measures;

    #[test]
    fn the_noun_beside_an_amount_says_what_it_measures_and_a_date_measures_nothing() {
        check_measures(&[
            ("Die Bewertung von 40 Milliarden Dollar gilt als hoch.", "40 Milliarden Dollar = Bewertung"),
            ("Der Zug hat 20 Minuten Verspätung.", "20 Minuten = Verspätung"),
            ("Rund 75 Prozent des Umsatzes entfallen auf Öl.", "Rund 75 Prozent = Umsatzes"),
            ("Am 3. Mai ruht die Arbeit.", "3. Mai = -"),
        ]);
    }
}
