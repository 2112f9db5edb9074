//! Cuts the input into the bodies of messages. Reads headers as leniently as can be, and finds its way back after
//! what is no header. Knows nothing of what a body says.

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tower_lsp::jsonrpc::{Error, ErrorCode};

/// The one header without which nothing goes.
const LENGTH: &str = "content-length";

/// No body is longer.
const MOST_BYTES: u64 = 1 << 30;

/// A body is not trusted to be longer than this before it is there.
const FIRST_BYTES: u64 = 1 << 20;

/// As much is read at once of what may be a line.
const LINE_BYTES: u64 = 1 << 16;

/// No name of a header, and no header with a length, is longer.
const HEADER_BYTES: usize = 64;

/// The input, message by message.
pub(crate) struct Frames<I> {
    input: BufReader<I>,
    line: Vec<u8>,
    /// Whether the line was looked at only to find out that something else ends before it.
    is_held: bool,
    /// Whether it was told that the input is broken here: what follows is skipped up to the next header.
    is_lost: bool,
}

/// The headers of a message, as far as they were read.
#[derive(Default)]
struct Headers {
    length: Option<u64>,
    charset: Option<String>,
}

impl<I: AsyncRead + Unpin> Frames<I> {
    pub(crate) fn new(input: I) -> Frames<I> {
        Frames { input: BufReader::new(input), line: Vec::new(), is_held: false, is_lost: false }
    }

    /// The next body, or what is wrong with what stands in its place; none at the end of the input.
    ///
    /// # Errors
    /// The input can't be read, or ends inside of a body.
    pub(crate) async fn next(&mut self) -> io::Result<Option<Result<Vec<u8>, Error>>> {
        let mut headers: Option<Headers> = None;
        while self.read_line().await? {
            if self.line.trim_ascii().is_empty() {
                match headers.take() {
                    Some(Headers { length: Some(length), charset }) => {
                        return self.body(length, charset).await.map(Some);
                    }
                    Some(_) if !self.is_lost => return Ok(Some(self.lost("there is no Content-Length"))),
                    // A blank line between messages does no harm.
                    _ => {}
                }
            } else if let Some((name, value)) = header(&self.line) {
                let headers = headers.get_or_insert_default();
                if !headers.read(&name, &value) {
                    return Ok(Some(self.lost("that is no length of a message")));
                }
            } else {
                headers = None;
                let was_lost = self.is_lost;
                self.skip_to_header();
                if !was_lost {
                    return Ok(Some(self.lost("here stands what is no header")));
                }
            }
        }
        Ok(None)
    }

    /// The input makes no sense from here to the next header: a message before may have been longer than it said.
    pub(crate) fn mistrust(&mut self) {
        self.is_lost = true;
    }

    fn lost(&mut self, reason: &'static str) -> Result<Vec<u8>, Error> {
        self.is_lost = true;
        Err(unreadable(reason))
    }

    /// Reads a line, or as much of it as a header may be long. Whether there is one.
    async fn read_line(&mut self) -> io::Result<bool> {
        if std::mem::take(&mut self.is_held) {
            return Ok(true);
        }
        if self.line.ends_with(b"\n") {
            self.line.clear();
        }
        let mut input = (&mut self.input).take(LINE_BYTES);
        Ok(input.read_until(b'\n', &mut self.line).await? > 0)
    }

    /// Leaves out what stands before a header in the line; all of it where there is none, but for what may be the
    /// beginning of one.
    fn skip_to_header(&mut self) {
        if !self.line.ends_with(b"\n") {
            self.line.drain(..self.line.len().saturating_sub(HEADER_BYTES));
            return;
        }
        let is_header = |bytes: &[u8]| bytes.eq_ignore_ascii_case(LENGTH.as_bytes());
        // The line itself is none.
        let behind = self.line.windows(LENGTH.len()).skip(1).position(is_header);
        self.is_held = behind.is_some();
        self.line.drain(..behind.map_or(self.line.len(), |behind| behind + 1));
    }

    async fn body(&mut self, length: u64, charset: Option<String>) -> io::Result<Result<Vec<u8>, Error>> {
        let mut body = Vec::with_capacity(usize::try_from(length.min(FIRST_BYTES)).unwrap_or_default());
        let read = (&mut self.input).take(length).read_to_end(&mut body).await?;
        if (read as u64) < length {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the input ends inside of a message"));
        }
        self.is_lost = false;
        self.line.clear();
        Ok(match charset {
            Some(charset) => Err(unreadable(&format!("the charset is {charset}, and not UTF-8"))),
            None => Ok(body),
        })
    }
}

impl Headers {
    /// Takes in a header. Those that are unknown say nothing. Whether it can be read.
    fn read(&mut self, name: &str, value: &str) -> bool {
        match name {
            LENGTH => {
                self.length = value.parse().ok().filter(|length| *length <= MOST_BYTES);
                self.length.is_some()
            }
            "content-type" => {
                self.charset =
                    charset(value).filter(|charset| !["utf-8", "utf8"].contains(&charset.as_str()));
                true
            }
            _ => true,
        }
    }
}

/// The name of a header in small letters, and its value.
fn header(line: &[u8]) -> Option<(String, String)> {
    let line = line.strip_suffix(b"\n")?;
    let (name, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
    let is_name = (1..HEADER_BYTES).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_name.then(|| (name.to_ascii_lowercase(), value.trim().to_owned()))
}

/// The charset that a content type names, in small letters.
fn charset(content_type: &str) -> Option<String> {
    let parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut charsets = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    charsets.next().map(|(_, charset)| charset.trim().trim_matches('"').to_ascii_lowercase())
}

/// The answer to what can't be read.
pub(crate) fn unreadable(reason: &str) -> Error {
    Error { code: ErrorCode::ParseError, message: reason.to_owned().into(), data: None }
}
