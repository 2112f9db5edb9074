-- What editing promo needs: comments, names with dashes, two spaces, colours and the language server.

vim.bo.comments = ':///,://'
vim.bo.commentstring = '// %s'
vim.bo.expandtab = true
vim.bo.shiftwidth = 2
vim.bo.softtabstop = 2
vim.opt_local.formatoptions:remove('t')
vim.opt_local.formatoptions:append('croql')
vim.opt_local.iskeyword:append('-')

vim.b.undo_ftplugin = 'setlocal comments< commentstring< expandtab< shiftwidth< softtabstop< formatoptions< iskeyword<'

require('promo').attach(vim.api.nvim_get_current_buf())
