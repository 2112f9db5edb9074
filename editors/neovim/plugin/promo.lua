-- Loaded when Neovim starts: where the grammar for colours and folds is found, and, since 0.11, the language server.

if vim.g.loaded_promo then
  return
end
vim.g.loaded_promo = true

require('promo').setup()
