//! Approximators: words before a number ("rund", "mehr als", "bis zu") and after it ("und mehr") that say it is not exact.

use crate::nlp::analysis::{Approximation, FigureKind};
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// The approximation said before atom `first`, and where its words begin; looks no further back than `floor`.
pub(crate) fn before(scan: &Scan<'_>, first: usize, floor: usize) -> Option<(Approximation, usize)> {
    let mut at = first;
    let mut found = None;
    // "bis zu rund 100": the outermost word decides; more than three never occur.
    for _ in 0..3 {
        let Some((approximation, start)) = one_before(scan, at, floor) else { break };
        found = Some((outer(approximation, found.map(|f: (Approximation, usize)| f.0)), start));
        at = start;
    }
    found
}

/// A bound says more than "about".
fn outer(outer: Approximation, inner: Option<Approximation>) -> Approximation {
    match inner {
        Some(inner) if outer == Approximation::About => inner,
        _ => outer,
    }
}

fn one_before(scan: &Scan<'_>, first: usize, floor: usize) -> Option<(Approximation, usize)> {
    // "„bis zu“ 100": as somebody else puts it.
    if let Some(closed) = first.checked_sub(1).filter(|k| *k > floor && scan.quotation_mark(*k)) {
        let (approximation, start) = one_before(scan, closed, floor)?;
        return Some((approximation, start.checked_sub(1).filter(|k| *k >= floor && scan.quotation_mark(*k))?));
    }
    let mut k = first.checked_sub(1).filter(|k| *k >= floor && scan.follows(first))?;
    // "ca." and "mind." carry a full stop.
    if scan.mark(k, '.') && scan.glued(k) && k > floor && scan.len(k - 1) <= 4 {
        k -= 1;
    }
    let back = |n: usize| k.checked_sub(n).filter(|b| *b >= floor && scan.near(*b + 1));
    // "nicht einmal 100"
    if scan.str(k) == "einmal"
        && let Some(b) = back(1).filter(|b| scan.denies(*b))
    {
        return Some((Approximation::LessThan, b));
    }
    // "nicht ganz 100"
    if scan.str(k) == "ganz"
        && let Some(b) = back(1).filter(|b| scan.denies(*b))
    {
        return Some((Approximation::Nearly, b));
    }
    match scan.sense(k) {
        Sense::Approx(approximation) => {
            let leading = back(1).filter(|b| scan.str(*b) == "in" && scan.str(k) == "etwa");
            Some((approximation, leading.unwrap_or(k)))
        }
        Sense::Key(Key::Than) => {
            let b = back(1)?;
            let approximation = match scan.sense(b) {
                Sense::Key(Key::More) => Approximation::MoreThan,
                Sense::Key(Key::Less) => Approximation::LessThan,
                _ => return None,
            };
            let negated = back(2).filter(|n| scan.denies(*n));
            Some(match (approximation, negated) {
                (Approximation::MoreThan, Some(n)) => (Approximation::AtMost, n),
                (Approximation::LessThan, Some(n)) => (Approximation::AtLeast, n),
                _ => (approximation, b),
            })
        }
        Sense::Key(Key::To) => {
            let b = back(1).filter(|b| scan.is(*b, Key::UpTo))?;
            Some((Approximation::AtMost, b))
        }
        Sense::Key(Key::Under) => Some((Approximation::LessThan, k)),
        Sense::Key(Key::FromOn) => Some((Approximation::AtLeast, k)),
        Sense::Det => {
            let b = back(1)?;
            let definite = scan.str(k) == "die";
            match scan.sense(b) {
                Sense::Key(Key::On | Key::By) if definite => {
                    let start =
                        b.checked_sub(1).filter(|c| *c >= floor && (scan.is(*c, Key::UpTo) || scan.is(*c, Key::As)));
                    Some((Approximation::About, start.unwrap_or(b)))
                }
                // "nicht ganz die Hälfte"
                _ if definite && scan.str(b) == "ganz" => {
                    Some((Approximation::Nearly, back(2).filter(|n| scan.denies(*n))?))
                }
                // "etwa dem 30- bis 40-fachen", "rund die 50 Millionen"
                Sense::Approx(approximation) if scan.str(k) != "der" => Some((approximation, b)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether word `k` puts a time before another ("ein Jahr zuvor").
pub(crate) fn earlier(scan: &Scan<'_>, k: usize) -> bool {
    matches!(scan.str(k), "zuvor" | "davor" | "vorher" | "früher")
}

/// The approximation said from atom `next` on ("und mehr", "oder weniger", "+"), and one past its words.
pub(crate) fn after(scan: &Scan<'_>, next: usize) -> Option<(Approximation, usize)> {
    if scan.mark(next, '+') && scan.glued(next) && !scan.glued(next + 1) {
        return Some((Approximation::AtLeast, next + 1));
    }
    if !(matches!(scan.sense(next), Sense::Key(Key::And | Key::Or)) && scan.near(next) && scan.near(next + 1)) {
        return None;
    }
    let open = !scan.is(next + 2, Key::Than) && !scan.capital(next + 2);
    match scan.str(next + 1) {
        "mehr" if open => Some((Approximation::AtLeast, next + 2)),
        "darüber" => Some((Approximation::AtLeast, next + 2)),
        "weniger" | "darunter" if open => Some((Approximation::AtMost, next + 2)),
        _ => None,
    }
}

/// "eine knappe Milliarde", "eine gute halbe Stunde": the approximation said by the adjective at `k`.
pub(crate) fn inside(scan: &Scan<'_>, k: usize) -> Option<Approximation> {
    let (word, next) = (scan.str(k), scan.str(k + 1));
    if List::NearlyInside.holds(word) {
        return Some(Approximation::Nearly);
    }
    // "ein gutes Jahr", "ein guter Tag" are good ones.
    let praised = next.starts_with("Jahr") || next.starts_with("Tag");
    (!praised && List::MoreInside.holds(word)).then_some(Approximation::MoreThan)
}

/// Whether the "über" at `k` is led by a verb or a noun before it and is no approximator.
pub(crate) fn governed(scan: &Scan<'_>, k: usize, kind: FigureKind) -> bool {
    let noun = k > 0 && scan.near(k) && List::OverNouns.holds(scan.str(k - 1));
    let far = kind == FigureKind::Quantity;
    let verb = |k: usize| {
        let word = scan.str(k);
        List::OverVerbs.begins(word) || far && List::OverReach.holds(word)
    };
    noun || scan.before_in_stretch(k, 6).any(verb)
}

/// The atom before a figure, behind words that only tone it ("um insgesamt 5 Prozent", "von nur 37").
pub(crate) fn led_by(scan: &Scan<'_>, first: usize) -> Option<usize> {
    let tones = |k: usize| List::Tones.holds(scan.str(k));
    let mut k = first.checked_sub(1)?;
    while k > 0 && first - k < 3 && tones(k) && scan.near(k + 1) {
        k -= 1;
    }
    Some(k)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn words_of_approximation_are_read_and_those_with_another_part_are_not() {
        check(&[
            ("Rund 500 Euro fehlen.", "Rund 500 Euro = money 500 EUR ~about"),
            ("Eine knappe Milliarde Euro fehlt.", "Eine knappe Milliarde Euro = money 1000000000 EUR ~nearly"),
            ("Bis zu 300 Menschen kamen.", "Bis zu 300 Menschen = count 300 ~at_most"),
            ("Die Armee verfügt über 300 Panzer.", "300 Panzer = count 300"),
            ("Ein gutes Jahr reicht nicht.", "-"),
            ("Nicht mehr als 300 Menschen kamen.", "Nicht mehr als 300 Menschen = count 300 ~at_most"),
            ("Es kamen nie weniger als 300 Menschen.", "nie weniger als 300 Menschen = count 300 ~at_least"),
            ("Nicht einmal 300 Menschen kamen.", "Nicht einmal 300 Menschen = count 300 ~less_than"),
            ("Nicht ganz 300 Menschen kamen.", "Nicht ganz 300 Menschen = count 300 ~nearly"),
            ("Es kam nicht ganz die Hälfte.", "nicht ganz die Hälfte = fraction 0.5 ~nearly"),
            ("Es kamen ganz 300 Menschen.", "300 Menschen = count 300"),
            ("Es kamen „bis zu“ 300 Menschen.", "„bis zu“ 300 Menschen = count 300 ~at_most"),
            ("Er sprach von „ihnen und rund“ 300 Menschen.", "300 Menschen = count 300"),
            ("Es kamen kaum mehr als 300 Menschen.", "mehr als 300 Menschen = count 300 ~more_than"),
        ]);
    }
}
