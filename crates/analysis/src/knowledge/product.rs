//! Hand-written Products.

use promo_diagnostics::Rule;
use promo_manifest::known::{self, GitTriggerSelector, ProductFlow};
use promo_manifest::{Concurrency as WrittenConcurrency, GitOperator, GitTriggerKey};

use super::reader::Reader;
use crate::finding::Finding;
use crate::model::{FlowChoice, GitCondition, GitSubject, Product};
use crate::value::Concurrency;

impl<'db> Reader<'db, '_> {
    pub(super) fn product(&mut self, product: &known::Product) -> Product<'db> {
        let inline = product.inline_template.as_ref();
        self.check_one_template(product);
        self.check_version(product);
        let promotion = inline.map(|inline| self.promotion(&inline.version_source, &inline.promotion));
        Product {
            metadata: self.metadata(&product.header),
            template: self.filled(&product.template),
            promotion: promotion.unwrap_or_default(),
            concurrency: product.concurrency.as_ref().map(|written| self.sourced(written, concurrency)),
            flows: product.flows.iter().filter_map(|flow| self.flow_choice(flow)).collect(),
        }
    }

    fn check_one_template(&mut self, product: &known::Product) {
        let Some((named, inline)) = product.template.as_ref().zip(product.inline_template.as_ref()) else {
            return;
        };
        let message = "a product names a template or says itself what is promoted, not both";
        let finding = Finding::new(Rule::ConflictingClauses, self.site(&named.span), message);
        let finding = finding.related(self.site(&inline.span), "this is promoted too, it says");
        let help =
            "take out `promotionTemplateRef`, or move `promotionTemplate` into the template that is named";
        self.problems.push(finding.help(help));
    }

    /// The first version of products has no concurrency, which a cluster then drops.
    fn check_version(&mut self, product: &known::Product) {
        let (Some(version), Some(concurrency)) = (&product.header.api_version, &product.concurrency) else {
            return;
        };
        if version.value == "codefresh.io/v1beta1" {
            let message = "`concurrency` is no field of a product of `codefresh.io/v1beta1`, and is dropped";
            let finding = Finding::new(Rule::InvalidManifest, self.site(&concurrency.span), message);
            let finding = finding.related(self.site(&version.span), "the version is given here");
            let finding = finding.help("write `apiVersion: codefresh.io/v1beta2`");
            let title = "write `codefresh.io/v1beta2`".to_owned();
            self.problems.push(self.replace(finding, title, version, "codefresh.io/v1beta2"));
        }
    }

    fn flow_choice(&mut self, written: &ProductFlow) -> Option<FlowChoice<'db>> {
        let flow = self.filled(&written.name);
        let conditions: Vec<_> =
            written.selectors.iter().filter_map(|selector| self.git_condition(selector)).collect();
        self.is_complete &= flow.is_some() && conditions.len() == written.selectors.len();
        Some(FlowChoice { flow: flow?, conditions })
    }

    fn git_condition(&self, written: &GitTriggerSelector) -> Option<GitCondition<'db>> {
        let subject = self.sourced(written.key.as_ref()?, |key| match key {
            GitTriggerKey::CommitMessage => GitSubject::Message,
            GitTriggerKey::GitRevision => GitSubject::Revision,
        });
        let negated = self.sourced(written.operator.as_ref()?, |operator| *operator == GitOperator::NotIn);
        Some(GitCondition { subject, negated, globs: self.names(&written.values) })
    }
}

fn concurrency(written: &WrittenConcurrency) -> Concurrency {
    match written {
        WrittenConcurrency::Queue => Concurrency::Queue,
        WrittenConcurrency::Terminate => Concurrency::Terminate,
    }
}
