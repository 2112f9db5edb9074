//! A project as it would be: to see what becomes of a change before anybody makes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use promo_analysis::{Change, Database, Db, Volatility};

/// A project with other texts in some of its files.
pub struct Trial(Database);

impl Trial {
    /// The project as it is. Nothing of what is known of it is taken over.
    pub fn new(db: &dyn Db) -> Trial {
        let project = db.project();
        let sources = project.sources(db).iter();
        let manifests = project.manifests(db).iter();
        let change = Change {
            sources: sources
                .map(|file| (file.path(db).clone(), Some((file.text(db).clone(), Volatility::Closed))))
                .collect(),
            manifests: manifests.map(|file| (file.path(db).clone(), Some(file.text(db).clone()))).collect(),
            config: Some(project.config(db).clone()),
        };
        let mut database = Database::default();
        database.apply(change);
        Trial(database)
    }

    /// The project with some sources and manifests as they would be.
    pub fn with(&mut self, texts: &BTreeMap<Arc<str>, String>) -> &Database {
        let mut change = Change::default();
        for (path, text) in texts.iter().map(|(path, text)| (path.clone(), Arc::from(text.as_str()))) {
            match self.0.manifest(&path) {
                Some(_) => change.manifests.push((path, Some(text))),
                None => change.sources.push((path, Some((text, Volatility::Open)))),
            }
        }
        self.0.apply(change);
        &self.0
    }
}
