//! The one registry of rules. Each has a name, a level and a summary here, and a page of the same name in
//! `tests/rules/`. What a rule checks is written elsewhere.

use serde::Serialize;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something to know; the exit status does not change.
    Hint,
    /// Something that is probably not meant.
    Warning,
    /// Something that is wrong.
    Error,
}

/// Declares the rules once: the enum and what is known of each.
macro_rules! rules {
    ($($(#[$group:meta])* $rule:ident $name:literal $level:ident $fix:ident $summary:literal;)*) => {
        /// A rule: something that `promo` checks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $summary] $rule,)*
        }

        impl Rule {
            /// Every rule, in the order of the registry.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule),*];

            /// The kebab-case name, as in `promo.toml`, suppressions and machine formats.
            pub fn name(self) -> &'static str {
                match self { $(Rule::$rule => $name,)* }
            }

            /// One sentence that says what the rule finds.
            pub fn summary(self) -> &'static str {
                match self { $(Rule::$rule => $summary,)* }
            }

            /// The level without any configuration.
            pub fn level(self) -> Level {
                match self { $(Rule::$rule => rules!(@level $level),)* }
            }

            /// Whether nothing can be emitted where the rule finds something; its level can't be changed
            /// then.
            pub fn prevents_emission(self) -> bool {
                match self { $(Rule::$rule => rules!(@prevents $level),)* }
            }

            /// Whether the rule offers a fix in at least some cases.
            pub fn has_fix(self) -> bool {
                match self { $(Rule::$rule => rules!(@fix $fix),)* }
            }
        }
    };
    (@level fatal) => { Level::Error };
    (@level error) => { Level::Error };
    (@level warning) => { Level::Warning };
    (@level hint) => { Level::Hint };
    (@prevents fatal) => { true };
    (@prevents $other:ident) => { false };
    (@fix fix) => { true };
    (@fix none) => { false };
}

