//! Case, number and gender: the words of a noun phrase agree, so what each leaves open the others narrow down.
//!
//! The state is a set of cells, four cases times masculine, feminine, neuter and plural.

use super::super::lexicon::words::Kind;
use super::closed;
use super::lookup::Found;
use super::suffixes::suffixes;
use super::tag::Tag;
use super::{Case, Gender, Morph, Number, Person};

/// A set of cells: bit `case * 4 + class`, with classes m, f, n, p.
pub(super) type Cells = u16;

/// Every cell.
pub(super) const ALL: Cells = 0xffff;
const CASES: [Case; 4] = [Case::Nominative, Case::Genitive, Case::Dative, Case::Accusative];
/// The four cells of a case.
const NOMINATIVE: Cells = 0xf;
const GENITIVE: Cells = 0xf << 4;
const DATIVE: Cells = 0xf << 8;
const ACCUSATIVE: Cells = 0xf << 12;

/// The cells of the classes named by letters and of the cases numbered.
pub(super) const fn cells(classes: &str, cases: &[usize]) -> Cells {
    let mut set = 0;
    let classes = classes.as_bytes();
    let mut i = 0;
    while i < classes.len() {
        let class = match classes[i] {
            b'm' => 0,
            b'f' => 1,
            b'n' => 2,
            _ => 3,
        };
        let mut j = 0;
        while j < cases.len() {
            set |= 1 << (cases[j] * 4 + class);
            j += 1;
        }
        i += 1;
    }
    set
}

/// Cells as data files give them: "m:n f:gd", "all", or "-" for none.
pub(super) fn parse_cells(text: &str) -> Option<Cells> {
    match text {
        "all" => return Some(ALL),
        "-" => return Some(0),
        _ => {}
    }
    text.split(' ').try_fold(0, |all, group| {
        let (classes, cases) =
            group.split_once(':').filter(|(classes, cases)| !(classes.is_empty() || cases.is_empty()))?;
        let known = classes.bytes().all(|class| b"mfnp".contains(&class));
        let case = |letter: u8| b"ngda".iter().position(|known| *known == letter);
        let cases: Vec<usize> = cases.bytes().map(case).collect::<Option<_>>()?;
        known.then(|| all | cells(classes, &cases))
    })
}

/// All plural cells.
pub(super) const fn plural() -> Cells {
    cells("p", &[0, 1, 2, 3])
}

/// What is known of the tokens of a sentence.
#[derive(Clone, Copy)]
pub(super) struct Tagged<'a, 'l> {
    pub tags: &'a [Tag],
    pub found: &'a [Found<'l>],
    pub words: &'a [&'a str],
}

/// Fills in the noun phrases and pronouns of one sentence.
pub(super) fn fill(sentence: Tagged<'_, '_>, morphs: &mut [Morph<'_>]) {
    let tags = sentence.tags;
    let mut i = 0;
    let mut clause = Clause::default();
    while i < tags.len() {
        match tags[i] {
            Tag::Mark | Tag::Subordinating | Tag::Coordinating => {
                if tags[i] != Tag::Coordinating {
                    clause = Clause::default();
                }
                i += 1;
            }
            tag if tag.is_finite() => {
                clause.verb = morphs[i].number;
                i += 1;
            }
            Tag::Personal
            | Tag::Reflexive
            | Tag::Relative
            | Tag::Demonstrative
            | Tag::Indefinite
            | Tag::Interrogative => {
                pronoun(sentence, morphs, i, &mut clause);
                i += 1;
            }
            Tag::Article | Tag::Determiner | Tag::Attributive | Tag::Noun | Tag::Name | Tag::PrepositionArticle => {
                i = phrase(sentence, morphs, i, &mut clause);
            }
            _ => i += 1,
        }
    }
}

/// What the current clause has shown.
#[derive(Debug, Default, Clone, Copy)]
struct Clause {
    subject: bool,
    verb: Option<Number>,
    /// Where the last phrase behind a preposition ended, and the cells that the preposition left it.
    governed: Option<(usize, Cells)>,
}

fn small(word: &str) -> std::borrow::Cow<'_, str> {
    if word.contains(char::is_uppercase) { word.to_lowercase().into() } else { word.into() }
}

