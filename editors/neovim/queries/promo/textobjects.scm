; Copied from editors/tree-sitter-promo/queries/textobjects.scm by `cargo xtask generate`. Not edited by hand.

; What can be selected as a whole: a declaration, its body, a step, a parameter, a comment.

(_declaration body: (block) @class.inner) @class.outer

(step body: (block) @function.inner) @function.outer

(parameter) @parameter.outer @parameter.inner
(argument) @parameter.outer @parameter.inner

[
  (comment)
  (documentation)
] @comment.outer
