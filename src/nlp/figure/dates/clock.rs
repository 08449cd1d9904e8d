//! Times of day: `15:47 Uhr`, `15.47 Uhr`, "20 Uhr", `7.00 – 10.00 Uhr`, "acht Uhr", "halb acht", "Mitternacht".

use jiff::civil::Time;
use rust_decimal::Decimal;

use super::relative;
use crate::nlp::analysis::FigureKind;
use crate::nlp::figure::amounts::measure;
use crate::nlp::figure::amounts::money;
use crate::nlp::figure::atom::Shape;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::numbers::numword::Form;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// A time that begins with the digits at `i`.
pub(crate) fn digits(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    if let Some(length) = minutes(scan, i) {
        return Some(length);
    }
    let (next, sure) = hours(scan, i)?;
    if let Some(length) = hundredths(scan, i, next) {
        return Some(length);
    }
    if let Some(length) = length(scan, i, next) {
        return Some(length);
    }
    if let Some(length) = race(scan, i, next) {
        return Some(length);
    }
    let (hour, minute) = told(scan, i, next);
    if let Some((end, minutes)) = oclock(scan, next) {
        return Some(made(scan, i, end, (hour, minutes.unwrap_or(minute))));
    }
    // "7.00 – 10.00 Uhr", "zwischen 8 und 10 Uhr"
    let hanging = usize::from(scan.hyphen(next) && !scan.glued(next + 1) && scan.is(next + 1, Key::UpTo));
    let joined = scan.dash(next + hanging)
        || matches!(scan.sense(next + hanging), Sense::Key(Key::UpTo | Key::And | Key::Or))
        || scan.mark(next, '/');
    if joined
        && scan.near(next)
        && scan.near(next + hanging + 1)
        && let Some((after, _)) = hours(scan, next + hanging + 1)
        && let Some((end, _)) = oclock(scan, after)
    {
        return Some(Draft { time: None, ..made(scan, i, end, (hour, minute)) });
    }
    // "um 8.30 war Schluss"
    let at_dotted = next == i + 3
        && i > 0
        && scan.is(i - 1, Key::By)
        && !matches!(scan.before(i, 2).sense, Sense::Up | Sense::Down)
        && scan.near(i)
        && !scan.glued(next)
        && scan.is_word(next)
        && !scan.capital(next)
        && money::after(scan, next).is_none()
        && measure::after(scan, next).is_none();
    if sure && !scan.is(i.wrapping_sub(1), Key::By) && result(scan, i) {
        return None;
    }
    ((sure && (!(scan.glued(next) && scan.is_word(next)) || matches!(scan.str(next), "AM" | "PM"))) || at_dotted)
        .then(|| made(scan, i, next, (hour, minute)))
}

/// The time `i..next` of that hour and minute, with the part of the day after it: "acht Uhr abends".
fn made(scan: &Scan<'_>, i: usize, next: usize, (hour, minute): (u32, u32)) -> Draft {
    let half = matches!(scan.str(next), "AM" | "PM" | "am" | "pm") && scan.glued(next);
    let part = half || matches!(scan.sense(next), Sense::DayPart) && scan.near(next) && !scan.capital(next);
    let hour = if part { of_part(scan.str(next), hour) } else { hour };
    let time = i8::try_from(hour % 24).ok().zip(i8::try_from(minute).ok());
    let mut draft = Draft::new(i, next + usize::from(part), FigureKind::Time);
    draft.time = time.and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok());
    draft
}

/// The hour of 24 that one of twelve is in a part of the day.
fn of_part(part: &str, hour: u32) -> u32 {
    let late = match part {
        _ if List::Mornings.holds(part) => return hour % 12,
        _ if List::Afternoons.holds(part) => hour < 12,
        _ if List::Evenings.holds(part) => (4..12).contains(&hour),
        "mittags" => (1..4).contains(&hour),
        "nachts" if hour == 12 => return 0,
        "nachts" => (9..12).contains(&hour),
        _ => false,
    };
    if late { hour + 12 } else { hour }
}

/// The hour and minute that the digits at `i` say, up to `next`.
fn told(scan: &Scan<'_>, i: usize, next: usize) -> (u32, u32) {
    let minute = if next > i + 2 { scan.small(i + 2) } else { None };
    (scan.small(i).unwrap_or(0), minute.unwrap_or(0))
}

