//! Cargo sees the files that macros embedded last time, not those that came since: name their folders.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    // Debug builds read the web app from the disk.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=assets/dist");
    }
}
