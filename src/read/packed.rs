//! Compressed bytes: gzip and zstd, told by their first bytes.
//! In: a stream and how it is packed. Out: a stream of what was packed, and bytes packed again.
//! Not here: what the bytes hold (see [`sniff`](super::sniff)).

use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use std::{
    cell::Cell,
    io::{self, Read, Write},
    path::Path,
    rc::Rc,
};

/// How a file is compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Packing {
    /// It is not.
    #[default]
    Plain,
    /// gzip, of any number of members.
    Gzip,
    /// zstd, of any number of frames.
    Zstd,
}

const MAGIC: &[(Packing, &[u8])] = &[(Packing::Gzip, b"\x1f\x8b\x08"), (Packing::Zstd, b"\x28\xb5\x2f\xfd")];

/// Ends of names.
const ENDS: &[(Packing, &[&str])] = &[(Packing::Gzip, &["gz", "gzip"]), (Packing::Zstd, &["zst", "zstd"])];

/// What unpacks to more than `FREE` bytes and to more than `MOST` times its size is no text: packed text is a third
/// to a twentieth of its size, and the same page a thousand times in a row a two-hundredth.
const FREE: u64 = 64 << 20;
const MOST: u64 = 400;

impl Packing {
    /// By the first bytes of a file.
    pub fn of_head(head: &[u8]) -> Packing {
        let known = MAGIC.iter().find(|(_, magic)| head.starts_with(magic));
        known.map_or(Packing::Plain, |(packing, _)| *packing)
    }

    /// By the end of a name, and the name without it: `pages.jsonl.gz` is gzip of `pages.jsonl`.
    pub fn of_name(path: &Path) -> (Packing, &Path) {
        let end = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
        match ENDS.iter().find(|(_, ends)| ends.contains(&end.as_str())) {
            Some((packing, _)) => (*packing, path.file_stem().map_or(path, Path::new)),
            None => (Packing::Plain, path),
        }
    }

    /// Packs bytes as one member; members one after the other are one file.
    ///
    /// ```
    /// use canonry::read::Packing;
    /// use std::io::Read;
    /// let file = [Packing::Gzip.pack(b"IS-K ").unwrap(), Packing::Gzip.pack(b"fled..").unwrap()].concat();
    /// let mut text = String::new();
    /// Packing::of_head(&file).unpack(&file[..]).read_to_string(&mut text).unwrap();
    /// assert_eq!(text, "IS-K fled..");
    /// ```
    pub fn pack(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Packing::Plain => Ok(bytes.to_vec()),
            Packing::Gzip => {
                // No time and no name in the header: the same bytes on every day.
                let mut packer = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::default());
                packer.write_all(bytes)?;
                packer.finish()
            }
            Packing::Zstd => zstd::bulk::compress(bytes, zstd::DEFAULT_COMPRESSION_LEVEL),
        }
    }

    /// Unpacks a stream. What it cannot unpack is an error in words; all bytes before it have been given by then.
    pub fn unpack<'r>(self, from: impl Read + 'r) -> Box<dyn Read + 'r> {
        let taken = Rc::new(Cell::new(0));
        let from = Counted::new(from, &taken);
        let bounded = |unpacked| Box::new(Unpacked { from: unpacked, packing: self, taken, given: 0 });
        match self {
            Packing::Plain => Box::new(from.from),
            Packing::Gzip => bounded(Box::new(MultiGzDecoder::new(from)) as Box<dyn Read + 'r>),
            Packing::Zstd => match zstd::Decoder::new(from) {
                Ok(unpacked) => bounded(Box::new(unpacked)),
                Err(error) => Box::new(Failed(Some(error))),
            },
        }
    }

    /// The name people know it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Packing::Plain => "plain",
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
        }
    }
}

/// A stream that counts the bytes taken from it.
pub struct Counted<R> {
    from: R,
    taken: Rc<Cell<u64>>,
}

impl<R: Read> Counted<R> {
    /// Counts into `taken`.
    pub fn new(from: R, taken: &Rc<Cell<u64>>) -> Counted<R> {
        Counted { from, taken: Rc::clone(taken) }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.taken.set(self.taken.get() + read as u64);
        Ok(read)
    }
}

