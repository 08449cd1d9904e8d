//! Articles for tests, built piece by piece.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use pressespiegel::article::{AnalysedArticle, Article, ArticleId, NewArticle, Submission};
use pressespiegel::nlp::analysis::{
    Certainty, Claim, ClaimId, ClaimKind, Entity, EntityBasis, EntityEvidence, EntityId, EntitySentiment, EntityType,
    Figure, FigureId, FigureKind, Medium, Mention, MentionKind, Role, Score, SentenceSentiment, SentimentLabel,
    Speaker, Voice,
};
use pressespiegel::nlp::{Analysis, AnalyzerInfo, Profile};
use pressespiegel::store::{ArticleStore, EmbeddedOptions, Inserted, PageRequest, StoreEngine};
use pressespiegel::text::Span;

/// An article under construction. Everything in it follows from its number and the calls made.
#[derive(Debug, Clone)]
pub struct Draft {
    number: u64,
    sent: Submission,
    analysis: Analysis,
    fingerprint: &'static str,
}

/// Article number `number`, received so many seconds after the epoch, about nothing yet.
pub fn article(number: u64) -> Draft {
    let sent = Submission { text: format!("Artikel {number}."), ..Submission::default() };
    let analysis = Analysis { language: "de".into(), ..Analysis::default() };
    Draft { number, sent, analysis, fingerprint: "first" }
}

/// The usual options, with one of the engines.
pub fn options(engine: StoreEngine) -> EmbeddedOptions {
    EmbeddedOptions { engine, ..EmbeddedOptions::default() }
}

/// The id of article number `number`.
pub fn id(number: u64) -> ArticleId {
    let mut bytes = [0x70; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    ArticleId::from_bytes(bytes)
}

/// When everything here is stored.
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::UNIX_EPOCH
}

/// A moment, in seconds after that.
pub fn at(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(second).expect("in the calendar")
}

/// Keys but those of the change feed, in which deletions stay: its numbers, whose they are, and the newest.
pub fn without_feed(mut keys: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    keys.retain(|key| ![b'M', b'm', b'v'].contains(&key[0]) && key != b"#changes");
    keys
}

/// An entity's id.
pub fn entity(id: &str) -> EntityId {
    EntityId(id.to_owned())
}

/// A whole list in pages of this size.
pub fn first(limit: usize) -> PageRequest {
    PageRequest { limit, after: None }
}

impl Draft {
    pub fn source(mut self, source: &str) -> Self {
        self.sent.source = Some(source.to_owned());
        self
    }

    pub fn on(mut self, published_at: &str) -> Self {
        self.sent.published_at = Some(published_at.to_owned());
        self
    }

    pub fn language(mut self, language: &str) -> Self {
        self.sent.language = Some(language.to_owned());
        language.clone_into(&mut self.analysis.language);
        self
    }

    pub fn external(mut self, external_id: &str) -> Self {
        self.sent.external_id = Some(external_id.to_owned());
        self
    }

    pub fn title(mut self, title: &str) -> Self {
        self.sent.title = Some(title.to_owned());
        self
    }

    pub fn by(mut self, author: &str) -> Self {
        self.sent.authors.push(author.to_owned());
        self
    }

    /// The last claim consists of these words of the text.
    pub fn says(mut self, words: &str) -> Self {
        let start = self.sent.text.find(words).expect("words of the text");
        let claim = self.analysis.claims.last_mut().expect("a claim was made");
        claim.spans = vec![Span::new(start, start + words.len())];
        self
    }

    /// The last figure stands at the start of this sentence of the text.
    pub fn in_sentence(mut self, sentence: &str) -> Self {
        let start = self.sent.text.find(sentence).expect("a sentence of the text");
        let span = Span::new(start, start + sentence.len());
        self.analysis.figures.last_mut().expect("a figure was counted").span = Span::new(start, start + 1);
        let sentiment = SentenceSentiment { span, score: Score::default(), evidence: Vec::new() };
        self.analysis.sentiment.sentences.push(sentiment);
        self
    }

