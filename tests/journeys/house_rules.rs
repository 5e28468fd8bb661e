//! The shape of the house, checked by reading the source.

use std::{fs, path::Path};

/// In files whose path ends so, these words may not stand. The third says why.
const RULES: [(&str, &[&str], &str); 7] = [
    ("workflow.rs", &["axum", "sqlx::query", "async ", "now_utc"], "rules are pure"),
    ("view.rs", &["axum", "sqlx::query", "async ", "now_utc"], "rules are pure"),
    ("rules.rs", &["axum", "sqlx::query", "async ", "now_utc"], "rules are pure"),
    ("grading.rs", &["axum", "sqlx::query", "async ", "now_utc"], "rules are pure"),
    ("forms.rs", &["axum", "sqlx", "async "], "reading a form needs no I/O"),
    ("store.rs", &["axum", "askama", "StatusCode"], "SQL knows no HTTP"),
    ("pages.rs", &["sqlx::query"], "pages ask the store"),
];

/// The rooms the kit may not know.
const ROOMS: &[&str] = &[
    "audit",
    "identity",
    "organisation",
    "staff",
    "rights",
    "competency",
    "calendar",
    "jobs",
    "message",
    "evaluation",
    "transfer",
    "complaint",
    "dashboard",
    "exchange",
    "demo",
];

pub fn files(dir: &Path, ending: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path.display().to_string());
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(Path::new("src"), "rs", &mut found);
    found.into_iter().map(|f| (f.clone(), fs::read_to_string(&f).unwrap())).collect()
}

/// The code before the file's tests.
fn code(source: &str) -> &str {
    source.split("#[cfg(test)]").next().unwrap()
}

#[test]
fn every_file_keeps_to_its_job() {
    let mut broken = Vec::new();
    for (file, source) in sources() {
        for (ending, words, why) in RULES {
            for word in
                words.iter().filter(|w| file.ends_with(ending) && code(&source).contains(**w))
            {
                broken.push(format!("{file} mentions `{word}`: {why}"));
            }
        }
        for room in ROOMS.iter().filter(|_| file.starts_with("src/kit/")) {
            if source.contains(&format!("crate::{room}")) {
                broken.push(format!("{file}: the kit knows no room, but names {room}"));
            }
        }
        if !source.starts_with("//!") {
            broken.push(format!("{file} does not say what it is"));
        }
        let lines = source.lines().count();
        if lines > 400 {
            broken.push(format!("{file} has {lines} lines"));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_function_that_writes_asks_for_a_change() {
    let mut broken = Vec::new();
    for (file, source) in sources().iter().filter(|(f, _)| f.ends_with("store.rs")) {
        for function in code(source).split("\npub async fn ").skip(1) {
            let name = function.split('(').next().unwrap();
            let signature = function.split('{').next().unwrap();
            let lower = function.to_lowercase();
            let writes = ["\"insert ", "\"update ", "\"delete ", "insert into ", "delete from "]
                .iter()
                .any(|word| lower.contains(word));
            // touching a session is not business
            if writes && !signature.contains("&mut Change") && name != "touch" {
                broken.push(format!("{file}: {name}"));
            }
        }
    }
    assert!(broken.is_empty(), "these write without a Change: {broken:#?}");
}

#[test]
fn templates_escape_everything() {
    let mut found = Vec::new();
    files(Path::new("templates"), "html", &mut found);
    files(Path::new("templates"), "svg", &mut found);
    assert!(!found.is_empty());
    let mut broken = Vec::new();
    for file in found {
        let source = fs::read_to_string(&file).unwrap();
        for word in ["style=\"", "<script>", "onclick=", "onchange=", "javascript:"] {
            if source.contains(word) {
                broken.push(format!("{file} holds {word}"));
            }
        }
        if source.contains("|safe") && !file.contains("chart") && !source.contains("chart") {
            broken.push(format!("{file} marks something safe that is no chart of ours"));
        }
        if source.contains("http://") && !source.contains("http://www.w3.org/") {
            broken.push(format!("{file} names an address outside"));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}
