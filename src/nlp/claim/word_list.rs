//! The words that single rules of this stage read; the lists themselves stand in `claim/data/words.tsv`.

use crate::nlp::lexicon::lists::word_lists;

word_lists! {
    /// A list of words.
    pub(super) enum List in "claim/data/words.tsv", "data/words.tsv" {
        /// Nouns, or endings of nouns, for those who listen.
        Audience = "audience",
        /// Before those who listen: "vor Journalisten".
        BeforeAudience = "before-audience",
        /// Before whom something is said to: "sagte zu ihm".
        ToAudience = "to-audience",
        /// Before whom something is demanded of.
        OfAudience = "of-audience",
        /// Before whom somebody turns to: "an die Regierung gewandt".
        TurnedTo = "turned-to",
        /// First words of a phrase that may be a dative.
        DativeMarked = "dative-marked",
        /// First words of a phrase that is a dative or genitive, not who is asked.
        NeverAccusative = "never-accusative",
        /// Endings of nouns that tell when.
        Times = "times",
        /// Nouns for an organisation beside another: not what has been named.
        OtherOrganisations = "other-organisations",
        /// Nouns that mean only what bears them in or beside its name.
        NamedSo = "named-so",
        /// Sorts of organisations: one is not the other, though both may be of one subtype.
        OrganisationSorts = "organisation-sorts",
        /// Endings of nouns for what is written.
        Documents = "documents",
        /// Where people post what they say.
        Platforms = "platforms",
        /// News agencies.
        Wires = "wires",
        /// Words that make what is said uncertain.
        Hedges = "hedges",
        /// Plurals and groups that no table of roles holds, as endings.
        Groups = "groups",
        /// Behind "was": the author adds something to the sentence before.
        SummingUp = "summing-up",
        /// Subjects that no claim can be attributed to.
        Nobody = "nobody",
        /// Verbs of saying that need nobody who says it: "es heißt".
        Impersonal = "impersonal",
        /// Nouns for things, times and events, which say nothing.
        Mute = "mute",
        /// The same as endings.
        MuteEnds = "mute-ends",
        /// Adverbs in "da-" that point at no content.
        NoCorrelates = "no-correlates",
        /// Prepositions before what something is known from.
        Sources = "sources",
        /// Nouns that say with "sein" what somebody thinks.
        Opinions = "opinions",
        /// Prepositions before whom somebody has learned something from.
        Origins = "origins",
        /// Prepositions before a page where something stands.
        Pages = "pages",
        /// Words before a noun phrase that fills the place before the verb.
        BeforeSubject = "before-subject",
        /// Finite verbs beside an infinitive.
        Modals = "modals",
        /// Before what is counted rather than judged.
        Many = "many",
        /// With "Frage" they tell that it has no answer.
        LeftOpen = "left-open",
        /// Prepositions before the agent of a passive.
        Agents = "agents",
        /// Finite verbs that tell what would be rather than what is said.
        PastUnreal = "past-unreal",
        /// Of those, the ones that tell what may be.
        Possible = "possible",
        /// First parts of nouns for somebody who holds an office in another way.
        Unlike = "unlike",
        /// Nouns for an office, all masculine; what stands beside the name for it is in the next list.
        MinistryChiefs = "ministry-chiefs",
        /// What stands beside the name of who holds the office of the list before, as endings.
        Ministers = "ministers",
        /// Nouns for an office, all masculine; what stands beside the name for it is in the next list.
        MunicipalChiefs = "municipal-chiefs",
        /// What stands beside the name of who holds the office of the list before, as endings.
        Mayors = "mayors",
        /// Nouns for an office, all masculine; what stands beside the name for it is in the next list.
        GovernmentChiefs = "government-chiefs",
        /// What stands beside the name of who holds the office of the list before, as endings.
        HeadsOfGovernment = "heads-of-government",
        /// Nouns for an office, all masculine; what stands beside the name for it is in the next list.
        CompanyChiefs = "company-chiefs",
        /// What stands beside the name of who holds the office of the list before, as endings.
        HeadsOfCompany = "heads-of-company",
        /// Nouns for an office, all masculine; what stands beside the name for it is in the next list.
        AssociationChiefs = "association-chiefs",
        /// What stands beside the name of who holds the office of the list before, as endings.
        HeadsOfAssociation = "heads-of-association",
        /// Nouns for an office, all masculine; what stands beside the name for it is in the next list.
        Coaches = "coaches",
        /// What stands beside the name of who holds the office of the list before, as endings.
        CoachRoles = "coach-roles",
        /// Nouns for an office, all masculine; what stands beside the name for it is in the next list.
        Keepers = "keepers",
        /// What stands beside the name of who holds the office of the list before, as endings.
        KeeperRoles = "keeper-roles",
        /// Nouns for an office, all masculine; what stands beside the name for it is in the next list.
        AgencyChiefs = "agency-chiefs",
        /// What stands beside the name of who holds the office of the list before, as endings.
        HeadsOfAgency = "heads-of-agency",
        /// Nouns for an office, all masculine; what stands beside the name for it is in the next list.
        Unionists = "unionists",
        /// What stands beside the name of who holds the office of the list before, as endings.
        UnionRoles = "union-roles",
        /// Endings of nouns for a person of the subtype "politician".
        Politicians = "politicians",
        /// Endings of nouns for a person of the subtype "scientist".
        Scientists = "scientists",
        /// Endings of nouns for a person of the subtype "executive".
        Executives = "executives",
        /// Endings of nouns for a person of the subtype "journalist".
        Journalists = "journalists",
        /// Endings of nouns for a person of the subtype "artist".
        Artists = "artists",
        /// Endings of nouns for a person of the subtype "athlete".
        Athletes = "athletes",
        /// Endings of nouns for a person of the subtype "cleric".
        Clerics = "clerics",
        /// What somebody has learned, is by trade or comes from, as endings; whoever is so called without more has been
        /// named just before.
        Trades = "trades",
        /// Parties as the first part of "SPD-Politiker".
        Parties = "parties",
        /// Articles of what has been named before.
        Definite = "definite",
        /// Prepositions before a noun of saying that leave it to the subject.
        BesideOwnNoun = "beside-own-noun",
        /// Verbs that tell readers to do something: "Man denke an …".
        Exhorting = "exhorting",
        /// Adverbs behind a verb of saying that leave its content open: "sagte nun, …".
        BesideSaying = "beside-saying",
        /// Nouns for words that are shouted or said: "Rufe wie „…“".
        Slogans = "slogans",
        /// The same as endings.
        SloganEnds = "slogan-ends",
        /// Endings of nouns for what bears a title.
        Works = "works",
        /// Small words inside names.
        NameParticles = "name-particles",
        /// First words of an attribute in the genitive.
        Genitive = "genitive",
        /// Prepositions that add an attribute to a noun.
        Attributive = "attributive",
        /// Words that add a noun phrase to another.
        Adding = "adding",
        /// Endings of nouns for people who gather round somebody.
        Gatherings = "gatherings",
        /// First words of a phrase that is no nominative.
        NeverNominative = "never-nominative",
        /// First words of a phrase that is no nominative where the noun is a feminine singular.
        NominativeUnlessFeminine = "nominative-unless-feminine",
        /// With "erklären" they tell a deed: "für nichtig erklären".
        DeclaredAs = "declared-as",
        /// With "fordern" they tell an accident.
        Casualties = "casualties",
        /// With "melden" they tell no report.
        Missing = "missing",
        /// With "einräumen" they are granted, not conceded.
        Granted = "granted",
        /// Pronouns for a man who speaks, alone.
        HeOrHis = "he-or-his",
        /// Before a noun of saying: a man's.
        His = "his",
        /// Before a noun of saying: a woman's.
        Her = "her",
        /// Endings of nouns for whoever speaks for what the genitive names.
        Spokespeople = "spokespeople",
        /// Words of a subject that takes a stand.
        TakesStand = "takes-stand",
        /// Nouns that tell when, not who.
        TimeNouns = "time-nouns",
        /// Endings of nouns in -ung for those who act.
        Bodies = "bodies",
        /// First words of a plural that may be no subject.
        PluralArticles = "plural-articles",
        /// First words of a singular that may be no subject.
        SingularArticles = "singular-articles",
        /// Endings of nouns in the singular with a verb in the plural.
        Quantities = "quantities",
        /// Endings of nouns for what is written or speaks, after "gemäß".
        AccordingTo = "according-to",
    }
}

impl List {
    /// The longest end of `word` that is in the list, the whole word included.
    pub(super) fn end_of(self, word: &str) -> Option<&str> {
        self.end_from(word, 0)
    }

    /// Whether `word` ends in a word of the list, or is one.
    pub(super) fn is_end_of(self, word: &str) -> bool {
        self.end_of(word).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::List;

    #[test]
    fn the_file_of_the_lists_is_whole() {
        List::check().expect("claim/data/words.tsv");
    }

    #[test]
    fn a_compound_ends_in_a_word_of_the_list() {
        for (word, end) in [
            ("lokalzeitung", Some("zeitung")),
            ("zeitung", Some("zeitung")),
            ("zeitungen", None),
            ("käseverband", Some("verband")),
            ("", None),
        ] {
            assert_eq!(List::OrganisationSorts.end_of(word), end, "{word}");
        }
    }
}
