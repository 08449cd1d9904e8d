//! [`Engine`]: built once, then reads any number of texts from any number of threads.

use std::sync::Arc;

use super::analysis::{Analysis, Entity, EntityType, MentionKind};
use super::claim::ClaimReader;
use super::document::{Annotations, Document, PublishedAt};
use super::encoder::Encoder;
use super::encoder::understood::Understood;
use super::entity::EntityReader;
use super::entity::join::Proposed;
use super::error::DataError;
use super::figure::FigureReader;
use super::halt::Halt;
use super::lexicon::user::UserLexicon;
use super::lexicon::{self, Lexicon};
use super::limits;
use super::morph::{MorphTagger, Split};
use super::normalize::{self, Sheet};
use super::sentiment::SentimentReader;
use super::syntax::{self, Tagged};
use super::tagger::{self, LabeledName, NameTagger};
use super::{quote, sentence, token};
use crate::text::{Headed, Span};

/// Version of the program.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Which analyzer made a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnalyzerInfo {
    /// Always `pressespiegel`, unless another analyzer takes over.
    pub name: String,
    /// [`ENGINE_VERSION`].
    pub version: String,
    /// How it read names.
    pub profile: Profile,
    /// Hash of the engine's sources, its data, the profile and the user's names: equal fingerprints give byte-identical
    /// results.
    pub fingerprint: String,
}

/// How much work is done for the names of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Profile {
    /// The lexicon, the rules and the sequence model: some hundred thousand words a second.
    #[default]
    Fast,
    /// The encoder besides: fewer mistakes, and some thousand words a second.
    Accurate,
}

impl Profile {
    /// All of them, the most careful first.
    pub const ALL: [Self; 2] = [Self::Accurate, Self::Fast];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Accurate => "accurate",
        }
    }
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
    /// Likelihoods of names, in [`Profile::Accurate`] only.
    Encoder,
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
            Self::Encoder => "encoder",
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
/// reading needs memory in proportion to the text. It reads in [`Profile::Fast`] unless [`Self::in_profile`] makes
/// another of it.
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
    lexicon: Arc<Lexicon>,
    built_in: Arc<BuiltIn>,
    /// [`Profile::Accurate`] has one.
    encoder: Option<&'static Encoder>,
    /// The fingerprint that those of the profiles are made of.
    fingerprint: String,
}

/// What all engines of this program share, whatever names the user adds.
#[derive(Debug)]
struct BuiltIn {
    lexicon: Arc<Lexicon>,
    morph: MorphTagger,
    tagger: NameTagger,
    entity: EntityReader,
    figure: FigureReader,
    claim: ClaimReader,
    sentiment: SentimentReader,
}

/// Hash of the engine's sources and embedded data, made when the program is built.
pub const BUILT_IN_FINGERPRINT: &str = env!("ENGINE_FINGERPRINT");

/// The names that hold no figures, in text order: those of one word ("1&1", "50Hertz"), and persons ("Monika Mai"). Of
/// longer ones a number may be a year, or no part.
fn whole_names(text: &str, entities: &[Entity]) -> Vec<Span> {
    let mut names: Vec<Span> = Vec::new();
    for entity in entities {
        let own =
            entity.mentions.iter().filter(|mention| mention.kind == MentionKind::Name).map(|mention| mention.span);
        let whole = |span: &Span| entity.kind == EntityType::Person || !span.of(text).contains(char::is_whitespace);
        names.extend(own.filter(whole));
    }
    names.sort_unstable();
    names
}

impl Engine {
    /// Builds the engine from its embedded data.
    ///
    /// # Errors
    /// When a data file is damaged; the error names the file and the place.
    pub fn new() -> Result<Self, DataError> {
        let lexicon = Lexicon::shared()?;
        let tagger = NameTagger::new(&lexicon)?;
        Self::of_models(lexicon, tagger, None)
    }

    /// The engine of [`Profile::Accurate`] with other models of names. For the tools that learn how both are joined, from
    /// texts that these have not seen.
    ///
    /// # Errors
    /// As [`Self::new`], and when no table holds the weights.
    pub fn with_models(names: &tagger::Weights, encoder: &'static Encoder) -> Result<Self, DataError> {
        let lexicon = Lexicon::shared()?;
        let tagger = NameTagger::with_weights(&lexicon, names).ok_or_else(tagger::keys_too_much_alike)?;
        Self::of_models(lexicon, tagger, Some(encoder))
    }

    fn of_models(lexicon: Lexicon, tagger: NameTagger, encoder: Option<&'static Encoder>) -> Result<Self, DataError> {
        normalize::check()?;
        let built_in = BuiltIn {
            morph: MorphTagger::new(&lexicon)?,
            tagger,
            entity: EntityReader::new(&lexicon)?,
            figure: FigureReader::new(&lexicon)?,
            claim: ClaimReader::new(&lexicon)?,
            sentiment: SentimentReader::new(&lexicon)?,
            lexicon: Arc::new(lexicon),
        };
        Ok(Self::of(Arc::new(built_in), &UserLexicon::default(), encoder))
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
        Self::of(Arc::clone(&self.built_in), user, self.encoder)
    }

    /// The engine that reads in another profile and shares everything else with this one. The first for
    /// [`Profile::Accurate`] in a process loads the encoder's weights, which takes some tens of milliseconds; others cost
    /// nothing to speak of.
    ///
    /// # Errors
    /// When the embedded weights are damaged.
    pub fn in_profile(&self, profile: Profile) -> Result<Self, DataError> {
        let encoder = match profile {
            Profile::Fast => None,
            Profile::Accurate => Some(Encoder::embedded()?),
        };
        let (built_in, lexicon) = (Arc::clone(&self.built_in), Arc::clone(&self.lexicon));
        Ok(Self::with(built_in, lexicon, self.fingerprint.clone(), encoder))
    }

