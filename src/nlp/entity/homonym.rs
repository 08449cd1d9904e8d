//! Short names that Germany, Austria and Switzerland share: "die Grünen", "FDP". The country that the text speaks of most
//! says whose is meant.

use super::merge::Cluster;
use super::words::Words;
use crate::nlp::error::DataError;
use crate::nlp::lexicon::Lexicon;

/// Where a name is at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Country {
    Germany,
    Austria,
    Switzerland,
}

impl Country {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Germany, "germany"), (Self::Austria, "austria"), (Self::Switzerland, "switzerland")];
}

/// The embedded file.
const FILE: &str = "entity/data/homonyms.tsv";
const HOMONYMS: &str = include_str!("data/homonyms.tsv");

/// A name by whose short spellings another name is meant in another country.
#[derive(Debug)]
struct Shared {
    /// What the lexicon takes the spellings for.
    name: &'static str,
    spellings: Vec<&'static str>,
    /// Where they are the other's.
    country: Country,
    other: &'static str,
}

/// Names that countries share, and those that tell the country.
#[derive(Debug)]
pub(super) struct Homonyms {
    shared: Vec<Shared>,
    /// For each country the names that only articles on it speak much of.
    home: [Vec<&'static str>; Country::ALL.len()],
}

impl Homonyms {
    /// Loads the embedded table; its names have to be in the lexicon.
    pub fn new(lexicon: &Lexicon) -> Result<Self, DataError> {
        Self::parse(FILE, HOMONYMS, |name| lexicon.names.forms_of(name).next().is_some())
    }

    fn parse(file: &str, text: &'static str, is_known: impl Fn(&str) -> bool) -> Result<Self, DataError> {
        let mut homonyms = Self { shared: Vec::new(), home: Default::default() };
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let damaged = |problem: String| DataError::at_line(file, number + 1, problem);
            let known = |name: &'static str| {
                is_known(name).then_some(name).ok_or_else(|| damaged(format!("{name:?} is not in the lexicon")))
            };
            let mut columns = line.split('\t');
            let name = columns.next().unwrap_or_default();
            let country = Country::ALL.iter().find(|(_, country)| *country == name);
            let (country, _) = country.ok_or_else(|| damaged(format!("{name:?} is no country")))?;
            let columns: Vec<&'static str> = columns.collect();
            match *columns.as_slice() {
                [names] => {
                    for name in names.split('|') {
                        homonyms.home[*country as usize].push(known(name)?);
                    }
                }
                [name, spellings, other] => homonyms.shared.push(Shared {
                    name: known(name)?,
                    spellings: spellings.split('|').collect(),
                    country: *country,
                    other: known(other)?,
                }),
                _ => return Err(damaged("wanted country and its names, or country, name, spellings and other".into())),
            }
        }
        Ok(homonyms)
    }

    /// The country other than Germany whose names come most often, and at least twice.
    fn country(&self, clusters: &[Cluster]) -> Option<Country> {
        let count = |names: &[&str]| -> usize {
            clusters.iter().filter(|c| names.contains(&c.name.as_str())).map(|c| c.mentions.len()).sum()
        };
        let mut counts = Country::ALL.iter().map(|(country, _)| (*country, count(&self.home[*country as usize])));
        let germany = counts.next().map_or(0, |(_, count)| count);
        let (best, most) = counts.max_by_key(|(_, count)| *count)?;
        (most > 1 && most > germany).then_some(best)
    }
}

/// Gives shared names to the country of the text.
pub(super) fn settle(words: &Words<'_>, homonyms: &Homonyms, clusters: &mut [Cluster]) {
    if !clusters.iter().any(|cluster| homonyms.shared.iter().any(|shared| shared.name == cluster.name)) {
        return;
    }
    let Some(home) = homonyms.country(clusters) else { return };
    let names = &words.lexicon.names;
    for cluster in clusters.iter_mut().filter(|cluster| cluster.user_id.is_none() && cluster.entry.is_some()) {
        let text = words.layers.text;
        let short = |shared: &Shared| cluster.mentions.iter().all(|m| shared.spellings.contains(&m.span.of(text)));
        let meant = homonyms
            .shared
            .iter()
            .find(|shared| shared.name == cluster.name && shared.country == home && short(shared));
        let Some(form) = meant.and_then(|shared| names.forms_of(shared.other).next()) else { continue };
        let entry = names.entry(names.form(form).entry);
        cluster.entry = Some(names.form(form).entry);
        cluster.name.clone_from(&entry.name);
        cluster.subtype.clone_from(&entry.subtype);
        cluster.wikidata.clone_from(&entry.wikidata);
        cluster.user_id.clone_from(&entry.user_id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_row_is_refused_with_its_line() {
        for (text, problem) in [
            ("# head\nliechtenstein\tVaduz", "is no country"),
            ("austria", "wanted country"),
            ("austria\tFDP\tFDP", "wanted country"),
            ("austria\tGraz|Grazz", "\"Grazz\" is not in the lexicon"),
            ("austria\tGraz\tG\tGrazz", "\"Grazz\" is not in the lexicon"),
        ] {
            let error = Homonyms::parse("x.tsv", text, |name| name == "Graz").expect_err(text).to_string();
            let line = format!("data file x.tsv, line {}: ", text.lines().count());
            assert!(error.starts_with(&line) && error.contains(problem), "{text:?}: {error}");
        }
    }
}
