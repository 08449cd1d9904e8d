//! The subtypes of entities that rules name; which subtypes there are is said by the data files.

pub(crate) const AGENCY: &str = "agency";
pub(crate) const ARTIST: &str = "artist";
pub(crate) const ASSOCIATION: &str = "association";
pub(crate) const ATHLETE: &str = "athlete";
pub(crate) const CLERIC: &str = "cleric";
pub(crate) const CLUB: &str = "club";
pub(crate) const EXECUTIVE: &str = "executive";
pub(crate) const GOVERNMENT: &str = "government";
pub(crate) const INSTITUTE: &str = "institute";
pub(crate) const JOURNALIST: &str = "journalist";
pub(crate) const MEDIA: &str = "media";
pub(crate) const NGO: &str = "ngo";
pub(crate) const POLITICIAN: &str = "politician";
pub(crate) const SCIENTIST: &str = "scientist";
pub(crate) const UNIVERSITY: &str = "university";

#[cfg(test)]
mod tests {
    #[test]
    fn each_subtype_that_a_rule_names_is_one_of_the_data() {
        let data = [
            include_str!("data/roles.tsv"),
            include_str!("data/type_nouns.tsv"),
            include_str!("data/institutions.tsv"),
        ];
        let known: Vec<&str> =
            data.iter().flat_map(|text| text.lines()).filter_map(|line| line.strip_prefix("@ ")).collect();
        for subtype in [
            super::AGENCY,
            super::ARTIST,
            super::ASSOCIATION,
            super::ATHLETE,
            super::CLERIC,
            super::CLUB,
            super::EXECUTIVE,
            super::GOVERNMENT,
            super::INSTITUTE,
            super::JOURNALIST,
            super::MEDIA,
            super::NGO,
            super::POLITICIAN,
            super::SCIENTIST,
            super::UNIVERSITY,
        ] {
            assert!(known.iter().any(|head| head.split(' ').any(|word| word == subtype)), "{subtype}");
        }
    }
}
