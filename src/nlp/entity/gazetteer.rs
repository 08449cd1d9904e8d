//! The gazetteer: names that the lexicon knows, also inside compounds (`Meta-Aktie`).

use std::collections::HashSet;

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::product;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::names::{NameEntry, NameMatch, Piece};
use crate::nlp::morph::Pos;
use crate::nlp::token::TokenKind;
use crate::text::Span;

/// Adds every known name, the longest at each place.
pub(super) fn find(words: &Words<'_>, found: &mut Vec<Candidate>) {
    let mut at = 0;
    let mut steps = 0;
    while at < words.pieces.len() && !words.layers.halts_at(steps) {
        steps += 1;
        let piece = words.pieces[at];
        let kind = words.layers.tokens[piece.token].kind;
        if !matches!(
            kind,
            TokenKind::Word | TokenKind::Abbreviation | TokenKind::Number | TokenKind::Url | TokenKind::Tag
        ) {
            at += 1;
            continue;
        }
        let Some(hit) = words.lexicon.names.longest(words.layers.text, &words.pieces[at..]) else {
            at += 1;
            continue;
        };
        at += add(words, at, hit, found).max(1);
    }
    again(words, found);
}

/// "Die Bahn baut" of the Deutsche Bahn: what is called by an ordinary word with its article, where the text names the
/// company in full; not "mit der Bahn". "Mit der Linken" is the party, where the text names Die Linke.
fn again(words: &Words<'_>, found: &mut [Candidate]) {
    let of = |c: &Candidate, subtype: &str| c.entry.filter(|e| words.lexicon.names.entry(*e).subtype == subtype);
    let (company, party) = (|c: &Candidate| of(c, "company"), |c: &Candidate| of(c, "party"));
    let body = |c: &Candidate| company(c).or_else(|| party(c));
    let named: HashSet<u32> = found.iter().filter(|c| !c.doubtful).filter_map(body).collect();
    for candidate in found.iter_mut().filter(|c| c.doubtful && !c.part) {
        let article = words.before(candidate.first).filter(|before| words.on(*before, List::DefiniteArticle));
        let led = article.and_then(|article| words.before(article));
        let led = led.is_some_and(|led| words.layers.morphs[led].pos == Pos::Adp);
        let meant = party(candidate).or_else(|| company(candidate).filter(|_| !led));
        if article.is_some() && meant.is_some_and(|entry| named.contains(&entry)) {
            (candidate.doubtful, candidate.supported) = (false, true);
        }
    }
}

/// Adds the candidate of a match at piece `at`; returns how many pieces it uses up.
fn add(words: &Words<'_>, at: usize, hit: NameMatch, found: &mut Vec<Candidate>) -> usize {
    let (head, tail) = (words.pieces[at], words.pieces[at + hit.pieces - 1]);
    let form = words.lexicon.names.form(hit.form);
    let entry = words.lexicon.names.entry(form.entry);
    let begins = words.first_piece[head.token] == at;
    let ends = words.first_piece[tail.token + 1] == at + hit.pieces;
    let product = entry.kind == EntityType::Product && entry.subtype != "drug" && !hit.genitive;
    let coded = product && begins && !ends && versioned(words, at + hit.pieces);
    let part = !begins || !ends && !coded;
    if part && !fits_compound(words, at, hit) {
        return 0;
    }
    let several = tail.token > head.token;
    let whole_word = words.word(tail.token);
    let other_name = hit.genitive && !several && words.lexicon.people.given(whole_word).is_some();
    let noun = entry.subtype == "city" && !several && !part && after_article(words, head.token);
    let member = !several
        && !part
        && words.joined(tail.token)
        && words.upper(tail.token + 1)
        && words.lexicon.nouns.role(whole_word).is_some()
        && words.lexicon.people.given(words.word(tail.token + 1)).is_some();
    let end = if product && !part { version(words, tail.token + 1) } else { tail.token + 1 };
    let longer = coded || end > tail.token + 1;
    // "Pixel 10a" is no picture element.
    let told_by_version = longer && !coded && (tail.token + 1..end).any(|i| product::code(words, i));
    let world = entry.subtype == "media" && several && is_everybodys(words, head.token, tail.token);
    // "Das Boot kenterte."
    let begins = words.shapes[head.token].initial && words.on(head.token, List::Article);
    let thing = entry.kind == EntityType::Work && several && begins && !supported(words, head.token, entry);
    let doubtful = member
        || other_name
        || noun
        || world
        || thing
        || form.ambiguous
            && !told_by_version
            && !if part { owns(words, at + hit.pieces, entry) } else { supported(words, head.token, entry) };
    let source = if entry.user_id.is_some() { Source::User } else { Source::Known };
    // "auf X.": the sentence ends, the name has no dot.
    let letter = !longer && !several && whole_word.len() == 2 && whole_word.ends_with('.');
    let last = if longer { words.layers.tokens[end - 1].span.end } else { tail.end - usize::from(letter) };
    let candidate = Candidate::new(Span::new(head.start, last), head.token..end, entry.kind, source);
    // "Der Bund" may be a paper; where it is not, "BUND" may still be a name.
    let read = if doubtful { 1 } else { hit.pieces };
    let supported = form.ambiguous && !doubtful && !part;
    found.push(Candidate { entry: Some(form.entry), part, doubtful, supported, genitive: hit.genitive, ..candidate });
    if longer { words.first_piece[end] - at } else { read }
}

