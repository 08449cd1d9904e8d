//! A text with the layers that the engine lays over it before names are read, for tests of single stages.

use pressespiegel::nlp::document::Annotations;
use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::morph::MorphTagger;
use pressespiegel::nlp::syntax::{self, Syntax, Tagged};
use pressespiegel::nlp::{Halt, PublishedAt, sentence, token};

/// All layers.
pub fn layers<'a>(
    lexicon: &'a Lexicon,
    morph: &'a MorphTagger,
    text: &'a str,
    published: Option<PublishedAt>,
) -> Annotations<'a> {
    let tokens = token::tokenize(text);
    let sentences = sentence::split(text, &tokens);
    let morphs = morph.tag(lexicon, text, &tokens, &sentences);
    let halt = never();
    let syntax = syntax::read(lexicon, Tagged { text, tokens: &tokens, sentences: &sentences, morphs: &morphs, halt });
    Annotations { text, published, tokens, sentences, morphs, syntax, halt }
}

/// Tokens and sentences alone.
pub fn bare(text: &str) -> Annotations<'_> {
    let tokens = token::tokenize(text);
    let sentences = sentence::split(text, &tokens);
    Annotations {
        text,
        published: None,
        tokens,
        sentences,
        morphs: Vec::new(),
        syntax: Syntax::default(),
        halt: never(),
    }
}

/// One for all tests: it has no state that changes.
fn never() -> &'static Halt<'static> {
    Box::leak(Box::new(Halt::never()))
}
