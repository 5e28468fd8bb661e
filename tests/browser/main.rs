#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
//! The portal in a real browser: the whole path with the mouse, with the keyboard alone and with
//! JavaScript switched off; a whole year; April; the calibration by keyboard; saving without being asked;
//! and every page looked at by axe-core and the Nu checker. Needs Chromium, `ChromeDriver`, Java and `npm ci --ignore-scripts --prefix .ci`.

mod april;
mod autosave;
mod browser;
mod calibration;
mod clean;
mod facts;
#[path = "../journeys/house.rs"]
#[expect(dead_code, reason = "the journeys use more of the house")]
mod house;
mod imports;
mod pages;
mod portal;
mod whole_path;
mod whole_year;
