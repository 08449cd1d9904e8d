//! Finds the cue verbs of clauses: separable verbs with their particles, companions checked, passives told.

use crate::nlp::document::Annotations;
use crate::nlp::lexicon::closed::{Class, closed};
use crate::nlp::lexicon::cues::{Complement, CueEntry, CueForm, CueLexicon};
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::separable;
use crate::nlp::syntax::words::{Features, Words, starts_upper};

/// A verb that says that something is said.
#[derive(Debug, Clone)]
pub(crate) struct CueHit {
    /// Index of the clause.
    pub(crate) clause: usize,
    /// Rows of the lexicon that fit, the most specific first.
    pub(crate) rows: Vec<u16>,
    /// Token of the verb.
    pub(crate) verb: usize,
    /// All its tokens: auxiliary, reflexive, companion, particle; in order.
    pub(crate) tokens: Vec<usize>,
    pub(crate) passive: bool,
}

/// Looks for cues in clauses.
pub(crate) struct CueFinder<'a> {
    pub(crate) layers: &'a Annotations<'a>,
    pub(crate) words: &'a Words<'a>,
    pub(crate) lexicon: &'a CueLexicon,
}

/// A verb in its clause.
struct Verb<'a> {
    clause: &'a Clause,
    /// The tokens of the clause.
    own: &'a [usize],
    /// Which of them it is.
    place: usize,
}

