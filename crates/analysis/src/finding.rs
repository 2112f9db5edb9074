//! What a check finds, with its places still counted in tokens of a declaration.

use promo_diagnostics::{Level, Rule};

use crate::site::Site;

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Finding<'db> {
    /// The rule.
    pub rule: Rule,
    /// How grave it is, unless the project says otherwise: as grave as the rule has it, or less where it is less
    /// certain.
    pub level: Level,
    /// What is wrong, in a sentence without a final stop.
    pub message: String,
    /// Where.
    pub place: Site<'db>,
    /// What is allowed, or how to mend it.
    pub help: Option<String>,
    /// The other places that matter.
    pub related: Vec<(Site<'db>, String)>,
    /// Ways to mend it, the best first.
    pub fixes: Vec<Repair<'db>>,
}

/// A change to the sources that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Repair<'db> {
    /// What it does, in the imperative.
    pub title: String,
    /// Whether it does what the author meant in every case.
    pub safe: bool,
    /// What it changes.
    pub edits: Vec<Replacement<'db>>,
}

/// New text for a place.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Replacement<'db> {
    /// What is replaced.
    pub place: Site<'db>,
    /// The text; empty to remove the place and the white space before or behind it. In a manifest it is what the scalar
    /// says then, however that is written, or empty to take an item out of its list.
    pub text: String,
    /// Whether the text stands in the file just as it is here, whatever surrounds it.
    pub is_verbatim: bool,
}

impl<'db> Finding<'db> {
    /// A finding with nothing but a message.
    pub fn new(rule: Rule, place: impl Into<Site<'db>>, message: impl Into<String>) -> Self {
        let (place, message) = (place.into(), message.into());
        let level = rule.level();
        Finding { rule, level, message, place, help: None, related: Vec::new(), fixes: Vec::new() }
    }

    /// The same at another level.
    pub fn at_level(self, level: Level) -> Self {
        Finding { level, ..self }
    }

    /// With what is allowed, or how to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With another place that matters, if it is known.
    pub fn related(mut self, place: impl Into<OptionalSite<'db>>, message: impl Into<String>) -> Self {
        if let OptionalSite(Some(place)) = place.into() {
            self.related.push((place, message.into()));
        }
        self
    }

    /// With a repair that puts other text in a place; it is shown before it is applied.
    pub fn replace(
        self,
        title: impl Into<String>,
        place: impl Into<Site<'db>>,
        text: impl Into<String>,
    ) -> Self {
        self.repair(title, false, place, text)
    }

    /// With a repair that puts other text in a place and can't go wrong.
    pub fn replace_safely(
        self,
        title: impl Into<String>,
        place: impl Into<Site<'db>>,
        text: impl Into<String>,
    ) -> Self {
        self.repair(title, true, place, text)
    }

    fn repair(
        mut self,
        title: impl Into<String>,
        safe: bool,
        place: impl Into<Site<'db>>,
        text: impl Into<String>,
    ) -> Self {
        let edits = vec![Replacement { place: place.into(), text: text.into(), is_verbatim: false }];
        self.fixes.push(Repair { title: title.into(), safe, edits });
        self
    }

    /// With a repair for each of some names that could have been meant, and a help that lists them.
    pub fn did_you_mean(mut self, names: &[&str]) -> Self {
        if let Some((first, others)) = names.split_first() {
            let others: String = others.iter().map(|name| format!(" or `{name}`")).collect();
            self.help = Some(format!("did you mean `{first}`{others}?"));
        }
        for name in names {
            let (place, text) = (self.place, self.place.name_text(name));
            self = self.replace(format!("write `{name}`"), place, text);
        }
        self
    }
}

/// A place that may not be known.
pub struct OptionalSite<'db>(Option<Site<'db>>);

impl<'db, P: Into<Site<'db>>> From<P> for OptionalSite<'db> {
    fn from(place: P) -> Self {
        OptionalSite(Some(place.into()))
    }
}

impl<'db, P: Into<Site<'db>>> From<Option<P>> for OptionalSite<'db> {
    fn from(place: Option<P>) -> Self {
        OptionalSite(place.map(Into::into))
    }
}
