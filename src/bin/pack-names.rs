//! Makes the encoder's model file of an export: `pack-names FOLDER OUT`.
//!
//! The folder holds `encoder.safetensors` and `config.json`, as the training's export writes them; what the tensors mean is
//! said in `src/nlp/encoder/CARD.md`.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;

use pressespiegel::nlp::encoder::file::{Field, Head, Shape, write};
use serde_json::Value;

const USAGE: &str = "usage: pack-names FOLDER OUT";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, out] = arguments.as_slice() else { return Err(USAGE.into()) };
    let read = |name: &str| {
        let file = Path::new(folder).join(name);
        std::fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))
    };
    let config = serde_json::from_slice(&read("config.json")?).map_err(|e| format!("config.json: {e}"))?;
    let bytes = read("encoder.safetensors")?;
    let tensors = Tensors::parse(&bytes).ok_or("encoder.safetensors: the head is not that of a safetensors file")?;
    let head = head(&config, &tensors).ok_or("config.json: a size, closing character or label is missing")?;
    let file = write(&head, |field: &Field| tensors.get(&field.name).map(<[u8]>::to_vec))?;
    std::fs::write(out, &file).map_err(|e| format!("{out}: {e}"))?;
    println!("{out}: {} bytes", file.len());
    Ok(())
}

/// A file of tensors: their places by name.
struct Tensors<'a> {
    data: &'a [u8],
    places: HashMap<String, Range<usize>>,
}

impl<'a> Tensors<'a> {
    fn parse(file: &'a [u8]) -> Option<Self> {
        let length = usize::try_from(u64::from_le_bytes(*file.first_chunk()?)).ok()?;
        let (head, data) = file.get(8..)?.split_at_checked(length)?;
        let head: Value = serde_json::from_slice(head).ok()?;
        let mut places = HashMap::new();
        for (name, tensor) in head.as_object()?.iter().filter(|(name, _)| *name != "__metadata__") {
            let end = |i: usize| usize::try_from(tensor["data_offsets"][i].as_u64()?).ok();
            places.insert(name.clone(), end(0)?..end(1)?);
        }
        Some(Self { data, places })
    }

    fn get(&self, name: &str) -> Result<&'a [u8], String> {
        let place = self.places.get(name).ok_or_else(|| format!("encoder.safetensors: no tensor {name}"))?;
        self.data.get(place.clone()).ok_or_else(|| format!("encoder.safetensors: {name} ends beyond the file"))
    }
}

fn head(config: &Value, tensors: &Tensors<'_>) -> Option<Head> {
    let size = |name: &str| usize::try_from(config[name].as_u64()?).ok();
    let length = |name: &str, width: usize| Some(tensors.get(name).ok()?.len() / width);
    let shape = Shape {
        layers: size("layers")?,
        hidden: size("hidden")?,
        inner: size("ffn")?,
        positions: size("positions")?,
        pieces: size("vocab")?,
        piece_bytes: length("vocab.blob", 1)?,
        replaced: length("norm.len", 1)?,
        replacements: length("norm.to", 4)?,
    };
    let words = |value: &Value| -> Option<Vec<String>> {
        value.as_array()?.iter().map(|word| word.as_str().map(str::to_owned)).collect()
    };
    let names = words(&config["head_order"])?;
    let heads = names.into_iter().map(|name| Some((name.clone(), words(&config["label_heads"][name.as_str()])?)));
    Some(Head { shape, closing: words(&config["no_space_before"])?.concat(), heads: heads.collect::<Option<_>>()? })
}
