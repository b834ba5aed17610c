//! `watch`: the open step's tests at every save.

use std::mem;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::{Context, hint, list, next, show};
use crate::course::Step;
use crate::judge::judge;
use crate::keys::{self, Keys};
use crate::learner::Workspace;
use crate::runner::{RunOptions, Stop};

/// An editor writes a file in several strokes, and this after the last of them it has.
const SETTLED: Duration = Duration::from_millis(80);

/// How long the end of a run may go unnoticed.
const GLANCE: Duration = Duration::from_millis(20);

const KEYS: &str = "h hint, t text, l list, r run, q quit";

/// What happens while it watches.
#[derive(Debug, PartialEq, Eq)]
enum News {
    Saved,
    Key(char),
    Failed(String),
}

pub(super) fn run(context: &Context) -> Result<bool> {
    if context.screen.is_json {
        bail!(
            "watch is for people: need it without --json; programs use `cargo course test --json`"
        );
    }
    let workspace = Workspace::find()?;
    let (sender, news) = mpsc::channel();
    let _watcher = watch_files(context, &workspace, sender.clone());
    // Nobody listens once `q` was typed.
    let send_key = move |key| sender.send(News::Key(key)).is_ok();
    let _keys = Keys::listen(send_key).context("the terminal has no mode for keys")?;
    let mut later = Vec::new();
    judge_and_listen(context, &news, &mut later)?;
    loop {
        say_keys(context);
        let found = match later.is_empty() {
            true => all_at_once(&news)?,
            false => mem::take(&mut later),
        };
        for found in found {
            match found {
                News::Key(key) if keys::is_end(key) => return Ok(true),
                found => heed(context, found, &news, &mut later),
            }
        }
    }
}

/// Judges the open step. A save meanwhile ends that and begins anew, an end ends it, and all else is
/// for later.
///
/// A build is not ended: it does not take long, and cargo would have to begin it anew.
fn judge_and_listen(context: &Context, news: &Receiver<News>, later: &mut Vec<News>) -> Result<()> {
    loop {
        let options = RunOptions {
            stop: Stop::default(),
            ..context.options.clone()
        };
        let (mut is_stale, mut is_over) = (false, false);
        let result = thread::scope(|threads| {
            let run = threads.spawn(|| judge_open_step(context, &options));
            while !run.is_finished() {
                match news.recv_timeout(GLANCE) {
                    Ok(News::Saved) => is_stale = true,
                    Ok(News::Key(key)) if keys::is_end(key) => {
                        is_over = true;
                        later.insert(0, News::Key(key));
                    }
                    Ok(found) => later.push(found),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                if is_stale || is_over {
                    options.stop.ask();
                }
            }
            run.join()
        });
        if is_over {
            return Ok(());
        }
        if !is_stale {
            return result.unwrap_or_else(|panic| resume_unwind(panic));
        }
        context
            .screen
            .line("\nSaved meanwhile: that is judged now.");
        while let Ok(found) = news.recv_timeout(SETTLED) {
            if found != News::Saved {
                later.push(found);
            }
        }
    }
}

/// What goes wrong now may go well after the next save.
fn heed(context: &Context, found: News, news: &Receiver<News>, later: &mut Vec<News>) {
    let result = match found {
        News::Saved | News::Key('r') => judge_and_listen(context, news, later),
        News::Key('h') => hint::run(context, None).map(drop),
        News::Key('t') => show::run(context, None).map(drop),
        News::Key('l') => list::run(context).map(drop),
        News::Key(_) => Ok(()),
        News::Failed(why) => {
            context.screen.line(cannot_watch(&why));
            Ok(())
        }
    };
    if let Err(error) = result {
        context
            .screen
            .aside(format_args!("cargo course: {error:#}"));
    }
}

fn say_keys(context: &Context) {
    let screen = context.screen;
    screen.line(format_args!("\n{}", screen.dim(KEYS)));
}

/// All tests of the open step, and the next one's text where that was the last red; all tests there
/// are, where no step is open.
fn judge_open_step(context: &Context, options: &RunOptions) -> Result<()> {
    let mut workspace = Workspace::find()?;
    let _lock = workspace.lock()?;
    let open = context.open_step(&workspace);
    let steps: Vec<&Step> = match open {
        Some(step) => vec![step],
        None => context.course.steps().collect(),
    };
    let judgement = judge(
        &context.course,
        &mut workspace,
        &steps,
        options,
        context.screen,
    )?;
    next::say_what_next(context, &workspace, &judgement);
    let next = context.open_step(&workspace).map(Step::id);
    if let (true, Some(step)) = (next != open.map(Step::id), context.open_step(&workspace)) {
        context.screen.line("");
        show::once(context, &mut workspace, step)?;
    }
    Ok(())
}

fn watch_files(
    context: &Context,
    workspace: &Workspace,
    news: Sender<News>,
) -> Option<RecommendedWatcher> {
    let sender = news.clone();
    let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let message = match event {
            Ok(event) if is_save(&event) => News::Saved,
            Ok(_) => return,
            Err(error) => News::Failed(error.to_string()),
        };
        // Nobody listens once `q` was typed.
        drop(sender.send(message));
    });
    let watched = watcher.and_then(|mut watcher| {
        for member in context.course.members() {
            let folder = workspace.root.join(member.sources());
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
        Ok(watcher)
    });
    match watched {
        Ok(watcher) => Some(watcher),
        Err(error) => {
            drop(news.send(News::Failed(error.to_string())));
            None
        }
    }
}

