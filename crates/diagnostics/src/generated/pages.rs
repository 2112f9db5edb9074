//! The pages of the rules, generated from `tests/rules` by `cargo xtask generate`. Not edited by hand.

use crate::Rule;

/// The page of a rule, in Markdown: what the rule finds and why, with an example that raises it and one
/// that doesn't.
pub fn page(rule: Rule) -> &'static str {
    match rule.name() {
        "unreadable-file" => {
            r#"# unreadable-file

A source of the project can't be read as text. Whatever it declares is missing then, and names that other files use would seem to be declared nowhere;
so nothing is built until the file can be read or is no longer a source. Level: error.

## Cases

| what is said | what happened |
|---|---|
| it is not UTF-8 from byte N on | the file has another encoding, such as UTF-16 or Latin-1, or is not text at all |
| it has N bytes, and 32 MB are the limit | the file is too large; no source written by hand comes near |
| it does not exist, or a link to it leads nowhere | a symbolic link has no target, or the file was removed while promo was reading |
| it is a folder | a folder's name ends in `.promo` |
| it is not an ordinary file | a pipe, a socket or a device is named like a source |
| its path is not UTF-8 | the name of the file, or of a folder above it, has another encoding |
| whatever the system says | promo is not allowed to read the file, or the disk failed |

## How to mend it

Save the file as UTF-8; a byte-order mark at its beginning does no harm. A text that grew too large can be split: all files of a project are one, and
their order means nothing. What only looks like a source is renamed, ignored by `.gitignore`, or left out by `[project] sources` in `promo.toml`:

```toml
[project]
sources = ["delivery/**/*.promo"]
```
"#
        }
        "syntax" => {
            r#"# syntax

The text does not follow the grammar: a word, sign or part of a clause is missing, is one too many, or comes from another language. What stands there
can't be understood, so nothing is built; the rest of the project is checked all the same. Level: error.

## Fails

```promo
workflow smoke-tests {
  labels { team "web" }

  step probe { image 'curlimages/curl:8.11.1'  command ["curl", "https://shop.example.com"] }
}
```

A key and its value have a `=` between them, and strings stand between straight double quotes.

```promo
environment dev, qa

flow to-qa {
  dev -> qa

  step qa { action = commit }
};
```

A clause needs no sign between its word and its value, and there are no semicolons.

```promo
policy production-review {
  priority 10
  when environment.kind = production
  action pr
}
```

A test asks with `==`.

```promo
environment dev, qa

policy review {
  priority 10
  when environment == dev || environment == qa
  action pr
}
```

Conditions are joined by `and`, and there is no `or`: several values of one subject are a list, `environment in [dev, qa]`.

```promo
environment dev, 24h
```

All digits with a unit are a duration everywhere; such a name is quoted.

```promo
environment dev, qa

flow to-qa {
  dev -> qa

  step qa { action }
}
```

A part is missing: which actions there are is said.

## Passes

```promo
environment dev, "24h"

/// Soaks for a day before anyone sees it.
flow to-soak {
  dev -> "24h"

  step "24h" { action commit }

  on success smoke-tests
}

policy production-review {
  priority 10
  when environment.kind == production
  action pr
}

workflow smoke-tests {
  labels { team = "web" }

  step probe { image "curlimages/curl:8.11.1"  command ["curl", "https://shop.example.com"] }
}
```

Where a name is due, a keyword is one. Where a clause could begin as well, the name is quoted.

```promo
environment dev, trigger

flow step {
  dev -> trigger

  step trigger { pre step  action pr }

  on fail timeout
}

workflow step {
  "input" -> output

  step input { image "alpine:3.21"  run "true" }
  step output { image "alpine:3.21"  run "true" }
}

extern workflow timeout
```

## How to mend it

The message names what is due at the place it points at. Where only one thing can be meant, it says what to write. The forms
of all clauses are in the reference.
"#
        }
        "unclosed" => {
            r#"# unclosed

A string, a text block or a bracket is opened and never closed. Where it was meant to end can only be guessed, and all that follows might belong to
it; so nothing is built, and little is said about what follows. Level: error.

## Fails

```promo
environment dev, qa, staging

flow to-staging {
  dev -> qa -> staging

  step qa {
    action commit

  step staging { action pr }
}
```

The block that lacks its `}` is shown, and what can't stand inside of it.

```promo
environment dev, qa

flow to-qa {
  version "2.1
  dev -> qa

  step qa { action commit }
}
```

A string ends on the line on which it begins.

```promo
workflow greet {
  step say {
    image "alpine:3.21"
    run """
      echo "good morning"
  }
}
```

The text block swallows the rest of the file.

```promo
environment dev, prod-eu, prod-us

let regions = [prod-eu, prod-us
```

A list lacks its `]`.

## Passes

```promo
environment dev, qa, staging

let review = [qa, staging]

flow to-staging {
  version "2.1"

  dev -> qa -> staging

  step review { action pr }

  on success greet
}

workflow greet {
  step say {
    image "alpine:3.21"
    run """
      echo "good morning"
      """
  }
}
```

## How to mend it

Add the closing `}`, `]`, `)`, `"` or `"""`. For a block, the indentation of the lines below often shows where. Longer text does not fit between `"`
and `"`: write it between `"""` and `"""`.
"#
        }
        "unknown-clause" => {
            r#"# unknown-clause

A word stands where a clause begins, and this block has no clause of that name: it is misspelt, belongs in another block, or is the name of a field of
the Kubernetes objects. In hand-written YAML such a slip goes unnoticed, since Argo CD drops fields that it doesn't know. Level: error.

## Fails

```promo
environment dev, qa

extern workflow smoke-tests

flow to-qa {
  timeot 4h

  dev -> qa

  step qa { preAction smoke-tests  action commit }
}
```

A misspelt word and a field of the PromotionFlow, both with what promo calls them.

```promo
environment dev, qa

flow to-qa {
  dev -> qa

  action commit
}
```

`action` belongs in a step of the flow, or in a policy.

```promo
environment dev, qa

flow to-qa {
  step qa { dependsOn dev  action commit }

  dev -> qa
}
```

What depends on what is said by arrows alone.

## Passes

```promo
environment dev, qa

extern workflow smoke-tests

flow to-qa {
  timeout 4h

  dev -> qa

  step qa { pre smoke-tests  action commit }
}
```

## How to mend it

Write the word that is suggested, or move the clause to the block that has it. For a field of the CRD that promo has no clause for, there is
`extra { spec.some.field = VALUE }`.
"#
        }
        "unknown-declaration" => {
            r#"# unknown-declaration

A word stands where a declaration begins, outside of all blocks, and there is no such declaration. Either it is misspelt, or it is a clause that ended
up outside of its block by one `}` too many. What it was meant to declare would be missing, so nothing is built. Level: error.

## Fails

```promo
enviroment dev, qa

pipeline to-qa {
  dev -> qa

  step qa { action commit }
}
```

What was probably meant is named and can be put in place.

```promo
import "environments.promo"
```

Promo has no imports: all files of a project know one another.

```promo
environment dev, qa

flow to-qa {
  dev -> qa

  step qa { action commit }
  }

  timeout 4h
}
```

`timeout` is a clause of the flow, whose block has ended already.

## Passes

```promo
environment dev, qa

flow to-qa {
  timeout 4h

  dev -> qa

  step qa { action commit }
}
```

## How to mend it

Write one of `environment`, `let`, `extern`, `flow`, `policy`, `template`, `product`, `workflow` and `application`, or take out the `}` that ends a
block too early.
"#
        }
        "conflict-marker" => {
            r#"# conflict-marker

A merge left its markers in a source: `<<<<<<<`, `=======` and `>>>>>>>`. Two versions stand there, and which of them reaches production is for a
person to decide. Nothing is built, and the lines of the conflict are not checked any further. Level: error.

## Fails

```promo
environment dev, qa
<<<<<<< HEAD
environment prod-eu, prod-us { kind production }
=======
environment prod { kind production }
>>>>>>> one-region

flow to-qa {
  dev -> qa

  step qa { action commit }
}
```

The whole conflict is reported once, at its first marker.

```promo
//- /manifests/reviewed.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: reviewed
spec:
<<<<<<< HEAD
  priority: 10
=======
  priority: 20
>>>>>>> later
  policy:
    action: pr
```

The same in a manifest, of which nothing counts then. There it is a warning.

## Passes

```promo
environment dev, qa
environment prod-eu, prod-us { kind production }

flow everywhere {
  dev -> qa -> prod-eu, prod-us

  default { action commit }
}
```

## How to mend it

Keep one of the two versions, or write what both were meant to say, and remove the lines of the markers.
"#
        }
        "invalid-escape" => {
            r#"# invalid-escape

A backslash in a string is followed by something that makes no escape. Promo doesn't guess whether the backslash itself was meant: a wrong guess would
change a regular expression or a Windows path without a trace. Level: error.

## Fails

```promo
workflow check-tag {
  step match { image "alpine:3.21"  command ["grep", "-E", "v\d+", "/tmp/tag"] }
}
```

`\d` means something to `grep`, not to promo: the backslash is written twice.

```promo
environment dev, qa

flow to-qa {
  version "1.0 \u{110000}"

  dev -> qa
}
```

No character has this number.

## Passes

```promo
environment dev, qa

flow to-qa {
  version "1.0 \u{2192} 2.0"

  dev -> qa

  on success check-tag
}

workflow check-tag {
  step match { image "alpine:3.21"  command ["grep", "-E", "v\\d+", "/tmp/tag"] }
}
```

## How to mend it

The escapes are `\"`, `\\`, `\n`, `\t`, `\u{…}` with the hexadecimal number of a character, and `\${`. Write `\\` for a backslash, or use a text block
`"""…"""`, in which a backslash is a backslash.
"#
        }
        "invalid-interpolation" => {
            r#"# invalid-interpolation

In a string, `${name}` stands for a constant or a parameter. This `${` is not followed by a name and `}`, or it stands in the place of a name, where
nothing is filled in. Often it is meant for a shell, and would silently become something else. Level: error.

## Fails

```promo
workflow backup {
  step copy {
    image "alpine:3.21"
    env TARGET = "${BACKUP_DIR:-/var/backups}/shop"
    run """
      cp -r /data "$TARGET"
      """
  }
}
```

`${BACKUP_DIR:-/var/backups}` is a thing of the shell; if it is meant literally, it is written `\${`.

```promo
let region = "eu"

environment "prod-${region}"
```

The names of a project are known before any value is.

## Passes

```promo
let folder = "/var/backups"

workflow backup {
  step copy {
    image "alpine:3.21"
    env TARGET = "${folder}/shop"
    env HINT = "set \${BACKUP_DIR} to change it"
    run """
      cp -r /data "${BACKUP_DIR:-$TARGET}"
      """
  }
}
```

## How to mend it

Name a constant or parameter between the braces, or write `\${` for a literal `${`. In `run` nothing is filled in: there `${…}` belongs to the shell.
Write names in full.
"#
        }
        "nesting-too-deep" => {
            r#"# nesting-too-deep

Brackets are nested more than 256 deep. No project that people write comes near; a program that generates sources may. The limit keeps promo from
running out of memory on a damaged file. Level: error.

## Fails

```promo
environment prod-eu

let regions =
  [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
  [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
  [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
  [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
  [prod-eu]
  ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
  ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
  ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
  ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
```

The first bracket beyond the limit is shown; what it holds is not read.

## Passes

```promo
environment prod-eu, prod-us, prod-asia

let later = [prod-us, prod-asia]
let regions = [prod-eu, later]
```

## How to mend it

Give an inner part a name of its own with `let`. Lists of environments are flattened, so that most brackets mean nothing and can go.
"#
        }
        "misplaced-doc-comment" => {
            r#"# misplaced-doc-comment

A comment that begins with `///` documents the declaration directly below it and becomes the annotation `description` of its manifest, which the
platform shows. This one has no declaration below it, so nobody will see it there. Level: warning.

## Fails

```promo
environment dev, qa

flow to-qa {
  /// The testers ask for at most one version a day.
  dev -> qa

  step qa { action commit }  /// without a review
}
```

Inside of a block nothing can be documented; two slashes make an ordinary comment.

```promo
environment dev, qa

/// Production follows next quarter.
```

At the end of the file there is nothing left to document.

## Passes

```promo
environment dev, qa

/// The testers ask for at most one version a day.
flow to-qa {
  dev -> qa

  step qa { action commit }  // without a review
}

// Production follows next quarter.
```

## How to mend it

Write `//`, or move the comment to the line above the declaration. `[lint] misplaced-doc-comment = "allow"` in `promo.toml` silences the rule in the
whole project, `// promo: allow(misplaced-doc-comment) reason` a single place.
"#
        }
        "duplicate-declaration" => {
            r#"# duplicate-declaration

A name is declared twice. Each kind of declaration has its own names, for all files of the project together; only constants and environments share
theirs. Two manifests of one kind and name would overwrite each other in the cluster, and the one that is applied last would stay. Level: error.

## Fails

```promo
//- /environments.promo
environment dev, qa

flow to-qa {
  dev -> qa

  step qa { action commit }
}
//- /flows/qa.promo
flow to-qa {
  dev -> qa

  step qa { action pr }
}
```

The later one is reported, by path and then by place, and shows the earlier.

```promo
environment dev, qa, prod

let qa = [dev, prod]
```

A constant and an environment can't share a name, since both stand where environments are listed.

```promo
workflow release-notes {
  step collect { image "alpine/git:2.47.1"  args ["log", "-1"] }
  step collect { image "alpine/git:2.47.1"  args ["describe"] }
}
```

The steps of a workflow have names of their own, each once.

```promo
//- /delivery.promo
environment dev, qa

flow to-qa {
  dev -> qa

  step qa { action commit }
}
//- /manifests/to-qa.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-qa
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [dev]
```

A manifest written by hand counts as a declaration.

```promo
//- /manifests/one.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: reviewed
spec:
  priority: 10
  policy:
    action: pr
//- /manifests/two.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: reviewed
spec:
  priority: 20
  policy:
    action: commit
```

Two manifests of one name are a warning, unless they say that they are in different namespaces of the cluster.

## Passes

```promo
//- /delivery.promo
environment dev, qa

flow to-qa {
  dev -> qa

  step qa { action commit }
}

product to-qa {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow to-qa when revision matches "main"
  flow to-qa-reviewed
}
//- /reviewed.promo
flow to-qa-reviewed {
  dev -> qa

  step qa { action pr }
}
```

## How to mend it

Rename one of the two, or take one out. A flow and a product may share a name.
"#
        }
        "invalid-name" => {
            r#"# invalid-name

The name of a flow, policy, template, product or workflow becomes the name of a Kubernetes object, and this one can't be: the API server accepts only
DNS-1123 subdomains. It has rules for labels, for the keys of annotations, for secrets and service accounts too, and Argo for the names of steps, inputs
and outputs. The manifest would be refused when Argo CD applies it, after the change is merged, or the workflow when it is run. Nothing has an empty
name. Level: error.

## Fails

```promo
environment dev, qa

flow To-QA {
  dev -> qa

  step qa { action commit }
}
```

Which character is wrong is said.

```promo
policy "production review" {
  priority 10
  when environment.kind == production
  action pr
}
```

Quotes let any character into a name, but not into the cluster.

```promo
environment dev, qa

flow to-qa {
  labels { team = "web shop"  "example.com/" = "1" }
  annotations { "cost center" = "4711" }

  dev -> qa

  step qa { action commit }
}
```

A label is for selecting, and so are its key and value made. What is only read can stand in an annotation, whose key follows the same rule.

```promo
template helm-image {
  priority 10
  when label "chart type" in ["service", "job!"]
  promote "values.yaml" $.image.tag
}
```

No application can have such a label.

```promo
workflow release-notes {
  step collect_notes { image "alpine/git:2.47.1"  args ["log", "-1"] }
  step "tell all" { image "alpine:3.21"  run "echo done" }
}
```

The names of steps become those of Argo templates and tasks.

```promo
workflow checks {
  1st -> second

  step 1st, second { image "alpine:3.21"  run "echo ok" }
}
```

Argo refuses tasks that begin with a digit once one depends on another.

```promo
workflow report {
  service-account "Report Writer"
  input "issue number"

  step write {
    image "alpine:3.21"
    env "A=B" = "1"
    env TOKEN from secret "Report_Token" key "api/key"
    run "echo {{workflow.parameters.issue number}} > /tmp/size"
    output "report size" from "/tmp/size"
  }
}
```

Names of what is in the cluster, and of parameters. What holds `{{…}}` is known only when the workflow is run.

```promo
environment "", dev

workflow report {
  input ""
  step write { image "alpine:3.21"  env TOKEN from secret "" key "token"  run "date" }
}
```

An environment may be called anything, but must be called something.

```promo
//- /manifests/reviewed.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: productionReview
spec:
  priority: 10
  policy:
    action: pr
```

The name of a manifest, with one that a cluster would take. What else names it has to be changed, too.

## Passes

```promo
environment dev, "QA (Berlin)"

flow to-qa {
  dev -> "QA (Berlin)"

  step "QA (Berlin)" { action commit }

  on success checks
}

policy "production.review" {
  priority 10
  labels { "example.com/tier" = "1"  reviewed = "" }
  annotations { "example.com/owner" = "the web shop's team" }
  when environment.kind == production
  action pr
}

workflow checks {
  service-account "check.runner"
  input issue_number = "1"

  step First, second-2 {
    image "alpine:3.21"
    env TOKEN from secret "{{workflow.parameters.issue_number}}" key "api.key_1"
    run "echo ok"
  }
}
```

## How to mend it

Use lowercase letters, digits, `-` and `.`, with a letter or digit at both ends of each part, and at most 253 characters. Environments are no
Kubernetes objects and may be called anything. Keys, and the values of labels, have letters, digits, `-`, `_` and `.`, a letter or digit at both ends,
and at most 63 characters; before a key may stand a domain and `/`. Names of steps have letters, digits and `-`, and at most 128 characters; names of
inputs and outputs also `_`. Secrets and service accounts are Kubernetes objects; the keys of secrets have letters, digits, `-`, `_` and `.`, and the
names of environment variables printable ASCII characters but `=`.
"#
        }
        "unknown-environment" => {
            r#"# unknown-environment

An environment is used that is declared nowhere in the project. Nothing checks the environments of a flow when its manifest is applied; a release
fails where it comes to one in which the product has no application. Environments live in the platform, so a project has to name those it uses.
Level: error.

## Fails

```promo
environment dev, qa, staging

flow to-staging {
  dev -> qa -> stagin

  step qa { action commit }
}
```

The nearest declared name is suggested.

```promo
environment dev, qa

policy review-production {
  priority 10
  when environment == prod-eu
  action pr
}
```

Nothing resembles it, so it needs a declaration.

```promo
environment dev, qa, staging

let later = ["qa", "stagin"]

flow to-staging {
  dev -> later
}
```

A list of strings serves as a list of names. Where it is used it is looked up, and where it is written it is mended.

```promo
//- /environments.promo
environment dev, qa, staging
//- /manifests/promotions.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-staging
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [dev]
      policy: {action: commit}
    - environment: stagin
      dependsOn: [qa]
      policy: {action: commit}
---
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: reviewed
spec:
  priority: 1
  selector:
    targetEnvironment:
      names: [stagin, qa]
  policy: {action: pr}
```

The same of hand-written manifests, once in each object. In a project that declares no environment, nothing is said of manifests.

## Passes

```promo
environment dev, qa, staging
environment prod-eu { kind production }

flow to-staging {
  dev -> qa -> staging

  step qa { action commit }
}

policy review-production {
  priority 10
  when environment == prod-eu
  action pr
}
```

## How to mend it

Write the name as it is declared, or declare it: `environment prod-eu { kind production }`. The name must be that of the environment in the platform.
"#
        }
        "unknown-workflow" => {
            r#"# unknown-workflow

A workflow is used as `pre`, `post` or hook, or called by a step, and is declared nowhere. The platform looks for it by name when the action is due; a
release with a misspelt one fails there, after the change has already passed some environments. Level: error.

## Fails

```promo
environment dev, qa

extern workflow smoke-tests

flow to-qa {
  dev -> qa

  step qa { action commit  post smoke-test }
}
```

The nearest declared name is suggested.

```promo
environment dev, qa

flow to-qa {
  dev -> qa

  step qa { action commit }

  on fail page-on-call
}
```

A workflow that lives elsewhere is made known by `extern`.

```promo
//- /delivery.promo
environment dev, qa

extern workflow smoke-tests
//- /manifests/to-qa.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-qa
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [dev]
      policy:
        action: commit
        postAction: smoke-test
```

A hand-written manifest is held against the same names. What it names may live elsewhere, so that it is a warning there, and never keeps the project
from being built. Where no workflow at all is declared in the project, nothing is said of manifests.

## Passes

```promo
environment dev, qa

extern workflow smoke-tests, page-on-call

flow to-qa {
  dev -> qa

  step qa { action commit  post smoke-tests }

  on fail page-on-call
}
```

```promo
//- /manifests/to-qa.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-qa
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [dev]
      policy:
        action: commit
        postAction: smoke-tests
```

A project without sources declares neither workflows nor environments, so that nothing is known of them.

## How to mend it

Write the name as it is declared, declare the workflow, or say that it lives elsewhere: `extern workflow page-on-call`. Workflows that stand as YAML
among the project's manifests are known already.
"#
        }
        "unknown-flow" => {
            r#"# unknown-flow

A product names a flow, or a declaration uses a pattern, that is declared nowhere. The platform accepts such a product, and none of its changes would
ever be promoted by that flow. Level: error.

## Fails

```promo
environment dev, prod

flow to-prod {
  dev -> prod

  step prod { action commit }
}

product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow to-prdo when revision matches "main"
}
```

The nearest declared name is suggested.

```promo
product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow hotfix when revision matches "hotfix/*"
}
```

A flow that is kept elsewhere is made known by `extern`.

```promo
//- /delivery.promo
environment dev, prod

flow to-prod {
  dev -> prod

  step prod { action commit }
}

product cards { flow to-prod }
//- /manifests/loans.yaml
apiVersion: codefresh.io/v1beta2
kind: Product
metadata:
  name: loans
spec:
  promotionFlows:
    - name: to-prdo
```

The same of a hand-written Product.

```promo
//- /delivery.promo
environment dev, prod

flow region(target: environment) {
  dev -> target

  step target { action commit }
}

flow to-prod = region(prod)

product cards { flow to-prod }
//- /manifests/loans.yaml
apiVersion: codefresh.io/v1beta2
kind: Product
metadata:
  name: loans
spec:
  promotionFlows:
    - name: region
```

A pattern is emitted only where it is used, so that no manifest can name it.

## Passes

```promo
environment dev, prod

extern flow hotfix

flow to-prod {
  dev -> prod

  step prod { action commit }
}

product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow hotfix when revision matches "hotfix/*"
  flow to-prod when revision matches "main"
}
```

## How to mend it

Write the name as it is declared, declare the flow, or say that it lives elsewhere: `extern flow hotfix`.
"#
        }
        "unknown-product" => {
            r#"# unknown-product

A policy, a template or an application names a product that is declared nowhere. A policy or template that selects a product which does not exist
selects nothing at all, and nobody notices. Level: error.

## Fails

```promo
product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
}

policy review-loans {
  priority 10
  when product == laons
  action pr
}
```

The nearest declared name is suggested.

```promo
environment dev

application loans-dev { product loans  environment dev }
```

A product that is kept elsewhere is made known by `extern`.

```promo
//- /loans.promo
product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
}
//- /manifests/review-loans.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: review-loans
spec:
  priority: 10
  selector:
    product:
      names: [laons]
  policy: {action: pr}
```

The same of a hand-written PromotionPolicy.

```promo
environment dev, qa

flow standard {
  dev -> qa
  default { action commit }
}

product loans { flow standard }

application loans-dev { product loans  environment dev }
application loans-qa { product laons  environment qa }
```

Of whose product that Application is isn't known, so that nobody says that `loans` lacks one.

## Passes

```promo
environment dev

extern product loans

application loans-dev { product loans  environment dev }

policy review-loans {
  priority 10
  when product == loans
  action pr
}
```

## How to mend it

Write the name as it is declared, declare the product, or say that it lives elsewhere: `extern product loans`.
"#
        }
        "unknown-template" => {
            r#"# unknown-template

A product refers to a template that is declared nowhere. The platform accepts the reference, and a release of the product would not know which files
to promote and where the version stands. Level: error.

## Fails

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  promote "values.yaml" $.image.tag
}

product loans {
  template helm-images
}
```

The nearest declared name is suggested.

```promo
product loans {
  template shared-chart
}
```

A template that is kept elsewhere is made known by `extern`.

```promo
//- /templates.promo
template helm-image {
  priority 10
  when label "chart" == "service"
  promote "values.yaml" $.image.tag
}
//- /manifests/loans.yaml
apiVersion: codefresh.io/v1beta2
kind: Product
metadata:
  name: loans
spec:
  promotionTemplateRef: helm-images
```

The same of a hand-written Product.

## Passes

```promo
extern template shared-chart

template helm-image {
  priority 10
  when label "chart" == "service"
  promote "values.yaml" $.image.tag
}

product loans {
  template helm-image
}

product cards {
  template shared-chart
}
```

## How to mend it

Write the name as it is declared, declare the template, or say that it lives elsewhere: `extern template shared-chart`.
"#
        }
        "unknown-policy" => {
            r#"# unknown-policy

A policy is said to use another one as its pattern, and no policy of that name is declared. Nothing refers to policies otherwise: they find what they
are for by their selectors. Level: error.

## Fails

```promo
environment prod-eu { kind production }

policy gate(region: environment, rank: int) {
  priority rank
  when environment == region
  action pr
}

policy gate-eu = gat(prod-eu, 10)
```

The nearest policy is suggested.

## Passes

```promo
environment prod-eu { kind production }

policy gate(region: environment, rank: int) {
  priority rank
  when environment == region
  action pr
}

policy gate-eu = gate(prod-eu, 10)
```

## How to mend it

Write the name as it is declared, or declare the pattern: `policy gate(region: environment) { … }`.
"#
        }
        "unknown-name" => {
            r#"# unknown-name

A word stands where a value is due, and no constant or parameter has that name. It is misspelt, or it is a string without its quotes. Level: error.

## Fails

```promo
environment dev, qa

let patience = 4h

flow to-qa {
  version beta
  timeout patiense

  dev -> qa

  step qa { action commit }
}
```

A text stands in quotes, and `patience` is misspelt.

```promo
environment prod-eu, prod-us

let european = [prod-eu]
let regions = [europaen, prod-us]
```

In a constant, a name may be that of anything the project declares.

```promo
let host = "shop.example.com"

workflow smoke-tests {
  step probe { image "curlimages/curl:8.11.1"  args ["https://${hots}/healthz"] }
}
```

The same in a string.

## Passes

```promo
environment dev, qa, prod-eu, prod-us

let patience = 4h
let host = "shop.example.com"
let european = [prod-eu]
let regions = [european, prod-us]

flow to-qa {
  version "beta"
  timeout patience

  dev -> qa -> regions

  default { action commit }

  on success smoke-tests
}

workflow smoke-tests {
  step probe { image "curlimages/curl:8.11.1"  args ["https://${host}/healthz"] }
}
```

## How to mend it

Write the name as it is declared, declare it with `let NAME = VALUE`, or put a text in double quotes. A literal `${` in a string is written `\${`.
"#
        }
        "unknown-step" => {
            r#"# unknown-step

An arrow, `entrypoint` or `uses` names a step that the workflow doesn't have. Argo refuses a workflow whose tasks call or wait for something that is
not there, and does so when it is run: in the middle of a release. Level: error.

## Fails

```promo
workflow release-notes {
  entrypoint colect

  step collect { image "alpine/git:2.47.1"  args ["log", "-1"] }
}
```

The nearest step is suggested.

```promo
extern workflow slack

workflow announce {
  step tell { uses slack }
}
```

A step of another workflow is called by both names: `uses slack step post-message`.

```promo
workflow slack {
  step post-message { image "curlimages/curl:8.11.1"  args ["https://slack.example.com"] }
  step remove-message { image "curlimages/curl:8.11.1"  args ["-X", "DELETE", "https://slack.example.com"] }
}

workflow announce {
  step tell { uses slack step post-mesage }
}
```

What a workflow of the project has is known, and so is that of a hand-written manifest.

```promo
//- /manifests/announce.yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: announce
  annotations:
    codefresh.io/workflow-origin: promotion
spec:
  entrypoint: tel
  templates:
    - name: tell
      container:
        image: curlimages/curl:8.11.1
```

In a manifest it is a template, or a task that another one waits for.

## Passes

```promo
extern workflow slack

workflow release-notes {
  entrypoint count

  step count { image "alpine/git:2.47.1"  args ["rev-list", "--count", "HEAD"] }
}

workflow announce {
  collect -> tell -> tidy

  step collect { image "alpine/git:2.47.1"  args ["log", "-1"] }
  step tell { uses slack step post-message }
  step tidy { uses cleanup step main }
}

workflow cleanup {
  step files { image "alpine:3.21"  args ["rm", "-r", "/cache"] }
  step branches { image "alpine/git:2.47.1"  args ["fetch", "--prune"] }
}
```

A workflow of several steps has the template `main`, which runs them all.

## How to mend it

Write the name of the step as it is declared, declare it with `step NAME { … }`, or name the step of the other workflow after `step`.
"#
        }
        "unknown-type" => {
            r#"# unknown-type

A parameter of a pattern has a type that promo doesn't have. Arguments can't be checked against it, so neither the pattern nor its uses can be built.
Level: error.

## Fails

```promo
environment dev, prod-eu

flow regional(region: enviroment) {
  dev -> region

  step region { action pr }
}
```

The nearest type is suggested, and all types are listed.

```promo
policy gate(rank: number) {
  priority rank
  when environment.kind == production
  action pr
}
```

Whole numbers are of type `int`.

## Passes

```promo
environment dev, prod-eu

flow regional(region: environment) {
  dev -> region

  step region { action pr }
}

policy gate(rank: int) {
  priority rank
  when environment.kind == production
  action pr
}

flow to-eu = regional(prod-eu)

policy production = gate(10)
```

## How to mend it

The types are `environment`, `environments`, `workflow`, `template`, `product`, `flow`, `action`, `kind`, `string`, `strings`, `int`, `duration` and
`path`.
"#
        }
        "unknown-argument" => {
            r#"# unknown-argument

The use of a pattern gives an argument by a name that no parameter of the pattern has, or a step passes what the step that it uses doesn't take. Its value would be lost, and the parameter that was meant would
keep its default. Level: error.

## Fails

```promo
environment dev, prod-eu

flow regional(region: environment, review: action = pr) {
  dev -> region

  step region { action review }
}

flow to-eu = regional(prod-eu, reviw: commit)
```

The nearest parameter is suggested, and all are listed.

```promo
workflow checks {
  dev -> qa

  step dev {
    image "curlimages/curl:8.11.1"
    input TARGET = "https://dev.example.com"
    args ["--fail", "{{inputs.parameters.TARGET}}"]
  }
  step qa { uses dev  with TARGTE = "https://qa.example.com" }
}
```

What `with` passes to a step of the same workflow is one of its inputs.

```promo
workflow notify {
  input CHANNEL

  step post {
    image "curlimages/curl:8.11.1"
    input TEXT
    args ["--data", "{{inputs.parameters.TEXT}}", "https://chat.example.com"]
  }
}

workflow tell-everybody {
  step tell {
    uses notify step post
    with TEXTS = "It is out"
  }
}
```

The same holds for a step of another workflow: the inputs of the step count, not those of the workflow that it stands in.

## Passes

```promo
environment dev, prod-eu

flow regional(region: environment, review: action = pr) {
  dev -> region

  step region { action review }
}

flow to-eu = regional(prod-eu, review: commit)
```

```promo
workflow notify {
  step post {
    image "curlimages/curl:8.11.1"
    input TEXT
    args ["--data", "{{inputs.parameters.TEXT}}", "https://chat.example.com"]
  }
}

workflow tell-everybody {
  step tell {
    uses notify step post
    with TEXT = "It is out"
  }
}
```

## How to mend it

Write the name of the parameter as the pattern or step declares it, or add the parameter there.
"#
        }
        "ambiguous-name" => {
            r#"# ambiguous-name

A constant is defined by a name that several kinds of declaration have, such as a flow and a product `loans`. Its type is inferred from its value, so
promo can't tell which of them it stands for. Level: error.

## Fails

```promo
environment dev, prod

flow loans {
  dev -> prod

  step prod { action commit }
}

product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow loans when revision matches "main"
}

let main-product = loans
```

All that the name could be is listed.

```promo
environment dev, pr

let review = pr
```

`pr` is also an action.

## Passes

```promo
environment dev
environment prod { kind production }

flow loans-to-prod {
  dev -> prod
}

product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow loans-to-prod when revision matches "main"
}

let main-product = loans

policy review-loans {
  priority 10
  when product == main-product and environment.kind == production
  action pr
}
```

## How to mend it

Rename one of the declarations, or use the name itself instead of a constant: where a product is due, `loans` is the product.
"#
        }
        "type-mismatch" => {
            r#"# type-mismatch

A value is of another type than its place takes: a string where a duration is due, a workflow where an environment is due, an action that is none of
the three. The CRDs accept nearly any text, and the platform would find out during a release, or never. Level: error.

## Fails

```promo
environment dev, qa

flow to-qa {
  version 3
  timeout "4h"

  dev -> qa

  step qa { action comit }
}
```

A version is a string, a duration has no quotes, and an action is one of three words.

```promo
environment dev, qa

extern workflow smoke-tests

flow to-qa {
  dev -> smoke-tests -> qa

  step qa { action commit  post dev }
}
```

Both names exist, but what they name can't stand there.

```promo
environment dev, qa

let patience = 4h

flow to-qa {
  version patience

  dev -> qa

  step qa { action commit }
}
```

A constant keeps its type; where it is declared is shown.

```promo
environment dev, qa

let patience = 4h

flow to-qa {
  dev -> qa

  step qa { action commit }

  extra { spec.patience = patience }
}
```

In `extra`, constants and parameters are strings, integers and lists of these.

```promo
workflow backup {
  step copy {
    image "alpine:3.21"
    command ["cp", "-r", "/data", "/backup"]
    retry -1
  }
}
```

An integer, but not one that can be meant.

## Passes

```promo
environment dev, qa

extern workflow smoke-tests

let patience = 4h

flow to-qa {
  version "3"
  timeout patience

  dev -> qa

  step qa { action commit  post smoke-tests }

  on success backup
}

workflow backup {
  service-account qa

  step copy {
    image "alpine:3.21"
    command ["cp", "-r", "/data", "/backup"]
    env TOKEN from secret dev key patience
    retry 3
    extra { priority = attempts  tolerations = hosts }
  }
}

let attempts = 3
let hosts = ["a.example.com", "b.example.com"]
```

Service accounts, secrets and tags are not declared in promo, so they may be called like something that is.

## How to mend it

The message says what the place takes and what stands there. Numbers, durations and JSONPaths are written without quotes, texts with them; a list
stands in brackets.
"#
        }
        "invalid-duration" => {
            r#"# invalid-duration

A duration is written wrongly, or is none that its place can have. The platform counts the timeout of a flow in whole minutes, so that seconds would
be lost there, and a timeout of zero would end each release at once. Level: error.

## Fails

```promo
environment dev, qa

flow to-qa {
  timeout 30m1h

  dev -> qa

  step qa { action commit }
}
```

The largest unit comes first, and each unit once.

```promo
environment dev, qa

flow to-qa {
  timeout 90s

  dev -> qa

  step qa { action commit }
}
```

A minute and a half is no whole number of minutes.

## Passes

```promo
environment dev, qa

flow to-qa {
  timeout 1h30m

  dev -> qa

  step qa { action commit }

  on success settle
}

workflow settle {
  step wait { suspend 90s }
}
```

## How to mend it

Write days `d`, hours `h`, minutes `m` and seconds `s` in this order, such as `1h30m`; for a timeout, whole minutes. Without a `timeout` the platform
waits 24 hours.
"#
        }
        "invalid-path" => {
            r#"# invalid-path

A JSONPath is not in the dialect that Codefresh reads, which is narrower than the standard. The path would select nothing: the version of a release
would be missing, or the value would not be promoted. A missing `$`, or `$` without a dot after it, is the most common slip. Level: error.

## Fails

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "Chart.yaml" $appVersion
  promote "values.yaml" $.image.tag
}
```

The dot after `$` is missing, and can be put in.

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image., $...tag, $.sidecars[name]
}
```

No name follows a dot, three dots follow one another, and a name in brackets has no quotes.

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  promote "values.yaml" $.images[?(@.name = "web")].tag, $.images[0:1:2:3].tag
}
```

