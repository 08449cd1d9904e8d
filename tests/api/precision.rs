//! How many of the pairs that are listed are true: articles by many papers about few facts, with everything around that is
//! nearly the same and is not (another year, a quarter, a region, a part, a target, the year before, a sum so far).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::app::spawn_app;

/// What is stated, in some of its words, with the values that papers give. `{e}` is whom it is about, `{v}` the value.
const FACTS: &[(&[&str], &[&str])] = &[
    (
        &[
            "Die {e} hat 2024 einen Umsatz von {v} Milliarden Euro erzielt.",
            "Der Umsatz der {e} lag 2024 bei {v} Milliarden Euro.",
            "Die {e} steigerte 2024 ihren Umsatz gegenüber dem Vorjahr um 8 Prozent auf {v} Milliarden Euro.",
            "Die {e} erzielte 2024 einen Umsatz von {v} Milliarden Euro, nach 1,1 Milliarden im Vorjahr.",
        ],
        &["3,2", "3,2", "2,9", "3,5"],
    ),
    (&["Die {e} hat 2023 einen Umsatz von {v} Milliarden Euro erzielt."], &["2,7", "2,4"]),
    (&["Die {e} hat im ersten Quartal 2024 einen Umsatz von {v} Milliarden Euro erzielt."], &["0,8", "0,6"]),
    (&["Der Umsatz der {e} in China lag 2024 bei {v} Milliarden Euro."], &["1,2", "1,4"]),
    (&["Mit Autos erzielte die {e} 2024 einen Umsatz von {v} Milliarden Euro."], &["1,9", "1,7"]),
    (&["Die Tochter Hansa Logistik der {e} kam 2024 auf einen Umsatz von {v} Milliarden Euro."], &["1,0", "1,3"]),
    (&["Für 2025 erwartet die {e} einen Umsatz von {v} Milliarden Euro."], &["3,9", "4,3"]),
    (&["Der Gewinn der {e} lag 2024 bei {v} Millionen Euro."], &["431", "462"]),
    (&["Der operative Gewinn der {e} lag 2024 bei {v} Millionen Euro."], &["531", "572"]),
    (&["Der Gewinn der {e} vor Steuern lag 2024 bei {v} Millionen Euro."], &["611", "652"]),
    (&["Die {e} beschäftigt {v} Mitarbeiter.", "Weltweit beschäftigt die {e} {v} Mitarbeiter."], &["12.400", "13.100"]),
    (&["In der Produktion beschäftigt die {e} {v} Mitarbeiter."], &["4.300", "5.200"]),
    (&["Die {e} will bis 2027 rund {v} Stellen streichen."], &["300", "900"]),
    (&["Die {e} stellte 2024 {v} Mitarbeiter ein."], &["310", "450"]),
    (&["Die {e} verkaufte im Mai 2024 {v} Fahrzeuge."], &["1.230", "1.540"]),
    (&["Bis Ende Mai 2024 verkaufte die {e} {v} Fahrzeuge."], &["6.230", "6.540"]),
    (&["Die Aktie der {e} notierte bei {v} Euro."], &["45,10", "46,30"]),
    (&["Die {e} zahlte {v} Millionen Euro Strafe."], &["12", "15"]),
    (&["Die {e} soll {v} Millionen Euro Strafe zahlen."], &["22", "25"]),
];

/// The same for a town.
const OF_TOWNS: &[(&[&str], &[&str])] = &[
    (
        &[
            "Bei dem Brand in {e} sind {v} Menschen gestorben.",
            "Bei dem Brand in einem Wohnhaus in {e} starben {v} Menschen.",
        ],
        &["12", "14"],
    ),
    (&["Bei dem Brand in {e} wurden {v} Menschen verletzt."], &["21", "23"]),
    (&["Nach dem Brand in {e} wurden noch {v} Menschen vermisst."], &["3", "5"]),
    (&["Bei dem Unfall in {e} sind {v} Menschen gestorben."], &["2", "4"]),
    (
        &[
            "An der Demonstration in {e} nahmen laut Polizei {v} Menschen teil.",
            "An der Demonstration in {e} nahmen nach Angaben der Veranstalter {v} Menschen teil.",
        ],
        &["5.000", "20.000", "6.500"],
    ),
    (&["Die Sanierung des Rathauses in {e} hat {v} Millionen Euro gekostet."], &["45", "63"]),
    (&["Die Sanierung der Schule in {e} hat {v} Millionen Euro gekostet."], &["12", "18"]),
    (&["{e} hat {v} Einwohner."], &["213.400", "215.700"]),
    (&["Im Stadtteil Nord in {e} leben {v} Einwohner."], &["21.300", "25.400"]),
    (&["Die Wahlbeteiligung in {e} lag bei {v} Prozent."], &["61,2", "63,8"]),
    (&["Die Wahlbeteiligung bei der Briefwahl in {e} lag bei {v} Prozent."], &["31,2", "33,8"]),
    (&["Zum Stadtfest in {e} kamen {v} Besucher."], &["21.000", "26.000"]),
    (&["Am Samstag kamen zum Stadtfest in {e} {v} Besucher."], &["9.000", "12.000"]),
    (&["In {e} wurden 2024 {v} Wohnungen gebaut."], &["1.310", "1.740"]),
    (&["In {e} wurden 2024 {v} Wohnungen genehmigt."], &["1.910", "2.240"]),
];

