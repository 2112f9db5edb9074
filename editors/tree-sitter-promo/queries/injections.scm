; Texts in other languages: what `run` holds is a script of the shell.

((script) @injection.content
  (#set! injection.language "bash")
  (#set! injection.include-children))

([(comment) (documentation)] @injection.content
  (#set! injection.language "comment"))