/// The rest of a token from piece `at` is a version: "GPT-5.2", "GPT-5.2-mini", not "GPT-5-Nutzer".
fn versioned(words: &Words<'_>, at: usize) -> bool {
    let token = words.pieces[at].token;
    let rest = &words.pieces[at..words.first_piece[token + 1]];
    let text = |piece: &Piece| &words.layers.text[piece.start..piece.end];
    let number = rest.first().is_some_and(|piece| text(piece).starts_with(|c: char| c.is_ascii_digit()));
    number
        && rest.iter().all(|piece| {
            let part = text(piece);
            let version = part.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b.is_ascii_lowercase());
            version && part.bytes().any(|b| b.is_ascii_digit()) && part.len() < 6
                || words.lists.marks(part).on(List::Variant)
        })
}

/// The end of a product's name with its version and variant: "Qwen 2.5 Max", "Pixel 10a"; a number that counts the
/// noun behind it is none.
fn version(words: &Words<'_>, end: usize) -> usize {
    let mut end = end;
    for _ in 0..3 {
        if end >= words.len() || !words.joined(end - 1) {
            break;
        }
        if variant_number(words, end) {
            end += 2;
            continue;
        }
        let number = words.layers.tokens[end].kind == TokenKind::Number;
        let digits = words.word(end).bytes().all(|b| b.is_ascii_digit() || b == b'.') && words.word(end).len() < 4;
        let counts =
            words.joined(end) && (words.upper(end + 1) && words.ordinary(end + 1) || words.word(end + 1) == "%");
        if !(number && digits && !counts || words.on(end, List::Variant) || product::code(words, end)) {
            break;
        }
        end += 1;
    }
    end
}

/// "-9" right behind the number in "Boeing 787-9".
fn variant_number(words: &Words<'_>, at: usize) -> bool {
    let touches = |at: usize| words.layers.tokens[at].span.start == words.layers.tokens[at - 1].span.end;
    matches!(words.word(at), "-" | "–")
        && words.joined(at)
        && touches(at)
        && touches(at + 1)
        && words.layers.tokens[at + 1].kind == TokenKind::Number
        && words.word(at + 1).len() < 3
}

/// Whether a name that is a part of a token may be one there: the rest are nouns (`Meta-Aktie`, `Anti-Trump-Demo`).
fn fits_compound(words: &Words<'_>, at: usize, hit: NameMatch) -> bool {
    let (head, tail) = (words.pieces[at], words.pieces[at + hit.pieces - 1]);
    if words.layers.tokens[head.token].kind != TokenKind::Word
        || words.layers.tokens[tail.token].kind != TokenKind::Word
    {
        return false;
    }
    let rest = words.pieces.get(at + hit.pieces).filter(|next| next.token == tail.token);
    match rest {
        Some(rest) => {
            let rest = &words.layers.text[rest.start..rest.end];
            let noun = rest.chars().next().is_some_and(char::is_uppercase);
            let plain = rest.trim_end_matches('s');
            noun && !hit.genitive && !words.lists.marks(plain).on(List::NoNameBefore)
        }
        None => !hit.genitive,
    }
}

