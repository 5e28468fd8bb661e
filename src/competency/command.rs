//! `jinzai framework install`: the policy's framework for an installation without the demo city.

use clap::{Args, Subcommand};
use time::Date;

use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    kit::{App, Result, date},
};

/// What to do with the framework.
#[derive(Args, Debug)]
pub struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Enter the framework the program carries; the version before ends on that day
    Install {
        /// First day of the version; the first of April of the fiscal year if not given
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = date::parse)]
        from: Option<Date>,
    },
}

impl Command {
    /// Carries it out and prints what came of it.
    pub async fn run(self, app: &App) -> Result<()> {
        let What::Install { from } = self.what;
        let from = from.unwrap_or_else(|| first_of_april(app.today()));
        let policy = super::policy()?;
        let mut change = Change::begin(app, Author::cli()).await?;
        let id = super::install(&mut change, from).await?;
        let detail = serde_json::json!({ "name": policy.name, "from": from.to_string() });
        let entry = Entry::new(Event::FrameworkInstalled, Subject::new("framework", id));
        change.commit(entry.detail(detail)).await?;
        let abilities: usize = policy.positions.iter().map(|p| p.abilities.len()).sum();
        println!(
            "the framework holds from {from}: {} positions, {abilities} abilities, {} norms",
            policy.positions.len(),
            policy.norms.len()
        );
        Ok(())
    }
}

fn first_of_april(day: Date) -> Date {
    let year = i32::from(date::fiscal_year(day));
    Date::from_calendar_date(year, time::Month::April, 1).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_version_begins_with_the_fiscal_year() {
        assert_eq!(first_of_april(date!(2027 - 03 - 31)), date!(2026 - 04 - 01));
        assert_eq!(first_of_april(date!(2027 - 04 - 01)), date!(2027 - 04 - 01));
    }
}