struct Unpacked<'r> {
    from: Box<dyn Read + 'r>,
    packing: Packing,
    /// Packed bytes read.
    taken: Rc<Cell<u64>>,
    /// Unpacked bytes given.
    given: u64,
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given > FREE && self.given / MOST > self.taken.get() {
            let words = format!(
                "unpacks to more than {MOST} times its size, which no text does; the rest is not read. Unpack it yourself if it is what it should be"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, words));
        }
        let read = self.from.read(into).map_err(|error| self.told(&error))?;
        self.given += read as u64;
        Ok(read)
    }
}

impl Unpacked<'_> {
    fn told(&self, error: &io::Error) -> io::Error {
        let what = self.packing.as_str();
        let words = match error.kind() {
            io::ErrorKind::Interrupted => return io::ErrorKind::Interrupted.into(),
            io::ErrorKind::UnexpectedEof => format!(
                "the {what} data end in the middle, {} bytes in: the file was cut short; fetch it again",
                self.taken.get()
            ),
            _ => format!("the {what} data are damaged, within {} bytes: {error}", self.taken.get()),
        };
        io::Error::new(io::ErrorKind::InvalidData, words)
    }
}

/// A stream that could not even be begun.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &[u8] = b"The IS-K cell struck the port again on Monday.\n";

    fn unpacked(bytes: &[u8]) -> (Vec<u8>, Option<String>) {
        let mut out = Vec::new();
        let error = Packing::of_head(bytes).unpack(bytes).read_to_end(&mut out).err();
        (out, error.map(|error| error.to_string()))
    }

    #[test]
    fn members_are_one_file() {
        for packing in [Packing::Plain, Packing::Gzip, Packing::Zstd] {
            let member = packing.pack(WORDS).expect("packed");
            assert_eq!(member, packing.pack(WORDS).expect("packed"), "the same bytes at any time");
            let (out, error) = unpacked(&member.repeat(3));
            assert_eq!((out, error), (WORDS.repeat(3), None), "{packing:?}");
            assert_eq!(unpacked(&packing.pack(b"").expect("packed")), (vec![], None));
        }
    }

    #[test]
    fn what_is_readable_of_a_broken_file_is_given() {
        for packing in [Packing::Gzip, Packing::Zstd] {
            let member = packing.pack(WORDS).expect("packed");
            let cut = [&member[..], &member[..member.len() - 5]].concat();
            let (out, error) = unpacked(&cut);
            assert!(out.starts_with(WORDS), "{packing:?}");
            assert!(error.expect("it is cut").contains("cut short"), "{packing:?}");
            let mut bad = member.repeat(2);
            bad[member.len()] ^= 0xff;
            let (out, error) = unpacked(&bad);
            assert_eq!(out, WORDS, "{packing:?}");
            assert!(error.expect("it is damaged").contains("damaged"), "{packing:?}");
        }
    }

    #[test]
    fn a_bomb_does_not_go_off() {
        // zstd packs a gigabyte of one letter into some dozens of kilobytes; the reader gives up long before.
        let mut packer = zstd::Encoder::new(Vec::new(), 1).expect("a packer");
        let piece = vec![b'a'; 1 << 20];
        for _ in 0..160 {
            packer.write_all(&piece).expect("packed");
        }
        let bomb = packer.finish().expect("packed");
        let mut from = Packing::Zstd.unpack(&bomb[..]);
        let (mut given, mut buffer) = (0, vec![0; 1 << 16]);
        let error = loop {
            match from.read(&mut buffer) {
                Ok(0) => break None,
                Ok(read) => given += read as u64,
                Err(error) => break Some(error.to_string()),
            }
        };
        assert!(error.expect("refused").contains("times its size"));
        assert!(given <= FREE + (1 << 20), "{given}");
    }

    #[test]
    fn names_tell_too() {
        let rows = [
            ("a.jsonl.gz", Packing::Gzip, "a.jsonl"),
            ("b/a.txt.zst", Packing::Zstd, "a.txt"),
            ("a.txt", Packing::Plain, "a.txt"),
            ("gz", Packing::Plain, "gz"),
        ];
        for (name, packing, inner) in rows {
            assert_eq!(Packing::of_name(Path::new(name)), (packing, Path::new(inner)), "{name}");
        }
    }
}
