; How far a line is indented: two spaces for each bracket around it.

[
  (block)
  (map)
  (list)
  (parameters)
  (arguments)
] @indent

["}" "]" ")"] @outdent
