-- What promo does in Neovim: run by `cargo xtask test` in a copy of `project` beside this file, with promo and the
-- folder `editors` in the environment. A new scenario is one more entry at the end.

local plugin = vim.env.PROMO_EDITORS .. '/neovim'
vim.g.promo_command = { vim.env.PROMO, 'lsp' }
-- Colours are tried without the grammar first.
vim.fn.delete(plugin .. '/parser', 'rf')
vim.opt.runtimepath:prepend(plugin)
vim.cmd('filetype plugin indent on')
vim.cmd('syntax on')
vim.cmd('runtime! plugin/promo.lua ftdetect/promo.vim')

local function fail(message)
  io.stderr:write('failed: ' .. message .. '\n')
  vim.cmd('cquit 1')
end

local function equal(found, expected, what)
  if not vim.deep_equal(found, expected) then
    error(what .. ': expected ' .. vim.inspect(expected) .. ', found ' .. vim.inspect(found), 2)
  end
end

local function wait(condition, what)
  if not vim.wait(10000, condition, 5) then
    error('in vain: ' .. what .. '; diagnostics: ' .. vim.inspect(vim.diagnostic.get(0)), 2)
  end
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

local function edit(number, text)
  vim.api.nvim_buf_set_lines(0, number - 1, number, false, { text })
end

local function messages()
  return vim.tbl_map(function(found)
    return found.message
  end, vim.diagnostic.get(0))
end

-- The answer of the server about a place: its line from 1, and its column from 0.
local function ask(method, line, column, more)
  vim.api.nvim_win_set_cursor(0, { line, column })
  local params = vim.tbl_extend('force', vim.lsp.util.make_position_params(0, 'utf-16'), more or {})
  local answers = vim.lsp.buf_request_sync(0, method, params, 10000)
  for _, answer in pairs(answers or {}) do
    if answer.err then
      error(method .. ': ' .. vim.inspect(answer.err), 2)
    end
    return answer.result
  end
end

local function client()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)()[1]
end

local function starts()
  vim.cmd('edit delivery.promo')
  equal(vim.bo.filetype, 'promo', 'file type')
  equal(vim.bo.commentstring, '// %s', 'comments')
  wait(function()
    return client() and client().server_capabilities.hoverProvider
  end, 'the server starts')
  equal(vim.fn.fnamemodify(client().config.root_dir, ':t'), vim.fn.fnamemodify(vim.fn.getcwd(), ':t'), 'root')
end

local function colours()
  local group = vim.fn.synIDattr(vim.fn.synID(2, 1, 1), 'name')
  equal(group, 'promoDeclaration', 'the group of `flow`')
  equal(vim.fn.synIDattr(vim.fn.synID(1, 1, 1), 'name'), 'promoDocumentation', 'the group of a doc comment')
end

-- The grammar is built, fits this Neovim, and colours a buffer.
local function colours_by_the_grammar()
  vim.cmd('PromoBuildGrammar')
  local tree = vim.treesitter.get_parser(0, 'promo'):parse()[1]
  equal(tree:root():has_error(), false, 'errors in the tree')
  local query = (vim.treesitter.query.get or vim.treesitter.get_query)('promo', 'highlights')
  local coloured = {}
  for id, node in query:iter_captures(tree:root(), 0, 0, 2) do
    local line, start, _, stop = node:range()
    coloured[lines()[line + 1]:sub(start + 1, stop)] = query.captures[id]
  end
  equal({ coloured['flow'], coloured['to-production'] }, { 'keyword', 'type' }, 'captures')
  vim.cmd('edit')
  if vim.treesitter.start then
    equal(vim.treesitter.highlighter.active[vim.api.nvim_get_current_buf()] ~= nil, true, 'active')
  end
end

local function shows_diagnostics()
  edit(3, '  dev -> stagin -> prod')
  wait(function()
    return messages()[1] == 'there is no environment `stagin`\ndid you mean `staging`?'
  end, 'a diagnostic appears')
  edit(3, '  dev -> staging -> prod')
  wait(function()
    return #messages() == 0
  end, 'the diagnostic goes away')
end

local function completes()
  edit(3, '  dev -> st')
  local found = ask('textDocument/completion', 3, 11)
  edit(3, '  dev -> staging -> prod')
  local labels = vim.tbl_map(function(item)
    return item.label
  end, found.items or found)
  equal(vim.tbl_contains(labels, 'staging'), true, '`staging` in ' .. vim.inspect(labels))
end

local function hovers()
  local found = ask('textDocument/hover', 3, 10)
  equal(found.contents.value:find('staging', 1, true) ~= nil, true, vim.inspect(found))
end

local function goes_to_definition()
  vim.api.nvim_win_set_cursor(0, { 3, 10 })
  vim.lsp.buf.definition()
  wait(function()
    return vim.fn.expand('%:t') == 'environments.promo'
  end, 'the other file')
  equal(vim.api.nvim_win_get_cursor(0), { 1, 17 }, 'cursor')
  vim.cmd('buffer delivery.promo')
end

local function renames()
  vim.api.nvim_win_set_cursor(0, { 3, 10 })
  vim.lsp.buf.rename('acceptance')
  wait(function()
    return lines()[3] == '  dev -> acceptance -> prod'
  end, 'the name changes here')
  equal(lines()[5], '  step acceptance { action commit }', 'its other use')
  vim.cmd('buffer environments.promo')
  equal(lines()[1], 'environment dev, acceptance', 'its declaration')
  vim.cmd('buffer delivery.promo')
end

local function formats()
  edit(6, '  step   prod {action pr}')
  vim.lsp.buf_request_sync(0, 'textDocument/hover', vim.lsp.util.make_position_params(0, 'utf-16'), 10000)
  local options = { tabSize = 2, insertSpaces = true }
  local edits = ask('textDocument/formatting', 1, 0, { options = options })
  vim.lsp.util.apply_text_edits(edits, 0, 'utf-16')
  equal(lines()[6], '  step prod { action pr }', 'the line')
end

local function fixes()
  edit(3, '  dev -> acceptanc -> prod')
  wait(function()
    return messages()[1] == 'there is no environment `acceptanc`\ndid you mean `acceptance`?'
  end, 'a diagnostic appears')
  -- Stands in for whoever chooses.
  vim.ui.select = function(actions, _, choose)
    for _, action in ipairs(actions) do
      if (action.action or action[2]).title == 'Write `acceptance`' then
        choose(action)
      end
    end
  end
  vim.api.nvim_win_set_cursor(0, { 3, 10 })
  vim.lsp.buf.code_action()
  wait(function()
    return lines()[3] == '  dev -> acceptance -> prod'
  end, 'the fix is applied')
end

-- The scenarios, in order.
local scenarios = {
  { 'starts', starts },
  { 'colours', colours },
  { 'colours by the grammar', colours_by_the_grammar },
  { 'shows diagnostics', shows_diagnostics },
  { 'completes', completes },
  { 'hovers', hovers },
  { 'goes to the definition', goes_to_definition },
  { 'renames', renames },
  { 'formats', formats },
  { 'fixes', fixes },
}

for _, scenario in ipairs(scenarios) do
  local name, run = unpack(scenario)
  local ok, problem = xpcall(run, debug.traceback)
  if not ok then
    return fail(name .. ': ' .. tostring(problem))
  end
  io.stdout:write('ok: ' .. name .. '\n')
end
vim.cmd('qall!')
