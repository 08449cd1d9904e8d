//! Searches for texts that cost the engine too much: short patterns, repeated, whose answer or whose reading time is long
//! for their length.
//!
//! `search-worst [--seed N] [--seconds N] [--length BYTES] [--table FILE] [--profile fast|accurate]` makes patterns of
//! German function words, names, figures, marks and odd characters, repeats each to a length (48,000 bytes unless told),
//! climbs by mutation towards the longest answer and, every other time, towards the longest time, and prints the worst. With
//! `--table` it measures the patterns of a file instead, one JSON string a line as in `tests/nlp/worst.jsonl`, at 40, 100 and
//! 400 KB. Build it with `--release`; deliberately no part of the tests, which have what it found as a table: time is noisy.

use std::process::ExitCode;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use pressespiegel::api;
use pressespiegel::nlp::{Document, Engine, Halt, Profile, PublishedAt};
use pressespiegel::text::{Headed, OffsetUnit};

const USAGE: &str =
    "usage: search-worst [--seed N] [--seconds N] [--length BYTES] [--table FILE] [--profile fast|accurate]";

/// A text that takes longer is given up.
const HOPELESS: Duration = Duration::from_secs(10);

/// Mutations of a pattern before another one is tried.
const STEPS: usize = 40;

/// How many of the worst are printed, of each sort.
const SHOWN: usize = 12;

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "der", "die", "das", "dem", "den", "des", "ein", "eine", "einer", "kein", "keine", "und", "oder", "aber",
    "doch", "so", "laut", "nach", "gemäß", "zufolge", "zu Folge", "aus", "von", "vom", "in", "im", "bei", "mit",
    "für", "um", "an", "auf", "vor", "über", "als", "wie", "dass", "ob", "weil", "wenn", "obwohl", "wonach",
    "demnach", "danach", "was", "wer", "wo", "er", "sie", "es", "ich", "wir", "man", "ihm", "ihr", "sich",
    "seiner", "ihrer", "nicht", "nie", "ohne", "weder", "noch", "nur", "sehr", "kaum", "nichts", "zwar",
    "trotz", "angeblich", "sagte", "sagt", "erklärte", "teilte", "mit", "sei", "habe", "werde", "hätte", "wäre",
    "könne", "soll", "sollen", "will", "haben", "worden", "ist", "sind", "war", "hat", "wurde", "stieg", "sank",
    "warf", "vor", "nannte", "forderte", "fragte", "betonte", "heißt es", "glaubt", "ginge es", "zu gehen",
    "gesagt", "erklären", "Meier", "Anna Meier", "Frau Meier", "A", "Berlin", "Bundesamt für Statistik", "SPD",
    "Siemens", "Siemens-Chef", "GmbH", "Angela und Ulrich Merkel", "OpenAI", "GPT-5", "Museum",
    "Universität Bremen", "Minister", "Sprecher", "Polizei", "Angaben", "Meinung", "Sicht", "Behauptung",
    "Kritik", "Augen", "Kanzlerin Merkel", "der Minister", "die 34-Jährige", "Erfolg", "Krise", "Skandal",
    "gut", "schlecht", "schwere", "steigende Kosten", "5", "1", "3,5", "1.000", "1 000", "2024", "1.",
    "17. Mai", "5 Prozent", "Millionen", "Euro", "50 Euro", "von 8 auf 6", "drei", "zweihundert", "Dutzend",
    "km/h", "°C", "§ 5", "10:30 Uhr", "2:1", "montags", "Montag", "bis Montag", "brutto", "gestern", "Anfang Mai", "z. B.", "Dr.",
    "Prof. Dr.", "usw.", "J.", "e.V.", "US-", "-Aktie", "http://a.de/b", "a@b.de", "#tag", "@name", "🙂",
    "e\u{301}", "ß", "İ", "\u{200b}", "\u{1}", "\"", "\\", "Donaudampfschifffahrtsgesellschaftskapitän",
    "XVIIIX", "IV",
];

#[rustfmt::skip]
const GAPS: &[&str] = &[
    " ", " ", " ", " ", " ", " ", " ", ", ", ". ", "", "-", "\n", "\n\n", ": ", "; ", " – ", " (", ") ", " „",
    "“ ", " »", "« ", " ‚", "‘ ", "“, ", "! ", "? ", "/", " & ", "' ", "…", "\u{a0}", "\t", ",", ".", " - ",
    "[", "] ", "\r\n",
];

/// A small generator of numbers, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }

    fn unit(&mut self) -> (&'static str, &'static str) {
        (WORDS[self.roll(WORDS.len())], GAPS[self.roll(GAPS.len())])
    }
}

/// Words with what stands behind each.
type Pattern = Vec<(&'static str, &'static str)>;

fn text_of(pattern: &Pattern) -> String {
    pattern.iter().flat_map(|(word, gap)| [*word, *gap]).collect()
}

fn mutated(pattern: &Pattern, dice: &mut Dice) -> Pattern {
    let mut changed = pattern.clone();
    let at = dice.roll(changed.len());
    match dice.roll(5) {
        0 if changed.len() < 6 => changed.insert(at, dice.unit()),
        1 if changed.len() > 1 => {
            changed.remove(at);
        }
        2 => changed[at].0 = WORDS[dice.roll(WORDS.len())],
        3 => changed[at].1 = GAPS[dice.roll(GAPS.len())],
        _ => {
            let other = dice.roll(changed.len());
            changed.swap(at, other);
        }
    }
    changed
}

