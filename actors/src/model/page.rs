//! Cursor paging: a place in a sorted list, never an offset.

use serde::{Deserialize, Serialize};

/// Where the next page starts: after the item with this sort key and id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub key: i64,
    pub id: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Makes a page from up to `limit + 1` rows: the extra one only tells that there is more.
    #[must_use]
    pub fn from_rows(mut rows: Vec<T>, limit: usize, cursor_of: impl Fn(&T) -> Cursor) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(cursor_of) } else { None };
        Self { items: rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extra_row_only_tells_that_there_is_more() {
        let cursor = |n: &i64| Cursor { key: *n, id: n.to_string() };
        let page = Page::from_rows(vec![3, 2, 1], 2, cursor);
        assert_eq!((page.items, page.next), (vec![3, 2], Some(Cursor { key: 2, id: "2".into() })));
        assert_eq!(Page::from_rows(vec![3, 2], 2, cursor).next, None);
    }
}
