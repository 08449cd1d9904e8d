//! [`NameLexicon`]: known names with all their spellings, found in a text by longest match.
//!
//! A name is looked up by the folded letters of its parts, so hyphens, spaces, case and umlauts make no difference:
//! the parts of the text are added to a key one by one as long as the key is the beginning of a known spelling.
//! Cost: one hash lookup a part, whatever the number of names.

use std::collections::{HashMap, HashSet};

use super::fold::{self, BuildFold};
use super::subtypes;
use super::user::UserLexicon;
use crate::nlp::analysis::{EntityId, EntityType};
use crate::nlp::error::DataError;

/// Something known by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameEntry {
    /// The name it is shown by.
    pub name: String,
    /// What it is.
    pub kind: EntityType,
    /// More exactly.
    pub subtype: String,
    /// Wikidata id, where certain.
    pub wikidata: Option<String>,
    /// The id that the user has given it; a name of the embedded files has the one made of type and name.
    pub user_id: Option<EntityId>,
}

/// The id of an entity that nobody has given one: its type and the slug of its name.
#[must_use]
pub fn id_of(kind: EntityType, name: &str) -> EntityId {
    let slug = fold::slug(name);
    EntityId(format!("{kind}:{}", if slug.is_empty() { "unnamed" } else { slug.as_str() }))
}

/// One spelling of a known name.
#[derive(Debug, Clone, Copy)]
pub struct NameForm {
    /// Index of its entry.
    pub entry: u32,
    /// An ordinary word as well: the context must say that it is a name.
    pub ambiguous: bool,
    /// Bit k: the letter at folded offset k begins a word and is upper case.
    capitals: u64,
    /// Bit k: a word, or a part of one that may be set apart (`Open|AI`), begins at folded offset k.
    borders: u64,
    /// Letters are all upper case: the text must be, too.
    acronym: bool,
    /// The next spelling with the same key.
    next: Option<u32>,
}

/// A part of the text: a token, or a part of one between hyphens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Index of its token.
    pub token: usize,
    /// Whether a name may run on from this piece to the next one.
    pub joins_next: bool,
}

/// A known name found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameMatch {
    /// Index of the spelling.
    pub form: u32,
    /// How many pieces it covers.
    pub pieces: usize,
    /// Whether the last piece carries a genitive ending.
    pub genitive: bool,
}

/// All known names.
#[derive(Debug, Clone, Default)]
pub struct NameLexicon {
    entries: Vec<NameEntry>,
    forms: Vec<NameForm>,
    by_key: HashMap<u64, u32, BuildFold>,
    beginnings: HashSet<u64, BuildFold>,
    /// Beginnings of the spellings that begin in lower case; few do, so most words need no lookup.
    small: Small,
}

/// Names of more pieces are not found.
pub const MOST_PIECES: usize = 12;

impl NameLexicon {
    /// The names of one file: a line `@ type subtype` opens a group; below it one name a line, its spellings parted
    /// by `|`, then perhaps a tab and a Wikidata id. `_` stands before the ending of an inflected adjective, `?` before
    /// a spelling that is an ordinary word as well.
    ///
    /// # Errors
    /// When a line is malformed.
    pub fn add_file(&mut self, file: &str, content: &str) -> Result<(), DataError> {
        let mut group: Option<(EntityType, &str)> = None;
        for (number, line) in content.lines().enumerate() {
            let damage = |problem: &str| DataError {
                file: file.into(),
                place: format!("line {}", number + 1),
                problem: problem.into(),
            };
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            if let Some(head) = line.strip_prefix("@ ") {
                let (kind, subtype) = head.split_once(' ').ok_or_else(|| damage("wanted '@ type subtype'"))?;
                let kind = EntityType::from_name(kind).ok_or_else(|| damage("no such entity type"))?;
                subtypes::check(kind, subtype, file, number + 1)?;
                group = Some((kind, subtype));
                continue;
            }
            let (kind, subtype) = group.ok_or_else(|| damage("a name before the first '@ type subtype'"))?;
            let (spellings, wikidata) = match line.split_once('\t') {
                Some((spellings, id)) => (spellings, Some(id)),
                None => (line, None),
            };
            self.add(kind, subtype, wikidata, spellings.split('|'));
        }
        Ok(())
    }

