" `promo fmt` as a fixer of ALE: `let b:ale_fixers = ['promo']`.

call ale#Set('promo_executable', 'promo')

function! ale#fixers#promo#Fix(buffer) abort
  let file = ale#Escape(expand('#' . a:buffer . ':p'))
  return {'command': ale#Escape(ale#Var(a:buffer, 'promo_executable')) . ' fmt --stdin-path ' . file}
endfunction
