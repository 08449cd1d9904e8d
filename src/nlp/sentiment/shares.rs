//! What share of the weight of evidence falls on a name, by how it stands to it; learned, with the labels' poles.

use super::super::error::DataError;
use super::relation::Relation;
use super::score::Poles;

const FILE: &str = "sentiment/data/shares.tsv";
const DATA: &str = include_str!("data/shares.tsv");

/// The shares of all relations.
#[derive(Debug)]
pub(super) struct Shares {
    /// By relation, from −1 to 1.
    shares: [f64; Relation::ALL.len()],
    poles: Poles,
}

impl Shares {
    /// Reads the embedded file.
    pub(super) fn load() -> Result<Self, DataError> {
        Self::parse(DATA)
    }

    fn parse(text: &str) -> Result<Self, DataError> {
        let mut shares = [f64::NAN; Relation::ALL.len()];
        let mut poles = Poles { good: f64::NAN, bad: f64::NAN };
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let damaged = |problem: String| DataError::at_line(FILE, number + 1, problem);
            let mut fields = line.split('\t');
            let (Some(name), Some(value)) = (fields.next(), fields.next()) else {
                return Err(damaged("wanted name, tab, number".into()));
            };
            let value = super::load::weight(value).map_err(damaged)?;
            let place = match name {
                "pole-good" => &mut poles.good,
                "pole-bad" => &mut poles.bad,
                _ => match Relation::ALL.iter().position(|(_, known)| *known == name) {
                    Some(at) => &mut shares[at],
                    None => return Err(damaged(format!("{name:?} is no relation"))),
                },
            };
            if !place.is_nan() {
                return Err(damaged(format!("{name:?} stands here twice")));
            }
            *place = value;
        }
        let missing = Relation::ALL.iter().zip(&shares).find(|(_, share)| share.is_nan()).map(|((_, name), _)| *name);
        let pole = (poles.good.is_nan() || poles.bad.is_nan()).then_some("pole-good or pole-bad");
        match missing.or(pole) {
            Some(name) => Err(DataError::at_line(FILE, text.lines().count(), format!("{name} is missing"))),
            None => Ok(Self { shares, poles }),
        }
    }

    /// From which scores on an entity is spoken of well or ill.
    pub(super) fn poles(&self) -> Poles {
        self.poles
    }

    /// The share for a relation.
    pub(super) fn of(&self, relation: Relation) -> f64 {
        self.shares[relation as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_shares_are_whole() {
        Shares::load().expect("shares.tsv is whole");
    }

    #[test]
    fn damaged_shares_are_told_with_their_place() {
        let line = |name: &str| DATA.lines().find(|l| l.starts_with(name)).expect("it stands in the file");
        for (damaged, told, reason) in [
            (DATA.replace(line("Tied\t"), "Tide\t1"), "\"Tide\"", "an unknown relation"),
            (DATA.replace(line("Tied\t"), "Tied\t2"), "\"2\"", "more than the whole"),
            (DATA.replace(line("Tied\t"), "Tied 1"), "tab", "no tab"),
            (format!("{DATA}Tied\t1\t1\n"), "twice", "a second time"),
            (DATA.replace(&format!("{}\n", line("Tied\t")), ""), "Tied is missing", "none"),
            (DATA.replace(&format!("{}\n", line("pole-bad")), ""), "pole", "no pole"),
        ] {
            let error = Shares::parse(&damaged).expect_err(reason).to_string();
            assert!(error.contains(told) && error.contains(FILE), "{reason}: {error}");
        }
    }
}
