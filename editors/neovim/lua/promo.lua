-- promo in Neovim: starts the language server and, where the grammar is built, colours by it. Knows the versions of
-- Neovim apart; what the server can do is the server's.

local M = {}

local function is_at_least(version)
  return vim.fn.has('nvim-' .. version) == 1
end

-- This plugin's folder.
local folder = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h')

-- The nearest folder with a promo.toml, else the repository, else the folder of the file.
local function root(file)
  local start = vim.fn.fnamemodify(file, ':p:h')
  local settings = vim.fn.findfile('promo.toml', vim.fn.escape(start, ' ') .. ';')
  if settings ~= '' then
    return vim.fn.fnamemodify(settings, ':p:h')
  end
  local repository = vim.fn.finddir('.git', vim.fn.escape(start, ' ') .. ';')
  return repository ~= '' and vim.fn.fnamemodify(repository, ':p:h:h') or start
end

-- The clients of Neovim before 0.8, by root: one server for a project.
local clients = {}

local function start_client(buffer, config)
  local client = clients[config.root_dir]
  if not client or not vim.lsp.get_client_by_id(client) then
    client = vim.lsp.start_client(config)
    clients[config.root_dir] = client
  end
  if client then
    vim.lsp.buf_attach_client(buffer, client)
  end
end

local function start_server(buffer)
  local file = vim.api.nvim_buf_get_name(buffer)
  local command = vim.g.promo_command or { 'promo', 'lsp' }
  if vim.fn.executable(command[1]) == 0 then
    vim.notify_once('promo: `' .. command[1] .. '` is not on the PATH', vim.log.levels.WARN)
    return
  end
  local config = { name = 'promo', cmd = command, root_dir = root(file) }
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
  else
    start_client(buffer, config)
  end
end

-- Whether the grammar is built.
local function has_grammar()
  return #vim.api.nvim_get_runtime_file('parser/promo.so', false) > 0
end

-- Colours a buffer by the grammar. Without it, `syntax/promo.vim` does it by words.
local function highlight(buffer)
  if vim.treesitter.start and has_grammar() then
    vim.treesitter.start(buffer, 'promo')
  end
end

-- Builds the grammar with the C compiler of the machine.
function M.build_grammar()
  local source = folder .. '/../tree-sitter-promo/src'
  vim.fn.mkdir(folder .. '/parser', 'p')
  local said = vim.fn.system({
    vim.env.CC or 'cc', '-O2', '-shared', '-fPIC', '-I', source, source .. '/parser.c', '-o', folder .. '/parser/promo.so',
  })
  if vim.v.shell_error ~= 0 then
    error('promo: the grammar is not built: ' .. said)
  end
end

-- What is done for each buffer of promo.
function M.attach(buffer)
  highlight(buffer)
  if not is_at_least('0.11') then
    start_server(buffer)
  end
end

-- What is done once.
function M.setup()
  vim.api.nvim_create_user_command('PromoBuildGrammar', M.build_grammar, {})
  if is_at_least('0.11') then
    vim.lsp.enable('promo')
  end
end

return M
