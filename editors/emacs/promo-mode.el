;;; promo-mode.el --- Major mode for promo  -*- lexical-binding: t; -*-

;; Package-Requires: ((emacs "28.1"))
;; Version: 0.1.0
;; Keywords: languages
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; Colours, indentation, an index of declarations, and promo's language server by eglot.  A keyword is coloured wherever
;; it stands as a word of its own; what it means in its place the server knows.

;;; Code:

(defgroup promo nil
  "Promotions of changes from environment to environment."
  :group 'languages)

(defcustom promo-command '("promo" "lsp")
  "The language server and its arguments."
  :type '(repeat string))

(defcustom promo-indent 2
  "How far the content of a block is indented."
  :type 'integer
  :safe #'integerp)

;; keywords: written by `cargo xtask generate`
(defconst promo--declarations
  '("environment" "let" "extern" "flow" "policy" "template" "product" "workflow" "application")
  "The words that begin a declaration.")
(defconst promo--keywords
  '("kind" "cluster" "tags" "input" "output" "exports" "service-account" "trigger" "step" "default"
    "on" "timeout" "version" "labels" "annotations" "extra" "action" "pre" "post" "priority" "when"
    "promote" "concurrency" "entrypoint" "image" "run" "command" "args" "uses" "suspend" "with"
    "env" "retry" "namespaces" "start" "success" "fail" "from" "expression" "global" "secret" "key"
    "every" "label")
  "The words of clauses.")
(defconst promo--operators
  '("and" "or" "in" "not" "exists" "matches")
  "The words of tests.")
;; end of keywords

(defconst promo--font-lock-keywords
  `((,(regexp-opt promo--declarations 'symbols) . font-lock-type-face)
    (,(regexp-opt promo--operators 'symbols) . font-lock-builtin-face)
    (,(regexp-opt promo--keywords 'symbols) . font-lock-keyword-face)
    ("\\$[][A-Za-z0-9_.*@\"']+" . font-lock-constant-face)
    ("\\_<\\(?:-?[0-9]+\\|\\(?:[0-9]+[dhms]\\)+\\)\\_>" . font-lock-constant-face)
    ("{{[^}\n]*}}" 0 font-lock-preprocessor-face prepend)
    ("\\${[A-Za-z0-9_-]+}" 0 font-lock-variable-name-face prepend)))

(defvar promo-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?' "." table)
    (modify-syntax-entry ?- "_" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?$ "." table)
    (modify-syntax-entry ?> "." table)
    (modify-syntax-entry ?= "." table)
    table)
  "What the characters of promo are.")

(defun promo--propertize (start end)
  "Mark the quotes of text blocks between START and END.
Their first and last quotes are fences: what is between them is one string."
  (goto-char start)
  (while (search-forward "\"\"\"" end t)
    (let* ((quotes (match-beginning 0))
           (state (save-excursion (syntax-ppss quotes)))
           (place (cond ((nth 4 state) nil)
                        ((not (nth 3 state)) quotes)
                        ((and (eq (nth 3 state) t) (not (eq (char-before quotes) ?\\))) (+ quotes 2)))))
      (when place
        (put-text-property place (1+ place) 'syntax-table (string-to-syntax "|"))
        (syntax-ppss-flush-cache place)))))

(defun promo--indentation ()
  "How far the line at point is to be indented; nil inside a text."
  (save-excursion
    (back-to-indentation)
    (let ((state (syntax-ppss)))
      (unless (nth 3 state)
        (let ((depth (car state)))
          (cond ((looking-at "[]})]") (setq depth (max 0 (1- depth))))
                ((looking-at "\\_<\\(?:and\\|or\\)\\_>") (setq depth (1+ depth))))
          (* depth promo-indent))))))

(defun promo-indent-line ()
  "Indent the line at point."
  (let ((indentation (promo--indentation)))
    (if (not indentation)
        'noindent
      (if (<= (current-column) (current-indentation))
          (indent-line-to indentation)
        (save-excursion (indent-line-to indentation))))))

(defconst promo--imenu
  (mapcar (lambda (word)
            (list (capitalize word)
                  (concat "^\\s-*" word "\\s-+\\(\"[^\"\n]+\"\\|[A-Za-z0-9_-]+\\)\\s-*[{(=]")
                  1))
          '("flow" "policy" "template" "product" "workflow" "application" "environment" "let"))
  "Where declarations begin.")

(defvar eglot-server-programs)

;;;###autoload
(define-derived-mode promo-mode prog-mode "promo"
  "Major mode for promo."
  (setq-local comment-start "// ")
  (setq-local comment-start-skip "//+\\s-*")
  (setq-local comment-end "")
  (setq-local font-lock-defaults '(promo--font-lock-keywords))
  (setq-local syntax-propertize-function #'promo--propertize)
  (setq-local indent-line-function #'promo-indent-line)
  (setq-local indent-tabs-mode nil)
  (setq-local electric-indent-chars (append "{}[]()" electric-indent-chars))
  (setq-local imenu-generic-expression promo--imenu)
  (add-hook 'project-find-functions #'promo--project nil t))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.promo\\'" . promo-mode))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs (cons 'promo-mode (lambda (&rest _) promo-command))))

(defun promo--project (directory)
  "The project of promo that DIRECTORY is in: the nearest folder with a promo.toml."
  (let ((root (locate-dominating-file directory "promo.toml")))
    (when root (cons 'transient root))))

(provide 'promo-mode)
;;; promo-mode.el ends here
