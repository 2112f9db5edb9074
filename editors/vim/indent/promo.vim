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
  if s:EndsInText(before)
    let deeper = s:BeginsInText(before) ? 0 : shiftwidth()
    return getline(a:number) =~# '^\s\+\S' ? indent(a:number) : indent(before) + deeper
  endif
  let start = s:StartOfText(before)
  let opened = s:Opened(before) + (start < before ? s:Opened(start) : 0)
  let closed = getline(a:number) =~# '^\s*[]})]' ? 1 : 0
  return max([0, indent(start) + (opened - closed) * shiftwidth()])
endfunction

" Whether a line that isn't empty begins inside a text.
function! s:BeginsInText(number) abort
  let names = map(synstack(a:number, 1), 'synIDattr(v:val, "name")')
  return index(names, 'promoText') >= 0
endfunction

function! s:EndsInText(number) abort
  let inside = s:BeginsInText(a:number)
  let line = getline(a:number)
  let column = match(line, '\\\@<!"""')
  while column >= 0
    if synIDattr(synID(a:number, column + 1, 1), 'name') !~# '^promo\(Comment\|Documentation\)'
      let inside = !inside
    endif
    let column = match(line, '\\\@<!"""', column + 3)
  endwhile
  return inside
endfunction

" The line on which the text begins that a line begins in; without a text, the line itself.
function! s:StartOfText(number) abort
  let start = a:number
  while start > 1 && s:BeginsInText(start)
    let start = prevnonblank(start - 1)
  endwhile
  return start
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
