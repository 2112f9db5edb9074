" Copied from editors/vim/syntax/promo.vim by `cargo xtask generate`. Not edited by hand.

" How promo is coloured. A keyword is one wherever it stands as a word of its own; what it means in its place the
" language server knows.

if exists('b:current_syntax')
  finish
endif

syntax iskeyword @,48-57,_,-

" keywords
syntax keyword promoDeclaration environment let extern flow policy template product workflow
syntax keyword promoDeclaration application
syntax keyword promoKeyword kind cluster tags input output exports service-account trigger step
syntax keyword promoKeyword default on timeout version labels annotations extra action pre post
syntax keyword promoKeyword priority when promote concurrency entrypoint image run command args uses
syntax keyword promoKeyword suspend with env retry namespaces start success fail from expression
syntax keyword promoKeyword global secret key every label
syntax keyword promoKeywordOperator and or in not exists matches
" end of keywords

syntax match promoNumber /\<-\@<!\d\+\>/
syntax match promoNumber /-\d\+\>/
syntax match promoNumber /\<\%(\d\+[dhms]\)\+\>/
syntax match promoOperator /->\|==\|!=\|=/
syntax match promoPath /\$[A-Za-z0-9_.*@]*\%(\[[^]]*\][A-Za-z0-9_.*@]*\)*/

syntax match promoEscape /\\\%(["\\nt]\|u{\x\+}\|\${\|"""\)/ contained
syntax match promoPlaceholder /\${[A-Za-z0-9_-]\+}/ contained
syntax match promoPlaceholder /{{[^}]*}}/ contained
syntax region promoString start=/"/ skip=/\\./ end=/"/ oneline contains=promoEscape,promoPlaceholder
syntax region promoText start=/"""/ skip=/\\"""/ end=/"""/ contains=promoEscape,promoPlaceholder keepend

syntax match promoComment /\/\/.*/ contains=@Spell
syntax match promoDocumentation /\/\/\/\%(\/\)\@!.*/ contains=@Spell

syntax sync minlines=200

highlight default link promoDeclaration Structure
highlight default link promoKeyword Keyword
highlight default link promoKeywordOperator Operator
highlight default link promoNumber Number
highlight default link promoOperator Operator
highlight default link promoPath Special
highlight default link promoEscape SpecialChar
highlight default link promoPlaceholder Special
highlight default link promoString String
highlight default link promoText String
highlight default link promoComment Comment
highlight default link promoDocumentation SpecialComment

let b:current_syntax = 'promo'
