; Copied from editors/tree-sitter-promo/queries/folds.scm by `cargo xtask generate`. Not edited by hand.

; What can be folded.

[
  (block)
  (map)
  (list)
  (parameters)
  (arguments)
  (text_block)
  (documentation)+
] @fold
