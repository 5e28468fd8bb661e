//! A Chromium of one's own, used as a person would: with the mouse, with the keyboard alone, or
//! with JavaScript switched off.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::Element,
};
use serde_json::{Value, json};

use crate::house::PASSWORD;

/// What the reader has to work with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hands {
    Mouse,
    Keys,
    NoScript,
}

const TAB: char = '\u{E004}';
const ENTER: char = '\u{E007}';
const RIGHT: char = '\u{E014}';
const DOWN: char = '\u{E015}';
/// How long a page may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One browser with one window.
pub struct Tab {
    pub client: Client,
    pub hands: Hands,
    base: String,
    _driver: Driver,
}

impl Tab {
    pub async fn open(hands: Hands, base: &str) -> Self {
        let there = |program: &str| {
            let told = Command::new(program).arg("--version").stdout(Stdio::null()).status();
            told.is_ok_and(|status| status.success())
        };
        for (program, package) in [("chromium", "chromium"), ("chromedriver", "chromium-driver")] {
            assert!(there(program), "{program} is missing: apt-get install {package}");
        }
        let port = {
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().port()
        };
        let mut driver = Command::new("chromedriver");
        driver.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let driver = Driver(driver.spawn().unwrap());
        let mut options = json!({ "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--force-prefers-reduced-motion", "--lang=ja", "--window-size=1280,900",
        ] });
        if hands == Hands::NoScript {
            let off = json!({ "profile.managed_default_content_settings.javascript": 2 });
            options.as_object_mut().unwrap().insert("prefs".to_owned(), off);
        }
        let wanted = json!({ "goog:chromeOptions": options, "unhandledPromptBehavior": "accept" });
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let mut builder = ClientBuilder::new(connector);
        builder.capabilities(wanted.as_object().unwrap().clone());
        let began = Instant::now();
        let client = loop {
            match builder.connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(client) => break client,
                Err(error) => assert!(began.elapsed() < PATIENCE * 3, "no browser: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        Self { client, hands, base: base.to_owned(), _driver: driver }
    }

    pub async fn close(self) {
        self.client.close().await.unwrap();
    }

    pub async fn goto(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.base)).await.unwrap();
    }

    /// Comes in as somebody of the house.
    pub async fn sign_in(&self, number: &str) {
        self.sign_in_with(number, PASSWORD).await;
    }

    pub async fn sign_in_with(&self, number: &str, password: &str) {
        self.goto("/login").await;
        self.write("number", number).await;
        self.write("password", password).await;
        self.press("ログイン").await;
        self.sees("あわせて読む").await;
    }

    pub async fn sign_out(&self) {
        if self.hands == Hands::Keys {
            self.reach("the person's menu", |at| at.is("SUMMARY")).await;
            self.key(ENTER).await;
        } else {
            self.find(".gh .menu summary").await.click().await.unwrap();
        }
        self.press("ログアウト").await;
        self.sees("ログアウトしました").await;
    }

    /// Waits until the page shows these words.
    pub async fn sees(&self, words: &str) {
        let began = Instant::now();
        loop {
            let text = self.text().await;
            if text.contains(words) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "「{words}」 never came: {text}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The text of the page; nothing while another one is coming.
    pub async fn text(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    pub async fn find(&self, css: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        assert!(found.is_ok(), "no {css} on the page: {}", self.text().await);
        found.unwrap()
    }

    /// What a field holds, also as a person changed it.
    pub async fn value(&self, name: &str) -> String {
        let field = self.find(&format!("[name='{name}']")).await;
        field.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Types into a field, in place of what it holds.
    pub async fn write(&self, name: &str, text: &str) {
        let css = format!("[name='{name}']");
        if self.hands == Hands::Keys {
            self.reach(name, |at| at.name == name).await;
            self.client.active_element().await.unwrap().send_keys(text).await.unwrap();
        } else {
            let field = self.find(&css).await;
            field.click().await.unwrap();
            if !field.prop("value").await.unwrap().unwrap_or_default().is_empty() {
                field.clear().await.unwrap();
            }
            field.send_keys(text).await.unwrap();
        }
        assert_eq!(self.value(name).await, text);
    }

    /// Chooses one of the radio buttons of a field.
    pub async fn choose(&self, name: &str, value: &str) {
        if self.hands == Hands::Keys {
            let mut at = self.reach(name, |at| at.name == name).await;
            if !at.checked {
                self.key(' ').await;
            }
            for _ in 0..5 {
                at = self.focus().await;
                if at.value == value {
                    break;
                }
                self.key(RIGHT).await;
            }
            assert_eq!((at.name.as_str(), at.value.as_str(), at.checked), (name, value, true));
        } else {
            let label = format!("//input[@name='{name}'][@value='{value}']/parent::label");
            let label = self.client.find(Locator::XPath(&label)).await.unwrap();
            label.click().await.unwrap();
        }
        assert!(
            self.find(&format!("[name='{name}'][value='{value}']:checked"))
                .await
                .is_selected()
                .await
                .unwrap()
        );
    }

    /// Ticks a box.
    pub async fn tick(&self, name: &str) {
        if self.hands == Hands::Keys {
            self.reach(name, |at| at.name == name).await;
            self.key(' ').await;
        } else {
            self.find(&format!("[name='{name}'][type=checkbox]")).await.click().await.unwrap();
        }
        self.find(&format!("[name='{name}']:checked")).await;
    }

    /// Ticks the box of a field that stands for this.
    pub async fn tick_one(&self, name: &str, value: &str) {
        if self.hands == Hands::Keys {
            self.reach(value, |at| at.name == name && at.value == value).await;
            self.key(' ').await;
        } else {
            self.find(&format!("[name='{name}'][value='{value}']")).await.click().await.unwrap();
        }
        self.find(&format!("[name='{name}'][value='{value}']:checked")).await;
    }

    /// Chooses in a list.
    pub async fn pick(&self, name: &str, value: &str) {
        if self.hands == Hands::Keys {
            self.reach(name, |at| at.is("SELECT") && at.name == name).await;
            for _ in 0..40 {
                if self.focus().await.value == value {
                    break;
                }
                self.key(DOWN).await;
            }
        } else {
            let list = self.find(&format!("select[name='{name}']")).await;
            list.select_by_value(value).await.unwrap();
        }
        assert_eq!(self.value(name).await, value);
    }

    /// Fills in fields of any kind, each as a person would.
    pub async fn fill(&self, fields: &[(&str, &str)]) {
        for (name, value) in fields {
            let field = self.find(&format!("[name='{name}']:not([type=hidden])")).await;
            let tag = field.tag_name().await.unwrap();
            match (tag.as_str(), field.attr("type").await.unwrap().as_deref()) {
                ("select", _) => self.pick(name, value).await,
                (_, Some("radio")) => self.choose(name, value).await,
                (_, Some("checkbox")) => self.tick_one(name, value).await,
                _ => self.write(name, value).await,
            }
        }
    }

    /// Presses the button with exactly these words.
    pub async fn press(&self, words: &str) {
        if self.hands == Hands::Keys {
            self.reach(words, |at| at.is("BUTTON") && at.text == words).await;
            return self.key(ENTER).await;
        }
        self.click(&format!("//button[normalize-space()='{words}']"), words).await;
    }

    /// Follows a link that has these words in it.
    pub async fn follow(&self, words: &str) {
        if self.hands == Hands::Keys {
            self.reach(words, |at| at.is("A") && at.text.contains(words)).await;
            return self.key(ENTER).await;
        }
        self.click(&format!("//a[contains(normalize-space(),'{words}')]"), words).await;
    }

    /// Opens what lies folded under these words.
    pub async fn unfold(&self, words: &str) {
        if self.hands == Hands::Keys {
            self.reach(words, |at| at.is("SUMMARY") && at.text == words).await;
            return self.key(ENTER).await;
        }
        self.click(&format!("//summary[normalize-space()='{words}']"), words).await;
    }

    async fn click(&self, xpath: &str, words: &str) {
        self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await.unwrap();
        for found in self.client.find_all(Locator::XPath(xpath)).await.unwrap() {
            if found.is_displayed().await.unwrap() {
                return found.click().await.unwrap();
            }
        }
        assert!(words.is_empty(), "nothing with 「{words}」 can be seen");
    }

    /// Drags one thing onto another, with the mouse held down. A hand takes its time: the browser
    /// tells the page where it is only every now and then.
    pub async fn drag(&self, what: &str, onto: &str) {
        let find = async |xpath: &str| {
            let found =
                self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await;
            assert!(found.is_ok(), "no {xpath} on the page: {}", self.text().await);
            found.unwrap()
        };
        let (what, onto) = (find(what).await, find(onto).await);
        let script = "arguments[0].scrollIntoView({ block: 'center' })";
        self.client.execute(script, vec![serde_json::to_value(&what).unwrap()]).await.unwrap();
        let over = |element: &Element, x| PointerAction::MoveToElement {
            element: element.clone(),
            duration: Some(Duration::from_millis(200)),
            x,
            y: 0.0,
        };
        let rest = || PointerAction::Pause { duration: Duration::from_millis(300) };
        let hold = MouseActions::new("mouse".to_owned())
            .then(over(&what, 0.0))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(over(&what, 8.0))
            .then(over(&onto, 4.0))
            .then(over(&onto, 0.0))
            .then(rest())
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT })
            .then(rest());
        self.client.perform_actions(hold).await.unwrap();
    }

    /// Where the window is.
    pub async fn address(&self) -> String {
        self.client.current_url().await.unwrap().to_string()
    }

    pub async fn key(&self, key: char) {
        let stroke = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        self.client.perform_actions(stroke).await.unwrap();
    }

    /// Tabs on until the focus is there; whatever has it on the way shows it.
    async fn reach(&self, what: &str, there: impl Fn(&Focus) -> bool) -> Focus {
        for _ in 0..300 {
            let at = self.focus().await;
            assert!(at.visible, "the focus cannot be seen on {at:?}");
            if there(&at) {
                return at;
            }
            self.key(TAB).await;
        }
        assert!(what.is_empty(), "the Tab key never reaches {what}: {}", self.text().await);
        self.focus().await
    }

    async fn focus(&self) -> Focus {
        let script = "const e = document.activeElement ?? document.body;
            const shown = [e, e.closest('label')].some(x => x && (s =>
                s.outlineStyle !== 'none' || s.boxShadow !== 'none')(getComputedStyle(x)));
            return [e.tagName, e.name ?? '', e.value ?? '',
                    e.textContent.replace(/\\s+/g, ' ').trim(), e.checked === true,
                    shown || e === document.body || e.tabIndex < 0]";
        let told = self.client.execute(script, vec![]).await.unwrap_or(Value::Null);
        let word = |n| told.get(n).and_then(Value::as_str).unwrap_or_default().to_owned();
        let flag = |n, other| told.get(n).and_then(Value::as_bool).unwrap_or(other);
        Focus {
            tag: word(0),
            name: word(1),
            value: word(2),
            text: word(3),
            checked: flag(4, false),
            visible: flag(5, true),
        }
    }
}

/// Where the keyboard is.
#[derive(Debug)]
struct Focus {
    tag: String,
    name: String,
    value: String,
    text: String,
    checked: bool,
    visible: bool,
}

impl Focus {
    fn is(&self, tag: &str) -> bool {
        self.tag == tag
    }
}