/// What a text cost.
#[derive(Debug, Clone, Copy)]
struct Cost {
    seconds: f64,
    answer: usize,
}

/// `pattern` as often as it takes for `length` bytes.
fn repeated(pattern: &str, length: usize) -> String {
    pattern.repeat(length / pattern.len().max(1) + 1)
}

/// How long this thread has been computing, which other work on the machine does not change; where the system does not
/// tell, how long it has been running.
fn busy() -> Duration {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| BEGAN.elapsed(), Duration::from_nanos)
}

fn measure(engine: &Engine, text: &str) -> Result<Cost, String> {
    // With a day, so that dates that count from it are read too.
    let published = Some(PublishedAt::Day(jiff::civil::date(2026, 3, 10)));
    let document = Document { published, ..Document::new(text) };
    let (began, started) = (busy(), Instant::now());
    let in_time = || started.elapsed() < HOPELESS;
    let analysis = engine.analyze_unless(document, &mut (), &Halt::unless(&in_time));
    let seconds = busy().saturating_sub(began).as_secs_f64();
    let Some(analysis) = analysis else { return Ok(Cost { seconds, answer: 0 }) };
    let headed = Headed { title: "", text };
    let json =
        api::analysis_json(headed, &analysis, engine.info(), OffsetUnit::CodePoint).map_err(|e| e.to_string())?;
    // As it is sent: without the breaks and blanks that set it out for people.
    Ok(Cost { seconds, answer: json.lines().map(|line| line.trim_start().len()).sum() })
}

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
    let (mut seed, mut seconds, mut length, mut table, mut profile) = (1, 60, 48_000, None, Profile::Fast);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        let number = || value.parse::<u64>().map_err(|_| USAGE);
        match name.as_str() {
            "--seed" => seed = number()?.max(1),
            "--seconds" => seconds = number()?,
            "--length" => length = usize::try_from(number()?).map_err(|_| USAGE)?,
            "--table" => table = Some(value),
            "--profile" if value == "fast" => profile = Profile::Fast,
            "--profile" if value == "accurate" => profile = Profile::Accurate,
            _ => return Err(USAGE.into()),
        }
    }
    let engine = Engine::new().and_then(|engine| engine.in_profile(profile)).map_err(|e| e.to_string())?;
    match table {
        Some(file) => print_table(&engine, &file),
        None => search(&engine, Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)), Duration::from_secs(seconds), length),
    }
}

/// Seconds, answer bytes and bytes of answer a byte of text, for each pattern of a file.
fn print_table(engine: &Engine, file: &str) -> Result<(), String> {
    let lines = std::fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
    for line in lines.lines() {
        let pattern: String = serde_json::from_str(line).map_err(|e| format!("{file}, {line}: {e}"))?;
        print!("{line:<40}");
        for length in [40_000, 100_000, 400_000] {
            let text = repeated(&pattern, length);
            let cost = measure(engine, &text)?;
            print!("  {:>8.3} s {:>10} {:>5.1}x", cost.seconds, cost.answer, cost.answer as f64 / text.len() as f64);
        }
        println!();
    }
    Ok(())
}

fn search(engine: &Engine, mut dice: Dice, time: Duration, length: usize) -> Result<(), String> {
    let began = Instant::now();
    let (mut longest, mut slowest) = (Worst::new(), Worst::new());
    let mut tried = 0;
    let mut by_size = false;
    while began.elapsed() < time {
        by_size = !by_size;
        let mut pattern: Pattern = (0..=dice.roll(5)).map(|_| dice.unit()).collect();
        let mut best = f64::MIN;
        for step in 0..STEPS {
            if began.elapsed() > time {
                break;
            }
            let next = if step == 0 { pattern.clone() } else { mutated(&pattern, &mut dice) };
            let short = text_of(&next);
            let text = repeated(&short, length);
            let cost = measure(engine, &text)?;
            tried += 1;
            let size = cost.answer as f64 / text.len() as f64;
            // Nanoseconds a byte: what grows faster than the text is slow at any length.
            let speed = cost.seconds * 1e9 / text.len() as f64;
            keep(&mut longest, size, &short);
            keep(&mut slowest, speed, &short);
            let score = if by_size { size } else { speed };
            if score >= best {
                best = score;
                pattern = next;
            }
        }
    }
    println!("{tried} texts of {length} bytes");
    println!("longest answers, bytes a byte of text:");
    for (size, pattern) in &longest {
        println!("  {size:>7.1}  {pattern:?}");
    }
    println!("slowest, nanoseconds a byte at this length, then at four times it:");
    for (speed, pattern) in &slowest {
        let text = repeated(pattern, 4 * length);
        let cost = measure(engine, &text)?;
        println!("  {speed:>7.0} {:>7.0}  {pattern:?}", cost.seconds * 1e9 / text.len() as f64);
    }
    Ok(())
}

/// Patterns with what speaks against each, the worst first.
type Worst = Vec<(f64, String)>;

/// Keeps the worst, one of those that begin alike.
fn keep(worst: &mut Worst, score: f64, pattern: &str) {
    let same = |other: &str| other.chars().take(4).eq(pattern.chars().take(4));
    if let Some(known) = worst.iter_mut().find(|(_, known)| same(known)) {
        if known.0 < score {
            *known = (score, pattern.to_owned());
        }
    } else {
        worst.push((score, pattern.to_owned()));
    }
    worst.sort_by(|one, other| other.0.total_cmp(&one.0));
    worst.truncate(SHOWN);
}
