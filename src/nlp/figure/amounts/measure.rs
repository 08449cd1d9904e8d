//! Units of measure after a number, by CLDR id: names, inflections, signs, `km/h`, "Kilometer pro Stunde", degrees.

use super::count;
use crate::nlp::analysis::FigureKind;
use crate::nlp::figure::atom::Shape;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// A unit in the text.
#[derive(Debug, Clone)]
pub(crate) struct Measure {
    /// One past its last atom.
    pub next: usize,
    /// CLDR id.
    pub id: String,
    /// What sort of figure it makes.
    pub kind: FigureKind,
    /// Whether the unit is the first part of a compound ("60-Tage-Plan").
    pub attributive: bool,
}

/// The unit that begins at atom `j`, as it stands after a number.
pub(crate) fn after(scan: &Scan<'_>, j: usize) -> Option<Measure> {
    let hyphen = usize::from(scan.hyphen(j) && scan.glued(j + 1));
    let k = j + hyphen;
    if let Shape::Mark(c) = scan.at(k).shape {
        return sign(scan, k, c);
    }
    if !scan.follows(k) || !scan.is_word(k) {
        return None;
    }
    if let Some(next) = abbreviated(scan, k, ["v", "H"]) {
        return Some(Measure { next, id: "percent".into(), kind: FigureKind::Percentage, attributive: false });
    }
    let Sense::Unit(id) = scan.sense(k) else { return None };
    let unit = scan.words.units.get(usize::from(id))?;
    if scan.len(k) == 1 && !scan.near(k) {
        return None;
    }
    let mut next = k + 1;
    let mut name = unit.id.clone();
    let mut kind = match unit.group.as_str() {
        "duration" => FigureKind::Duration,
        "temperature" => FigureKind::Temperature,
        "percent" => FigureKind::Percentage,
        _ => FigureKind::Quantity,
    };
    if unit.group == "temperature" {
        (name, next) = degrees(scan, next, name);
    } else if matches!(name.as_str(), "meter" | "kilometer" | "centimeter")
        && scan.glued(next)
        && matches!(scan.str(next), "2" | "3")
    {
        name = format!("{}-{name}", if scan.str(next) == "2" { "square" } else { "cubic" });
        next += 1;
    }
    let abbreviation =
        scan.len(k) <= 5 && kind == FigureKind::Duration && List::TimeAbbreviations.holds(&scan.str(k).to_lowercase());
    if abbreviation && scan.mark(next, '.') && scan.glued(next) && scan.near(next + 1) {
        next += 1;
    }
    if let Some((per, after)) = per_unit(scan, next).filter(|_| hyphen == 0) {
        name = format!("{name}-per-{per}");
        next = after;
        kind = FigureKind::Rate;
    }
    let attributive = hyphen == 1 && scan.hyphen(k + 1) && scan.glued(k + 2);
    // "50-Meter" and "5-m-Brett" are compounds; "5-a" is none.
    if hyphen == 1 && scan.len(k) <= 2 && !attributive {
        return None;
    }
    Some(Measure { next, id: name, kind, attributive })
}

/// "v. H.", "p.a.": one past two letters with full stops at `k`.
fn abbreviated(scan: &Scan<'_>, k: usize, letters: [&str; 2]) -> Option<usize> {
    let stop = |k: usize| scan.mark(k, '.') && scan.glued(k);
    let written = scan.str(k) == letters[0] && scan.str(k + 2) == letters[1] && scan.near(k + 2);
    (written && stop(k + 1) && stop(k + 3)).then_some(k + 4)
}

/// `%`, `‰`, `°C`.
fn sign(scan: &Scan<'_>, k: usize, c: char) -> Option<Measure> {
    if !scan.near(k) {
        return None;
    }
    let made = |next, id: &str, kind| Some(Measure { next, id: id.into(), kind, attributive: false });
    match c {
        '%' => {
            let points = usize::from(scan.hyphen(k + 1) && scan.str(k + 2).starts_with("Punkt"));
            if points == 1 {
                return made(k + 3, "percentage_point", FigureKind::Percentage);
            }
            made(k + 1, "percent", FigureKind::Percentage)
        }
        '‰' => made(k + 1, "permille", FigureKind::Percentage),
        '°' | 'º' => {
            let (name, next) = degrees(scan, k + 1, "generic".into());
            made(next, &name, FigureKind::Temperature)
        }
        '℃' => made(k + 1, "celsius", FigureKind::Temperature),
        '″' => made(k + 1, "inch", FigureKind::Quantity),
        'Ω' => made(k + 1, "ohm", FigureKind::Quantity),
        _ => None,
    }
}

/// "Celsius", "Fahrenheit", `C`, `F` after degrees; German degrees are Celsius where nothing else is said.
fn degrees(scan: &Scan<'_>, next: usize, name: String) -> (String, usize) {
    if name == "kelvin" {
        return (name, next);
    }
    match scan.sense(next) {
        Sense::Key(Key::Celsius) if scan.near(next) => ("celsius".into(), next + 1),
        Sense::Key(Key::Fahrenheit) if scan.near(next) => ("fahrenheit".into(), next + 1),
        _ => ("celsius".into(), next),
    }
}

