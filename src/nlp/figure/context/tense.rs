//! Whether a clause speaks of what has been or of what will be, by the form of its verb: "am Freitag" is the last one in
//! "sagte am Freitag" and the next one in "läuft am Freitag ab". Without word forms nothing is known.

use super::change::{clause_before, clause_ends};
use crate::nlp::figure::lists::List;
use crate::nlp::figure::scan::Scan;
use crate::nlp::morph::{Mood, Morph, Tense, VerbForm};

/// When something happens, as seen from the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Time {
    /// It has been.
    Past,
    /// It is, or is to come.
    Ahead,
}

/// When the clause around atoms `first..next` plays.
pub(crate) fn of(scan: &Scan<'_>, first: usize, next: usize) -> Option<Time> {
    let before: Vec<usize> = clause_before(scan, first, 20).collect();
    let after = (next..next + 20).take_while(|k| !clause_ends(scan, *k));
    let mut finite: Option<&Morph<'_>> = None;
    let mut participle = false;
    for k in before.into_iter().rev().chain(after).filter(|k| scan.is_word(*k)) {
        let morph = scan.morph(k)?;
        match morph.verb_form {
            Some(VerbForm::Finite) if finite.is_none() => finite = Some(morph),
            Some(VerbForm::Participle) => participle = true,
            _ => {}
        }
    }
    let finite = finite?;
    let perfect = participle && matches!(&*finite.lemma, "haben" | "sein");
    if finite.tense == Some(Tense::Past) && finite.mood != Some(Mood::SubjunctiveII) || perfect {
        return Some(Time::Past);
    }
    let reported = List::ReportingVerbs.holds(&finite.lemma);
    let present = finite.tense == Some(Tense::Present) || finite.mood == Some(Mood::SubjunctiveI);
    (present && !reported).then_some(Time::Ahead)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn a_weekday_lies_ahead_only_where_the_verb_says_so() {
        check(&[
            ("Der Minister sprach am Freitag.", "Freitag = date @2024-12-13..2024-12-13"),
            ("Der Vertrag läuft am Freitag ab.", "Freitag = date @2024-12-20..2024-12-20"),
            ("Wie die Behörde am Freitag mitteilt, fehlt Geld.", "Freitag = date @2024-12-13..2024-12-13"),
        ]);
    }
}
