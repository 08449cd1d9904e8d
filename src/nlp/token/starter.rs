//! Words of the closed classes that, capitalised, begin a sentence rather than stand for a noun.

/// Sorted by bytes, for the binary search.
#[rustfmt::skip]
const STARTERS: &[&str] = &[
    "Aber", "Aktuell", "Alle", "Allein", "Allem", "Allen", "Aller", "Allerdings", "Alles", "Allzu", "Als", "Am", "An",
    "Andere", "Anderen", "Anderer", "Andererseits", "Anderes", "Andernfalls", "Anders", "Anfangs", "Angeblich",
    "Anschließend", "Ansonsten", "Anstatt", "Auch", "Auf", "Aus", "Außer", "Außerhalb", "Bald", "Bei", "Beide",
    "Beiden", "Beides", "Beim", "Beispielsweise", "Bekannt", "Bereits", "Besonders", "Bis", "Bisher", "Bislang",
    "Bisweilen", "Bitte", "Bloß", "Da", "Dabei", "Dadurch", "Dafür", "Dagegen", "Daher", "Dahin", "Damals", "Damit",
    "Danach", "Daneben", "Danke", "Dann", "Daran", "Darauf", "Daraufhin", "Daraus", "Darin", "Darum", "Darunter",
    "Darüber", "Das", "Dass", "Davon", "Davor", "Dazu", "Dem", "Demgegenüber", "Demnach", "Demnächst", "Demzufolge",
    "Den", "Denn", "Dennoch", "Der", "Deren", "Derweil", "Derzeit", "Des", "Deshalb", "Dessen", "Desto", "Deswegen",
    "Dich", "Die", "Dies", "Diese", "Diesem", "Diesen", "Dieser", "Dieses", "Dir", "Doch", "Dort", "Dorthin", "Drum",
    "Du", "Durch", "Eben", "Ebenfalls", "Ebenso", "Eher", "Eigentlich", "Ein", "Eine", "Einem", "Einen", "Einer",
    "Einerseits", "Eines", "Einige", "Einiges", "Einmal", "Einst", "Endlich", "Entsprechend", "Er", "Erst", "Es",
    "Etwa", "Etwas", "Euch", "Fast", "Ferner", "Folglich", "Freilich", "Früher", "Für", "Ganz", "Gar", "Gegen",
    "Gegenüber", "Gemeinsam", "Genau", "Genauso", "Geplant", "Gerade", "Gestern", "Gleich", "Gleichwohl",
    "Gleichzeitig", "Grundsätzlich", "Gut", "Haben", "Hat", "Hatte", "Heute", "Hier", "Hierauf", "Hierbei", "Hierfür",
    "Hierzu", "Hingegen", "Hinter", "Hinterher", "Hinzu", "Hoffentlich", "Hätte", "Ich", "Ihm", "Ihn", "Ihnen", "Ihr",
    "Ihre", "Ihrem", "Ihren", "Ihrer", "Ihres", "Ihretwegen", "Im", "Immer", "Immerhin", "In", "Indem", "Infolge",
    "Infolgedessen", "Innerhalb", "Ins", "Insbesondere", "Insgesamt", "Insofern", "Inwiefern", "Inzwischen",
    "Irgendwann", "Ist", "Ja", "Jahrelang", "Je", "Jede", "Jedem", "Jeden", "Jedenfalls", "Jeder", "Jedes", "Jedoch",
    "Jemand", "Jene", "Jener", "Jenes", "Jetzt", "Kann", "Kaum", "Kein", "Keine", "Keinem", "Keinen", "Keiner",
    "Klar", "Knapp", "Kurz", "Können", "Könnte", "Künftig", "Kürzlich", "Lange", "Langsam", "Laut", "Lediglich",
    "Leider", "Letztlich", "Längst", "Man", "Manche", "Mancher", "Manchmal", "Mehr", "Mehrere", "Mein", "Meine",
    "Meinen", "Meist", "Meistens", "Mich", "Mir", "Mit", "Mitten", "Mittlerweile", "Mitunter", "Morgen", "Muss",
    "Möglicherweise", "Müssen", "Nach", "Nachdem", "Nachher", "Nahezu", "Natürlich", "Neben", "Nebenbei", "Nein",
    "Neuerdings", "Nicht", "Nichts", "Nie", "Niemals", "Niemand", "Nirgends", "Noch", "Nochmals", "Nun", "Nunmehr",
    "Nur", "Nämlich", "Nötig", "Ob", "Obgleich", "Obwohl", "Oder", "Offenbar", "Offensichtlich", "Oft", "Ohne",
    "Ohnehin", "Plötzlich", "Rund", "Schließlich", "Schon", "Sehr", "Sein", "Seine", "Seinem", "Seinen", "Seiner",
    "Seinerseits", "Seines", "Seit", "Seitdem", "Seither", "Selbst", "Selten", "Sicher", "Sicherlich", "Sie", "Sind",
    "So", "Sobald", "Soeben", "Sofern", "Sofort", "Sogar", "Solange", "Solch", "Solche", "Solcher", "Soll", "Sollte",
    "Somit", "Sondern", "Sonst", "Soweit", "Sowie", "Sowohl", "Später", "Statt", "Stattdessen", "Ständig",
    "Tatsächlich", "Teils", "Teilweise", "Trotz", "Trotzdem", "Um", "Umgekehrt", "Und", "Ungefähr", "Unlängst", "Uns",
    "Unser", "Unsere", "Unter", "Unterdessen", "Ursprünglich", "Vergangene", "Vergangenen", "Vermutlich", "Viel",
    "Viele", "Vielerorts", "Vielleicht", "Vielmehr", "Vom", "Von", "Vor", "Voraussichtlich", "Vorerst", "Vorher",
    "Vormals", "Wahrscheinlich", "Wann", "War", "Waren", "Warum", "Was", "Weder", "Wegen", "Weil", "Weiter",
    "Weitere", "Weiterhin", "Welche", "Welchen", "Welcher", "Welches", "Wem", "Wen", "Wenig", "Wenige", "Wenigstens",
    "Wenn", "Wenngleich", "Wer", "Werden", "Weshalb", "Wessen", "Wichtig", "Wie", "Wieder", "Wiederum", "Wieso",
    "Will", "Wir", "Wird", "Wo", "Wobei", "Woher", "Wohin", "Wohl", "Womit", "Womöglich", "Worum", "Wovon", "Wozu",
    "Wurde", "Wurden", "Während", "Währenddessen", "Wäre", "Würde", "Zeitweise", "Ziemlich", "Zu", "Zudem", "Zuerst",
    "Zufolge", "Zugleich", "Zuletzt", "Zum", "Zumal", "Zumindest", "Zunächst", "Zur", "Zurzeit", "Zusammen",
    "Zusätzlich", "Zuvor", "Zwar", "Zwischen", "Zwischenzeitlich", "Ähnlich", "Über", "Überall", "Überdies",
    "Überhaupt", "Übrigens",
];

/// Whether the capitalised `word` is one that begins sentences: "Danach", "Die", "Er". A noun or a name is not.
#[must_use]
pub fn starts_sentence(word: &str) -> bool {
    STARTERS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_without_repetition() {
        assert!(STARTERS.windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn nouns_and_names_start_no_sentence_by_themselves() {
        for word in ["Danach", "Die", "Über", "Ähnlich"] {
            assert!(starts_sentence(word), "{word}");
        }
        for word in ["Mai", "Platz", "Merkel", "die", ""] {
            assert!(!starts_sentence(word), "{word}");
        }
    }
}
