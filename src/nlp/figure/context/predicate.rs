//! Subject and predicate of a figure's clause: "Umsatz" in "der Umsatz stieg um 3 Prozent", "Konzern … investiert" where
//! the verb says what the amount is.

use super::change::{clause_before, clause_ends};
use super::subject::{start_of, text};
use crate::nlp::analysis::FigureKind;
use crate::nlp::figure::amounts::count;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;
use crate::nlp::morph::{Case, Pos, VerbForm};

/// The subject of the clause, with the predicate where that tells more. A bare number has one only where the verb says a
/// level or a change of it.
pub(crate) fn subject(scan: &Scan<'_>, draft: &Draft, bare: bool) -> Option<String> {
    let start = clause_before(scan, draft.first, 25).last().unwrap_or(draft.first);
    let end = (draft.next..draft.next + 25).find(|k| clause_ends(scan, *k)).unwrap_or(draft.next + 25);
    let verb = predicate(scan, start, draft, end);
    if bare && !matches!(verb, Some(Verb::Level)) {
        return None;
    }
    let noun = nominative(scan, start, draft, end).or_else(|| antecedent(scan, start));
    let said = match verb {
        Some(Verb::Deed(words)) => Some(words),
        _ => None,
    };
    match (noun, said) {
        (Some(noun), Some(said)) => Some(format!("{noun} … {said}")),
        (noun, said) => noun.or(said),
    }
}

/// What the verb of a clause says of an amount.
enum Verb {
    /// How much it is, or that it rises or falls.
    Level,
    /// What is done with it.
    Deed(String),
}

/// The verb of the clause.
fn predicate(scan: &Scan<'_>, start: usize, draft: &Draft, end: usize) -> Option<Verb> {
    let object = matches!(draft.kind, FigureKind::Money | FigureKind::Quantity)
        && !scan.morph(draft.first.wrapping_sub(1)).is_some_and(|m| m.pos == Pos::Adp);
    let mut finite = None;
    let mut full = None;
    for k in (start..draft.first).chain(draft.next..end).filter(|k| scan.is_word(*k)) {
        let morph = scan.morph(k)?;
        match morph.verb_form {
            Some(VerbForm::Finite) if finite.is_none() => finite = Some((k, morph)),
            Some(VerbForm::Infinitive | VerbForm::Participle) if !scan.capital(k) && morph.pos == Pos::Verb => {
                full = Some((k, morph));
            }
            _ => {}
        }
    }
    let helps = |pos: Pos, lemma: &str| pos == Pos::Aux || List::ModalVerbs.holds(lemma);
    let (k, morph) = match (finite, full) {
        (Some((_, helper)), Some(full)) if helps(helper.pos, &helper.lemma) => full,
        (Some(finite), _) => finite,
        (None, full) => full?,
    };
    let moves = matches!(scan.sense(k), Sense::Up | Sense::Down | Sense::Factor(..));
    if moves || List::StativeVerbs.holds(&morph.lemma) || helps(morph.pos, &morph.lemma) {
        return Some(Verb::Level);
    }
    let particle = morph.particle.and_then(|p| scan.token(p)).filter(|p| *p != scan.str(k));
    object.then(|| Verb::Deed(particle.map_or_else(|| scan.str(k).to_owned(), |p| format!("{} {p}", scan.str(k)))))
}

/// The noun in the nominative that stands before the figure, or after it.
fn nominative(scan: &Scan<'_>, start: usize, draft: &Draft, end: usize) -> Option<String> {
    let (mut unknown, mut object) = (None, None);
    for k in (start..draft.first).chain(draft.next..end) {
        let known =
            matches!(scan.sense(k), Sense::None | Sense::Up | Sense::Down | Sense::Label | Sense::Key(Key::Mention));
        if !known || !scan.capital(k) || in_preposition(scan, k, start) {
            continue;
        }
        let Some(morph) = scan.morph(k).filter(|m| matches!(m.pos, Pos::Noun | Pos::Propn)) else { continue };
        let limit = if k < draft.first { draft.first } else { end };
        match morph.case {
            Some(Case::Nominative) => return text(scan, start_of(scan, k), phrase(scan, k, limit)),
            None if unknown.is_none() => unknown = Some((k, limit)),
            Some(Case::Accusative) if object.is_none() => object = Some((k, limit)),
            _ => {}
        }
    }
    let (k, limit) = unknown.or(object)?;
    text(scan, start_of(scan, k), phrase(scan, k, limit))
}

/// One past the noun at `k`, with what follows one that says nothing alone ("die Zahl der Toten").
fn phrase(scan: &Scan<'_>, k: usize, limit: usize) -> usize {
    let end = count::extend(scan, k).min(limit);
    if !List::EmptyHeads.holds(scan.str(k)) {
        return end;
    }
    let leads = matches!(scan.sense(end), Sense::Det | Sense::Key(Key::From | Key::On)) || scan.str(end) == "für";
    let inflected = !scan.capital(end) && ["er", "en"].iter().any(|e| scan.str(end).ends_with(e)) && scan.len(end) > 4;
    if !(leads || inflected) {
        return end;
    }
    let noun = (end..end + 4).take_while(|n| scan.is_word(*n) && scan.near(*n)).find(|n| scan.capital(*n));
    noun.map_or(end, |n| count::extend(scan, n)).min(limit.max(end))
}

/// "das Gebäude, das 12 Millionen Euro gekostet hat": the noun that a relative clause speaks of.
fn antecedent(scan: &Scan<'_>, start: usize) -> Option<String> {
    let relative = List::RelativePronouns.holds(scan.str(start));
    let noun = start.checked_sub(2).filter(|k| relative && scan.mark(k + 1, ',') && scan.capital(*k))?;
    text(scan, start_of(scan, noun), noun + 1)
}

/// Whether a preposition governs the noun at `k` ("in Texas", "nach dem Bericht").
fn in_preposition(scan: &Scan<'_>, k: usize, start: usize) -> bool {
    let preposition = |k: usize| {
        matches!(
            scan.sense(k),
            Sense::Key(
                Key::In
                    | Key::InThe
                    | Key::OnThe
                    | Key::On
                    | Key::ToThe
                    | Key::Onto
                    | Key::After
                    | Key::Since
                    | Key::From
                    | Key::Before
                    | Key::By
                    | Key::FromOn
                    | Key::To
                    | Key::Under
            )
        ) || List::OtherPrepositions.holds(scan.str(k))
    };
    let back = |n: usize| k.checked_sub(n).filter(|b| *b >= start);
    back(1).is_some_and(preposition)
        || back(1).is_some_and(|b| matches!(scan.sense(b), Sense::Det | Sense::One | Sense::Relative(_)))
            && back(2).is_some_and(preposition)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check_measures;

    #[test]
    fn the_subject_says_what_an_amount_measures_and_a_place_does_not() {
        check_measures(&[
            ("Der Umsatz stieg um 3 Prozent.", "3 Prozent = Umsatz"),
            ("Der Konzern investiert 5 Millionen Euro.", "5 Millionen Euro = Konzern"),
            ("Die Zahl der Toten stieg auf 40.", "40 = Zahl der Toten"),
            ("In Texas fehlen 3 Prozent.", "3 Prozent = -"),
        ]);
    }
}
