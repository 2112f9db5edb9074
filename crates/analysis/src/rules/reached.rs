//! Which environments the flows of a product go through, as the checks of Applications ask for them. Knows no
//! Application.

// What the macros of the database generate has no docstrings.
#![allow(missing_docs)]

use crate::database::Db;
use crate::model::Name;
use crate::names::{NameKey, Namespace};
use crate::policies::flow_named;
use crate::site::Site;

/// An environment of a flow.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub(super) struct Reached<'db> {
    /// Its name.
    pub(super) name: Name,
    /// Where the flow mentions it; not known of the trigger environment.
    pub(super) site: Option<Site<'db>>,
}

/// The environments that a flow goes through, the trigger environment first: all that a product's checks need to
/// know of it.
#[salsa::tracked(returns(deref))]
pub(super) fn reached_by<'db>(db: &'db dyn Db, flow: NameKey<'db>) -> Box<[Reached<'db>]> {
    let Some(flow) = flow_named(db, flow.text(db)) else { return Box::default() };
    let trigger = Reached { name: flow.trigger.value.clone(), site: None };
    let steps = flow
        .steps
        .iter()
        .map(|step| Reached { name: step.environment.value.clone(), site: Some(step.environment.place) });
    std::iter::once(trigger).chain(steps).collect()
}

/// The key of a flow.
pub(super) fn flow_key<'db>(db: &'db dyn Db, name: &Name) -> NameKey<'db> {
    NameKey::new(db, Namespace::Flows, &**name)
}