A filter compares with `==`. A range has at most three parts.

```promo
//- /manifests/helm-image.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionTemplate
metadata:
  name: helm-image
spec:
  applicationSourceSelector:
    matchLabels:
      chart: service
  priority: 10
  versionSource:
    file: Chart.yaml
    jsonPath: $appVersion
  promotion:
    values.yaml:
      jsonPaths: [image.tag]
```

In a manifest a path can be quoted like any text, and can lack its `$`.

## Passes

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag, $..tag, $["side-cars"], $.ports[0], $.env[?(@.name == "MODE")]
}
```

## How to mend it

A path begins with `$` and goes on with `.name`, `..name`, `.*`, `[0]`, `["name"]` or `[?(@.name == "x")]`. A name with a dash or another special
character stands in brackets and quotes. A whole file needs no path: `promote "features.yaml"`.
"#
        }
        "invalid-file" => {
            r#"# invalid-file

The path of a file that is promoted, or that the version is read from, is empty, absolute or broken into lines. Files are relative to the folder that
the Application's source names, so that no file can be meant. Level: error.

## Fails

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "/charts/loans/Chart.yaml" $.appVersion
  promote "" $.image.tag
}
```

An absolute path, and none at all.

```promo
//- /manifests/helm-image.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionTemplate
metadata:
  name: helm-image
spec:
  applicationSourceSelector:
    matchLabels:
      chart: service
  priority: 10
  promotion:
    /charts/loans/values.yaml:
      jsonPaths: [$.image.tag]
```

