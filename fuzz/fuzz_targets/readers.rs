//! Files of every kind, whole, broken or made to deceive: records or a sentence, and untouched records byte for byte.

#![no_main]

use canonry::read::{Format, Packing, Sheet, blocks, columns::Columns, decode, sniff};
use libfuzzer_sys::fuzz_target;
use std::{
    borrow::Cow,
    cell::Cell,
    io::{Cursor, Read, Seek, Write},
    path::Path,
    rc::Rc,
};

/// More than this no record here unpacks to.
const MOST: u64 = 1 << 20;

fn records(name: &str, bytes: &[u8]) {
    let Ok(format) = sniff(Path::new(name), &bytes[..bytes.len().min(4096)]) else { return };
    let fields = match format {
        Format::Warc | Format::Text => vec!["text".to_owned()],
        _ => vec!["text".to_owned(), "page.body".to_owned()],
    };
    for (number, record) in blocks::records(format.cut(), bytes, 1) {
        let Ok(Some(parsed)) = format.parse(record, number, &fields) else { continue };
        let texts: Vec<Cow<'_, str>> = parsed.texts().into_iter().map(|(_, text)| text).collect();
        if (0..texts.len()).all(|at| !parsed.is_lossy(at) && parsed.decoding(at).is_none()) {
            assert_eq!(parsed.with(&texts, None), record, "texts that stay leave the bytes alone");
        }
    }
}

fn parquet(bytes: &[u8]) {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(bytes).and_then(|()| file.rewind()).expect("written");
    if let Ok(columns) = Columns::open(file) {
        for block in columns.blocks(MOST as usize, Rc::new(Cell::new(0))).take(64) {
            records("x.jsonl", &block.bytes);
        }
    }
}

fuzz_target!(|input: (u8, &[u8])| {
    let (which, bytes) = input;
    match which % 8 {
        0 => records("x.jsonl", bytes),
        1 => records("x.csv", bytes),
        2 => records("x.warc", bytes),
        3 => records("-", bytes),
        4 => drop(Sheet::read(Cursor::new(bytes), None)),
        5 => parquet(bytes),
        6 => {
            let mut plain = Vec::new();
            let _ = Packing::of_head(bytes).unpack(bytes).take(MOST).read_to_end(&mut plain);
            records("-", &plain);
        }
        _ => {
            if let Ok(decoded) = decode(bytes, None) {
                let again = decoded.how.encode(&decoded.text);
                assert_eq!(decoded.how.raw.unwrap_or(again), bytes);
            }
        }
    }
});