/// `/h`, "pro Stunde", "je Liter", "in der Stunde": the unit counted by.
pub(crate) fn per_unit(scan: &Scan<'_>, next: usize) -> Option<(String, usize)> {
    let mut k = next;
    let slash = scan.mark(k, '/') && scan.glued(k) && scan.glued(k + 1);
    if slash || matches!(scan.sense(k), Sense::Key(Key::Per | Key::Each)) && scan.near(k) && scan.near(k + 1) {
        k += 1;
    } else if scan.is(k, Key::In)
        && scan.near(k)
        && scan.str(k + 1) == "der"
        && matches!(scan.str(k + 2), "Stunde" | "Minute" | "Sekunde")
    {
        k += 2;
    } else {
        return None;
    }
    let mut prefix = "";
    if scan.str(k) == "100" && scan.near(k + 1) {
        prefix = "100-";
        k += 1;
    }
    let Sense::Unit(id) = scan.sense(k) else { return None };
    let unit = scan.words.units.get(usize::from(id))?;
    (unit.group != "percent").then(|| (format!("{prefix}{}", unit.id), k + 1))
}

/// What an amount is counted by: "im Monat", "pro Kopf", "je Aktie", `/kWh`.
pub(crate) fn per(scan: &Scan<'_>, next: usize) -> Option<(String, usize)> {
    if let Some(found) = per_unit(scan, next) {
        return Some(found);
    }
    if !scan.near(next) || !scan.near(next + 1) {
        return None;
    }
    if let Some(after) = abbreviated(scan, next, ["p", "a"]) {
        return Some(("year".into(), after));
    }
    let taxed = matches!(scan.str(next), "brutto" | "netto");
    if taxed && let Some(found) = per_unit(scan, next + 1) {
        return Some(found);
    }
    let next = next + usize::from(taxed);
    if taxed && !(scan.near(next) && scan.near(next + 1)) {
        return None;
    }
    // "350 Euro monatlich"
    if let Some(unit) = every(scan, next).filter(|_| !scan.capital(next) && !scan.capital(next + 1)) {
        return Some((unit, next + 1));
    }
    // "0,15 Dollar je Million Token"
    if matches!(scan.sense(next), Sense::Key(Key::Per | Key::Each))
        && matches!(scan.sense(next + 1), Sense::Scale(_))
        && scan.capital(next + 2)
        && scan.near(next + 2)
    {
        return Some((format!("{} {}", scan.str(next + 1), scan.str(next + 2)), next + 3));
    }
    // "40 Liter Regen pro Quadratmeter"
    if scan.capital(next) && matches!(scan.sense(next + 1), Sense::Key(Key::Per | Key::Each)) {
        return per_unit(scan, next + 1);
    }
    let unit = |k: usize| match scan.sense(k) {
        Sense::Unit(id) => scan.words.units.get(usize::from(id)).filter(|u| u.group == "duration"),
        _ => None,
    };
    match scan.sense(next) {
        Sense::Key(Key::Per | Key::Each) => {
            scan.capital(next + 1).then(|| (scan.str(next + 1).to_owned(), count::extend(scan, next + 1)))
        }
        Sense::Key(Key::InThe | Key::OnThe) => {
            // "im Jahr 2020" is a date.
            let unit =
                unit(next + 1).filter(|_| !scan.is_digits(next + 2) && scan.sense(next + 2) != Sense::Relative(0))?;
            matches!(scan.str(next + 1), "Monat" | "Jahr" | "Tag" | "Quartal").then(|| (unit.id.clone(), next + 2))
        }
        Sense::Key(Key::In) if scan.str(next + 1) == "der" => {
            let unit =
                unit(next + 2).filter(|_| matches!(scan.str(next + 2), "Woche" | "Stunde" | "Minute" | "Sekunde"))?;
            Some((unit.id.clone(), next + 3))
        }
        Sense::Det if scan.str(next) == "die" => {
            let unit = unit(next + 1).filter(|_| matches!(scan.str(next + 1), "Woche" | "Stunde" | "Minute"))?;
            Some((unit.id.clone(), next + 2))
        }
        _ => None,
    }
}

/// The unit of time in "monatlich", "täglich" at atom `k`.
pub(crate) fn every(scan: &Scan<'_>, k: usize) -> Option<String> {
    let Sense::Regular(unit) = scan.sense(k) else { return None };
    scan.words.units.get(usize::from(unit)).map(|unit| unit.id.clone())
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn units_are_read_and_a_turn_is_no_temperature() {
        check(&[
            ("Der Wagen fuhr 120 km/h.", "120 km/h = rate 120 kilometer-per-hour"),
            ("Es waren minus 5 Grad Celsius.", "minus 5 Grad Celsius = temperature -5 celsius"),
            (
                "Im Jahr fallen 40 Liter Regen pro Quadratmeter.",
                "40 Liter Regen pro Quadratmeter = quantity 40 liter /square-meter",
            ),
            ("Der Satz liegt bei 5 v. H. und mehr.", "5 v. H. und mehr = percentage 5 percent ~at_least"),
            ("Der Kredit läuft zu 3,75 % p. a.", "3,75 % p. a. = percentage 3.75 percent /year"),
            ("Die Kehrtwende um 180 Grad gelang.", "-"),
        ]);
    }
}