fn pronoun(sentence: Tagged<'_, '_>, morphs: &mut [Morph<'_>], i: usize, clause: &mut Clause) {
    let Tagged { tags, words, .. } = sentence;
    let word = small(words[i]);
    let closed = match tags[i] {
        Tag::Personal | Tag::Reflexive => closed::personal(&word),
        _ => closed::personal(&word)
            .filter(|_| *word == *"man")
            .or_else(|| closed::determiner(&word))
            .or_else(|| closed::other(&word)),
    };
    let Some(closed) = closed else { return };
    let mut set = closed.cells & before(sentence, i);
    if set == 0 {
        set = closed.cells;
    }
    let formal = words[i] == "Sie" && i > 0 && tags[i - 1] != Tag::Mark;
    if formal {
        set &= plural();
    }
    // A personal pronoun right after the verb is its subject, whatever stands before: "Das sagte sie."
    if tags[i] == Tag::Personal && i > 0 && tags[i - 1].is_finite() && set & NOMINATIVE != 0 {
        clause.subject = false;
    }
    // "sie" is singular or plural as its verb is; the verb may stand after it.
    let verb = clause.verb.or_else(|| verb_ahead(tags, morphs, i));
    if let Some(number) = verb.filter(|_| !clause.subject && set & NOMINATIVE != 0) {
        let agreeing = set & NOMINATIVE & if number == Number::Plural { plural() } else { !plural() };
        if agreeing != 0 {
            set = agreeing;
        }
    }
    set = choose_case(set, clause, false);
    settle(&mut morphs[i], set);
    // The first and second person have no gender.
    if matches!(closed.person, Some(Person::First | Person::Second)) || tags[i] == Tag::Reflexive {
        morphs[i].gender = None;
    }
    if tags[i] == Tag::Reflexive && *word == *"sich" {
        morphs[i].number = None;
    }
    morphs[i].person = closed.person;
}

/// The number of the finite verb that follows in the clause.
fn verb_ahead(tags: &[Tag], morphs: &[Morph<'_>], i: usize) -> Option<Number> {
    let ahead = tags.iter().zip(morphs).skip(i).take(20).take_while(|(tag, _)| **tag != Tag::Mark);
    ahead.into_iter().find(|(tag, _)| tag.is_finite()).and_then(|(_, morph)| morph.number)
}

/// The cells that a preposition directly before token `i` leaves.
fn before(Tagged { tags, words, .. }: Tagged<'_, '_>, i: usize) -> Cells {
    if i == 0 || tags[i - 1] != Tag::Preposition {
        return ALL;
    }
    closed::government(&small(words[i - 1])).unwrap_or(ALL)
}

/// Reads the noun phrase that starts at `i` and answers where it ends.
fn phrase(sentence: Tagged<'_, '_>, morphs: &mut [Morph<'_>], i: usize, clause: &mut Clause) -> usize {
    let Tagged { tags, found, words } = sentence;
    let set = before(sentence, i);
    // "in Texas und Ohio": what "und" joins stands behind the same preposition.
    let joined =
        i > 0 && tags[i - 1] == Tag::Coordinating && matches!(tags[i], Tag::Name | Tag::Noun | Tag::Attributive);
    let shared = clause.governed.filter(|(end, _)| joined && *end + 1 == i).map(|(_, cells)| cells);
    let government = set & shared.unwrap_or(ALL);
    let governed = government != ALL || shared.is_some() || tags[i] == Tag::PrepositionArticle;
    let Group { mut set, end, determined, headed } = group(sentence, i, government);
    clause.governed = governed.then_some((end, government));
    // "Die Kosten trägt das Land": a plural is no subject of a singular verb, which may stand behind it.
    let singular = clause.verb.or_else(|| verb_ahead(tags, morphs, end)) == Some(Number::Singular);
    if singular
        && set & NOMINATIVE & !plural() == 0
        && set & ACCUSATIVE != 0
        && tags.get(end) != Some(&Tag::Coordinating)
    {
        set &= !NOMINATIVE;
    }
    let after_noun = i > 0 && matches!(tags[i - 1], Tag::Noun | Tag::Name) && determined;
    let set = choose_case(set, clause, after_noun);
    clause.subject |= !governed && set & NOMINATIVE != 0;
    for (offset, (morph, tag)) in morphs[i..end].iter_mut().zip(&tags[i..end]).enumerate() {
        match tag {
            Tag::Noun => {
                settle(morph, set);
                // A plural shows no gender, but the noun has one.
                morph.gender = morph.gender.or_else(|| lexical_gender(&found[i + offset], words[i + offset]));
            }
            Tag::PrepositionArticle | Tag::Adverb | Tag::Predicative | Tag::Number => {}
            Tag::Name if headed || !determined => {
                morph.number = Some(Number::Singular);
                morph.case = case_of(set);
            }
            _ => settle(morph, set),
        }
    }
    end
}

/// The words of a noun phrase, read together.
struct Group {
    /// The cells that all of them allow.
    set: Cells,
    /// One past its last word.
    end: usize,
    /// It has an article.
    determined: bool,
    /// It has a noun.
    headed: bool,
}

/// Reads the words from `i` on that agree with each other, in the cells of `set`.
fn group(Tagged { tags, found, words }: Tagged<'_, '_>, i: usize, mut set: Cells) -> Group {
    let mut determined = false;
    let mut end = i;
    let mut headed = false;
    while end < tags.len() {
        let word = small(words[end]);
        let own = match tags[end] {
            Tag::PrepositionArticle if end == i => closed::contraction(&word).map(|c| c.1),
            Tag::Article | Tag::Determiner if !headed => closed::determiner(&word).map(|c| c.cells),
            Tag::Attributive if !headed => Some(adjective_cells(&word, determined)),
            Tag::Number | Tag::Adverb | Tag::Predicative if end > i && !headed => Some(ALL),
            Tag::Noun if !headed => Some(noun_cells(&found[end], words[end])),
            Tag::Name => Some(ALL),
            _ => None,
        };
        let Some(own) = own else { break };
        determined |= matches!(tags[end], Tag::Article | Tag::Determiner | Tag::PrepositionArticle);
        if set & own != 0 {
            set &= own;
        } else if tags[end] == Tag::Noun {
            // A gender that contradicts the article is the lexicon's mistake or a homonym's.
            set = if determined { set } else { own };
        }
        if matches!(tags[end], Tag::Noun) {
            headed = true;
        }
        end += 1;
        // After the head only names follow: "der Minister Karl Meier".
        if headed && tags.get(end) != Some(&Tag::Name) {
            break;
        }
    }
    Group { set, end: end.max(i + 1), determined, headed }
}

/// Narrows the set to one case. Nominative while the clause has no subject, genitive after a noun.
fn choose_case(set: Cells, clause: &mut Clause, after_noun: bool) -> Cells {
    let order = if after_noun {
        [GENITIVE, DATIVE, NOMINATIVE, ACCUSATIVE]
    } else if clause.subject {
        [ACCUSATIVE, DATIVE, NOMINATIVE, GENITIVE]
    } else {
        [NOMINATIVE, ACCUSATIVE, DATIVE, GENITIVE]
    };
    for mut case in order {
        // The subject has its verb's number.
        if case == NOMINATIVE && !clause.subject {
            let agreeing = match clause.verb {
                Some(Number::Plural) => plural(),
                Some(Number::Singular) => !plural(),
                None => ALL,
            };
            if set & case & agreeing != 0 {
                case &= agreeing;
            }
        }
        if set & case != 0 {
            if case & NOMINATIVE != 0 {
                clause.subject = true;
            }
            return set & case;
        }
    }
    set
}

fn case_of(set: Cells) -> Option<Case> {
    (0..4).find(|case| set & (0xf << (case * 4)) != 0).map(|case| CASES[case])
}

/// Writes the set, narrowed to one case, into the morph.
fn settle(morph: &mut Morph<'_>, set: Cells) {
    let Some(case) = case_of(set) else { return };
    morph.case = Some(case);
    let classes = set >> (case as usize * 4) & 0xf;
    let (singular, plural) = (classes & 7, classes & 8);
    morph.number = if singular == 0 {
        Some(Number::Plural)
    } else {
        let certain = plural == 0 || morph.number == Some(Number::Singular) || morph.pos == super::Pos::Noun;
        if certain { Some(Number::Singular) } else { None }
    };
    morph.gender = match singular {
        _ if singular == 0 && morph.gender.is_some() => morph.gender,
        0 => None,
        c if c & 1 != 0 => Some(Gender::Masculine),
        c if c & 2 != 0 => Some(Gender::Feminine),
        _ => Some(Gender::Neuter),
    };
}

/// The cells that an adjective's ending allows, after an article or without one.
fn adjective_cells(word: &str, determined: bool) -> Cells {
    let weak = cells("mfn", &[1, 2]) | cells("m", &[3]) | cells("p", &[0, 1, 2, 3]);
    if word.ends_with("en") {
        if determined { weak } else { cells("m", &[1, 3]) | cells("n", &[1]) | cells("p", &[2]) }
    } else if word.ends_with("em") {
        cells("mn", &[2])
    } else if word.ends_with("er") {
        cells("m", &[0]) | if determined { 0 } else { cells("f", &[1, 2]) | cells("p", &[1]) }
    } else if word.ends_with("es") {
        cells("n", &[0, 3])
    } else if word.ends_with('e') {
        if determined { cells("mfn", &[0]) | cells("fn", &[3]) | cells("p", &[0, 3]) } else { cells("fp", &[0, 3]) }
    } else {
        ALL
    }
}

/// The cells that the noun's form fills.
fn noun_cells(found: &Found<'_>, word: &str) -> Cells {
    let entry = if found.exact.of(Kind::Noun).is_some() { found.exact } else { found.base };
    let mut set = 0;
    for reading in entry.readings.iter().filter(|r| r.kind == Kind::Noun) {
        for case in 0..4 {
            if reading.cells & super::super::lexicon::words::noun_cell(case, false) != 0 {
                set |= Cells::from(reading.genders & 7) << (case * 4);
            }
            if reading.cells & super::super::lexicon::words::noun_cell(case, true) != 0 {
                set |= 8 << (case * 4);
            }
        }
    }
    if set == 0 { by_suffix(word) } else { set }
}

/// The gender of the noun if it has only one.
fn lexical_gender(found: &Found<'_>, word: &str) -> Option<Gender> {
    let entry = if found.exact.of(Kind::Noun).is_some() { found.exact } else { found.base };
    let known = entry.readings.iter().filter(|r| r.kind == Kind::Noun && r.cells != 0).fold(0, |g, r| g | r.genders);
    let feminine = ["innen", "ungen", "eiten", "ionen"].iter().any(|ending| word.ends_with(ending));
    if known == 0 && feminine { Some(Gender::Feminine) } else { Gender::of_bits(known) }
}

/// Cells of an unknown noun, told from its suffix.
fn by_suffix(word: &str) -> Cells {
    suffixes().noun.iter().find(|(suffix, _)| word.ends_with(suffix)).map_or(ALL, |(_, cells)| *cells)
}
