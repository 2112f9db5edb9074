//! What each rule is to hand-written manifests: whether it looks at them, and how grave it is what it finds there. It
//! is the one place where this is decided.

use crate::registry::{Level, Rule};

/// Why rules look at sources alone, each with the rules.
const OF_SOURCES: &[(&str, &[Rule])] = &[
    (
        "it is about how promo is written; of YAML that can't be read, `unreadable-manifest` says so",
        &[
            Rule::UnreadableFile,
            Rule::Syntax,
            Rule::Unclosed,
            Rule::UnknownClause,
            Rule::UnknownDeclaration,
            Rule::InvalidEscape,
            Rule::InvalidInterpolation,
            Rule::NestingTooDeep,
            Rule::MisplacedDocComment,
        ],
    ),
    (
        "manifests have no constants, patterns and parameters",
        &[
            Rule::UnknownName,
            Rule::UnknownType,
            Rule::UnknownArgument,
            Rule::AmbiguousName,
            Rule::CyclicConstant,
            Rule::CyclicPattern,
            Rule::DefinitionTooDeep,
            Rule::WrongArguments,
            Rule::NotAPattern,
            Rule::UnusedLet,
            Rule::UnusedPattern,
        ],
    ),
    (
        "what a cluster refuses or drops, `invalid-manifest` says",
        &[Rule::TypeMismatch, Rule::InvalidDuration, Rule::DuplicateClause],
    ),
    (
        "a manifest of a flow names its trigger and what each step depends on",
        &[
            Rule::AmbiguousTrigger,
            Rule::MissingTrigger,
            Rule::RedundantTrigger,
            Rule::StepOutsideFlow,
            Rule::TriggerSetting,
        ],
    ),
    (
        "manifests have selectors in the place of tests",
        &[Rule::InvalidSubject, Rule::InvalidOperator, Rule::OrInTest, Rule::DuplicateSubject],
    ),
    (
        "it is about how a source describes a manifest",
        &[Rule::InvalidStep, Rule::ReservedStepName, Rule::KnownField, Rule::ExportsWithoutContext],
    ),
    ("environments are declared in sources alone", &[Rule::UnusedEnvironment]),
    ("nothing in a manifest names a policy", &[Rule::UnknownPolicy]),
];

impl Rule {
    /// Why the rule looks at sources alone; none if it looks at hand-written manifests, too.
    pub fn why_of_sources_alone(self) -> Option<&'static str> {
        let mut reasons = OF_SOURCES.iter().filter(|(_, rules)| rules.contains(&self));
        reasons.next().map(|(reason, _)| *reason)
    }

    /// The level of what the rule finds in a hand-written manifest, without any configuration. Nothing is emitted of
    /// such a manifest, so that what would prevent it in a source is a warning here, and can be silenced; what else is
    /// an error is one wherever it stands.
    pub fn level_in_manifests(self) -> Level {
        if self.prevents_emission() { Level::Warning } else { self.level() }
    }
}
