; Copied from editors/tree-sitter-promo/queries/indents.scm by `cargo xtask generate`. Not edited by hand.

; How far a line is indented: two spaces for each bracket around it.

[
  (block)
  (map)
  (list)
  (parameters)
  (arguments)
] @indent.begin

["}" "]" ")"] @indent.branch @indent.end

; The lines of a text are its own.
[
  (text_block)
  (comment)
] @indent.ignore