The same in a manifest.

## Passes

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "Chart.yaml" $.appVersion
  promote "config/values.yaml" $.image.tag
}
```

## How to mend it

Write the path from the folder of the Application's source, such as `"Chart.yaml"` or `"config/values.yaml"`.
"#
        }
        "empty-list" => {
            r#"# empty-list

A list is empty where at least one value is due. In a test nothing can be one of no values; yet the platform takes an empty selector for everything,
and the policy would be for every product or environment. An arrow to no environment leads nowhere. Level: error.

## Fails

```promo
policy production-review {
  priority 10
  when environment in []
  action pr
}
```

The list is shown.

```promo
environment dev, qa

flow to-qa {
  dev -> qa

  step qa { action commit }
}

product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow to-qa when message matches []
}
```

A flow that no message can choose would never run.

```promo
environment dev, qa

let regions = []

flow to-regions {
  dev -> qa -> regions

  step qa { action commit }
}
```

The list has a name, and nothing in it.

```promo
//- /manifests/reviewed.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: reviewed
spec:
  priority: 10
  selector:
    product:
      names: []
  policy:
    action: pr
```

The same in a manifest: this policy is for every product.

## Passes

```promo
environment dev, qa
environment prod-eu, prod-us { kind production }

policy production-review {
  priority 10
  when environment in [prod-eu, prod-us]
  action pr
}

flow standard {
  dev -> qa -> prod-eu, prod-us

  step qa { action commit }
}

product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow standard when message matches ["*release*"]
}
```

## How to mend it

Name at least one value, or leave the condition out.
"#
        }
        "duplicate-clause" => {
            r#"# duplicate-clause

A clause stands twice in a block that can have it once. Each is one field of the manifest, which has one value; the other would be lost. Level: error.

## Fails

```promo
environment dev, qa

extern workflow page-on-call, tell-channel

flow to-qa {
  timeout 4h
  timeout 1d

  dev -> qa

  step qa { action commit }

  on fail page-on-call
  on fail tell-channel
}
```

The first one is shown with the second. Each event has one hook.

## Passes

```promo
environment dev, qa

extern workflow page-on-call, tell-channel

flow to-qa {
  timeout 1d

  dev -> qa

  step qa { action commit }

  on success tell-channel
  on fail page-on-call
}
```

## How to mend it

Keep one of the two. Where two workflows are to run at one event, write a workflow that calls both with `uses`. Which clauses can be repeated is in
the reference.
"#
        }
        "missing-clause" => {
            r#"# missing-clause

A declaration lacks a clause without which it means nothing: a policy or template without a `priority`, a policy that sets nothing, a workflow without
a step, an application without its product or environment. The API server refuses a manifest without what it requires, after the change is merged.
Level: error.

## Fails

```promo
policy production-review {
  when environment.kind == production
  action pr
}
```

The priority decides which of several policies wins.

```promo
policy production-review {
  priority 10
  when environment.kind == production
}
```

A policy sets `pre`, `action` or `post`, or several of them.

```promo
workflow smoke-tests {
  version "1.0"
}
```

A workflow has at least one step.

```promo
environment dev

application loans-dev { environment dev }
```

An application belongs to a product and runs in an environment.

```promo
workflow count {
  step ask {
    image "alpine:3.21"
    run "date +%s > /tmp/seconds"
    output SECONDS
  }
}
```

An output comes from a file or from an expression.

```promo
//- /manifests/empty.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: empty
spec:
  priority: 10
  policy: {}
```

A policy of a manifest that sets nothing. What a cluster requires besides, `invalid-manifest` misses.

## Passes

```promo
environment dev

extern product loans

application loans-dev { product loans  environment dev }

policy production-review {
  priority 10
  when environment.kind == production
  action pr
  post smoke-tests
}

workflow smoke-tests {
  version "1.0"

  step probe { image "curlimages/curl:8.11.1"  args ["https://shop.example.com/healthz"] }
}
```

## How to mend it

Add the clause that the message names.
"#
        }
        "conflicting-clauses" => {
            r#"# conflicting-clauses

Two things are said of which only one can hold. What the platform does with a product that has both a template and its own files is undefined, and an
annotation has one value. Level: error.

## Fails

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  promote "values.yaml" $.image.tag
}

product loans {
  template helm-image
  promote "Chart.yaml" $.appVersion
}
```

A product refers to a template, or says itself what is promoted.

```promo
//- /templates.promo
template helm-image {
  priority 10
  when label "chart" == "service"
  promote "values.yaml" $.image.tag
}
//- /manifests/loans.yaml
apiVersion: codefresh.io/v1beta2
kind: Product
metadata:
  name: loans
spec:
  promotionTemplateRef: helm-image
  promotionTemplate:
    promotion:
      Chart.yaml:
        jsonPaths: [$.appVersion]
```

The same of a hand-written Product.

```promo
environment dev, qa

/// Every change, without a review.
flow to-qa {
  annotations { description = "To the testers." }

  dev -> qa

  step qa { action commit }
}
```

The doc comment is the annotation `description`, and a `version` clause the annotation `version`.

```promo
//- /promo.toml
[codefresh]
product-api = "v1beta1"
//- /products.promo
product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  concurrency terminate
}
```

Version v1beta1 of the Product CRD has no `concurrency`.

```promo
workflow greet {
  annotations { "codefresh.io/workflow-origin" = "elsewhere" }
  step say {
    image "alpine:3.21"
    run "echo hello"
  }
}
```

What makes a workflow one of promotions is promo's to say.

```promo
workflow release-notes {
  entrypoint collect

  collect -> tell

  step collect { image "alpine/git:2.47.1"  args ["log", "-1"] }
  step tell {
    image "alpine:3.21"
    input NOTES = ""
    with NOTES = "{{tasks.collect.outputs.result}}"
    run "echo done"
  }
  step again { uses tell }
}
```

An `entrypoint` is a step that is run alone. Arrows, `with` and `uses` belong to the graph of all steps, and would be lost.

```promo
workflow greet {
  step say {
    image "alpine:3.21"
    input NAME = "you"
    with NAME = "everybody"
    run "echo hello {{inputs.parameters.NAME}}"
  }
}
```

The only step of a workflow is called by nothing that could pass it a value.

## Passes

```promo
environment dev, qa

template helm-image {
  priority 10
  when label "chart" == "service"
  promote "values.yaml" $.image.tag
  promote "Chart.yaml" $.appVersion
}

product loans {
  template helm-image
  concurrency terminate
  flow to-qa
}

workflow release-notes {
  entrypoint collect

  step collect { image "alpine/git:2.47.1"  args ["log", "-1"] }
  step tell { image "alpine:3.21"  run "echo done" }
}

/// Every change, without a review.
flow to-qa {
  annotations { "example.com/owner" = "testers" }

  dev -> qa

  step qa { action commit }

  on success release-notes
}
```

## How to mend it

Keep one of the two, at the place where the rest of its kind stands.
"#
        }
        "duplicate-setting" => {
            r#"# duplicate-setting

Several `step` blocks of a flow name one environment, and two of them set the same field. The step in the manifest has one value for it; which one was
meant can't be known. Level: error.

## Fails

```promo
environment dev, qa, staging

flow to-staging {
  dev -> qa -> staging

  step qa, staging { action commit }
  step staging { action pr }
}
```

Both places are shown.

```promo
//- /environments.promo
environment dev, qa
//- /manifests/to-qa.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-qa
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [dev]
    - environment: qa
      dependsOn: [dev]
      policy:
        action: pr
```

In a manifest an environment has one step.

## Passes

```promo
environment dev, qa, staging

extern workflow smoke-tests

flow to-staging {
  dev -> qa -> staging

  default { action commit }
  step qa, staging { post smoke-tests }
  step staging { action pr }
}
```

## How to mend it

Set the field in one of the blocks. For "all but this one" use `default { … }`: a step that sets the field itself wins over it.
"#
        }
        "duplicate-key" => {
            r#"# duplicate-key

A key is given twice: among labels, annotations or extra fields, as an input, output, argument or environment variable of a workflow, or a path of one
file that is promoted twice. One of the two values would be lost. Level: error.

## Fails

```promo
workflow smoke-tests {
  labels { team = "web"  team = "shop" }
  input APP_NAME, APP_NAME

  step probe {
    image "curlimages/curl:8.11.1"
    env TARGET = "https://dev.example.com"
    env TARGET = "https://qa.example.com"
    args ["--fail", "$(TARGET)"]
  }
}
```

The first one is shown with the second.

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  promote "values.yaml" $.image.tag, $.replicas, $.image.tag
}
```

A path is promoted once or not at all.

```promo
environment dev, prod

flow to-prod {
  dev -> prod
}

product shop {
  promote "values.yaml"
  promote "values.yaml" $.image.tag
  flow to-prod
}

policy reviewed {
  priority 1
  action pr
}
```

A file is promoted whole, or the values at its paths are.

```promo
extern workflow open-issue {
  output ISSUE_URL, ISSUE_URL
  exports ISSUE
  exports ISSUE
}
```

A workflow gives each output and each key once.

```promo
//- /manifests/reviewed.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: reviewed
spec:
  priority: 10
  policy:
    action: commit
    action: pr
```

Of a key that is there twice in a manifest, most readers of YAML take the later value, and some refuse the file.

```promo
//- /manifests/helm-image.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionTemplate
metadata:
  name: helm-image
spec:
  applicationSourceSelector:
    matchLabels:
      chart: service
  priority: 10
  promotion:
    values.yaml:
      jsonPaths:
        - $.image.tag
        - $.image.tag
```

A path that is promoted twice can be taken out.

## Passes

```promo
workflow smoke-tests {
  labels { team = "web"  division = "shop" }
  input APP_NAME

  step probe {
    image "curlimages/curl:8.11.1"
    env TARGET = "https://qa.example.com"
    args ["--fail", "$(TARGET)"]
  }
}

template helm-image {
  priority 10
  when label "chart" == "service"
  promote "values.yaml" $.image.tag, $.replicas
}
```

## How to mend it

Keep one of the two, or rename one.
"#
        }
        "cyclic-constant" => {
            r#"# cyclic-constant

Constants are defined by each other in a circle, so that none of them has a value. Level: error.

## Fails

```promo
environment prod-eu, prod-us

let regions = [prod-eu, later]
let later = [prod-us, regions]
```

The circle is reported once, with its path.

## Passes

```promo
environment prod-eu, prod-us

let regions = [prod-eu, later]
let later = [prod-us]
```

## How to mend it

Give one of the constants a value that needs none of the others.
"#
        }
        "cyclic-pattern" => {
            r#"# cyclic-pattern

Patterns use each other in a circle. A pattern becomes manifests by writing out what it uses, and this would never end: promo has no recursion.
Level: error.

## Fails

```promo
environment dev, prod-eu

flow regional(region: environment) = reviewed(region)

flow reviewed(region: environment) = regional(region)

flow to-eu = regional(prod-eu)
```

The circle is reported once, with its path; what uses it needs no error of its own.

```promo
flow regional = reviewed()

flow reviewed() = regional()
```

What has no parameters is no pattern, but that it is defined by itself is what is wrong with it.

## Passes

```promo
environment dev, prod-eu

flow regional(region: environment, review: action) {
  dev -> region

  step region { action review }
}

flow reviewed(region: environment) = regional(region, pr)

