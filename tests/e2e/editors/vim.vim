" A session in Vim with ALE, as `neovim.lua` is one in Neovim, but without completion: that needs a
" screen. What ALE asks its author is answered here.

set nocompatible hidden nomore noswapfile
for s:folder in ['/usr/share/vim-ale', '/usr/share/vim/addons']
  if isdirectory(s:folder)
    execute 'set runtimepath+=' . s:folder
  endif
endfor
filetype plugin on
let g:ale_linters = {'yaml': ['daprls']}
let g:ale_linters_explicit = 1
let g:ale_lint_delay = 0
packloadall
runtime plugin/ale.vim

let s:seen = {}

function! s:WaitFor(what, condition) abort
  for l:turn in range(600)
    if eval(a:condition)
      return
    endif
    sleep 50m
  endfor
  throw 'Waited in vain for ' . a:what . "; the text is\n" . join(getline(1, '$'), "\n")
endfunction

function! s:Findings() abort
  return map(copy(ale#engine#GetLoclist(bufnr('%'))), 'v:val.text')
endfunction

" In the place of the question for a new name.
runtime autoload/ale/util.vim
function! ale#util#Input(...) abort
  return 'safe'
endfunction

function! s:Choose(data, items) abort
  let s:seen.actions = map(copy(a:items), 'v:val[1].title')
  for l:item in a:items
    if l:item[1].title =~# '(user-assigned)$'
      call ale#codefix#ApplyLSPCodeAction(a:data, l:item[1])
    endif
  endfor
endfunction

function! s:Session() abort
  edit components/carts.yaml
  set filetype=yaml
  ALELint
  call s:WaitFor('diagnostics', '!empty(s:Findings())')
  let s:seen.findings = s:Findings()

  call cursor(13, 12)
  call ale#codefix#Execute(0, function('s:Choose'))
  call s:WaitFor('the switch', 'search("azureClientId", "n") > 0')
  " Without a screen Vim tells ALE of no change.
  ALELint
  call s:WaitFor('the finding''s end', 'empty(s:Findings())')
  let s:seen.findings_after = s:Findings()
  write

  edit local/secrets.yaml
  set filetype=yaml
  call search('local-secrets')
  call ale#rename#Execute()
  call s:WaitFor('the new name', 'search("name: safe", "n") > 0')
  wall
endfunction

call ale#linter#Define('yaml', {
\   'name': 'daprls',
\   'lsp': 'stdio',
\   'executable': $DAPRLS,
\   'command': '%e serve',
\   'project_root': getcwd(),
\})
try
  call s:Session()
catch
  let s:seen.failure = v:exception . ' ' . v:throwpoint
endtry
call writefile([json_encode(s:seen)], $REPORT)
silent! call ale#lsp#Stop()
qall!
