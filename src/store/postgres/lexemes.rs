//! Full text as PostgreSQL keeps and finds it: the words that [`crate::store::search::words`] makes, as lexemes of a `tsvector`.
//!
//! A lexeme begins with the letter of its field and how it is found: `x=preis` is a word of the text in its dictionary form,
//! `x~preis` a part of a compound, `x^preise` a word as it is written, for beginnings. PostgreSQL's own dictionaries are not asked, so
//! that a search finds what it finds in every other store.
//!
//! Words that follow each other have positions that follow each other, and no others do. A `tsvector` knows 16,383 positions, 255
//! of them a lexeme: what has more is *overlong*, has no lexemes, and is read whenever something is sought.

use std::collections::BTreeMap;
use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::store::search::matching::Kind;
use crate::store::search::query::{Clause, Field, Sought, TextQuery};
use crate::store::search::ranking::{AS_PART, IN_TITLE, OF_PREFIX};
use crate::store::search::words::Word;

/// The last position that PostgreSQL tells from others.
const LAST_POSITION: u16 = 16_383;

/// Positions of one lexeme.
const MOST_POSITIONS: usize = 255;

/// Bytes of a lexeme; PostgreSQL takes twice as many.
const LONGEST_LEXEME: usize = 1_000;

/// Bytes of all lexemes with their positions; PostgreSQL takes twice as many.
const MOST_BYTES: usize = 500_000;

fn letter(field: Field) -> char {
    match field {
        Field::Title => 't',
        Field::Text => 'x',
        Field::Source => 's',
        Field::Author => 'a',
    }
}

/// A lexeme in quotation marks.
fn quoted(lexeme: &str) -> String {
    let mut quoted = String::with_capacity(lexeme.len() + 2);
    quoted.push('\'');
    for c in lexeme.chars() {
        if matches!(c, '\'' | '\\') {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted.push('\'');
    quoted
}

/// Lexemes with their positions, in the form in which PostgreSQL sends them: it has nothing to read and to sort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vector(Vec<u8>);

impl Vector {
    fn of(lexemes: BTreeMap<String, Vec<u16>>) -> Self {
        let mut sent = Vec::with_capacity(lexemes.len() * 16);
        sent.extend(u32::try_from(lexemes.len()).unwrap_or_default().to_be_bytes());
        for (lexeme, mut positions) in lexemes {
            // Of a word whose parts are the same it has each once.
            positions.dedup();
            sent.extend(lexeme.as_bytes());
            sent.push(0);
            sent.extend(u16::try_from(positions.len()).unwrap_or_default().to_be_bytes());
            sent.extend(positions.into_iter().flat_map(u16::to_be_bytes));
        }
        Self(sent)
    }

    /// How many bytes are sent.
    pub fn bytes(&self) -> usize {
        self.0.len()
    }
}

impl Default for Vector {
    fn default() -> Self {
        Self::of(BTreeMap::new())
    }
}

impl ToSql for Vector {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(&self.0);
        Ok(IsNull::No)
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::TS_VECTOR
    }

    to_sql_checked!();
}

/// The lexemes of these fields; `None` of what is overlong.
pub fn vector(fields: &[(Field, &[Word])]) -> Option<Vector> {
    lexemes(fields).map(Vector::of)
}

/// The lexeme of a word that is written as this dictionary form.
fn as_written(own: &str) -> String {
    own.replacen('=', "^", 1)
}

fn lexemes(fields: &[(Field, &[Word])]) -> Option<BTreeMap<String, Vec<u16>>> {
    let mut lexemes: BTreeMap<String, Vec<u16>> = BTreeMap::new();
    let mut bytes = 0;
    for (field, words) in fields {
        let letter = letter(*field);
        let (mut at, mut before) = (0, None);
        for word in *words {
            at += if before.is_some_and(|before| before + 1 == word.position) { 1 } else { 2 };
            before = Some(word.position);
            let own = word.terms.own.iter().map(|term| format!("{letter}={term}"));
            let parts = word.terms.parts.iter().map(|term| format!("{letter}~{term}"));
            for lexeme in own.chain(parts) {
                bytes += lexeme.len() + 6;
                let positions = lexemes.entry(lexeme).or_default();
                positions.push(at);
                if positions.len() > MOST_POSITIONS {
                    return None;
                }
            }
            bytes += word.terms.form.len();
            lexemes.entry(format!("{letter}^{}", word.terms.form)).or_default();
            if at > LAST_POSITION || bytes > MOST_BYTES {
                return None;
            }
        }
    }
    // What begins like it is found by the dictionary form, too: mostly a word is written so, and half of all lexemes are spared.
    let said_twice: Vec<String> =
        lexemes.keys().filter(|lexeme| lexeme.as_bytes().get(1) == Some(&b'=')).map(|own| as_written(own)).collect();
    for lexeme in said_twice {
        lexemes.remove(&lexeme);
    }
    let is_held = |lexeme: &String| lexeme.len() <= LONGEST_LEXEME && !lexeme.contains('\0');
    lexemes.keys().all(is_held).then_some(lexemes)
}

fn any(ways: &[String]) -> String {
    format!("({})", ways.join("|"))
}

/// What finds a clause in a field.
fn in_field(field: Field, sought: &Sought) -> String {
    let letter = letter(field);
    let own = |form: &String| quoted(&format!("{letter}={form}"));
    match sought {
        Sought::Word(forms) => {
            let part = |form: &String| quoted(&format!("{letter}~{form}"));
            any(&forms.iter().flat_map(|form| [own(form), part(form)]).collect::<Vec<_>>())
        }
        Sought::Phrase(words) => {
            let words: Vec<_> = words.iter().map(|forms| any(&forms.iter().map(own).collect::<Vec<_>>())).collect();
            format!("({})", words.join("<->"))
        }
        Sought::Prefix(prefix) => {
            let begins = |how: char| format!("{}:*", quoted(&format!("{letter}{how}{prefix}")));
            any(&[begins('='), begins('^')])
        }
    }
}

fn of_clause(kind: Kind, clause: &Clause) -> String {
    let ways: Vec<_> = kind.fields(clause).iter().map(|field| in_field(*field, &clause.sought)).collect();
    if clause.negated { format!("!{}", any(&ways)) } else { any(&ways) }
}

/// Whether a clause is looked for in the words of a claim or figure rather than in the head of its article.
fn is_own(kind: Kind, clause: &Clause) -> bool {
    kind == Kind::Article || kind.fields(clause).contains(&Field::Text)
}

/// What a search asks of the words of something, and of the head of its article.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Of its own words; of an article everything.
    pub own: Option<String>,
    /// Of its article's.
    pub head: Option<String>,
}

