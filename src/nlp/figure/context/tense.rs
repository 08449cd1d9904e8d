//! Whether a clause speaks of what has been or of what will be: "am Freitag" is the last one in "sagte am Freitag" and the
//! next one in "läuft am Freitag ab". Without word forms nothing is known.

use crate::nlp::figure::lists::List;
use crate::nlp::figure::scan::Scan;
use crate::nlp::syntax::predicate;
pub(crate) use crate::nlp::syntax::predicate::Time;

/// When the clause around atom `i` plays.
pub(crate) fn of(scan: &Scan<'_>, i: usize) -> Option<Time> {
    let (time, finite) = predicate::time(&scan.layers.syntax.words, &scan.layers.morphs, scan.place(i)?)?;
    // "wie die Behörde am Freitag mitteilt": the present reports what has been said already.
    let reported = time == Time::Ahead && List::ReportingVerbs.holds(&scan.layers.morphs.get(finite)?.lemma);
    (!reported).then_some(time)
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
