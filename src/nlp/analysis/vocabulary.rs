//! The closed lists of the contract: types, kinds, degrees, each with its name in the API.

use std::fmt;

macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// All values, in their declared order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name used in the API and in storage.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The value of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

vocabulary! {
    /// What sort of thing an entity is.
    EntityType {
        /// A human being, real or fictional.
        Person = "person",
        /// A company, agency, party, medium, club, university.
        Organization = "organization",
        /// A country, city, region, building, body of water.
        Location = "location",
        /// A thing made to be sold or used: software, an AI model, a device.
        Product = "product",
        /// A conference, war, tournament.
        Event = "event",
        /// A law, treaty or regulation.
        Law = "law",
        /// A book, film, song, programme.
        Work = "work",
        /// Any other proper name.
        Other = "other",
    }
}

vocabulary! {
    /// How a mention names its entity.
    MentionKind {
        /// A proper name.
        Name = "name",
        /// A noun phrase such as "der Journalist".
        Nominal = "nominal",
        /// A pronoun.
        Pronoun = "pronoun",
        /// An adjective made from the name: "deutsche", "Berliner"; by itself it names nothing.
        Derived = "derived",
    }
}

vocabulary! {
    /// The form a claim takes.
    ClaimKind {
        /// Words in quotation marks.
        Direct = "direct",
        /// With a frame: "X sagte, dass …", "laut X".
        Indirect = "indirect",
        /// Summary of a speech act: "X forderte …".
        Reported = "reported",
        /// "soll", "will".
        FreeIndirect = "free_indirect",
        /// Konjunktiv without a frame of its own.
        IndirectFreeIndirect = "indirect_free_indirect",
        /// The author's own check-worthy statement.
        Assertion = "assertion",
    }
}

vocabulary! {
    /// How surely the speaker stands behind the content.
    Certainty {
        /// Said as a fact.
        Asserted = "asserted",
        /// Said with reserve.
        Hedged = "hedged",
        /// Denied.
        Denied = "denied",
        /// Doubted.
        Doubted = "doubted",
        /// Demanded.
        Demanded = "demanded",
        /// Announced.
        Announced = "announced",
        /// Asked.
        Questioned = "questioned",
    }
}

vocabulary! {
    /// How the content was expressed.
    Medium {
        /// Spoken.
        Speech = "speech",
        /// Written.
        Writing = "writing",
        /// Thought or believed.
        Thought = "thought",
        /// Not to be told.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// How the speaker was tied to an entity.
    ResolvedBy {
        /// By the full name.
        Name = "name",
        /// By surname.
        Surname = "surname",
        /// By role or noun phrase.
        Nominal = "nominal",
        /// By pronoun.
        Pronoun = "pronoun",
        /// The quote goes on without a new frame.
        Continuation = "continuation",
    }
}

vocabulary! {
    /// What sort of quantity a figure is.
    FigureKind {
        /// An amount of money.
        Money = "money",
        /// Percent, percentage points, promille.
        Percentage = "percentage",
        /// A number of things.
        Count = "count",
        /// A bare number.
        Number = "number",
        /// A quantity with a measure unit.
        Quantity = "quantity",
        /// A position in an order.
        Ordinal = "ordinal",
        /// A place in a ranking.
        Rank = "rank",
        /// So many times.
        Multiple = "multiple",
        /// A part of a whole.
        Fraction = "fraction",
        /// A calendar date or period.
        Date = "date",
        /// A time of day.
        Time = "time",
        /// A length of time.
        Duration = "duration",
        /// How old somebody or something is.
        Age = "age",
        /// Degrees.
        Temperature = "temperature",
        /// So much per something.
        Rate = "rate",
    }
}

vocabulary! {
    /// In what way a figure is not exact.
    Approximation {
        /// rund, etwa.
        About = "about",
        /// knapp, fast.
        Nearly = "nearly",
        /// mehr als, über.
        MoreThan = "more_than",
        /// mehrere Millionen, Hunderte.
        Several = "several",
        /// mindestens.
        AtLeast = "at_least",
        /// weniger als, unter.
        LessThan = "less_than",
        /// höchstens, bis zu.
        AtMost = "at_most",
    }
}

vocabulary! {
    /// Direction of a change that a figure tells.
    Change {
        /// Rise.
        Up = "up",
        /// Fall.
        Down = "down",
    }
}

vocabulary! {
    /// What a stretch of the text is that is no news.
    BlockKind {
        /// It belongs to the page: a link to another article, a caption, a credit, a note of the editors or of a player.
        Furniture = "furniture",
    }
}

vocabulary! {
    /// Who it is that speaks well or ill of something.
    Voice {
        /// The author of the text.
        Author = "author",
        /// Somebody whose words the text tells.
        Quoted = "quoted",
    }
}

vocabulary! {
    /// Sentiment as a word.
    SentimentLabel {
        /// Good news or praise.
        Positive = "positive",
        /// Plain fact.
        Neutral = "neutral",
        /// Bad news or blame.
        Negative = "negative",
        /// Strong words both ways.
        Mixed = "mixed",
    }
}
