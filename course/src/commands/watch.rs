//! `watch`: the open step's tests at every save.

use std::io::{self, BufRead, IsTerminal};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};
use notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};
use termimad::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use termimad::crossterm::terminal;

use super::{Context, hint, list, next, show};
use crate::judge::judge;
use crate::learner::Workspace;

/// An editor writes a file in several strokes.
const SETTLED: Duration = Duration::from_millis(80);

/// How long a key waits to be seen.
const KEY_PAUSE: Duration = Duration::from_millis(50);

const KEYS: &str = "h hint, t text, l list, r run, q quit";

/// What happens while it watches.
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
    let has_keys = io::stdin().is_terminal() && !context.screen.is_plain;
    if !has_keys {
        read_lines(sender);
    }
    judge_open_step(context)?;
    loop {
        match wait(&news, has_keys)? {
            News::Saved | News::Key('r') => judge_open_step(context)?,
            News::Key('h') => drop(hint::run(context, None)?),
            News::Key('t') => drop(show::run(context, None)?),
            News::Key('l') => drop(list::run(context)?),
            News::Key('q') => return Ok(true),
            News::Key(_) => {}
            News::Failed(why) => context.screen.line(cannot_watch(&why)),
        }
        context
            .screen
            .line(format_args!("\n{}", context.screen.dim(KEYS)));
    }
}

/// All tests of the open step; then of the next one, where that was the last red.
fn judge_open_step(context: &Context) -> Result<()> {
    let mut workspace = Workspace::find()?;
    let _lock = workspace.lock()?;
    let Some(step) = context.open_step(&workspace) else {
        context.screen.line("Every step is done.");
        return Ok(());
    };
    let judgement = judge(
        &context.course,
        &mut workspace,
        &[step],
        &context.options,
        context.screen,
    )?;
    let is_start = judgement.steps.iter().all(|report| report.not_written);
    next::say_what_next(context, &workspace, judgement.is_green(), is_start);
    if let (true, Some(step)) = (judgement.is_green(), context.open_step(&workspace)) {
        context.screen.line("");
        show::step(context, &workspace, step);
    }
    Ok(())
}

fn watch_files(
    context: &Context,
    workspace: &Workspace,
    news: Sender<News>,
) -> Option<Debouncer<RecommendedWatcher>> {
    let sender = news.clone();
    let debouncer = new_debouncer(SETTLED, move |result: DebounceEventResult| {
        let message = match result {
            Ok(events) if events.iter().any(|event| is_source(&event.path)) => News::Saved,
            Ok(_) => return,
            Err(error) => News::Failed(error.to_string()),
        };
        // Nobody listens once `q` was typed.
        drop(sender.send(message));
    });
    let watched = debouncer.and_then(|mut debouncer| {
        for chapter in &context.course.chapters {
            let folder = workspace.root.join(&chapter.folder).join("src");
            debouncer
                .watcher()
                .watch(&folder, RecursiveMode::Recursive)?;
        }
        Ok(debouncer)
    });
    match watched {
        Ok(debouncer) => Some(debouncer),
        Err(error) => {
            drop(news.send(News::Failed(error.to_string())));
            None
        }
    }
}

fn cannot_watch(why: &str) -> String {
    format!(
        "Saves cannot be seen ({why}). Type r after each one; or raise the limit: \
         sysctl fs.inotify.max_user_watches. Network folders often report nothing"
    )
}

/// Our own temporary and kept files are no news.
fn is_source(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".rs") && !name.starts_with('.')
}

/// Without a terminal, a key is a line's first letter.
fn read_lines(news: Sender<News>) {
    thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            let Some(key) = line.trim().chars().next() else {
                continue;
            };
            if news.send(News::Key(key)).is_err() {
                return;
            }
        }
    });
}

fn wait(news: &Receiver<News>, has_keys: bool) -> Result<News> {
    if !has_keys {
        return Ok(latest(news, news.recv()?));
    }
    let _raw = Raw::enter()?;
    loop {
        if let Ok(found) = news.try_recv() {
            return Ok(latest(news, found));
        }
        if event::poll(KEY_PAUSE)?
            && let Event::Key(key) = event::read()?
            && key.kind != KeyEventKind::Release
        {
            match key.code {
                KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                    return Ok(News::Key('q'));
                }
                KeyCode::Char(letter) => return Ok(News::Key(letter)),
                _ => {}
            }
        }
    }
}

/// Many saves are one.
fn latest(news: &Receiver<News>, first: News) -> News {
    match first {
        News::Saved => news
            .try_iter()
            .find(|news| !matches!(news, News::Saved))
            .unwrap_or(News::Saved),
        other => other,
    }
}

/// Keys come at once, without Enter, while this lives.
struct Raw;

impl Raw {
    fn enter() -> io::Result<Raw> {
        terminal::enable_raw_mode()?;
        Ok(Raw)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // A terminal that is gone needs no mode.
        drop(terminal::disable_raw_mode());
    }
}
