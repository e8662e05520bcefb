;;; -*- lexical-binding: t -*-
;; A session in Emacs with Eglot, as `neovim.lua` is one in Neovim. What Eglot asks its author is
;; answered here. Debian has Eglot for Emacs 28 in a package of its own, which `-Q` does not look for.

(require 'package)
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
(package-initialize)
(require 'eglot)
(require 'json)
(require 'yaml-mode)

(defvar seen nil "What goes into the report.")

(defvar workspace default-directory)

(defun note (key value)
  (push (cons key value) seen))

(defun wait-for (what condition)
  (let ((end (+ (float-time) 30)))
    (while (not (funcall condition))
      (when (> (float-time) end)
        (error "Waited in vain for %s; the text is\n%s" what (buffer-string)))
      (accept-process-output nil 0.05))))

(defun texts ()
  (flymake-start)
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun session ()
  (find-file (expand-file-name "components/carts.yaml" workspace))
  (yaml-mode)
  (apply #'eglot (eglot--guess-contact))
  (wait-for "diagnostics" #'texts)
  (note 'findings (vconcat (texts)))

  (goto-char (point-min))
  (search-forward "scopes:")
  (beginning-of-line)
  (insert "  - name: keyP\n")
  (backward-char)
  (completion-at-point)
  (note 'completed (string-trim-right (thing-at-point 'line t)))
  (delete-region (line-beginning-position) (1+ (line-end-position)))
  (eglot--signal-textDocument/didChange)

  (goto-char (point-min))
  (search-forward "- name: m")
  (let* ((actions (eglot-code-actions (point)))
         (titles (mapcar (lambda (action) (plist-get action :title)) actions)))
    (note 'actions (vconcat titles))
    (dolist (action (append actions nil))
      (when (string-suffix-p "(user-assigned)" (plist-get action :title))
        (eglot--apply-workspace-edit (plist-get action :edit)))))
  ;; Otherwise the server is told when the author pauses, which a batch never does.
  (eglot--signal-textDocument/didChange)
  (wait-for "the finding's end" (lambda () (null (texts))))
  (note 'findings_after [])
  (save-buffer)

  (find-file (expand-file-name "local/secrets.yaml" workspace))
  (yaml-mode)
  (wait-for "the connection" #'eglot-managed-p)
  (goto-char (point-min))
  (search-forward "local-secrets")
  (backward-char 3)
  (cl-letf (((symbol-function 'y-or-n-p) #'always))
    (eglot-rename "safe"))
  (save-some-buffers t))

(setq project-find-functions (list (lambda (_) (cons 'transient workspace)))
      eglot-sync-connect 20
      eglot-confirm-server-initiated-edits nil
      eglot-server-programs `((yaml-mode . (,(getenv "DAPRLS") "serve"))))
(condition-case failure
    (session)
  (error (note 'failure (format "%S" failure))))
(with-temp-file (getenv "REPORT")
  (insert (json-encode seen)))
(kill-emacs)
