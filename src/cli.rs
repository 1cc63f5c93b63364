//! Arguments, and what each command does when it is not `serve`.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong arguments or settings.

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use playhouse_actors::model::{AccountChange, AccountStatus, NewUser, Role};
use playhouse_actors::ports::AccountError;

use crate::config::{Config, ConfigError, KEYS};
use crate::edge::{api, openapi, passwords};
use crate::serve::{ServeError, serve};
use crate::stores::Stores;
use crate::{doctor, memory, telemetry};

/// A video platform in one binary.
#[derive(Parser)]
#[command(name = "playhouse", version, about)]
pub struct Arguments {
    /// TOML file with settings
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve {
        #[arg(long)]
        bind: Option<String>,
        #[arg(long)]
        ops_bind: Option<String>,
        #[arg(long)]
        data_dir: Option<String>,
        #[arg(long)]
        public_url: Option<String>,
    },
    /// Internal: a media worker
    #[command(hide = true)]
    Worker,
    /// People
    #[command(subcommand)]
    User(UserCommand),
    /// Bring the database up to date
    Migrate,
    /// Settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Look at what this machine can do
    Doctor {
        /// For programs
        #[arg(long)]
        json: bool,
    },
    /// Print the OpenAPI document
    Openapi,
    /// Print completions for a shell
    Completions { shell: clap_complete::Shell },
}

#[derive(Subcommand)]
enum UserCommand {
    /// Make an account
    Add {
        #[arg(long)]
        email: String,
        #[arg(long)]
        username: String,
        #[arg(long, default_value = "member")]
        role: RoleArgument,
        /// Read the password from standard input; otherwise one is made and printed
        #[arg(long)]
        password_stdin: bool,
        /// For programs
        #[arg(long)]
        json: bool,
    },
    /// Give an account another role
    Role { username: String, role: RoleArgument },
    /// Sign somebody out everywhere and let them in no more
    Ban {
        username: String,
        #[arg(long)]
        reason: Option<String>,
    },
    /// Let somebody in again
    Unban { username: String },
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleArgument {
    Member,
    Moderator,
    Admin,
}

impl From<RoleArgument> for Role {
    fn from(role: RoleArgument) -> Self {
        match role {
            RoleArgument::Member => Self::Member,
            RoleArgument::Moderator => Self::Moderator,
            RoleArgument::Admin => Self::Admin,
        }
    }
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Every setting with its default, as TOML
    Default,
    /// Every setting as an environment variable
    Env,
    /// Check the settings as they are now
    Check,
}

/// Reads the arguments and does as they say.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    // Before anything else: a worker puts its sandbox up while it has one thread.
    if let Command::Worker = arguments.command {
        return playhouse_pipelines::worker::main();
    }
    match dispatch(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(ServeError::Config(error)) => report(&error, 2),
        Err(error) => report(&error, 1),
    }
}

#[expect(clippy::print_stderr, reason = "the command line speaks to a person")]
fn report(error: &dyn std::error::Error, code: u8) -> ExitCode {
    eprintln!("playhouse: {error}");
    ExitCode::from(code)
}

