//! The annotations and labels by which Codefresh ties Kubernetes objects to promotions. What they mean for a
//! project is decided elsewhere.

/// Annotation that makes an Argo workflow one of the promotion workflows, with value [`PROMOTION_ORIGIN`].
pub const WORKFLOW_ORIGIN: &str = "codefresh.io/workflow-origin";

/// The value of [`WORKFLOW_ORIGIN`].
pub const PROMOTION_ORIGIN: &str = "promotion";

/// Annotation by which an Argo CD Application belongs to a product, and label by which a template selects it.
pub const PRODUCT: &str = "codefresh.io/product";

/// Label by which a template selects the Applications of an environment.
pub const ENVIRONMENT: &str = "codefresh.io/environment";
