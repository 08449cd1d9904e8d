//! What a figure measures: the noun phrase or predicate it belongs to, found by the words around it.

use super::atom::Shape;
use super::change::{clause_before, clause_ends};
use super::draft::Draft;
use super::scan::Scan;
use super::vocabulary::{Key, Sense};
use crate::nlp::analysis::FigureKind;

/// Lets every draft say what it measures; the two ends of a change measure the same.
pub(super) fn tell(scan: &Scan<'_>, drafts: &mut [Draft]) {
    for draft in &mut *drafts {
        draft.measures = of(scan, draft);
    }
    for i in 0..drafts.len() {
        let partner = drafts[i].from.or(drafts[i].to).and_then(|id| drafts.get((id.0 as usize).wrapping_sub(1)));
        if let Some(measures) = partner.and_then(|p| p.measures.clone()).filter(|_| drafts[i].measures.is_none()) {
            drafts[i].measures = Some(measures);
        }
    }
}

/// The words for what `draft` measures, as they stand in the text.
fn of(scan: &Scan<'_>, draft: &Draft) -> Option<String> {
    match draft.kind {
        FigureKind::Date
        | FigureKind::Time
        | FigureKind::Ordinal
        | FigureKind::Number
        | FigureKind::Rank
        | FigureKind::Age => return None,
        FigureKind::Count => return draft.measures.clone(),
        _ => {}
    }
    if draft.measures.is_some() {
        return draft.measures.clone();
    }
    if matches!(draft.kind, FigureKind::Percentage | FigureKind::Fraction)
        && let Some(found) = whole(scan, draft.next)
    {
        return Some(found);
    }
    if draft.kind == FigureKind::Ordinal || draft.kind == FigureKind::Duration && draft.period.is_some() {
        return None;
    }
    governor(scan, draft).or_else(|| subject(scan, draft))
}

fn text(scan: &Scan<'_>, first: usize, next: usize) -> Option<String> {
    let (from, to) = (scan.at(first).start as usize, scan.at(next.checked_sub(1)?).end as usize);
    scan.text.get(from..to).map(Into::into)
}

/// "75 % seines Umsatzes", "67 Prozent der rund 840 000 Teilnehmer": the whole that a share is of.
fn whole(scan: &Scan<'_>, next: usize) -> Option<String> {
    let mut k = next;
    let opens = matches!(scan.sense(k), Sense::Det | Sense::Key(Key::Von)) && scan.near(k);
    if opens {
        k += 1;
    }
    for _ in 0..if opens { 5 } else { 1 } {
        if !scan.near(k) || clause_ends(scan, k) {
            return None;
        }
        if scan.capital(k) {
            return text(scan, k, super::count::extend(scan, k));
        }
        if !opens && scan.is_word(k) && matches!(scan.sense(k), Sense::Stop | Sense::Key(_) | Sense::Up | Sense::Down) {
            return None;
        }
        k += 1;
    }
    None
}

/// "Bewertung von 40 Milliarden", "Umsatz in Höhe von …", "Rückgang um …": the noun before the preposition.
fn governor(scan: &Scan<'_>, draft: &Draft) -> Option<String> {
    let k = draft.first.checked_sub(2).filter(|_| scan.near(draft.first))?;
    if !matches!(scan.sense(k + 1), Sense::Key(Key::Von | Key::Um | Key::Auf)) {
        return None;
    }
    if scan.is(k, Key::Hoehe) {
        let noun = k.checked_sub(2)?;
        return scan.capital(noun).then(|| text(scan, noun, noun + 1))?;
    }
    let plain = scan.capital(k) && matches!(scan.sense(k), Sense::None | Sense::Up | Sense::Down);
    plain.then(|| text(scan, start_of(scan, k), k + 1))?
}

/// The first atom of a hyphenated word that ends at `k`.
fn start_of(scan: &Scan<'_>, mut k: usize) -> usize {
    while k >= 2 && scan.glued(k) && scan.hyphen(k - 1) && matches!(scan.at(k - 2).shape, Shape::Word | Shape::Digits) {
        k -= 2;
    }
    k
}

/// The noun phrase the clause begins with: its capitalised words up to the first that is none.
fn subject(scan: &Scan<'_>, draft: &Draft) -> Option<String> {
    let start = clause_before(scan, draft.first, 25).last()?;
    let mut k = start;
    while k < draft.first {
        let noun = scan.capital(k) && matches!(scan.sense(k), Sense::None | Sense::Up | Sense::Down | Sense::Label);
        if noun && !(k == start && function_word(scan, k)) && !in_preposition(scan, k, start) {
            return text(scan, k, super::count::extend(scan, k).min(draft.first));
        }
        k += 1;
    }
    None
}

fn function_word(scan: &Scan<'_>, k: usize) -> bool {
    scan.sense(k) != Sense::None || scan.len(k) <= 3 || !scan.capital(k + 1) && scan.str(k).ends_with('m')
}

/// Whether a preposition governs the noun at `k` ("in Texas", "nach dem Bericht").
fn in_preposition(scan: &Scan<'_>, k: usize, start: usize) -> bool {
    let preposition = |k: usize| {
        matches!(
            scan.sense(k),
            Sense::Key(
                Key::In
                    | Key::Im
                    | Key::Am
                    | Key::An
                    | Key::Zum
                    | Key::Auf
                    | Key::Nach
                    | Key::Seit
                    | Key::Von
                    | Key::Vor
                    | Key::Um
                    | Key::Ab
                    | Key::Zu
                    | Key::Unter
            )
        ) || matches!(
            scan.str(k),
            "bei"
                | "Bei"
                | "mit"
                | "Mit"
                | "für"
                | "Für"
                | "aus"
                | "Aus"
                | "laut"
                | "Laut"
                | "gegen"
                | "Gegen"
                | "durch"
                | "Durch"
                | "beim"
                | "Beim"
                | "ohne"
                | "wegen"
                | "trotz"
        )
    };
    let back = |n: usize| k.checked_sub(n).filter(|b| *b >= start);
    back(1).is_some_and(preposition)
        || back(1).is_some_and(|b| matches!(scan.sense(b), Sense::Det | Sense::Ein | Sense::Relative(_)))
            && back(2).is_some_and(preposition)
}
