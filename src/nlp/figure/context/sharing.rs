//! What a figure takes over from those before it, and they from it: the unit of a list ("fünf und sieben Jahre"), the
//! currency of cents, what "davon" stands for.

use rust_decimal::Decimal;

use crate::nlp::analysis::FigureKind;
use crate::nlp::figure::atom::Shape;
use crate::nlp::figure::dates::age;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;
use crate::nlp::morph::{Pos, VerbForm};

/// Completes `draft`, which comes next, and the figure before it by each other.
pub(crate) fn take_over(scan: &Scan<'_>, drafts: &mut [Draft], draft: &mut Draft) {
    let Some((last, earlier)) = drafts.split_last_mut() else { return };
    if list(scan, last, draft) {
        enumerated(scan, last, earlier);
    }
    if draft.kind == FigureKind::Duration && last.kind == FigureKind::Age && joined_by_and(scan, last, draft) {
        draft.kind = FigureKind::Age;
    }
    day_of(scan, last, draft);
    day_of(scan, draft, last);
    cents(scan, last, draft);
    cents(scan, draft, last);
    elided(scan, std::iter::once(&*last).chain(earlier.iter().rev().take(4)), draft);
    for before in std::iter::once(&*last).chain(earlier.iter().rev().take(2)) {
        if of_which(scan, before, draft) {
            break;
        }
    }
}

/// "am Sonntag um 20.15 Uhr": the time is on the day beside it.
fn day_of(scan: &Scan<'_>, date: &Draft, time: &mut Draft) {
    let (first, last) = (date.next.min(time.next), date.first.max(time.first));
    let day = date.period.filter(|period| date.kind == FigureKind::Date && period.start == period.end);
    if time.kind == FigureKind::Time && time.time.is_some() && last - first <= 3 && scan.joined(first - 1, last) {
        time.period = time.period.or(day);
    }
}

/// "Zwei Menschen starben, fünf wurden verletzt", "Von 40 Häusern wurden 12 zerstört": a bare number counts what was
/// counted before it in the sentence, unless it is a level or a change.
fn elided<'d>(scan: &Scan<'_>, before: impl Iterator<Item = &'d Draft>, draft: &mut Draft) {
    let bare = draft.kind == FigureKind::Number && draft.unit.is_none() && draft.value.is_some_and(|v| v.is_integer());
    let led = draft.first.checked_sub(1).and_then(|k| scan.morph(k)).is_some_and(|m| m.pos == Pos::Adp);
    let mut next = draft.next;
    // "drei weitere wurden", "40.000 mehr als im Mai"
    while next < draft.next + 2 && List::ElisionWords.holds(scan.str(next)) {
        next += 1;
    }
    let free = scan.morph(next).is_none_or(|m| {
        !matches!(m.pos, Pos::Noun | Pos::Propn | Pos::Num | Pos::Adj) || m.verb_form == Some(VerbForm::Participle)
    });
    if !bare || led || !free {
        return;
    }
    let counted = |d: &&Draft| d.kind == FigureKind::Count && d.measures.is_some() && near(scan, d.first, draft.first);
    if let Some(counted) = before.into_iter().find(counted) {
        draft.kind = FigureKind::Count;
        draft.measures.clone_from(&counted.measures);
    }
}

/// "fünf und sieben Jahre", "190 statt 185 Franken", "18 mal 24 Meter": a bare number shares the unit of the next one.
fn list(scan: &Scan<'_>, before: &mut Draft, draft: &Draft) -> bool {
    let between = before.next;
    let joined = between + 1 == draft.first
        && (matches!(scan.sense(between), Sense::Key(Key::And | Key::Or))
            || matches!(scan.at(between).shape, Shape::Mark('/' | '×'))
            || matches!(scan.str(between), "statt" | "mal" | "x"));
    // "ein 34 und ein 41 Jahre alter Mann"
    let joined =
        joined || between + 2 == draft.first && scan.is(between, Key::And) && scan.sense(between + 1) == Sense::One;
    // "mit 392 zu 207 Stimmen"
    let votes = between + 1 == draft.first
        && (scan.is(between, Key::To) || scan.str(between) == "gegen")
        && draft
            .measures
            .as_deref()
            .is_some_and(|m| m.ends_with("timmen") || m.ends_with("Punkte") || m.ends_with("Punkten"));
    let bare = before.kind == FigureKind::Number && before.unit.is_none() && before.value.is_some();
    let shares = draft.unit.is_some()
        && matches!(
            draft.kind,
            FigureKind::Money
                | FigureKind::Percentage
                | FigureKind::Quantity
                | FigureKind::Duration
                | FigureKind::Temperature
                | FigureKind::Rate
                | FigureKind::Age
        );
    if !((joined || votes) && bare && (shares || draft.kind == FigureKind::Count)) {
        return false;
    }
    before.kind = draft.kind;
    before.unit.clone_from(&draft.unit);
    before.per.clone_from(&draft.per);
    before.measures.clone_from(&draft.measures);
    before.change = before.change.or(draft.change);
    if before.kind == FigureKind::Duration && age::of_duration(scan, before) {
        before.kind = FigureKind::Age;
    }
    true
}

