//! What Applications say: which product and environment they belong to, and what they deploy.

use super::{Name, Sourced};
use crate::site::Site;

/// An Argo CD Application.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Application<'db> {
    /// Its name.
    pub name: Sourced<'db, Name>,
    /// The product it belongs to.
    pub product: Option<Sourced<'db, Name>>,
    /// The environment it runs in, where a source says it; a manifest has a destination instead.
    pub environment: Option<Sourced<'db, Name>>,
    /// What a hand-written manifest says besides.
    pub deployment: Option<Deployment<'db>>,
}

/// What is deployed by an Application, and where.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct Deployment<'db> {
    /// The labels of the Application, by key.
    pub labels: Vec<(Name, Sourced<'db, Name>)>,
    /// Where it is deployed to.
    pub destination: Destination<'db>,
    /// Where its files come from.
    pub sources: Vec<ApplicationSource<'db>>,
    /// Where it names several sources, with which it can't be promoted.
    pub multi_source: Option<Site<'db>>,
    /// The ApplicationSet that generates it.
    pub generated_by: Option<Sourced<'db, Name>>,
}

/// Where an Application is deployed to.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub struct Destination<'db> {
    /// The URL of the cluster.
    pub server: Option<Sourced<'db, Name>>,
    /// The name of the cluster.
    pub cluster: Option<Sourced<'db, Name>>,
    /// The namespace in the cluster.
    pub namespace: Option<Sourced<'db, Name>>,
}

/// Where files of an Application come from.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct ApplicationSource<'db> {
    /// The URL of the repository.
    pub repository: Option<Sourced<'db, Name>>,
    /// The folder in the repository.
    pub path: Option<Sourced<'db, Name>>,
    /// The Helm chart, in place of a folder.
    pub chart: Option<Sourced<'db, Name>>,
    /// The branch, tag, commit or version of the chart.
    pub revision: Option<Sourced<'db, Name>>,
    /// Where Helm values stand in the Application itself, which are not promoted.
    pub inline_values: Option<Site<'db>>,
}
