; Copied from editors/tree-sitter-promo/queries/highlights.scm by `cargo xtask generate`. Not edited by hand.

; How a text of promo is coloured. No node is captured by two patterns, so that it does not matter which of them an editor
; prefers.

; keywords
[
  "environment" "let" "extern" "flow" "policy" "template" "product" "workflow" "application" "kind"
  "cluster" "tags" "input" "output" "exports" "service-account" "trigger" "step" "default" "on"
  "timeout" "version" "labels" "annotations" "extra" "action" "pre" "post" "priority" "when"
  "promote" "concurrency" "entrypoint" "image" "run" "command" "args" "uses" "suspend" "with" "env"
  "retry" "namespaces" "start" "success" "fail" "from" "expression" "global" "secret" "key" "every"
  "label"
] @keyword

[
  "and" "or" "in" "not" "exists" "matches"
] @keyword.operator
; end of keywords

(comment) @comment
(documentation) @comment.documentation

(string) @string
(text_block) @string
(escape) @string.escape
(placeholder) @string.special
(path) @string.special.path
(interpolation "${" @punctuation.special)
(interpolation (reference) @variable)

(integer) @number
(duration) @number
((reference) @boolean
  (#any-of? @boolean "true" "false"))

; Names that are given.

(environment_declaration name: (name) @constant)
(let_declaration name: (name) @constant)
(extern_declaration name: (name) @type)
(flow_declaration name: (name) @type)
(policy_declaration name: (name) @type)
(template_declaration name: (name) @type)
(product_declaration name: (name) @type)
(workflow_declaration name: (name) @type)
(application_declaration name: (name) @type)
(step name: (name) @function)
(parameter name: (name) @variable.parameter)
(parameter type: (type) @type.builtin)
(argument name: (name) @variable.parameter)
(binding name: (name) @property)
(clause name: (name) @property)
(key) @property

; Words that the platform knows.

(clause "action"
  (reference) @constant.builtin
  (#any-of? @constant.builtin "commit" "pr" "none"))
(clause "kind"
  (reference) @constant.builtin
  (#any-of? @constant.builtin "production" "non-production"))
(clause "concurrency"
  (reference) @constant.builtin
  (#any-of? @constant.builtin "queue" "terminate"))

; Names that are used.

(use pattern: (reference) @function.call)
(group (reference) @constant)
(step (reference) @constant)
(subject) @variable.member

["->" "=" "==" "!="] @operator
["," ":" "."] @punctuation.delimiter
["{" "}" "[" "]" "(" ")"] @punctuation.bracket
