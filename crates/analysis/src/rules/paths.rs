//! What the checks of a file or path in `version` and `promote` share. They look at a text alone; where it stands, in
//! a source or in a manifest, is known where it is read.

use std::ops::Range;

use promo_diagnostics::Rule;

use super::{jsonpath_dash, jsonpath_restricted};
use crate::declaration::Place;
use crate::finding::Finding;
use crate::site::Site;

/// What a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathRole {
    /// It leads to the version of an application.
    Version,
    /// It leads to what is promoted.
    Promoted,
}

/// What is wrong with a text.
pub(crate) struct Mistake {
    pub(super) rule: Rule,
    /// The bytes that are wrong.
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
    /// What is meant for certain, if that is known.
    pub(super) instead: Option<String>,
}

impl Mistake {
    /// In the place that stands for the text.
    pub(crate) fn at<'db>(self, site: impl Into<Site<'db>>) -> Finding<'db> {
        Finding::new(self.rule, site, self.message).help(self.help)
    }

    /// In the place where the very text is written.
    pub(crate) fn within(self, place: Place<'_>) -> Finding<'_> {
        let finding = Finding::new(self.rule, place.inside(self.range), self.message).help(self.help);
        match self.instead {
            Some(instead) => finding.replace_safely(format!("write `{instead}`"), place, instead),
            None => finding,
        }
    }
}

/// What is wrong with a path that can be read. That a version path can't hold a dash is told alone, since brackets
/// don't mend it.
pub(crate) fn check(path: &str, role: PathRole) -> Option<Mistake> {
    let restricted = match role {
        PathRole::Version => jsonpath_restricted::check(path),
        PathRole::Promoted => None,
    };
    restricted.or_else(|| jsonpath_dash::check(path))
}
