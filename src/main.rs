//! Arguments in, an exit code out; nothing else.

fn main() -> std::process::ExitCode {
    playhouse::cli::run()
}
