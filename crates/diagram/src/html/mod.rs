//! Flows as one page that needs nothing else: the pictures, and over each environment a card with all that is known
//! of it, shown when it is pointed at or has the focus. That much works without a script; the script puts the card
//! beside the environment, marks its lines, and lets pictures be enlarged.

use std::fmt::Write;

use crate::diagram::{Diagram, Hook, Node, Place, Said, Setting, Variant};
use crate::escape::Escaped;
use crate::svg::{self, Frame, Picture};
use crate::wording;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// How small a picture becomes in a narrow window, in percent, before it is scrolled instead. The script enlarges it.
const SMALLEST: i64 = 35;

/// How many products are named in a card.
const MOST_PRODUCTS: usize = 20;

/// Some flows as a page, with an index if there are several.
pub fn html(diagrams: &[Diagram]) -> String {
    let title = match diagrams {
        [only] => format!("flow {}", only.flow),
        _ => "flows".to_owned(),
    };
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>{}</title>\n\
         <style>\n{}{STYLE}</style>\n</head>\n<body class=\"promo\">\n",
        Escaped(title),
        svg::STYLE
    );
    if diagrams.len() > 1 {
        page.push_str(&index(diagrams));
    }
    page.push_str("<main>\n");
    for (number, diagram) in diagrams.iter().enumerate() {
        page.push_str(&section(number, diagram));
    }
    let _ = write!(page, "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
    page
}

fn index(diagrams: &[Diagram]) -> String {
    let items = diagrams.iter().enumerate().map(|(number, diagram)| {
        let count = diagram.nodes.len();
        let noun = if count == 1 { "environment" } else { "environments" };
        let name = Escaped(&diagram.flow);
        format!("<li><a href=\"#flow-{number}\">{name}</a> <span>{count} {noun}</span></li>\n")
    });
    format!("<nav aria-label=\"Flows\">\n<ol>\n{}</ol>\n</nav>\n", items.collect::<String>())
}

fn section(number: usize, diagram: &Diagram) -> String {
    let picture = svg::picture(diagram);
    let mut section = format!(
        "<section id=\"flow-{number}\" data-file=\"{}\" data-line=\"{}\">\n<h2>{}</h2>\n",
        Escaped(&diagram.place.file),
        diagram.place.line,
        Escaped(&diagram.flow)
    );
    for line in diagram.description.iter().flat_map(|description| description.lines()) {
        let _ = writeln!(section, "<p>{}</p>", Escaped(line));
    }
    for fact in wording::facts(diagram) {
        let _ = writeln!(section, "<p class=\"fact\">{}</p>", Escaped(fact));
    }
    let Picture { width, height, frames, content } = &picture;
    let _ = write!(
        section,
        "<div class=\"scroll\">\n\
         <div class=\"picture\" data-width=\"{width}\" \
         style=\"max-width:{width}px;min-width:{}px;aspect-ratio:{width}/{height}\">\n\
         <svg class=\"promo\" aria-hidden=\"true\" viewBox=\"0 0 {width} {height}\">\n{content}</svg>\n",
        width * SMALLEST / 100
    );
    for (index, (node, frame)) in diagram.nodes.iter().zip(frames).enumerate() {
        section.push_str(&spot(&format!("{number}-{index}"), index, node, &placed(*frame, &picture)));
    }
    section.push_str("</div>\n</div>\n</section>\n");
    section
}

/// Where a box is in its picture, whatever the size that the picture is shown in.
fn placed(frame: Frame, picture: &Picture) -> String {
    let part = |length: i64, of: i64| 100.0 * length as f64 / of.max(1) as f64;
    format!(
        "left:{:.3}%;top:{:.3}%;width:{:.3}%;height:{:.3}%",
        part(frame.x, picture.width),
        part(frame.y, picture.height),
        part(frame.width, picture.width),
        part(frame.height, picture.height)
    )
}

/// The place of an environment, with its card.
fn spot(id: &str, index: usize, node: &Node, placed: &str) -> String {
    let name = Escaped(&node.environment);
    let kind = wording::kind(node);
    let mut spot = format!(
        "<div class=\"spot\" tabindex=\"0\" role=\"group\" aria-label=\"{name}, {kind}\" \
         aria-describedby=\"card-{id}\" data-node=\"{index}\" data-id=\"{}\" data-environment=\"{name}\" \
         data-file=\"{}\" data-line=\"{}\" style=\"{placed}\">\n\
         <div class=\"card\" id=\"card-{id}\">\n<h3>{name}</h3>\n\
         <p class=\"fact\">{kind} · {}</p>\n",
        Escaped(&node.id),
        Escaped(&node.place.file),
        node.place.line,
        Escaped(wording::place(&node.place))
    );
    spot.push_str("<dl>\n");
    spot.extend(node.settings.iter().map(setting));
    spot.extend(node.hooks.iter().map(hook));
    spot.push_str("</dl>\n</div>\n</div>\n");
    spot
}

fn setting(setting: &Setting) -> String {
    let differs = match setting.differs() {
        true => format!(" <em>{}</em>", wording::DIFFERS),
        false => String::new(),
    };
    let names_products = setting.variants.len() > 1;
    let variants: String = setting.variants.iter().map(|one| variant(one, names_products)).collect();
    format!("<dt>{}{differs}</dt>\n<dd>{variants}</dd>\n", setting.field)
}

fn variant(variant: &Variant, names_products: bool) -> String {
    let mut text = match &variant.chosen {
        Some(chosen) => said(chosen),
        None => {
            let why = if variant.may_be_set { "not known" } else { "nothing sets it" };
            format!("<b>{}</b> <span>{why}</span>", wording::nothing(variant))
        }
    };
    if names_products {
        let products = wording::names(&variant.products, MOST_PRODUCTS);
        let _ = write!(text, "<div class=\"products\">for {}</div>", Escaped(products));
    }
    for other in &variant.overrides {
        let word = if other.is_tied { "tied with" } else { "instead of" };
        let _ = write!(text, "<div class=\"instead\">{word} {}</div>", said(other));
    }
    format!("<div class=\"variant\">{text}</div>")
}

fn said(said: &Said) -> String {
    let origin = wording::origin(said);
    format!("<b>{}</b> {}", Escaped(&said.value), link(&said.place, &origin))
}

fn hook(hook: &Hook) -> String {
    let link = link(&hook.place, &wording::place(&hook.place));
    format!("<dt>on {}</dt>\n<dd><b>{}</b> {link}</dd>\n", hook.event, Escaped(&hook.workflow))
}

/// Some words with the place that they tell of, for those who can go there.
fn link(place: &Place, words: &str) -> String {
    format!(
        "<span data-file=\"{}\" data-line=\"{}\" data-column=\"{}\">{}</span>",
        Escaped(&place.file),
        place.line,
        place.column,
        Escaped(words)
    )
}
