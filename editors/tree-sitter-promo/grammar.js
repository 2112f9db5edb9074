/// The grammar of promo for editors, after `grammar/promo.ebnf`: what stands where, and the shapes of strings and paths.
/// Keywords need no list here: one is a keyword where a rule names it, and a name wherever only a name can stand.
// @ts-check

/** One or more of something with commas between. */
const separated = (rule) => seq(rule, repeat(seq(',', rule)));

/** Any number of things with commas between, and perhaps one behind the last. */
const listed = (rule) => optional(seq(separated(rule), optional(',')));

/** `{ … }` around the items of a body. */
const block = (item) => seq('{', repeat(item), '}');

/** A declaration that may have parameters, or be a use of one that has. */
const pattern = ($, keyword, body) =>
  seq(keyword, field('name', $.name), optional($.parameters), choice(field('body', alias(body, $.block)), $.use));

/** A token inside quotes: white space and comments before it belong to the text. */
const inside = (rule) => token.immediate(prec(1, rule));

module.exports = grammar({
  name: 'promo',

  extras: ($) => [/[\s\uFEFF]/, $.documentation, $.comment],

  word: ($) => $._word,

  supertypes: ($) => [$._declaration],

  rules: {
    source_file: ($) => repeat($._declaration),

    // ---- Declarations ----

    _declaration: ($) =>
      choice(
        $.environment_declaration,
        $.let_declaration,
        $.extern_declaration,
        $.flow_declaration,
        $.policy_declaration,
        $.template_declaration,
        $.product_declaration,
        $.workflow_declaration,
        $.application_declaration,
      ),

    environment_declaration: ($) =>
      seq('environment', $._names, optional(field('body', alias($.environment_block, $.block)))),

    let_declaration: ($) => seq('let', field('name', $.name), '=', field('value', $._value)),

    extern_declaration: ($) =>
      seq(
        'extern',
        choice(
          seq('workflow', $._names, optional(field('body', alias($.extern_block, $.block)))),
          seq(choice('flow', 'product', 'template'), $._names),
        ),
      ),

    flow_declaration: ($) => pattern($, 'flow', $.flow_block),
    policy_declaration: ($) => pattern($, 'policy', $.policy_block),
    template_declaration: ($) => pattern($, 'template', $.template_block),
    product_declaration: ($) => pattern($, 'product', $.product_block),
    workflow_declaration: ($) => pattern($, 'workflow', $.workflow_block),

    application_declaration: ($) =>
      seq('application', field('name', $.name), field('body', alias($.application_block, $.block))),

    parameters: ($) => seq('(', listed($.parameter), ')'),
    parameter: ($) =>
      seq(field('name', $.name), ':', field('type', $.type), optional(seq('=', field('default', $._value)))),
    type: ($) => $._word,

    use: ($) => seq('=', field('pattern', choice($.reference, $.string)), $.arguments),
    arguments: ($) => seq('(', listed($.argument), ')'),
    argument: ($) => seq(optional(seq(field('name', $.name), ':')), field('value', $._value)),

    // ---- Bodies ----

    environment_block: ($) => block(alias($.environment_clause, $.clause)),
    extern_block: ($) => block(alias($.extern_clause, $.clause)),
    flow_block: ($) => block(choice(alias($.flow_clause, $.clause), alias($.flow_step, $.step), $.chain)),
    step_block: ($) => block(alias($.step_clause, $.clause)),
    policy_block: ($) => block(alias($.policy_clause, $.clause)),
    template_block: ($) => block(alias($.template_clause, $.clause)),
    product_block: ($) => block(alias($.product_clause, $.clause)),
    workflow_block: ($) =>
      block(choice(alias($.workflow_clause, $.clause), alias($.workflow_step, $.step), $.chain)),
    workflow_step_block: ($) => block(alias($.workflow_step_clause, $.clause)),
    application_block: ($) => block(alias($.application_clause, $.clause)),

    environment_clause: ($) =>
      choice(
        seq('kind', $._value),
        seq('cluster', $._value, optional(seq('namespaces', $._value))),
        seq('tags', $._value),
      ),

    extern_clause: ($) => choice($._input, seq('output', $._names), $._exports, $._service_account),

    flow_clause: ($) =>
      choice(
        seq('trigger', $._value),
        seq('default', field('body', alias($.step_block, $.block))),
        $._hook,
        seq('timeout', $._value),
        $._text_version,
        $._metadata,
      ),

    flow_step: ($) => seq('step', separated(choice($.reference, $.string, $.list)), field('body', alias($.step_block, $.block))),

    step_clause: ($) => choice($._setting, $._hook),

    policy_clause: ($) => choice($._priority, $._when, $._setting, $._metadata),

    template_clause: ($) => choice($._priority, $._when, $._source_version, $._promote, $._metadata),

    product_clause: ($) =>
      choice(
        seq('template', $._value),
        $._source_version,
        $._promote,
        seq('concurrency', $._value),
        seq('flow', $._value, optional($._when)),
        $._metadata,
      ),

    workflow_clause: ($) =>
      choice(
        $._text_version,
        $._service_account,
        $._input,
        seq('output', $._names, 'from', 'expression', $._value),
        seq('entrypoint', $._value),
        $._exports,
        $._metadata,
      ),

    workflow_step: ($) => seq('step', $._names, field('body', alias($.workflow_step_block, $.block))),

    workflow_step_clause: ($) =>
      choice(
        seq('image', $._value),
        seq('run', $._script),
        seq('command', $._value),
        seq('args', $._value),
        seq('uses', $._value, optional(seq('step', $._value))),
        seq('suspend', optional($._value)),
        $._input,
        seq('with', separated($.binding)),
        seq('env', alias($.variable, $.binding)),
        seq('output', $._names, optional(seq('from', optional('expression'), $._value)), optional('global')),
        seq('retry', $._value, optional(seq('every', $._value))),
        $._extra,
      ),

    application_clause: ($) => choice(seq('product', $._value), seq('environment', $._value)),

    // ---- Clauses that several bodies have ----

    _setting: ($) => seq(choice('action', 'pre', 'post'), $._value),
    _hook: ($) => seq('on', choice('start', 'success', 'fail'), $._value),
    _priority: ($) => seq('priority', $._value),
    _when: ($) => seq('when', $.test),
    _text_version: ($) => seq('version', $._value),
    _source_version: ($) => seq('version', 'from', $._value, $._value),
    _promote: ($) => seq('promote', $._value, optional(separated($._value))),
    _service_account: ($) => seq('service-account', $._value),
    _input: ($) => seq('input', separated($.binding)),
    _exports: ($) => seq('exports', $._names),
    _metadata: ($) => choice(seq(choice('labels', 'annotations'), $.map), $._extra),
    _extra: ($) => seq('extra', $.map),

    binding: ($) => seq(field('name', $.name), optional(seq('=', field('value', $._value)))),

    /** The binding of an environment variable. */
    variable: ($) =>
      seq(
        field('name', $.name),
        choice(seq('=', field('value', $._value)), seq('from', 'secret', $._value, 'key', $._value)),
      ),

    chain: ($) => seq($.group, repeat1(seq('->', $.group))),
    group: ($) => $._references,

    // ---- Tests ----

    test: ($) => seq($.condition, repeat(seq(choice('and', 'or'), $.condition))),
    condition: ($) =>
      seq(
        $.subject,
        choice(
          seq(choice('==', '!=', seq(optional('not'), choice('in', 'matches'))), field('value', $._value)),
          seq(optional('not'), 'exists'),
        ),
      ),
    subject: ($) => choice(seq('label', $.string), seq($._word, repeat(seq('.', $._word)))),

    // ---- Values and names ----

    _value: ($) => choice($._plain_value, $.string, $.text_block),
    _plain_value: ($) => choice($.reference, $.integer, $.duration, $.path, $.list),
    /** What `run` takes: `${…}` is the shell's there. */
    _script: ($) =>
      choice($._plain_value, alias($.script_string, $.string), alias($.script_text_block, $.text_block)),

    list: ($) => seq('[', listed(choice($._value, $.map)), ']'),
    map: ($) => seq('{', repeat(seq($.entry, optional(','))), '}'),
    entry: ($) =>
      seq(field('key', $.key), choice('=', ':'), field('value', choice($._value, $.map))),
    key: ($) => seq($._key_part, repeat(seq('.', $._key_part))),
    _key_part: ($) => choice($._word, $.string, $.integer),

    /** A name being given. */
    name: ($) => choice($._word, $.string),
    _names: ($) => separated(field('name', $.name)),
    /** The name of what is declared elsewhere. */
    reference: ($) => $._word,
    _references: ($) => separated(choice($.reference, $.string)),

    // ---- Tokens ----

    // Where two of these take equally much, the first one wins.
    integer: () => /-?[0-9]+/,
    duration: () => /([0-9]+[dhms])+/,
    _word: () => /[0-9]*[A-Za-z_][A-Za-z0-9_]*(-+[A-Za-z0-9_]+)*|[0-9]+(-+[A-Za-z0-9_]+)+/,

    documentation: () => /\/\/\/([^\/\n][^\n]*)?/,
    comment: () => /\/\/[^\n]*/,

    string: ($) =>
      seq('"', repeat(choice($._string_text, $.escape, $.interpolation, $.placeholder)), token.immediate('"')),
    script_string: ($) => seq('"', optional(alias($.line_script, $.script)), token.immediate('"')),
    line_script: ($) => repeat1(choice($._string_text, inside('${'), $.escape, $.placeholder)),

    text_block: ($) =>
      seq(
        '"""',
        repeat(choice($._block_text, alias($.block_escape, $.escape), $.interpolation, $._placeholder_in_block)),
        $._block_end,
      ),
    script_text_block: ($) => seq('"""', optional($.script), $._block_end),
    script: ($) =>
      repeat1(
        choice(
          $._block_text,
          inside('${'),
          alias($.block_escape, $.escape),
          $._placeholder_in_block,
        ),
      ),
    _placeholder_in_block: ($) => alias($.block_placeholder, $.placeholder),

    escape: () => inside(/\\(["\\nt]|u\{[0-9A-Fa-f]+\}|\$\{)/),
    block_escape: () => inside(/\\("""|\$\{)/),
    interpolation: ($) => seq(inside('${'), $.reference, '}'),
    /** What Argo fills in. */
    placeholder: () => inside(/\{\{[^{}"\\\n]*\}\}/),
    block_placeholder: () => inside(/\{\{([^{}"\\]|"[^{}"\\])*\}\}/),

    _string_text: () => inside(/[^"\\\n${]+|[${]|\\[^\n]/),
    _block_text: () => inside(/[^"\\${]+|[${\\]|""?/),
    _block_end: () => inside('"""'),

    path: ($) => seq('$', repeat(choice(token.immediate(/([A-Za-z0-9_.*@]|-[A-Za-z0-9_])+/), $._path_brackets))),
    _path_brackets: ($) =>
      seq(
        token.immediate('['),
        repeat(choice(inside(/[^\[\]"'\n]+|"([^"\\\n]|\\[^\n])*"|'([^'\\\n]|\\[^\n])*'/), $._path_brackets)),
        token.immediate(']'),
      ),
  },
});
