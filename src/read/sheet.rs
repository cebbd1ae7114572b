//! A sheet of a workbook (.xlsx) as a table of text.
//! In: a workbook, the name of a sheet. Out: CSV of its cells, a row a row, with a byte order mark; or a sentence on why
//! not. Not here: what the cells say (see [`Table`](super::Table)); writing workbooks, which is not done.

use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetType, Xlsx};
use std::{
    borrow::Cow,
    io::{Read, Seek},
};

/// What unpacks to more is no workbook that Excel could open.
const MOST: u64 = 2 << 30;

/// A sheet as CSV.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// How many sheets the workbook has.
    pub of: usize,
    /// Rows from the first that holds anything; an empty one is an empty line. Numbers and dates are written as they
    /// are meant (`7`, `2023-03-04`), not as the workbook shows them.
    pub csv: Vec<u8>,
}

impl Sheet {
    /// Reads a sheet, without a name the first one. The error is a sentence.
    pub fn read(mut from: impl Read + Seek, name: Option<&str>) -> Result<Sheet, String> {
        let broken = |why: &dyn std::fmt::Display| format!("no workbook that can be read: {why}");
        let mut packed = zip::ZipArchive::new(&mut from).map_err(|error| broken(&error))?;
        let sizes = (0..packed.len()).map(|at| packed.by_index_raw(at).map_or(0, |part| part.size()));
        if sizes.fold(0, u64::saturating_add) > MOST {
            return Err(broken(&"it unpacks to more than 2 GB"));
        }
        let mut book = Xlsx::new(from).map_err(|error| broken(&error))?;
        let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
        let found = match name {
            None => names.first(),
            Some(name) => names.iter().find(|known| *known == name),
        };
        let Some(name) = found.cloned() else {
            return Err(format!("no sheet {}; it has {}", name.unwrap_or("at all"), names.join(", ")));
        };
        let csv = csv(&mut book, &name).map_err(|error| broken(&error))?;
        Ok(Sheet { name, of: names.len(), csv })
    }
}

/// A cell: its row and column, and where its words end in the text of all.
type Cell = (u32, u32, usize);

fn csv<R: Read + Seek>(book: &mut Xlsx<R>, name: &str) -> Result<Vec<u8>, calamine::XlsxError> {
    let (mut words, mut cells): (String, Vec<Cell>) = Default::default();
    let mut reader = book.worksheet_cells_reader(name)?;
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        let before = words.len();
        words.push_str(&shown(cell.get_value()));
        if words.len() > before {
            cells.push((row, column, words.len()));
        }
    }
    let width = cells.iter().map(|(_, column, _)| column + 1).max().unwrap_or(0);
    let mut out = "\u{feff}".to_owned();
    let (mut at, mut rest) = (0, cells.as_slice());
    let first = cells.first().map_or(0, |(row, _, _)| *row);
    for row in first..=cells.last().map_or(first, |(row, _, _)| *row) {
        let here;
        (here, rest) = rest.split_at(rest.iter().take_while(|cell| cell.0 == row).count());
        let mut here = here.iter().peekable();
        // An empty row is an empty line.
        for column in 0..if here.peek().is_some() { width } else { 0 } {
            out.push_str(if column > 0 { "," } else { "" });
            if let Some((_, _, end)) = here.next_if(|cell| cell.1 == column) {
                out.push_str(&quoted(&words[at..*end]));
                at = *end;
            }
        }
        out.push('\n');
    }
    Ok(out.into_bytes())
}

fn quoted(words: &str) -> Cow<'_, str> {
    match words.contains([',', '"', '\n', '\r']) {
        true => Cow::Owned(format!("\"{}\"", words.replace('"', "\"\""))),
        false => Cow::Borrowed(words),
    }
}

