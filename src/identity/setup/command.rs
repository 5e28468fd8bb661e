//! `jinzai create-admin`: at the machine's own terminal.

use clap::Args;

use super::{NewAdmin, Refusal, create_admin};
use crate::kit::{App, date};

/// The first administrator.
#[derive(Args, Debug)]
pub struct Command {
    /// Staff number (職員番号)
    #[arg(long, value_name = "N")]
    number: String,
    /// Family name (姓)
    #[arg(long, value_name = "NAME")]
    family_name: String,
    /// Given name (名)
    #[arg(long, value_name = "NAME")]
    given_name: String,
    /// Reading of the family name (姓カナ)
    #[arg(long, value_name = "KANA")]
    family_kana: String,
    /// Reading of the given name (名カナ)
    #[arg(long, value_name = "KANA")]
    given_kana: String,
}

impl Command {
    /// Carries it out and prints the code, once.
    pub async fn run(self, app: &App) -> Result<(), Refusal> {
        let issued = create_admin(
            app,
            &NewAdmin {
                number: self.number,
                family_name: self.family_name,
                given_name: self.given_name,
                family_kana: self.family_kana,
                given_kana: self.given_kana,
            },
        )
        .await?;
        let until = date::local(issued.valid_until);
        println!("staff number:  {}", issued.number);
        println!("one-time code: {}", issued.code);
        println!(
            "Open /setup in the portal before {} {:02}:{:02} (Japan) and choose a password there.",
            until.date(),
            until.hour(),
            until.minute()
        );
        println!("The code is shown only now. Running this command again makes a new one.");
        Ok(())
    }
}