    /// Adds one name with its spellings, the one to show first.
    pub fn add<'a>(
        &mut self,
        kind: EntityType,
        subtype: &str,
        wikidata: Option<&str>,
        spellings: impl Iterator<Item = &'a str>,
    ) {
        let entry = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        for (nth, spelling) in spellings.enumerate() {
            let (ambiguous, spelling) = match spelling.strip_prefix('?') {
                Some(rest) => (true, rest),
                None => (false, spelling),
            };
            if nth == 0 {
                let name = spelling.replace('_', "");
                let (subtype, wikidata) = (subtype.into(), wikidata.map(Into::into));
                self.entries.push(NameEntry { name, kind, subtype, wikidata, user_id: None });
            }
            self.add_form(entry, spelling, ambiguous);
        }
    }

    /// Adds the names of the user: they win over what is known already by the same spelling, and one with the id of a
    /// known name takes its place with all its spellings. `ordinary` tells the words that are no names by themselves.
    pub fn add_user_names(&mut self, user: &UserLexicon, ordinary: impl Fn(&str) -> bool) {
        let wanted: HashSet<&str, BuildFold> = user.names().iter().map(|name| name.id.0.as_str()).collect();
        let mut replaced: HashMap<EntityId, Vec<usize>, BuildFold> = HashMap::default();
        for (index, entry) in self.entries.iter().enumerate() {
            let id = id_of(entry.kind, &entry.name);
            if wanted.contains(id.0.as_str()) {
                replaced.entry(id).or_default().push(index);
            }
        }
        for name in user.names() {
            let entry = NameEntry {
                name: name.name.clone(),
                kind: name.kind,
                subtype: name.subtype.clone().unwrap_or_default(),
                wikidata: name.wikidata.clone(),
                user_id: Some(name.id.clone()),
            };
            let known = replaced.get(&name.id).map_or(&[][..], Vec::as_slice);
            for index in known {
                self.entries[*index] = entry.clone();
            }
            let index = known.first().copied().unwrap_or(self.entries.len());
            if index == self.entries.len() {
                self.entries.push(entry);
            }
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            for spelling in name.aliases.iter().chain([&name.name]) {
                // The mark of an adjective's ending in the embedded files is a character like any other here.
                self.add_form(index, &spelling.replace('_', "-"), ordinary(spelling));
            }
        }
    }

    fn add_form(&mut self, entry: u32, spelling: &str, ambiguous: bool) {
        if !spelling.starts_with(char::is_uppercase) {
            self.small.insert(spelling);
        }
        let mut key = fold::EMPTY;
        let mut offset = 0;
        let mut capitals = 0u64;
        let mut borders = 0u64;
        for word in spelling.split([' ', '-', '/', '’', '\'']) {
            let (stem, adjective) = match word.split_once('_') {
                Some((stem, _)) => (stem, true),
                None => (word, false),
            };
            if stem.chars().next().is_some_and(char::is_uppercase) {
                capitals |= bit(offset);
            }
            borders |= bit(offset);
            for (at, c) in stem.char_indices() {
                let before = stem[..at].chars().next_back();
                let border = before.is_some_and(|b| {
                    (b.is_lowercase() && c.is_uppercase())
                        || b.is_ascii_digit() != c.is_ascii_digit()
                        || !b.is_alphanumeric()
                });
                if border {
                    self.beginnings.insert(key);
                    borders |= bit(offset);
                }
                let (longer, added) = fold::extend(key, c.encode_utf8(&mut [0; 4]));
                key = longer;
                offset += added;
            }
            if adjective {
                key = fold::push(key, fold::ADJECTIVE);
                offset += 1;
            }
            self.beginnings.insert(key);
        }
        let letters = spelling.chars().filter(|c| c.is_alphabetic());
        let acronym = letters.clone().count() <= 5 && letters.clone().all(char::is_uppercase) && letters.count() > 1;
        let form = u32::try_from(self.forms.len()).unwrap_or(u32::MAX);
        let next = self.by_key.insert(key, form);
        self.forms.push(NameForm { entry, ambiguous, capitals, borders, acronym, next });
    }

    /// The known name of that index.
    #[must_use]
    pub fn entry(&self, index: u32) -> &NameEntry {
        &self.entries[index as usize]
    }

    /// The spelling of that index.
    #[must_use]
    pub fn form(&self, index: u32) -> NameForm {
        self.forms[index as usize]
    }

    /// How many names are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no name is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The spellings with exactly the folded letters of `name`, newest first.
    pub fn forms_of(&self, name: &str) -> impl Iterator<Item = u32> + '_ {
        self.homonyms(fold::key(name))
    }

    fn homonyms(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(self.by_key.get(&key).copied(), |form| self.forms[*form as usize].next)
    }

    /// The longest known name that begins with the first of `pieces`.
    #[must_use]
    pub fn longest(&self, text: &str, pieces: &[Piece]) -> Option<NameMatch> {
        let first = pieces.first()?;
        let word = &text[first.start..first.end];
        if word.starts_with(char::is_lowercase) && !self.small.may_hold(word) {
            return None;
        }
        let mut best = None;
        self.walk(text, pieces, Reading { key: fold::EMPTY, ..Reading::default() }, &mut best);
        best
    }

    fn walk(&self, text: &str, pieces: &[Piece], read: Reading, best: &mut Option<NameMatch>) {
        let at = read.count;
        if at >= MOST_PIECES || at >= pieces.len() || (at > 0 && !pieces[at - 1].joins_next) {
            return;
        }
        let word = &text[pieces[at].start..pieces[at].end];
        let small = word.chars().next().is_some_and(char::is_lowercase);
        let (key, added) = fold::extend(read.key, word);
        let next = Reading {
            count: at + 1,
            key,
            offset: read.offset + added,
            lower: if small { read.lower | bit(read.offset) } else { read.lower },
            borders: if added > 0 { read.borders | bit(read.offset) } else { read.borders },
            genitive: false,
        };
        if added > 0 {
            self.offer(text, pieces, next, best);
            // "des Weißen Hauses", "des Bundestages".
            let longer = word.strip_suffix("es").filter(|stem| stem.len() > if at > 0 { 3 } else { 7 });
            for stem in [strip_genitive(word), longer].into_iter().flatten() {
                let bare = Reading { key: fold::extend(read.key, stem).0, genitive: true, ..next };
                self.offer(text, pieces, bare, best);
            }
        }
        if self.beginnings.contains(&key) {
            self.walk(text, pieces, next, best);
        }
        if let Some(stem) = strip_adjective(word) {
            let (stemmed, added) = fold::extend(read.key, stem);
            let key = fold::push(stemmed, fold::ADJECTIVE);
            if self.beginnings.contains(&key) {
                self.walk(text, pieces, Reading { key, offset: read.offset + added + 1, ..next }, best);
            }
        }
    }

    fn offer(&self, text: &str, pieces: &[Piece], read: Reading, best: &mut Option<NameMatch>) {
        let genitive = read.genitive;
        if best.is_some_and(|b| b.pieces > read.count || (b.pieces == read.count && genitive)) {
            return;
        }
        let Some(first) = self.by_key.get(&read.key) else { return };
        let surface = &text[pieces[0].start..pieces[read.count - 1].end];
        let lower_letters = || surface.chars().filter(|c| c.is_lowercase()).count();
        let fits = |form: &u32| {
            let form = self.forms[*form as usize];
            form.capitals & read.lower == 0
                && read.borders & !form.borders == 0
                && (!form.acronym || lower_letters() <= usize::from(genitive))
        };
        let mut homonyms = std::iter::successors(Some(*first), |form| self.forms[*form as usize].next);
        if let Some(form) = homonyms.find(fits) {
            *best = Some(NameMatch { form, pieces: read.count, genitive });
        }
    }
}