/// Hours, minutes and seconds at `i`: one past them, and whether they can be nothing but a time.
fn hours(scan: &Scan<'_>, i: usize) -> Option<(usize, bool)> {
    scan.small(i).filter(|h| *h <= 24 && scan.len(i) <= 2)?;
    let mark = match scan.at(i + 1).shape {
        Shape::Mark(c @ (':' | '.')) if scan.glued(i + 1) && scan.glued(i + 2) => c,
        _ => return Some((i + 1, false)),
    };
    if scan.len(i + 2) != 2 || scan.small(i + 2).is_none_or(|m| m > 59) {
        return if mark == ':' { None } else { Some((i + 1, false)) };
    }
    let seconds = scan.mark(i + 3, mark)
        && scan.glued(i + 3)
        && scan.glued(i + 4)
        && scan.len(i + 4) == 2
        && scan.small(i + 4).is_some_and(|s| s < 60);
    let next = if seconds { i + 5 } else { i + 3 };
    // Two marks with more digits are something else.
    if scan.glued(next)
        && matches!(scan.at(next).shape, Shape::Mark(':'))
        && scan.glued(next + 1)
        && scan.is_digits(next + 1)
    {
        return None;
    }
    Some((next, mark == ':'))
}

/// "Uhr" and the minutes that follow it ("20 Uhr 15"): one past them.
fn oclock(scan: &Scan<'_>, next: usize) -> Option<(usize, Option<u32>)> {
    if !(scan.is(next, Key::Clock) && scan.follows(next)) {
        return None;
    }
    let dated = scan.mark(next + 2, '.') && matches!(scan.sense(next + 3), Sense::Month(_));
    let minutes = scan
        .small(next + 1)
        .filter(|minutes| *minutes < 60 && scan.near(next + 1) && scan.len(next + 1) <= 2 && !dated);
    Some((next + 1 + usize::from(minutes.is_some()), minutes))
}

/// "acht Uhr", "halb acht", "Viertel nach acht", "Mitternacht" at the word `i`.
pub(crate) fn words(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let hour = |k: usize| match scan.numeral(k) {
        Some(n) => u32::try_from(n.num).ok().filter(|hour| n.form == Form::Cardinal && n.den == 1 && *hour <= 24),
        None => (scan.sense(k) == Sense::One).then_some(1),
    };
    if let Some(first) = hour(i) {
        let two = matches!(scan.sense(i + 1), Sense::Key(Key::UpTo | Key::And | Key::Or)) && hour(i + 2).is_some();
        let (end, minutes) = oclock(scan, if two { i + 3 } else { i + 1 })?;
        let made = made(scan, i, end, (first, minutes.unwrap_or(0)));
        return Some(if two { Draft { time: None, ..made } } else { made });
    }
    let before = i.checked_sub(1).map_or("", |k| scan.str(k));
    let led = matches!(
        scan.before(i, 1).sense,
        Sense::Key(Key::By | Key::UpTo | Key::FromOn | Key::Since | Key::After | Key::Before) | Sense::Approx(_)
    ) || before.eq_ignore_ascii_case("gegen");
    if scan.str(i) == "halb" && scan.near(i + 1) && led {
        let named = hour(i + 1).filter(|hour| (1..=12).contains(hour) && scan.numeral(i + 1).is_some())?;
        return Some(made(scan, i, i + 2, ((named + 11) % 12 + 12 * u32::from(named == 1), 30)));
    }
    if scan.str(i) == "Viertel"
        && let Some(named) = hour(i + 2)
    {
        let time = match scan.sense(i + 1) {
            Sense::Key(Key::After) => (named, 15),
            Sense::Key(Key::Before) => ((named + 23) % 24, 45),
            _ => return None,
        };
        return Some(made(scan, i, i + 3, time));
    }
    scan.is(i, Key::Midnight).then(|| made(scan, i, i + 1, (0, 0)))
}

/// "am Abend", "bis zum Mittag", "in der Nacht" at the noun `i`.
pub(crate) fn part(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    if scan.str(i) == "Morgen" && scan.starts_sentence(i) && scan.is_word(i + 1) && scan.near(i + 1) {
        // "Morgen Abend spielt die Band", "Morgen spielt die Band"
        let evening = scan.sense(i + 1) == Sense::DayPart;
        if evening || !scan.capital(i + 1) {
            let day = relative::tomorrow(scan, i);
            return Some(Draft { next: i + 1 + usize::from(evening), ..day });
        }
    }
    let led = i > 0
        && scan.near(i)
        && (matches!(scan.sense(i - 1), Sense::Key(Key::OnThe | Key::ToThe | Key::InThe))
            || i > 1 && scan.is(i - 2, Key::In) && scan.str(i - 1) == "der");
    // "in den frühen Morgenstunden"
    let hours = scan.str(i).ends_with("stunden");
    ((led || hours) && scan.capital(i)).then(|| Draft::new(i, i + 1, FigureKind::Time))
}

/// `2:31:12 Stunden`: a length, in its smallest unit.
fn length(scan: &Scan<'_>, i: usize, next: usize) -> Option<Draft> {
    let Sense::Unit(id) = scan.sense(next) else { return None };
    let unit = scan.words.units.get(usize::from(id))?.id.as_str();
    let (large, small) = match (unit, next - i) {
        ("hour", 5) => (3600, "second"),
        ("hour", 3) => (60, "minute"),
        ("minute", 3) => (60, "second"),
        _ => return None,
    };
    if !scan.mark(i + 1, ':') || !scan.near(next) {
        return None;
    }
    let value = if next - i == 5 { seconds(scan, i)? } else { scan.small(i)? * large + scan.small(i + 2)? };
    Some(Draft::new(i, next + 1, FigureKind::Duration).value(value.into()).unit(small))
}

