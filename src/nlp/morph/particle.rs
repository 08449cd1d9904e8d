//! Verb prefixes that can stand apart from their verb.

/// Sorted by bytes, for the binary search.
#[rustfmt::skip]
const PREFIXES: &[&str] = &[
    "ab", "abhanden", "abwärts", "acht", "an", "aneinander", "anheim", "auf", "aufeinander", "aufrecht", "aufwärts",
    "aus", "auseinander", "außer", "bei", "beieinander", "beiseite", "bereit", "bloß", "breit", "dabei", "dafür",
    "dagegen", "daher", "dahin", "dahinter", "daneben", "dar", "daran", "darauf", "darunter", "davon", "davor",
    "dazu", "dazwischen", "dicht", "dran", "drauf", "drein", "drin", "drunter", "drüber", "durch", "durcheinander",
    "ein", "einher", "eis", "empor", "entgegen", "entlang", "entzwei", "fehl", "fern", "fertig", "fest", "flach",
    "flott", "fort", "frei", "fremd", "gegenüber", "gleich", "groß", "gut", "haus", "heim", "her", "herab", "heran",
    "herauf", "heraus", "herbei", "herein", "herum", "herunter", "hervor", "herüber", "hin", "hinab", "hinauf",
    "hinaus", "hinein", "hintan", "hinter", "hinterdrein", "hinterher", "hinunter", "hinweg", "hinzu", "hinüber",
    "hoch", "hops", "ineinander", "infrage", "inne", "instand", "irre", "kaputt", "klar", "knapp", "kopf", "krank",
    "kund", "kurz", "lahm", "leid", "lieb", "locker", "los", "maß", "mit", "miteinander", "nach", "nachher", "nah",
    "nahe", "nebeneinander", "nieder", "not", "offen", "pleite", "preis", "quer", "rad", "ran", "rauf", "raus",
    "rein", "richtig", "rum", "runter", "rüber", "rückwärts", "satt", "sauber", "scharf", "schief", "schlecht",
    "schwarz", "schwer", "schön", "sicher", "spazieren", "stand", "statt", "still", "stramm", "teil", "tot", "um",
    "umher", "unter", "voll", "vor", "voran", "voraus", "vorbei", "vorher", "vornüber", "vorweg", "vorwärts",
    "vorüber", "wach", "wahr", "warm", "weg", "weh", "weis", "weit", "weiter", "wett", "wider", "wieder", "wohl",
    "wund", "zu", "zueinander", "zufrieden", "zugrunde", "zugute", "zunichte", "zurande", "zurecht", "zurück",
    "zusammen", "zustande", "zutage", "zuteil", "zuvor", "zuwider", "übel", "über", "überein", "übereinander",
    "übrig",
];

/// The prefixes that `word` begins with, the longest first.
pub(super) fn prefixes_of(word: &str) -> impl Iterator<Item = &'static str> {
    // All of them sort before the word, and those that share its first two bytes are few.
    let start = word.as_bytes().get(..2).unwrap_or_default();
    let end = PREFIXES.partition_point(|p| p.as_bytes() <= word.as_bytes());
    PREFIXES[..end]
        .iter()
        .rev()
        .copied()
        .take_while(move |p| p.as_bytes().starts_with(start))
        .filter(move |p| word.starts_with(p))
}

/// Whether `word`, in small letters, is such a prefix.
pub(super) fn is_prefix(word: &str) -> bool {
    PREFIXES.binary_search(&word).is_ok()
}

/// Whether `word`, in small letters, is a form of a verb that builds tenses, the passive or moods.
#[rustfmt::skip]
pub(super) fn is_auxiliary(word: &str) -> bool {
    matches!(word,
        "sein" | "bin" | "bist" | "ist" | "sind" | "seid" | "war" | "warst" | "waren" | "wart" | "sei" | "seist" | "seien" | "wäre" | "wärst" | "wären" | "gewesen"
        | "haben" | "habe" | "hast" | "hat" | "habt" | "hatte" | "hattest" | "hatten" | "hätte" | "hättest" | "hätten" | "gehabt"
        | "werden" | "werde" | "wirst" | "wird" | "werdet" | "wurde" | "wurdest" | "wurden" | "würde" | "würdest" | "würden" | "würdet" | "worden" | "geworden"
        | "können" | "kann" | "kannst" | "könnt" | "könne" | "konnte" | "konnten" | "könnte" | "könntest" | "könnten" | "gekonnt"
        | "müssen" | "muss" | "muß" | "musst" | "müsst" | "müsse" | "musste" | "mußte" | "mussten" | "mußten" | "müsste" | "müßte" | "müssten" | "müßten"
        | "sollen" | "soll" | "sollst" | "sollt" | "solle" | "sollte" | "solltest" | "sollten" | "wollen" | "will" | "willst" | "wollt" | "wolle" | "wollte" | "wollten"
        | "dürfen" | "darf" | "darfst" | "dürft" | "dürfe" | "durfte" | "durften" | "dürfte" | "dürften" | "mögen" | "mag" | "magst" | "möge" | "mochte" | "mochten" | "möchte" | "möchten")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_the_longest_prefix_comes_first() {
        assert!(PREFIXES.windows(2).all(|w| w[0] < w[1]));
        assert_eq!(prefixes_of("hereinkommen").collect::<Vec<_>>(), ["herein", "her"]);
        assert_eq!(prefixes_of("übereinkommen").collect::<Vec<_>>(), ["überein", "über"]);
        assert_eq!(prefixes_of("x").count() + prefixes_of("").count() + prefixes_of("€").count(), 0);
    }
}
