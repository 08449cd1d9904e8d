//! [`Engine`]: built once, then reads any number of texts from any number of threads.

use std::sync::Arc;

use super::analysis::{Analysis, Entity, MentionKind};
use super::claim::ClaimReader;
use super::document::{Document, Layers};
use super::entity::EntityReader;
use super::error::DataError;
use super::figure::FigureReader;
use super::halt::Halt;
use super::lexicon::user::UserLexicon;
use super::lexicon::{self, Lexicon};
use super::limits;
use super::morph::MorphTagger;
use super::sentiment::SentimentReader;
use super::syntax::{self, Tagged};
use super::tagger::NameTagger;
use super::{quote, sentence, token};
use crate::text::Span;

/// Version of the program.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Which analyzer made a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnalyzerInfo {
    /// Always `pressespiegel`, unless another analyzer takes over.
    pub name: String,
    /// [`ENGINE_VERSION`].
    pub version: String,
    /// Hash of the engine's sources, its data and the user's names: equal fingerprints give byte-identical results.
    pub fingerprint: String,
}

/// The steps of an analysis, for observers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Tokens and sentences.
    Tokens,
    /// Part of speech, lemma, verb forms.
    Morph,
    /// Word classes, quotation marks, clauses.
    Syntax,
    /// Name labels.
    Tagger,
    /// Entities.
    Entity,
    /// Figures.
    Figure,
    /// Quotations.
    Quote,
    /// Claims.
    Claim,
    /// Sentiment.
    Sentiment,
}

impl Stage {
    /// The stage's name in metrics.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::Morph => "morph",
            Self::Syntax => "syntax",
            Self::Tagger => "tagger",
            Self::Entity => "entity",
            Self::Figure => "figure",
            Self::Quote => "quote",
            Self::Claim => "claim",
            Self::Sentiment => "sentiment",
        }
    }
}

/// Told when a stage has ended; the engine itself has no clock.
pub trait StageObserver {
    /// `stage` is done; the next one starts now.
    fn finished(&mut self, stage: Stage);
}

impl StageObserver for () {
    fn finished(&mut self, _: Stage) {}
}

/// Reads German news text.
///
/// Immutable: share one behind an `Arc`. Building loads the embedded data (some ten milliseconds);
/// reading needs memory in proportion to the text.
///
/// ```
/// use pressespiegel::nlp::{Document, Engine};
///
/// let engine = Engine::new()?;
/// let text = "„Die Kosten steigen um drei Prozent“, sagte Vera Lindt am Montag.";
/// let analysis = engine.analyze(Document::new(text));
///
/// let claim = &analysis.claims[0];
/// assert_eq!(claim.speaker.as_ref().map(|speaker| speaker.name.as_str()), Some("Vera Lindt"));
/// assert_eq!(claim.cue.as_ref().map(|cue| cue.lemma.as_str()), Some("sagen"));
/// assert!(analysis.figures.iter().any(|figure| figure.span.of(text) == "drei Prozent"));
/// # Ok::<(), pressespiegel::nlp::DataError>(())
/// ```
#[derive(Debug)]
pub struct Engine {
    info: AnalyzerInfo,
    lexicon: Lexicon,
    built_in: Arc<BuiltIn>,
}

/// What all engines of this program share, whatever names the user adds.
#[derive(Debug)]
struct BuiltIn {
    lexicon: Lexicon,
    morph: MorphTagger,
    tagger: NameTagger,
    entity: EntityReader,
    figure: FigureReader,
    claim: ClaimReader,
    sentiment: SentimentReader,
}

/// Hash of the engine's sources and embedded data, made when the program is built.
pub const BUILT_IN_FINGERPRINT: &str = env!("ENGINE_FINGERPRINT");

/// The names of one word, in text order: "1&1", "50Hertz". Of longer ones a number may be a year, or no part.
fn words(text: &str, entities: &[Entity]) -> Vec<Span> {
    let mentions = entities.iter().flat_map(|entity| &entity.mentions);
    let names = mentions.filter(|mention| mention.kind == MentionKind::Name).map(|mention| mention.span);
    let mut words: Vec<Span> = names.filter(|span| !span.of(text).contains(char::is_whitespace)).collect();
    words.sort_unstable();
    words
}

