//! What stands between `{{` and `}}` in a string, where Argo puts a value when a workflow runs. Knows nothing of what
//! it may refer to.

use std::ops::Range;

/// A reference to a value, such as `workflow.parameters.NAME`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'t> {
    /// The reference, without blanks around it.
    pub text: &'t str,
    /// Its bytes in the text that it was found in.
    pub range: Range<usize>,
}

impl<'t> Tag<'t> {
    /// Its parts with their bytes.
    pub fn parts(&self) -> Vec<(&'t str, Range<usize>)> {
        let mut start = self.range.start;
        let parts = self.text.split('.').map(|part| {
            let range = start..start + part.len();
            start = range.end + 1;
            (part, range)
        });
        parts.collect()
    }

    /// The step that it names, as `tasks.STEP…`, with its bytes. `steps.STEP…` is a mistake that names one too.
    pub fn step(&self) -> Option<(&'t str, Range<usize>)> {
        let mut parts = self.parts().into_iter();
        let (head, _) = parts.next()?;
        parts.next().filter(|_| matches!(head, "tasks" | "steps"))
    }
}

/// The references in a text. Expressions, and what other template languages write in braces, are none.
pub fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut offset = 0;
    while let Some(end) = text.get(offset..).and_then(|rest| rest.find("}}")).map(|length| offset + length) {
        let before = text.get(offset..end).unwrap_or_default();
        if let Some(open) = before.rfind("{{") {
            let inner = before.get(open + 2..).unwrap_or_default();
            let start = offset + open + 2 + (inner.len() - inner.trim_start().len());
            let inner = inner.trim();
            if is_reference(inner) {
                found.push(Tag { text: inner, range: start..start + inner.len() });
            }
        }
        offset = end + 2;
    }
    found
}

/// Whether what stands between the braces is a reference, and no expression or word of another language.
pub fn is_reference(inner: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    inner.contains('.') && inner.split('.').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::tags;

    #[test]
    fn references_alone_are_found_where_they_stand() {
        let text =
            "a {{workflow.name}} {{ inputs.parameters.x }}{{=a.b}} {{ .Values.x }} {{x}} {{{{a.b}}}} {{c.d}";
        let found: Vec<_> = tags(text).iter().map(|tag| (tag.text, &text[tag.range.clone()])).collect();
        let expected = ["workflow.name", "inputs.parameters.x", "a.b"];
        assert_eq!(found, expected.map(|text| (text, text)));
        assert_eq!(tags("{{a.bc}}")[0].parts(), [("a", 2..3), ("bc", 4..6)]);
        assert_eq!(tags("{{tasks.bc.id}}")[0].step(), Some(("bc", 8..10)));
        assert_eq!(tags("{{inputs.parameters.bc}}")[0].step(), None);
    }

    #[test]
    fn no_text_is_too_odd() {
        for text in ["}}", "{{", "{{}}", "}}{{", "{{ }}", "{{.}}", "{{ä.ö}}", "{{a.}}"] {
            assert_eq!(tags(text), [], "{text}");
        }
    }
}
