//! Trains the morphological tagger and measures it.
//!
//! `train-morph train OUT TREEBANK…` writes a model; `train-morph test MODEL TREEBANK…` measures one;
//! `train-morph cross FOLDS TREEBANK…` trains on all folds but one and measures on that one, each in turn.
//! Treebanks are CoNLL-U files.

mod learn;
mod score;

use pressespiegel::nlp::lexicon::Lexicon;
use pressespiegel::nlp::morph::MorphTagger;

use learn::treebank::{self, GoldSentence};
use learn::{Settings, train};
use score::Score;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [command, target, files @ ..] = arguments.as_slice() else {
        return Err("train OUT, test MODEL or cross FOLDS, then treebanks".into());
    };
    let mut sentences = Vec::new();
    for file in files {
        sentences.extend(treebank::parse(&std::fs::read_to_string(file)?));
    }
    eprintln!("{} sentences", sentences.len());
    let lexicon = Lexicon::new()?;
    match command.as_str() {
        "train" => std::fs::write(target, train(&lexicon, &sentences, Settings::default()))?,
        "test" => {
            let tagger = MorphTagger::with_model(target, &std::fs::read(target)?)?;
            let mut score = Score::default();
            score.add(&lexicon, &tagger, &sentences);
            println!("{score}");
        }
        "cross" => cross(&lexicon, &sentences, target.parse()?)?,
        _ => return Err(format!("unknown command {command}").into()),
    }
    Ok(())
}

fn cross(lexicon: &Lexicon, sentences: &[GoldSentence], folds: usize) -> Outcome {
    let mut score = Score::default();
    for fold in 0..folds {
        let part = |held: bool| {
            let of = |i: usize| (i / 20) % folds == fold;
            sentences
                .iter()
                .enumerate()
                .filter(move |(i, _)| of(*i) == held)
                .map(|(_, s)| s.clone())
                .collect::<Vec<_>>()
        };
        let model = train(lexicon, &part(false), Settings::default());
        eprintln!("fold {fold}: model of {} bytes", model.len());
        score.add(lexicon, &MorphTagger::with_model("fold", &model)?, &part(true));
    }
    println!("{score}");
    Ok(())
}
