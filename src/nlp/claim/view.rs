//! Sources in the guise of a view: "aus Sicht von X", "in den Augen der X", "ginge es nach X", "glaubt man X", "gemäß X",
//! "wie aus X zu erfahren war".

use super::cues::Cues;
use super::phrase::{Phrases, Reach};
use super::source_phrase::{Source, SourceAt, postfixed};
use super::word_list::List;
use crate::nlp::lexicon::source_words::Construction;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::words::Features;

/// "aus Sicht der Industrie", "aus seiner Sicht"; not "aus heutiger Sicht".
pub(super) fn in_view(at: &SourceAt<'_>) -> Option<Source> {
    let SourceAt { text, phrases, word, i, segment, .. } = *at;
    let view = |t: &usize| matches!(text.lower(*t), "sicht" | "perspektive" | "warte" | "blickwinkel");
    let noun = (i + 1..segment.end.min(i + 4)).find(view)?;
    let phrase = phrases.noun_phrase(i + 1, at.stretch_end(i + 1), Reach::Phrase)?;
    // "aus Kerns Sicht"
    let owner = noun - 1;
    let genitive =
        owner > i && text.features(owner).has(Features::NAME) && text.word(owner).ends_with(['s', '’', '\'']);
    let owned = phrase.end > noun + 1 || is_possessive(text.lower(i + 1)) || genitive;
    let mut source = at.source(i, phrase.clone(), i..phrase.end);
    source.medium = word.medium;
    (owned && phrase.contains(&noun)).then_some(source)
}

/// "in den Augen der Kritiker", "in den Augen von X".
pub(super) fn in_eyes(at: &SourceAt<'_>) -> Option<Source> {
    let SourceAt { text, phrases, word, i, segment, .. } = *at;
    i.checked_sub(2).filter(|&b| b >= segment.start && text.lower(b) == "in")?;
    let end = at.stretch_end(i + 1);
    let first = i + 1 + usize::from(text.lower(i + 1) == "von");
    let genitive = first > i + 1 || matches!(text.lower(first), "der" | "des" | "seiner" | "ihrer" | "vieler");
    let speaker = phrases.noun_phrase(first, end, Reach::Phrase).filter(|_| genitive && first < end)?;
    let mut source = at.source(i, speaker.clone(), i - 2..speaker.end);
    source.cue = (i - 2..=i).collect();
    source.medium = word.medium;
    Some(source)
}

/// "Ginge es nach X, …" and "Geht es nach X, …": what X wishes.
pub(super) fn as_wished(at: &SourceAt<'_>) -> Option<Source> {
    let SourceAt { text, phrases, word, i, segment, .. } = *at;
    let verb = i.checked_sub(2).filter(|&v| v >= segment.start)?;
    let goes = matches!(text.lower(verb), "ginge" | "geht" | "ging") && text.lower(verb + 1) == "es";
    let phrase = phrases.noun_phrase(i + 1, segment.end, Reach::Phrase).filter(|p| goes && p.end == segment.end)?;
    let mut source = at.source(verb, phrase.clone(), verb..phrase.end);
    source.cue = vec![verb, verb + 1, i];
    source.medium = word.medium;
    source.certainty = word.certainty;
    Some(source)
}

/// "Glaubt man X, …".
pub(super) fn believing(at: &SourceAt<'_>) -> Option<Source> {
    let SourceAt { text, phrases, i, segment, .. } = *at;
    i.checked_sub(1).filter(|&b| b >= segment.start && text.lower(b) == "glaubt")?;
    let phrase = phrases.noun_phrase(i + 1, segment.end, Reach::Phrase).filter(|p| p.end == segment.end)?;
    let mut source = at.source(i - 1, phrase.clone(), i - 1..phrase.end);
    source.cue = vec![i - 1, i];
    (i == segment.start + 1).then_some(source)
}

