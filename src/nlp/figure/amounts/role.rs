//! What the second part of a word makes of its number: "30-fach", "viermal", "42-Jährige", "5-prozentig".

use rust_decimal::Decimal;

use super::measure;
use crate::nlp::analysis::FigureKind;
use crate::nlp::figure::dates::age;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::numbers::numerals::{Numerals, Role};
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// "30-fach", "42-Jährige", "5-prozentig": what the suffix says, and its atom.
pub(crate) fn at(scan: &Scan<'_>, j: usize) -> Option<(Role, usize)> {
    let hyphen = usize::from(scan.hyphen(j));
    let k = j + hyphen;
    // "4x"
    if hyphen == 0 && scan.glued(k) && scan.str(k) == "x" && !scan.glued(k + 1) {
        return Some((Role::Times, k));
    }
    let Sense::Suffix(suffix) = scan.sense(k) else { return None };
    let role = Numerals::role(suffix)?;
    let apart = hyphen == 0 && !scan.glued(k);
    // "18 mal 24 Meter"
    let by = scan.is_digits(k + 1) || scan.numeral(k + 1).is_some();
    let painter = apart && role == Role::Times && (by || !matches!(scan.str(k), "Mal" | "mal"));
    (scan.near(k) && !painter).then_some((role, k))
}

/// A draft with a suffix whose word is atom `k`, turned into what the suffix says.
pub(crate) fn apply(scan: &Scan<'_>, mut draft: Draft, role: Role, k: usize) -> Option<Draft> {
    match role {
        Role::Fold => {
            draft.kind = FigureKind::Multiple;
            // "das Dreifache", "um das Fünffache gestiegen"
        }
        Role::Times => {
            let n = draft.next;
            let compared = scan.is(n, Key::As)
                || matches!(scan.sense(n), Sense::Key(Key::More | Key::Less))
                || scan.str(n).ends_with("er") && !scan.capital(n) && scan.is(n + 1, Key::Than);
            if compared {
                draft.kind = FigureKind::Multiple;
            } else {
                if draft.value == Some(Decimal::ONE) && !scan.is_digits(draft.first) {
                    return None;
                }
                draft.kind = FigureKind::Count;
                // "viermal pro Woche", "zweimal im Jahr"
                if let Some((per, next)) = measure::per(scan, draft.next) {
                    (draft.per, draft.next) = (Some(per), next);
                }
            }
        }
        // "der Dreißigjährige Krieg" is a name.
        Role::Years if draft.first == k && scan.capital(k) && scan.str(k + 1).starts_with("Krieg") => return None,
        Role::Years => return Some(age::of_years(scan, draft, k)),
        Role::Span(unit) => {
            draft.kind = FigureKind::Duration;
            draft.unit = Some(unit.into());
        }
        Role::Heads => {
            draft.kind = FigureKind::Count;
            draft.measures = scan.capital(k + 1).then(|| scan.str(k + 1).to_owned());
        }
        Role::Percent => {
            draft.kind = FigureKind::Percentage;
            draft.unit = Some("percent".into());
        }
        Role::Nothing => return None,
    }
    Some(draft)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn a_suffix_says_what_its_number_is_and_a_name_is_none() {
        check(&[
            ("Der Strom kam 5-mal zurück.", "5-mal = count 5"),
            ("Der Wein ist 12-prozentig.", "12-prozentig = percentage 12 percent"),
            ("Die zweijährige Krise endet.", "zweijährige = duration 2 year"),
            ("Die zweijährige Tochter lacht.", "zweijährige = age 2 year"),
            ("Der Dreißigjährige Krieg begann.", "-"),
        ]);
    }
}
