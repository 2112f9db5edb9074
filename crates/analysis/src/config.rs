//! What a project can configure, as the analysis and the output need it. How `promo.toml` is written is not known here.

use std::collections::BTreeMap;

use promo_diagnostics::{Level, Rule};

/// The configuration of a project; the default is that of a project without `promo.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Globs of the sources.
    pub sources: Vec<String>,
    /// Globs of the hand-written manifests.
    pub manifests: Vec<String>,
    /// The folder that manifests are written to, relative to the project.
    pub output_root: String,
    /// The namespace that emitted manifests carry.
    pub output_namespace: Option<String>,
    /// The version of the Product CRD to emit.
    pub product_api: ProductApi,
    /// Which of two policies with different priorities wins.
    pub policy_priority: PolicyPriority,
    /// The levels of rules that differ from the rules' own.
    pub lint: BTreeMap<Rule, LintLevel>,
    /// The levels of rules in hand-written manifests, where these differ from those in sources.
    pub lint_of_manifests: BTreeMap<Rule, LintLevel>,
}

/// The versions of the Product CRD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProductApi {
    /// `codefresh.io/v1beta1`, without `concurrency`.
    V1beta1,
    /// `codefresh.io/v1beta2`.
    #[default]
    V1beta2,
}

/// Which priority is the best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PolicyPriority {
    /// The lowest number.
    #[default]
    LowestFirst,
    /// The highest number.
    HighestFirst,
}

/// The level that a project gives a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LintLevel {
    /// What the rule finds is not reported.
    Allow,
    /// What the rule finds is reported at this level.
    Level(Level),
}

impl Default for Config {
    fn default() -> Self {
        Config {
            sources: vec!["**/*.promo".to_owned()],
            manifests: vec!["**/*.yaml".to_owned()],
            output_root: "resources".to_owned(),
            output_namespace: None,
            product_api: ProductApi::default(),
            policy_priority: PolicyPriority::default(),
            lint: BTreeMap::new(),
            lint_of_manifests: BTreeMap::new(),
        }
    }
}
