//! Furniture: lines that came along with the article out of its page and are no part of it. They name people and make
//! claims, but nobody wrote them about the news, and links to other articles least of all.
//!
//! A line is furniture by the phrase it is or begins with ([`Rows`]); a caption by the credit that it ends with. It is read as
//! white space of the same length, so places stay what they are. Deliberately absent: guesses by the look of a line. What
//! no row names is read.

use std::sync::LazyLock;

use crate::nlp::error::DataError;
use crate::text::Span;

const FILE: &str = "normalize/data/furniture.tsv";

/// More words behind a label are a sentence of the article.
const LONGEST_LABEL: usize = 8;

/// A credit is no longer: photographers, agencies.
const LONGEST_CREDIT: usize = 12;

/// A line that ends with a credit is a caption up to here; of a longer one only the credit is furniture.
const LONGEST_CAPTION: usize = 35;

/// How the phrases of a page stand in their lines; in small letters.
#[derive(Debug, Default)]
struct Rows {
    line: Vec<String>,
    begin: Vec<String>,
    label: Vec<String>,
    credit: Vec<String>,
    agency: Vec<String>,
}

static ROWS: LazyLock<Result<Rows, DataError>> = LazyLock::new(|| Rows::parse(include_str!("data/furniture.tsv")));

/// Whether the embedded data is whole.
///
/// # Errors
/// When a row of it is damaged.
pub(super) fn check() -> Result<(), DataError> {
    ROWS.as_ref().map(|_| ()).map_err(Clone::clone)
}

impl Rows {
    fn parse(text: &str) -> Result<Self, DataError> {
        let mut rows = Self::default();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let damaged = |problem: String| DataError::at_line(FILE, number + 1, problem);
            let (kind, phrase) = line.split_once('\t').ok_or_else(|| damaged("wanted kind, tab, phrase".into()))?;
            let list = match kind {
                "line" => &mut rows.line,
                "begin" => &mut rows.begin,
                "label" => &mut rows.label,
                "credit" => &mut rows.credit,
                "agency" => &mut rows.agency,
                other => return Err(damaged(format!("{other:?} is no kind of row"))),
            };
            let phrase = phrase.to_lowercase();
            if phrase.trim().is_empty() || list.contains(&phrase) {
                return Err(damaged(format!("{phrase:?} is empty or stands twice")));
            }
            list.push(phrase);
        }
        Ok(rows)
    }

    /// The part of a line that is furniture, in bytes.
    fn find(&self, line: &str) -> Option<Span> {
        let trimmed = line.trim();
        let start = line.len() - line.trim_start().len();
        let whole = Span::new(start, start + trimmed.len());
        // A bullet or an arrow stands before many a link.
        let text = trimmed.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '©' | '(' | '„' | '"'));
        if text.is_empty() {
            return None;
        }
        let small = text.to_lowercase();
        if self.begins(&small) || self.is_line(&small) || self.is_labelled(&small) || self.is_credited(&small) {
            return Some(whole);
        }
        let credit = self.credit_at_end(trimmed)?;
        let is_caption = trimmed.split_whitespace().count() <= LONGEST_CAPTION;
        Some(if is_caption { whole } else { Span::new(start + credit, whole.end) })
    }

    fn begins(&self, line: &str) -> bool {
        self.begin.iter().any(|phrase| follows(line, phrase).is_some())
    }

    /// Whether the line is a phrase with numbers and marks around it at most.
    fn is_line(&self, line: &str) -> bool {
        let no_letter = |c: char| !c.is_alphabetic();
        let bare = line.trim_matches(no_letter);
        self.line.iter().any(|phrase| bare == phrase.trim_matches(no_letter))
    }

    fn is_labelled(&self, line: &str) -> bool {
        let told = self.label.iter().find_map(|label| follows(line, label)?.strip_prefix(':'));
        told.is_some_and(|told| told.split_whitespace().count() <= LONGEST_LABEL && !has_sentence(told))
    }

    fn is_credited(&self, line: &str) -> bool {
        let told = self.credit.iter().find_map(|label| follows(line, label));
        told.is_some_and(|told| self.is_credit(told.trim_start_matches(':')))
    }

    /// Where the credit begins that a line ends with: behind a sentence, or in brackets.
    fn credit_at_end(&self, line: &str) -> Option<usize> {
        let (begin, told) = if let Some(inner) = line.strip_suffix(')') {
            let open = inner.rfind('(')?;
            (open, &inner[open + 1..])
        } else {
            let ends = line.rmatch_indices(['.', '!', '?', '“', '©', '|']);
            let behind = |(at, mark): (usize, &str)| (at, at + mark.len());
            let mut ends = ends.map(behind).filter(|(_, end)| line[*end..].starts_with(' ') && line.len() > end + 2);
            let (at, end) = ends.next()?;
            let at = if line[at..].starts_with('©') { at } else { end };
            (at, &line[at..])
        };
        let small = told.trim().to_lowercase();
        let marked = small.strip_prefix('©').is_some_and(|told| self.is_credit(told));
        (marked || self.is_credited(&small)).then_some(begin)
    }

    /// Whether these few words name photographers and agencies.
    fn is_credit(&self, told: &str) -> bool {
        let words = told.split_whitespace().count();
        let is_agency = |part: &str| {
            let part = part.trim_matches(|c: char| !c.is_alphanumeric());
            self.agency.iter().any(|agency| {
                part == agency
                    || part
                        .strip_prefix(agency.as_str())
                        .is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphanumeric()))
            })
        };
        let parts = told.split(['/', ',', '|', '(', ')']);
        (1..=LONGEST_CREDIT).contains(&words) && !has_sentence(told) && parts.into_iter().any(is_agency)
    }
}

