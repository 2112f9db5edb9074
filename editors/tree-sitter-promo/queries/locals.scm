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
