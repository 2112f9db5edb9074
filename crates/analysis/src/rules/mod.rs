//! The checks that look beyond one declaration, one file each. What a declaration says by itself is
//! checked where it is lowered.

mod application_without_environment;
mod applications;
mod context_not_global;
mod contexts_in_patterns;
pub mod duplicate_declaration;
mod equal_priority_conflict;
mod equal_priority_templates;
mod exports_without_context;
mod file_not_found;
mod flows;
mod inline_values;
mod jsonpath_not_found;
mod message_without_wildcard;
mod missing_action;
mod missing_application;
mod multi_source_application;
mod none_without_pre;
mod policies;
mod policy_matches_nothing;
mod product_without_flow;
mod reached;
mod several_trigger_applications;
mod shadowed_policy;
mod template_label_missing;
mod template_matches_nothing;
mod undeclared_context_key;
mod undeclared_parameters;
mod unknown_reference;
mod unknown_step;
mod unreachable_flow;
mod unused;
mod workflow_origin;
mod workflow_parameter_unavailable;
mod workflow_runs;
mod workflow_used_as_hook_and_action;

use promo_diagnostics::Rule;
use rustc_hash::FxHashSet;

use crate::chains;
use crate::database::{Db, ManifestFile};
use crate::declaration::{Declaration, DeclarationKind};
use crate::finding::Finding;
use crate::knowledge::knowledge;
use crate::lower::{checked, is_whole};
use crate::model::{Application, Model, Product, Promotion, Template};
use crate::names::Definition;
use crate::promoted::{Folder, folders_of};
use crate::site::Site;
use crate::unknown_names::{self, is_whole_in_manifest};
use flows::CheckedFlow;
use policies::CheckedPolicy;
pub(crate) use unused::RULES as UNUSED;

/// The checks of a flow.
const OF_FLOW: &[for<'db> fn(Subject<'db>, &CheckedFlow<'db>) -> Vec<Finding<'db>>] = &[
    missing_action::check,
    none_without_pre::check_flow,
    workflow_parameter_unavailable::check_flow,
    undeclared_context_key::check,
];

/// The checks of a product.
const OF_PRODUCT: &[for<'db> fn(Subject<'db>, &Product<'db>) -> Vec<Finding<'db>>] = &[
    product_without_flow::check,
    unreachable_flow::check,
    message_without_wildcard::check,
    missing_application::check,
    several_trigger_applications::check,
];

/// The checks of a template.
const OF_TEMPLATE: &[for<'db> fn(Subject<'db>, &Template<'db>) -> Vec<Finding<'db>>] =
    &[template_label_missing::check, template_matches_nothing::check, equal_priority_templates::check];

/// A check of what a product or template promotes, in the folders of the Applications that it is for.
type PromotionCheck = for<'db> fn(Subject<'db>, &Promotion<'db>, &[Folder]) -> Vec<Finding<'db>>;

const OF_PROMOTION: &[PromotionCheck] = &[file_not_found::check, jsonpath_not_found::check];

/// The checks of an Application.
const OF_APPLICATION: &[for<'db> fn(Subject<'db>, &Application<'db>) -> Vec<Finding<'db>>] =
    &[multi_source_application::check, inline_values::check, application_without_environment::check];

/// The checks of a policy.
const OF_POLICY: &[for<'db> fn(Subject<'db>, &CheckedPolicy<'db>) -> Vec<Finding<'db>>] = &[
    policy_matches_nothing::check,
    none_without_pre::check_policy,
    shadowed_policy::check,
    equal_priority_conflict::check,
    workflow_parameter_unavailable::check_policy,
];

/// What is wrong with the names of the project, in no order.
pub(crate) fn of_names(db: &dyn Db) -> impl Iterator<Item = &Finding<'_>> {
    duplicate_declaration::duplicates(db).iter().chain(&chains::tangles(db).findings)
}

/// What is wrong with a declaration in its project. All of it stands in the declaration, so that nobody has to
/// look at the others to know what is wrong in one file.
#[salsa::tracked(returns(deref))]
pub(crate) fn of_declaration<'db>(db: &'db dyn Db, declaration: Declaration<'db>) -> Box<[Finding<'db>]> {
    let model = checked(db, declaration).model.as_ref().filter(|_| is_whole(db, declaration));
    let subject = Subject { db, definition: Definition::Source { declaration, index: 0, pattern: false } };
    let mut findings = unused::check(db, declaration);
    findings.extend(unknown_reference::check(db, declaration));
    findings.extend(contexts_in_patterns::check(subject, declaration));
    findings.extend(model.into_iter().flat_map(|model| subject.findings(model)));
    findings.into()
}