    pub fn text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.sent.text);
        self
    }

    /// Mentions an entity by this name, so many times.
    pub fn names(mut self, id: &str, name: &str, times: usize) -> Self {
        let mut mentions = Vec::new();
        for _ in 0..times {
            self.sent.text.push(' ');
            let start = self.sent.text.len();
            self.sent.text.push_str(name);
            let span = Span::new(start, self.sent.text.len());
            mentions.push(Mention { span, kind: MentionKind::Name, in_claim: None });
        }
        if let Some(known) = self.analysis.entities.iter_mut().find(|known| known.id.0 == id) {
            known.mentions.extend(mentions);
            return self;
        }
        let kind = id.split_once(':').and_then(|(kind, _)| EntityType::from_name(kind)).unwrap_or(EntityType::Other);
        self.analysis.entities.push(Entity {
            id: entity(id),
            name: name.to_owned(),
            kind,
            subtype: None,
            wikidata: None,
            salience: 0.1,
            mentions,
            sentiment: EntitySentiment::default(),
            confidence: None,
            role: None,
        });
        self
    }

    /// The entity named last is spoken of by adjectives alone.
    pub fn only_derived(mut self) -> Self {
        for mention in &mut self.analysis.entities.last_mut().expect("an entity was named").mentions {
            mention.kind = MentionKind::Derived;
        }
        self
    }

    /// What the entity named last is, more exactly.
    pub fn known_as(mut self, subtype: &str, wikidata: &str) -> Self {
        let last = self.analysis.entities.last_mut().expect("an entity was named");
        last.subtype = Some(subtype.to_owned());
        last.wikidata = Some(wikidata.to_owned());
        self
    }

    /// What the person named last is, and of which organisation.
    pub fn is(mut self, role: &str, organization: Option<&str>) -> Self {
        let organization = organization.map(entity);
        self.analysis.entities.last_mut().expect("an entity was named").role =
            Some(Role { text: role.to_owned(), organization, spans: Vec::new() });
        self
    }

    /// How the article speaks of the entity named last.
    pub fn speaks(mut self, score: f64, label: SentimentLabel) -> Self {
        self.analysis.entities.last_mut().expect("an entity was named").sentiment.overall = Score { score, label };
        self
    }

    /// What the score of the entity named last rests on.
    pub fn because(mut self, weights: &[(f64, Voice)]) -> Self {
        let evidence = weights.iter().map(|&(weight, voice)| EntityEvidence { span: Span::new(0, 7), weight, voice });
        let basis = EntityBasis { sentences: 2, author: 1, quoted: 1, evidence: evidence.collect() };
        self.analysis.entities.last_mut().expect("an entity was named").sentiment.basis = Some(basis);
        self
    }

    /// The sentiment of the whole.
    pub fn feels(mut self, score: f64, label: SentimentLabel) -> Self {
        self.analysis.sentiment.document = Score { score, label };
        self
    }

    pub fn claims(mut self, kind: ClaimKind, certainty: Certainty, speaker: Option<&str>, about: &[&str]) -> Self {
        let number = u32::try_from(self.analysis.claims.len() + 1).expect("few claims");
        self.analysis.claims.push(Claim {
            id: ClaimId(number),
            kind,
            spans: vec![Span::new(0, 1)],
            speaker: speaker.map(|id| Speaker {
                name: id.to_owned(),
                entity_id: Some(entity(id)),
                spans: Vec::new(),
                resolved_by: None,
            }),
            cue: None,
            frame: Vec::new(),
            addressee: None,
            medium: Medium::Speech,
            certainty,
            negated: false,
            nested_in: None,
            restated_by: None,
            confidence: 0.5,
            entities: about.iter().map(|id| entity(id)).collect(),
            figures: Vec::new(),
            sentiment: Score::default(),
        });
        self
    }

    /// A figure of some value and unit inside the last claim, if there is one.
    pub fn counts(mut self, kind: FigureKind, value: &str, unit: Option<&str>, measures: Option<&str>) -> Self {
        let id = FigureId(u32::try_from(self.analysis.figures.len() + 1).expect("few figures"));
        let claim = self.analysis.claims.last_mut();
        let (low, high) = value.split_once("..").map_or((None, None), |(low, high)| (Some(low), Some(high)));
        let decimal = |text: &str| text.parse().expect("a decimal");
        self.analysis.figures.push(Figure {
            id,
            span: Span::new(0, 1),
            kind,
            value: low.is_none().then(|| decimal(value)),
            min: low.map(decimal),
            max: high.map(decimal),
            unit: unit.map(str::to_owned),
            approximation: None,
            change: None,
            from: None,
            to: None,
            per: None,
            measures: measures.map(str::to_owned),
            measured: None,
            period: None,
            time: None,
            claim_id: claim.as_ref().map(|claim| claim.id),
            speaker: claim.as_ref().and_then(|claim| claim.speaker.as_ref()?.entity_id.clone()),
            entities: claim.as_ref().map(|claim| claim.entities.clone()).unwrap_or_default(),
        });
        if let Some(claim) = claim {
            claim.figures.push(id);
        }
        self
    }

    /// The text gets these words as well.
    pub fn prints(mut self, words: &str) -> Self {
        self.sent.text.push(' ');
        self.sent.text.push_str(words);
        self
    }

    /// A figure in these words of a sentence, which the text gets, about some entities: its kind, value and unit, and what
    /// it measures, a word of the sentence.
    pub fn states(
        mut self,
        sentence: &str,
        exact: &str,
        (kind, value, unit): (FigureKind, &str, Option<&str>),
        measures: &str,
        about: &[&str],
    ) -> Self {
        self.sent.text.push(' ');
        let start = self.sent.text.len();
        self.sent.text.push_str(sentence);
        let within = |words: &str| {
            let at = start + sentence.find(words).expect("words of the sentence");
            Span::new(at, at + words.len())
        };
        let (span, noun) = (within(exact), within(measures));
        self = self.counts(kind, value, unit, Some(measures));
        let figure = self.analysis.figures.last_mut().expect("a figure was counted");
        (figure.span, figure.measured) = (span, Some(noun));
        figure.entities = about.iter().map(|id| entity(id)).collect();
        let span = Span::new(start, start + sentence.len());
        self.analysis.sentiment.sentences.push(SentenceSentiment {
            span,
            score: Score::default(),
            evidence: Vec::new(),
        });
        self
    }

    pub fn build(self) -> AnalysedArticle {
        let content = NewArticle::parse(self.sent).expect("a valid article");
        let seconds = i64::try_from(self.number).expect("a small number");
        AnalysedArticle {
            article: Article {
                id: id(self.number),
                received_at: jiff::Timestamp::from_second(seconds).expect("in the calendar"),
                content_hash: content.content_hash(),
                content,
                revised: None,
            },
            analysis: self.analysis,
            analyzer: analyzer(self.fingerprint),
        }
    }

    /// Another analyzer has read it.
    pub fn read_by(mut self, fingerprint: &'static str) -> Self {
        self.fingerprint = fingerprint;
        self
    }

    /// The same article with an analysis by a later analyzer that found nothing.
    pub fn reread(mut self) -> Self {
        self.fingerprint = "second";
        self.analysis = Analysis { language: "de".into(), ..Analysis::default() };
        self
    }
}

