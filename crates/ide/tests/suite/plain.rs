//! Texts for people without the signs of their layout.

use promo_ide::plain;

#[test]
fn signs_of_layout_are_left_out_and_nothing_else() {
    let cases = [
        ("", ""),
        ("In `prod` of `to-prod`, for every product:\n", "In prod of to-prod, for every product:"),
        ("`` a ` b ``, **nobody**: 2 * 3", "a ` b, nobody: 2 * 3"),
        ("a lone ` and `code`", "a lone  and code`"),
        ("`a ** b` **c**", "a ** b c"),
        ("```promo\nlet a = `b` // **c**\n```\n\nText.\n", "let a = `b` // **c**\n\nText."),
        ("````yaml\na: |\n  ```\n| b |\n````", "a: |\n  ```\n| b |"),
        ("```\nnever closed", "never closed"),
        (
            "| | | from |\n|---|:-:|---|\n| pre | `a \\| b` | step, flow.promo:4 |\n",
            "from\npre  a | b  step, flow.promo:4",
        ),
        ("a | b", "a | b"),
    ];
    for (markdown, text) in cases {
        assert_eq!(plain(markdown), text, "{markdown}");
    }
}
