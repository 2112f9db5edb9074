; Copied from editors/tree-sitter-promo/queries/tags.scm by `cargo xtask generate`. Not edited by hand.

; What an outline shows, and what leads there: the names that declarations give.

(environment_declaration name: (name) @name) @definition.constant
(let_declaration name: (name) @name) @definition.constant
(flow_declaration name: (name) @name) @definition.function
(policy_declaration name: (name) @name) @definition.class
(template_declaration name: (name) @name) @definition.class
(product_declaration name: (name) @name) @definition.class
(workflow_declaration name: (name) @name) @definition.function
(workflow_declaration
  body: (block (step name: (name) @name) @definition.method))
(application_declaration name: (name) @name) @definition.module

(use pattern: (reference) @name) @reference.call
(clause (reference) @name) @reference
