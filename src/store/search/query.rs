//! The language of `q`.
//!
//! Words must all be there, in any order: `Strom Preis`. In quotes they follow each other: `"Deutsche Bank"`; a single word
//! in quotes is not found as part of a compound. `-Wort` and `-"zwei Wörter"` must not be there. `Preis*` is every word that
//! begins so. `title:`, `text:`, `source:` and `author:` say where. Every form of a word is found, umlauts and `ß` in either
//! spelling; capitals decide only between a noun and another word.

use std::fmt;

use super::spelling::folded;
use super::words::wanted;

/// Code points of the longest search.
const LONGEST_QUERY: usize = 1000;

/// Words and phrases of a search.
const MOST_CLAUSES: usize = 32;

/// Letters that the beginning of a word must have.
const SHORTEST_PREFIX: usize = 2;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextQuery {
    /// As it was written.
    source: String,
    /// All must hold, one at least is not negated.
    pub(in crate::store) clauses: Vec<Clause>,
}

/// One word, phrase or beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Clause {
    /// It must not be there.
    pub negated: bool,
    /// Where alone it counts.
    pub field: Option<Field>,
    /// What it is.
    pub sought: Sought,
}

/// What a clause looks for; all folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Sought {
    /// A word in any form, also as a part of a compound: any of its dictionary forms.
    Word(Vec<String>),
    /// Words that follow each other, each in any form.
    Phrase(Vec<Vec<String>>),
    /// The beginning of a word.
    Prefix(String),
}

/// A part of an article with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::store) enum Field {
    /// Its headline.
    Title,
    /// Its text; of a claim or figure its own words.
    Text,
    /// Who published it.
    Source,
    /// Who wrote it.
    Author,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Title, Self::Text, Self::Source, Self::Author];

    /// Its name in a search.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
            Self::Source => "source",
            Self::Author => "author",
        }
    }
}

/// Why a search can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// Where, in code points from the start of `q`.
    pub position: usize,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at character {}: {}", self.position + 1, self.problem)
    }
}

impl std::error::Error for QueryError {}

impl TextQuery {
    /// Reads a search.
    ///
    /// # Errors
    /// With the place, when it is too long, a quotation mark is open, a field is unknown, or it looks for nothing.
    pub fn parse(source: &str) -> Result<Self, QueryError> {
        let chars: Vec<char> = source.chars().collect();
        if chars.len() > LONGEST_QUERY {
            let problem = format!("a search has at most {LONGEST_QUERY} characters");
            return Err(QueryError { position: LONGEST_QUERY, problem });
        }
        let mut parser = Parser { chars, at: 0 };
        let mut clauses = Vec::new();
        let mut negated_at = None;
        while let Some(start) = parser.next_start() {
            if clauses.len() == MOST_CLAUSES {
                return Err(error(start, &format!("a search has at most {MOST_CLAUSES} words and phrases")));
            }
            let clause = parser.clause()?;
            if let Some(Clause { negated: true, .. }) = clause {
                negated_at.get_or_insert(start);
            }
            clauses.extend(clause);
        }
        if clauses.iter().all(|clause| clause.negated) {
            return Err(match negated_at {
                Some(at) => {
                    error(at, "something must be looked for as well, not only left out; add a word without a minus")
                }
                None => error(0, "there is no word in it; write at least one letter or digit"),
            });
        }
        Ok(Self { source: source.to_owned(), clauses })
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }
}

fn error(position: usize, problem: &str) -> QueryError {
    QueryError { position, problem: problem.to_owned() }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '„' | '“' | '”' | '«' | '»')
}

struct Parser {
    chars: Vec<char>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// Goes to the start of the next clause.
    fn next_start(&mut self) -> Option<usize> {
        while self.peek()?.is_whitespace() {
            self.at += 1;
        }
        Some(self.at)
    }

