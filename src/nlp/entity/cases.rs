//! Runs the small tables of cases that stand beside the rules: one rule alone over a sentence.

use std::sync::LazyLock;

use super::candidate::Candidate;
use super::lists::Lists;
use super::words::Words;
use crate::nlp::document::Annotations;
use crate::nlp::halt::Halt;
use crate::nlp::lexicon::Lexicon;
use crate::nlp::morph::MorphTagger;
use crate::nlp::syntax::{self, Tagged};
use crate::nlp::{sentence, token};

/// What every case needs, loaded once.
struct Stages {
    lexicon: Lexicon,
    morph: MorphTagger,
    lists: Lists,
}

static STAGES: LazyLock<Stages> = LazyLock::new(|| {
    let lexicon = Lexicon::new().expect("the embedded data are sound");
    let morph = MorphTagger::new(&lexicon).expect("the embedded data are sound");
    Stages { lexicon, morph, lists: Lists::new().expect("the embedded lists are whole") }
});

/// A rule that is asked word by word.
type Rule = fn(&Words<'_>, usize, &mut Vec<Candidate>);

/// Compares what `rule` proposes with the second part of each case; see [`check_all`].
pub(super) fn check(rule: Rule, cases: &[(&str, &str)]) {
    let everywhere = |words: &Words<'_>, found: &mut Vec<Candidate>| {
        (0..words.len()).filter(|i| words.shapes[*i].word).for_each(|i| rule(words, i, found));
    };
    check_all(everywhere, cases);
}

/// Compares what `rules` propose for the first part of each case with the second: names in their order as
/// "name/type" or "name/type subtype", with "; " between them.
pub(super) fn check_all(rules: impl Fn(&Words<'_>, &mut Vec<Candidate>), cases: &[(&str, &str)]) {
    let Stages { lexicon, morph, lists } = &*STAGES;
    let halt = Halt::never();
    let mut wrong = Vec::new();
    for &(text, want) in cases {
        let tokens = token::tokenize(text);
        let sentences = sentence::split(text, &tokens);
        let morphs = morph.tag(lexicon, text, &tokens, &sentences);
        let tagged = Tagged { text, tokens: &tokens, sentences: &sentences, morphs: &morphs, halt: &halt };
        let syntax = syntax::read(lexicon, tagged);
        let layers = Annotations { text, published: None, tokens, sentences, morphs, syntax, halt: &halt };
        let mut found = Vec::new();
        rules(&Words::new(lexicon, lists, &layers), &mut found);
        let name = |c: &Candidate| format!("{}/{} {}", c.span.of(text), c.kind, c.subtype).trim_end().to_owned();
        let got = found.iter().filter(|c| !c.doubtful).map(name).collect::<Vec<_>>().join("; ");
        if got != want {
            wrong.push(format!("{text}\n  want {want}\n  got  {got}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
