" Two spaces for every bracket that is open.

if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal autoindent
setlocal indentexpr=PromoIndent(v:lnum)
setlocal indentkeys=0},0],0),!^F,o,O
let b:undo_indent = 'setlocal autoindent< indentexpr< indentkeys<'

if exists('*PromoIndent')
  finish
endif

function! PromoIndent(number) abort
  let before = prevnonblank(a:number - 1)
  if before == 0
    return 0
  endif
  if s:IsText(a:number)
    return indent(a:number) > 0 ? indent(a:number) : indent(before)
  endif
  let opened = s:Opened(before)
  let closed = getline(a:number) =~# '^\s*[]})]' ? 1 : 0
  return max([0, indent(before) + (opened - closed) * shiftwidth()])
endfunction

" Whether a line begins inside a text or string.
function! s:IsText(number) abort
  let names = map(synstack(a:number, 1), 'synIDattr(v:val, "name")')
  return index(names, 'promoText') >= 0
endfunction

" How many brackets of a line stay open, not counting those that close what an earlier line opened.
function! s:Opened(number) abort
  let open = 0
  let line = getline(a:number)
  for column in range(len(line))
    let bracket = line[column]
    if bracket !~# '[][(){}]' || s:IsQuoted(a:number, column + 1)
      continue
    endif
    let open = bracket =~# '[[({]' ? open + 1 : max([0, open - 1])
  endfor
  return open
endfunction

function! s:IsQuoted(number, column) abort
  return synIDattr(synID(a:number, a:column, 1), 'name') =~# '^promo\(String\|Text\|Comment\|Documentation\|Path\|Escape\|Placeholder\)'
endfunction