    fn of(built_in: Arc<BuiltIn>, user: &UserLexicon, encoder: Option<&'static Encoder>) -> Self {
        if user.is_empty() {
            let lexicon = Arc::clone(&built_in.lexicon);
            return Self::with(built_in, lexicon, BUILT_IN_FINGERPRINT.into(), encoder);
        }
        let fingerprint = lexicon::fingerprint(BUILT_IN_FINGERPRINT, std::iter::once(user.bytes().as_slice()));
        let lexicon = Arc::new(built_in.lexicon.with_user_names(user));
        Self::with(built_in, lexicon, fingerprint, encoder)
    }

    fn with(
        built_in: Arc<BuiltIn>,
        lexicon: Arc<Lexicon>,
        fingerprint: String,
        encoder: Option<&'static Encoder>,
    ) -> Self {
        let profile = if encoder.is_some() { Profile::Accurate } else { Profile::Fast };
        let of_profile = match profile {
            Profile::Fast => fingerprint.clone(),
            Profile::Accurate => lexicon::fingerprint(&fingerprint, std::iter::once(profile.as_str().as_bytes())),
        };
        let (name, version) = ("pressespiegel".into(), ENGINE_VERSION.into());
        let info = AnalyzerInfo { name, version, profile, fingerprint: of_profile };
        Self { info, lexicon, built_in, encoder, fingerprint }
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
        let sent = Headed { title: document.title.unwrap_or_default(), text: document.text };
        let sheet = Sheet::of(sent, &self.lexicon, document.furniture);
        let mut analysis = self.read_sheet(&sheet, document.published, observer, halt)?;
        sheet.restore(&mut analysis);
        Some(analysis)
    }

    /// Reads what stands on a sheet; places are those on it.
    fn read_sheet(
        &self,
        sheet: &Sheet<'_>,
        published: Option<PublishedAt>,
        observer: &mut dyn StageObserver,
        halt: &Halt<'_>,
    ) -> Option<Analysis> {
        let stages = self.built_in.as_ref();
        let mut finished = |stage| {
            observer.finished(stage);
            (!halt.is_called()).then_some(())
        };
        let text = sheet.text();
        let Read { layers, labels, understood } = self.read(text, published, halt, &mut finished)?;
        let mut analysis = Analysis { language: "de".into(), ..Analysis::default() };
        analysis.entities = stages.entity.read(&self.lexicon, &layers, &labels, understood.as_ref());
        if let Some(understood) = &understood {
            limits::warn_of_unread(understood.words(), layers.tokens.len(), &mut analysis);
        }
        limits::bound_entities(text, &mut analysis);
        finished(Stage::Entity)?;
        stages.figure.read_into(&layers, &whole_names(text, &analysis.entities), &mut analysis);
        finished(Stage::Figure)?;
        let quotations = quote::read(&self.lexicon, &layers);
        finished(Stage::Quote)?;
        stages.claim.read(&self.lexicon, (&layers, sheet.lead()), &quotations, &mut analysis);
        finished(Stage::Claim)?;
        stages.sentiment.read(&layers, &mut analysis);
        finished(Stage::Sentiment)?;
        Some(analysis)
    }

    /// Every stretch of a text that any reader takes for a name, with what the decision about it is made from; nothing in
    /// [`Profile::Fast`]. For the tools that learn it.
    #[must_use]
    pub fn propose(&self, document: Document<'_>) -> Vec<Proposed> {
        let halt = Halt::never();
        let read = self.read(document.text, document.published, &halt, &mut |_| Some(()));
        let Some(Read { layers, labels, understood: Some(understood) }) = read else { return Vec::new() };
        self.built_in.entity.propose(&self.lexicon, &layers, &labels, &understood)
    }

    /// Reads the words and labels the names; `finished` says whether to go on.
    fn read<'a>(
        &'a self,
        text: &'a str,
        published: Option<PublishedAt>,
        halt: &'a Halt<'a>,
        finished: &mut dyn FnMut(Stage) -> Option<()>,
    ) -> Option<Read<'a>> {
        let stages = self.built_in.as_ref();
        let tokens = token::tokenize(text);
        let sentences = sentence::split(text, &tokens);
        finished(Stage::Tokens)?;
        let morphs =
            stages.morph.tag_unless(&self.lexicon, Split { text, tokens: &tokens, sentences: &sentences }, halt);
        finished(Stage::Morph)?;
        let tagged = Tagged { text, tokens: &tokens, sentences: &sentences, morphs: &morphs, halt };
        let syntax = syntax::read(&self.lexicon, tagged);
        let layers = Annotations { text, published, tokens, sentences, morphs, syntax, halt };
        finished(Stage::Syntax)?;
        let labels = stages.tagger.label(&self.lexicon, &layers);
        finished(Stage::Tagger)?;
        let understood = match self.encoder {
            Some(encoder) => {
                let understood = encoder.understand(&layers)?;
                finished(Stage::Encoder)?;
                Some(understood)
            }
            None => None,
        };
        Some(Read { layers, labels, understood })
    }
}

/// A text with what the decisions about its names are made from.
struct Read<'a> {
    layers: Annotations<'a>,
    labels: Vec<LabeledName>,
    understood: Option<Understood>,
}