/// What follows a phrase that a line begins with; the phrase ends where a word does.
fn follows<'l>(line: &'l str, phrase: &str) -> Option<&'l str> {
    let rest = line.strip_prefix(phrase)?;
    let ends = !phrase.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric);
    ends.then_some(rest)
}

/// Whether a sentence ends inside these words.
fn has_sentence(words: &str) -> bool {
    words.trim_end_matches(['.', ' ']).contains(". ") || words.contains(['!', '?'])
}

/// The furniture of a text; nothing of a text that would be nothing else.
pub(super) fn find(text: &str) -> Vec<Span> {
    let Ok(rows) = ROWS.as_ref() else { return Vec::new() };
    let mut found = Vec::new();
    let (mut at, mut is_else) = (0, false);
    for line in text.split_inclusive('\n') {
        let part = rows.find(line);
        is_else |= part.is_none_or(|part| part.of(line).len() < line.trim().len()) && !line.trim().is_empty();
        found.extend(part.map(|part| Span::new(at + part.start, at + part.end)));
        at += line.len();
    }
    if is_else { found } else { Vec::new() }
}

/// The text with white space of the same length in the place of some stretches.
pub(super) fn blanked(text: &str, stretches: &[Span]) -> String {
    let mut read = String::with_capacity(text.len());
    let mut done = 0;
    for stretch in stretches {
        read.push_str(&text[done..stretch.start]);
        read.extend(std::iter::repeat_n(' ', stretch.end - stretch.start));
        done = stretch.end;
    }
    read.push_str(&text[done..]);
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Option<String> {
        let text = format!("Der Rat tagt.\n{line}\nEr spart.");
        let [span] = find(&text)[..] else { return None };
        Some(span.of(&text).to_owned())
    }

    #[test]
    fn lines_of_the_page_are_no_part_of_the_article() {
        for line in [
            "Lesen Sie auch: Minister Kern droht den Städten mit Kürzungen",
            "LESEN SIE AUCH",
            "→ Lesen Sie hier: So reagieren die Anwohner",
            "Mehr zum Thema: Rente",
            "Auch interessant",
            "Anzeige",
            "– Anzeige –",
            "4 Min. Lesezeit",
            "Lesezeit: 4 Minuten",
            "Quelle: beispiel.de, mau/dpa",
            "Stand: 12.03.2026, 14:20 Uhr",
            "Foto: Anna Alt/dpa",
            "Bild: picture alliance / Jan Ort",
            "© dpa-infocom, dpa:260312-99-1",
            "© The Example Times Ltd. 2026",
            "Copyright: Projekt Beispiel, 2026",
            "Wir verwenden Cookies, um Ihnen Inhalte zu zeigen. Dem stimmen Sie zu.",
            "An dieser Stelle finden Sie Inhalte von Beispielgram, die den Artikel ergänzen.",
            "Ich bin damit einverstanden, dass mir externe Inhalte angezeigt werden.",
            "Kommentare (12)",
            "  Zur Startseite  ",
        ] {
            assert_eq!(found(line).as_deref(), Some(line.trim()), "{line}");
        }
    }

    #[test]
    fn captions_are_known_by_their_credit() {
        for (line, part) in [
            ("Ministerin Vera Lindt vor dem Landtag. Foto: Anna Alt/dpa", "all"),
            ("Ministerin Vera Lindt vor dem Landtag (Foto: Anna Alt/dpa)", "all"),
            ("Ministerin Vera Lindt vor dem Landtag © dpa", "all"),
            ("Die Werft in Wismar. Archivfoto: Imago", "all"),
        ] {
            assert_eq!((found(line).as_deref(), part), (Some(line), "all"));
        }
        let long = format!("{}Das sagte sie am Montag. ", "Die Ministerin spricht lange über die Kosten. ".repeat(6));
        assert_eq!(found(&format!("{long}Foto: Anna Alt/dpa")).as_deref(), Some(" Foto: Anna Alt/dpa"));
    }

    #[test]
    fn sentences_of_the_article_stay() {
        for (line, reason) in [
            ("Lesen Sie die Bedingungen genau, rät die Verbraucherzentrale.", "an imperative of the article"),
            ("Bild: Merz plant den Umbau der Regierung und will Anna Alt holen.", "a paper with a colon"),
            ("Das Foto zeigt Anna Alt, sagte die dpa.", "a sentence about a photo"),
            ("Quelle: Die Zahlen hat das Amt selbst erhoben. Es prüft sie noch einmal.", "sentences behind a label"),
            ("Die Anzeige ging am Montag ein.", "a word of the article"),
            ("Anzeige wegen Betrugs: Die Polizei ermittelt", "a headline"),
            ("Werbung wirkt", "a headline of two words"),
            ("Das Unternehmen lieferte mit Zustimmung des Bundestags.", "the word of a note"),
            ("„Wir verwenden Cookies nicht“, sagte Anna Alt.", "in quotation marks"),
            ("Der Bericht stützt sich auf die dpa.", "an agency as a source"),
            ("BERLIN (dpa) – Der Rat tagt.", "a dateline"),
            ("Er kommt aus Wismar (Mecklenburg).", "brackets at the end"),
            ("Uhren sind teuer.", "begins like a row"),
            ("Der Rat spart. Das sagte Anna Alt.", "the end of a paragraph"),
        ] {
            assert_eq!(found(line), None, "{reason}: {line}");
        }
    }

    #[test]
    fn a_text_that_is_nothing_else_is_read() {
        for text in ["Foto: Anna Alt/dpa", "Anzeige\n\nNewsletter", "Lesen Sie auch: Kern warnt", ""] {
            assert_eq!(find(text), [], "{text}");
        }
    }

    #[test]
    fn what_is_left_out_keeps_the_places_of_the_rest() {
        let text = "Größe.\r\nFoto: Ünal/dpa\r\nKälte.";
        let read = blanked(text, &find(text));
        assert_eq!((read.len(), read.find("Kälte")), (text.len(), text.find("Kälte")));
        assert_eq!(read.split_whitespace().collect::<Vec<_>>(), ["Größe.", "Kälte."]);
    }

    #[test]
    fn damaged_rows_are_refused_with_their_line() {
        for (text, problem) in [
            ("line", "wanted kind"),
            ("Zeile\tAnzeige", "no kind of row"),
            ("line\tAnzeige\nline\tanzeige", "stands twice"),
            ("line\t ", "is empty"),
        ] {
            let error = Rows::parse(text).unwrap_err().to_string();
            assert!(error.contains(problem) && error.contains(FILE), "{error}");
        }
    }
}