/// "Bayer-Aktie", "Spiegel-Bericht": the noun at piece `at`, which ends a compound, is a company's or a paper's.
fn owns(words: &Words<'_>, at: usize, entry: &NameEntry) -> bool {
    let Some(rest) = words.pieces.get(at) else { return false };
    let token = words.layers.tokens[rest.token].span;
    let marks = words.lists.marks(&words.layers.text[rest.start..token.end]);
    match (entry.kind, &*entry.subtype) {
        (EntityType::Organization, "media") => marks.on(List::OfPaper),
        (EntityType::Organization, "company") => marks.on(List::OfCompany),
        _ => false,
    }
}

/// "Die Welt der Kunst", "Die Zeit für Reformen" at the beginning of a sentence: a noun with its article, and what belongs to
/// it.
fn is_everybodys(words: &Words<'_>, first: usize, last: usize) -> bool {
    let article = words.shapes[first].initial && words.on(first, List::Article);
    let owned = || words.joined(last) && words.on(last + 1, List::BehindNoun);
    article && owned()
}

/// Towns have no article: "den Favoriten", "im Neubau" are nouns.
fn after_article(words: &Words<'_>, token: usize) -> bool {
    words.before(token).is_some_and(|before| words.on(before, List::Article))
}

/// Alone in quotation marks behind an article or a preposition: not the word „Welt“.
fn quoted(words: &Words<'_>, token: usize) -> bool {
    let mark = |at: usize| words.layers.tokens[at].kind == TokenKind::Quote;
    let open = words.before(token).filter(|open| mark(*open));
    open.and_then(|open| words.before(open))
        .is_some_and(|before| words.on(before, List::BeforeQuotedName) || words.on(before, List::Article))
        && words.joined(token)
        && mark(token + 1)
}

/// A paper that something was said to, or that it is taken from: "sagte der Zeit,", "dem Stern zufolge", "laut Welt".
fn cited(words: &Words<'_>, token: usize) -> bool {
    let article = words.before(token).filter(|before| words.on(*before, List::Article));
    let led = words.before(article.unwrap_or(token));
    let source = led.is_some_and(|led| words.word(led).eq_ignore_ascii_case("laut"));
    let follows = words.joined(token) && words.word(token + 1) == "zufolge";
    let ends = token + 1 >= words.len() || !words.joined(token) || !words.shapes[token + 1].word;
    let told = article.is_some() && led.is_some_and(|led| words.on(led, List::Saying));
    source || follows || told && ends
}

/// "SPD, Grüne und FDP": a word whose neighbour in a list is a party.
fn beside_party(words: &Words<'_>, token: usize) -> bool {
    let names = &words.lexicon.names;
    let joint = |at: usize| matches!(words.word(at), "," | "und" | "oder" | "sowie" | "/");
    let party = |at: usize| {
        let mut entries = names.forms_of(words.word(at)).map(|form| names.form(form).entry);
        entries.any(|entry| names.entry(entry).subtype == "party")
    };
    let before = words.before(token).filter(|at| joint(*at)).and_then(|at| words.before(at));
    let after = words.joined(token) && words.joined(token + 1) && joint(token + 1);
    before.is_some_and(party) || after && party(token + 2)
}

/// "Chefin der Grünen": before the article at `article` stands what somebody is.
fn is_of_role(words: &Words<'_>, article: usize) -> bool {
    let role = words.before(article).filter(|_| words.on(article, List::DefiniteArticle));
    role.is_some_and(|role| words.upper(role) && words.lexicon.nouns.role(words.word(role)).is_some())
}

/// A company that speaks, or for whom somebody does: "die Bahn teilte mit", "sagte eine Sprecherin der Bahn", "laut Bahn".
fn says(words: &Words<'_>, token: usize) -> bool {
    let Some(article) = words.before(token).filter(|before| words.on(*before, List::DefiniteArticle)) else {
        return cited(words, token);
    };
    let saying = |at: usize| words.on(at, List::Saying) || words.on(at, List::Messaging) && !words.upper(at);
    let before = words.before(article);
    let ends = || !words.joined(token) || !words.upper(token + 1);
    let told = before.is_some_and(|led| saying(led) || words.lexicon.nouns.role(words.word(led)).is_some());
    told && ends() || words.joined(token) && saying(token + 1)
}