const COMPANIES: &[&str] = &["Nordwind AG", "Bergmann AG", "Hartmann GmbH", "Feinstahl AG", "Mobilo AG"];
const TOWNS: &[&str] = &["Rostock", "Erfurt", "Kassel", "Chemnitz", "Augsburg"];

/// Numbers that are the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % n
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

#[tokio::test]
async fn of_two_hundred_pairs_nearly_all_are_true() {
    let app = spawn_app().await;
    let mut dice = Dice(7);
    let mut facts: BTreeMap<String, String> = BTreeMap::new();
    let mut lines = Vec::new();
    for number in 0..160 {
        let (name, all) = match number % 2 {
            0 => (dice.pick(COMPANIES), FACTS),
            _ => (dice.pick(TOWNS), OF_TOWNS),
        };
        let mut sentences = Vec::new();
        for (fact, (words, values)) in all.iter().enumerate() {
            if fact > 0 && dice.below(2) == 0 {
                continue;
            }
            let sentence = dice.pick(words).replace("{e}", name).replace("{v}", dice.pick(values));
            facts.insert(sentence.clone(), format!("{fact} of {name}"));
            sentences.push(sentence);
        }
        let day = format!("2025-03-{}", 10 + dice.below(3));
        let source = format!("Blatt {}", dice.below(6));
        lines.push(json!({"text": sentences.join(" "), "source": source, "published_at": day}).to_string());
    }
    let batch = app.request("POST", "/v1/articles/batch?profile=fast").header("content-type", "application/x-ndjson");
    assert_eq!(crate::app::read(batch.body(lines.join("\n"))).await.status, 200);

    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let (mut right, mut wrong) = (0, Vec::new());
    let mut path = "/v1/figures/conflicts?limit=200".to_owned();
    loop {
        let list = app.get(&path).await.ok(200);
        for item in list["items"].as_array().expect("items") {
            let mut told = Vec::new();
            for side in [&item["newer"], &item["older"]] {
                let id = side["article"]["id"].as_str().expect("an id").to_owned();
                if !texts.contains_key(&id) {
                    let article = app.get(&format!("/v1/articles/{id}")).await.ok(200);
                    texts.insert(id.clone(), article["text"].as_str().expect("a text").to_owned());
                }
                told.push(fact_of(&texts[&id], side, &facts));
            }
            if told[0] == told[1] { right += 1 } else { wrong.push(told) }
        }
        let Some(next) = list["next"].as_str() else { break };
        path = format!("/v1/figures/conflicts?limit=200&cursor={next}");
    }
    let all = right + wrong.len();
    assert!(all >= 200, "{all} pairs are too few to judge");
    assert!(right * 20 >= all * 19, "{} of {all} pairs are wrong: {wrong:?}", wrong.len());
}

/// The fact of the sentence that a figure stands in.
fn fact_of(text: &str, figure: &Value, facts: &BTreeMap<String, String>) -> String {
    let start = usize::try_from(figure["start"].as_u64().expect("a position")).expect("a small one");
    let before: usize = text.chars().take(start).map(char::len_utf8).sum();
    let known = facts.iter().find(|(sentence, _)| {
        text.match_indices(sentence.as_str()).any(|(at, _)| (at..at + sentence.len()).contains(&before))
    });
    known.map(|(_, fact)| fact.clone()).expect("a sentence that was sent")
}
