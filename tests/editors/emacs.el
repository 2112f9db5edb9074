;;; emacs.el --- What promo does in Emacs  -*- lexical-binding: t; -*-

;;; Commentary:

;; Run by `cargo xtask test' in a copy of `project' beside this file, with promo and the folder `editors' in
;; the environment.  A new scenario is one more `promo-scenario' at the end.

;;; Code:

(require 'cl-lib)
(require 'eglot)
(require 'flymake)
(require 'imenu)
(require 'xref)
(load (expand-file-name "emacs/promo-mode.el" (getenv "PROMO_EDITORS")) nil t)

(setq promo-command (list (getenv "PROMO") "lsp")
      eglot-sync-connect 10
      eglot-autoshutdown nil
      eglot-send-changes-idle-time 0
      create-lockfiles nil
      make-backup-files nil)

(defun promo-equal (found expected what)
  "Fail unless FOUND is EXPECTED; WHAT says what is compared."
  (unless (equal found expected)
    (error "%s: expected %S, found %S" what expected found)))

(defun promo-wait (condition what)
  "Wait until CONDITION holds; WHAT says what for."
  (let ((end (+ (float-time) 10)))
    (while (not (funcall condition))
      (when (> (float-time) end)
        (error "In vain: %s; diagnostics: %S" what (promo-messages)))
      (accept-process-output nil 0.01))))

(defun promo-messages ()
  "What is wrong with the buffer."
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun promo-wait-for-message (text)
  "Wait until something is wrong of which TEXT is said."
  (promo-wait (lambda () (cl-some (lambda (message) (string-search text message)) (promo-messages))) text))

(defun promo-line (number)
  "The text of line NUMBER."
  (save-excursion
    (goto-char (point-min))
    (forward-line (1- number))
    (buffer-substring-no-properties (point) (line-end-position))))

(defun promo-go-to (text)
  "Put the cursor before TEXT."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun promo-replace (text other)
  "Put OTHER in place of the first TEXT, and tell the server."
  (promo-go-to text)
  (delete-char (length text))
  (insert other)
  (eglot--signal-textDocument/didChange))

(defmacro promo-scenario (name &rest body)
  "Run BODY, called NAME."
  (declare (indent 1))
  `(condition-case problem
       (progn ,@body (princ ,(format "ok: %s\n" name)))
     (error (princ (format "failed: %s: %s\n" ,name (error-message-string problem)) #'external-debugging-output)
            (kill-emacs 1))))

(find-file "delivery.promo")

(promo-scenario "compiles without a warning"
  (let ((byte-compile-error-on-warn t)
        (byte-compile-dest-file-function (lambda (_) (expand-file-name "promo-mode.elc"))))
    (promo-equal (byte-compile-file (expand-file-name "emacs/promo-mode.el" (getenv "PROMO_EDITORS"))) t "success")))

(promo-scenario "mode"
  (promo-equal major-mode 'promo-mode "mode")
  (promo-equal comment-start "// " "comments"))

(promo-scenario "colours"
  (font-lock-ensure)
  (let ((face (lambda (text) (promo-go-to text) (get-text-property (point) 'face))))
    (promo-equal (funcall face "flow to") 'font-lock-type-face "the face of `flow'")
    (promo-equal (funcall face "step prod") 'font-lock-keyword-face "the face of `step'")
    (promo-equal (funcall face "to-production") nil "the face of a name")
    (promo-equal (funcall face "Every") 'font-lock-comment-face "the face of a comment")))

(promo-scenario "indents"
  (with-temp-buffer
    (insert "workflow w {\nstep a {\nrun \"\"\"\n   echo \"{\"\n\"\"\"\nimage \"x\"\n}\n}\n")
    (promo-mode)
    (indent-region (point-min) (point-max))
    (promo-equal (buffer-string)
                 "workflow w {\n  step a {\n    run \"\"\"\n   echo \"{\"\n\"\"\"\n    image \"x\"\n  }\n}\n"
                 "indentation")))

(promo-scenario "index"
  (let ((index (funcall imenu-create-index-function)))
    (promo-equal (mapcar #'car (cdr (assoc "Flow" index))) '("to-production") "flows")))

(promo-scenario "starts"
  (apply #'eglot (eglot--guess-contact))
  (promo-equal (eglot-managed-p) t "managed")
  (promo-wait (lambda () (eglot--server-capable :hoverProvider)) "the server starts"))

(promo-scenario "shows diagnostics"
  (promo-replace "-> staging" "-> stagin")
  (promo-wait-for-message "did you mean `staging`")
  (promo-replace "-> stagin" "-> staging")
  (promo-wait (lambda () (null (promo-messages))) "the diagnostic goes away"))

(promo-scenario "completes"
  (promo-replace "-> staging" "-> stagi")
  (promo-go-to "stagi ")
  (forward-char 5)
  (completion-at-point)
  (promo-equal (promo-line 3) "  dev -> staging -> prod" "the line"))

(promo-scenario "hovers"
  (promo-go-to "staging ->")
  (let* ((answer (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                  (eglot--TextDocumentPositionParams)))
         (text (eglot--hover-info (plist-get answer :contents) (plist-get answer :range))))
    (unless (string-match-p "staging" text) (error "%s" text))))

(promo-scenario "goes to the definition"
  (promo-go-to "staging ->")
  (let ((xref-prompt-for-identifier nil))
    (call-interactively #'xref-find-definitions))
  (promo-equal (buffer-name) "environments.promo" "the other file")
  (promo-equal (buffer-substring-no-properties (point) (line-end-position)) "staging" "the cursor")
  (switch-to-buffer "delivery.promo"))

(promo-scenario "renames"
  (promo-go-to "staging ->")
  (let ((eglot-confirm-server-initiated-edits nil))
    (eglot-rename "acceptance"))
  (promo-equal (promo-line 3) "  dev -> acceptance -> prod" "the line")
  (promo-equal (promo-line 5) "  step acceptance { action commit }" "another use")
  (with-current-buffer "environments.promo"
    (promo-equal (promo-line 1) "environment dev, acceptance" "the declaration")
    (eglot--signal-textDocument/didChange)))

(promo-scenario "formats"
  (promo-replace "step prod { action pr }" "step   prod {action pr}")
  (eglot-format-buffer)
  (promo-equal (promo-line 6) "  step prod { action pr }" "the line"))

(promo-scenario "fixes"
  (promo-replace "-> acceptance" "-> acceptanc")
  (promo-wait-for-message "did you mean `acceptance`")
  (promo-go-to "acceptanc ")
  (cl-letf (((symbol-function 'completing-read) (lambda (&rest _) "Write `acceptance`"))
            (last-nonmenu-event ?x))
    (eglot-code-actions (point) (+ (point) 9) "quickfix" t))
  (promo-equal (promo-line 3) "  dev -> acceptance -> prod" "the line"))

(set-buffer-modified-p nil)
(eglot-shutdown (eglot--current-server-or-lose))
(kill-emacs 0)

;;; emacs.el ends here
