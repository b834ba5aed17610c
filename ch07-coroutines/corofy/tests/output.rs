//! The output is meant to be read: here it is, for a few functions.

#![cfg(feature = "command")]

fn made_of(source: &str) -> String {
    let made = corofy::rewrite_file(source).expect("it can be rewritten");
    made.expect("there is a coroutine in it")
}

#[test]
fn two_requests() {
    insta::assert_snapshot!(made_of(
        "/// Fetches two pages.
#[coroutine]
fn two(url: String) -> Result<usize, Error> {
    let first = HttpGet::new(&url).wait?;
    println!(\"{} bytes\", first.len());
    let second = HttpGet::new(url + \"/more\").wait?;
    Ok(first.len() + second.len())
}
"
    ));
}

#[test]
fn a_loop() {
    insta::assert_snapshot!(made_of(
        "#[coroutine]
fn all(urls: Vec<String>) -> Vec<String> {
    let mut answers = Vec::new();
    for url in urls {
        if url.is_empty() {
            continue;
        }
        let answer = fetch(url).wait;
        answers.push(answer);
    }
    answers
}
"
    ));
}

#[test]
fn branches() {
    insta::assert_snapshot!(made_of(
        "#[coroutine]
fn retry(url: String, again: bool) -> usize {
    let text = match fetch(&url).wait {
        Ok(text) => text,
        Err(error) if again => {
            log(error).wait;
            fetch(&url).wait.unwrap_or_default()
        }
        Err(_) => return 0,
    };
    text.len()
}
"
    ));
}

#[test]
fn a_method_with_shadowed_names() {
    insta::assert_snapshot!(made_of(
        "impl Client {
    #[coroutine]
    pub fn get(&self, name: &str) -> String {
        let name = name.trim().to_owned();
        let name = self.resolve(name).wait;
        let parts = (self.fetch(1).wait, self.fetch(2).wait);
        format!(\"{name}: {}{}\", parts.0, parts.1)
    }
}
"
    ));
}