#[expect(clippy::print_stdout, reason = "the command line speaks to a person")]
fn dispatch(arguments: Arguments) -> Result<(), ServeError> {
    let file = arguments.config.as_deref();
    match arguments.command {
        Command::Serve { bind, ops_bind, data_dir, public_url } => {
            let given = [("bind", bind), ("ops_bind", ops_bind), ("data_dir", data_dir), ("public_url", public_url)];
            let flags: Vec<_> = given.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
            let config = Config::load(file, &flags)?;
            telemetry::start_logs(&config.log, config.log_format)?;
            memory::give_back_large_blocks();
            actix_web::rt::System::new().block_on(serve(config))
        }
        Command::Worker => Ok(()),
        Command::User(UserCommand::Add { email, username, role, password_stdin, json }) => {
            let config = Config::load(file, &[])?;
            let adding = add_user(&config, email, username, role.into(), password_stdin, json);
            actix_web::rt::System::new().block_on(adding)
        }
        Command::User(UserCommand::Role { username, role }) => {
            let change = AccountChange { role: Some(role.into()), ..AccountChange::default() };
            actix_web::rt::System::new().block_on(change_user(&Config::load(file, &[])?, &username, change))
        }
        Command::User(UserCommand::Ban { username, reason }) => {
            let change = AccountChange { status: Some(AccountStatus::Banned), reason, ..AccountChange::default() };
            actix_web::rt::System::new().block_on(change_user(&Config::load(file, &[])?, &username, change))
        }
        Command::User(UserCommand::Unban { username }) => {
            let change = AccountChange { status: Some(AccountStatus::Active), ..AccountChange::default() };
            actix_web::rt::System::new().block_on(change_user(&Config::load(file, &[])?, &username, change))
        }
        Command::Migrate => {
            let config = Config::load(file, &[])?;
            telemetry::start_logs(&config.log, config.log_format)?;
            Stores::open(&config)?;
            println!("The database is up to date.");
            Ok(())
        }
        Command::Config(ConfigCommand::Default) => {
            for key in KEYS {
                println!("# {}\n# {} = {:?}\n", key.about, key.name, key.default);
            }
            Ok(())
        }
        Command::Config(ConfigCommand::Env) => {
            for key in KEYS {
                println!("# {}\n# PLAYHOUSE_{}={}\n", key.about, key.name.to_uppercase(), key.default);
            }
            Ok(())
        }
        Command::Config(ConfigCommand::Check) => {
            Config::load(file, &[])?;
            println!("The settings are fine.");
            Ok(())
        }
        Command::Doctor { json } => doctor::run(&Config::load(file, &[])?, json),
        Command::Openapi => {
            println!("{}", openapi::json());
            Ok(())
        }
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "playhouse", &mut std::io::stdout());
            Ok(())
        }
    }
}

#[expect(clippy::print_stdout, reason = "the command line speaks to a person")]
async fn add_user(
    config: &Config,
    email: String,
    username: String,
    role: Role,
    from_stdin: bool,
    json: bool,
) -> Result<(), ServeError> {
    let invalid = |error: crate::edge::error::ApiError| ServeError::Config(ConfigError::Invalid(error.to_string()));
    let (password, made) = if from_stdin {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        (text.trim_end_matches(['\r', '\n']).to_owned(), false)
    } else {
        (playhouse_actors::model::UploadId::random().to_string(), true)
    };
    api::users::check_account(&email, &username, &password).map_err(invalid)?;
    let password_hash = passwords::hash_now(&password).map_err(invalid)?;
    let stores = Stores::open(config)?;
    let user = stores.accounts.create_user(NewUser { username, email, role, password_hash }).await?;
    if json {
        let shown = if made { Some(&password) } else { None };
        let value = serde_json::json!({ "id": user.id, "username": user.username, "role": user.role.as_str(), "password": shown });
        println!("{value}");
        return Ok(());
    }
    println!("{} {} <{}> may log in.", user.role.as_str(), user.username, user.email);
    if made {
        println!("Password: {password}");
    }
    Ok(())
}

/// A running server notices within seconds.
#[expect(clippy::print_stdout, reason = "the command line speaks to a person")]
async fn change_user(config: &Config, username: &str, change: AccountChange) -> Result<(), ServeError> {
    let accounts = Stores::open(config)?.accounts;
    let user = accounts.user_by_username(username).await?;
    let user = user.ok_or_else(|| ServeError::Other(format!("nobody is called {username}")))?;
    let user = accounts.change_account(&user.id, None, change).await.map_err(|error| match error {
        AccountError::Store(error) => error.into(),
        other => ServeError::Other(other.to_string()),
    })?;
    println!("{} <{}> is {}, {}.", user.username, user.email, user.role.as_str(), user.status.as_str());
    Ok(())
}
