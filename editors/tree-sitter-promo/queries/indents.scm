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