flow to-eu = reviewed(prod-eu)
```

## How to mend it

Write a body in braces for one of the patterns.
"#
        }
        "definition-too-deep" => {
            r#"# definition-too-deep

Constants or patterns refer to each other in a chain of more than 128. Each link costs some memory while it is followed, so the chain has an end. No
project that people write comes near; a program that generates sources may. Level: error.

## Fails

```promo
let c0 = "shop"
let c1 = c0  let c2 = c1  let c3 = c2  let c4 = c3  let c5 = c4  let c6 = c5  let c7 = c6  let c8 = c7
let c9 = c8  let c10 = c9  let c11 = c10  let c12 = c11  let c13 = c12  let c14 = c13  let c15 = c14  let c16 = c15
let c17 = c16  let c18 = c17  let c19 = c18  let c20 = c19  let c21 = c20  let c22 = c21  let c23 = c22  let c24 = c23
let c25 = c24  let c26 = c25  let c27 = c26  let c28 = c27  let c29 = c28  let c30 = c29  let c31 = c30  let c32 = c31
let c33 = c32  let c34 = c33  let c35 = c34  let c36 = c35  let c37 = c36  let c38 = c37  let c39 = c38  let c40 = c39
let c41 = c40  let c42 = c41  let c43 = c42  let c44 = c43  let c45 = c44  let c46 = c45  let c47 = c46  let c48 = c47
let c49 = c48  let c50 = c49  let c51 = c50  let c52 = c51  let c53 = c52  let c54 = c53  let c55 = c54  let c56 = c55
let c57 = c56  let c58 = c57  let c59 = c58  let c60 = c59  let c61 = c60  let c62 = c61  let c63 = c62  let c64 = c63
let c65 = c64  let c66 = c65  let c67 = c66  let c68 = c67  let c69 = c68  let c70 = c69  let c71 = c70  let c72 = c71
let c73 = c72  let c74 = c73  let c75 = c74  let c76 = c75  let c77 = c76  let c78 = c77  let c79 = c78  let c80 = c79
let c81 = c80  let c82 = c81  let c83 = c82  let c84 = c83  let c85 = c84  let c86 = c85  let c87 = c86  let c88 = c87
let c89 = c88  let c90 = c89  let c91 = c90  let c92 = c91  let c93 = c92  let c94 = c93  let c95 = c94  let c96 = c95
let c97 = c96  let c98 = c97  let c99 = c98  let c100 = c99  let c101 = c100  let c102 = c101  let c103 = c102  let c104 = c103
let c105 = c104  let c106 = c105  let c107 = c106  let c108 = c107  let c109 = c108  let c110 = c109  let c111 = c110  let c112 = c111
let c113 = c112  let c114 = c113  let c115 = c114  let c116 = c115  let c117 = c116  let c118 = c117  let c119 = c118  let c120 = c119
let c121 = c120  let c122 = c121  let c123 = c122  let c124 = c123  let c125 = c124  let c126 = c125  let c127 = c126  let c128 = c127
let c129 = c128
```

The first one that is too far from the beginning of the chain is reported.

## Passes

```promo
let company = "shop"
let domain = "${company}.example.com"
let address = "https://${domain}"
```

## How to mend it

Define it by something nearer to the beginning of the chain: a name for a name for a name is rarely needed.
"#
        }
        "wrong-arguments" => {
            r#"# wrong-arguments

A pattern is used with too few arguments, too many, or the same one twice; or a step of a workflow is called without an input that it needs. Without a
value for each parameter there is nothing to put in its place.
Level: error.

## Fails

```promo
environment dev, prod-eu, prod-us

flow regional(region: environment, review: action = pr) {
  dev -> region

  step region { action review }
}

flow to-eu = regional()

flow to-us = regional(prod-us, commit, prod-eu)
```

`region` has no default, and there is no third parameter.

```promo
environment dev, prod-eu, prod-us

flow regional(region: environment, review: action = pr) {
  dev -> region

  step region { action review }
}

flow to-eu = regional(prod-eu, region: prod-us)
```

The first argument is `region` already.

```promo
workflow checks {
  dev -> qa

  step dev {
    image "curlimages/curl:8.11.1"
    input TARGET
    with TARGET = "https://dev.example.com"
    args ["--fail", "{{inputs.parameters.TARGET}}"]
  }
  step qa { uses dev }
}
```

Each call of a step gives its inputs that have no default.

## Passes

```promo
environment dev, prod-eu, prod-us

flow regional(region: environment, review: action = pr) {
  dev -> region

  step region { action review }
}

flow to-eu = regional(prod-eu)

flow to-us = regional(prod-us, review: commit)
```

## How to mend it

Give a value for each parameter without a default: by position, then by name.
"#
        }
        "not-a-pattern" => {
            r#"# not-a-pattern

A declaration without parameters is used with arguments, or one with parameters is named as if it were whole. A pattern is nothing by itself: only its
uses become manifests, so there would be no object of that name in the cluster. Level: error.

## Fails

```promo
environment dev, prod-eu

flow to-prod {
  dev -> prod-eu

  step prod-eu { action pr }
}

flow to-eu = to-prod(prod-eu)
```

`to-prod` takes no arguments.

```promo
environment dev, prod-eu

flow regional(region: environment) {
  dev -> region

  step region { action pr }
}

product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow regional when revision matches "main"
}
```

`regional` is a flow for each region, and the product must say for which.

## Passes

```promo
environment dev, prod-eu

flow regional(region: environment) {
  dev -> region

  step region { action pr }
}

flow to-eu = regional(prod-eu)

product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow to-eu when revision matches "main"
}
```

## How to mend it

Declare a use, `flow to-eu = regional(prod-eu)`, and name that; or give the declaration parameters.
"#
        }
        "self-dependency" => {
            r#"# self-dependency

An arrow leads from an environment or a step to itself, or a step of a workflow uses itself. It would wait for its own end; the API server accepts it,
and the release or the workflow never gets past it. Level: error.

## Fails

```promo
environment dev, qa
environment prod-eu, prod-us { kind production }

let regions = [prod-eu, prod-us]

flow to-prod {
  dev -> qa -> prod-eu -> regions
}
```

`prod-eu` is one of the `regions`, so it would depend on itself.

```promo
workflow release-notes {
  collect -> collect

  step collect { image "alpine/git:2.47.1"  args ["log", "-1"] }
}
```

The same between steps.

```promo
//- /environments.promo
environment dev, qa
//- /manifests/to-qa.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-qa
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [qa]
```

The same in a manifest, where it is a warning.

## Passes

```promo
environment dev, qa
environment prod-eu, prod-us { kind production }

let regions = [prod-eu, prod-us]

flow to-prod {
  dev -> qa -> prod-eu -> prod-us

  step regions { action pr }

  on success release-notes
}

workflow release-notes {
  step collect { image "alpine/git:2.47.1"  args ["log", "-1"] }
}
```

## How to mend it

Write the name on one side of the arrow alone.
"#
        }
        "dependency-cycle" => {
            r#"# dependency-cycle

Arrows lead round in a circle: each environment, or step of a workflow, waits for the next, and none can start. The API server does not check this,
and no release could ever come to its end. Level: error.

## Fails

```promo
environment dev, qa, staging
environment prod { kind production }

flow to-prod {
  dev -> qa -> staging -> prod
  prod -> qa
}
```

The path of the circle is spelled out, and each of its arrows shown.

```promo
workflow release-notes {
  collect -> render -> publish -> collect

  step collect { image "alpine/git:2.47.1"  args ["log", "-1"] }
  step render { image "pandoc/core:3.6"  args ["notes.md"] }
  step publish { image "curlimages/curl:8.11.1"  args ["https://notes.example.com"] }
}
```

The same between steps.

```promo
environment dev, qa, prod-eu

flow regional(region: environment) {
  dev -> qa -> region -> qa
}

flow to-eu = regional(prod-eu)
```

In a pattern a circle is reported at the definition, and once, unless it depends on the arguments of a use.

```promo
//- /environments.promo
environment dev, qa, prod
//- /manifests/to-prod.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-prod
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [dev, prod]
    - environment: prod
      dependsOn: [qa]
```

The same in a manifest, where it is a warning.

## Passes

```promo
environment dev, qa, load, staging
environment prod { kind production }

flow to-prod {
  dev -> qa -> staging -> prod
  dev -> load -> prod

  on success release-notes
}

workflow release-notes {
  collect -> render -> publish

  step collect { image "alpine/git:2.47.1"  args ["log", "-1"] }
  step render { image "pandoc/core:3.6"  args ["notes.md"] }
  step publish { image "curlimages/curl:8.11.1"  args ["https://notes.example.com"] }
}
```

## How to mend it

Take out one of the arrows, or turn it round.
"#
        }
        "ambiguous-trigger" => {
            r#"# ambiguous-trigger

A release starts in one environment, the trigger: the one that no arrow leads to. Here no arrow leads to several. A PromotionFlow has a single
`triggerEnvironment`, and the others would never be reached. Level: error.

## Fails

```promo
environment dev, qa, staging

flow to-staging {
  dev, qa -> staging

  step staging { action commit }
}
```

All candidates are named.

## Passes

```promo
environment dev, qa, staging

flow to-staging {
  dev -> qa -> staging

  step staging { action commit }
}

flow qa-to-staging {
  qa -> staging

  step staging { action commit }
}
```

## How to mend it

Draw arrows from the environment in which changes arrive to each of the others. Where changes may arrive in several environments, write a flow for
each.
"#
        }
        "missing-trigger" => {
            r#"# missing-trigger

A flow has neither arrows nor a `trigger`, so there is no environment in which a release could start. The manifest needs one in
`spec.triggerEnvironment`. Level: error.

## Fails

```promo
flow to-prod {
  version "1.0"
}
```

The flow is shown by its name.

## Passes

```promo
environment dev, qa
environment prod { kind production }

flow to-prod {
  version "1.0"

  dev -> qa -> prod
}
```

## How to mend it

Write the way of a change with arrows.
"#
        }
        "unreachable-environment" => {
            r#"# unreachable-environment

The trigger is named, and no arrow leads to another environment of the flow. A step in the manifest must depend on at least one other, and a release
would never come to this one. Level: error.

## Fails

```promo
environment dev, qa, staging

flow to-staging {
  trigger dev

  dev, qa -> staging

  step staging { action commit }
}
```

Nothing leads to `qa`.

```promo
//- /environments.promo
environment dev, qa, prod
//- /manifests/to-prod.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-prod
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [dev]
    - environment: prod
      dependsOn: [qq]
```

A step of a manifest waits for an environment that its flow doesn't have. The nearest is suggested.

## Passes

```promo
environment dev, qa, staging

flow to-staging {
  dev -> qa -> staging

  step staging { action commit }
}
```

## How to mend it

Draw an arrow to the environment, or take it out of the flow. If releases may start there too, write a second flow.
"#
        }
        "redundant-trigger" => {
            r#"# redundant-trigger

A `trigger` clause names the one environment that no arrow leads to, which is the trigger anyway. Nothing is wrong with it; but one fact in two places
is one more to change when the first environment does. Level: hint.

## Fails

```promo
environment dev, qa

flow to-qa {
  trigger dev

  dev -> qa

  step qa { action commit }
}
```

The clause can be taken out without a loss.

## Passes

```promo
environment dev, qa

flow to-qa {
  dev -> qa

  step qa { action commit }
}
```

## How to mend it

Take the clause out. To keep it for its readers, write `// promo: allow(redundant-trigger) reason` on the line above, or `redundant-trigger = "allow"`
under `[lint]` in `promo.toml`.
"#
        }
        "trigger-has-dependency" => {
            r#"# trigger-has-dependency

The flow names its trigger, and an arrow leads to that environment. A release starts in the trigger because a change is there already; it can't wait
for another environment as well. Level: error.

## Fails

```promo
environment dev, qa, staging

flow to-staging {
  trigger qa

  dev -> qa -> staging

  step staging { action commit }
}
```

The arrow is shown with the trigger.

```promo
//- /environments.promo
environment dev, qa
//- /manifests/to-qa.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-qa
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [dev]
    - environment: dev
      dependsOn: [qa]
```

In a manifest it is a step of the trigger environment.

## Passes

```promo
environment dev, qa, staging

flow to-staging {
  dev -> qa -> staging

  step staging { action commit }
}

flow from-qa {
  qa -> staging

  step staging { action commit }
}
```

## How to mend it

Take the `trigger` out if the release starts where the arrows begin, or take the arrow out.
"#
        }
        "step-outside-flow" => {
            r#"# step-outside-flow

A `step` block sets something for an environment that the flow never comes to: no arrow names it. The settings would be lost, and the environment
would not be a part of the release. Level: error.

## Fails

```promo
environment dev, qa, staging
environment prod { kind production }

flow to-prod {
  dev -> qa -> prod

  step qa, staging { action commit }
  step prod { action pr }
}
```

Only the name that is not in the flow is reported.

## Passes

```promo
environment dev, qa, staging
environment prod { kind production }

flow to-prod {
  dev -> qa -> staging -> prod

  step qa, staging { action commit }
  step prod { action pr }
}
```

## How to mend it

Draw an arrow to the environment, or take it out of the `step`.
"#
        }
        "trigger-setting" => {
            r#"# trigger-setting

A `step` block gives the trigger environment a setting that it can't have. A change is there before the release starts, so nothing is promoted into
it: it has no pre-action, no action and no hooks, only a `post`. The API server accepts a step for it all the same. Level: error.

## Fails

```promo
environment dev, qa

extern workflow announce

flow to-qa {
  dev -> qa

  step dev, qa { action commit  on start announce }
}
```

Each clause that the trigger can't have is reported.

## Passes

```promo
environment dev, qa

extern workflow announce, smoke-tests

flow to-qa {
  dev -> qa

  step dev { post smoke-tests }
  step qa { action commit }

  on start announce
}
```

## How to mend it

Take the environment out of the `step`, or use `default { … }` for what all the others share. A hook for the start of the release stands directly in
the flow: `on start WORKFLOW`.
"#
        }
        "redundant-dependency" => {
            r#"# redundant-dependency

An arrow says that one environment waits for another, and other arrows say so already: the environment waits for something that waits itself, or the
same arrow stands twice. The arrow changes nothing. Level: hint.

## Fails

```promo
environment dev, qa, staging, prod

flow standard {
  dev -> qa -> staging -> prod
  qa -> prod
  default { action commit }
}

product shop { flow standard }
```

`prod` comes after `staging`, and that after `qa`.

```promo
environment dev, qa, staging, prod

flow standard {
  dev -> qa -> staging
  dev, staging -> prod
  default { action commit }
}

product shop { flow standard }
```

```promo
environment dev, qa, staging, prod

flow standard {
  dev -> qa -> prod
  dev -> staging, prod
  default { action commit }
}

product shop { flow standard }
```

Here `prod` alone is said in vain: `staging` needs the arrow.

```promo
environment dev, qa, eu, us

flow standard {
  dev -> qa -> eu, us
  qa -> us
  default { action commit }
}

product shop { flow standard }
```

`qa -> us` stands twice.

```promo
//- /environments.promo
environment dev, qa, prod
//- /manifests/to-prod.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-prod
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [dev]
    - environment: prod
      dependsOn:
        - dev
        - qa
```

In a manifest it is an item of `dependsOn`.

## Passes

```promo
environment dev, qa, eu, us

flow standard {
  dev -> qa -> eu
  dev -> qa -> us
  default { action commit }
}

product shop { flow standard }
```

Chains may begin alike: each shows a way through the flow.

```promo
environment dev, qa, load, staging, prod

flow standard {
  dev -> qa, load
  qa, load -> staging -> prod
  default { action commit }
}

product shop { flow standard }
```

`staging` waits for both `qa` and `load`, and neither of these waits for the other.

## How to mend it

Take the arrow out. The fix does this where the arrow stands at an end of its chain, or the whole chain says nothing more, and no comment would be lost. Of
an arrow that stands twice it takes the later one, unless that one is needed where it is.
"#
        }
        "empty-flow" => {
            r#"# empty-flow

A flow has a trigger environment and no other. The platform accepts it, and nothing is ever promoted by it. Level: warning.

## Fails

```promo
environment dev

flow to-prod {
  trigger dev
}
```

The flow is shown by its name.

```promo
//- /environments.promo
environment dev
//- /manifests/to-qa.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-qa
spec:
  triggerEnvironment: dev
```

The same in a manifest.

## Passes

```promo
environment dev, qa

flow to-qa {
  dev -> qa

  step qa { action commit }
}
```

## How to mend it

Add arrows to the environments that the change is to reach. If the flow is only there for its hooks, say so with `// promo: allow(empty-flow) reason`
on the line above, or set `empty-flow = "allow"` under `[lint]` in `promo.toml`.
"#
        }
        "invalid-subject" => {
            r#"# invalid-subject

A test asks for something that this kind of declaration can't select by. Each selector of the CRDs knows a few subjects: a policy can't look at
labels, and the flow of a product is chosen by commit message and Git revision alone. Level: error.

## Fails

```promo
policy web-review {
  priority 10
  when label "tier" == "web"
  action pr
}
```

Labels are for templates. The subjects of a policy are listed.

```promo
policy production-review {
  priority 10
  when enviroment.kind == production
  action pr
}
```

The nearest subject is suggested.

```promo
template helm-image {
  priority 10
  when environment.kind == production
  promote "values.yaml" $.image.tag
}
```

Applications have no label that tells the kind of their environment. `environment` alone would ask for its name.

```promo
environment dev, qa

flow to-qa {
  dev -> qa

  step qa { action commit }
}

product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow to-qa when branch matches "main"
}
```

A branch or tag is a `revision`.

## Passes

```promo
environment dev, qa

policy loans-review {
  priority 10
  when product == loans
  action pr
}

flow to-qa {
  dev -> qa
}

product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow to-qa when revision matches "main"
}
```

## How to mend it

| in a | a test can ask for |
|---|---|
| policy | `product`, `product.tag`, `environment`, `environment.kind`, `environment.tag` |
| template | `product`, `environment`, `label "KEY"` |
| product | `message`, `revision` |
"#
        }
        "invalid-operator" => {
            r#"# invalid-operator

A test compares in a way that the manifest can't express, or compares one value with a list. A policy selects by listing what it wants, and can't
exclude; a product compares with globs only. Level: error.

## Fails

```promo
environment prod-eu, prod-us { kind production }

let regions = [prod-eu, prod-us]

policy production-review {
  priority 10
  when environment == regions
  action pr
}
```

`==` takes one value; with a list it is `in`.

```promo
environment qa, staging

policy review {
  priority 10
  when environment != qa
  action pr
}
```

A policy takes `==` and `in`.

```promo
policy review {
  priority 10
  when product exists
  action pr
}
```

Every release has a product; without a condition the policy is for all of them.

## Passes

```promo
environment qa, staging
environment prod-eu, prod-us { kind production }

let regions = [prod-eu, prod-us]

policy production-review {
  priority 10
  when environment in regions
  action pr
}

policy review {
  priority 20
  when environment == staging
  action pr
}
```

A product comes before a list of that name.

```promo
environment dev, qa, staging

let shop = [qa, staging]

flow to-staging { dev -> shop }

product shop {
  promote "values.yaml" $.image.tag
  flow to-staging
}

policy review {
  priority 10
  when product == shop
  action pr
}
```

## How to mend it

| in a | the operators are |
|---|---|
| policy | `==`, `in` |
| template | `==`, `!=`, `in`, `not in`, `exists`, `not exists` |
| product | `matches`, `not matches` |

To exclude something from a policy, write a better policy for what is excluded: each field comes from the best policy that matches and sets it.
"#
        }
        "or-in-test" => {
            r#"# or-in-test

A test uses `or`. All conditions of a selector must hold, in each of the CRDs; there is no field that `or` could become. Level: error.

## Fails

```promo
environment qa, staging

policy review {
  priority 10
  when environment == qa or environment == staging
  action pr
}
```

Several values of one subject are a list.

```promo
environment dev, qa

flow to-qa {
  dev -> qa

  step qa { action commit }
}

product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow to-qa when message matches "*[qa]*" or revision matches "main"
}
```

For several subjects, the flow is named twice.

## Passes

```promo
environment dev, qa, staging

policy review {
  priority 10
  when environment in [qa, staging]
  action pr
}

flow to-staging {
  dev -> qa -> staging
}

product loans {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow to-staging when message matches "*[qa]*"
  flow to-staging when revision matches "main"
}
```

## How to mend it

For several values of one subject write `in [A, B]`, or `matches ["A", "B"]`. For different subjects write a second policy or template, or name the
flow in a second `flow` clause.
"#
        }
        "duplicate-subject" => {
            r#"# duplicate-subject

A test asks for one subject twice where the selector has one place for it. Both conditions would have to hold at once, and a release has one product,
an environment one name. Level: error.

## Fails

```promo
environment qa, staging

policy review {
  priority 10
  when environment == qa and environment == staging
  action pr
}
```

Both conditions are shown.

```promo
template helm-image {
  priority 10
  when label "tier" == "web" and label "tier" == "api"
  promote "values.yaml" $.image.tag
}
```

A label has one value.

## Passes

```promo
environment qa, staging

policy review {
  priority 10
  when environment in [qa, staging]
  action pr
}

template helm-image {
  priority 10
  when label "tier" in ["web", "api"] and label "tier" exists
  promote "values.yaml" $.image.tag
}
```

## How to mend it

Ask for several values with one condition: `environment in [qa, staging]`.
"#
        }
        "undocumented-tags" => {
            r#"# undocumented-tags

A policy selects by `product.tag` or `environment.tag`. The CRD has these fields, but the platform doesn't document what they match, so promo can't
tell where the policy applies and stays silent about it in all other checks. Level: warning.

## Fails

```promo
environment dev
environment prod-eu { kind production  tags ["critical"] }

policy critical-review {
  priority 10
  when environment.tag == "critical"
  action pr
}
```

The condition is shown.

```promo
//- /manifests/critical-review.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: critical-review
spec:
  priority: 10
  selector:
    targetEnvironment:
      tags: [critical]
  policy: {action: pr}
```

The same of a hand-written PromotionPolicy.

## Passes

```promo
environment dev
environment prod-eu { kind production }

let critical = [prod-eu]

policy critical-review {
  priority 10
  when environment in critical
  action pr
}
```

## How to mend it

Select by names, of which a `let` can be a list, or by the kind of environment. If tags work for your account, say so with
`// promo: allow(undocumented-tags) reason` on the line above the condition, or set `undocumented-tags = "allow"` under `[lint]` in `promo.toml`.
"#
        }
        "selects-everything" => {
            r#"# selects-everything

A template has no `when`. Its selector is empty then, which matches every application of every product, and its files and paths are merged into what
the other templates say. That is rarely meant. Level: warning.

## Fails

```promo
template helm-image {
  priority 10
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
}
```

The template is shown by its name.

```promo
//- /manifests/helm-image.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionTemplate
metadata:
  name: helm-image
spec:
  applicationSourceSelector: {}
  priority: 10
  promotion:
    values.yaml:
      jsonPaths: [$.image.tag]
```

In a manifest the selector is there, and empty.

## Passes

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
}

