" What editing promo needs beside colours: comments, names with dashes, and two spaces.

if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:///,://
setlocal commentstring=//\ %s
setlocal expandtab
setlocal formatoptions-=t
setlocal formatoptions+=croql
setlocal iskeyword+=-
setlocal shiftwidth=2
setlocal softtabstop=2

" `gggqG` formats the file. Where it has syntax errors, undo brings it back.
let &l:formatprg = 'promo fmt --stdin-path ' . shellescape(expand('%:p'))

let b:undo_ftplugin = 'setlocal comments< commentstring< expandtab< formatoptions< formatprg< iskeyword< shiftwidth< softtabstop<'

" `ALEFix` with `let b:ale_fixers = ['promo']` formats as `promo fmt` does. Without ALE there is nothing to tell.
silent! call ale#fix#registry#Add('promo', 'ale#fixers#promo#Fix', ['promo'], 'Format as `promo fmt` does.')
