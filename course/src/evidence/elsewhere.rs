//! Systems without `/proc`.

use std::time::Duration;

use super::{Class, Evidence};

/// Says that there is nothing to say.
pub(crate) fn gather(_pid: u32, _age: Duration) -> Option<Evidence> {
    Some(Evidence {
        class: Class::Unknown,
        lines: vec!["this system has no /proc to look it up in".to_owned()],
    })
}
