//! `jinzai demo` and `jinzai demo accounts`.

use clap::{Args, Subcommand};
use time::Date;

use super::{LoadOptions, accounts, load};
use crate::kit::{App, Result, date};

/// What to load, or the list of sign-ins.
#[derive(Args, Debug)]
pub struct Command {
    #[command(subcommand)]
    what: Option<What>,

    /// About how many people work in the city; from 100. Over 2,000, only the last past year has
    /// its sheets with texts, the older ones have results
    #[arg(long, default_value_t = super::city::USUAL, value_name = "N",
          value_parser = clap::builder::ValueParser::new(size))]
    staff: usize,

    /// The day the city is built for; today if not given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date::parse)]
    date: Option<Date>,

    /// Another number, another city
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
}

#[derive(Subcommand, Debug)]
enum What {
    /// List the sign-ins: number, password, name, position, hats, separated by tabs
    Accounts,
}

fn size(text: &str) -> Result<usize, String> {
    let (least, most) = (super::city::SMALLEST, 150_000);
    match text.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!("give a number from {least} to {most}")),
    }
}

impl Command {
    /// Carries it out and prints what came of it.
    pub async fn run(self, app: &App) -> Result<()> {
        if let Some(What::Accounts) = self.what {
            for account in accounts(app).await? {
                let hats = account.hats.join(",");
                let (number, password) = (account.number, account.password);
                println!("{number}\t{password}\t{}\t{}\t{hats}", account.name, account.position);
            }
            return Ok(());
        }
        let date = self.date.unwrap_or_else(|| app.today());
        let options = LoadOptions { staff: self.staff, date, seed: self.seed };
        let loaded = load(app, options).await?;
        println!(
            "the demo city is loaded: {} units, {} people, {} accounts, {} sheets",
            loaded.units, loaded.people, loaded.accounts, loaded.sheets
        );
        println!("sign-ins: jinzai demo accounts");
        Ok(())
    }
}
