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