    /// Takes what stands up to white space or a quotation mark.
    fn chunk(&mut self) -> String {
        let rest = self.chars.get(self.at..).unwrap_or_default();
        let chunk: String = rest.iter().take_while(|c| !c.is_whitespace() && !is_quote(**c)).collect();
        self.at += chunk.chars().count();
        chunk
    }

    /// A clause; `None` for what holds no word, such as a dash.
    fn clause(&mut self) -> Result<Option<Clause>, QueryError> {
        let negated = matches!(self.peek(), Some('-' | '−'));
        if negated {
            self.at += 1;
            if self.peek().is_none_or(char::is_whitespace) {
                return Ok(None);
            }
        }
        let field = self.field()?;
        let sought = match self.peek() {
            Some(c) if is_quote(c) => Some(self.phrase()?),
            None => None,
            Some(c) if c.is_whitespace() => None,
            Some(_) => self.word()?,
        };
        if let (Some((at, field)), None) = (field, &sought) {
            return Err(error(at, &format!("nothing follows `{}:`; write the word right behind it", field.name())));
        }
        Ok(sought.map(|sought| Clause { negated, field: field.map(|(_, field)| field), sought }))
    }

    /// The name of a field with its colon, and where it stood.
    fn field(&mut self) -> Result<Option<(usize, Field)>, QueryError> {
        let rest = self.chars.get(self.at..).unwrap_or_default();
        let name: String = rest.iter().take_while(|c| c.is_alphabetic()).collect();
        let length = name.chars().count();
        // "https://" and "Nutzer:innen" are no fields.
        let after = |more: usize| rest.get(length + more).copied();
        if name.is_empty() || after(0) != Some(':') || after(1) == Some('/') {
            return Ok(None);
        }
        let start = self.at;
        if let Some(field) = Field::ALL.into_iter().find(|field| field.name() == name.to_lowercase()) {
            self.at += length + 1;
            return Ok(Some((start, field)));
        }
        if name.chars().next().is_some_and(char::is_uppercase) && after(1).is_some_and(char::is_alphabetic) {
            return Ok(None);
        }
        let known: Vec<_> = Field::ALL.into_iter().map(Field::name).collect();
        Err(error(
            start,
            &format!("there is no field `{name}`, only {}; without a colon it is a word", known.join(", ")),
        ))
    }

    fn phrase(&mut self) -> Result<Sought, QueryError> {
        let open = self.at;
        let rest = self.chars.get(open + 1..).unwrap_or_default();
        let Some(length) = rest.iter().position(|c| is_quote(*c)) else {
            return Err(error(open, "this quotation mark is never closed"));
        };
        let inside: String = rest.iter().take(length).collect();
        self.at = open + length + 2;
        let words: Vec<_> = wanted(&inside).into_iter().map(|(forms, _)| forms).collect();
        if words.is_empty() {
            return Err(error(open, "there is no word in these quotation marks"));
        }
        if words.len() > MOST_CLAUSES {
            return Err(error(open, &format!("a phrase has at most {MOST_CLAUSES} words")));
        }
        Ok(Sought::Phrase(words))
    }

    fn word(&mut self) -> Result<Option<Sought>, QueryError> {
        let start = self.at;
        let chunk = self.chunk();
        if let Some(star) = chunk.chars().position(|c| c == '*') {
            return Self::prefix(start, &chunk, star).map(Some);
        }
        let mut words: Vec<_> = wanted(&chunk).into_iter().map(|(forms, _)| forms).collect();
        Ok(match words.len() {
            0 => None,
            1 => words.pop().map(Sought::Word),
            2..=MOST_CLAUSES => Some(Sought::Phrase(words)),
            _ => return Err(error(start, &format!("a phrase has at most {MOST_CLAUSES} words"))),
        })
    }

