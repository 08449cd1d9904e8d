//! Short names that Germany, Austria and Switzerland share: "die Grünen", "FDP". The country that the text speaks of most
//! says whose is meant.

use super::merge::Cluster;
use super::words::Words;

/// Where a name is at home.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Country {
    Germany,
    Austria,
    Switzerland,
}

/// The name that the lexicon takes a spelling for, the spellings that are shared, whose they are elsewhere.
const SHARED: &[(&str, &[&str], Country, &str)] = &[
    ("Bündnis 90/Die Grünen", GREENS, Country::Austria, "Die Grünen – Die Grüne Alternative"),
    ("Bündnis 90/Die Grünen", GREENS, Country::Switzerland, "Grüne Schweiz"),
    ("FDP", &["FDP"], Country::Switzerland, "FDP.Die Liberalen"),
    ("Bundesministerium der Finanzen", &["BMF"], Country::Austria, "Bundesministerium für Finanzen"),
    ("Bundesministerium des Innern", &["BMI"], Country::Austria, "Bundesministerium für Inneres"),
];

const GREENS: &[&str] = &["Grünen", "Grüne", "Die Grünen"];

/// Names that only articles on one country speak much of.
const HOME: &[(Country, &[&str])] = &[
    (
        Country::Germany,
        &["Deutschland", "Berlin", "CDU", "CSU", "CDU/CSU", "SPD", "AfD", "Die Linke", "BSW", "Bundestag", "dpa"],
    ),
    (
        Country::Austria,
        &[
            "Österreich",
            "Wien",
            "Graz",
            "Linz",
            "Salzburg",
            "ÖVP",
            "SPÖ",
            "FPÖ",
            "NEOS",
            "KPÖ",
            "ORF",
            "APA",
            "Steiermark",
        ],
    ),
    (
        Country::Switzerland,
        &[
            "Schweiz",
            "Bern",
            "Zürich",
            "Basel",
            "SVP",
            "SP Schweiz",
            "GLP",
            "Ständerat",
            "SRG",
            "Keystone-SDA",
            "Wettbewerbskommission",
        ],
    ),
];

/// Gives shared names to the country of the text.
pub(super) fn settle(words: &Words<'_>, clusters: &mut [Cluster]) {
    if !clusters.iter().any(|cluster| SHARED.iter().any(|(name, ..)| *name == cluster.name)) {
        return;
    }
    let Some(home) = country(clusters) else { return };
    let names = &words.lexicon.names;
    for cluster in clusters.iter_mut().filter(|cluster| cluster.user_id.is_none() && cluster.entry.is_some()) {
        let text = words.layers.text;
        let short = |spellings: &[&str]| cluster.mentions.iter().all(|m| spellings.contains(&m.span.of(text)));
        let shared = SHARED
            .iter()
            .find(|(name, spellings, country, _)| *name == cluster.name && *country == home && short(spellings));
        let Some(form) = shared.and_then(|(.., own)| names.forms_of(own).next()) else { continue };
        let entry = names.entry(names.form(form).entry);
        cluster.entry = Some(names.form(form).entry);
        cluster.name.clone_from(&entry.name);
        cluster.subtype.clone_from(&entry.subtype);
        cluster.wikidata.clone_from(&entry.wikidata);
        cluster.user_id.clone_from(&entry.user_id);
    }
}

/// The country other than Germany whose names come most often, and at least twice.
fn country(clusters: &[Cluster]) -> Option<Country> {
    let count = |names: &[&str]| -> usize {
        clusters.iter().filter(|c| names.contains(&c.name.as_str())).map(|c| c.mentions.len()).sum()
    };
    let mut counts = HOME.iter().map(|(country, names)| (*country, count(names)));
    let germany = counts.next().map_or(0, |(_, count)| count);
    let (best, most) = counts.max_by_key(|(_, count)| *count)?;
    (most > 1 && most > germany).then_some(best)
}
