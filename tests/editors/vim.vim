" What promo does in Vim with ALE: run by `cargo xtask test` in a copy of `project` beside this file, with promo and the
" folder `editors` in the environment. A new scenario is one more function, and its line in the list at the end.

set nocompatible nomore noswapfile viminfo=
execute 'set runtimepath^=' . fnameescape($PROMO_EDITORS . '/vim')
let g:ale_promo_executable = $PROMO
let g:ale_lint_delay = 0
let g:ale_hover_to_preview = 1
let g:ale_fixers = {'promo': ['promo']}
packadd ale
filetype plugin indent on
syntax on

function! s:Say(text) abort
  call writefile([a:text], '/dev/stdout', 'a')
endfunction

function! s:Wait(condition, what) abort
  for attempt in range(1000)
    if a:condition()
      return
    endif
    sleep 10m
  endfor
  throw 'in vain: ' . a:what . '; diagnostics: ' . string(s:Messages())
endfunction

function! s:Equal(found, expected, what) abort
  if a:found !=# a:expected
    throw a:what . ': expected ' . string(a:expected) . ', found ' . string(a:found)
  endif
endfunction

function! s:Messages() abort
  return map(copy(ale#engine#GetLoclist(bufnr(''))), 'v:val.text')
endfunction

function! s:Group(line, text) abort
  return synIDattr(synID(a:line, stridx(getline(a:line), a:text) + 1, 1), 'name')
endfunction

" Changes a line and lets ALE look at it, as it does by itself after a pause in typing.
function! s:Edit(line, text) abort
  call setline(a:line, a:text)
  ALELint
endfunction

function! Starts() abort
  edit delivery.promo
  call s:Equal(&filetype, 'promo', 'file type')
  call s:Equal(&commentstring, '// %s', 'comments')
endfunction

function! Colours() abort
  call s:Equal(s:Group(2, 'flow'), 'promoDeclaration', 'flow')
  call s:Equal(s:Group(5, 'step'), 'promoKeyword', 'step')
  call s:Equal(s:Group(3, '->'), 'promoOperator', 'arrow')
  call s:Equal(s:Group(1, 'Every'), 'promoDocumentation', 'doc comment')
endfunction

function! Indents() abort
  new
  setfiletype promo
  call setline(1, ['workflow w {', 'step a {', 'image "{"', '}', '}'])
  normal! gg=G
  call s:Equal(getline(1, '$'), ['workflow w {', '  step a {', '    image "{"', '  }', '}'], 'lines')
  bwipeout!
endfunction

function! IndentsTexts() abort
  new
  let b:ale_enabled = 0
  setfiletype promo
  call setline(1, ['workflow w {', '  step a {', '    image "alpine"'])
  execute "normal! Gorun \"\"\"\<CR>echo one\<CR>echo two\<CR>\"\"\"\<CR>retry 3\<CR>}"
  let text = ['    run """', '      echo one', '      echo two', '      """']
  call s:Equal(getline(4, '$'), text + ['    retry 3', '  }'], 'lines')
  execute "normal! 7Goenv A = \"b\""
  call s:Equal(getline(8), '    env A = "b"', 'below the quotes')
  normal! gg=G
  call s:Equal(getline(4, 9), text + ['    env A = "b"', '    retry 3'], 'again')
  bwipeout!
endfunction

function! ShowsDiagnostics() abort
  call s:Edit(3, '  dev -> stagin -> prod')
  call s:Wait({-> join(s:Messages()) =~# 'there is no environment `stagin`'}, 'a diagnostic appears')
  call s:Edit(3, '  dev -> staging -> prod')
  call s:Wait({-> empty(s:Messages())}, 'the diagnostic goes away')
endfunction

function! Completes() abort
  call s:Edit(3, '  dev -> stagi')
  setlocal omnifunc=ale#completion#OmniFunc
  execute "normal! 3GA\<C-x>\<C-o> -> prod"
  call s:Equal(getline(3), '  dev -> staging -> prod', 'line')
endfunction

function! Hovers() abort
  call cursor(3, 11)
  ALEHover
  call s:Wait({-> bufname('') ==# 'ALEPreviewWindow' || bufexists('ALEPreviewWindow')}, 'a preview')
  call s:Wait({-> join(getbufline('ALEPreviewWindow', 1, '$')) =~# 'staging'}, 'a text about the name')
endfunction

function! GoesToDefinition() abort
  call cursor(3, 11)
  ALEGoToDefinition
  call s:Wait({-> expand('%:t') ==# 'environments.promo'}, 'the other file')
  call s:Equal(getcurpos()[1:2], [1, 18], 'cursor')
  buffer delivery.promo
endfunction

" Stands in for whoever answers a question.
runtime autoload/ale/util.vim
function! ale#util#Input(message, value, ...) abort
  return s:answer
endfunction

function! Renames() abort
  let s:answer = 'acceptance'
  call cursor(3, 11)
  ALERename
  call s:Wait({-> getline(3) ==# '  dev -> acceptance -> prod'}, 'the name changes here')
  call s:Equal(getline(5), '  step acceptance { action commit }', 'its other use')
  call s:Wait({-> getbufline('environments.promo', 1) ==# ['environment dev, acceptance']}, 'its declaration changes')
endfunction

function! Formats() abort
  call setline(6, '  step   prod {action pr}')
  ALEFix
  call s:Wait({-> getline(6) ==# '  step prod { action pr }'}, 'the line is as `promo fmt` leaves it')
endfunction

function! Fixes() abort
  call s:Edit(3, '  dev -> acceptanc -> prod')
  call s:Wait({-> join(s:Messages()) =~# 'did you mean `acceptance`'}, 'a diagnostic appears')
  call cursor(3, 11)
  let s:answer = '1'
  ALECodeAction
  call s:Wait({-> getline(3) ==# '  dev -> acceptance -> prod'}, 'the first fix is applied')
endfunction

" The scenarios, in order.
let s:scenarios = [
\ 'Starts',
\ 'Colours',
\ 'Indents',
\ 'IndentsTexts',
\ 'ShowsDiagnostics',
\ 'Completes',
\ 'Hovers',
\ 'GoesToDefinition',
\ 'Renames',
\ 'Formats',
\ 'Fixes',
\ ]

set hidden
for s:name in s:scenarios
  try
    call call(s:name, [])
    call s:Say('ok: ' . s:name)
  catch
    call s:Say('failed: ' . s:name . ': ' . v:exception . ' at ' . v:throwpoint)
    cquit 1
  endtry
endfor
qall!
