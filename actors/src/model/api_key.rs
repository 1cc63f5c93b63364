//! Keys by which programs act for a person.

use std::fmt;

use super::{ApiKeyId, Timestamp, UserId};

/// What a key may be used for; each is its own right, none contains another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// See what its person may see.
    Read,
    Upload,
    /// Change and remove its person's own videos.
    Manage,
    /// What admins do; for their keys only, and as long as they are admins.
    Operator,
}

impl Scope {
    pub const ALL: [Self; 4] = [Self::Read, Self::Upload, Self::Manage, Self::Operator];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Upload => "upload",
            Self::Manage => "manage",
            Self::Operator => "operator",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }
}

/// Some scopes, at least one; written as their names with spaces between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// `None` when a name is unknown or there is none.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut scopes: Vec<Scope> = names.into_iter().map(Scope::parse).collect::<Option<_>>()?;
        scopes.sort_unstable();
        scopes.dedup();
        (!scopes.is_empty()).then_some(Self(scopes))
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::of(text.split(' '))
    }

    #[must_use]
    pub fn contains(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|scope| scope.as_str()).collect()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.names().join(" "))
    }
}

/// All that is kept of a key besides its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub user: UserId,
    pub name: String,
    pub scopes: Scopes,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    /// To the hour.
    pub last_used_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_written_as_they_are_read() {
        let scopes = Scopes::of(["upload", "read", "upload"]).unwrap();
        assert_eq!(scopes.to_string(), "read upload");
        assert_eq!(Scopes::parse("read upload"), Some(scopes.clone()));
        assert!(scopes.contains(Scope::Read) && !scopes.contains(Scope::Manage));
        for wrong in ["", "everything", "read  upload", "Read"] {
            assert_eq!(Scopes::parse(wrong), None, "{wrong:?}");
        }
    }
}