// promo: allow(selects-everything) every chart has a version
template chart-version {
  priority 1000
  promote "Chart.yaml" $.version
}
```

## How to mend it

Say which applications it is for: `when product == NAME` or `when label "KEY" == "VALUE"`. If it is for all, write
`// promo: allow(selects-everything) reason` on the line above, or set `selects-everything = "allow"` under `[lint]` in `promo.toml`.
"#
        }
        "promotes-everything" => {
            r#"# promotes-everything

A template names no file to promote. The platform then promotes every file of the application's folder: the settings of one environment would
overwrite those of the next, such as replicas or host names. Level: hint.

## Fails

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "Chart.yaml" $.appVersion
}
```

The template is shown by its name.

```promo
//- /manifests/helm-image.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionTemplate
metadata:
  name: helm-image
spec:
  applicationSourceSelector:
    matchLabels:
      chart: service
  priority: 10
```

The same in a manifest.

## Passes

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
}

// promo: allow(promotes-everything) the folder holds nothing that differs
template rules {
  priority 20
  when label "chart" == "rules"
  version from "Chart.yaml" $.appVersion
}
```

## How to mend it

Name the files, and in each the paths that change: `promote "values.yaml" $.image.tag`. If everything is meant, write
`// promo: allow(promotes-everything) reason` on the line above, or set `promotes-everything = "allow"` under `[lint]` in `promo.toml`.
"#
        }
        "invalid-step" => {
            r#"# invalid-step

A step of a workflow is none of the kinds of step that there are, or several at once. An Argo template holds one of them, and a workflow with anything
else is refused when it is run. Level: error.

## Fails

```promo
workflow approve {
  step wait {
    suspend
    image "alpine:3.21"
  }
}
```

A pause runs nothing.

```promo
workflow greet {
  step say {
    run """
      echo "good morning"
      """
  }
}
```

A script needs an image to run in.

```promo
extern workflow slack

workflow announce {
  step tell {
    uses slack step post-message
    env CHANNEL = "releases"
  }
}
```

What another workflow's template needs is passed by `with`.

```promo
extern workflow slack

workflow announce {
  entrypoint tell
  step tell { uses slack step post-message }
}
```

What calls another template has none of its own, so it can't be the entrypoint.

```promo
extern workflow slack

workflow announce {
  step tell { uses slack step post-message }
}

workflow celebrate {
  step tell { uses announce step tell }
}
```

Nor can another workflow use it: `tell` uses `slack`, and has no template.

```promo
workflow greet {
  step say {
    image "alpine:3.21"
    run "echo hello"
    extra { container.imagePullPolicy = "Always" }
  }
}
```

`extra` can't make a script a container besides.

```promo
workflow greet {
  step say {
    image "alpine:3.21"
    run "echo hello"
    extra { dag.failFast = true  suspend.duration = "60"  container.image = "alpine:3.21" }
  }
}
```

Nor any other kind of step, whether promo knows the field or not.

## Passes

```promo
extern workflow slack

workflow announce {
  wait -> say -> tell

  step wait { suspend }
  step say {
    image "alpine:3.21"
    run """
      echo "good morning"
      """
  }
  step tell {
    uses slack step post-message
    with CHANNEL = "releases"
  }
}
```

## How to mend it

| a step that is a | has |
|---|---|
| script | `image` and `run` |
| container | `image`, and `command` or `args` |
| call | `uses WORKFLOW step TEMPLATE` or `uses STEP` |
| pause | `suspend` |
"#
        }
        "reserved-step-name" => {
            r#"# reserved-step-name

A workflow of several steps has a step named `main`. The template that runs the steps in their order is called so, and two templates of a
WorkflowTemplate can't share a name. Level: error.

## Fails

```promo
workflow release-notes {
  main -> publish

  step main { image "alpine/git:2.47.1"  args ["log", "-1"] }
  step publish { image "curlimages/curl:8.11.1"  args ["https://notes.example.com"] }
}
```

The step is shown.

## Passes

```promo
workflow release-notes {
  collect -> publish

  step collect { image "alpine/git:2.47.1"  args ["log", "-1"] }
  step publish { image "curlimages/curl:8.11.1"  args ["https://notes.example.com"] }
}

workflow greet {
  step main { image "alpine:3.21"  command ["echo", "good morning"] }
}
```

## How to mend it

Rename the step. In a workflow of one step, `main` is a name like any other.
"#
        }
        "known-field" => {
            r#"# known-field

`extra` sets a field for which promo has a clause. Written by `extra`, the field would escape every check, and if the clause is there too, one of them
would be lost. Level: error.

## Fails

```promo
environment dev, qa

flow to-qa {
  dev -> qa

  step qa { action commit }

  extra { spec.promotionTimeoutLimit = 240 }
}
```

The clause for this field is `timeout`.

```promo
workflow smoke-tests {
  step probe {
    image "curlimages/curl:8.11.1"
    args ["https://shop.example.com/healthz"]
    extra { container.command = ["curl"] }
  }
}
```

In a step, the fields of its Argo template are meant.

## Passes

```promo
environment dev, qa

flow to-qa {
  timeout 4h

  dev -> qa

  step qa { action commit }

  on success smoke-tests
}

workflow smoke-tests {
  step probe {
    image "curlimages/curl:8.11.1"
    command ["curl"]
    args ["https://shop.example.com/healthz"]
    extra { container.imagePullPolicy = "Always" }
  }
}
```

## How to mend it

Use the clause. The reference lists the field that each becomes, and `promo schema` the fields that promo knows of each kind.
"#
        }
        "missing-action" => {
            r#"# missing-action

A product takes a flow, and nothing says how one of the flow's environments is promoted: no `action` in the step, none in the flow's `default`, and
no policy that matches has one. The release fails when it gets there. Level: error.

## Fails

```promo
environment dev, staging
environment prod { kind production }

flow to-prod {
  dev -> staging -> prod
  step staging { action commit }
}

product shop { flow to-prod }
```

The environment is shown, with the products that fail in it.

```promo
environment dev
environment prod-eu, prod-us { kind production }

flow to(region: environment) {
  dev -> region
}

flow to-eu = to(prod-eu)

policy american {
  priority 1
  when environment == prod-us
  action pr
}

product shop { flow to-eu }
```

The policy that has an action is for another environment.

## Passes

```promo
environment dev, staging
environment prod { kind production }

flow to-prod {
  dev -> staging -> prod
  step staging { action commit }
}

policy reviewed {
  priority 1
  when environment.kind == production
  action pr
}

product shop { flow to-prod }
```

## How to mend it

Write the action into the step, into the `default` of the flow for all of its steps, or into a policy for all flows. A policy matches if its `when`
names the product and the environment, or their kind; one without `when` matches everywhere.
"#
        }
        "none-without-pre" => {
            r#"# none-without-pre

With `action none` the platform changes nothing itself: the workflow before it, `pre`, makes the change. Where no step, `default` or policy names
such a workflow, the release fails. Level: error.

## Fails

```promo
environment dev, prod

flow to-prod {
  dev -> prod
  step prod { action none }
}

product shop { flow to-prod }
```

The environment is shown, and where its action comes from.

```promo
environment dev, qa
environment prod-eu, prod-us { kind production }

flow to-prod {
  dev -> qa -> prod-eu, prod-us
  step qa { action commit }
}

policy by-hand {
  priority 1
  when environment.kind == production
  action none
}

product shop { flow to-prod }
product cards { flow to-prod }
```

Whatever sets the action is told once: here a policy, with the environments where it counts.

```promo
//- /delivery.promo
environment dev, qa, prod

product shop { flow to-prod }
//- /manifests/to-prod.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-prod
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [dev]
      policy: {action: commit}
    - environment: prod
      dependsOn: [qa]
      policy: {action: none}
```

## Passes

```promo
environment dev, prod

extern workflow promote-by-hand

flow to-prod {
  dev -> prod
  step prod { pre promote-by-hand  action none }
}

product shop { flow to-prod }
```

## How to mend it

Name the workflow that makes the change with `pre`, in the step or in a policy. If the platform is to make it, write `action commit` or `action pr`.
"#
        }
        "equal-priority-conflict" => {
            r#"# equal-priority-conflict

Two policies match the same product in the same environment, have the same priority, and set one field differently. Nothing says which of the two
decides, so the platform may take either. Level: warning.

Where a better policy or the flow itself sets the field, there is no conflict. Of the two policies the one that names products is marked, or the later
one by name.

## Fails

```promo
environment dev, qa
environment prod { kind production }

flow standard {
  dev -> qa -> prod
}

policy usual {
  priority 10
  action commit
}

policy reviewed {
  priority 10
  when environment.kind == production
  action pr
}

product shop { flow standard }
```

Into `prod` both are good, and both have priority 10.

## Passes

```promo
environment dev, qa
environment prod { kind production }

flow standard {
  dev -> qa -> prod
}

policy usual {
  priority 10
  action commit
}

policy reviewed {
  priority 5
  when environment.kind == production
  action pr
}

product shop { flow standard }
```

```promo
environment dev, qa

flow standard { dev -> qa }

policy usual {
  priority 10
  action commit
}

extern workflow smoke-test

policy tested {
  priority 10
  post smoke-test
}

product shop { flow standard }
```

The two set different fields, so both count.

## How to mend it

Give the policy that is the exception a better priority. Which is better is set by `policy-priority` under `[codefresh]` in `promo.toml`; unless you
set it, the lowest is.
"#
        }
        "shadowed-policy" => {
            r#"# shadowed-policy

A policy matches, but wherever it does, something better sets everything that it sets: a policy of a better priority, the step of the flow, or the
flow's `default`. The policy has no effect. Level: warning.

## Fails

```promo
environment dev, qa
environment prod { kind production }

flow standard {
  dev -> qa -> prod
}

policy usual {
  priority 1
  action commit
}

policy reviewed {
  priority 10
  when environment.kind == production
  action pr
}

product shop { flow standard }
```

The lowest priority decides, so `usual` decides everywhere.

```promo
environment dev, qa

flow standard {
  dev -> qa
  default { action pr }
}

policy usual {
  priority 1
  action commit
}

product shop { flow standard }
```

What a flow says itself goes before every policy.

## Passes

```promo
environment dev, qa
environment prod { kind production }

flow standard {
  dev -> qa -> prod
}

policy usual {
  priority 10
  action commit
}

policy reviewed {
  priority 1
  when environment.kind == production
  action pr
}

product shop { flow standard }
```

## How to mend it

Give the policy a better priority, or take it out. `promo eval` shows for each product and environment which policy decides, and what it
overrides.
"#
        }
        "policy-matches-nothing" => {
            r#"# policy-matches-nothing

No product passes through an environment that the policy is for: it has no effect. Often an environment or a product in its `when` is not the one that
was meant. Level: warning.

Nothing is said while some flow, product or policy is not known: one that is declared with `extern`, say.

## Fails

```promo
environment dev, qa, load

flow standard {
  dev -> qa
  default { action commit }
}

extern workflow load-test

policy tested {
  priority 1
  when environment == load
  post load-test
}

product shop { flow standard }
```

No flow goes through `load`.

```promo
environment dev, qa
environment prod { kind production }

flow standard {
  dev -> qa
  default { action commit }
}

flow to-prod {
  dev -> prod
  default { action commit }
}

extern workflow smoke-test

policy tested {
  priority 1
  when product == shop and environment == prod
  post smoke-test
}

product shop { flow standard }
product cards { flow to-prod }
```

`shop` is never promoted into `prod`.

## Passes

```promo
environment dev, qa

flow standard {
  dev -> qa
  default { action commit }
}

extern workflow smoke-test

policy tested {
  priority 1
  when environment == qa
  post smoke-test
}

product shop { flow standard }
```

## How to mend it

Name an environment that a flow of the product goes through, or take the policy out. In the trigger environment of a flow, where nothing is promoted,
only the `post` of a policy counts.
"#
        }
        "unreachable-flow" => {
            r#"# unreachable-flow

A product takes the first of its flows whose `when` holds. One that stands behind a flow without `when`, or behind one that asks for no more than it
does, is never taken. Level: warning.

## Fails

```promo
extern flow to-prod, hotfix

product shop {
  flow to-prod
  flow hotfix when message matches "*[hotfix]*"
}
```

The first flow has no `when`, so it is always taken.

```promo
extern flow to-prod, hotfix

product shop {
  flow to-prod when message matches ["*release*", "*fix*"]
  flow hotfix when message matches "*hotfix*" and revision matches "main"
}
```

Every message with `hotfix` in it has `fix` in it too.

```promo
extern flow to-prod, hotfix

product shop {
  flow to-prod when message matches "*"
  flow hotfix when revision matches "main"
}
```

Every message matches `*`.

```promo
extern flow to-prod

product shop {
  flow to-prod when revision not matches "*"
}
```

No branch is left for this flow.

## Passes

```promo
extern flow to-prod, hotfix

product shop {
  flow hotfix when message matches "*[hotfix]*"
  flow to-prod
}
```

## How to mend it

Put the flow with the narrower `when` first, and the one without `when` last.
"#
        }
        "product-without-flow" => {
            r#"# product-without-flow

A product takes no flow: a change of its Applications starts no release, and nothing of it is ever promoted. Level: hint.

Nothing is said in a project without flows, which may be somewhere else.

## Fails

```promo
environment dev, qa

flow standard {
  dev -> qa
  default { action commit }
}

product shop { flow standard }
product cards { promote "values.yaml" $.image.tag }
```

```promo
//- /delivery.promo
environment dev, qa

flow standard {
  dev -> qa
  default { action commit }
}

product shop { flow standard }
//- /manifests/cards.yaml
apiVersion: codefresh.io/v1beta2
kind: Product
metadata:
  name: cards
spec: {}
```

The same of a hand-written Product.

## Passes

```promo
environment dev, qa

flow standard {
  dev -> qa
  default { action commit }
}

product shop { flow standard }
product cards {
  promote "values.yaml" $.image.tag
  flow standard when revision matches "main"
}
```

## How to mend it

Name a flow in the product. If the product is there to group Applications and no more, say so with `// promo: allow(product-without-flow) reason` on the
line above it.
"#
        }
        "message-without-wildcard" => {
            r#"# message-without-wildcard

A commit message is compared as a whole: `hotfix` matches the message `hotfix` and no other, not `fix the hotfix`. In nearly every case `*hotfix*` was
meant, where each `*` stands for any text. Level: warning.

## Fails

```promo
extern flow hotfix

product shop {
  flow hotfix when message matches "hotfix"
}
```

The flow is hardly ever taken.

```promo
extern flow to-prod

product shop {
  flow to-prod when message not matches ["[no promotion]", "wip"]
}
```

These two messages are kept out, and no message that merely holds one of them.

```promo
//- /flows.promo
extern flow hotfix
//- /manifests/shop.yaml
apiVersion: codefresh.io/v1beta2
kind: Product
metadata:
  name: shop
spec:
  promotionFlows:
    - name: hotfix
      gitTriggerSelectors:
        - key: commitMessage
          operator: In
          values: [hotfix]
```

The same in a manifest.

## Passes

```promo
extern flow hotfix

product shop {
  flow hotfix when message matches "*hotfix*" and revision matches "main"
}
```

A branch or tag is mostly asked for whole.

## How to mend it

Put a `*` where other text can stand. The fix puts one on both sides; it is shown and never applied by itself, since it changes what matches. If the whole
message is meant, silence the rule on that line with `// promo: allow(message-without-wildcard) reason`.
"#
        }
        "workflow-parameter-unavailable" => {
            r#"# workflow-parameter-unavailable

A workflow's `input` without a value of its own must be passed to it, or the run fails. What the platform passes depends on where the workflow runs:

| where | what it receives |
|---|---|
| `pre` | `APP_NAMESPACE`, `APP_NAME`, `REPO_URL`, `BRANCH`, `PATH`, `RUNTIME` |
| `post` | the same, and the `global` outputs of the workflow before the action |
| `post` after `action commit` | besides, `COMMIT_SHA`, `COMMIT_AUTHOR`, `COMMIT_MESSAGE`, `COMMIT_DATE` |
| `post` after `action pr` | besides, `PR_REPO`, `PR_ID`, `PR_URL`, `PR_TITLE`, `PR_DESCRIPTION`, `PR_AUTHOR`, `PR_AVATAR_URL`, `PR_CREATED_AT` |
| `post` of the trigger environment | what `pre` receives: nothing is committed there |
| `on start`, `on success`, `on fail` | `RELEASE_URL`, `PRODUCT_NAME`, `VERSION`, `COMMIT_SHA`, `PROMOTION_FLOW_NAME`, `RELEASE_ID`, and the keys that earlier hooks export |
| `on fail` | besides, `ERROR_MESSAGE`, `FAILED_ENVIRONMENTS` |

The action that counts is the one that holds in the end, from the step, the `default` or a policy. Of a workflow whose inputs are not known, such as an
`extern` without `input`, nothing is said. Level: error.

## Fails

```promo
environment dev, prod

extern workflow announce { input APP_NAME, PR_URL }

flow to-prod {
  dev -> prod
  step prod { action commit  post announce }
}

product shop { flow to-prod }
```

The workflow is shown where it is named. A policy may set the action, or name the workflow.

```promo
environment dev, prod

extern workflow tag-image { input COMMIT_SHA }

flow to-prod {
  dev -> prod
}

policy reviewed {
  priority 1
  action pr
  post tag-image
}

product shop { flow to-prod }
```

```promo
environment dev, prod

extern workflow page { input ERROR_MESSAGE, APP_NAME }

flow to-prod {
  dev -> prod
  step prod { action commit }
  on fail page
}

product shop { flow to-prod }
```

Here only `APP_NAME` is missing.

```promo
environment dev, prod

extern workflow check-image { input COMMIT_SHA }

flow to-prod {
  dev -> prod
  default { pre check-image  action commit }
}

product shop { flow to-prod }
```

```promo
environment dev, prod

extern workflow count-changes {
  input APP_NAME
  output CHANGES
}
extern workflow announce { input CHANGE_COUNT }

flow to-prod {
  dev -> prod
  step prod { pre count-changes  action commit  post announce }
}

product shop { flow to-prod }
```

The workflow before the action has an output, but not of that name.

## Passes

```promo
environment dev, prod

extern workflow announce {
  input APP_NAME, CHANGES
  input PR_URL = "", COMMIT_SHA = ""
}
extern workflow count-changes {
  input APP_NAME
  output CHANGES
}
extern workflow page { input ERROR_MESSAGE }
extern workflow elsewhere

flow to-prod {
  dev -> prod
  step dev { post elsewhere }
  step prod { pre count-changes  action commit  post announce }
  on fail page
}

product shop { flow to-prod }
```

## How to mend it

Run a workflow there that does without the parameter, or give the parameter a default, `input PR_URL = ""`. For a value from the workflow before the
action, give that a `global` output of this name. For a value from an earlier hook, let that export it.
"#
        }
        "undeclared-context-key" => {
            r#"# undeclared-context-key

A hook hands values on to later hooks in its `PROMOTION_CONTEXT`; the keys become parameters of those. Here a hook requires a parameter which the platform
never passes, and no hook that could run before it in the flow exports it: the run fails. Where an earlier hook's keys are not known, as with an
`extern` without a block, nothing is said; neither where a hook of an environment exports it that runs side by side, and so may be over by then. Level: error.

## Fails

```promo
environment dev, prod

extern workflow open-ticket {
  input PRODUCT_NAME
  exports TICKET_URL
}
extern workflow close-ticket { input TICKET_ID }

flow to-prod {
  dev -> prod
  step prod { action commit }
  on start open-ticket
  on success close-ticket
}

product shop { flow to-prod }
```

The hook is shown, and the `input`. The key exists, but comes too late:

```promo
environment dev, prod

extern workflow measure { exports LATENCY }
extern workflow compare { input LATENCY }

flow to-prod {
  dev -> prod
  step prod { action commit  on start compare  on success measure }
}

product shop { flow to-prod }
```

What runs `on fail` exports nothing to what runs `on success`, since only one of the two runs:

```promo
environment dev, prod

extern workflow open-incident { exports INCIDENT }
extern workflow close-incident { input INCIDENT }

flow to-prod {
  dev -> prod
  step prod { action commit  on fail open-incident }
  on success close-incident
}

product shop { flow to-prod }
```

## Passes

```promo
environment dev, prod

extern workflow open-ticket {
  input PRODUCT_NAME
  exports TICKET_URL
}
extern workflow close-ticket {
  input TICKET_URL
  input COMMENT = "done"
}

flow to-prod {
  dev -> prod
  step prod { action commit }
  on start open-ticket
  on success close-ticket
}

product shop { flow to-prod }
```

```promo
environment dev, qa, staging

extern workflow open-incident { exports INCIDENT }
extern workflow update-incident { input INCIDENT }

flow to-staging {
  dev -> qa, staging
  default { action commit }
  step qa { on fail open-incident }
  step staging { on start update-incident }
  on fail update-incident
}

product shop { flow to-staging }
```

## How to mend it

Export the key from a hook that runs before: `exports TICKET_ID` in the workflow, or in the block of an `extern`. Or give the parameter a default, `input
TICKET_ID = ""`. Hooks of the release run before all environments (`on start`) or after all of them (`on success`, `on fail`); those of an environment
run after the `on start` and `on success` hooks of the environments that it depends on. What an `on fail` hook exports can
reach the `on fail` hook of the release, and hooks of environments that run side by side; no others.
"#
        }
        "exports-without-context" => {
            r#"# exports-without-context

A hook hands values on to later hooks in its context: an output `PROMOTION_CONTEXT` that is `global`, whose value is a JSON object. `exports` only says which keys
that object has. Here no step of the workflow has such an output, so nothing is handed on, and a later hook that requires one of the keys fails. Where a step
uses a template of another workflow, that one may hand the context on; then nothing is said, unless the other workflow is known and doesn't. Level: error.

## Fails

```promo
environment dev, prod

workflow open-ticket {
  input PRODUCT_NAME
  exports TICKET
  step open {
    image "alpine:3.21"
    run """
      echo '{"TICKET": "SHOP-1"}' > /tmp/context.json
      """
  }
}

flow to-prod {
  dev -> prod
  step prod { action commit }
  on start open-ticket
}

product shop { flow to-prod }
```

The clause `exports` is shown. A template of another workflow is known not to do it:

```promo
environment dev, prod

extern workflow tickets {
  input PRODUCT_NAME
  output TICKET
}

workflow open-ticket {
  exports TICKET
  step open {
    uses tickets step open
    with PRODUCT_NAME = "shop"
  }
}

flow to-prod {
  dev -> prod
  step prod { action commit }
  on start open-ticket
}

product shop { flow to-prod }
```

## Passes

```promo
environment dev, prod

extern workflow set-promotion-context

workflow open-ticket {
  input PRODUCT_NAME
  exports TICKET
  step open {
    image "alpine:3.21"
    run """
      echo '{"TICKET": "SHOP-1"}' > /tmp/context.json
      """
    output PROMOTION_CONTEXT from "/tmp/context.json" global
  }
}

workflow note-start {
  exports STARTED
  step publish {
    uses set-promotion-context step generate-context
    with context-params = """{"STARTED": "yes"}"""
  }
}

flow to-prod {
  dev -> prod
  step prod { action commit  on start note-start }
  on start open-ticket
}

product shop { flow to-prod }
```

## How to mend it

Let a step write the keys with their values as a JSON object to a file, and hand that file on: `output PROMOTION_CONTEXT from "/tmp/context.json" global`. If the
workflow has nothing to hand on, take `exports` out.
"#
        }
        "context-not-global" => {
            r#"# context-not-global

A hook hands values on to later hooks in an output named `PROMOTION_CONTEXT`. The platform reads it only if it is global, which in a WorkflowTemplate means
`globalName: PROMOTION_CONTEXT`. Here the workflow has an output of this name that isn't, and no other that is, so no later hook receives anything. Level: error.

## Fails

```promo
environment dev, prod

workflow open-ticket {
  input PRODUCT_NAME
  exports TICKET
  step open {
    image "alpine:3.21"
    run """
      echo '{"TICKET": "SHOP-1"}' > /tmp/context.json
      """
    output PROMOTION_CONTEXT from "/tmp/context.json"
  }
}

flow to-prod {
  dev -> prod
  step prod { action commit }
  on start open-ticket
}

product shop { flow to-prod }
```

The name of the output is shown. In a hand-written manifest likewise:

```promo
//- /delivery.promo
environment dev, prod

flow to-prod {
  dev -> prod
  step prod { action commit }
  on start open-ticket
}

product shop { flow to-prod }
//- /workflows/open-ticket.yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: open-ticket
  annotations:
    codefresh.io/workflow-origin: promotion
spec:
  entrypoint: open
  templates:
    - name: open
      container:
        image: tickets:1
      outputs:
        parameters:
          - name: PROMOTION_CONTEXT
            valueFrom:
              path: /tmp/context.json
```

An output of the workflow itself is never global:

```promo
environment dev, prod

workflow open-ticket {
  input PRODUCT_NAME
  output PROMOTION_CONTEXT from expression "tasks.open.outputs.parameters.TICKET"
  exports TICKET
  open -> tell
  step open {
    image "tickets:1"
    output TICKET from "/tmp/ticket.json"
  }
  step tell { image "tickets:1"  command ["tell"] }
}

flow to-prod {
  dev -> prod
  step prod { action commit }
  on start open-ticket
}

product shop { flow to-prod }
```

## Passes

```promo
//- /delivery.promo
environment dev, prod

workflow open-ticket {
  input PRODUCT_NAME
  exports TICKET
  open -> complete
  step open {
    image "alpine:3.21"
    run """
      echo '{"TICKET": "SHOP-1"' > /tmp/begin.json
      """
    output PROMOTION_CONTEXT from "/tmp/begin.json"
  }
  step complete {
    input BEGIN
    with BEGIN = "{{tasks.open.outputs.parameters.PROMOTION_CONTEXT}}"
    image "alpine:3.21"
    run """
      echo '{{inputs.parameters.BEGIN}}}' > /tmp/context.json
      """
    output PROMOTION_CONTEXT from "/tmp/context.json" global
  }
}

flow to-prod {
  dev -> prod
  step prod { action commit  on success close-ticket }
  on start open-ticket
}

product shop { flow to-prod }
//- /workflows/close-ticket.yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: close-ticket
  annotations:
    codefresh.io/workflow-origin: promotion
spec:
  entrypoint: close
  templates:
    - name: close
      container:
        image: tickets:1
      outputs:
        parameters:
          - name: PROMOTION_CONTEXT
            globalName: PROMOTION_CONTEXT
            valueFrom:
              path: /tmp/context.json
```

## How to mend it

Write `global` behind the output: `output PROMOTION_CONTEXT from "/tmp/context.json" global`. `promo check --fix` does. In a hand-written manifest, add
`globalName: PROMOTION_CONTEXT` to the output. An output that only another step needs is better called something else.
"#
        }
        "workflow-used-as-hook-and-action" => {
            r#"# workflow-used-as-hook-and-action

A hook is about a release, and is passed its product, version and so on. A workflow before or after an action is about one Application, and is passed
its name, repository and so on. So one workflow rarely does for both: what it is passed in one place has no value, or falls back to its default, in the
other. Level: warning.

Nothing is said of a workflow that asks for nothing that only one of the two is passed: it does for both. Neither of an `extern workflow` without
inputs, of which nothing is known, nor of one that requires such a parameter,
since then its run fails, which is an [error](workflow-parameter-unavailable.md) of its own.

## Fails

```promo
environment dev, prod

extern workflow notify { input APP_NAME = "unknown", TEXT = "done" }

flow to-prod {
  dev -> prod
  step prod { action commit  post notify }
  on success notify
}

product shop { flow to-prod }
```

The workflow is shown, with one place of each kind.

## Passes

```promo
environment dev, prod

extern workflow notify { input TEXT = "done", COMMIT_SHA = "" }

flow to-prod {
  dev -> prod
  step prod { action commit  post notify }
  on success notify
}

product shop { flow to-prod }
```

```promo
environment dev, prod

extern workflow notify

flow to-prod {
  dev -> prod
  step prod { action commit }
  on fail notify
}

policy announced {
  priority 1
  post notify
}

product shop { flow to-prod }
```

## How to mend it

Run one workflow as a hook, and another before or after the action. If promo does not know what a workflow takes, say so with
`extern workflow notify { input … }`.
"#
        }
        "missing-application" => {
            r#"# missing-application

A flow goes through an environment in which no Application of its product runs, so that a release fails there. An Application belongs to a product by its
annotation `codefresh.io/product`, never by a label, and to an environment by the cluster and namespace that it is deployed to. Level: error.

Nothing is said in a project without Applications, nor where some of them are not known: those of an ApplicationSet that asks a cluster, say, or one that
may be in the environment for all that is declared. An Application whose destination or product is misspelt is told where that is written, by
[application-without-environment](application-without-environment.md) or [unknown-product](unknown-product.md), and not once more here.

## Fails

```promo
environment dev, qa, prod

flow standard {
  dev -> qa -> prod
  default { action commit }
}

product shop { flow standard }

application shop-dev { product shop  environment dev }
application shop-qa { product shop  environment qa }
```

```promo
//- /delivery.promo
environment dev { cluster "nonprod" namespaces ["dev"] }
environment qa { cluster "nonprod" namespaces ["qa"] }

flow standard {
  dev -> qa
  default { action commit }
}

product shop { flow standard }
//- /applications.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-dev
  annotations:
    codefresh.io/product: shop
spec:
  destination: {name: nonprod, namespace: dev}
  source: {repoURL: "https://git.example.com/shop", path: dev}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-qa
  labels:
    codefresh.io/product: shop
spec:
  destination: {name: nonprod, namespace: qa}
  source: {repoURL: "https://git.example.com/shop", path: qa}
```

`shop-qa` has a label in place of the annotation.

## Passes

```promo
environment dev, qa, prod

flow standard {
  dev -> qa -> prod
  default { action commit }
}

product shop { flow standard }

application shop-dev { product shop  environment dev }
application shop-qa { product shop  environment qa }
application shop-prod { product shop  environment prod }
```

## How to mend it

Annotate the Application with its product, or let the flow leave the environment out. An Application that lives in another repository is declared with
`application`, and an environment says with `cluster` which Applications run in it.
"#
        }
        "application-without-environment" => {
            r#"# application-without-environment

An Application of a product is deployed to a cluster or a namespace where no declared environment is. Codefresh promotes an Application in the environment
that its destination is in, so this one takes part in no promotion. Level: warning.

Nothing is said where an environment doesn't say by `cluster` where it is, since the Application may be in that one, unless the destination is much like
one that is declared. Nothing is said either where one gives a cluster by its URL and the other by its name.

## Fails

```promo
//- /delivery.promo
environment dev { cluster "nonprod" namespaces ["dev"] }
environment qa { cluster "nonprod" namespaces ["qa"] }

flow standard {
  dev -> qa
  default { action commit }
}

product shop { flow standard }
//- /applications.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-dev
  annotations:
    codefresh.io/product: shop
spec:
  destination: {name: nonprod, namespace: dev}
  source: {repoURL: "https://git.example.com/shop", path: dev}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-qa
  annotations:
    codefresh.io/product: shop
spec:
  destination: {name: nonprod, namespace: qqa}
  source: {repoURL: "https://git.example.com/shop", path: qa}
```

## Passes

```promo
//- /delivery.promo
environment dev { cluster "nonprod" namespaces ["dev"] }
environment qa { cluster "nonprod" namespaces ["qa"] }

flow standard {
  dev -> qa
  default { action commit }
}

product shop { flow standard }
//- /applications.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-dev
  annotations:
    codefresh.io/product: shop
spec:
  destination: {name: nonprod, namespace: dev}
  source: {repoURL: "https://git.example.com/shop", path: dev}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-qa
  annotations:
    codefresh.io/product: shop
spec:
  destination: {name: nonprod, namespace: qa}
  source: {repoURL: "https://git.example.com/shop", path: qa}
```

## How to mend it

Correct the destination, or declare the cluster and namespace with an environment: `environment qa { cluster "nonprod" namespaces ["qa"] }`. An Application
that no release should reach needs no annotation `codefresh.io/product`.
"#
        }
        "several-trigger-applications" => {
            r#"# several-trigger-applications

Several Applications of a product run in the environment where its flow starts. A release begins with the change of one Application, and only that one is
promoted: what changes in the others stays where it is. Level: warning.

## Fails

```promo
environment dev, qa

flow standard {
  dev -> qa
  default { action commit }
}

product shop { flow standard }

application shop-pages-dev { product shop  environment dev }
application shop-search-dev { product shop  environment dev }
application shop-qa { product shop  environment qa }
```

## Passes

```promo
environment dev, qa

flow standard {
  dev -> qa
  default { action commit }
}

product shop-pages { flow standard }
product shop-search { flow standard }

application shop-pages-dev { product shop-pages  environment dev }
application shop-pages-qa { product shop-pages  environment qa }
application shop-search-dev { product shop-search  environment dev }
application shop-search-qa { product shop-search  environment qa }
```

## How to mend it

Make a product of each Application, or let the flow start in an environment where there is only one.
"#
        }
        "multi-source-application" => {
            r#"# multi-source-application

An Application of a product has several sources. Codefresh promotes the files of one source, and doesn't support such Applications. Level: warning.

## Fails

```promo
//- /environments.promo
environment dev { cluster "nonprod" }
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-dev
  annotations:
    codefresh.io/product: shop
spec:
  destination: {name: nonprod, namespace: dev}
  sources:
    - repoURL: https://charts.example.com
      chart: service
      targetRevision: 1.2.0
    - repoURL: https://git.example.com/shop
      path: dev
```

## Passes

```promo
//- /environments.promo
environment dev { cluster "nonprod" }
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-dev
  annotations:
    codefresh.io/product: shop
spec:
  destination: {name: nonprod, namespace: dev}
  source:
    repoURL: https://git.example.com/shop
    path: dev
```

## How to mend it

Give the Application one source: a folder with a `Chart.yaml` that has the other chart as its dependency, and the values beside it.
"#
        }
        "inline-values" => {
            r#"# inline-values

Helm values stand in an Application of a product itself, by `values`, `valuesObject`, `parameters` or `fileParameters`. A promotion changes the files in the
folder of an Application, never the Application, so that these values stay as they are in each environment. Level: warning.

## Fails

```promo
//- /environments.promo
environment dev { cluster "nonprod" }
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-dev
  annotations:
    codefresh.io/product: shop
spec:
  destination: {name: nonprod, namespace: dev}
  source:
    repoURL: https://git.example.com/shop
    path: dev
    helm:
      valuesObject:
        image:
          tag: 1.2.0
```

## Passes

```promo
//- /environments.promo
environment dev { cluster "nonprod" }
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-dev
  annotations:
    codefresh.io/product: shop
spec:
  destination: {name: nonprod, namespace: dev}
  source:
    repoURL: https://git.example.com/shop
    path: dev
    helm:
      valueFiles: [values.yaml]
```

## How to mend it

Move the values into a file in the folder of the Application, and name it under `helm.valueFiles`. Values that differ from environment to environment may stay:
silence the rule with `inline-values = "allow"` under `[lint]` in `promo.toml`.
"#
        }
        "template-label-missing" => {
            r#"# template-label-missing

A template selects Applications by the label `codefresh.io/product` or `codefresh.io/environment`, and an Application that is meant lacks the label. Which
product an Application belongs to is said by an *annotation*; the selector of a template sees labels alone. So the template is not for it, and what it
promotes stays where it is. Level: warning.

Nothing is said of Applications whose product names the template itself, and of those of which only `application` declarations are known.

## Fails

```promo
//- /delivery.promo
environment dev { cluster "nonprod" }

template shop-chart {
  priority 10
  when product == shop
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
}

extern product shop
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-dev
  annotations:
    codefresh.io/product: shop
spec:
  destination: {name: nonprod, namespace: dev}
  source: {repoURL: "https://git.example.com/shop", path: dev}
```

## Passes

```promo
//- /delivery.promo
environment dev { cluster "nonprod" }

template shop-chart {
  priority 10
  when product == shop
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
}

extern product shop
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-dev
  labels:
    codefresh.io/product: shop
  annotations:
    codefresh.io/product: shop
spec:
  destination: {name: nonprod, namespace: dev}
  source: {repoURL: "https://git.example.com/shop", path: dev}
```

## How to mend it

Give the Application the label besides the annotation, or name the template in the product: `product shop { template shop-chart }`.
"#
        }
        "template-matches-nothing" => {
            r#"# template-matches-nothing

No Application has the labels that a template asks for, and no product names it: it promotes nothing. Level: warning.

Nothing is said unless the manifests of all Applications are known, with their labels. Where only a label is missing that says the product or the
environment, `template-label-missing` says so instead.

## Fails

```promo
//- /delivery.promo
environment dev { cluster "nonprod" }

template services {
  priority 10
  when label "example.com/kind" == "service"
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
}
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-dev
  labels:
    example.com/kind: services
spec:
  destination: {name: nonprod, namespace: dev}
  source: {repoURL: "https://git.example.com/shop", path: dev}
```

## Passes

```promo
//- /delivery.promo
environment dev { cluster "nonprod" }

template services {
  priority 10
  when label "example.com/kind" == "service"
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
}
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-dev
  labels:
    example.com/kind: service
spec:
  destination: {name: nonprod, namespace: dev}
  source: {repoURL: "https://git.example.com/shop", path: dev}
```

## How to mend it

Ask for labels that the Applications have, name the template in a product, or take it out.
"#
        }
        "equal-priority-templates" => {
            r#"# equal-priority-templates

Two templates have the same priority, match one Application, and disagree: on where its version stands, or on what of a file is promoted. Nothing says which
of the two counts. Level: warning.

Nothing is said where no Application is known that both match. An Application whose product names a template, or says itself what is promoted, is for no
template by its labels.

## Fails

```promo
//- /delivery.promo
environment dev { cluster "nonprod" }

template charts {
  priority 10
  when label "example.com/kind" == "service"
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
}

template web {
  priority 10
  when label "example.com/tier" == "web"
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image
}
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-dev
  labels:
    example.com/kind: service
    example.com/tier: web
spec:
  destination: {name: nonprod, namespace: dev}
  source: {repoURL: "https://git.example.com/shop", path: dev}
```

## Passes

```promo
//- /delivery.promo
environment dev { cluster "nonprod" }

template charts {
  priority 10
  when label "example.com/kind" == "service"
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
}

template web {
  priority 5
  when label "example.com/tier" == "web"
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image
}
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-dev
  labels:
    example.com/kind: service
    example.com/tier: web
spec:
  destination: {name: nonprod, namespace: dev}
  source: {repoURL: "https://git.example.com/shop", path: dev}
```

## How to mend it

Give the more special template another priority, or make the two say the same.
"#
        }
        "path-outside-application" => {
            r#"# path-outside-application

A file that is promoted, or that holds the version, lies outside the folder of the Application: `../` leads out of it. Files are looked for from the folder
that the Application's source names, and the platform ignores those that are not in it. Level: warning.

## Fails

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "../Chart.yaml" $.appVersion
  promote "charts/../../shared/values.yaml" $.image.tag
}
```

## Passes

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "Chart.yaml" $.appVersion
  promote "charts/shared/values.yaml" $.image.tag
}
```

