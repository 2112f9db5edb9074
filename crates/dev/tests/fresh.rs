//! What is generated is as it would be generated now. Knows nothing of what that is.

#[test]
fn generated_files_are_fresh() {
    promo_dev::generate::check(promo_dev::repository::root()).unwrap();
}
