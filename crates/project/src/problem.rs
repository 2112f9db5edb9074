//! Why a file can't be read, in words. Knows nothing of how reading is done.

use std::fmt;
use std::io;

use crate::read::SIZE_LIMIT;

/// Why the text of a file can't be had. Displayed as what is wrong with it: a sentence's end, without its
/// stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadProblem {
    /// The bytes are not UTF-8.
    NotUtf8 {
        /// The first byte that is wrong, from 0.
        offset: usize,
    },
    /// The file exceeds [`SIZE_LIMIT`].
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// The file was there a moment ago, or a link leads nowhere.
    Vanished,
    /// A folder has the name of a source.
    IsFolder,
    /// A pipe, socket or device.
    NotAFile,
    /// The path itself is not UTF-8; what stands for it has replacement characters.
    NameNotUtf8,
    /// The system refused.
    Refused {
        /// What the system says.
        error: String,
    },
}

impl From<io::Error> for ReadProblem {
    fn from(error: io::Error) -> ReadProblem {
        match error.kind() {
            io::ErrorKind::NotFound => ReadProblem::Vanished,
            io::ErrorKind::IsADirectory => ReadProblem::IsFolder,
            _ => ReadProblem::Refused { error: system_words(&error) },
        }
    }
}

impl fmt::Display for ReadProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadProblem::NotUtf8 { offset } => write!(formatter, "it is not UTF-8 from byte {offset} on"),
            ReadProblem::TooLarge { bytes } => {
                write!(formatter, "it has {bytes} bytes, and {} MB are the limit", SIZE_LIMIT >> 20)
            }
            ReadProblem::Vanished => write!(formatter, "it does not exist, or a link to it leads nowhere"),
            ReadProblem::IsFolder => write!(formatter, "it is a folder"),
            ReadProblem::NotAFile => write!(formatter, "it is not an ordinary file"),
            ReadProblem::NameNotUtf8 => write!(formatter, "its path is not UTF-8"),
            ReadProblem::Refused { error } => formatter.write_str(error),
        }
    }
}

/// What the system says of an error, without its number.
pub fn system_words(error: &io::Error) -> String {
    let words = error.to_string();
    words.split_once(" (os error ").map_or(words.clone(), |(words, _)| words.to_owned())
}
