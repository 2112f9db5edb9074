//! Reading one text, within limits. Knows nothing of what the text is for.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use crate::problem::ReadProblem;

/// The size in bytes that a file may have.
pub const SIZE_LIMIT: u64 = 32 << 20;

/// As much as is read at first; nearly every source and manifest fits.
const FIRST_READ: usize = 16 << 10;

/// The text of one file, by the same rules as those of a project.
pub fn read_text(path: &Path) -> Result<Arc<str>, ReadProblem> {
    let kind = fs::metadata(path)?.file_type();
    if kind.is_dir() {
        return Err(ReadProblem::IsFolder);
    }
    // Opening a pipe would wait for its other end.
    if !kind.is_file() {
        return Err(ReadProblem::NotAFile);
    }
    let text = Reader::default().read(path, |_| false)?;
    text.ok_or(ReadProblem::NotAFile)
}

/// The text of a stream, standard input say, by the same rules.
pub fn read_stream(stream: impl Read) -> Result<Arc<str>, ReadProblem> {
    let mut bytes = vec![];
    stream.take(SIZE_LIMIT + 1).read_to_end(&mut bytes)?;
    let length = bytes.len() as u64;
    if length > SIZE_LIMIT { Err(ReadProblem::TooLarge { bytes: length }) } else { text(&bytes) }
}

/// As much of an ordinary file's text as can be made out, with `\u{fffd}` for bytes that are none, up to the
/// limit of size; empty if nothing can be read.
pub fn read_lossily(path: &Path) -> String {
    let mut bytes = vec![];
    if fs::metadata(path).is_ok_and(|found| found.is_file())
        && let Ok(file) = File::open(path)
    {
        // What was read before a failure is still worth a look.
        let _ = file.take(SIZE_LIMIT).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads one ordinary file after the other into the same memory.
pub(crate) struct Reader {
    first: Box<[u8]>,
}

impl Default for Reader {
    fn default() -> Reader {
        Reader { first: vec![0; FIRST_READ].into_boxed_slice() }
    }
}

impl Reader {
    /// The text of a file; nothing if it is unwanted by its first bytes, and no more is read then.
    pub(crate) fn read(
        &mut self,
        path: &Path,
        is_unwanted: fn(&[u8]) -> bool,
    ) -> Result<Option<Arc<str>>, ReadProblem> {
        let mut file = File::open(path)?;
        let mut bytes: &mut [u8] = &mut self.first;
        let mut count = 0;
        while !bytes.is_empty() {
            let read = read_some(&mut file, bytes)?;
            if read == 0 {
                return self.first.get(..count).map(text).transpose();
            }
            let is_start = count == 0;
            count += read;
            if is_start && is_unwanted(bytes) {
                return Ok(None);
            }
            bytes = bytes.get_mut(read..).unwrap_or_default();
        }
        self.read_rest(file).map(Some)
    }

    /// The text of a file whose beginning is read.
    fn read_rest(&self, file: File) -> Result<Arc<str>, ReadProblem> {
        let bytes = file.metadata()?.len();
        if bytes > SIZE_LIMIT {
            return Err(ReadProblem::TooLarge { bytes });
        }
        let mut whole = Vec::with_capacity(bytes as usize + 1);
        whole.extend_from_slice(&self.first);
        // It may grow while it is read.
        file.take(SIZE_LIMIT + 1 - FIRST_READ as u64).read_to_end(&mut whole)?;
        let bytes = whole.len() as u64;
        if bytes > SIZE_LIMIT { Err(ReadProblem::TooLarge { bytes }) } else { text(&whole) }
    }
}

/// Bytes as a text.
pub(crate) fn text(bytes: &[u8]) -> Result<Arc<str>, ReadProblem> {
    let text = std::str::from_utf8(bytes);
    text.map(Arc::from).map_err(|error| ReadProblem::NotUtf8 { offset: error.valid_up_to() })
}

/// One read that got something, or the end of the file.
fn read_some(file: &mut File, bytes: &mut [u8]) -> io::Result<usize> {
    loop {
        match file.read(bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
