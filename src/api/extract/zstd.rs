//! Unpacks Zstandard (RFC 8878), block by block, so that no step makes more than one block holds (128 KiB), however much a few bytes
//! unpack to.
//!
//! A frame says how far back it refers, and so much memory is counted before anything is unpacked; frames that refer
//! further than [`MAX_WINDOW`] are refused, as RFC 9659 has it for HTTP.

use ruzstd::decoding::FrameDecoder;

use crate::budget::{Reserved, Share};

/// How far back a frame may refer, in bytes.
pub(super) const MAX_WINDOW: u64 = 8 << 20;

/// Bytes of a piece at most, and what one block holds at most.
const PIECE: usize = 128 << 10;

const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Why a body can't be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not Zstandard, or damaged.
    Damaged,
    /// It refers further back than is allowed.
    Window,
    /// There is no memory for it now.
    Memory,
}

/// A body on its way out of its compressed form.
pub(super) struct Unpacker {
    share: Share,
    input: Vec<u8>,
    frame: Option<Box<Frame>>,
    /// Whether there was a whole frame.
    any: bool,
}

struct Frame {
    decoder: FrameDecoder,
    has_checksum: bool,
    _held: Reserved,
}

/// What the head of a frame says.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    length: usize,
    window: u64,
    has_checksum: bool,
}

impl Unpacker {
    /// Memory is counted in this share.
    pub(super) fn new(share: &Share) -> Self {
        Self { share: share.clone(), input: Vec::new(), frame: None, any: false }
    }

    /// Takes more of the compressed form.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
    }

    /// The next piece, never empty; `None` when more of the compressed form is needed.
    pub(super) fn next(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        loop {
            let Some(frame) = &mut self.frame else {
                let Some(head) = head(&self.input)? else { return Ok(None) };
                self.frame = Some(self.begin(&head)?);
                self.input.drain(..head.length);
                continue;
            };
            // What is unpacked already goes first.
            if let Some(piece) = frame.unpack(&[])? {
                return Ok(Some(piece));
            }
            if frame.decoder.is_finished() {
                frame.check()?;
                self.frame = None;
                self.any = true;
                continue;
            }
            let Some(length) = block(&self.input, frame.has_checksum)? else { return Ok(None) };
            let piece = frame.unpack(&self.input[..length])?;
            self.input.drain(..length);
            if piece.is_some() {
                return Ok(piece);
            }
        }
    }

    /// Whether the compressed form may end here.
    pub(super) fn is_whole(&self) -> bool {
        self.frame.is_none() && self.any && self.input.is_empty()
    }

    fn begin(&self, head: &Head) -> Result<Box<Frame>, Fault> {
        if head.window > MAX_WINDOW {
            return Err(Fault::Window);
        }
        let window = usize::try_from(head.window).map_err(|_| Fault::Window)?;
        let counted = self.share.try_reserve(window + PIECE).ok_or(Fault::Memory)?;
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(MAX_WINDOW);
        decoder.init(&self.input[..head.length]).map_err(|_| Fault::Damaged)?;
        Ok(Box::new(Frame { decoder, has_checksum: head.has_checksum, _held: counted }))
    }
}

impl Frame {
    /// Takes a whole block, or none; what is unpacked and not needed any more for what comes.
    fn unpack(&mut self, block: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        if block.is_empty() && self.decoder.can_collect() == 0 {
            return Ok(None);
        }
        let mut piece = vec![0; PIECE];
        let (_, length) = self.decoder.decode_from_to(block, &mut piece).map_err(|_| Fault::Damaged)?;
        piece.truncate(length);
        Ok(Some(piece).filter(|piece| !piece.is_empty()))
    }