/// A set of first letters, as bits of their hash.
#[derive(Debug, Clone, Default)]
struct Small([u64; 16]);

impl Small {
    /// Of the first two letters, or of one where something else follows it.
    fn place(word: &str) -> (usize, u64) {
        let letters = word.bytes().take(2).take_while(|b| b.is_ascii_alphanumeric() || !b.is_ascii());
        let sum = letters.fold(0, |sum, byte| sum * 37 + usize::from(byte.to_ascii_lowercase()));
        (sum / 64 % 16, 1 << (sum % 64))
    }

    fn insert(&mut self, spelling: &str) {
        let (word, bit) = Self::place(spelling);
        self.0[word] |= bit;
    }

    fn may_hold(&self, text: &str) -> bool {
        let (word, bit) = Self::place(text);
        self.0[word] & bit != 0
    }
}

/// How far a lookup has come.
#[derive(Clone, Copy, Default)]
struct Reading {
    /// Pieces read.
    count: usize,
    key: u64,
    /// Folded letters read.
    offset: usize,
    /// Folded offsets at which a piece begins in lower case.
    lower: u64,
    /// Folded offsets at which a piece begins.
    borders: u64,
    /// The last piece lost its genitive ending.
    genitive: bool,
}

/// The mark of a folded offset; names of more than 64 letters are not looked at so closely.
fn bit(offset: usize) -> u64 {
    if offset < 64 { 1 << offset } else { 0 }
}

fn strip_genitive(word: &str) -> Option<&str> {
    let stem = word.strip_suffix('s')?;
    let stem = stem.strip_suffix(['\'', '’']).unwrap_or(stem);
    (stem.len() > 2 || stem.chars().all(char::is_uppercase) && stem.len() > 1).then_some(stem)
}

/// A word without the ending that an adjective has, where enough is left.
#[must_use]
pub fn strip_adjective(word: &str) -> Option<&str> {
    let stem = word
        .strip_suffix('e')
        .or_else(|| ["er", "es", "en", "em"].iter().find_map(|ending| word.strip_suffix(ending)))?;
    (stem.len() > 2).then_some(stem)
}