/// `71:40 Minuten`: a length; no clock has so many hours.
fn minutes(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let joined = scan.mark(i + 1, ':') && scan.glued(i + 1) && scan.glued(i + 2);
    let large = scan.small(i).is_some_and(|minutes| minutes > 24) && scan.len(i) <= 3;
    let small = scan.len(i + 2) == 2 && scan.small(i + 2).is_some_and(|seconds| seconds < 60);
    (joined && large && small).then(|| length(scan, i, i + 3)).flatten()
}

/// "siegte in 2:18:24": with seconds, and neither "um" nor "Uhr" nor many hours, it is how long something took.
fn race(scan: &Scan<'_>, i: usize, next: usize) -> Option<Draft> {
    if next != i + 5 || !scan.mark(i + 1, ':') || timed(scan, i) || scan.small(i)? > 9 || oclock(scan, next).is_some() {
        return None;
    }
    Some(Draft::new(i, next, FigureKind::Duration).value(seconds(scan, i)?.into()).unit("second"))
}

/// The seconds of `2:18:24` at `i`.
fn seconds(scan: &Scan<'_>, i: usize) -> Option<u32> {
    Some(scan.small(i)? * 3600 + scan.small(i + 2)? * 60 + scan.small(i + 4)?)
}

/// Whether the word before `i` leads a time of day.
fn timed(scan: &Scan<'_>, i: usize) -> bool {
    matches!(scan.before(i, 1).sense, Sense::Key(Key::By | Key::FromOn | Key::UpTo | Key::Since | Key::From))
        || matches!(scan.str(i.wrapping_sub(1)), "gegen" | "Gegen")
}

/// "siegte mit 24:22 (12:10)": goals, and no time of day.
fn result(scan: &Scan<'_>, i: usize) -> bool {
    // Half-time in brackets after the result.
    let after_result =
        i > 4 && scan.mark(i - 1, '(') && scan.is_digits(i - 2) && scan.mark(i - 3, ':') && scan.is_digits(i - 4);
    let played = |k: usize| List::PlayedBeginnings.begins(scan.str(k));
    after_result || !timed(scan, i) && scan.before_in_stretch(i, 10).any(played)
}

/// `3:02,15 Minuten`: a length with hundredths of a second.
fn hundredths(scan: &Scan<'_>, i: usize, next: usize) -> Option<Draft> {
    let Sense::Unit(id) = scan.sense(next + 2) else { return None };
    let minutes = scan.words.units.get(usize::from(id))?.id == "minute";
    let joined = scan.mark(i + 1, ':') && scan.mark(next, ',') && scan.glued(next) && scan.glued(next + 1);
    if !(minutes && joined && next == i + 3 && scan.is_digits(next + 1) && scan.near(next + 2)) {
        return None;
    }
    let places = u32::try_from(scan.len(next + 1)).ok().filter(|p| *p <= 3)?;
    let whole = Decimal::from(scan.small(i)? * 60 + scan.small(i + 2)?);
    let value = whole.checked_add(Decimal::new(scan.small(next + 1)?.into(), places))?;
    Some(Draft::new(i, next + 3, FigureKind::Duration).value(value.normalize()).unit("second"))
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn times_of_day_are_read_and_results_are_counts() {
        check(&[
            ("Beginn ist um 15.47 Uhr.", "15.47 Uhr = time 15:47"),
            ("Um halb acht geht es los.", "halb acht = time 07:30"),
            ("Um halb eins kam der Arzt.", "halb eins = time 12:30"),
            ("Um Viertel vor acht kam der Zug.", "Viertel vor acht = time 07:45"),
            ("Es geschah gegen 20 Uhr 15.", "20 Uhr 15 = time 20:15"),
            ("Es geschah um acht Uhr abends.", "acht Uhr abends = time 20:00"),
            ("Zwischen zehn und zwölf Uhr ist offen.", "zehn und zwölf Uhr = time"),
            (
                "Der Film läuft am Sonntag um 20.15 Uhr.",
                "Sonntag = date @2024-12-22..2024-12-22 ; 20.15 Uhr = time 20:15 @2024-12-22..2024-12-22",
            ),
            ("Das Team siegte mit 24:22.", "24 = number 24 score ; 22 = number 22 score"),
            ("Sie siegte in 2:18:24 vor ihrer Rivalin.", "2:18:24 = duration 8304 second"),
            ("Das dauerte 71:40 Minuten.", "71:40 Minuten = duration 4300 second"),
            ("Der Alarm kam um 2:18:24 Uhr.", "2:18:24 Uhr = time 02:18"),
            ("Der Eintrag begann 14:18:24 und endete.", "14:18:24 = time 14:18"),
        ]);
    }
}
