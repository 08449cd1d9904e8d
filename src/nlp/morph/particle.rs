//! Verb prefixes that can stand apart from their verb.

/// All of them, the longest first so that "herein" is found before "her".
#[rustfmt::skip]
const PREFIXES: &[&str] = &[
    "durcheinander", "nebeneinander", "übereinander", "aufeinander", "auseinander", "beieinander", "hinterdrein",
    "miteinander", "rückwärts", "aneinander", "dazwischen", "gegenüber", "ineinander", "zueinander", "aufwärts",
    "hinterher", "spazieren", "vornüber", "vorwärts", "zufrieden", "abhanden", "abwärts", "aufrecht", "beiseite",
    "dahinter", "darunter", "entgegen", "herunter", "herüber", "hinunter", "hinüber", "schlecht", "vorüber",
    "zugrunde", "zunichte", "zusammen", "zustande", "überein", "dagegen", "daneben", "drunter", "drüber", "entlang",
    "entzwei", "infrage", "instand", "nachher", "richtig", "schwarz", "zurande", "zurecht", "zurück", "zuwider",
    "anheim", "außer", "bereit", "dafür", "darauf", "einher", "fertig", "gleich", "herauf", "heraus", "herbei",
    "herein", "hervor", "hinauf", "hinaus", "hinein", "hintan", "hinter", "hinweg", "kaputt", "locker", "nieder",
    "pleite", "runter", "rüber", "sauber", "scharf", "schief", "schwer", "schön", "sicher", "stramm", "voraus",
    "vorbei", "vorher", "vorweg", "weiter", "wieder", "zugute", "zutage", "zuteil", "übrig", "bloß", "breit",
    "dabei", "daher", "dahin", "daran", "davon", "davor", "dicht", "drauf", "drein", "durch", "empor", "flach",
    "flott", "fremd", "groß", "herab", "heran", "herum", "hinab", "hinzu", "knapp", "krank", "offen", "preis",
    "stand", "statt", "still", "umher", "unter", "voran", "wider", "zuvor", "übel", "über", "acht", "dazu", "dran",
    "drin", "fehl", "fern", "fest", "fort", "frei", "haus", "heim", "hoch", "hops", "inne", "irre", "klar", "kopf",
    "kund", "kurz", "lahm", "leid", "lieb", "maß", "nach", "nahe", "quer", "rauf", "raus", "rein", "satt", "teil",
    "voll", "wach", "wahr", "warm", "weis", "weit", "wett", "wohl", "wund", "auf", "aus", "bei", "dar", "ein",
    "eis", "gut", "her", "hin", "los", "mit", "nah", "not", "rad", "ran", "rum", "tot", "vor", "weg", "weh", "ab",
    "an", "um", "zu",
];

/// The prefixes that `word` begins with, the longest first.
pub(super) fn prefixes_of(word: &str) -> impl Iterator<Item = &'static str> {
    let first = word.as_bytes().first().copied().unwrap_or(0);
    let second = word.as_bytes().get(1).copied().unwrap_or(0);
    PREFIXES
        .iter()
        .copied()
        .filter(move |p| {
            let p = p.as_bytes();
            p[0] == first && p[1] == second
        })
        .filter(move |p| word.starts_with(p))
}

/// Whether `word`, in small letters, is such a prefix.
pub(super) fn is_prefix(word: &str) -> bool {
    PREFIXES.contains(&word)
}
