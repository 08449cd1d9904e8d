//! Whether a clause speaks of what has been or of what will be: "am Freitag" is the last one in "sagte am Freitag" and the
//! next one in "läuft am Freitag ab". Without word forms nothing is known.

use crate::nlp::document::Annotations;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;
use crate::nlp::syntax::place::Place;
pub(crate) use crate::nlp::syntax::predicate::Time;
use crate::nlp::syntax::predicate::{self, Predicate};
use crate::nlp::syntax::words::Features;

/// When the clause around atom `i` plays.
pub(crate) fn of(scan: &Scan<'_>, i: usize) -> Option<Time> {
    // "des am Freitag abgestürzten Flugzeugs": the participle tells, not the verb of the clause.
    let article = i.checked_sub(2).is_some_and(|k| matches!(scan.sense(k), Sense::Det | Sense::One));
    if article && scan.is(i - 1, Key::OnThe) {
        return None;
    }
    let (time, finite) = predicate::time(&scan.layers.syntax.words, &scan.layers.morphs, scan.place(i)?)?;
    // "wie die Behörde am Freitag mitteilt": the present reports what has been said already.
    let reported = time == Time::Ahead && List::ReportingVerbs.holds(&scan.layers.morphs.get(finite)?.lemma);
    (!reported).then_some(time)
}

/// "soll am Dienstag beginnen": the clause around atom `i` tells a plan, by a helping verb and an infinitive.
pub(crate) fn is_planned(scan: &Scan<'_>, i: usize) -> bool {
    let Annotations { syntax, morphs, .. } = scan.layers;
    let Some(clause) = scan.place(i).map(Place::clause) else { return false };
    let Some(predicate) = Predicate::of(&syntax.words, morphs, clause) else { return false };
    let helps = predicate.finite.is_some_and(|finite| finite != predicate.verb);
    helps && syntax.words.features(predicate.verb).has(Features::INFINITIVE)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn a_weekday_lies_ahead_only_where_the_verb_says_so() {
        check(&[
            ("Der Minister sprach am Freitag.", "Freitag = date @2024-12-13..2024-12-13"),
            ("Der Vertrag läuft am Freitag ab.", "Freitag = date @2024-12-20..2024-12-20"),
            ("Die am Freitag gestohlenen Bilder gelten als verloren.", "Freitag = date @2024-12-13..2024-12-13"),
            ("Wie die Behörde am Freitag mitteilt, fehlt Geld.", "Freitag = date @2024-12-13..2024-12-13"),
        ]);
    }
}
