//! Near-identical texts: the copy of an agency that many papers print, and whose words they hardly change.
//!
//! A text is the set of its shingles, three words in a row each, of the [`plain`] text in small letters. How alike two
//! texts are is the share of shingles that both have of all that one has. A copy is linked to the first article, by id and so by
//! arrival, that is [`ALIKE`] or more; whatever is linked to one another is a group.
//!
//! Copies are found by bands: [`Shingles::bands`] keeps the least of [`ROWS`] hashes of all shingles, [`BANDS`] times, and texts share
//! a band the more probably the more alike they are (0.986 of those at 0.7, more than 0.999 of those at 0.8 share one; of those
//! at 0.2, which is more than two reports on one event have in common, 0.025). Who shares a band is compared in full.
//!
//! Deliberately absent: texts that say the same in other words; short ones, of fewer than [`SHORTEST`] words, which many
//! articles share by chance; an article that holds another as its smaller part. Titles are not looked at: each paper writes its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::article::{Article, ArticleId, plain};

/// Texts at least as alike are copies.
pub(super) const ALIKE: f64 = 0.7;

/// Words of a shingle.
const WORDS: usize = 3;

/// Fewer words make no copy.
const SHORTEST: usize = 20;

const BANDS: usize = 16;
const ROWS: usize = 4;

/// Bytes of a band.
pub(super) const BAND: usize = 7;

/// A band of a text: whoever shares one may be a copy.
pub(super) type Band = [u8; BAND];

/// The hashes of a text's shingles, ascending.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Shingles(Vec<u64>);

impl Shingles {
    /// Those of a text; none of one that is too short.
    pub fn of(text: &str) -> Self {
        let text = plain(text).to_lowercase();
        let words: Vec<u64> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| mixed(hash ^ u64::from(byte))))
            .collect();
        if words.len() < SHORTEST {
            return Self::default();
        }
        let shingle = |words: &[u64]| words.iter().fold(0, |hash, word| mixed(hash ^ word));
        let mut all: Vec<u64> = words.windows(WORDS).map(shingle).collect();
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// How alike two texts are: 0 to 1, to four decimals.
    pub fn alike(&self, other: &Self) -> f64 {
        let (mut i, mut j, mut both) = (0, 0, 0);
        while let (Some(one), Some(two)) = (self.0.get(i), other.0.get(j)) {
            both += usize::from(one == two);
            (i, j) = (i + usize::from(one <= two), j + usize::from(two <= one));
        }
        let all = self.0.len() + other.0.len() - both;
        if all == 0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a text has at most a million words")]
        let share = both as f64 / all as f64;
        crate::nlp::analysis::rounded(share)
    }

    /// Its bands; none of a text that is too short.
    fn bands(&self) -> BTreeSet<Band> {
        if self.0.is_empty() {
            return BTreeSet::new();
        }
        let mut bands = BTreeSet::new();
        let mut seed = 0_u64;
        for _ in 0..BANDS {
            let mut band = seed;
            for _ in 0..ROWS {
                seed = mixed(seed.wrapping_add(0x9e37_79b9_7f4a_7c15));
                let least = self.0.iter().map(|shingle| mixed(shingle ^ seed)).min().unwrap_or_default();
                band = mixed(band ^ least);
            }
            let bytes = band.to_be_bytes();
            bands.insert([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6]]);
        }
        bands
    }
}

/// A text as it is looked for: its shingles, and the bands that are made of them.
#[derive(Debug, Clone)]
pub(super) struct Sketch {
    pub shingles: Shingles,
    pub bands: BTreeSet<Band>,
}

impl Sketch {
    /// That of a text. CPU work in proportion to the text, 64 hashes a word.
    pub fn of(text: &str) -> Self {
        let shingles = Shingles::of(text);
        Self { bands: shingles.bands(), shingles }
    }
}

/// Spreads every bit over all (the finisher of splitmix64). Bands lie in archives: this never changes.
fn mixed(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// The first article that a text is a copy of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CopyOf {
    /// Which.
    pub id: ArticleId,
    /// How alike both texts are, 0.7 to 1.
    pub similarity: f64,
}

/// What is known of copies of an article.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Copies {
    /// The first article that it is a copy of.
    pub of: Option<CopyOf>,
    /// How many other articles of the archive say the same.
    pub others: u64,
}

/// Another article that says the same.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyHit {
    /// It.
    pub article: Arc<Article>,
    /// How alike both texts are, 0 to 1; less than 0.7 where others stand between them.
    pub similarity: f64,
}

/// The first of these articles, by id, whose text is a copy of this one.
pub(super) fn first_alike<E>(
    own: &Shingles,
    candidates: impl Iterator<Item = Result<ArticleId, E>>,
    mut shingles: impl FnMut(ArticleId) -> Result<Option<Shingles>, E>,
) -> Result<Option<CopyOf>, E> {
    for id in candidates {
        let id = id?;
        let similarity = shingles(id)?.map_or(0.0, |other| own.alike(&other));
        if similarity >= ALIKE {
            return Ok(Some(CopyOf { id, similarity }));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGENCY: &str = "Die Nordwind AG baut in Rostock ein neues Werk für Rotorblätter. Das teilte das Unternehmen am \
        Montag in Hamburg mit. Bis Ende des kommenden Jahres sollen dort rund 200 Menschen arbeiten. Die Landesregierung \
        begrüßte den Schritt und sprach von einem guten Tag für die Region.";

    fn alike(one: &str, other: &str) -> f64 {
        Shingles::of(one).alike(&Shingles::of(other))
    }

    #[test]
    fn copies_are_told_from_other_texts() {
        let spaced = AGENCY.replace(' ', "\u{a0}\n").replace('ä', "a\u{308}").replace('ß', "ẞ").to_uppercase();
        let shortened = AGENCY.replace(" am Montag in Hamburg", "");
        let continued = format!("{AGENCY} Kritik kam von Anwohnern, die mehr Verkehr fürchten.");
        let other = "Der Deutsche Wetterdienst warnt vor Sturm an der Küste. In Rostock sollen am Montag Böen von mehr als \
            hundert Kilometern in der Stunde möglich sein, teilte die Behörde mit, die zu Vorsicht rät.";
        for (text, copy, reason) in [
            (AGENCY, true, "itself"),
            (spaced.as_str(), true, "white space, capitals, marks"),
            (&shortened, true, "a few words left out"),
            (&continued, true, "a sentence added"),
            (other, false, "another report"),
            ("", false, "nothing"),
        ] {
            let similarity = alike(AGENCY, text);
            assert_eq!(similarity >= ALIKE, copy, "{reason}: {similarity}");
            assert!((similarity - alike(text, AGENCY)).abs() < f64::EPSILON, "{reason}");
            let (one, two) = (Shingles::of(AGENCY).bands(), Shingles::of(text).bands());
            assert_eq!(!one.is_disjoint(&two), copy, "{reason}: a shared band");
        }
        assert!((alike(AGENCY, &spaced) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn short_texts_have_no_copies() {
        let short = "Die Nordwind AG baut ein Werk in Rostock.";
        assert!(alike(short, short) < ALIKE);
        assert!(Shingles::of(short).bands().is_empty());
    }

    #[test]
    fn bands_stay_what_they_are() {
        let band = Shingles::of(AGENCY).bands().first().copied();
        assert_eq!(band.map(|band| band.map(|byte| format!("{byte:02x}")).concat()), Some("10a50356219cf7".to_owned()));
    }
}
