; The outline of a file, for editors that show what stands beside a name.

(environment_declaration "environment" @context name: (name) @name) @item
(let_declaration "let" @context name: (name) @name) @item
(extern_declaration "extern" @context name: (name) @name) @item
(flow_declaration "flow" @context name: (name) @name) @item
(policy_declaration "policy" @context name: (name) @name) @item
(template_declaration "template" @context name: (name) @name) @item
(product_declaration "product" @context name: (name) @name) @item
(workflow_declaration "workflow" @context name: (name) @name) @item
(application_declaration "application" @context name: (name) @name) @item
(step "step" @context name: (name) @name) @item
(documentation) @annotation
