//! Finds what carries sentiment in a sentence: expressions, directions, single words.

use super::super::analysis::Figure;
use super::super::document::Annotations;
use super::super::morph::VerbForm;
use super::direction;
use super::idiom::{Idiom, key_into};
use super::load::Data;
use super::scene::Scene;
use super::words::{Class, Role};
use crate::text::Span;

/// Something that carries sentiment, before it becomes evidence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    /// First item of its span.
    pub first: usize,
    /// Last item of its span.
    pub last: usize,
    /// The item that decides where it stands.
    pub head: usize,
    /// The thing whose rise or fall it tells, if that is what it does.
    pub thing: Option<usize>,
    /// Its weight, changed by shifters later.
    pub weight: f64,
    /// Part of speech of the head.
    pub class: Class,
    /// Whom it falls on.
    pub role: Role,
    /// Whether a participle or infinitive carries it, so that a passive or a modal may govern it.
    pub participle: bool,
}

impl Hit {
    /// Where it stands in the text.
    pub(super) fn span(&self, layers: &Annotations<'_>, scene: &Scene) -> Span {
        let (first, last) = (layers.tokens[scene.base + self.first], layers.tokens[scene.base + self.last]);
        first.span.cover(last.span)
    }
}

/// All hits of the sentence in text order, unshifted.
pub(super) fn find(data: &Data, layers: &Annotations<'_>, figures: &[Figure], scene: &mut Scene, hits: &mut Vec<Hit>) {
    hits.clear();
    idioms(data, layers, scene, hits);
    direction::outcomes(layers, scene);
    direction::find(layers, scene, hits);
    direction::figures(layers, scene, figures, hits);
    for i in 0..scene.items.len() {
        let item = scene.items[i];
        if !item.free() {
            continue;
        }
        let participle = layers.morphs[scene.base + i].verb_form == Some(VerbForm::Participle);
        let token = layers.tokens[scene.base + i].span;
        // "gut 80 Prozent", "knapp zwei Millionen"
        if figures.iter().any(|figure| figure.approximation.is_some() && figure.span.start == token.start) {
            continue;
        }
        let info = item.info;
        let (weight, class, role) = (info.weight, info.class, info.role);
        hits.push(Hit { first: i, last: i, head: i, thing: None, weight, class, role, participle });
    }
    hits.sort_by_key(|h| (h.first, h.last));
}

fn idioms(data: &Data, layers: &Annotations<'_>, scene: &mut Scene, hits: &mut Vec<Hit>) {
    let (mut buffer, mut other) = (String::new(), String::new());
    let mut verbs =
        Verbs { data, layers, base: scene.base, known: vec![None; scene.items.len()], buffer: String::new() };
    for i in 0..scene.items.len() {
        let word = layers.word(scene.base + i);
        if word.len() < 2 || scene.items[i].masked || scene.items[i].used {
            continue;
        }
        key_into(word, &mut buffer);
        let Some(list) = data.idioms.anchors.get(buffer.as_str()) else { continue };
        let best = list
            .iter()
            .map(|&n| &data.idioms.list[n as usize])
            .filter_map(|idiom| {
                let at = kernel(layers, scene, idiom, i, &mut other)?;
                let verb = verbs.of(scene, idiom, at)?;
                Some((idiom, at, verb))
            })
            .max_by_key(|(idiom, _, _)| (idiom.kernel.len() + idiom.verbs.len().min(1), !idiom.verbs.is_empty()));
        let Some((idiom, at, verb)) = best else { continue };
        let end = at + idiom.kernel.len() - 1;
        for item in &mut scene.items[at..=end] {
            item.used = true;
        }
        let inner = (at..=end).find(|&k| scene.items[k].verb);
        let mut hit = Hit {
            first: at,
            last: end,
            head: verb.unwrap_or(i),
            thing: None,
            weight: idiom.weight,
            class: if verb.or(inner).is_some() { Class::Verb } else { Class::Noun },
            role: idiom.role,
            participle: false,
        };
        if let Some(v) = verb {
            scene.items[v].used = true;
            hit.participle = layers.morphs[scene.base + v].verb_form == Some(VerbForm::Participle);
            // A verb right beside the kernel belongs to what is shown; one across the clause would show too much.
            if v + 1 == at || v == end + 1 {
                (hit.first, hit.last) = (at.min(v), end.max(v));
            }
        }
        // "mit Hilfe des Seils" says nothing, and neither does its "Hilfe".
        if hit.weight != 0.0 {
            hits.push(hit);
        }
    }
}

/// Where the kernel begins when its anchor stands at item `i`.
fn kernel(layers: &Annotations<'_>, scene: &Scene, idiom: &Idiom, i: usize, buffer: &mut String) -> Option<usize> {
    let at = i.checked_sub(idiom.anchor)?;
    if at + idiom.kernel.len() > scene.items.len() {
        return None;
    }
    for (offset, wanted) in idiom.kernel.iter().enumerate() {
        let item = scene.items[at + offset];
        if item.used || item.masked {
            return None;
        }
        key_into(layers.word(scene.base + at + offset), buffer);
        if buffer.as_str() != wanted.as_ref() {
            key_into(layers.morphs[scene.base + at + offset].lemma.as_ref(), buffer);
            if buffer.as_str() != wanted.as_ref() {
                return None;
            }
        }
    }
    Some(at)
}

/// The verbs of a sentence, each looked up once: their numbers in the expressions, by lemma and by form.
struct Verbs<'w, 'a> {
    data: &'w Data,
    layers: &'w Annotations<'a>,
    base: usize,
    known: Vec<Option<[Option<u32>; 3]>>,
    buffer: String,
}

impl Verbs<'_, '_> {
    /// The verb of the expression in the clause of its kernel: `Some(None)` when it needs none.
    #[expect(clippy::option_option, reason = "not found, not needed and found are three answers")]
    fn of(&mut self, scene: &Scene, idiom: &Idiom, at: usize) -> Option<Option<usize>> {
        if idiom.verbs.is_empty() {
            return Some(None);
        }
        let clause = scene.items[at].clause;
        let kernel = at..at + idiom.kernel.len();
        for i in scene.clauses[clause].start..scene.clauses[clause].end {
            if scene.items[i].clause != clause || kernel.contains(&i) || scene.items[i].used {
                continue;
            }
            if self.at(i).into_iter().flatten().any(|verb| idiom.verbs.contains(&verb)) {
                return Some(Some(i));
            }
        }
        None
    }

    fn at(&mut self, i: usize) -> [Option<u32>; 3] {
        if let Some(known) = self.known[i] {
            return known;
        }
        let number = |key: &str| self.data.idioms.verbs.get(key).copied();
        let buffer = &mut self.buffer;
        key_into(self.layers.morphs[self.base + i].lemma.as_ref(), buffer);
        let lemma = number(buffer);
        key_into(self.layers.word(self.base + i), buffer);
        let found = [lemma, number(buffer), super::stem::without_infix(buffer).and_then(|bare| number(&bare))];
        self.known[i] = Some(found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Good, Nothing};
    use super::super::testing::check_words;

    #[test]
    fn words_that_belong_to_a_figure_say_nothing() {
        check_words(&[
            ("Gut 80 Prozent kamen.", "Gut", Nothing, "an approximation"),
            ("Es gab 80 gute Zuschauer.", "gute", Good, "a quality"),
        ]);
    }
}
