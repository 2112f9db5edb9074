; What can be selected as a whole: a declaration, its body, a step, a parameter, a comment.

(_declaration body: (block) @class.inside) @class.around

(step body: (block) @function.inside) @function.around

(parameter) @parameter.inside
(argument) @parameter.inside

(comment) @comment.inside
(comment)+ @comment.around