// `fatal` is an error that prevents emission: its level can't be changed.
rules! {
    UnreadableFile "unreadable-file" fatal none "A source file can't be read.";
    Syntax "syntax" fatal fix "The text does not follow the grammar of promo.";
    Unclosed "unclosed" fatal none "A string, text block or bracket is opened and never closed.";
    UnknownClause "unknown-clause" fatal fix
        "A word stands where a clause begins, and no clause has that name.";
    UnknownDeclaration "unknown-declaration" fatal fix
        "A word stands where a declaration begins, and no kind of declaration has that name.";
    ConflictMarker "conflict-marker" fatal none "A merge conflict was left in the file.";
    InvalidEscape "invalid-escape" fatal fix "A backslash in a string begins no escape that promo knows.";
    InvalidInterpolation "invalid-interpolation" fatal fix
        "`${` in a string is not followed by a name and `}`.";
    NestingTooDeep "nesting-too-deep" fatal none "Brackets are nested more than 256 deep.";
    MisplacedDocComment "misplaced-doc-comment" warning fix "A `///` comment documents nothing.";
    DuplicateDeclaration "duplicate-declaration" fatal none "A name is declared twice.";
    InvalidName "invalid-name" fatal fix "A name is empty, or Kubernetes or Argo refuses it.";
    UnknownEnvironment "unknown-environment" fatal fix "An environment is used that is declared nowhere.";
    UnknownWorkflow "unknown-workflow" fatal fix "A workflow is used that is declared nowhere.";
    UnknownFlow "unknown-flow" fatal fix "A flow is used that is declared nowhere.";
    UnknownProduct "unknown-product" fatal fix "A product is used that is declared nowhere.";
    UnknownTemplate "unknown-template" fatal fix "A template is used that is declared nowhere.";
    UnknownPolicy "unknown-policy" fatal fix "A policy is used that is declared nowhere.";
    UnknownName "unknown-name" fatal fix "A constant or parameter is used that is declared nowhere.";
    UnknownStep "unknown-step" fatal fix "A step of a workflow is used that the workflow does not have.";
    UnknownType "unknown-type" fatal fix "The type of a parameter is none that promo has.";
    UnknownArgument "unknown-argument" fatal fix
        "An argument is given by a name that the pattern or step has no parameter for.";
    AmbiguousName "ambiguous-name" fatal none "A name in a constant could stand for several declarations.";
    TypeMismatch "type-mismatch" fatal fix "A value is of another type than its place takes.";
    InvalidDuration "invalid-duration" fatal none
        "A duration is written wrongly, or does not suit its place.";
    InvalidPath "invalid-path" fatal fix "A JSONPath is not in the dialect that Codefresh reads.";
    InvalidFile "invalid-file" fatal none "A file path is empty or absolute.";
    EmptyList "empty-list" fatal none "A list is empty where at least one value is due.";
    DuplicateClause "duplicate-clause" fatal none "A clause that can be given once is given twice.";
    MissingClause "missing-clause" fatal none "A declaration lacks a clause that it needs.";
    ConflictingClauses "conflicting-clauses" fatal none "Two clauses exclude each other.";
    DuplicateSetting "duplicate-setting" fatal none "One setting of an environment is set twice.";
    DuplicateKey "duplicate-key" fatal fix "A key is given twice.";
    CyclicConstant "cyclic-constant" fatal none "Constants are defined by each other.";
    CyclicPattern "cyclic-pattern" fatal none "Patterns use each other.";
    DefinitionTooDeep "definition-too-deep" fatal none
        "Constants or patterns refer to each other in too long a chain.";
    WrongArguments "wrong-arguments" fatal none "A pattern or step is used with too few or too many arguments.";
    NotAPattern "not-a-pattern" fatal none
        "A declaration without parameters is used like a pattern, or a pattern like one without.";
    SelfDependency "self-dependency" fatal none "An arrow leads from something to itself.";
    DependencyCycle "dependency-cycle" fatal none "Arrows lead round in a circle.";
    AmbiguousTrigger "ambiguous-trigger" fatal none "Several environments could be the trigger of a flow.";
    MissingTrigger "missing-trigger" fatal none "A flow names no environment at all.";
    UnreachableEnvironment "unreachable-environment" fatal fix
        "An environment of a flow can't be reached from its trigger.";
    RedundantTrigger "redundant-trigger" hint fix "A `trigger` clause says what the arrows say already.";
    TriggerHasDependency "trigger-has-dependency" fatal none "An arrow leads to the trigger environment.";
    StepOutsideFlow "step-outside-flow" fatal none
        "A `step` names an environment that the flow's arrows don't.";
    TriggerSetting "trigger-setting" fatal none
        "The trigger environment is given a setting that it can't have.";
    RedundantDependency "redundant-dependency" hint fix "An arrow of a flow says what other arrows say already.";
    EmptyFlow "empty-flow" warning none "A flow has a trigger environment and no steps.";
    InvalidSubject "invalid-subject" fatal fix
        "A test asks for something that this kind of declaration can't select by.";
    InvalidOperator "invalid-operator" fatal fix
        "A test uses an operator that the subject doesn't have here.";
    OrInTest "or-in-test" fatal none "A test uses `or`, which the manifests can't express.";
    DuplicateSubject "duplicate-subject" fatal none "A test asks for one subject twice.";
    UndocumentedTags "undocumented-tags" warning none
        "A policy selects by tags, which the platform doesn't document.";
    SelectsEverything "selects-everything" warning none
        "A template without `when` selects every application.";
    PromotesEverything "promotes-everything" hint none "A template without `promote` promotes every file.";
    InvalidStep "invalid-step" fatal none
        "A step of a workflow is none of the kinds of step there are, or several.";
    ReservedStepName "reserved-step-name" fatal none "A step is named `main` in a workflow of several steps.";
    KnownField "known-field" fatal none "An `extra` sets a field that promo has a clause for.";
    MissingAction "missing-action" error none
        "Nothing says how an environment of a flow is promoted for some product.";
    NoneWithoutPre "none-without-pre" error none
        "The action of an environment is `none`, and no workflow makes the change instead.";
    EqualPriorityConflict "equal-priority-conflict" warning none
        "Two policies of equal priority set one field differently in the same place.";
    ShadowedPolicy "shadowed-policy" warning none
        "A policy never decides anything, since something better always does.";
    PolicyMatchesNothing "policy-matches-nothing" warning none
        "No product is promoted into an environment that a policy is for.";
    UnreachableFlow "unreachable-flow" warning none
        "A product never takes a flow, since an earlier one is always taken instead.";
    ProductWithoutFlow "product-without-flow" hint none "A product takes no flow, so that nothing of it is promoted.";
    MessageWithoutWildcard "message-without-wildcard" warning fix
        "A commit message is asked for whole, without a `*`.";
    WorkflowParameterUnavailable "workflow-parameter-unavailable" error none
        "A workflow runs where a parameter that it requires is never passed.";
    UndeclaredContextKey "undeclared-context-key" error none
        "A hook requires a parameter that no hook before it exports.";
    ExportsWithoutContext "exports-without-context" error none
        "A workflow exports keys, and none of its steps writes the context that would hold them.";
    ContextNotGlobal "context-not-global" error fix
        "The output that should hand a context on is not global, so that nothing receives it.";
    WorkflowUsedAsHookAndAction "workflow-used-as-hook-and-action" warning none
        "One workflow runs both as a hook and before or after an action.";
    MissingApplication "missing-application" error none
        "A flow goes through an environment in which its product has no Application.";
    ApplicationWithoutEnvironment "application-without-environment" warning none
        "An Application of a product is deployed to where no declared environment is.";
    SeveralTriggerApplications "several-trigger-applications" warning none
        "Several Applications of a product run where its flow starts, and only one is promoted.";
    MultiSourceApplication "multi-source-application" warning none
        "An Application of a product has several sources, with which it can't be promoted.";
    InlineValues "inline-values" warning none
        "Helm values stand in an Application itself, where no promotion reaches them.";
    TemplateLabelMissing "template-label-missing" warning none
        "A template selects Applications by a label that they lack.";
    TemplateMatchesNothing "template-matches-nothing" warning none
        "No Application has the labels that a template asks for.";
    EqualPriorityTemplates "equal-priority-templates" warning none
        "Two templates of equal priority are for one Application and disagree.";
    PathOutsideApplication "path-outside-application" warning none
        "A file lies outside the folder of the Application, where the platform ignores it.";
    JsonpathDash "jsonpath-dash" warning fix "A name with a dash follows a dot in a JSONPath.";
    JsonpathRestricted "jsonpath-restricted" warning none
        "The path of a version holds a character that the platform refuses there.";
    FileNotFound "file-not-found" warning none
        "A file that is promoted is not in the folders of the Applications.";
    JsonpathNotFound "jsonpath-not-found" warning none
        "A JSONPath selects nothing in the files of the Applications.";
    UnknownReference "unknown-reference" error fix
        "A string of a workflow refers to a value that Argo doesn't know there.";
    UnusedEnvironment "unused-environment" hint none "No flow goes through an environment, and nothing else names it.";
    UnusedWorkflow "unused-workflow" hint none "Nothing runs a workflow.";
    UnusedFlow "unused-flow" hint none "No product takes a flow.";
    UnusedLet "unused-let" hint none "Nothing uses a constant.";
    UnusedPattern "unused-pattern" hint none "Nothing is declared by a pattern.";
    UnusedSuppression "unused-suppression" warning fix "A `promo: allow` comment silences nothing.";
    InvalidSuppression "invalid-suppression" warning none
        "A `promo: allow` comment names no rule that can be silenced.";
    UnreadableManifest "unreadable-manifest" warning none "A hand-written manifest can't be read as YAML.";
    InvalidManifest "invalid-manifest" warning fix
        "A hand-written manifest says something that a cluster refuses or drops, or that can't be followed.";
}

impl Rule {
    /// Where the pages of the rules are, with `/` at the end.
    pub(crate) const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/tests/rules/");

    /// Whether what the rule finds could be left out: an editor shows it faded.
    pub fn finds_what_is_unneeded(self) -> bool {
        ["unused-", "redundant-"].iter().any(|beginning| self.name().starts_with(beginning))
    }

    /// Whether nobody can tell what is said where the rule finds something: it is no promo, or no YAML.
    pub fn finds_what_cannot_be_read(self) -> bool {
        matches!(
            self,
            Rule::Syntax
                | Rule::Unclosed
                | Rule::UnknownClause
                | Rule::UnknownDeclaration
                | Rule::ConflictMarker
                | Rule::InvalidEscape
                | Rule::InvalidInterpolation
                | Rule::NestingTooDeep
                | Rule::UnreadableManifest
        )
    }

    /// The address of the rule's page.
    pub fn page_address(self) -> String {
        format!("{}{}.md", Rule::PAGES, self.name())
    }

    /// The rule of a name.
    pub fn named(name: &str) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|rule| rule.name() == name)
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