/// "Gerüchten zu Folge".
pub(super) fn postfixed_apart(at: &SourceAt<'_>) -> Option<Source> {
    let SourceAt { text, i, segment, .. } = *at;
    let before = i.checked_sub(1).filter(|&b| b >= segment.start && text.lower(b) == "zu")?;
    let mut source = postfixed(&SourceAt { i: before, ..*at })?;
    source.cue.push(i);
    source.frame.end = i + 1;
    Some(source)
}

/// "gemäß der Polizei", "gemäss einem Papier": somebody or something written; not "gemäß dem Gesetz".
pub(super) fn actor_after(at: &SourceAt<'_>) -> Option<Source> {
    let SourceAt { text, phrases, i, .. } = *at;
    let phrase = phrases.noun_phrase(i + 1, at.stretch_end(i + 1), Reach::Phrase)?;
    let head = phrase.clone().find(|&t| text.features(t).has(Features::NOUN))?;
    let known = List::AccordingTo.is_end_of(text.lower(head));
    let speaks = phrases.actors.can_speak(head, text.word(head));
    (known || speaks || phrase.clone().any(|t| phrases.actors.names_actor(t)))
        .then(|| at.source(i, phrase.clone(), i..phrase.end))
}

/// "wie aus X zu erfahren war", "wie einem Bericht zu entnehmen ist".
pub(super) fn gathered(phrases: &Phrases<'_>, cues: Cues<'_>, clause: &Clause) -> Option<Source> {
    if clause.kind != ClauseKind::As {
        return None;
    }
    let text = phrases.text;
    let finite = clause.finite.filter(|&f| matches!(text.lower(f), "ist" | "war" | "sei"))?;
    let verb = finite.checked_sub(1)?;
    let rows = cues.lexicon.sources(text.lower(verb));
    let word = rows.iter().find(|row| row.construction == Construction::Gathered)?;
    let segment = clause.segments.iter().find(|s| s.contains(&verb))?;
    if verb < segment.start + 2 || text.lower(verb - 1) != "zu" {
        return None;
    }
    let prepositional = phrases.source(clause);
    let dative = || {
        let phrase = phrases.noun_phrase(segment.start + 1, verb - 1, Reach::Phrase)?;
        Some(vec![phrase])
    };
    let speaker = if prepositional.is_empty() { dative().unwrap_or_default() } else { prepositional };
    let at = SourceAt { text: cues.text, phrases, cues, word, i: verb, segment };
    let mut source = at.source(verb, speaker.first()?.clone(), segment.clone());
    source.cue = vec![verb - 1, verb, finite];
    Some(source)
}

/// "seiner", "ihrer": whose view it is stands in the text.
fn is_possessive(lower: &str) -> bool {
    matches!(lower, "seiner" | "ihrer")
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn a_view_is_a_source_when_it_is_somebodys() {
        check(&[
            ("Aus Sicht der Industrie sind Zölle nötig.", Some(("sind Zölle nötig", "Sicht der Industrie"))),
            ("Aus Kerns Sicht sind Zölle nötig.", Some(("sind Zölle nötig", "Kerns Sicht"))),
            ("Gerüchten zu Folge geht der Chef.", Some(("geht der Chef", "Gerüchten"))),
            ("Gemäss einem Sprecher ruht die Baustelle.", Some(("ruht die Baustelle", "einem Sprecher"))),
            ("Ginge es nach Kern, würden Zölle abgeschafft.", Some(("würden Zölle abgeschafft", "Kern"))),
            ("Glaubt man den Zahlen, sinkt die Quote.", Some(("sinkt die Quote", "den Zahlen"))),
            ("In den Augen der Kritiker ist das zu wenig.", Some(("ist das zu wenig", "der Kritiker"))),
            ("Wie aus Kreisen zu erfahren war, geht der Chef.", Some(("geht der Chef", "Kreisen"))),
            (
                "Aus Sicht des an dem Lauf beteiligten Klubs wird viel dafür sprechen.",
                Some(("wird viel dafür sprechen", "Sicht des an dem Lauf beteiligten Klubs")),
            ),
            ("Aus heutiger Sicht ist das klar.", None),
            ("Gemäß dem Gesetz ist das verboten.", None),
            ("Es geht nach Hause.", None),
        ]);
    }
}
