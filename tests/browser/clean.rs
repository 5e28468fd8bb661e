//! A page looked at: by axe-core in a wide and a narrow window, and whether it has to be moved
//! sideways in a very narrow one.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::browser::Tab;

/// Where `npm ci --prefix .ci` puts the programs that look at pages.
fn program(path: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/node_modules").join(path);
    let missing = "is missing: npm ci --ignore-scripts --prefix .ci";
    assert!(file.is_file(), "{} {missing}", file.display());
    file
}

/// What was found on all pages of a test.
#[derive(Default)]
pub struct Looks {
    pages: usize,
    faults: Vec<String>,
}

impl Looks {
    /// Looks at the page that is open.
    pub async fn look(&mut self, tab: &Tab, name: &str) {
        self.pages += 1;
        let axe = std::fs::read_to_string(program("axe-core/axe.min.js")).unwrap();
        tab.client.execute(&axe, vec![]).await.unwrap();
        for width in [1280, 390] {
            resize(tab, width).await;
            let run = "const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ['violations'], runOnly:
                    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
                .then(r => done(r.violations.map(v => v.id + ': ' + v.help + ' ' +
                    v.nodes.map(n => n.html.slice(0, 200) + ' ' + n.failureSummary).join(' | '))),
                    e => done(['axe failed: ' + e]))";
            let told = tab.client.execute_async(run, vec![]).await.unwrap();
            let found = told.as_array().unwrap().iter().filter_map(Value::as_str);
            self.faults.extend(found.map(|fault| format!("{name} at {width}: {fault}")));
        }
        resize(tab, 320).await;
        let wide = "const root = document.documentElement;
            const out = [...document.querySelectorAll('main *')].filter(e =>
                e.getBoundingClientRect().right > 321 && !e.closest('.tw, .vh'));
            return root.scrollWidth > 320 ? root.scrollWidth + ' wide: ' +
                out.slice(0, 4).map(e => e.outerHTML.slice(0, 120)).join(' | ') : ''";
        let told = tab.client.execute(wide, vec![]).await.unwrap();
        if let Some(told) = told.as_str().filter(|told| !told.is_empty()) {
            self.faults.push(format!("{name} at 320: {told}"));
        }
        resize(tab, 1280).await;
    }

    pub fn fault(&mut self, sentence: String) {
        self.faults.push(sentence);
    }

    pub fn assert_clean(&self) {
        assert!(self.faults.is_empty(), "{} pages: {:#?}", self.pages, self.faults);
    }
}

async fn resize(tab: &Tab, width: u32) {
    tab.client.set_window_size(width, 900).await.unwrap();
    let inner = tab.client.execute("return innerWidth", vec![]).await.unwrap();
    assert_eq!(inner.as_u64(), Some(u64::from(width)), "the window does not get that narrow");
}

/// What the Nu checker says of the saved pages of a folder; nothing if they are right.
pub fn nu(folder: &Path) -> String {
    let java = Command::new("java").arg("-version").stderr(Stdio::null()).status();
    let java = java.is_ok_and(|status| status.success());
    assert!(java, "java is missing: apt-get install default-jre-headless");
    let mut java = Command::new("java");
    java.arg("-jar").arg(program("vnu-jar/build/dist/vnu.jar"));
    let checked = java.args(["--errors-only", "--format", "gnu"]).arg(folder).output().unwrap();
    let told = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert!(checked.status.success() || !told.is_empty(), "the Nu checker did not run");
    told
}
