#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
//! One binary for all journeys: linked once, run in parallel, one database per test.

mod account;
mod accrual;
mod audit;
mod audit_pages;
mod authorisation;
mod bands;
mod calendar;
mod calibration;
mod complaint;
mod cycle;
mod cycle_results;
mod dashboard;
mod demo;
mod facts;
mod faults;
mod framework;
mod goals;
mod goals_of_units;
mod house;
mod house_rules;
mod import;
mod interviews;
mod office;
mod payroll;
mod review_queue;
mod review_scores;
mod scoring;
mod scoring_sheet;
mod self_assessment;
mod setup;
mod sign_in;