/// What is wrong with the objects of a hand-written manifest in its project. All of it stands in the manifest.
#[salsa::tracked(returns(deref))]
pub(crate) fn of_manifest<'db>(db: &'db dyn Db, file: ManifestFile) -> Box<[Finding<'db>]> {
    let objects = (0..).zip(&knowledge(db, file).objects);
    let findings = objects.flat_map(|(index, known)| {
        let subject = Subject { db, definition: Definition::Manifest { file, index } };
        let is_whole = is_whole_in_manifest(db, file, index as usize);
        let model = known.model.as_ref().filter(|_| is_whole);
        let of_model = model.into_iter().flat_map(move |model| subject.findings(model));
        let of_known = undeclared_parameters::check(db, known).into_iter();
        let of_known = of_known.chain(unknown_step::check(db, known)).chain(unused::check_known(db, known));
        of_known.chain(of_model)
    });
    let mut seen = FxHashSet::default();
    // What a set generates stands in one place.
    let names = unknown_names::in_manifest(db, file).iter().flat_map(|missing| &missing.findings).cloned();
    names.chain(findings).filter(|finding| seen.insert((finding.rule, finding.place))).collect()
}

/// What is checked.
#[derive(Clone, Copy)]
struct Subject<'db> {
    db: &'db dyn Db,
    definition: Definition<'db>,
}

impl<'db> Subject<'db> {
    fn findings(self, model: &'db Model<'db>) -> Vec<Finding<'db>> {
        match model {
            Model::Flow(flow) => {
                let flow = CheckedFlow::new(self.db, flow);
                OF_FLOW.iter().flat_map(|check| check(self, &flow)).collect()
            }
            Model::Product(product) => {
                let mut found: Vec<_> = OF_PRODUCT.iter().flat_map(|check| check(self, product)).collect();
                let kind = DeclarationKind::Product;
                found.extend(self.of_promotion(&product.promotion, kind, &product.metadata.name));
                found
            }
            Model::Policy(policy) => {
                let policy = CheckedPolicy::new(self.db, policy);
                OF_POLICY.iter().flat_map(|check| check(self, &policy)).collect()
            }
            Model::Template(template) => {
                let mut found: Vec<_> = OF_TEMPLATE.iter().flat_map(|check| check(self, template)).collect();
                let kind = DeclarationKind::Template;
                found.extend(self.of_promotion(&template.promotion, kind, &template.metadata.name));
                found
            }
            Model::Application(application) => {
                OF_APPLICATION.iter().flat_map(|check| check(self, application)).collect()
            }
            Model::Workflow(workflow) => {
                let mut found = workflow_used_as_hook_and_action::check(self, model);
                let contexts = exports_without_context::check(self, workflow).into_iter();
                let contexts = contexts.chain(context_not_global::check(self, workflow));
                found.extend(contexts.filter(|found| !contexts_in_patterns::is_told_at_pattern(self, found)));
                found.extend(workflow_origin::check(self, workflow));
                found
            }
            Model::Extern(_) => workflow_used_as_hook_and_action::check(self, model),
            _ => Vec::new(),
        }
    }

    /// What is wrong with what a product or template promotes, if it says so at all.
    fn of_promotion(
        self,
        promotion: &Promotion<'db>,
        kind: DeclarationKind,
        name: &str,
    ) -> Vec<Finding<'db>> {
        if promotion.is_empty() {
            return Vec::new();
        }
        let folders = folders_of(self.db, kind, name);
        OF_PROMOTION.iter().flat_map(|check| check(self, promotion, &folders)).collect()
    }

    /// A finding in its name.
    fn finding_in_name(self, rule: Rule, message: String) -> Finding<'db> {
        Finding::new(rule, self.definition.site(self.db), message)
    }

    /// A finding in what is checked. In the use of a pattern it stands at the use, with a note at the
    /// definition.
    fn finding(self, rule: Rule, site: Site<'db>, message: String) -> Finding<'db> {
        match self.definition.declaration() {
            Some(declaration) if site.declaration() != Some(declaration) => {
                self.finding_in_name(rule, message).related(site, "this is meant, in the pattern")
            }
            _ => Finding::new(rule, site, message),
        }
    }
}
