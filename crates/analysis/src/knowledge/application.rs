//! Hand-written Argo CD Applications, and those that ApplicationSets generate from lists.

use promo_manifest::known::{self, Source};

use super::reader::Reader;
use crate::model::{Application, ApplicationSource, Deployment, Destination, Name};

impl<'db> Reader<'db, '_> {
    pub(super) fn application(&mut self, application: &known::Application) -> Application<'db> {
        let destination = &application.destination;
        let labels = application.header.labels.iter();
        let deployment = Deployment {
            labels: labels
                .map(|entry| (Name::from(entry.key.value.as_str()), self.name(&entry.value)))
                .collect(),
            destination: Destination {
                server: self.filled(&destination.server),
                cluster: self.filled(&destination.name),
                namespace: self.filled(&destination.namespace),
            },
            sources: application.sources.iter().map(|source| self.source(source)).collect(),
            multi_source: application.multi_source.as_ref().map(|place| self.site(place)),
            generated_by: self.filled(&application.generated_by),
        };
        Application {
            name: self.name(&application.header.name),
            product: application.product().map(|product| self.name(product)),
            environment: None,
            deployment: Some(deployment),
        }
    }

    fn source(&self, source: &Source) -> ApplicationSource<'db> {
        ApplicationSource {
            repository: self.filled(&source.repository),
            path: self.filled(&source.path),
            chart: self.filled(&source.chart),
            revision: self.filled(&source.revision),
            inline_values: source.inline_values.as_ref().map(|place| self.site(place)),
        }
    }
}