    fn prefix(start: usize, chunk: &str, star: usize) -> Result<Sought, QueryError> {
        if star + 1 < chunk.chars().count() {
            return Err(error(start + star, "`*` stands only at the end of a word"));
        }
        let mut words = wanted(chunk.trim_end_matches('*'));
        let prefix = words.pop().map(|(_, form)| form).filter(|form| words.is_empty() && folded(form) == *form);
        let long = prefix.filter(|prefix| prefix.chars().count() >= SHORTEST_PREFIX);
        long.map(Sought::Prefix).ok_or_else(|| {
            let least = format!("{SHORTEST_PREFIX} letters or digits at least");
            error(start, &format!("before `*` stands the beginning of one word, {least}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str) -> String {
        let parsed = TextQuery::parse(query).expect(query);
        let clauses = parsed.clauses.iter().map(|clause| {
            let minus = if clause.negated { "-" } else { "" };
            let field = clause.field.map(|field| format!("{}:", field.name())).unwrap_or_default();
            let sought = match &clause.sought {
                Sought::Word(forms) => forms.join("|"),
                Sought::Phrase(words) => {
                    format!("\"{}\"", words.iter().map(|forms| forms.join("|")).collect::<Vec<_>>().join(" "))
                }
                Sought::Prefix(prefix) => format!("{prefix}*"),
            };
            format!("{minus}{field}{sought}")
        });
        clauses.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn searches_are_read() {
        for (query, read) in [
            ("Preise", "preis"),
            ("  Preise   Straße ", "preis strasse"),
            ("-Gas Preis", "-gas preis"),
            ("−Gas Preis", "-gas preis"),
            ("Berlin - Hamburg", "berlin hamburg"),
            ("\"Deutsche Bank\"", "\"deutsche bank\""),
            ("„Deutsche Bank“ -»alte Bank«", "\"deutsche bank\" -\"alte|alt bank\""),
            ("title:Preise -title:Gas", "title:preis -title:gas"),
            ("TITLE:\"Der Preis\"", "title:\"der preis\""),
            ("source:beispiel.de", "source:beispield"),
            ("Häus*", "haeus*"),
            ("Haeus*", "haeus*"),
            ("author:Lü*", "author:lue*"),
            ("12:30 Uhr", "12:30 uhr"),
            ("https://beispiel.de/x", "https://beispiel.de/x"),
            ("Nutzer:innen", "nutzerin"),
            ("😀 Preis", "preis"),
            ("Preis!", "preis"),
            ("u\u{308}ber", "ueb|ueber"),
        ] {
            assert_eq!(shown(query), read, "{query}");
        }
    }

    #[test]
    fn what_cant_be_read_is_told_with_its_place() {
        for (query, position, reason) in [
            ("", 0, "empty"),
            ("   ", 0, "blank"),
            ("😀", 0, "no word"),
            ("-", 0, "a dash alone"),
            ("  -Gas", 2, "only a minus"),
            ("-Gas -\"roter Strom\"", 0, "only minuses"),
            ("Preis \"Strom", 6, "an open quotation mark"),
            ("Preis \"\"", 6, "an empty phrase"),
            ("äöü \"…\"", 4, "a phrase without a word"),
            ("titel:Preis", 0, "an unknown field"),
            ("Preis title:", 6, "a field without a word"),
            ("Preis title: Strom", 6, "a field apart from its word"),
            ("*", 0, "a star alone"),
            ("Preis p*", 6, "a short beginning"),
            ("Pr*is", 2, "a star inside"),
            ("*preis", 0, "a star before"),
            ("a+b*", 0, "the beginning of two words"),
        ] {
            let error = TextQuery::parse(query).expect_err(reason);
            assert_eq!(error.position, position, "{reason}: {error}");
        }
        let long = "ä".repeat(LONGEST_QUERY + 1);
        assert_eq!(TextQuery::parse(&long).unwrap_err().position, LONGEST_QUERY);
        assert!(TextQuery::parse(&long[2..]).is_ok());
        let many = "a ".repeat(MOST_CLAUSES + 1);
        assert_eq!(TextQuery::parse(&many).unwrap_err().position, MOST_CLAUSES * 2);
    }
}