fn shown<'c>(cell: &'c DataRef<'_>) -> Cow<'c, str> {
    match cell {
        DataRef::SharedString(words) => Cow::Borrowed(words),
        DataRef::String(words) | DataRef::DateTimeIso(words) | DataRef::DurationIso(words) => {
            Cow::Borrowed(words)
        }
        DataRef::DateTime(time) => Cow::Owned(date(time)),
        DataRef::Bool(truth) => Cow::Borrowed(if *truth { "TRUE" } else { "FALSE" }),
        other => Cow::Owned(Data::from(other.clone()).to_string()),
    }
}

/// `2023-03-04`, with `T05:06:07` where it has a time; a length of time in days.
fn date(time: &ExcelDateTime) -> String {
    if time.is_duration() {
        return time.as_f64().to_string();
    }
    match time.to_ymd_hms_milli() {
        (year, month, day, 0, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        (year, month, day, hour, minute, second, _) => {
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    /// A workbook of sheets: name, and the XML of its rows. Style 1 is a date.
    fn book(sheets: &[(&str, &str)]) -> Vec<u8> {
        const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const PACKED: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
        let (mut names, mut links) = (String::new(), String::new());
        let mut packer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut put = |name: &str, words: &str| {
            packer.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
            packer.write_all(words.as_bytes()).expect("packed");
        };
        for (at, (name, rows)) in (1..).zip(sheets) {
            names.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"r{at}\"/>"));
            links.push_str(&format!(
                "<Relationship Id=\"r{at}\" Type=\"{LINKS}/worksheet\" Target=\"worksheets/s{at}.xml\"/>"
            ));
            let words = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
            put(&format!("xl/worksheets/s{at}.xml"), &words);
        }
        links.push_str(&format!("<Relationship Id=\"rs\" Type=\"{LINKS}/styles\" Target=\"styles.xml\"/>"));
        put(
            "xl/styles.xml",
            &format!(
                "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        );
        put(
            "xl/_rels/workbook.xml.rels",
            &format!("<Relationships xmlns=\"{PACKED}\">{links}</Relationships>"),
        );
        put(
            "xl/workbook.xml",
            &format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{LINKS}\"><sheets>{names}</sheets></workbook>"),
        );
        put(
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{PACKED}\"><Relationship Id=\"r1\" Type=\"{LINKS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        );
        packer.finish().expect("finished").into_inner()
    }

    fn words(at: &str, words: &str) -> String {
        format!("<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{words}</t></is></c>")
    }

    #[test]
    fn cells_are_rows_of_text() {
        let rows = format!(
            "<row r=\"3\">{}{}</row><row r=\"4\">{}<c r=\"D4\"><v>7</v></c></row>\
             <row r=\"6\">{}<c r=\"B6\" t=\"b\"><v>1</v></c><c r=\"C6\" s=\"1\"><v>44989</v></c><c r=\"D6\"><v>0.5</v></c></row>",
            words("A3", "text"),
            words("C3", "day"),
            words("A4", "a, &quot;b&quot;\nc.."),
            words("A6", "d.."),
        );
        let book = book(&[("One", &rows), ("Two", "")]);
        let sheet = Sheet::read(Cursor::new(&book), None).expect("a sheet");
        assert_eq!((&*sheet.name, sheet.of), ("One", 2));
        let csv = "\u{feff}text,,day,\n\"a, \"\"b\"\"\nc..\",,,7\n\nd..,TRUE,2023-03-04,0.5\n";
        assert_eq!(String::from_utf8_lossy(&sheet.csv), csv);
        assert_eq!(
            Sheet::read(Cursor::new(&book), Some("Two")).expect("a sheet").csv,
            "\u{feff}\n".as_bytes()
        );
        let words = Sheet::read(Cursor::new(&book), Some("Three")).expect_err("none");
        assert_eq!(words, "no sheet Three; it has One, Two");
        for cut in [0, 10, book.len() / 2, book.len() - 3] {
            assert!(Sheet::read(Cursor::new(&book[..cut]), None).is_err(), "{cut}");
        }
    }
}
