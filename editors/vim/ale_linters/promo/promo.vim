" promo's language server for ALE: what is wrong appears while typing; ALE's commands for hover, definition, references,
" completion and rename work.

call ale#Set('promo_executable', 'promo')

" The nearest folder with a promo.toml, else the repository, else the folder of the file.
function! ale_linters#promo#promo#ProjectRoot(buffer) abort
  let settings = ale#path#FindNearestFile(a:buffer, 'promo.toml')
  if !empty(settings)
    return fnamemodify(settings, ':h')
  endif
  let repository = ale#path#FindNearestDirectory(a:buffer, '.git')
  return empty(repository) ? expand('#' . a:buffer . ':p:h') : fnamemodify(repository, ':h:h')
endfunction

call ale#linter#Define('promo', {
\   'name': 'promo',
\   'lsp': 'stdio',
\   'executable': {buffer -> ale#Var(buffer, 'promo_executable')},
\   'command': '%e lsp',
\   'project_root': function('ale_linters#promo#promo#ProjectRoot'),
\})
