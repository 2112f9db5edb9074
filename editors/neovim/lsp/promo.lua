-- promo's language server, as Neovim 0.11 and later finds it. `vim.lsp.config('promo', { … })` changes it.

return {
  cmd = vim.g.promo_command or { 'promo', 'lsp' },
  filetypes = { 'promo' },
  root_markers = { 'promo.toml', '.git' },
}