impl CueFinder<'_> {
    /// The cue of every clause that has one; of several verbs in a clause the first that fits.
    pub(crate) fn find(&self, clauses: &[Clause]) -> Vec<CueHit> {
        let mut hits = Vec::new();
        for (index, clause) in clauses.iter().enumerate() {
            if matches!(clause.kind, ClauseKind::Quoted | ClauseKind::Contrast) {
                continue;
            }
            let own: Vec<usize> = clause.tokens().collect();
            let mut found: Option<CueHit> = None;
            for (place, &i) in own.iter().enumerate() {
                if self.layers.word(i).len() < 3 || starts_upper(self.layers.word(i)) && i != clause.start() {
                    continue;
                }
                let forms = self.lexicon.verb_forms(self.words.lower(i));
                if forms.is_empty() {
                    continue;
                }
                if let Some(hit) = self.read(index, &Verb { clause, own: &own, place }, forms) {
                    // The content verb stands last: "will bekannt geben" is no will.
                    found = Some(hit);
                    break;
                }
            }
            hits.extend(found);
        }
        hits
    }

    fn read(&self, index: usize, verb: &Verb<'_>, forms: &[CueForm]) -> Option<CueHit> {
        let Verb { clause, own, place } = *verb;
        let i = own[place];
        let is_finite = clause.finite == Some(i);
        let auxiliary = clause.finite.filter(|&f| f != i && self.words.features(f).has(Features::AUXILIARY));
        let particle = is_finite.then(|| separable::particle(self.words, &self.layers.morphs, clause, i)).flatten();
        let mut rows: Vec<(usize, u16, Vec<usize>)> = Vec::new();
        for form in forms {
            let entry = self.lexicon.entry(form.cue);
            let mut tokens = vec![i];
            if is_finite {
                if !form.form.finite() {
                    continue;
                }
                let wanted = entry.particle.as_deref();
                match (form.separated, particle) {
                    (true, _) => {
                        let behind = || wanted.and_then(|p| separable::particle_named(self.words, clause, i, p));
                        let Some(at) = behind().or_else(|| self.particle_before(entry, i)) else { continue };
                        tokens.push(at);
                    }
                    (false, Some(_)) if entry.particle.is_none() => continue,
                    (false, _) => {}
                }
            } else {
                let before = self.particle_before(entry, i);
                if form.separated && before.is_none() || !self.is_nonfinite_cue(verb, *form, auxiliary.is_some()) {
                    continue;
                }
                tokens.extend(before.filter(|_| form.separated));
            }
            if self.is_state(entry, own, auxiliary) || self.is_reflexive(entry, i) {
                continue;
            }
            let Some(companions) = self.companions(entry, own, i) else { continue };
            let specificity =
                2 * entry.with.len() + usize::from(form.separated) + usize::from(entry.particle.is_some());
            tokens.extend(companions);
            rows.push((specificity, form.cue, tokens));
        }
        let best = rows.iter().map(|r| r.0).max()?;
        let mut tokens: Vec<usize> = rows.iter().filter(|r| r.0 == best).flat_map(|r| r.2.iter().copied()).collect();
        rows.sort_by_key(|r| std::cmp::Reverse(r.0));
        let passive = !is_finite && (self.passive(own, auxiliary) || self.is_past_state(&rows, own, auxiliary));
        tokens.extend(auxiliary);
        if !is_finite {
            tokens.extend(own.iter().copied().filter(|&t| matches!(self.words.lower(t), "worden" | "gewesen")));
        }
        tokens.sort_unstable();
        tokens.dedup();
        Some(CueHit { clause: index, rows: rows.into_iter().map(|r| r.1).collect(), verb: i, tokens, passive })
    }

    /// "bekannt gab", "bekannt zu geben": the particle right before its verb.
    fn particle_before(&self, entry: &CueEntry, verb: usize) -> Option<usize> {
        let zu = verb.checked_sub(1).filter(|b| self.words.lower(*b) == "zu");
        let before = zu.unwrap_or(verb).checked_sub(1)?;
        (Some(self.words.lower(before)) == entry.particle.as_deref()).then_some(before)
    }

    fn is_nonfinite_cue(&self, verb: &Verb<'_>, form: CueForm, auxiliary: bool) -> bool {
        let Verb { clause, own, place } = *verb;
        let features = self.words.features(own[place]);
        let infinitive_clause = matches!(clause.kind, ClauseKind::Infinitive | ClauseKind::Purpose);
        if features.has(Features::AUXILIARY) || features.has(Features::ZU_INFINITIVE) && !infinitive_clause {
            return false;
        }
        if infinitive_clause {
            return form.form.infinitive() && features.intersects(Features::ZU_INFINITIVE | Features::INFINITIVE);
        }
        if !auxiliary || !(form.form.participle() || form.form.infinitive()) {
            return false;
        }
        // The verb part closes its clause, or an auxiliary follows.
        own.get(place + 1).is_none_or(|&next| {
            let features = self.words.features(next);
            next != own[place] + 1
                || features.intersects(Features::PUNCTUATION | Features::AUXILIARY | Features::COORDINATOR)
                || self.words.lower(next) == "lassen"
        })
    }

    /// "ist bekannt", "ist geplant": a state, not an act; but "ist davon ausgegangen".
    fn is_state(&self, entry: &CueEntry, own: &[usize], auxiliary: Option<usize>) -> bool {
        let being = auxiliary.is_some_and(|a| closed().of(self.words.lower(a)).has(Class::StateOfBeing));
        let perfect = ["gehen", "kommen", "gelangen"].iter().any(|v| entry.lemma.ends_with(v));
        let happened = own.iter().any(|&t| matches!(self.words.lower(t), "worden" | "geworden" | "gewesen"));
        being && !perfect && !happened
    }

    /// "war angewiesen gewesen, …": who was told so.
    fn is_past_state(&self, rows: &[(usize, u16, Vec<usize>)], own: &[usize], auxiliary: Option<usize>) -> bool {
        let being = auxiliary.is_some_and(|a| closed().of(self.words.lower(a)).has(Class::StateOfBeing));
        let told = || rows.iter().any(|r| self.lexicon.entry(r.1).complement.intersects(Complement::TOLD_ACCUSATIVE));
        being && own.iter().any(|&t| self.words.lower(t) == "gewesen") && told()
    }

    /// "bestätigt sich", "zeigt sich": it happens, nobody says it.
    fn is_reflexive(&self, entry: &CueEntry, verb: usize) -> bool {
        entry.with.is_empty()
            && self.words.lower(verb + 1) == "sich"
            && entry.complement.intersects(Complement::NOT_REFLEXIVE)
    }

    fn passive(&self, own: &[usize], auxiliary: Option<usize>) -> bool {
        auxiliary.is_some_and(|a| self.words.features(a).has(Features::WERDEN))
            && !own.iter().any(|&t| {
                self.words.features(t).has(Features::INFINITIVE) && !self.words.features(t).has(Features::FINITE)
            })
            || own.iter().any(|&t| self.words.lower(t) == "worden")
    }

    /// One token for each group of words that must stand beside the verb; `None` when one is missing.
    fn companions(&self, entry: &CueEntry, own: &[usize], verb: usize) -> Option<Vec<usize>> {
        entry
            .with
            .iter()
            .map(|group| {
                own.iter().copied().find(|&t| {
                    let lower = self.words.lower(t);
                    t != verb
                        && group.iter().any(|word| {
                            lower == &**word
                                || word.len() > 4 && lower.strip_suffix(['n', 's']).is_some_and(|l| l == &**word)
                                || word.len() > 5 && lower.strip_suffix("en").is_some_and(|l| l == &**word)
                        })
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::nlp::document::Annotations;
    use crate::nlp::halt::Halt;
    use crate::nlp::lexicon::Lexicon;
    use crate::nlp::morph::MorphTagger;
    use crate::nlp::syntax::{self, Tagged};
    use crate::nlp::{sentence, token};

    #[test]
    fn a_clause_has_the_cue_that_its_words_make() {
        let lexicon = Lexicon::new().expect("embedded data are sound");
        let morph = MorphTagger::new(&lexicon).expect("embedded data are sound");
        let halt = Halt::never();
        for (text, cues, reason) in [
            ("Kern sagte, der Zug fahre.", "sagen: sagte", "a finite verb"),
            ("Kern teilte das am Montag mit.", "mitteilen: teilte mit", "a separable verb"),
            ("Kern teilte den Kuchen.", "", "another verb without the particle"),
            ("Kern hat gesagt, der Zug fahre.", "sagen: hat gesagt", "a perfect"),
            ("Kern will das ankündigen.", "ankündigen: will ankündigen", "the content verb, not the modal"),
            ("Das wurde von Kern gesagt.", "sagen: wurde gesagt passive", "a passive"),
            ("Das bestätigt sich.", "", "it happens"),
            ("Das ist bekannt.", "", "a state"),
            ("Wie Kern bekannt gab, fährt der Zug.", "bekanntgeben: bekannt gab", "written apart"),
            ("Kern hat das bekannt gegeben.", "bekanntgeben: hat bekannt gegeben", "written apart"),
            ("Kern hat das deutlich gemacht.", "deutlichmachen: hat deutlich gemacht", "always written apart"),
            ("Kern hat das gegeben.", "", "another verb without the particle"),
            ("Kern sagte dazu, der Zug fahre.", "sagen: sagte", "with a word that is no particle"),
            ("Kern nahm das Angebot an.", "annehmen: nahm an", "no other verb"),
        ] {
            let tokens = token::tokenize(text);
            let sentences = sentence::split(text, &tokens);
            let morphs = morph.tag(&lexicon, text, &tokens, &sentences);
            let tagged = Tagged { text, tokens: &tokens, sentences: &sentences, morphs: &morphs, halt: &halt };
            let syntax = syntax::read(&lexicon, tagged);
            let layers = Annotations { text, published: None, tokens, sentences, morphs, syntax, halt: &halt };
            let quotations = read(&lexicon, &layers);
            let found: Vec<String> = quotations.units[0]
                .hits
                .iter()
                .map(|hit| {
                    let words: Vec<&str> = hit.tokens.iter().map(|t| layers.word(*t)).collect();
                    let passive = if hit.passive { " passive" } else { "" };
                    format!("{}: {}{passive}", lexicon.cues.entry(hit.rows[0]).lemma, words.join(" "))
                })
                .collect();
            assert_eq!(found.join("; "), cues, "{reason}: {text}");
        }
    }
}