## How to mend it

Keep what is promoted in the folder of the Application, or let its source name a folder above that holds all of it.
"#
        }
        "jsonpath-dash" => {
            r#"# jsonpath-dash

A name with a dash follows a dot in a JSONPath. Codefresh documents that it doesn't read such a name, so that nothing would be promoted. In brackets and
quotes it does. Level: warning.

In the path of a version, where brackets don't help either, `jsonpath-restricted` says so instead.

## Fails

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.blue-green.image, $..side-car, $.image.tag, $.env[?(@.var-name == "a-b")].value
}
```

## Passes

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $["blue-green"].image, $..["side-car"], $.image.tag, $.env[?(@["var-name"] == "a-b")].value
}
```

## How to mend it

Take the fix: `$.blue-green.image` becomes `$["blue-green"].image`. In a hand-written manifest, write the same there.
"#
        }
        "jsonpath-restricted" => {
            r#"# jsonpath-restricted

The path of a version holds a character that the platform refuses there. It reads paths of versions by a stricter pattern than those of what is promoted:
letters, digits and `$ . [ ] ' " _ * ? @ ( )`, and nothing else. The version of a release would be missing. Level: warning.

## Fails

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "values.yaml" $["image-tag"]
  promote "values.yaml" $["image-tag"]
}
```

A dash is refused, in brackets and quotes too.

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "Chart.yaml" $.dependencies[?(@.name == "service")].version
  promote "Chart.yaml" $.dependencies
}
```