fn cannot_watch(why: &str) -> String {
    format!(
        "Saves cannot be seen ({why}). Type r after each one; or raise the limits, as root: \
         sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024. \
         Network folders often report nothing"
    )
}

/// A compiler only reads. Who has missed events may have missed a save.
fn is_save(event: &Event) -> bool {
    let is_change = !event.kind.is_access() && event.paths.iter().any(|path| is_source(path));
    is_change || event.need_rescan()
}

/// Our own temporary and kept files are no news.
fn is_source(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".rs") && !name.starts_with('.')
}

/// Waits for news, and takes all that is there: many saves are one, and an end comes first.
fn all_at_once(news: &Receiver<News>) -> Result<Vec<News>> {
    let first = news
        .recv()
        .context("neither saves nor keys can be seen: need a terminal to type r at")?;
    let mut all = Vec::new();
    let mut next = Some(first);
    while let Some(found) = next {
        match found {
            News::Key(key) if keys::is_end(key) => return Ok(vec![found]),
            News::Saved if all.contains(&News::Saved) => {}
            found => all.push(found),
        }
        next = match all.contains(&News::Saved) {
            true => news.recv_timeout(SETTLED).ok(),
            false => news.try_recv().ok(),
        };
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use notify::EventKind;
    use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};

    use super::*;

    fn taken(sent: impl IntoIterator<Item = News>) -> Vec<News> {
        let (sender, news) = mpsc::channel();
        for news in sent {
            sender.send(news).unwrap();
        }
        all_at_once(&news).unwrap()
    }

    #[test]
    fn many_saves_are_one_and_no_key_is_lost_between_them() {
        let sent = [News::Saved, News::Key('h'), News::Saved, News::Key('h')];
        let expected = [News::Saved, News::Key('h'), News::Key('h')];
        assert_eq!(taken(sent), expected);
    }

    #[test]
    fn a_source_that_is_read_is_no_save() {
        let event = |kind| Event::new(kind).add_path("ch01/src/sums.rs".into());
        let read = AccessKind::Open(AccessMode::Read);
        assert!(!is_save(&event(EventKind::Access(read))));
        let renamed = ModifyKind::Name(RenameMode::To);
        assert!(is_save(&event(EventKind::Modify(renamed))));
    }

    #[test]
    fn an_end_does_not_wait_for_tests() {
        assert_eq!(taken([News::Saved, News::Key('q')]), [News::Key('q')]);
    }
}