    fn check(&self) -> Result<(), Fault> {
        let (said, found) = (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
        if self.has_checksum && (said.is_none() || said != found) { Err(Fault::Damaged) } else { Ok(()) }
    }
}

/// The head of a frame; `None` when it is not all there.
fn head(input: &[u8]) -> Result<Option<Head>, Fault> {
    let known = input.len().min(MAGIC.len());
    if input[..known] != MAGIC[..known] {
        return Err(Fault::Damaged);
    }
    let Some(&descriptor) = input.get(MAGIC.len()) else { return Ok(None) };
    let is_single = descriptor & 0x20 != 0;
    let window_bytes = usize::from(!is_single);
    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let size_bytes = match descriptor >> 6 {
        0 => usize::from(is_single),
        flag => 1 << flag,
    };
    let at = MAGIC.len() + 1;
    let length = at + window_bytes + dictionary + size_bytes;
    if input.len() < length {
        return Ok(None);
    }
    let window = if is_single {
        let mut bytes = [0; 8];
        bytes[..size_bytes].copy_from_slice(&input[length - size_bytes..length]);
        // Two bytes count from 256 on.
        u64::from_le_bytes(bytes) + if size_bytes == 2 { 256 } else { 0 }
    } else {
        let (exponent, mantissa) = (u64::from(input[at] >> 3), u64::from(input[at] & 7));
        let base = 1 << (10 + exponent);
        base + base / 8 * mantissa
    };
    Ok(Some(Head { length, window, has_checksum: descriptor & 4 != 0 }))
}

/// The length of the next block with its head, and of the checksum behind the last one; `None` when it is not all there.
fn block(input: &[u8], has_checksum: bool) -> Result<Option<usize>, Fault> {
    let Some(&[a, b, c]) = input.first_chunk() else { return Ok(None) };
    let head = u32::from_le_bytes([a, b, c, 0]);
    let content = match (head >> 1) & 3 {
        // One byte, many times.
        1 => 1,
        _ => (head >> 3) as usize,
    };
    if content > PIECE {
        return Err(Fault::Damaged);
    }
    let checksum = if head & 1 == 1 && has_checksum { 4 } else { 0 };
    let length = 3 + content + checksum;
    Ok((input.len() >= length).then_some(length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::MemoryBudget;

    /// The sentence a hundred times, as the tool `zstd -19 --check` packs it.
    const PACKED: &[u8] = &[
        0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x68, 0x3d, 0x01, 0x00, 0xf8, 0x44, 0x69, 0x65, 0x20, 0x4e, 0x6f, 0x72, 0x64,
        0x77, 0x69, 0x6e, 0x64, 0x20, 0x41, 0x47, 0x20, 0x62, 0x61, 0x75, 0x74, 0x20, 0x65, 0x69, 0x6e, 0x20, 0x57,
        0x65, 0x72, 0x6b, 0x2e, 0x20, 0x01, 0x00, 0xeb, 0x4f, 0xf8, 0xca, 0x09, 0xb5, 0x1f, 0x6f, 0xd6,
    ];

    /// A short text as one block that is not compressed.
    fn plain(text: &[u8]) -> Vec<u8> {
        let length = u8::try_from(text.len()).unwrap();
        let mut frame = MAGIC.to_vec();
        frame.extend([0x20, length]);
        frame.extend(((u32::from(length) << 3) | 1).to_le_bytes()[..3].iter());
        frame.extend(text);
        frame
    }

    /// One byte, `blocks` times 128 KiB of it.
    fn bomb(blocks: usize, window: u8) -> Vec<u8> {
        let mut frame = [&MAGIC[..], &[0, window]].concat();
        for i in 0..blocks {
            let head = ((PIECE as u32) << 3) | (1 << 1) | u32::from(i + 1 == blocks);
            frame.extend(&head.to_le_bytes()[..3]);
            frame.push(b'a');
        }
        frame
    }

    fn unpack(bytes: &[u8], step: usize) -> Result<(Vec<u8>, bool, usize), Fault> {
        let memory = MemoryBudget::new(256 << 20);
        let mut unpacker = Unpacker::new(&memory.arriving);
        let (mut whole, mut longest) = (Vec::new(), 0);
        for part in bytes.chunks(step) {
            unpacker.push(part);
            while let Some(piece) = unpacker.next()? {
                longest = longest.max(piece.len());
                whole.extend(piece);
            }
        }
        Ok((whole, unpacker.is_whole(), longest))
    }

    #[test]
    fn frames_are_unpacked_however_they_arrive() {
        let two = [plain(b"Die Nordwind AG"), plain(b" aus Rostock")].concat();
        for step in [1, 2, 3, 7, 1_000] {
            let (text, is_whole, _) = unpack(&two, step).unwrap();
            assert_eq!((text.as_slice(), is_whole), (&b"Die Nordwind AG aus Rostock"[..], true), "in steps of {step}");
        }
        for length in 0..two.len() {
            let is_whole = unpack(&two[..length], 5).unwrap().1;
            assert_eq!(is_whole, length == plain(b"Die Nordwind AG").len(), "cut off after {length} bytes");
        }
    }

    #[test]
    fn what_the_usual_tool_packs_is_unpacked_and_its_checksum_counts() {
        let sentence = "Die Nordwind AG baut ein Werk. ".repeat(100);
        let (text, is_whole, _) = unpack(PACKED, 11).unwrap();
        assert_eq!((text.as_slice(), is_whole), (sentence.as_bytes(), true));
        for last in 1..=4 {
            let mut damaged = PACKED.to_vec();
            let at = damaged.len() - last;
            damaged[at] ^= 0x40;
            assert_eq!(
                unpack(&damaged, 11).map(|(text, ..)| text.len()),
                Err(Fault::Damaged),
                "byte {last} from the end"
            );
        }
    }

    #[test]
    fn what_unpacks_to_much_comes_in_pieces() {
        let (text, is_whole, longest) = unpack(&bomb(100, 0x58), 1_024).unwrap();
        assert_eq!((text.len(), is_whole), (100 * PIECE, true));
        assert!(text.iter().all(|byte| *byte == b'a'));
        assert!(longest <= PIECE, "{longest}");
    }

    #[test]
    fn what_cannot_be_unpacked_is_told_apart() {
        let mut later = plain(b"x");
        later.extend(b"nonsense");
        for (bytes, fault, reason) in [
            (b"{\"text\": 1}".to_vec(), Fault::Damaged, "not compressed"),
            (vec![0x1f, 0x8b, 8, 0], Fault::Damaged, "gzip"),
            (later, Fault::Damaged, "something behind the frame"),
            ([&MAGIC[..], &[0, 0x58, 7, 0, 0]].concat(), Fault::Damaged, "a block of a kind that there is not"),
            ([&MAGIC[..], &[0, 0x58, 0xf9, 0xff, 0xff]].concat(), Fault::Damaged, "a block that is too long"),
            (bomb(1, 0x69), Fault::Window, "a window of more than 8 MiB"),
            (bomb(1, 0xff), Fault::Window, "the largest window"),
        ] {
            assert_eq!(unpack(&bytes, 4).map(|(text, ..)| text.len()), Err(fault), "{reason}");
        }
        let memory = MemoryBudget::new(32 << 20);
        let _taken = memory.arriving.try_reserve(memory.arriving.limit() - 1_000).unwrap();
        let mut unpacker = Unpacker::new(&memory.arriving);
        unpacker.push(&bomb(1, 0x58));
        assert_eq!(unpacker.next(), Err(Fault::Memory));
    }
}
