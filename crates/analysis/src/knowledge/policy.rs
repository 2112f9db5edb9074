//! Hand-written PromotionPolicies.

use promo_diagnostics::Rule;
use promo_manifest::known::{self, Spanned};

use super::reader::Reader;
use crate::finding::Finding;
use crate::lower::undocumented_tags;
use crate::model::{Name, Policy, PolicySelector, Sourced};
use crate::value::EnvironmentKind;

/// The kinds of environment as manifests name them.
const ENVIRONMENT_TYPES: [(&str, EnvironmentKind); 2] =
    [("PROD", EnvironmentKind::Production), ("NON_PROD", EnvironmentKind::NonProduction)];

impl<'db> Reader<'db, '_> {
    pub(super) fn policy(&mut self, policy: &known::Policy) -> Option<Policy<'db>> {
        let selector = self.policy_selector(&policy.selector);
        let settings = self.settings(&policy.settings)?;
        let priority = self.sourced(policy.priority.as_ref()?, |priority| *priority);
        self.check_tags(&policy.selector);
        self.check_lists(&policy.selector);
        if settings.is_empty() && self.is_complete && policy.has_settings {
            self.report_empty(policy);
        }
        Some(Policy { metadata: self.metadata(&policy.header), priority, selector, settings })
    }

    fn report_empty(&mut self, policy: &known::Policy) {
        let place = self.site(&policy.header.name.span);
        let finding = Finding::new(Rule::MissingClause, place, "this policy sets nothing");
        let help = "write at least one of `preAction: WORKFLOW`, `action: commit|pr|none` and `postAction: WORKFLOW` \
                    under `spec.policy`";
        self.problems.push(finding.help(help));
    }

    fn check_lists(&mut self, selector: &known::PolicySelector) {
        for Spanned { value: path, span } in &selector.empty_lists {
            let message = format!("`spec.selector.{path}` is empty, which restricts nothing");
            let finding = Finding::new(Rule::EmptyList, self.site(span), message);
            self.problems.push(finding.help("name what the policy is for, or take the list out"));
        }
    }

    fn check_tags(&mut self, selector: &known::PolicySelector) {
        let product = ("spec.selector.product.tags", &selector.product_tags);
        let environment = ("spec.selector.targetEnvironment.tags", &selector.environment_tags);
        for (field, tags) in [product, environment] {
            let first = tags.first().map(|tag| self.site(&tag.span));
            self.problems.extend(first.map(|site| undocumented_tags::finding(field, site)));
        }
    }

    fn policy_selector(&mut self, written: &known::PolicySelector) -> PolicySelector<'db> {
        PolicySelector {
            products: self.restriction(&written.product_names),
            product_tags: self.restriction(&written.product_tags),
            environments: self.restriction(&written.environment_names),
            environment_kinds: self.environment_kinds(&written.environment_types),
            environment_tags: self.restriction(&written.environment_tags),
        }
    }

    fn environment_kinds(
        &mut self,
        written: &[Spanned<String>],
    ) -> Option<Vec<Sourced<'db, EnvironmentKind>>> {
        let mut kinds = Vec::new();
        for word in written {
            kinds.extend(self.word(word, "type of environment", &ENVIRONMENT_TYPES));
        }
        (!written.is_empty()).then_some(kinds)
    }

    /// An empty list restricts nothing.
    fn restriction(&self, written: &[Spanned<String>]) -> Option<Vec<Sourced<'db, Name>>> {
        (!written.is_empty()).then(|| self.names(written))
    }
}
