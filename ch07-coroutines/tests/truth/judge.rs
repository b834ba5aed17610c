//! Compiles programs in both forms, many at a time, and runs them.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::program::Program;

/// Where the programs are compiled.
pub(crate) struct Judge {
    folder: TempDir,
}

/// What is wrong with a program.
pub(crate) type Fault = String;

impl Judge {
    /// Compiles what the programs need of chapter 6, by themselves.
    pub(crate) fn new() -> Judge {
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR"));
        let folder = folder.expect("the target folder can be written");
        let chapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ch06-futures/src");
        let library = format!(
            "#[path = {:?}] mod future;\n#[path = {:?}] mod poll_fn;\n\
             pub use future::Future;\npub use poll_fn::{{PollFn, poll_fn}};\n",
            chapter.join("future.rs"),
            chapter.join("poll_fn.rs"),
        );
        fs::write(folder.path().join("futures.rs"), library).expect("the folder is there");
        let judge = Judge { folder };
        let built = judge.rustc(&[
            "--crate-type=rlib",
            "--crate-name=ch06_futures",
            "futures.rs",
        ]);
        assert_eq!(built, Ok(()), "chapter 6's trait compiles");
        judge
    }

    fn rustc(&self, arguments: &[&str]) -> Result<(), String> {
        let rustc = std::env::var("RUSTC").unwrap_or("rustc".to_owned());
        let output = Command::new(rustc)
            .current_dir(&self.folder)
            .args([
                "--edition=2024",
                "--cap-lints=allow",
                "-Cdebuginfo=0",
                "-Copt-level=0",
            ])
            .args(["-L", "."])
            .args(arguments)
            .output()
            .expect("rustc is there");
        match output.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }

    /// The faults found among the programs; each is named by its place.
    pub(crate) fn judge(&self, name: &str, programs: &[Program]) -> Result<(), Fault> {
        let mut source = format!("include!({:?});\n", prelude());
        let mut main = String::new();
        for (at, program) in programs.iter().enumerate() {
            let ours = program.function("", &format!("ours_{at}"), ".wait");
            source.push_str(&coroutine(&ours)?);
            source.push_str(&program.function("async", &format!("theirs_{at}"), ".await"));
            let call = "(D::new(-1), 7, (D::new(-2), 8), D::new(-3))";
            let _ = writeln!(
                main,
                "all &= compare(\"program {at}\", &|| Box::new(Ours(ours_{at}{call})), \
                 &|| Box::new(Theirs(Box::pin(theirs_{at}{call}))));"
            );
        }
        let _ = writeln!(
            source,
            "fn main() {{ std::panic::set_hook(Box::new(|_| {{}})); let mut all = true;\n{main}\
             std::process::exit(i32::from(!all)); }}"
        );
        self.run(name, &source)
    }

    /// Compiles a program and runs it.
    pub(crate) fn run(&self, name: &str, source: &str) -> Result<(), Fault> {
        let file = format!("{name}.rs");
        fs::write(self.folder.path().join(&file), source).expect("the folder is there");
        self.rustc(&[
            "--extern",
            "ch06_futures=libch06_futures.rlib",
            &file,
            "-o",
            name,
        ])?;
        let run = Command::new(self.folder.path().join(name))
            .output()
            .expect("it was compiled");
        match run.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&run.stdout).into_owned()
                + &String::from_utf8_lossy(&run.stderr)),
        }
    }
}

fn prelude() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/truth/prelude.rs")
}

/// What corofy makes of a function.
pub(crate) fn coroutine(source: &str) -> Result<String, Fault> {
    let describe = |error: syn::Error| format!("corofy: {error} in\n{source}");
    let function: corofy::Function = syn::parse_str(source).map_err(describe)?;
    Ok(corofy::rewrite(&function).map_err(describe)?.to_string() + "\n")
}
