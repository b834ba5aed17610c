//! What holds where `fetch` is what the program does without a command. The test that has this module has `demo`.

use crate::demo;

#[test]
fn without_a_command_it_fetches() {
    let ran = demo("--requests 3 --delay 30").run();
    ran.succeeded().answered_all(3);
    let help = demo("--help").run().succeeded();
    help.names_common_options_but(&[]);
    let other = demo("nonsense").run();
    other.refused("unrecognized subcommand 'nonsense'\n");
}
