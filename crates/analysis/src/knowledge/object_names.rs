//! The names of hand-written objects, and the keys and values of their labels, as far as a cluster refuses them.

use promo_diagnostics::Rule;
use promo_manifest::known::{Header, Spanned};

use super::reader::Reader;
use crate::finding::Finding;
use crate::lower::object_names::{self, OF_KEY, OF_LABEL, OF_OBJECT, object_problem};
use crate::names::Namespace;

impl<'db> Reader<'db, '_> {
    /// Reports what can't be the name of an object, or a label. What a template still has to fill in is not known.
    pub(super) fn check_names(&mut self, header: &Header, namespace: Namespace) {
        let name = &header.name;
        if let Some(reason) = object_problem(&name.value).filter(|_| is_known(&name.value)) {
            let what = format!("the name of a {}", namespace.noun());
            let finding = self.refused(name, &what, &reason).help(OF_OBJECT);
            let instead = possible_name(&name.value);
            self.problems.push(match object_problem(&instead) {
                None => finding.replace(format!("write `{instead}`"), self.site(&name.span), instead),
                Some(_) => finding,
            });
        }
        for label in header.labels.iter().filter(|label| is_known(&label.key.value)) {
            if let Some(reason) = object_names::key_problem(&label.key.value) {
                let finding = self.refused(&label.key, "the key of a label", &reason);
                self.problems.push(finding.help(OF_KEY));
            }
            let problem = object_names::label_problem(&label.value.value);
            if let Some(reason) = problem.filter(|_| is_known(&label.value.value)) {
                let finding = self.refused(&label.value, "the value of a label", &reason);
                self.problems.push(finding.help(OF_LABEL));
            }
        }
    }

    fn refused(&self, written: &Spanned<String>, what: &str, reason: &str) -> Finding<'db> {
        let message = format!("`{}` can't be {what}: {reason}", written.value);
        Finding::new(Rule::InvalidName, self.site(&written.span), message)
    }
}

/// Whether a text is what the cluster gets: nothing is put in its place before.
fn is_known(text: &str) -> bool {
    !["{{", "${", "$("].iter().any(|sign| text.contains(sign))
}

/// A name that is nearly another one, in small letters, with a dash between its words.
fn possible_name(name: &str) -> String {
    let mut possible = String::new();
    let mut before = '-';
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && before.is_ascii_lowercase() {
            possible.push('-');
        }
        let is_plain = letter.is_ascii_alphanumeric() || letter == '.';
        if is_plain || !possible.ends_with('-') {
            possible.push(if is_plain { letter.to_ascii_lowercase() } else { '-' });
        }
        before = letter;
    }
    possible.trim_matches(['-', '.']).to_owned()
}