A filter that compares holds spaces and `=`.

## Passes

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $["image-tag"]
}
```

## How to mend it

Take the version from a key whose name has letters, digits and `_` alone, such as `appVersion` in `Chart.yaml`, or rename the key.
"#
        }
        "file-not-found" => {
            r#"# file-not-found

A file that is promoted, or that holds the version, is in no folder of the Applications that it is meant for, though these folders are in the project.
Level: warning.

The folder of an Application is its `source.path`. Nothing is said where some folder is not in the project, of files that don't end in `.yaml` or are
hidden, and where `[project] manifests` in `promo.toml` leaves files out. The project is taken for the repository of
which nearly all folders that the Applications name are in the project; where several repositories have a folder here, nothing is said.

## Fails

```promo
//- /delivery.promo
environment dev, qa

flow standard {
  dev -> qa
  default { action commit }
}

product shop {
  version from "Chart.yaml" $.appVersion
  promote "value.yaml" $.image.tag
  flow standard
}

application shop-dev { product shop  environment dev }
application shop-qa { product shop  environment qa }
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop-dev}
spec:
  destination: {name: nonprod, namespace: dev}
  source: {repoURL: "https://git.example.com/shop", path: apps/shop}
//- /apps/shop/Chart.yaml
name: shop
appVersion: 1.2.0
//- /apps/shop/values.yaml
image:
  tag: 1.2.0
```

## Passes

```promo
//- /delivery.promo
environment dev, qa

flow standard {
  dev -> qa
  default { action commit }
}

product shop {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag
  flow standard
}

application shop-dev { product shop  environment dev }
application shop-qa { product shop  environment qa }
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop-dev}
spec:
  destination: {name: nonprod, namespace: dev}
  source: {repoURL: "https://git.example.com/shop", path: apps/shop}
//- /apps/shop/Chart.yaml
name: shop
appVersion: 1.2.0
//- /apps/shop/values.yaml
image:
  tag: 1.2.0
```

## How to mend it

Name a file from the folder that the Application's source names, or add it there.
"#
        }
        "jsonpath-not-found" => {
            r#"# jsonpath-not-found

A JSONPath selects nothing in the files that it is meant for: the version of a release would be missing, or nothing would be promoted. Level: warning.

The files are those in the folders of the Applications, `source.path`, as far as they are in the project. Nothing is said where one of them has what is
asked for, and of files that can't be read or hold several documents. The project is taken for the repository of
which nearly all folders that the Applications name are in the project; where several repositories have a folder here, nothing is said.

## Fails

```promo
//- /delivery.promo
environment dev, qa

flow standard {
  dev -> qa
  default { action commit }
}

product shop {
  version from "Chart.yaml" $.appversion
  promote "values.yaml" $.image.tag, $.sidecar.image
  flow standard
}

application shop-dev { product shop  environment dev }
application shop-qa { product shop  environment qa }
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop-dev}
spec:
  destination: {name: nonprod, namespace: dev}
  source: {repoURL: "https://git.example.com/shop", path: apps/shop}
//- /apps/shop/Chart.yaml
name: shop
appVersion: 1.2.0
//- /apps/shop/values.yaml
image:
  tag: 1.2.0
```

The key is `appVersion`, and there is no `sidecar`.

## Passes

```promo
//- /delivery.promo
environment dev, qa

flow standard {
  dev -> qa
  default { action commit }
}

product shop {
  version from "Chart.yaml" $.appVersion
  promote "values.yaml" $.image.tag, $..image, $.env[?(@.name == "MODE")].value
  flow standard
}

application shop-dev { product shop  environment dev }
application shop-qa { product shop  environment qa }
//- /shop-dev.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop-dev}
spec:
  destination: {name: nonprod, namespace: dev}
  source: {repoURL: "https://git.example.com/shop", path: apps/shop}
//- /apps/shop/Chart.yaml
name: shop
appVersion: 1.2.0
//- /apps/shop/values.yaml
image:
  tag: 1.2.0
env:
  - name: MODE
    value: dev
