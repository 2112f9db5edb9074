//! The settings that hold for products, and those that would hold after a change of steps or policies: a change that
//! makes a difference to any product isn't offered.

use std::sync::Arc;

use promo_analysis::Db;
use promo_analysis::model::Name;
use promo_analysis::names::{Definition, NameKey, Namespace};
use promo_analysis::policies::{
    Candidate, Evaluation, Origin, evaluate, flow_named, general_policies, policies_naming, product_named,
};

use super::fields::Field;

/// Who says something of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<'db> {
    /// A step.
    Step,
    /// The flow's `default`.
    Default,
    /// A policy.
    Policy(Definition<'db>),
    /// The policy that there would be.
    NewPolicy,
}

/// One field for a product in an environment of a flow.
#[derive(Clone, Debug)]
pub struct Row<'db> {
    /// The flow.
    pub flow: Name,
    /// The environment.
    pub environment: Name,
    /// The field.
    pub field: Field,
    /// Who says what, what holds first.
    pub said: Vec<(Said<'db>, Arc<str>)>,
}

impl Row<'_> {
    /// What holds.
    pub fn value(&self) -> Option<&Arc<str>> {
        self.said.first().map(|(_, value)| value)
    }
}

/// What holds for a product, field by field.
///
/// # Errors
/// Why not all of it is known.
pub fn rows<'db>(db: &'db dyn Db, product: &str) -> Result<Vec<Row<'db>>, String> {
    check_known(db, product)?;
    let evaluated = evaluate(db, product).unwrap_or_default();
    Ok(evaluated.iter().flat_map(rows_of).collect())
}

fn rows_of<'db>(settings: &Evaluation<'db>) -> Vec<Row<'db>> {
    let row = |field, said| Row {
        flow: settings.flow.clone(),
        environment: settings.environment.clone(),
        field,
        said,
    };
    let post = row(Field::Post, candidates(&settings.post, Clone::clone));
    if settings.is_trigger {
        return vec![post];
    }
    let pre = row(Field::Pre, candidates(&settings.pre, Clone::clone));
    let action = row(Field::Action, candidates(&settings.action, |action| Arc::from(action.name())));
    vec![pre, action, post]
}

fn candidates<'db, T>(
    candidates: &[Candidate<'db, T>],
    text: fn(&T) -> Arc<str>,
) -> Vec<(Said<'db>, Arc<str>)> {
    let said = candidates.iter().map(|candidate| {
        let said = match candidate.origin {
            Origin::Step => Said::Step,
            Origin::Default => Said::Default,
            Origin::Policy { definition, .. } => Said::Policy(definition),
        };
        (said, text(&candidate.value))
    });
    said.collect()
}

fn check_known(db: &dyn Db, product: &str) -> Result<(), String> {
    let flows = product_named(db, product).into_iter().flat_map(|product| &product.flows);
    for flow in flows.map(|choice| &choice.flow.value) {
        if flow_named(db, flow).is_none() {
            return Err(format!(
                "`{product}` takes the flow `{flow}`, whose environments are not known here"
            ));
        }
    }
    let naming = policies_naming(db, NameKey::new(db, Namespace::Products, product));
    for policies in [general_policies(db), naming] {
        if policies.has_unknown {
            return Err("there are policies that can't be understood".to_owned());
        }
        if let Some(policy) = policies.ranked.iter().find(|policy| !policy.is_certain()) {
            return Err(format!("which products the policy `{}` is for is not known", policy.name));
        }
    }
    Ok(())
}

/// Checks that what holds for a product stays what it is when others say what is said of each field.
///
/// # Errors
/// The first difference.
pub fn check_unchanged<'db>(
    product: &str,
    rows: &[Row<'db>],
    change: impl Fn(&mut Row<'db>),
) -> Result<(), String> {
    for row in rows {
        let mut after = row.clone();
        change(&mut after);
        if row.value() != after.value() {
            let shown =
                |row: &Row<'_>| row.value().map_or("nothing".to_owned(), |value| format!("`{value}`"));
            let (field, environment, flow) = (row.field.words(), &row.environment, &row.flow);
            let (before, after) = (shown(row), shown(&after));
            return Err(format!(
                "`{field}` of `{product}` in `{environment}` of `{flow}` would be {after} and no longer {before}"
            ));
        }
    }
    Ok(())
}
