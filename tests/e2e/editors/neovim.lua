-- A session in Neovim: opens a component file, looks at its diagnostics, completes a metadata name
-- by keys, takes a code action, renames a secret store and writes the files. What was seen goes to
-- $REPORT, as JSON; whether it is right is for the test to say. It runs on Neovim 0.7, which has no
-- `vim.lsp.start` yet.

local seen = {}

local function sleep(milliseconds)
  local here = coroutine.running()
  vim.defer_fn(function()
    coroutine.resume(here)
  end, milliseconds)
  coroutine.yield()
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n")
end

local function wait_for(what, condition)
  for _ = 1, 300 do
    if condition() then
      return
    end
    sleep(100)
  end
  error(("waited in vain for %s; the text is\n%s"):format(what, text()))
end

local function press(keys)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(keys, true, false, true), "t", false)
end

local function findings()
  return vim.tbl_map(function(diagnostic)
    return diagnostic.message
  end, vim.diagnostic.get(0))
end

local function session()
  vim.cmd("edit components/carts.yaml")
  local client = vim.lsp.start_client({
    name = "daprls",
    cmd = { vim.env.DAPRLS, "serve" },
    root_dir = vim.fn.getcwd(),
  })
  vim.lsp.buf_attach_client(0, client)
  vim.bo.omnifunc = "v:lua.vim.lsp.omnifunc"
  vim.o.completeopt = "menuone"
  wait_for("diagnostics", function()
    return #vim.diagnostic.get(0) > 0
  end)
  seen.findings = findings()

  press("14Go<C-u>  - name: keyP<C-x><C-o>")
  wait_for("the menu", function()
    return vim.fn.pumvisible() == 1
  end)
  press("<C-y><Esc>")
  wait_for("the end of the insertion", function()
    return vim.api.nvim_get_mode().mode == "n"
  end)
  seen.completed = vim.api.nvim_get_current_line()
  vim.cmd("delete")

  vim.ui.select = function(actions, options, choose)
    seen.actions = vim.tbl_map(options.format_item, actions)
    for index, title in ipairs(seen.actions) do
      if title:find("(user-assigned)", 1, true) then
        choose(actions[index], index)
      end
    end
  end
  vim.api.nvim_win_set_cursor(0, { 13, 12 })
  vim.lsp.buf.code_action()
  wait_for("the switch", function()
    return text():find("azureClientId", 1, true) ~= nil
  end)
  wait_for("the finding's end", function()
    return #findings() == 0
  end)
  seen.findings_after = findings()
  vim.cmd("write")

  vim.cmd("edit local/secrets.yaml")
  vim.lsp.buf_attach_client(0, client)
  vim.fn.search("local-secrets")
  vim.lsp.buf.rename("safe")
  wait_for("the new name", function()
    return text():find("name: safe", 1, true) ~= nil
  end)
  vim.cmd("wall")
end

coroutine.wrap(function()
  local _, failure = xpcall(session, debug.traceback)
  seen.failure = failure
  local report = assert(io.open(vim.env.REPORT, "w"))
  report:write(vim.json.encode(seen))
  report:close()
  vim.cmd("quitall!")
end)()