/// Whether the words around say that an ambiguous word is a name here.
fn supported(words: &Words<'_>, token: usize, entry: &NameEntry) -> bool {
    let (kind, subtype) = (entry.kind, &*entry.subtype);
    let Some(before) = words.before(token) else { return false };
    let word = words.word(before);
    let told = words.lexicon.nouns.type_noun(word).is_some_and(|noun| noun.kind == kind) && words.upper(before);
    match kind {
        EntityType::Location if !matches!(subtype, "water") => told || words.on(before, List::PlacePreposition),
        EntityType::Person => words.upper(before) && words.lexicon.nouns.role(word).is_some(),
        // "Jans (SP)".
        EntityType::Organization if subtype == "party" => {
            told || word == "(" || beside_party(words, token) || is_of_role(words, before)
        }
        // „Presse“, „Standard“: a paper in quotation marks of its own.
        EntityType::Organization if subtype == "media" => told || quoted(words, token) || cited(words, token),
        EntityType::Organization if subtype == "company" => told || says(words, token),
        EntityType::Product if subtype == "software" => told || platform(words, token),
        EntityType::Work => told || quoted(words, token),
        _ => told,
    }
}

/// Something is written there, in this sentence: "auf X kritisierte sie", "er schrieb über Signal"; not "auf Signal warten".
fn platform(words: &Words<'_>, token: usize) -> bool {
    let Some(before) = words.before(token).filter(|before| words.on(*before, List::OnPlatform)) else { return false };
    let alone = !(words.joined(token) && words.shapes[token + 1].word && words.upper(token + 1));
    let sentence = words.layers.sentences[words.sentence[before]].tokens.clone();
    alone
        && sentence.clone().any(|i| words.on(i, List::Messaging) || words.on(i, List::Saying) && words.word(i) != "so")
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::cases;

    #[test]
    fn a_known_name_is_found_where_it_is_no_ordinary_word() {
        cases::check_all(
            super::find,
            &[
                ("Er wohnt in Essen.", "Essen/location"),
                ("Die Meta-Aktie fiel.", "Meta/organization"),
                ("Das meldet der „Standard“.", "Standard/organization"),
                ("Sie sagte der Zeit, das sei gut.", "Zeit/organization"),
                ("Auf X kritisierte sie den Beschluss.", "X/product"),
                ("Er schrieb ihr über Signal, sie antwortete über Threads.", "Signal/product; Threads/product"),
                ("Der Zug wartet auf Signal und Weiche.", ""),
                ("Er stieg von Y auf X Prozent.", ""),
                ("Dem Stern zufolge kam sie.", "Stern/organization"),
                ("Das kam laut Welt gestern.", "Welt/organization"),
                ("Sie sagte der Zeit den Kampf an.", ""),
                ("Dem Stern folgten sie.", ""),
                ("Das Essen schmeckt.", ""),
                ("Hoch ist der Standard.", ""),
                ("Die Welt berichtete darüber.", "Die Welt/organization"),
                ("Die Welt der Kunst ist bunt.", ""),
                ("Die Zeit für Reformen ist gekommen.", ""),
                ("Das ZDF zeigt den „Tatort“.", "ZDF/organization; Tatort/work"),
                ("Die Polizei war am Tatort.", ""),
                ("Das Boot kenterte im Sturm.", ""),
                ("Im Kino läuft Das Boot.", "Das Boot/work"),
                ("Die Bayer-Aktie fiel, der Ex-Bayer-Chef ging.", "Bayer/organization; Bayer/organization"),
                ("Viele Shell-Filialen schließen.", "Shell/organization"),
                ("Ein Spiegel-Bericht nennt Namen.", "Spiegel/organization"),
                ("Es war eine Stern-Stunde.", ""),
                ("Die Deutsche Bahn baut. Die Bahn hofft.", "Deutsche Bahn/organization; Bahn/organization"),
                ("Die Deutsche Bahn baut. Er kam mit der Bahn.", "Deutsche Bahn/organization"),
                ("Wie die Bahn mitteilte, kam der Chef der Bahn nicht.", "Bahn/organization; Bahn/organization"),
                ("Die Bahn kam pünktlich.", ""),
                ("Die Linke klagt. Das sagte ihr Chef der Linken.", "Die Linke/organization; Linken/organization"),
                ("Das sagte die Vorsitzende der Linken Ada Kern.", "Linken/organization"),
                ("Er hob die Linke. Ihn traf ein Schlag der Linken.", ""),
                ("SPD, Grüne und FDP stritten.", "SPD/organization; Grüne/organization; FDP/organization"),
                ("Rote, Grüne und Gelbe lagen da.", ""),
                ("Sie schrieb drei Shell-Skripte.", ""),
            ],
        );
    }
}
