//! Files that look like memory. The one place of the crate with unsafe code.
//! In: a path. Out: its bytes. Not here: what they say; whoever reads them looks at them within bounds.

use memmap2::Mmap;
use std::{fs::File, io, path::Path};

/// The bytes of a file, read when they are looked at.
pub(super) fn map(path: &Path) -> io::Result<Mmap> {
    let file = File::open(path)?;
    // SAFETY: the bytes must not change while they are borrowed. Whoever writes a compiled dictionary with this program
    // puts a new file in the place of the old one (`write`), which leaves a mapping as it was. Where another program
    // writes into the file itself, readers may see other bytes than those that were checked: every number is looked at
    // within bounds and every text is checked where it is read, so that they find wrong names and nothing worse. A file
    // that is cut off meanwhile ends the process with a signal.
    #[allow(unsafe_code)]
    unsafe {
        Mmap::map(&file)
    }
}