impl Asked {
    /// What a search asks.
    pub fn new(query: &TextQuery, kind: Kind) -> Self {
        let of = |own: bool| {
            let clauses = query.clauses.iter().filter(|clause| is_own(kind, clause) == own);
            let clauses: Vec<_> = clauses.map(|clause| of_clause(kind, clause)).collect();
            (!clauses.is_empty()).then(|| clauses.join("&"))
        };
        Self { own: of(true), head: of(false) }
    }
}

/// One way in which a clause can be found, which counts for the order by relevance.
#[derive(Debug, Clone)]
pub struct Way {
    /// The query that finds it.
    pub query: String,
    /// Where.
    pub field: Field,
    /// How much it counts.
    pub weight: f32,
    /// Whether it counts how often, and how rare it is.
    pub counted: Counted,
    /// Whether it is in the words of the thing itself.
    pub own: bool,
}

/// How a way counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// By how often and how rare.
    Often,
    /// By how rare.
    Once,
    /// All the same.
    Flat,
}

/// All ways of a search.
pub fn ways(query: &TextQuery, kind: Kind) -> Vec<Way> {
    let mut ways = Vec::new();
    for clause in query.clauses.iter().filter(|clause| !clause.negated) {
        for &field in kind.fields(clause) {
            let boost = if field == Field::Title { IN_TITLE } else { 1.0 };
            let own = is_own(kind, clause);
            let mut add = |query: String, weight: f32, counted: Counted| {
                ways.push(Way { query, field, weight: weight * boost, counted, own });
            };
            match &clause.sought {
                Sought::Word(forms) => {
                    for form in forms {
                        for (how, weight) in [('=', 1.0), ('~', AS_PART)] {
                            add(quoted(&format!("{}{how}{form}", letter(field))), weight, Counted::Often);
                        }
                    }
                }
                Sought::Phrase(_) => add(in_field(field, &clause.sought), 1.0, Counted::Once),
                Sought::Prefix(_) => add(in_field(field, &clause.sought), OF_PREFIX, Counted::Flat),
            }
        }
    }
    ways
}

/// The query of one word of a claim.
pub fn word(form: &str) -> String {
    quoted(&format!("{}={form}", letter(Field::Text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::search::words::read;

    #[test]
    fn words_are_written_with_field_place_and_form() {
        let words = read("Strompreise, 'so'. Strom");
        let lexemes = lexemes(&[(Field::Text, &words)]).expect("it is short");
        for (lexeme, positions) in [
            ("x=strompreis", &[2][..]),
            ("x~strom", &[2]),
            ("x~preis", &[2]),
            ("x^strompreise", &[]),
            ("x=strom", &[5]),
        ] {
            assert_eq!(lexemes.get(lexeme).map(|found| &found[..]), Some(positions), "{lexeme} of {lexemes:?}");
        }
        assert!(!lexemes.contains_key("x^strom"), "its dictionary form begins as it does");
    }

    #[test]
    fn vectors_are_sent_as_postgresql_sends_them() {
        let lexemes = BTreeMap::from([("x=so".to_owned(), vec![2, 2, 258]), ("x^so".to_owned(), Vec::new())]);
        let sent = b"\0\0\0\x02x=so\0\0\x02\0\x02\x01\x02x^so\0\0\0";
        assert_eq!(Vector::of(lexemes).0, sent);
    }

    #[test]
    fn what_a_vector_cannot_hold_is_overlong() {
        for (text, reason) in [
            ("Wort ".repeat(256), "too often"),
            ((0..17_000).map(|i| i.to_string()).collect::<Vec<_>>().join(" w"), "too many words"),
        ] {
            assert!(vector(&[(Field::Text, &read(&text))]).is_none(), "{reason}");
        }
        assert_eq!(vector(&[]), Some(Vector(vec![0; 4])));
    }

    #[test]
    fn searches_become_queries() {
        for (query, kind, own, head) in [
            ("Preis", Kind::Claim, "(('x=preis'|'x~preis'))", None),
            ("\"Der Preis\"", Kind::Claim, "((('x=der')<->('x=preis')))", None),
            ("Preis -title:Gas", Kind::Claim, "(('x=preis'|'x~preis'))", Some("!(('t=gas'|'t~gas'))")),
            ("text:Pr*", Kind::Article, "(('x=pr':*|'x^pr':*))", None),
        ] {
            let asked = Asked::new(&TextQuery::parse(query).expect("a search"), kind);
            assert_eq!((asked.own.as_deref(), asked.head.as_deref()), (Some(own), head), "{query}");
        }
    }
}