```

## How to mend it

Name a key as the file has it: letters count as they are written, `appVersion` is not `appversion`.
"#
        }
        "unknown-reference" => {
            r#"# unknown-reference

A string of a workflow refers by `{{…}}` to something that the workflow doesn't have: an input or output that is declared nowhere, a step that has not run
yet, a word that Argo doesn't know. Argo refuses the workflow, or leaves the braces as they are. Level: error.

What is in reach depends on the place. The arguments that `with` passes stand in the graph: they can use what the workflow is given and the outputs of
earlier steps. Everything else in a step belongs to its template, which sees its own inputs and those of the workflow, and no other step. Expressions
(`{{=…}}`), and what other template languages write in braces, are left alone.

## Fails

```promo
workflow smoke-test {
  input APP_NAME

  step probe {
    image "curlimages/curl:8.11.1"
    run """
      curl --fail "https://{{workflow.parameters.APP_NAM}}.example.com/healthz"
      """
  }
}
```

```promo
workflow report {
  input VERSION

  collect, lint -> send

  step collect, lint {
    image "alpine:3.21"
    run "echo {{workflow.parameters.VERSION}} > /tmp/text"
    output TEXT from "/tmp/text"
  }
  step send {
    input TEXT, TITLE
    with TEXT = "{{tasks.colect.outputs.parameters.TEXT}}"
    with TITLE = "{{tasks.lint.outputs.parameters.TXT}}"
    image "curlimages/curl:8.11.1"
    run "echo {{inputs.parameters.TITLE}} {{inputs.parameters.VERSION}} {{input.parameters.TEXT}}"
  }
}
```

A misspelt step, a misspelt output, an input of the workflow that is looked for in the step, and a misspelt word of Argo's.

```promo
workflow report {
  collect -> send

  step collect {
    image "alpine:3.21"
    run "echo text > /tmp/text"
    output TEXT from "/tmp/text"
  }
  step send {
    image "curlimages/curl:8.11.1"
    run "echo {{tasks.collect.outputs.parameters.TEXT}}"
  }
}
```

```promo
workflow announce {
  step tell {
    image "curlimages/curl:8.11.1"
    run "curl --fail --data {{workflow.parameters.RELEASE_URL}} https://chat.example.com"
  }
}
```

A warning only: the platform passes `RELEASE_URL` to hooks, and Argo takes it although the workflow doesn't ask for it. As an action's check it would get none.

Another step is not in reach of a script: an input has to take its output there.

```promo
workflow report {
  input VERSION

  collect -> send

  step collect {
    input TEXT
    with TEXT = "{{tasks.send.outputs.parameters.ANSWER}}"
    image "alpine:3.21"
    run "echo {{inputs.parameters.TEXT}} {{workflow.parameters.VERSION}}"
  }
  step send {
    image "curlimages/curl:8.11.1"
    run "echo done > /tmp/answer"
    output ANSWER from "/tmp/answer"
  }
}
```

`send` runs after `collect`, so that there is no answer yet.

```promo
//- /manifests/report.yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: report
  annotations:
    codefresh.io/workflow-origin: promotion
spec:
  serviceAccountName: cf-default-promotion-workflows-sa
  entrypoint: main
  arguments:
    parameters:
      - name: VERSION
  templates:
    - name: main
      dag:
        tasks:
          - name: collect
            template: collect
          - name: send
            template: send
            depends: collect
            arguments:
              parameters:
                - name: TEXT
                  value: "{{tasks.colect.outputs.result}}"
    - name: collect
      script:
        image: alpine:3.21
        command: [sh]
        source: echo "{{workflow.parameters.VERSON}}"
    - name: send
      inputs:
        parameters:
          - name: TEXT
      script:
        image: alpine:3.21
        command: [sh]
        source: echo "{{inputs.parameters.TXT}} {{workflow.parameters.APP_NAME}}"
```

A hand-written promotion workflow, of which less is told: a task or step that its template doesn't have, an input that its template doesn't declare, and
a parameter that the workflow doesn't declare, the platform doesn't pass and no other workflow of the project gives.

## Passes

```promo
workflow report {
  input VERSION

  collect -> send

  step collect {
    image "alpine:3.21"
    run "echo {{workflow.name}} {{workflow.parameters.VERSION}} > /tmp/text"
    output TEXT from "/tmp/text"
  }
  step send {
    input TEXT
    with TEXT = "{{tasks.collect.outputs.parameters.TEXT}}"
    image "curlimages/curl:8.11.1"
    run "echo '{{inputs.parameters.TEXT}}' '{{ .Values.name }}' {{item.name}}"
  }
}
```

## How to mend it

Declare what is missing: `input NAME` in the workflow or the step, `output NAME from "/path"` in the step that gives it. Let an arrow lead to the step that
uses an output, and pass it by `with`:

```promo
workflow report {
  collect -> send

  step collect {
    image "alpine:3.21"
    run "echo text > /tmp/text"
    output TEXT from "/tmp/text"
  }
  step send {
    input TEXT
    with TEXT = "{{tasks.collect.outputs.parameters.TEXT}}"
    image "curlimages/curl:8.11.1"
    run "echo {{inputs.parameters.TEXT}}"
  }
}
```
"#
        }
        "unused-environment" => {
            r#"# unused-environment

An environment is declared, and nothing names it: no flow goes through it, no policy selects it. Level: hint.

Nothing is said in a project without flows, whose environments may be there for other projects.

## Fails

```promo
environment dev, qa, load

flow standard {
  dev -> qa
  default { action commit }
}

product shop { flow standard }
```

## Passes

```promo
environment dev, qa, load

flow standard {
  dev -> qa, load
  default { action commit }
}

product shop { flow standard }
```

## How to mend it

Let a flow go through the environment, or take it out.
"#
        }
        "unused-workflow" => {
            r#"# unused-workflow

A workflow is declared, here or with `extern`, and nothing runs it: no flow or policy names it in `pre`, `post` or an `on` clause, and no workflow `uses` it.
Level: hint.

Nothing is said in a project without flows and policies, whose workflows may be there for other projects.

## Fails

```promo
environment dev, qa

extern workflow smoke-test, load-test

flow standard {
  dev -> qa
  step qa {
    action commit
    post smoke-test
  }
}

product shop { flow standard }
```

```promo
//- /manifests/reviewed.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: reviewed
spec:
  priority: 10
  policy:
    action: pr
//- /manifests/smoke-tests.yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: smoke-tests
  annotations:
    codefresh.io/workflow-origin: promotion
spec:
  entrypoint: probe
  templates:
    - name: probe
      container:
        image: curlimages/curl:8.11.1
```

The same of a manifest that is one of promotions.

## Passes

```promo
environment dev, qa

extern workflow smoke-test, load-test

flow standard {
  dev -> qa
  step qa {
    pre load-test
    action commit
    post smoke-test
  }
}

product shop { flow standard }
```

## How to mend it

Name the workflow where it is to run, or take it out.
"#
        }
        "unused-flow" => {
            r#"# unused-flow

A flow is declared, and no product takes it. Level: hint.

Nothing is said in a project without products, whose flows may be there for other projects.

## Fails

```promo
environment dev, qa, prod

flow standard {
  dev -> qa -> prod
  default { action commit }
}

flow hotfix {
  dev -> prod
  default { action commit }
}

product shop { flow standard }
```

```promo
//- /environments.promo
environment dev, qa
//- /manifests/to-qa.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-qa
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [dev]
      policy:
        action: commit
//- /manifests/to-dev.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: to-dev
spec:
  triggerEnvironment: qa
  steps:
    - environment: dev
      dependsOn: [qa]
      policy:
        action: commit
//- /manifests/shop.yaml
apiVersion: codefresh.io/v1beta2
kind: Product
metadata:
  name: shop
spec:
  promotionFlows:
    - name: to-qa
```

The same of a manifest.

## Passes

```promo
environment dev, qa, prod

flow standard {
  dev -> qa -> prod
  default { action commit }
}

flow hotfix {
  dev -> prod
  default { action commit }
}

product shop {
  flow hotfix when message matches "*hotfix*"
  flow standard
}
```

## How to mend it

Let a product take the flow, or take the flow out.
"#
        }
        "unused-let" => {
            r#"# unused-let

A constant is declared with `let`, and nothing uses it. Level: hint.

## Fails

```promo
environment dev, prod-eu, prod-us

let regions = [prod-eu, prod-us]

flow standard {
  dev -> prod-eu, prod-us
  default { action commit }
}

product shop { flow standard }
```

## Passes

```promo
environment dev, prod-eu, prod-us

let regions = [prod-eu, prod-us]

flow standard {
  dev -> regions
  default { action commit }
}

product shop { flow standard }
```

## How to mend it

Use the constant, or take it out.
"#
        }
        "unused-pattern" => {
            r#"# unused-pattern

A pattern is declared, and nothing is declared by it. A pattern by itself becomes nothing. Level: hint.

## Fails

```promo
environment dev, prod

flow to(region: environment) {
  dev -> region
  default { action commit }
}

flow standard {
  dev -> prod
  default { action commit }
}

product shop { flow standard }
```

## Passes

```promo
environment dev, prod

flow to(region: environment) {
  dev -> region
  default { action commit }
}

flow standard = to(prod)

product shop { flow standard }
```

## How to mend it

Declare something by the pattern, as in `flow standard = to(prod)`, or take it out.
"#
        }
        "unused-suppression" => {
            r#"# unused-suppression

A comment `// promo: allow(RULE)` silences nothing: the rule finds nothing on that line. The comment is a leftover, or stands at the wrong line, and
would hide the next finding that somebody should see. Level: warning.

## Fails

```promo
// promo: allow(selects-everything) the only template
template helm-image {
  priority 10
  when label "chart" == "service"
  promote "values.yaml" $.image.tag
}
```

The template has a `when` by now.

```promo
// promo: allow(selects-everything, promotes-everything) the template for whatever has none of its own
template fallback {
  priority 100
  promote "Chart.yaml" $.version
}
```

A comment may name several rules. Only one of these finds something, and the comment is kept for it.

```promo
//- /manifests/helm-image.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionTemplate
metadata:
  name: helm-image # promo: allow(selects-everything) the only template
spec:
  applicationSourceSelector:
    matchLabels:
      chart: service
  priority: 10
  promotion:
    values.yaml:
      jsonPaths: [$.image.tag]
```

In a manifest such a comment begins with `#`.

## Passes

```promo
template helm-image {
  priority 10
  when label "chart" == "service"
  promote "values.yaml" $.image.tag
}
```

```promo
// promo: allow(selects-everything) the template for whatever has none of its own
/// The version of the chart.
template fallback {
  priority 100
  promote "Chart.yaml" $.version
}
```

Where a file has errors, nothing is said of its comments: an error may keep the rule from looking that a comment silences.

## How to mend it

Take the comment out, or move it to the end of the line that it is about or to the line above. `unused-suppression = "allow"` under `[lint]` in
`promo.toml` silences the rule in the whole project; a comment can't.
"#
        }
        "invalid-suppression" => {
            r#"# invalid-suppression

A comment `// promo: allow(RULE)` names no rule, or one that can't be silenced because it is an error, or has another word than `allow`. It looks as if something was allowed, and
nothing is. Level: warning.

## Fails

```promo
environment dev

// promo: allow(selects-evrything) the only template
template helm-image {
  priority 10
  when label "chart" == "service"
  promote "values.yaml" $.image.tag
}
```

The nearest rule is suggested.

```promo
// promo: allow(duplicate-declaration) on purpose
environment dev
```

Errors are mended, not silenced.

```promo
environment dev

// promo: ignore(selects-everything) the only template
template helm-image {
  priority 10
  when label "chart" == "service"
  promote "values.yaml" $.image.tag
}
```

The word is `allow`, whatever other tools call it.

```promo
//- /manifests/helm-image.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionTemplate
metadata:
  name: helm-image
spec:
  applicationSourceSelector:
    matchLabels:
      chart: service # promo: allow(select-everything)
  priority: 10
  promotion:
    values.yaml:
      jsonPaths: [$.image.tag]
```

In a manifest such a comment begins with `#`.

## Passes

```promo
// promo: allow(selects-everything) the only template
template helm-image {
  priority 10
  promote "values.yaml" $.image.tag
}
```

## How to mend it

Write the name of the rule as the diagnostic has it in brackets; `promo explain` lists them all. Take the comment out if it is about an error.
`invalid-suppression = "allow"` under `[lint]` in `promo.toml` silences the rule in the whole project; a comment can't.
"#
        }
        "unreadable-manifest" => {
            r#"# unreadable-manifest

A file among the project's hand-written manifests can't be read as YAML. Workflows, flows and Applications that it declares count in every check, and
are unknown now: names that stand somewhere in it are not told to be missing, and what they would have shown stays hidden. Argo CD can't read the file
either.
Level: warning.

## Fails

```promo
//- /environments.promo
environment dev, qa
//- /manifests/smoke-tests.yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: "smoke-tests
  annotations:
    codefresh.io/workflow-origin: promotion
```

A quote is missing.

## Passes

```promo
//- /environments.promo
environment dev, qa
//- /manifests/smoke-tests.yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: smoke-tests
  annotations:
    codefresh.io/workflow-origin: promotion
spec:
  entrypoint: probe
  templates:
    - name: probe
      container:
        image: curlimages/curl:8.11.1
```

## How to mend it

Mend the YAML. A file that is no manifest, such as the template of a Helm chart, is left out by naming the folders that hold manifests:

```toml
[project]
manifests = ["manifests/**/*.yaml"]
```

`# promo: allow(unreadable-manifest) reason`, alone on the line above the one that is told, silences the rule there, and `unreadable-manifest = "allow"`
under `[lint]` in `promo.toml` in the whole project.
"#
        }
        "invalid-manifest" => {
            r#"# invalid-manifest

A hand-written manifest says something that a cluster refuses or drops: a field that its kind doesn't have, a value of another type, a word that is none
of those allowed, nothing where something is due. So does a workflow that promotions run without being marked as one of theirs, and an object that people
never write. The Kubernetes API accepts nearly anything in these objects, and Argo CD drops unknown fields without a word, so that such a mistake shows
only when a promotion does something else. Level: warning.

What can't be understood is left out, and the checks conclude nothing from what is missing then: a policy whose action can't be read might set any.
What a manifest says wrongly of other things has the name of the rule that says the same of a source, such as `dependency-cycle` or `invalid-path`.

## Fails

```promo
//- /environments.promo
environment dev, qa
//- /manifests/reviewed.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: reviewed
spec:
  priority: '10'
  selector:
    targetEnvironment:
      type: PROD
  policy:
    pre-action: smoke-tests
    action: pull-request
```

The priority is a number, the fields are `types`, which is a list, and `preAction`, and the action is `pr`. All of this can be mended without a look.

```promo
//- /environments.promo
environment dev, qa
//- /manifests/standard.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: standard
spec:
  triggerEnviroment: dev
  steps:
    - environment: qa
      dependsOn: [dev]
      policy:
        Action: pr
---
apiVersion: codefresh.io/v1beta2
kind: Product
metadata:
  name: shop
spec:
  promotionFlows:
    - name: standard
```

A field that is misspelt is not missed besides: neither `triggerEnvironment` nor an action.

```promo
//- /manifests/merged.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: merged
spec:
  priority: 10
  policy:
    action: merge
```

Nobody knows which of `commit`, `pr` and `none` is meant here.

```promo
//- /environments.promo
environment dev, qa
//- /manifests/standard.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: standard
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [dev]
      policy:
        preAction: smoke-tests
//- /manifests/smoke-tests.yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: smoke-tests
spec:
  entrypoint: probe
  templates:
    - name: probe
      container:
        image: curlimages/curl:8.11.1
```

A promotion runs the workflow, which lacks the annotation `codefresh.io/workflow-origin: promotion`.

```promo
//- /manifests/announce.yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: announce
  annotations:
    codefresh.io/workflow-origin: promotion
spec:
  entrypoint: tell
  arguments:
    parameters:
      - name: NAME
        value: {{workflow.name}}
  templates:
    - name: tell
      container:
        image: curlimages/curl:8.11.1
```

Without quotes, braces begin a map. What reads like a Helm chart is told once a file instead, and nothing in it counts.

```promo
//- /manifests/run.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionTask
metadata:
  name: shop-run-7
spec: {}
```

The platform writes a PromotionTask for each step of a release, and people never do.

## Passes

```promo
//- /environments.promo
environment dev, qa, prod
//- /manifests/promotions.yaml
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: reviewed
spec:
  priority: 10
  selector:
    targetEnvironment:
      types: [PROD]
  policy:
    preAction: smoke-tests
    action: pr
---
apiVersion: codefresh.io/v1beta1
kind: PromotionFlow
metadata:
  name: standard
spec:
  triggerEnvironment: dev
  steps:
    - environment: qa
      dependsOn: [dev]
    - environment: prod
      dependsOn: [qa]
---
apiVersion: codefresh.io/v1beta1
kind: PromotionPolicy
metadata:
  name: merged
spec:
  priority: 20
  policy:
    action: merge # promo: allow(invalid-manifest) what the platform can do from next week on
```

## How to mend it

Mend the manifest, or say the same in a source, where each name is checked: `policy reviewed { priority 10  when environment.kind == production  action pr }`.
A file that is no manifest, such as the template of a Helm chart, is left out by naming the folders that hold manifests:

```toml
[project]
manifests = ["manifests/**/*.yaml"]
```

`# promo: allow(invalid-manifest) reason`, on the line above or at the end of the line, silences the rule there; `invalid-manifest = "allow"` under
`[lint]` in `promo.toml` does so in the whole project.
"#
        }
        _ => "",
    }
}
