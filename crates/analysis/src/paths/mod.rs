//! The checks of a file or path in `version` and `promote`, one file each. They look at a text alone; where it stands,
//! in a source or in a manifest, is known where it is read.

mod jsonpath_dash;
mod jsonpath_restricted;
mod path_outside_application;

use std::ops::Range;

use promo_diagnostics::Rule;

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
    rule: Rule,
    /// The bytes that are wrong.
    range: Range<usize>,
    message: String,
    help: String,
    /// What is meant for certain, if that is known.
    instead: Option<String>,
}

impl Mistake {
    /// In the place that stands for the text.
    pub(crate) fn at<'db>(self, site: impl Into<Site<'db>>) -> Finding<'db> {
        Finding::new(self.rule, site, self.message).help(self.help)
    }

    /// The text that is meant for certain, if that is known.
    pub(crate) fn instead(&self) -> Option<String> {
        self.instead.clone()
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

/// What is wrong with the path of a file.
pub(crate) fn check_file(file: &str) -> Option<Mistake> {
    path_outside_application::check(file)
}

/// What a JSONPath is made of.
pub(crate) const DIALECT: &str = "the paths that Codefresh reads are made of `$`, `.name`, `..name`, `.*`, `[0]`, \
                                  `[\"name\"]` and `[?(@.name == \"x\")]`";

/// Why the path of a file is none, if so.
pub(crate) fn file_problem(file: &str) -> Option<&'static str> {
    match file {
        "" => Some("the path of a file is empty"),
        path if path.starts_with('/') => {
            Some("the path of a file begins with `/`, and files are relative to the application")
        }
        path if path.contains('\n') => Some("the path of a file holds a line end"),
        _ => None,
    }
}

/// A path of a file that is none.
pub(crate) fn invalid_file<'db>(place: impl Into<Site<'db>>, problem: &str) -> Finding<'db> {
    let place = place.into();
    let example = place.words("`\"Chart.yaml\"`", "`Chart.yaml`");
    let help =
        format!("write the path from the folder that the Application's source names, such as {example}");
    Finding::new(Rule::InvalidFile, place, problem).help(help)
}
