//! 使い方, アクセシビリティ方針 and 個人情報の取り扱い: what the portal says about itself, to
//! everybody (ui.md 8; 個人情報保護法 and JIS X 8341-3 ask for the latter two).

mod pages;
mod view;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/help", pages::help)
        .get("/accessibility", pages::accessibility)
        .get("/privacy", pages::privacy)
}