/// "im Alter von 62, 64 und 66 Jahren": bare numbers before commas share what the last two have.
fn enumerated(scan: &Scan<'_>, last: &mut Draft, earlier: &mut [Draft]) {
    let mut next = last.first;
    let mut aged = false;
    for before in earlier.iter_mut().rev().take(8) {
        let comma = scan.mark(before.next, ',') && before.next + 1 == next && !scan.glued(next);
        if !comma || before.kind != FigureKind::Number || before.unit.is_some() || before.value.is_none() {
            break;
        }
        before.kind = last.kind;
        before.unit.clone_from(&last.unit);
        before.measures.clone_from(&last.measures);
        aged |= before.kind == FigureKind::Duration && age::of_duration(scan, before);
        next = before.first;
    }
    if aged {
        last.kind = FigureKind::Age;
        for before in earlier.iter_mut().rev().take_while(|d| d.first >= next) {
            before.kind = FigureKind::Age;
        }
    }
}

fn joined_by_and(scan: &Scan<'_>, last: &Draft, draft: &Draft) -> bool {
    last.next + 1 == draft.first && scan.is(last.next, Key::And)
}

/// "73,20 Dollar, 45 Cent weniger": cents are those of the currency beside them in the sentence.
fn cents(scan: &Scan<'_>, whole: &Draft, cents: &mut Draft) {
    // The codes of dollars end so, and the rand has cents, too.
    let of_dollars = whole.unit.as_deref().is_some_and(|code| code.ends_with('D') || code == "ZAR");
    let cent = cents.kind == FigureKind::Money
        && cents.unit.as_deref() == Some("EUR")
        && (cents.first..cents.next)
            .any(|k| matches!(scan.sense(k), Sense::Cent(_)) && scan.str(k).starts_with("Cent"));
    if of_dollars && cent && near(scan, whole.first.min(cents.first), whole.first.max(cents.first)) {
        cents.unit.clone_from(&whole.unit);
    }
}

/// "1,3 Milliarden Euro, 200 Millionen davon", "300 Verletzte, davon 20 schwer": a part is of the sort of the whole.
fn of_which(scan: &Scan<'_>, whole: &Draft, part: &mut Draft) -> bool {
    let sort = match whole.kind {
        FigureKind::Money | FigureKind::Quantity => whole.unit.is_some(),
        FigureKind::Count => whole.measures.is_some(),
        _ => false,
    };
    let of_it = |k: usize| scan.str(k) == "davon" || scan.str(k) == "darunter";
    let said = of_it(part.next) || part.first.checked_sub(1).is_some_and(of_it);
    let bare = part.kind == FigureKind::Number && part.value.is_some_and(|v| v > Decimal::ZERO);
    if !(sort && said && bare && part.value < whole.value && near(scan, whole.first, part.first)) {
        return false;
    }
    part.kind = whole.kind;
    part.unit.clone_from(&whole.unit);
    part.measures.clone_from(&whole.measures);
    true
}

/// Whether two atoms stand in one sentence and not far apart.
fn near(scan: &Scan<'_>, from: usize, to: usize) -> bool {
    from <= to && to - from <= 40 && scan.same_sentence(from, to)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn figures_of_one_sentence_share_what_they_count_and_those_of_two_do_not() {
        check(&[
            ("Fünf und sieben Jahre vergingen.", "Fünf = duration 5 year ; sieben Jahre = duration 7 year"),
            ("Es gab 300 Verletzte, davon 20 schwer.", "300 Verletzte = count 300 ; 20 = count 20"),
            (
                "Der Kurs fiel auf 73,20 Dollar, 45 Cent weniger.",
                "73,20 Dollar = money 73.2 USD ; 45 Cent = money 0.45 USD +down",
            ),
            ("Zwei Menschen starben, fünf wurden verletzt.", "Zwei Menschen = count 2 ; fünf = count 5"),
            ("Von 40 Häusern wurden 12 zerstört.", "40 Häusern = count 40 ; 12 = count 12"),
            ("Die 40 Häuser stehen seit 12 leer.", "40 Häuser = count 40 ; 12 = number 12"),
            ("Es gab 300 Verletzte. 20 waren schwer verletzt.", "300 Verletzte = count 300 ; 20 = number 20"),
        ]);
    }
}
