//! Which names are suggested for a misspelt one.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use promo_diagnostics::{did_you_mean, is_slip_of, nearest};

#[test]
fn near_names_are_suggested() {
    let names = ["staging", "production", "qa", "dev", "prod-eu", "prod-us", "prod-ap", "prod-au", "ünïcode"];
    for (name, expected) in [
        ("stagin", &["staging"][..]),
        ("stagnig", &["staging"]),
        ("STAGING", &["staging"]),
        ("ded", &["dev"]),
        ("q", &[]),
        ("aq", &["qa"]),
        ("prod-xu", &["prod-au", "prod-eu", "prod-ap"]),
        ("unicode", &["ünïcode"]),
        ("demo", &[]),
        ("", &[]),
        ("productoin", &["production"]),
        ("something-else-entirely", &[]),
        ("prod", &["prod-ap", "prod-au", "prod-eu"]),
        ("staging-eu", &["staging"]),
        ("produ", &["production"]),
    ] {
        assert_eq!(nearest(name, names), expected, "for {name:?}");
    }
    assert_eq!(nearest("dev", ["dev2", "Dev", "dev2"]), ["Dev", "dev2"]);
}

#[test]
fn suggestions_are_put_as_a_question() {
    assert_eq!(did_you_mean("x", ["long-name"]), None);
    assert_eq!(did_you_mean("dve", ["dev"]).as_deref(), Some("did you mean `dev`?"));
    let three = did_you_mean("prod-xx", ["prod-eu", "prod-us", "prod-ap"]);
    assert_eq!(three.as_deref(), Some("did you mean `prod-ap`, `prod-eu` or `prod-us`?"));
}

#[test]
fn a_slip_of_the_pen_is_one() {
    for slip in ["Product", "product", "PRODUCT", "Prodct", "Produkt", "Productt", "Prodcut"] {
        assert!(is_slip_of(slip, "Product"), "{slip}");
    }
    for other in ["Project", "Production", "ProductList", "Prod", "", "Prdct"] {
        assert!(!is_slip_of(other, "Product"), "{other}");
    }
}
