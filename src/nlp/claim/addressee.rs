//! To whom something was said: "gegenüber X", "im Gespräch mit X", the dative beside "sagen", the accusative beside
//! "auffordern", and the subject where such a verb is passive.

use std::ops::Range;

use super::draft::{Ranges, ranges, single};
use super::phrase::Reach;
use super::scene::Scene;
use super::word_list::List;
use crate::nlp::lexicon::cues::Complement;
use crate::nlp::morph::Number;
use crate::nlp::quote::Unit;
use crate::nlp::quote::cue::CueHit;
use crate::nlp::syntax::words::{Features, starts_upper};

impl Scene<'_> {
    /// To whom the claim of `hit` is said; `content` says whether a clause or quotation is what is said, so that no other
    /// phrase can be the object.
    pub(super) fn addressee(&self, unit: &Unit, hit: &CueHit, speaker: &Ranges, content: bool) -> Ranges {
        let clause = &unit.clauses[hit.clause];
        let entry = self.lexicon.entry(hit.rows[0]);
        let lemma = &*entry.lemma;
        let own = ranges(clause.tokens());
        for stretch in &own {
            let found = self.told_by_preposition(stretch, lemma).filter(|_| !hit.passive);
            if let Some(found) = found {
                return single(self.without_tail(&found));
            }
        }
        let dative = entry.complement.intersects(Complement::TOLD_DATIVE);
        let accusative = entry.complement.intersects(Complement::TOLD_ACCUSATIVE);
        if !dative && !accusative {
            return Vec::new();
        }
        if hit.passive {
            let dative = self.fronted(&own, clause.finite);
            if !dative.is_empty() || !content {
                return dative;
            }
            let subject = self.phrases.subject(unit.clauses, hit.clause);
            // A bare name may be a dative: "Kern wird vorgeworfen, …".
            let bare = subject.first().is_some_and(|r| !self.words.features(r.start).has(Features::DETERMINER));
            let told = subject.first().is_some_and(|r| self.words.lower(r.start) != "es") && (accusative || bare);
            let told = told && subject != *speaker;
            return if told { subject.iter().map(|r| self.without_tail(r)).collect() } else { Vec::new() };
        }
        for stretch in &own {
            if let Some(found) = self.told_by_case(stretch, hit, speaker, (dative, content)) {
                return single(found);
            }
        }
        Vec::new()
    }

    /// "Dem Angeklagten wird vorgeworfen, …": the dative before the verb.
    fn fronted(&self, own: &Ranges, finite: Option<usize>) -> Ranges {
        let Some(first) = own.first().filter(|r| finite.is_some_and(|f| f > r.start)) else { return Vec::new() };
        let phrase = self.phrases.noun_phrase(first.start, first.end, Reach::Phrase);
        phrase.filter(|p| self.phrases.is_oblique(p)).map_or_else(Vec::new, single)
    }

    /// "gegenüber X", "im Interview mit X", "vor Journalisten", "an X gewandt", and "zu X" beside "sagen".
    pub(super) fn told_by_preposition(&self, stretch: &Range<usize>, lemma: &str) -> Option<Range<usize>> {
        stretch.clone().find_map(|i| {
            let phrase = || self.phrases.noun_phrase(i + 1, stretch.end, Reach::Phrase).filter(|p| p.len() < 14);
            let talk = || {
                let before = i.checked_sub(1).map_or("", |b| self.words.lower(b));
                before.ends_with("gespräch") || before.ends_with("interview") || before.ends_with("telefonat")
            };
            let lower = self.words.lower(i);
            match lower {
                "gegenüber" => phrase(),
                "mit" if i > stretch.start && talk() => phrase(),
                _ if List::BeforeAudience.holds(lower) => phrase().filter(|p| self.is_audience(p)),
                _ if lemma == "sagen" && List::ToAudience.holds(lower) => {
                    phrase().filter(|p| self.is_audience(p) || p.clone().any(|t| self.phrases.actors.names_actor(t)))
                }
                // "verlangte von den Ländern"
                _ if List::OfAudience.holds(lower) && matches!(lemma, "verlangen" | "fordern" | "erwarten") => phrase(),
                _ if List::TurnedTo.holds(lower) => {
                    phrase().filter(|p| matches!(self.words.lower(p.end), "gewandt" | "gerichtet" | "adressiert"))
                }
                _ => None,
            }
        })
    }

    fn is_audience(&self, phrase: &Range<usize>) -> bool {
        let head = phrase.clone().find(|&i| self.words.features(i).has(Features::NOUN));
        head.is_some_and(|i| List::Audience.is_end_of(self.words.lower(i)))
    }

    /// The dative or accusative in a stretch of the frame.
    fn told_by_case(
        &self,
        stretch: &Range<usize>,
        hit: &CueHit,
        speaker: &Ranges,
        (dative, content): (bool, bool),
    ) -> Option<Range<usize>> {
        let mut i = stretch.start;
        while i < stretch.end {
            if hit.tokens.contains(&i) || speaker.iter().any(|r| r.contains(&i)) {
                i += 1;
                continue;
            }
            if self.words.features(i).has(Features::PREPOSITION) {
                i = self.phrases.noun_phrase(i + 1, stretch.end, Reach::Phrase).map_or(i + 1, |p| p.end);
                continue;
            }
            let lower = self.words.lower(i);
            let pronoun = if dative {
                matches!(lower, "ihm" | "ihnen" | "mir" | "uns") || lower == "ihr" && !self.opens_own_phrase(i, stretch)
            } else {
                matches!(lower, "ihn" | "uns" | "mich")
            };
            if pronoun && i > stretch.start {
                return Some(i..i + 1);
            }
            if self.phrases.opens_phrase(i)
                && let Some(phrase) = self.phrases.noun_phrase(i, stretch.end, Reach::Phrase)
            {
                let fits = if dative { self.is_told(&phrase, content) } else { self.is_asked(&phrase) };
                let marked = content || self.is_marked(&phrase);
                if fits && marked && !speaker.is_empty() && (self.is_audience(&phrase) || !self.is_time(&phrase)) {
                    return Some(self.without_tail(&phrase));
                }
                i = phrase.end;
                continue;
            }
            i += 1;
        }
        None
    }

    fn opens_own_phrase(&self, i: usize, stretch: &Range<usize>) -> bool {
        self.phrases.noun_phrase(i, stretch.end, Reach::Phrase).is_some_and(|p| p.len() > 1)
    }

    /// A dative, or where it cannot be the object a bare name or plural: "sagte Reportern, …".
    fn is_told(&self, phrase: &Range<usize>, content: bool) -> bool {
        let first = self.words.lower(phrase.start);
        let marked = List::DativeMarked.holds(first);
        if marked {
            // "den Umstieg" is an accusative.
            let head = phrase.clone().find(|&i| self.words.features(i).has(Features::NOUN));
            let many = head.is_some_and(|i| {
                self.layers.morphs[i].number != Some(Number::Singular) && self.words.lower(i).ends_with(['n', 's'])
            });
            return self.phrases.is_oblique(phrase) && (!matches!(first, "den" | "seinen" | "ihren") || many);
        }
        let bare = starts_upper(self.word(phrase.start)) && self.words.features(phrase.start).has(Features::NOUN);
        let many =
            self.words.lower(phrase.end - 1).ends_with('n') && !self.words.features(phrase.start).has(Features::NAME);
        content && bare && (many && phrase.len() == 1 || phrase.clone().any(|t| self.phrases.actors.names_actor(t)))
    }

    /// In the report of a speech act only what an article marks, or a name.
    fn is_marked(&self, phrase: &Range<usize>) -> bool {
        self.words.features(phrase.start).has(Features::DETERMINER)
            || phrase.clone().any(|t| self.phrases.actors.names_actor(t))
    }

    /// "dankte den Helfern für …", "warf dem Konzern Betrug vor": what the verb governs is no part of it.
    fn without_tail(&self, phrase: &Range<usize>) -> Range<usize> {
        let common =
            |i: usize| self.words.features(i).has(Features::NOUN) && !self.words.features(i).has(Features::NAME);
        let object = |i: usize| {
            common(i) && !self.phrases.actors.names_actor(i) && self.words.features(i - 1).has(Features::NOUN)
        };
        let tail = |i: &usize| matches!(self.words.lower(*i), "für" | "von" | "vom" | "aus" | "in") || object(*i);
        phrase.start..phrase.clone().skip(1).find(tail).unwrap_or(phrase.end)
    }

    /// An accusative: not marked as dative or genitive.
    fn is_asked(&self, phrase: &Range<usize>) -> bool {
        let features = self.words.features(phrase.start);
        let first = self.words.lower(phrase.start);
        let dative = List::NeverAccusative.holds(first);
        !dative
            && !features.has(Features::PRONOUN)
            && phrase.clone().any(|i| self.words.features(i).has(Features::NOUN))
    }

    /// "am Montag", "vergangene Woche", "diesen Abend" tell when, not whom.
    fn is_time(&self, phrase: &Range<usize>) -> bool {
        phrase.clone().any(|i| {
            let lower = self.words.lower(i);
            List::Times.is_end_of(lower)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::claims;

    #[test]
    fn an_addressee_is_told_by_case_and_preposition() {
        for (text, expected) in [
            ("Petersen sagte der Zeitung, er gehe.", Some("der Zeitung")),
            ("Gegenüber der Polizei erklärte er, er sei allein gewesen.", Some("der Polizei")),
            ("Der Rat forderte die Regierung auf, zu sparen.", Some("die Regierung")),
            ("Er sagte am Montag, er gehe.", None),
            ("Kern empfahl den Umstieg.", None),
        ] {
            let told = claims(text).into_iter().next().and_then(|claim| claim.addressee).map(|told| told.name);
            assert_eq!(told.as_deref(), expected, "{text}");
        }
    }
}
