; Copied from editors/tree-sitter-promo/queries/locals.scm by `cargo xtask generate`. Not edited by hand.

; Where names hold: those of parameters in their declaration, those of steps in their workflow.

[
  (flow_declaration)
  (policy_declaration)
  (template_declaration)
  (product_declaration)
  (workflow_declaration)
] @local.scope

(parameter name: (name) @local.definition)
(let_declaration name: (name) @local.definition)
(environment_declaration name: (name) @local.definition)
(step name: (name) @local.definition)

(reference) @local.reference
