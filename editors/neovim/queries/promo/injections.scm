; Copied from editors/tree-sitter-promo/queries/injections.scm by `cargo xtask generate`. Not edited by hand.

; Texts in other languages: what `run` holds is a script of the shell.

((script) @injection.content
  (#set! injection.language "bash")
  (#set! injection.include-children))

([(comment) (documentation)] @injection.content
  (#set! injection.language "comment"))