impl Engine {
    /// Builds the engine from its embedded data.
    ///
    /// # Errors
    /// When a data file is damaged; the error names the file and the place.
    pub fn new() -> Result<Self, DataError> {
        let lexicon = Lexicon::shared()?;
        let built_in = BuiltIn {
            morph: MorphTagger::new(&lexicon)?,
            tagger: NameTagger::new(&lexicon)?,
            entity: EntityReader::new(&lexicon)?,
            figure: FigureReader::new(&lexicon)?,
            claim: ClaimReader::new(&lexicon)?,
            sentiment: SentimentReader::new(&lexicon)?,
            lexicon,
        };
        Ok(Self::of(Arc::new(built_in), &UserLexicon::default()))
    }

    /// An engine that knows these names besides its embedded data, and no others of the user. It shares all embedded
    /// data with this one, which stays as it is.
    ///
    /// A user's name wins over an embedded name of the same spelling and over the rules and models that would read the
    /// same stretch of a text otherwise; one with the id of an embedded name takes its place. A spelling of one word
    /// that is an ordinary word as well counts only where something else in the text speaks for a name, as for embedded
    /// names. Takes some ten milliseconds, and some microseconds a name.
    #[must_use]
    pub fn with_user_names(&self, user: &UserLexicon) -> Self {
        Self::of(Arc::clone(&self.built_in), user)
    }

    fn of(built_in: Arc<BuiltIn>, user: &UserLexicon) -> Self {
        let fingerprint = if user.is_empty() {
            BUILT_IN_FINGERPRINT.into()
        } else {
            lexicon::fingerprint(BUILT_IN_FINGERPRINT, std::iter::once(user.bytes().as_slice()))
        };
        let info = AnalyzerInfo { name: "pressespiegel".into(), version: ENGINE_VERSION.into(), fingerprint };
        Self { info, lexicon: built_in.lexicon.with_user_names(user), built_in }
    }

    /// Which analyzer this is.
    #[must_use]
    pub fn info(&self) -> &AnalyzerInfo {
        &self.info
    }

    /// Reads one text.
    #[must_use]
    pub fn analyze(&self, document: Document<'_>) -> Analysis {
        self.analyze_observed(document, &mut ())
    }

    /// Reads one text and tells `observer` when each stage has ended.
    pub fn analyze_observed(&self, document: Document<'_>, observer: &mut dyn StageObserver) -> Analysis {
        self.analyze_unless(document, observer, &Halt::never()).unwrap_or_default()
    }

    /// Reads one text; `None` when `halt` was called before the end. What it was called for has no influence on the
    /// result: a text is read as a whole or not at all.
    pub fn analyze_unless(
        &self,
        document: Document<'_>,
        observer: &mut dyn StageObserver,
        halt: &Halt<'_>,
    ) -> Option<Analysis> {
        let stages = self.built_in.as_ref();
        let mut finished = |stage| {
            observer.finished(stage);
            (!halt.is_called()).then_some(())
        };
        let tokens = token::tokenize(document.text);
        let sentences = sentence::split(document.text, &tokens);
        finished(Stage::Tokens)?;
        let morphs = stages.morph.tag_unless(&self.lexicon, document.text, &tokens, &sentences, halt);
        finished(Stage::Morph)?;
        let text = document.text;
        let tagged = Tagged { text, tokens: &tokens, sentences: &sentences, morphs: &morphs, halt };
        let syntax = syntax::read(&self.lexicon, tagged);
        let layers = Layers { text, published: document.published, tokens, sentences, morphs, syntax, halt };
        finished(Stage::Syntax)?;
        let labels = stages.tagger.label(&self.lexicon, &layers);
        finished(Stage::Tagger)?;
        let mut analysis = Analysis { language: "de".into(), ..Analysis::default() };
        analysis.entities = stages.entity.read(&self.lexicon, &layers, &labels);
        limits::bound_entities(document.text, &mut analysis);
        finished(Stage::Entity)?;
        stages.figure.read_into(&layers, &words(document.text, &analysis.entities), &mut analysis);
        finished(Stage::Figure)?;
        let quotations = quote::read(&self.lexicon, &layers);
        finished(Stage::Quote)?;
        stages.claim.read(&self.lexicon, &layers, &quotations, &mut analysis);
        finished(Stage::Claim)?;
        stages.sentiment.read(&layers, &mut analysis);
        finished(Stage::Sentiment)?;
        Some(analysis)
    }
}
