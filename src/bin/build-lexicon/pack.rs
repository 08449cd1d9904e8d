//! Makes the file of the word table, which `nlp::lexicon::words` reads.

use std::collections::{BTreeMap, HashMap};

use pressespiegel::nlp::lexicon::buckets::BUCKETS;
use pressespiegel::nlp::lexicon::hash;
use pressespiegel::nlp::lexicon::words::{Edit, Kind, MAGIC, Reading, folded};

/// Forms with their readings.
pub type Words = BTreeMap<String, Vec<Reading>>;

/// One line of the raw word list.
#[derive(Debug)]
pub struct RawReading<'a> {
    /// The form.
    pub form: &'a str,
    /// Its dictionary form.
    pub lemma: &'a str,
    /// `N` noun, `M` capitalised word of unknown sort, `P` name, `V` verb, `A` adjective, `O` other.
    pub kind: char,
    /// Paradigm cells.
    pub cells: u32,
    /// Genders.
    pub genders: u8,
}

/// Packs `words` into the file's bytes; `None` if there are too many classes of readings or entries in a bucket.
#[must_use]
pub fn pack(words: &Words) -> Option<Vec<u8>> {
    let mut classes: Vec<&[Reading]> = vec![&[]];
    let mut index: HashMap<&[Reading], usize> = HashMap::from([(&[][..], 0)]);
    let mut buckets: Vec<Vec<(u16, u16)>> = vec![Vec::new(); BUCKETS];
    for (form, readings) in words {
        let class = *index.entry(readings).or_insert_with(|| {
            classes.push(readings);
            classes.len() - 1
        });
        let hash = folded(hash::hash(form));
        let (bucket, mark) = ((hash >> 16) as usize, (hash & 0xffff) as u16);
        // Two words of one hash: the first keeps the place.
        if !buckets[bucket].iter().any(|e| e.0 == mark) {
            buckets[bucket].push((mark, u16::try_from(class).ok()?));
        }
    }
    let mut out = MAGIC.to_vec();
    out.extend(u32::try_from(classes.len()).ok()?.to_le_bytes());
    for class in classes {
        out.push(u8::try_from(class.len()).ok()?);
        for reading in class {
            out.extend(reading.cells.to_le_bytes());
            out.extend([
                reading.kind as u8,
                reading.genders,
                reading.edit.cut,
                u8::try_from(reading.edit.add.len()).ok()?,
            ]);
            out.extend(reading.edit.add.as_bytes());
        }
    }
    let mut entries = Vec::new();
    for bucket in &mut buckets {
        bucket.sort_unstable();
        out.push(u8::try_from(bucket.len()).ok()?);
        entries.extend(bucket.iter().copied());
    }
    for column in [|e: &(u16, u16)| e.0, |e: &(u16, u16)| e.1] {
        out.extend(entries.iter().map(|e| column(e).to_le_bytes()[0]));
        out.extend(entries.iter().map(|e| column(e).to_le_bytes()[1]));
    }
    Some(lz4_flex::compress_prepend_size(&out))
}

/// Groups raw readings by form, in the order given: the more frequent lemma comes first. Readings without anything a rule would not find out are left to the rules.
#[must_use]
pub fn collect<'a>(lines: impl Iterator<Item = RawReading<'a>>) -> Words {
    let mut words: Words = BTreeMap::new();
    for line in lines {
        let Some(edit) = Edit::between(line.form, line.lemma) else { continue };
        let kind = match line.kind {
            'N' | 'M' => Kind::Noun,
            'P' => Kind::Name,
            'V' => Kind::Verb,
            'A' => Kind::Adjective,
            _ => Kind::Other,
        };
        let reading = Reading { kind, cells: line.cells, genders: line.genders, edit };
        let word = words.entry(line.form.to_owned()).or_default();
        if word.len() < 6 && !word.contains(&reading) {
            word.push(reading);
        }
    }
    words
}
