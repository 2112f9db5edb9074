//! Globs as the platform reads them in a product: `*` is any run of characters, everything else is itself
//! (`domain.md`, Product).

/// Whether a glob matches a text. As a `*` in the text is met by nothing but a `*` in the glob, a text may
/// itself be a glob: then this says whether the glob matches everything that the other one matches.
pub fn matches(glob: &str, text: &str) -> bool {
    let mut pieces = glob.split('*');
    let Some(rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let Some(last) = pieces.next_back() else { return rest.is_empty() };
    // The earliest place for each piece leaves the most for the others.
    let mut rest = rest;
    for piece in pieces {
        let Some((_, behind)) = rest.split_once(piece) else { return false };
        rest = behind;
    }
    rest.ends_with(last)
}

/// Whether one of some globs matches all that a glob does.
pub fn covers(globs: &[impl AsRef<str>], glob: &str) -> bool {
    globs.iter().any(|other| matches(other.as_ref(), glob))
}
