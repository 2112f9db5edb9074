//! What the checks of Applications share.

use crate::model::Application;

/// An Application as a message names it: those that a set generates all stand in the set.
pub(super) fn called(application: &Application<'_>) -> String {
    let set = application.deployment.as_ref().and_then(|deployment| deployment.generated_by.as_ref());
    match set {
        Some(set) => format!("each Application of the set `{}`", set.value),
        None => format!("the Application `{}`", application.name.value),
    }
}
