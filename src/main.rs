//! Reads the command and calls the library.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    jinzai::cli::run().await
}
