//! Each error is at the user's code, and says what to write instead.

#[test]
#[ignore = "it builds what the files need, and their errors are in the words of one version of rustc"]
fn errors_are_at_the_users_code() {
    trybuild::TestCases::new().compile_fail("tests/errors/*.rs");
}
