//! What corofy finds in a coroutine of which a test gives the body.

use corofy::{Fault, Wait};

/// What it waits for.
pub(crate) fn waits(body: &str) -> Vec<String> {
    match found(body) {
        Ok(waits) => waits.into_iter().map(|wait| wait.future).collect(),
        Err(faults) => {
            let errors: Vec<String> = faults.iter().map(Fault::to_string).collect();
            panic!("`{body}` is right, and it was said:\n{}", errors.join("\n"))
        }
    }
}

/// What is wrong with it.
pub(crate) fn errors(body: &str) -> Vec<String> {
    match found(body) {
        Ok(waits) => panic!("`{body}` cannot wait there, and all that was found is {waits:?}"),
        Err(faults) => faults.into_iter().map(|fault| fault.message).collect(),
    }
}

fn found(body: &str) -> Result<Vec<Wait>, Vec<Fault>> {
    corofy::waits(&format!("#[coroutine]\nfn f(&self) {{\n    {body}\n}}\n"))
}
