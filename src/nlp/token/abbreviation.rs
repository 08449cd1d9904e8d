//! Abbreviations that are written with a full stop, and whether a sentence can end with one.

use super::TokenKind;
use super::scan::Ahead;

/// What an abbreviation says about the end of its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Something always follows: "Dr.", "bzw.", "Nr.".
    Never,
    /// The next word decides: "Co.", "Mio.", "Jan.".
    Maybe,
    /// Mostly stands last: "usw.", "etc.".
    Often,
}

/// Titles, references and particles after which the sentence goes on. Sorted by bytes.
#[rustfmt::skip]
const NEVER: &[&str] = &[
    "Abb", "Abg", "Abs", "Abschn", "Adm", "Anm", "Az", "Bd", "Bde", "Bgm", "Bsp", "Capt", "Col", "Cpt", "Dipl",
    "Diss", "Dr", "Dres", "Fa", "Fam", "Fax", "Frl", "Gebr", "Habil", "Hft", "Hl", "Hptm", "Hr", "Hrn", "Hrsg", "Ing",
    "Inst", "Jg", "Kard", "Kto", "Lfg", "Lic", "Lt", "Mag", "Maj", "Mgr", "Mlle", "Mme", "Mr", "Mrs", "Ms", "Msgr",
    "Nr", "Nrn", "OB", "Oblt", "Pos", "Prof", "Präs", "Rdnr", "Rev", "Rn", "Schr", "Sgt", "Sonderh", "St",
    "Staatsmin", "Ste", "Stv", "Tel", "Univ", "Verf", "Vizepräs", "Vol", "Vors", "Ziff", "abzgl", "allg", "amerik",
    "ausschl", "bearb", "beisp", "bes", "betr", "bezgl", "bsp", "bspw", "bzgl", "bzw", "ca", "dergl", "dgl", "div",
    "dt", "durchschn", "ehem", "einschl", "engl", "entspr", "erw", "europ", "ev", "evang", "evtl", "exkl", "franz",
    "frz", "geb", "gegr", "gem", "gesch", "gest", "ggf", "griech", "hl", "hrsg", "inkl", "insb", "insbes", "ital",
    "jährl", "kath", "lt", "max", "min", "mind", "monatl", "mtl", "nachm", "priv", "red", "resp", "russ",
    "sog", "sogen", "span", "staatl", "stellv", "städt", "tägl", "türk", "urspr", "verf", "verh", "versch", "verw",
    "vgl", "vorauss", "vorl", "vorm", "vs", "wiss", "wöchentl", "zit", "zw", "zzgl", "öff", "österr", "übers",
];

/// Abbreviations that can stand at the end of a sentence. Sorted by bytes.
#[rustfmt::skip]
const MAYBE: &[&str] = &[
    "Apr", "Aug", "Bhf", "Bros", "Chr", "Cie", "Co", "Corp", "Dez", "Exempl", "Expl", "Feb", "Forts", "Hbf", "Inc",
    "Jh", "Jhd", "Jhdt", "Jr", "Jul", "Jun", "Kft", "Ldt", "Ltd", "Mia", "Mio", "Mrd", "Mrz", "Mär", "Nov", "Okt",
    "Pfd", "Pkt", "Pty", "Rp", "Sec", "Sek", "Sen", "Sep", "Sept", "Spzg", "Sr", "Stck", "Std", "Stdn", "Stk", "Str",
    "Trd", "Tsd", "Vj", "Wdh", "Whg", "Zi", "Ztr", "ebd", "ebda", "excl", "gez", "jr", "jun", "sek", "sen", "sr",
    "str",
];

/// Abbreviations that are words too: they count only before a digit ("Art. 5", but "auf diese Art.").
const BEFORE_DIGIT: &[&str] = &["Art", "Fig", "Kap", "Reg", "Tab", "art"];

/// Abbreviations that are words too: they count only after a number ("2 Bio. Euro", but "Das ist Bio.").
const AFTER_NUMBER: &[&str] = &["Bill", "Bio", "Min", "Mill", "Tag", "Woch"];

/// Abbreviations of weekdays and months that are words or names too: they count before a number, a comma or a
/// bracket ("So. 12 Uhr", but "Er heißt Jan.").
const CALENDAR: &[&str] = &["Di", "Do", "Fr", "Jan", "Mi", "Mo", "Sa", "So"];

/// Whether `word`, which a full stop follows, is an abbreviation here.
pub(super) fn is_abbreviation(word: &str, previous: Option<(&str, TokenKind)>, ahead: &Ahead<'_>) -> bool {
    if BEFORE_DIGIT.contains(&word) {
        return ahead.first.is_some_and(|c| c.is_ascii_digit());
    }
    if AFTER_NUMBER.contains(&word) {
        return previous.is_some_and(|(_, kind)| kind == TokenKind::Number);
    }
    if CALENDAR.contains(&word) {
        let dated = previous.is_some_and(|(w, kind)| kind == TokenKind::Number && w.ends_with('.'));
        return dated
            || ahead.first.is_some_and(|c| c.is_ascii_digit() || c == ',' || (word == "Fr" && c.is_uppercase()));
    }
    known(word).is_some()
}

/// What the abbreviation `word`, given with or without its full stop, says about the end of its sentence.
/// Single letters, `U.S.` and Roman numerals are [`Ending::Maybe`].
#[must_use]
pub fn ending(word: &str) -> Ending {
    known(word.strip_suffix('.').unwrap_or(word)).unwrap_or(Ending::Maybe)
}

fn known(word: &str) -> Option<Ending> {
    if matches!(word, "usw" | "etc" | "usf" | "ff" | "uvm") {
        return Some(Ending::Often);
    }
    for (list, ending) in [(NEVER, Ending::Never), (MAYBE, Ending::Maybe)] {
        if list.binary_search(&word).is_ok() {
            return Some(ending);
        }
    }
    // At the start of a sentence: "Ca. 50 Leute"; but "Max." is a name.
    let first = word.chars().next()?;
    if !first.is_uppercase() || word == "Max" || word.len() > 8 {
        return None;
    }
    let mut lower = String::with_capacity(word.len());
    lower.extend(first.to_lowercase());
    lower.push_str(&word[first.len_utf8()..]);
    NEVER.binary_search(&lower.as_str()).is_ok().then_some(Ending::Never)
}

/// Whether `word` is a Roman numeral up to some tens with two signs or more: "II" in "Friedrich II.".
pub(super) fn is_roman(word: &str) -> bool {
    word.len() >= 2 && word.len() <= 6 && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_without_repetition() {
        for list in [NEVER, MAYBE] {
            for pair in list.windows(2) {
                assert!(pair[0] < pair[1], "{pair:?}");
            }
        }
    }

    #[test]
    fn what_an_abbreviation_says_about_the_end() {
        for (word, expected) in [
            ("Dr.", Ending::Never),
            ("bzw.", Ending::Never),
            ("Ca.", Ending::Never),
            ("Mio.", Ending::Maybe),
            ("Co.", Ending::Maybe),
            ("usw.", Ending::Often),
            ("A.", Ending::Maybe),
        ] {
            assert_eq!(ending(word), expected, "{word}");
        }
    }
}
