//! Text made fit to stand in XML and HTML. Knows nothing of what it says.

use std::fmt;

use promo_diagnostics::one_line;

/// A name or message in an element or a quoted attribute. It is on one line, and holds no character that XML
/// forbids or that would hide what it says.
pub(crate) struct Escaped<T>(pub(crate) T);

impl<T: AsRef<str>> fmt::Display for Escaped<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in one_line(self.0.as_ref()).chars() {
            match character {
                '&' => formatter.write_str("&amp;"),
                '<' => formatter.write_str("&lt;"),
                '>' => formatter.write_str("&gt;"),
                '"' => formatter.write_str("&quot;"),
                '\'' => formatter.write_str("&#39;"),
                '\u{fffe}' | '\u{ffff}' => formatter.write_str("\u{fffd}"),
                other => write!(formatter, "{other}"),
            }?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_what_it_stands_in() {
        let escaped = Escaped("a<b>&\"c\" 'd'\n\u{0}\u{ffff}é🚀").to_string();
        assert_eq!(escaped, "a&lt;b&gt;&amp;&quot;c&quot; &#39;d&#39; \u{2400}\u{fffd}é🚀");
    }
}