/// The analyzer of that fingerprint.
pub fn analyzer(fingerprint: &str) -> AnalyzerInfo {
    AnalyzerInfo {
        name: "pressespiegel".into(),
        version: "1".into(),
        profile: Profile::Fast,
        fingerprint: fingerprint.to_owned(),
    }
}

/// Adds articles that must all be new.
pub async fn fill(store: &Arc<dyn ArticleStore>, drafts: impl IntoIterator<Item = Draft>) {
    for draft in drafts {
        let number = draft.number;
        let inserted = store.insert(draft.build().into(), now()).await.expect("stored");
        assert_eq!(inserted, Inserted::New, "article {number}");
    }
}

/// Stores articles with many writers at once.
pub async fn fill_at_once(store: &Arc<dyn ArticleStore>, drafts: impl IntoIterator<Item = Draft>) {
    let mut tasks = Vec::new();
    for draft in drafts {
        let store = store.clone();
        tasks.push(tokio::spawn(async move { store.insert(draft.build().into(), now()).await }));
        if tasks.len() == 250 {
            for task in tasks.drain(..) {
                task.await.expect("ran").expect("stored");
            }
        }
    }
    for task in tasks {
        task.await.expect("ran").expect("stored");
    }
}

/// Copies a directory with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("listed").map(|entry| entry.expect("listed")) {
        let target = to.join(entry.file_name());
        if entry.file_type().expect("known").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("copied");
        }
    }
}
