//! `undocumented-tags`: a policy selects by tags. Asked where policies of sources and of manifests are read.

use promo_diagnostics::Rule;

use crate::finding::Finding;
use crate::site::Site;

/// What is wrong with a condition on tags, as it is called where it stands.
pub(crate) fn finding<'db>(subject: &str, place: impl Into<Site<'db>>) -> Finding<'db> {
    let message = format!("the platform does not document what `{subject}` selects");
    let finding = Finding::new(Rule::UndocumentedTags, place, message);
    finding.help("select by names, or by the kind of environment")
}
