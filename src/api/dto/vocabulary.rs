//! The fixed words of the contract, as values, as query parameters and in the schema.

use serde::{Serialize, Serializer};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{Deprecated, RefOr};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use crate::api::extract::{QueryReader, ReadQuery};
use crate::ingest::Standing;
use crate::nlp::analysis::{
    Approximation, BlockKind, Certainty, Change, ClaimKind, EntityType, FigureKind, Medium, MentionKind, ResolvedBy,
    SentimentLabel, Voice,
};
use crate::nlp::{Furniture, Profile};
use crate::store::{ChangeKind, Facet, Interval, Sort};
use crate::text::OffsetUnit;

/// One of a fixed set of words.
pub(crate) trait Word: Sized {
    /// The value of that word.
    fn from_word(word: &str) -> Option<Self>;

    /// All words, in their order of declaration.
    fn words() -> Vec<&'static str>;
}

macro_rules! words {
    ($($name:ident($domain:ty) as $schema:literal: $description:literal, $all:expr, $word:expr;)+) => {$(
        #[doc = $description]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) struct $name(pub $domain);

        impl $name {
            pub(crate) fn as_str(self) -> &'static str {
                let word: fn($domain) -> &'static str = $word;
                word(self.0)
            }
        }

        impl Word for $name {
            fn from_word(text: &str) -> Option<Self> {
                let all: &[$domain] = $all;
                all.iter().copied().map(Self).find(|value| value.as_str() == text)
            }

            fn words() -> Vec<&'static str> {
                let all: &[$domain] = $all;
                all.iter().copied().map(|value| Self(value).as_str()).collect()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                word_schema($description, &Self::words())
            }
        }

        impl ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                $schema.into()
            }
        }
    )+};
}

fn word_schema(description: &str, words: &[&str]) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .enum_values(Some(words.to_vec()))
        .deprecated(None::<Deprecated>)
        .into()
}

words! {
    EntityTypeWord(EntityType) as "EntityType": "What sort of thing an entity is.",
        EntityType::ALL, EntityType::as_str;
    MentionKindWord(MentionKind) as "MentionKind": "A proper name, a noun phrase, a pronoun, or an adjective derived from the name.",
        MentionKind::ALL, MentionKind::as_str;
    ClaimKindWord(ClaimKind) as "ClaimKind": "The form a claim takes; an assertion is the author's own and has no speaker.",
        ClaimKind::ALL, ClaimKind::as_str;
    BlockKindWord(BlockKind) as "BlockKind": "What a stretch of the text is that is no news.",
        BlockKind::ALL, BlockKind::as_str;
    ChangeKindWord(ChangeKind) as "ChangeKind": "What was done to an article.",
        ChangeKind::ALL, ChangeKind::as_str;
    CertaintyWord(Certainty) as "Certainty": "How surely the speaker stands behind the content.",
        Certainty::ALL, Certainty::as_str;
    MediumWord(Medium) as "Medium": "How the content was expressed.",
        Medium::ALL, Medium::as_str;
    ResolvedByWord(ResolvedBy) as "ResolvedBy": "How the speaker was tied to an entity.",
        ResolvedBy::ALL, ResolvedBy::as_str;
    FigureKindWord(FigureKind) as "FigureKind": "What sort of quantity a figure is.",
        FigureKind::ALL, FigureKind::as_str;
    ApproximationWord(Approximation) as "Approximation": "In what way a figure is not exact; absent when it is.",
        Approximation::ALL, Approximation::as_str;
    ChangeWord(Change) as "Change": "Direction of a change that a figure tells.",
        Change::ALL, Change::as_str;
    LabelWord(SentimentLabel) as "SentimentLabel": "A sentiment score as a word.",
        SentimentLabel::ALL, SentimentLabel::as_str;
    VoiceWord(Voice) as "Voice": "Who says it: the author of the text, or somebody whose words it tells.",
        Voice::ALL, Voice::as_str;
    OffsetsWord(OffsetUnit) as "Offsets": "The unit in which positions in a text are counted.",
        &[OffsetUnit::CodePoint, OffsetUnit::Utf8, OffsetUnit::Utf16],
        |unit| match unit {
            OffsetUnit::CodePoint => "codepoint",
            OffsetUnit::Utf8 => "utf8",
            OffsetUnit::Utf16 => "utf16",
        };
    FurnitureWord(Furniture) as "Furniture": "What becomes of lines that belong to the page and not to the article: `leave_out` tells them in \
        `blocks` and reads nothing in them, `keep` reads them like the rest.",
        &[Furniture::LeaveOut, Furniture::Keep],
        |furniture| match furniture {
            Furniture::LeaveOut => "leave_out",
            Furniture::Keep => "keep",
        };
    ProfileWord(Profile) as "Profile": "How much work is done for names: `accurate` reads with a neural network, `fast` without.",
        &Profile::ALL, Profile::as_str;
    StandingWord(Standing) as "ReanalysisState": "What the background does: nothing is to be done (`idle`), articles are read again as far as \
        workers are idle (`running`), something is in the way (`waiting`), it was stopped until further notice (`paused`), or it \
        only does what is asked for, and nothing was (`off`).",
        Standing::ALL, Standing::as_str;
    IntervalWord(Interval) as "Interval": "The width of a bucket in time; buckets follow the UTC calendar, weeks begin on Monday.",
        &[Interval::Day, Interval::Week, Interval::Month, Interval::Year],
        |interval| match interval {
            Interval::Day => "day",
            Interval::Week => "week",
            Interval::Month => "month",
            Interval::Year => "year",
        };
    FacetWord(Facet) as "Facet": "In what respect items of a list have something in common, named as the filter for it; \
        a month goes into `from` and `to`.",
        &Facet::ALL,
        |facet| match facet {
            Facet::Source => "source",
            Facet::Language => "language",
            Facet::Month => "month",
            Facet::Speaker => "speaker",
            Facet::Kind => "kind",
            Facet::Certainty => "certainty",
            Facet::Unit => "unit",
            Facet::Measures => "measures",
            Facet::Type => "type",
        };
    SortWord(Sort) as "Sort": "The order of a list.",
        &[Sort::Relevance, Sort::Date],
        |sort| match sort {
            Sort::Relevance => "relevance",
            Sort::Date => "date",
        };
}

/// In which unit positions are answered.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OffsetsParam {
    /// The unit of all positions: Unicode code points (as Python counts), UTF-8 bytes (Rust, Go), or UTF-16 code
    /// units (JavaScript, Java).
    #[param(value_type = Option<OffsetsWord>, nullable = false, example = "codepoint")]
    pub offsets: OffsetsWord,
}

impl ReadQuery for OffsetsParam {
    fn read(query: &mut QueryReader) -> Self {
        Self { offsets: query.word("offsets").unwrap_or(OffsetsWord(OffsetUnit::CodePoint)) }
    }
}

/// How much work is done for names.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProfileParam {
    /// `accurate`: fewer mistakes in names, some thousand words a second on one core. `fast`: for bulk loads and small
    /// machines. The service's setting `profile` when not said.
    #[param(value_type = Option<ProfileWord>, nullable = false, example = "accurate")]
    pub profile: Option<ProfileWord>,
}

impl ReadQuery for ProfileParam {
    fn read(query: &mut QueryReader) -> Self {
        Self { profile: query.word("profile") }
    }
}

impl ProfileParam {
    pub(crate) fn wanted(self) -> Option<Profile> {
        self.profile.map(|word| word.0)
    }
}
