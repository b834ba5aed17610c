//! Page: all three side by side, for a browser.

use corofy::escaped;

use super::Expanded;

const STYLE: &str = "\
    :root { color-scheme: light dark; }
    body { font-family: sans-serif; margin: 1.5rem; }
    .row { display: flex; gap: 2rem; flex-wrap: wrap; align-items: flex-start; }
    pre { font-size: 13px; line-height: 1.4; margin: 0; overflow-x: auto; }
    figure { margin: 0; background: #fff; border-radius: 8px; }
";

/// The whole page; it needs nothing from elsewhere.
pub(super) fn html(title: &str, coroutines: &[Expanded], graph: &str) -> String {
    let title = escaped(title);
    let rows: String = coroutines.iter().map(row).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n\
         <figure>\n{graph}</figure>\n{rows}</body>\n</html>\n"
    )
}

fn row(coroutine: &Expanded) -> String {
    let name = escaped(&coroutine.name);
    let [source, machine] = [&coroutine.source, &coroutine.machine].map(|text| escaped(text));
    format!(
        "<h2>{name}</h2>\n<div class=\"row\">\n<pre>{source}</pre>\n<pre>{machine}</pre>\n</div>\n"
    )
}
